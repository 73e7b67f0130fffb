"""The list of a selection and its candidates, for a committee: criteria as numbers and in words, and the reasons."""

from __future__ import annotations

from collections.abc import Mapping

from florilege.appraisal.grid import Criterion
from florilege.faults import Words
from florilege.selection.candidates import Candidates
from florilege.selection.choice.parts import (
    SHARE,
    WHOLE,
    Cell,
    Choice,
    Item,
    Number,
    Sheet,
    items,
    number,
    typed,
    yes,
)

LEVELS = (
    Words("très bas", "very low"), Words("bas", "low"), Words("moyen", "medium"),
    Words("haut", "high"), Words("très haut", "very high"),
)  # fmt: skip
"""Fifths of a scale from 0 to 1, where its criterion has no words of its own."""
NEAR = 0.02
"""A value so near to a step of the scale is told in its words."""
CLASSES: Mapping[object, Words] = {
    "core": Words("socle", "core"),
    "borderline": Words("à débattre", "borderline"),
    "exterior": Words("hors sélection", "exterior"),
}


def list_sheet(choice: Choice) -> Sheet:
    """Those kept, best score first, with the reasons; beside them what persons changed, where they did."""
    published = choice.data.get("published")
    rows: list[tuple[Cell, ...]] = []
    for rank, one in enumerate(items(choice, "selected"), start=1):
        rows.append((
            Number(rank, WHOLE), str(one["place_id"]), str(one["name"]), number(one["score"]),
            number(one["acceptability"], SHARE), CLASSES.get(one["class"]), *_reasons(one),
            *((yes(one["place_id"] in published),) if isinstance(published, list) else ()),
        ))  # fmt: skip
    more: tuple[tuple[Words, int], ...] = ()
    if isinstance(published, list):
        more = ((Words("dans la liste publiée", "in the published list"), 14),)
    return Sheet(
        Words("Liste", "List"),
        (
            (Words("rang", "rank"), 6), (Words("identifiant", "id"), 16), (Words("nom", "name"), 36),
            (Words("score (sur 1)", "score (out of 1)"), 10), (Words("gardé dans", "kept in"), 10),
            (Words("classe", "class"), 14), (Words("pourquoi", "why"), 60), (Words("et si", "what if"), 60), *more,
        ),
        tuple(rows),
        3,
    )  # fmt: skip


WHAT_IF = ("margin", "needed", "improvement", "no_improvement", "improvement_of_two")
"""Codes of the reasons that say what would change the answer."""


def _reasons(one: Item) -> tuple[Words | None, Words | None]:
    """What the score comes from, and what would change."""
    reported = one.get("reasons")
    found = [
        reason for reason in (reported if isinstance(reported, list) else []) if isinstance(reason, dict)
    ]
    said = [Words(str(reason["fr"]), str(reason["en"])) for reason in found]
    changes = [words for words, reason in zip(said, found, strict=True) if reason.get("code") in WHAT_IF]
    changes = changes or said[1:][-1:]
    what_if = Words(" ".join(one.fr for one in changes), " ".join(one.en for one in changes))
    return said[0] if said else None, what_if if changes else None


def candidates_sheet(choice: Choice) -> Sheet:
    """Every candidate with its criteria as they were given, from 0 to 1, and in words; then those set aside, and why."""
    study, candidates = choice.study, choice.candidates
    attributes = _attributes(choice)
    raw = [
        one.input if one.source == "column" and one.input in candidates.attributes else None
        for one in study.grid.criteria
    ]
    columns: list[tuple[Words, int]] = [
        (Words("identifiant", "id"), 16), (Words("nom", "name"), 36), (Words("gardé", "kept"), 8),
        (Words("score (sur 1)", "score (out of 1)"), 10), (Words("score au moins", "score at least"), 10),
        (Words("score au plus", "score at most"), 10), (Words("gardé dans", "kept in"), 10),
        (Words("classe", "class"), 14), *((Words(name, name), 18) for name in attributes),
    ]  # fmt: skip
    for criterion, column in zip(study.grid.criteria, raw, strict=True):
        title = criterion.title
        if column is not None:
            columns.append((Words(f"{title.fr} (donné)", f"{title.en} (given)"), 12))
        columns.append((Words(f"{title.fr} (sur 1)", f"{title.en} (out of 1)"), 12))
        columns.append((Words(f"{title.fr} (en mots)", f"{title.en} (in words)"), 22))
    columns += [(Words("pourquoi", "why"), 60), (Words("et si", "what if"), 60)]
    place = {identifier: index for index, identifier in enumerate(candidates.ids)}
    rows: list[tuple[Cell, ...]] = []
    for key in ("selected", "not_selected"):
        for one in items(choice, key):
            index = place[str(one["place_id"])]
            cells: list[Cell] = [
                str(one["place_id"]), str(one["name"]), yes(key == "selected"), number(one["score"]),
                number(one["score_low"]), number(one["score_high"]), number(one["acceptability"], SHARE),
                CLASSES.get(one["class"]), *(typed(candidates.attributes[name][index]) for name in attributes),
            ]  # fmt: skip
            for rank, criterion in enumerate(study.grid.criteria):
                column = raw[rank]
                if column is not None:
                    cells.append(typed(candidates.attributes[column][index]))
                cells += _value(criterion, candidates, index, rank)
            rows.append((*cells, *_reasons(one)))
    rows += [
        _aside(one, len(columns))
        for one in (*items(choice, "not_eligible"), *items(choice, "not_appraisable"))
    ]
    return Sheet(Words("Candidats", "Candidates"), tuple(columns), tuple(rows))


def _aside(one: Item, width: int) -> tuple[Cell, ...]:
    """Who is no candidate, with the reason in the column of reasons."""
    reported = one.get("reasons")
    if isinstance(reported, list):
        why = Words(*(" ".join(str(reason[language]) for reason in reported) for language in ("fr", "en")))
    else:
        lacking = one.get("missing")
        listed = ", ".join(str(key) for key in lacking) if isinstance(lacking, list) else ""
        why = Words(f"Rien n’est connu sur : {listed}.", f"Nothing is known about: {listed}.")
    blank: tuple[Cell, ...] = (None,) * (width - 5)
    return (
        str(one["place_id"]), str(one["name"]), Words("écarté", "set aside"), *blank, why, None
    )  # fmt: skip


def _value(criterion: Criterion, candidates: Candidates, index: int, rank: int) -> tuple[Cell, Cell]:
    """A value from 0 to 1 and in words; an interval by its ends, in words alone."""
    values = candidates.values
    if not values.applies[index, rank]:
        return None, Words("sans objet", "does not apply")
    low, high = float(values.low[index, rank]), float(values.high[index, rank])
    if not values.known[index, rank]:
        return None, Words("inconnu", "unknown")
    if high - low > 1e-9:
        fr, en = (
            (f"{low:.2f}".replace(".", ","), f"{high:.2f}".replace(".", ",")),
            (f"{low:.2f}", f"{high:.2f}"),
        )
        return None, Words(f"de {fr[0]} à {fr[1]}", f"from {en[0]} to {en[1]}")
    return Number(low), _in_words(criterion, low)


def _in_words(criterion: Criterion, value: float) -> Words:
    """The words that the scale has for a value, where it has some there; else its fifth."""
    french, english = criterion.anchors
    if len(french) > 1:
        place = value * (len(french) - 1)
        if abs(place - round(place)) < NEAR:
            return Words(french[round(place)], english[round(place)])
    return LEVELS[min(int(value * 5 + 1e-9), 4)]


def _attributes(choice: Choice) -> tuple[str, ...]:
    """The columns that rules look at, which are those of no criterion."""
    inputs = {one.input for one in choice.study.grid.criteria}
    named = dict.fromkeys(name for rule in choice.study.rules for name in rule.attributes)
    return tuple(name for name in named if name in choice.candidates.attributes and name not in inputs)
