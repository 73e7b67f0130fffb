"""The rule that picks the value shown: of the claims that take part, which is preferred to the others.

Which claims of a place take part is said in `places.resolve`, which asks this rule: those about where it is come from one
commune and one street, those of a listing that holds it no more stand back. It also marks what such claims say otherwise
("town") and a place that left its listings ("left"). Claims that disagree all stay; the rule only says which one is shown,
and why, in words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from importlib import resources

from msgspec import Struct

from florilege.evidence.claims import CHECKED_BY_PERSONS, CONTRIBUTION, Claim
from florilege.faults import Words
from florilege.listings.fields import FIELDS
from florilege.listings.records import Value
from florilege.listings.vocabulary import VOCABULARIES
from florilege.territory.names import unaccented
from florilege.toml_lines import Table, read_toml

_SCHEME = re.compile(r"^\s*https?://(?:www\.)?")
HINT = "centre-a-little-nearer"
"""Note of a claim that says what may be: a point a little nearer to the centre of a commune than to that of its own."""

NAME_OF_BEARER = "name-of-bearer"
"""Note of a name that is only that of the body that bears the place: it contradicts no name given to the place, and is
never shown as one."""
_OF_BEARER = VOCABULARIES["note"][NAME_OF_BEARER].fr

TESTS = ("visit", "named", "page", "precise", "source", "corroborated", "newest", "listing")
PRECISIONS = ("address", "street", "locality", "centre", "contradicted", "none")
"""From the finest position to none at all."""


class FieldRule(Struct, frozen=True):
    """The tests, in order, that pick the claim shown of one field, and why in this order.

    sources : listings in order of preference, for the test "source"; those not named come after them all
    """

    field: str
    order: tuple[str, ...]
    reason: Words | None = None
    sources: tuple[str, ...] = ()


class FieldRules(Struct, frozen=True):
    """The rules of a study: one a field where the file gives it, the default elsewhere."""

    default: FieldRule
    fields: Mapping[str, FieldRule]

    def of(self, field: str) -> FieldRule:
        return self.fields.get(field, self.default)


class Shown(Struct, frozen=True):
    """What is shown of one field of one place.

    values : one value, or all of them for a field that holds several
    claims : keys of the claims that say what is shown
    code : the test that decided ("alone", "agreed", "all", or one of `TESTS`)
    disagree : whether a claim says something else
    """

    values: tuple[Value, ...]
    unit: str | None
    claims: tuple[str, ...]
    code: str
    disagree: bool


WHY: Mapping[str, Words] = {
    "alone": Words("seule source", "only source"),
    "agreed": Words("toutes les sources s’accordent", "all sources agree"),
    "all": Words("réunion de ce que disent les sources", "everything the sources say"),
    "visit": Words("vu sur place lors d’une visite", "seen on site during a visit"),
    "contribution": Words(
        "correction acceptée par l’équipe, avec sa preuve", "correction accepted by the team, with its proof"
    ),
    "page": Words(
        "une page sur le lieu même passe avant un recensement", "a page about the place before a listing"
    ),
    "named": Words(
        "un nom donné au lieu passe avant celui de son porteur",
        "a name given to the place before that of the body that runs it",
    ),
    "precise": Words("position la plus précise", "most precise position"),
    "corroborated": Words("valeur donnée par le plus de recensements", "value given by the most listings"),
    "source": Words("ordre des sources fixé pour ce champ", "order of preference of sources for this field"),
    "newest": Words("valeur la plus récente", "newest value"),
    "listing": Words("ordre des recensements de l’étude", "order of the listings in the study file"),
    "town": Words(
        "seules comptent, pour le lieu, les fiches de la commune et de la rue montrées",
        "for location, only records in the commune and street shown count",
    ),
    "alive": Words(
        "site qui répond, avant un site trouvé mort à nos visites",
        "a working site before one that our visits found dead",
    ),
    "left": Words(
        "absent de la dernière version d’un recensement, et d’aucun autre plus récent",
        "missing from the latest version of a listing, and in no more recent one",
    ),
}


def read_rules(text: str, *, file: str) -> FieldRules:
    """Field rules from a TOML text; raises InputRefused naming the line of what cannot be used."""
    root = read_toml(text, file=file)
    table = root.table("default")
    default = FieldRule("", _order(table), sources=_sources(table))
    table.refuse_unknown()
    fields: dict[str, FieldRule] = {}
    for entry in root.tables("field"):
        name = entry.require("field", str)
        if name != "position" and name not in FIELDS:
            raise entry.refused(Words("un champ connu", "a known field"), key="field", value=name)
        order, sources = _order(entry), _sources(entry)
        reason = entry.bilingual("reason") if "reason" in entry else None
        entry.refuse_unknown()
        fields[name] = FieldRule(name, order, reason, sources)
    root.refuse_unknown()
    return FieldRules(default, fields)


@lru_cache(maxsize=1)
def shipped_rules() -> FieldRules:
    """The field rules shipped with the package."""
    source = resources.files("florilege.evidence").joinpath("field_rules.toml")
    return read_rules(source.read_text(encoding="utf-8"), file="field_rules.toml")


@lru_cache(maxsize=100_000, typed=True)
def canonical(value: Value) -> str:
    """A value as compared between sources: case, accents, punctuation and spaces make no disagreement.

    Nor does the scheme of a web address, nor its "www": both lead to one page.
    """
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = unaccented(str(value)).casefold()
    words = "".join(letter if letter.isalnum() else " " for letter in _SCHEME.sub("", text)).split()
    return " ".join(words)


def show(
    claims: Sequence[Claim],
    *,
    rules: FieldRules,
    ranks: Mapping[str, int],
    pages: frozenset[str],
    ended: frozenset[str] = frozenset(),
) -> dict[str, Shown]:
    """What is shown of a place, by field, from all its claims (positions apart: `show_position`).

    ranks : listing → its order in the study; pages : listings whose claims come from pages about a place
    ended : keys of claims that their listing makes no more: they speak only where no other does
    """
    by_field: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_field[claim.field].append(claim)
    shown: dict[str, Shown] = {}
    for field, all_said in sorted(by_field.items()):
        said = [claim for claim in all_said if claim.key not in ended] or all_said
        if FIELDS[field].multiple:
            shown[field] = _all_of(said)
        else:
            given = [claim for claim in said if claim.note != _OF_BEARER]
            if not given:
                continue  # who bears a place is not what it is called: the name is unknown
            found = _one_of(said, rules.of(field), ranks=ranks, pages=pages)
            if all(claim.key not in found.claims for claim in given):
                found = _one_of(given, rules.of(field), ranks=ranks, pages=pages)
            shown[field] = found
    return shown


def position_cell(latitude: float, longitude: float) -> tuple[str, str]:
    """The cell of a thousandth of a degree that a position lies in: positions of one cell say the same.

    Positions written alike, to a hundred-thousandth of a degree, lie in one cell.
    """
    return f"{round(latitude, 5):.3f}", f"{round(longitude, 5):.3f}"


def show_position(
    places: Sequence[tuple[Claim, Claim, str]],
    *,
    rules: FieldRules,
    ranks: Mapping[str, int],
    pages: frozenset[str],
) -> tuple[Shown, str] | None:
    """The position shown (latitude, longitude) and its precision, or None when no record has one.

    places : a latitude claim, a longitude claim and a precision for each record that has a position.
    A position that the address contradicts is never shown.
    """
    usable = [item for item in places if item[2] in PRECISIONS[:4]]
    if not usable:
        return None
    finest = {item[0].key: PRECISIONS.index(item[2]) for item in usable}

    def grid_cell(claim: Claim) -> str:
        other = next(item[1] for item in usable if item[0].key == claim.key)
        return " ".join(position_cell(float(claim.value), float(other.value)))

    chosen, code = _decide(
        [item[0] for item in usable],
        rules.of("position"),
        ranks=ranks,
        pages=pages,
        same=grid_cell,
        finest=finest,
    )
    latitude, longitude, precision = next(item for item in usable if item[0].key == chosen.key)
    others = {grid_cell(item[0]) for item in usable if item[2] == precision}
    shown = Shown(
        (latitude.value, longitude.value), "degree", (latitude.key, longitude.key), code, len(others) > 1
    )
    return shown, precision


def _all_of(said: Sequence[Claim]) -> Shown:
    values = tuple(dict.fromkeys(claim.value for claim in said))
    code = "alone" if len(said) == 1 else "all"
    return Shown(values, said[0].unit, tuple(claim.key for claim in said), code, disagree=False)


def _one_of(
    said: Sequence[Claim], rule: FieldRule, *, ranks: Mapping[str, int], pages: frozenset[str]
) -> Shown:
    if len(said) == 1:
        return Shown((said[0].value,), said[0].unit, (said[0].key,), "alone", disagree=False)
    chosen, code = _decide(
        said, rule, ranks=ranks, pages=pages, same=lambda claim: canonical(claim.value), finest={}
    )
    agreeing = [claim for claim in said if canonical(claim.value) == canonical(chosen.value)]
    keys = (chosen.key, *(claim.key for claim in agreeing if claim.key != chosen.key))
    against = [claim for claim in said if claim not in agreeing and not is_hint(claim)]
    return Shown((chosen.value,), chosen.unit, keys, code, disagree=bool(against))


def is_hint(claim: Claim) -> bool:
    """Whether a claim only says what may be, so that it contradicts nobody."""
    return claim.note in _HINTS


_HINTS = frozenset(VOCABULARIES["note"][key].fr for key in (HINT, NAME_OF_BEARER))


def _decide(
    said: Sequence[Claim],
    rule: FieldRule,
    *,
    ranks: Mapping[str, int],
    pages: frozenset[str],
    same: Callable[[Claim], str],
    finest: Mapping[str, int],
) -> tuple[Claim, str]:
    """The claim preferred and the first test that separated it from a claim saying something else."""
    if len(said) == 1:
        return said[0], "alone"
    backers: dict[str, set[str]] = defaultdict(set)
    for claim in said:
        backers[same(claim)].add(claim.listing)
    preferred = {listing: rank for rank, listing in enumerate(rule.sources)}
    marks: Mapping[str, Callable[[Claim], float | str]] = {
        "visit": lambda claim: (
            "|".join(map(str, check_order(claim))) if claim.listing in CHECKED_BY_PERSONS else ""
        ),
        "named": lambda claim: 0.0 if claim.note == _OF_BEARER else 1.0,
        "page": lambda claim: 1.0 if claim.listing in pages else 0.0,
        "precise": lambda claim: -float(finest.get(claim.key, 0)),
        "corroborated": lambda claim: float(len(backers[same(claim)])),
        "source": lambda claim: -float(preferred.get(claim.listing, len(preferred))),
        "newest": lambda claim: claim.date or "",
        "listing": lambda claim: -float(ranks.get(claim.listing, len(ranks))),
    }
    left, code = list(said), "agreed"
    for test in (*rule.order, "listing"):
        if len(backers) == 1 and not finest:
            break
        best = max(marks[test](claim) for claim in left)
        kept = [claim for claim in left if marks[test](claim) == best]
        if len({same(claim) for claim in kept}) < len({same(claim) for claim in left}):
            code = test
        left = kept
    chosen = min(left, key=lambda claim: (ranks.get(claim.listing, len(ranks)), claim.key))
    by_persons = code == "visit" and chosen.listing == CONTRIBUTION
    return chosen, "contribution" if by_persons else code


def check_order(claim: Claim) -> tuple[str, int, str]:
    """Orders the claims of persons: the last is the latest check."""
    return claim.date or "", CHECKED_BY_PERSONS.index(claim.listing), claim.key


def study_rules(text: str, *, file: str) -> FieldRules:
    """The rules of a study: those of its own file, the shipped ones where it says nothing."""
    shipped = shipped_rules()
    if not text.strip():
        return shipped
    own = read_rules(text, file=file)
    return FieldRules(own.default if own.default.order else shipped.default, {**shipped.fields, **own.fields})


def _sources(table: Table) -> tuple[str, ...]:
    """The listings preferred, asked for where the test "source" is used and nowhere else."""
    sources = table.texts("sources")
    if bool(sources) != ("source" in table.texts("order")):
        raise table.refused(
            Words(
                "« sources », liste de recensements, avec le test « source »",
                '"sources", a list of listings, with the test "source"',
            ),
            key="sources" if sources else "order",
        )
    return sources


def _order(table: Table) -> tuple[str, ...]:
    """The tests in order; what was seen on the spot comes first where the file does not say otherwise."""
    tests = table.texts("order")
    for test in tests:
        if test not in TESTS:
            listed = ", ".join(TESTS)
            raise table.refused(Words(f"l’un de : {listed}", f"one of: {listed}"), key="order", value=test)
    return ("visit", *tests) if tests and "visit" not in tests else tests
