"""The questions that wait for a person, of places and of actors, and what was answered, ready to print."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from msgspec import Struct

from florilege.ecosystem import actor_linkage
from florilege.ecosystem.mentions import OF_LABELS, OF_STUDY, Mention
from florilege.faults import InputRefused, Words, sentence
from florilege.linkage.decisions import ALONE, DIFFERENT, LATER, SAME, UNDO, undone
from florilege.linkage.vetoes import VETOES
from florilege.territory.distance import great_circle
from florilege.territory.history import code_today
from florilege.territory.reference import reference
from florilege.web.acts import actor_reviews, pair_reviews
from florilege.web.acts.actor_reviews import ActorSide
from florilege.web.inventory.models import Listing, ShownPlace
from florilege.web.inventory.questions import Question, Side
from florilege.web.publication.pages.actors.lines import GIVERS, TEAM, family_words
from florilege.web.publication.pages.place.ties import Step, evidence, waterfall
from florilege.web.publication.text import words
from florilege.web.study.open_study import OpenStudy
from florilege.web.workspace.pair_plan import PairPlan, plan

PLACES, ACTORS = "places", "actors"
"""What the two queues and the two journals are about."""
_SHARED_VERDICTS = {LATER: Words("plus tard", "later"), UNDO: Words("annulation", "undo")}
VERDICTS: Mapping[str, Mapping[str, Words]] = {
    PLACES: {
        SAME: Words("un seul lieu", "one place"),
        DIFFERENT: Words("deux lieux", "two places"),
        ALONE: Words("un lieu à elle seule", "a place of its own"),
        **_SHARED_VERDICTS,
    },
    ACTORS: {
        SAME: Words("un seul acteur", "one actor"),
        DIFFERENT: Words("deux acteurs", "two actors"),
        ALONE: Words("un acteur à elle seule", "an actor of its own"),
        **_SHARED_VERDICTS,
    },
}
SHOWN = 6
"""Places and mentions of an actor that are shown beside a question; how many more there are is said."""
STAKES = {
    3: Words("un lieu de la liste", "a place of the list"),
    2: Words("un lieu à débattre", "a borderline place"),
    1: Words("un candidat", "a candidate"),
    0: Words("hors de la sélection", "out of the selection"),
}


class SideView(Struct, frozen=True):
    """One of the two records of a question."""

    key: str
    name: str
    lines: tuple[str, ...]
    website: str
    slug: str
    records: tuple[str, ...]
    map_url: str


class DuplicatesView(Struct, frozen=True):
    """The question asked now, how many wait, and why the model hesitates."""

    waiting: str
    first: SideView | None
    second: SideView | None
    probability: str
    stake: str
    pairs: str
    distance: str
    veto: str
    evidence: str
    steps: tuple[Step, ...]
    zero: float
    postponed: bool
    plan: PairPlan | None
    fault: str


class MentionView(Struct, frozen=True):
    """A mention of an actor: its key, how the source spells it, who says it, when, and the page that says so."""

    key: str
    spelled: str
    source: str
    date: str
    url: str


class ActorSideView(Struct, frozen=True):
    """One of the two actors of a question; places : name, slug, and where it is"""

    key: str
    name: str
    family: str
    numbers: tuple[str, ...]
    commune: str
    places: tuple[tuple[str, str, str], ...]
    more_places: str
    mentions: tuple[MentionView, ...]
    more_mentions: str


class ActorsView(Struct, frozen=True):
    """The question on two actors asked now; first and second are None where none waits."""

    waiting: str
    first: ActorSideView | None
    second: ActorSideView | None
    probability: str
    veto: str
    steps: tuple[Step, ...]
    zero: float
    postponed: bool
    fault: str


class ActView(Struct, frozen=True):
    """One act of the journal."""

    number: int
    verdict: str
    pairs: tuple[str, ...]
    more: str
    signed: str
    undone: bool
    who: str


class JournalView(Struct, frozen=True):
    """The acts on places or on actors (about), the latest first."""

    about: str
    acts: tuple[ActView, ...]
    fault: str


def duplicates(study: OpenStudy, language: str, *, fault: str = "") -> DuplicatesView:
    """The most useful question in a language."""
    waiting = pair_reviews.queue(study)
    count = words.number(len(waiting), language)
    if not waiting:
        return DuplicatesView(
            count, None, None, "", "", "", "", "", "", (), 0.0, postponed=False, plan=None, fault=fault
        )
    asked = waiting[0]
    steps, zero = waterfall(asked.contributions, language)
    veto = next((one.words.in_language(language) for one in VETOES if one.key == asked.veto), asked.veto)
    return DuplicatesView(
        waiting=count,
        first=_side(asked.first),
        second=_side(asked.second),
        probability=words.share(asked.probability, language),
        stake=STAKES[asked.stake].in_language(language),
        pairs=words.number(asked.pairs, language),
        distance=_distance(asked, language),
        veto=veto,
        evidence=evidence(asked.evidence, language),
        steps=steps,
        zero=zero,
        postponed=asked.postponed,
        plan=plan(asked.first, asked.second, language),
        fault=fault,
    )


def _side(side: Side) -> SideView:
    where = ""
    if side.latitude is not None and side.longitude is not None:
        where = f"https://www.openstreetmap.org/?mlat={side.latitude}&mlon={side.longitude}#map=17/{side.latitude}/{side.longitude}"
    website = side.website if side.website.startswith(("http://", "https://")) else ""
    return SideView(
        side.key, side.name, tuple(line for line in (side.address, side.commune) if line), website, side.place_slug,
        side.records, where,
    )  # fmt: skip


def _distance(asked: Question, language: str) -> str:
    one, other = asked.first, asked.second
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return ""
    metres = great_circle(one.latitude, one.longitude, other.latitude, other.longitude)
    if metres < 1000:
        return f"{words.number(math.ceil(metres), language)} m"
    return f"{words.number(metres / 1000, language, decimals=1)} km"


def actors(study: OpenStudy, language: str, *, fault: str = "") -> ActorsView:
    """The surest question on two actors in a language; where actors were never gathered, how to gather them."""
    try:
        waiting = actor_reviews.queue(study)
    except InputRefused as refused:
        waiting, fault = [], fault or sentence(refused, language)
    count = words.number(len(waiting), language)
    if not waiting:
        return ActorsView(count, None, None, "", "", (), 0.0, postponed=False, fault=fault)
    asked = waiting[0]
    steps, zero = waterfall(asked.contributions, language, meanings=actor_linkage.MEANINGS)
    veto = actor_linkage.VETOES.get(asked.veto)
    return ActorsView(
        waiting=count,
        first=_actor_side(asked.first, language),
        second=_actor_side(asked.second, language),
        probability=words.share(asked.probability, language),
        veto=words.said(veto, language) if veto is not None else asked.veto,
        steps=steps,
        zero=zero,
        postponed=asked.postponed,
        fault=fault,
    )


def _actor_side(side: ActorSide, language: str) -> ActorSideView:
    places = _places(side, language)
    titles = {one.slug: Words(one.title_fr, one.title_en) for one in Listing.objects.all()}
    seat = code_today(side.commune_code, level="commune", reference=reference()).words
    return ActorSideView(
        key=side.key,
        name=side.name,
        family=words.said(family_words(side.family), language),
        numbers=side.numbers,
        commune=words.said(seat, language) if side.commune_code else "",
        places=tuple(places[:SHOWN]),
        more_places=_more(places, language),
        mentions=tuple(_mention(one, titles, language) for one in side.said[:SHOWN]),
        more_mentions=_more(side.said, language),
    )


def _places(side: ActorSide, language: str) -> list[tuple[str, str, str]]:
    rows = ShownPlace.objects.filter(place__public_id__in=side.place_ids).select_related("place")
    shown = {row.place.public_id: row for row in rows}
    return [
        (
            shown[one].called.in_language(language),
            shown[one].place.slug,
            ", ".join(filter(None, (shown[one].commune, shown[one].departement))),
        )
        for one in side.place_ids
        if one in shown
    ]


def _more(items: Sequence[object], language: str) -> str:
    return words.number(len(items) - SHOWN, language) if len(items) > SHOWN else ""


def _mention(mention: Mention, titles: Mapping[str, Words], language: str) -> MentionView:
    source = mention.source
    own = {OF_STUDY: TEAM, OF_LABELS: GIVERS}.get(source.listing, Words(source.listing, source.listing))
    return MentionView(
        mention.key,
        mention.names[0],
        words.said(titles.get(source.listing, own), language),
        words.date(source.date, language) if source.date else "",
        source.url if source.url.startswith(("http://", "https://")) else "",
    )


def journal(study: OpenStudy, about: str, language: str, *, fault: str = "") -> JournalView:
    """The acts on places or on actors in a language, the latest first."""
    said = (actor_reviews if about == ACTORS else pair_reviews).journal(study.folder)
    gone = undone(said)
    acts: list[ActView] = []
    for number in sorted({line.act for line in said}, reverse=True):
        lines = [line for line in said if line.act == number]
        pairs = [" · ".join(line.keys) if not line.undoes else f"n° {line.undoes}" for line in lines]
        signed = [lines[0].who, words.date(lines[0].date, language) if lines[0].date else "", lines[0].reason]
        acts.append(
            ActView(
                number,
                VERDICTS[about][lines[0].verdict].in_language(language),
                tuple(pairs[:3]),
                words.number(len(pairs) - 3, language) if len(pairs) > 3 else "",
                ", ".join(part for part in signed if part),
                number in gone,
                lines[0].who,
            )
        )
    return JournalView(about, tuple(acts), fault)
