"""An actor and a tie as lines of a page: in words, with what each source says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from msgspec import Struct

from florilege.ecosystem.actors import Actor, Tie
from florilege.ecosystem.families import rule_reasons
from florilege.ecosystem.mentions import OF_LABELS, OF_STUDY, Source
from florilege.faults import Words
from florilege.listings.vocabulary import VOCABULARIES
from florilege.web.publication.contents.ecosystem import EcosystemContent
from florilege.web.publication.contents.places import STUDY_2022
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.pages.sources import NO_DATE
from florilege.web.publication.pages.sources import Source as Shown
from florilege.web.publication.text import labels, words
from florilege.web.publication.text.values import holds_words

FAMILIES: Mapping[str, Words] = VOCABULARIES["actor_family"]
NO_FAMILY = Words("famille inconnue", "unknown family")
TO_A_PLACE: Mapping[str, Words] = {
    "runs": Words("l’exploite ou le porte", "runs it"),
    "owns": Words("en est propriétaire", "owns it"),
    "funds": Words("le finance", "funds it"),
    "founded": Words("l’a fondé ou lancé", "founded it"),
    "hosts": Words("l’héberge", "hosts it"),
    "hosted": Words("y est hébergé", "is housed there"),
    "partners": Words("en est partenaire", "is a partner"),
    "labels": Words("lui donne un label", "gives it a label"),
    "networks": Words("anime un réseau dont il est", "leads a network that it is in"),
}
"""What an actor is to a place, as the sheet of the place says it."""
BY_THE_ACTOR: Mapping[str, Words] = {
    "runs": Words("exploite ou porte", "runs"),
    "owns": Words("est propriétaire de", "owns"),
    "funds": Words("finance", "funds"),
    "founded": Words("a fondé ou lancé", "founded"),
    "hosts": Words("héberge", "hosts"),
    "hosted": Words("est hébergé par", "is housed by"),
    "partners": Words("est partenaire de", "is a partner of"),
    "labels": Words("donne un label à", "gives a label to"),
    "networks": Words("compte dans son réseau", "has in its network"),
}
"""What an actor is to others, as its own page says it."""
TO_THE_ACTOR: Mapping[str, Words] = {
    "runs": Words("est exploité ou porté par", "is run by"),
    "owns": Words("appartient à", "is owned by"),
    "funds": Words("est financé par", "is funded by"),
    "founded": Words("a été fondé ou lancé par", "was founded by"),
    "hosts": Words("est hébergé par", "is hosted by"),
    "hosted": Words("héberge", "houses"),
    "partners": Words("est partenaire de", "is a partner of"),
    "labels": Words("reçoit un label de", "has a label from"),
    "networks": Words("est dans le réseau de", "is in the network of"),
}
"""The other way round: another actor is named, and this one is the end of the tie."""
TEAM = Words("l’équipe de l’étude", "the study’s team")
GIVERS = Words("qui donne chaque label", "who gives each label")
SINCE, UNTIL = Words("depuis {start}", "since {start}"), Words("jusqu’à {end}", "until {end}")
SHARE = Words("{share} % du capital", "{share}% of the capital")


class ActorLine(Struct, frozen=True):
    """An actor named on a page. path : of its own page, "" when it has none; code : of its family, "" unknown"""

    name: str
    path: str
    code: str
    family: str


class TieLine(Struct, frozen=True):
    """An actor and what it is to the place of a sheet; details : dates, share of the capital, remarks of the source."""

    role: str
    actor: ActorLine
    details: str
    disputed: bool
    sources: tuple[Shown, ...]


def actor_line(actor: Actor, found: EcosystemContent, language: str) -> ActorLine:
    """An actor as a line."""
    return ActorLine(
        actor.name, found.path_of(actor), actor.family, words.said(family_words(actor.family), language)
    )


def family_words(code: str) -> Words:
    """A family in words; "" is unknown."""
    return FAMILIES.get(code, NO_FAMILY)


def tie_line(tie: Tie, contents: StudyContents, language: str) -> TieLine:
    """A tie to a place, as the sheet of the place says it."""
    found = contents.ecosystem
    return TieLine(
        role=words.said(TO_A_PLACE[tie.role], language),
        actor=actor_line(found.by_id[tie.actor_id], found, language),
        details=details(tie, language),
        disputed=tie.key in found.disputed or f"{tie.role} {tie.target_id}" in found.disputed,
        sources=sources((claim.source for claim in tie.claims), contents, language),
    )


def details(tie: Tie, language: str) -> str:
    """When, for how much of the capital, and what stood beside the name."""
    said = []
    if tie.start:
        said.append(words.filled(SINCE, language, start=words.date(tie.start, language)))
    if tie.end:
        said.append(words.filled(UNTIL, language, end=words.date(tie.end, language)))
    if tie.share:
        said.append(words.filled(SHARE, language, share=tie.share))
    return ", ".join(said)


def sources(said: Iterable[Source], contents: StudyContents, language: str) -> tuple[Shown, ...]:
    """Who says it, each once."""
    found: dict[tuple[str, str, str, str], Shown] = {}
    for one in said:
        source = source_line(one, contents, language)
        found.setdefault((source.title, source.date, source.url, source.note), source)
    return tuple(found.values())


def source_line(source: Source, contents: StudyContents, language: str) -> Shown:
    """A source as a page shows it: the page that it cites, else the listing."""
    short, full, _ = labels.of_licence(source.licence)
    listing = contents.by_listing.get(source.listing)
    host = (urlsplit(source.url).hostname or "").removeprefix("www.") if source.url else ""
    from_page = bool(host) and source.listing in (OF_STUDY, OF_LABELS, STUDY_2022)
    own = {OF_STUDY: TEAM, OF_LABELS: GIVERS}.get(source.listing)
    title = words.said(listing.title if listing else own or Words(source.listing, source.listing), language)
    note = contents.vocabulary.get(source.note)
    return Shown(
        title=host if from_page else title,
        title_language="",
        date=words.date(source.date, language) if source.date else words.said(NO_DATE, language),
        licence=short,
        licence_name=words.said(full, language),
        url=source.url if from_page else "",
        host=host if from_page else "",
        note=source.note if note is None else words.said(note, language),
        note_language=_note_language(source, language) if note is None else language,
    )


def _note_language(source: Source, language: str) -> str:
    """The study's own files are written in French, its facts of 2022 in English."""
    if not holds_words(source.note):
        return language
    return "en" if source.listing == STUDY_2022 else "fr"


def why_family(
    actor: Actor, contents: StudyContents, language: str
) -> tuple[tuple[str, str, tuple[Shown, ...]], ...]:
    """What the family rests on: each family said, the rule that gives it ("" when a source states it), who says so."""
    reasons = rule_reasons()
    found: dict[tuple[str, str], list[Source]] = {}
    for claim in actor.family_claims:
        found.setdefault((claim.family, claim.rule), []).append(claim.source)
    return tuple(
        (
            words.said(family_words(family), language),
            words.said(reasons[rule], language) if rule else "",
            sources(said, contents, language),
        )
        for (family, rule), said in found.items()
    )
