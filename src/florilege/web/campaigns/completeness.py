"""Which places a study would best ask, and what: from what it should find out next, and what its grid knows nothing of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from florilege.appraisal.indicators import REGISTRY
from florilege.listings.fields import FIELDS
from florilege.selection.computed_list import facts_to_find
from florilege.selection.study_file import StudyFile
from florilege.web.inventory.models import Claim, ShownPlace
from florilege.web.study.models import Appraisal
from florilege.web.study.open_study import OpenStudy
from florilege.web.study.selections import computed_of, selection_of

MOST_FIELDS = 5
"""Fields asked of a place: two minutes."""
GROUPS = frozenset({"contact", "offer", "organisation", "building", "figures", "money"})
MORE = frozenset({"kind", "opening_year", "label"})
WORKED_OUT = frozenset({"website_state", "website_checked", "website_moved_to", "actor_family"})
"""Fields that no place says of itself."""


class Suggestion(Struct, frozen=True):
    """A place to ask.

    lacking : the fields that nobody says of it, the most telling first
    weighty : whether an unknown of it weighs on the list as computed
    """

    place_id: str
    slug: str
    where: str
    region: str
    lacking: tuple[str, ...]
    weighty: bool

    @property
    def fields(self) -> tuple[str, ...]:
        """What is asked of it: the first of those."""
        return self.lacking[:MOST_FIELDS]


def suggestions(study: OpenStudy) -> list[Suggestion]:
    """The places to ask: those whose unknowns weigh most on the list, then the others by the best score that they may have.

    A place of which no field that one can ask for is unknown is left out.
    """
    wanted = _wanted_criteria(study)
    fields = {key: askable(names) for key, names in inputs_of(study.file).items()}
    known = _known_fields(study, {name for names in fields.values() for name in names})
    # neither names nor values: of thousands of places, a page names sixty
    rows = ShownPlace.objects.filter(place__present=True).values_list(
        "place__public_id", "place__slug", "commune", "region"
    )
    shown = {place_id: (slug, commune, region) for place_id, slug, commune, region in rows.iterator()}
    found = []
    for place_id, (criteria, weighty) in wanted.items():
        asked = [
            name
            for key in criteria
            for name in fields.get(key, ())
            if name not in known.get(place_id, frozenset())
        ]
        if place_id not in shown or not asked:
            continue
        slug, commune, region = shown[place_id]
        where = ", ".join(filter(None, (commune, region)))
        found.append(Suggestion(place_id, slug, where, region, tuple(dict.fromkeys(asked)), weighty))
    return found


def narrowed(found: Iterable[Suggestion], fields: Collection[str]) -> list[Suggestion]:
    """The same, asked for some fields alone: places that lack none of them are left out."""
    kept = (replace(one, lacking=tuple(name for name in one.lacking if name in fields)) for one in found)
    return [one for one in kept if one.lacking]


def askable(names: Iterable[str]) -> tuple[str, ...]:
    """Of some fields, those that a place can be asked and that may be published."""
    return tuple(
        name
        for name in names
        if (field := FIELDS.get(name)) is not None
        and field.public
        and (field.group in GROUPS or name in MORE)
        and name not in WORKED_OUT
    )


def inputs_of(file: StudyFile) -> Mapping[str, Sequence[str]]:
    """Criterion → the fields that its indicator reads; none where a column or a jury says its value."""
    return {
        one.key: REGISTRY[one.input].inputs if one.source == "indicator" else () for one in file.grid.criteria
    }


def _wanted_criteria(study: OpenStudy) -> dict[str, tuple[list[str], bool]]:
    """Place → the criteria to ask for, and whether one of them weighs on the list; in the order in which to ask."""
    wanted: dict[str, tuple[list[str], bool]] = {}
    run = selection_of(study.row)
    for place_id, criterion in facts_to_find(computed_of(run)) if run is not None else ():
        wanted.setdefault(place_id, ([], True))[0].append(criterion)
    rows = Appraisal.objects.filter(study=study.row).values_list(
        "place__public_id", "place__rank", "missing", "score_high"
    )
    for place_id, _rank, missing, _score in sorted(
        rows, key=lambda row: (-1.0 if row[3] is None else row[3], -row[1]), reverse=True
    ):
        before, weighty = wanted.setdefault(place_id, ([], False))
        before.extend(key for key in missing if key not in before)
        wanted[place_id] = (before, weighty)
    return {place: (criteria, weighty) for place, (criteria, weighty) in wanted.items() if criteria}


def _known_fields(study: OpenStudy, fields: set[str]) -> dict[str, set[str]]:
    rows = Claim.objects.filter(listing__in=study.row.listings, field__in=fields)
    known: dict[str, set[str]] = {}
    for place_id, field in rows.values_list("place__public_id", "field").distinct():
        known.setdefault(place_id, set()).add(field)
    return known
