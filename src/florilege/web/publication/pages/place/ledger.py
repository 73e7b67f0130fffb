"""A place sheet: every value with its source and date beside it, disagreements side by side, the unknown in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from florilege.evidence.claims import CONTRIBUTION, VISIT
from florilege.evidence.contributions import speaker_of
from florilege.evidence.liveness import WATCH
from florilege.evidence.rules import canonical
from florilege.faults import Words
from florilege.linkage.bonds import ONE_BEARER, ONE_LABEL
from florilege.listings.fields import FIELDS
from florilege.listings.records import Value
from florilege.territory.history import code_in_note, code_today
from florilege.territory.reference import reference
from florilege.web.publication.contents.places import STUDY_2022, ClaimContent, PlaceContent, ShownValue
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.pages.sources import NO_DATE, Source
from florilege.web.publication.text import labels, words
from florilege.web.publication.text.values import Written, code_label, field_label, holds_words, written

PARTS: Mapping[str, tuple[str, ...]] = {
    "identity": ("identity", "location", "contact"),
    "offer": ("offer",),
    "organisation": ("organisation",),
    "figures": ("building", "figures", "history", "money"),
}
"""Parts of a sheet, and the groups of fields each holds."""
ALWAYS: Mapping[str, tuple[str, ...]] = {
    "identity": ("name", "kind", "status", "opening_year", "address", "postcode", "website"),
    "offer": ("service", "audience"),
    "organisation": ("operator", "legal_form"),
    "figures": ("surface_m2", "companies_hosted", "jobs"),
}
"""Lines that every sheet has, where a source gives them of some place: unknown, they say so."""
DETAIL = "_detail"
"""End of the fields that keep the words of the source beside a code."""
RANKS = frozenset({"study_number"})
"""Numbers that name rather than measure: written small."""
HIDDEN = frozenset({"latitude", "longitude", "actor_family"})
"""Said elsewhere on the sheet: by its position, by its families of actors."""
IF_DISPUTED = frozenset({"city", "commune_code", "departement_code", "arrondissement_code", "arrondissement"})
"""What the line of the commune is worked out from: a line of its own where the sources do not agree."""
_FIELDS_OF: Mapping[str, tuple[str, ...]] = {
    part: tuple(key for key, spec in FIELDS.items() if spec.group in groups and key not in HIDDEN)
    for part, groups in PARTS.items()
}


class DisputedValue(Struct, frozen=True):
    """One of several values said of a field, and those who say it."""

    value: Written
    sources: tuple[Source, ...]
    shown: bool


class Entry(Struct, frozen=True):
    """One line of the ledger; without values it is unknown."""

    field: str
    label: str
    values: tuple[Written, ...]
    strong: bool
    rule: str
    disagree: bool
    sources: tuple[Source, ...]
    disputed: tuple[DisputedValue, ...]


TIED = {ONE_BEARER: Words("même porteur", "same operator"), ONE_LABEL: Words("même label", "same label")}
"""What ties a record to its place where no comparison does."""


class RecordLine(Struct, frozen=True):
    """A row of a listing that makes the place.

    probability : of being of the place, or what ties it where no comparison does; empty for a row alone
    """

    title: str
    listing: str
    date: str
    record_id: str
    name: str
    probability: str


def entries(place: PlaceContent, contents: StudyContents, language: str) -> Mapping[str, tuple[Entry, ...]]:
    """The ledger by part, its lines in the order of the fields."""
    return {
        part: tuple(
            entry(place, field, contents, language)
            for field in fields
            if (field in place.shown or (field in ALWAYS[part] and field in contents.fields_said))
            and not _said_again(place, field)
            and (field not in IF_DISPUTED or place.shown[field].disagree)
        )
        for part, fields in _FIELDS_OF.items()
    }


def _said_again(place: PlaceContent, field: str) -> bool:
    """Whether a field in the words of its source only repeats the words of its code."""
    coded = place.shown.get(field.removesuffix(DETAIL))
    detail = place.shown.get(field)
    if not field.endswith(DETAIL) or coded is None or detail is None or detail.disagree:
        return False
    known = {str(code).casefold() for code in coded.values}
    known |= {
        code_label(field.removesuffix(DETAIL), str(code), language).casefold()
        for code in coded.values
        for language in ("fr", "en")
    }
    return all(str(value).strip().casefold() in known for value in detail.values)


def entry(place: PlaceContent, field: str, contents: StudyContents, language: str) -> Entry:
    """One line of the ledger."""
    shown = place.shown.get(field)
    if shown is None or not shown.values:
        return Entry(field, field_label(field, language), (), False, "", False, (), ())
    claims = place.claims_of(field)
    chosen = set(shown.claims)
    backing = [claim for claim in place.claims if claim.pk in chosen] or [
        claim for claim in claims if claim.shown
    ]
    disputed = _disputed(shown, claims, backing, contents, language) if shown.disagree else ()
    rule = "" if shown.code in ("alone", "agreed", "all") else words.said(shown.rule, language)
    values = tuple(
        _of_claims(field, value, shown.unit, backing, contents, language) for value in shown.values
    )
    return Entry(
        field=field,
        label=field_label(field, language),
        values=values,
        strong=field not in RANKS
        and any(isinstance(value, (int, float)) and not isinstance(value, bool) for value in shown.values),
        rule=rule,
        disagree=bool(disputed),
        sources=sources_of(backing, contents, language),
        disputed=disputed,
    )


def _of_claims(
    field: str,
    value: Value,
    unit: str,
    backing: Sequence[ClaimContent],
    contents: StudyContents,
    language: str,
) -> Written:
    """A value as written; a free text is translated where the study has words for it, else quoted as it is."""
    if isinstance(value, str) and value in contents.vocabulary:
        return Written(words.said(contents.vocabulary[value], language))
    in_english = bool(backing) and all(claim.listing == STUDY_2022 for claim in backing)
    found = written(field, value, unit, language, source_language="en" if in_english else "fr")
    if language != "fr" or found.href or found.language:
        return found
    text = words.typographic(found.text)
    return found if text == found.text else replace(found, text=text)


def _disputed(
    shown: ShownValue,
    claims: Sequence[ClaimContent],
    backing: Sequence[ClaimContent],
    contents: StudyContents,
    language: str,
) -> tuple[DisputedValue, ...]:
    """Every value said, the shown one first, then by how many say it.

    backing : claims of what is shown, which may be those of other fields from which it was worked out
    """
    groups: dict[str, list[ClaimContent]] = {}
    for claim in claims:
        groups.setdefault(canonical(_typed(shown.field, claim)), []).append(claim)
    chosen = canonical(shown.values[0])
    groups.setdefault(chosen, list(backing))
    order = sorted(groups, key=lambda key: (key != chosen, -len(groups[key]), key))
    if len(order) < 2:
        return ()
    disputed = tuple(
        DisputedValue(
            value=_of_claims(
                shown.field,
                shown.values[0] if key == chosen else _typed(shown.field, groups[key][0]),
                shown.unit if key == chosen else groups[key][0].unit,
                groups[key],
                contents,
                language,
            ),
            sources=sources_of(groups[key], contents, language),
            shown=key == chosen,
        )
        for key in order
    )
    return _apart(disputed)


def _apart(disputed: tuple[DisputedValue, ...]) -> tuple[DisputedValue, ...]:
    """Addresses of pages in full where their short forms read alike."""
    texts = Counter(item.value.text for item in disputed)
    return tuple(
        replace(item, value=replace(item.value, text=item.value.href))
        if item.value.href and texts[item.value.text] > 1
        else item
        for item in disputed
    )


def _typed(field: str, claim: ClaimContent) -> Value:
    """A claim's value with the type of its field."""
    kind = FIELDS[field].kind
    if kind == "boolean":
        return claim.value == "true"
    if kind in ("number", "integer", "year"):
        return float(claim.value)
    return claim.value


def sources_of(claims: Iterable[ClaimContent], contents: StudyContents, language: str) -> tuple[Source, ...]:
    """Who says it, each once."""
    found: dict[tuple[str, str, str, str], Source] = {}
    for claim in claims:
        source = source_of(claim, contents, language)
        found.setdefault((source.title, source.date, source.host, source.note), source)
    return tuple(found.values())


SITE_VISIT = Words("visite automatique du site", "automatic visit to the site")
PLACE_VISIT = Words("visite du lieu", "visit to the place")


CORRECTION = Words("correction acceptée", "accepted correction")
CORRECTED_BY = {
    "place": Words("le lieu", "the place"),
    "visitor": Words("une personne extérieure", "a visitor"),
    "team": Words("l’équipe", "the team"),
}


def former_code(claim: ClaimContent) -> Words | None:
    """What the code of another year that the source wrote is today, None where it wrote one of today."""
    code = code_in_note(claim.note) if claim.field == "commune_code" else ""
    return code_today(code, level="commune", reference=reference()).words if code else None


def source_of(claim: ClaimContent, contents: StudyContents, language: str) -> Source:
    """The source of a claim: the page for a fact read on a page, else the listing."""
    listing = contents.by_listing.get(claim.listing)
    short, full, _ = labels.of_licence(claim.licence)
    note = former_code(claim) or contents.vocabulary.get(claim.note)
    host = (urlsplit(claim.source_url).hostname or "").removeprefix("www.") if claim.source_url else ""
    from_page = claim.listing == STUDY_2022 and bool(host)
    if from_page:
        title = host
    elif claim.listing == WATCH:
        title = words.said(SITE_VISIT, language)
    elif claim.listing == VISIT:
        title = _visit(claim, contents, language)
    elif claim.listing == CONTRIBUTION:
        speaker = CORRECTED_BY.get(speaker_of(claim.column))
        title = words.said(CORRECTION, language)
        title = f"{title} ({words.said(speaker, language)})" if speaker is not None else title
    else:
        title = words.said(listing.title, language) if listing else claim.listing
    return Source(
        title=title,
        title_language="",
        date=words.date(claim.date, language) if claim.date else words.said(NO_DATE, language),
        licence=short,
        licence_name=words.said(full, language),
        url=claim.source_url if from_page or claim.listing == CONTRIBUTION else "",
        host=host if from_page or claim.listing == CONTRIBUTION else "",
        note=claim.note if note is None else words.said(note, language),
        note_language=_note_language(claim, language) if note is None else language,
    )


def _visit(claim: ClaimContent, contents: StudyContents, language: str) -> str:
    """A visit as a source: who went there."""
    visit = contents.visits_by_name.get(claim.column)
    title = words.said(PLACE_VISIT, language)
    return f"{title} ({', '.join(visit.who)})" if visit is not None else title


def record_lines(place: PlaceContent, contents: StudyContents, language: str) -> tuple[RecordLine, ...]:
    """The records that make the place, with how likely each is tied to the others."""
    lines: list[RecordLine] = []
    for record in place.records:
        listing = contents.by_listing.get(record.listing)
        lines.append(
            RecordLine(
                title=words.said(listing.title, language) if listing else record.listing,
                listing=record.listing,
                date=words.date(record.version, language),
                record_id=record.record_id,
                name=record.name,
                probability=words.said(TIED[record.decided_by], language)
                if record.decided_by in TIED
                else ""
                if record.probability is None
                else words.share(record.probability, language),
            )
        )
    return tuple(lines)


def _note_language(claim: ClaimContent, language: str) -> str:
    """The language of a note that has no translation; a note without a word (a year) is of none: that of the page."""
    if not holds_words(claim.note):
        return language
    return "en" if claim.listing == STUDY_2022 else "fr"
