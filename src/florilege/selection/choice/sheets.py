"""A selection as sheets for a committee: the list, every candidate, the rules, what would change, what it adds up to.

Each sheet is a title, names of columns, and rows of cells: texts, numbers with how they are shown, or nothing.
"""

from __future__ import annotations

from florilege.faults import Words
from florilege.selection.choice.candidates import candidates_sheet, list_sheet
from florilege.selection.choice.changes import changes_sheet, rules_sheet, totals_sheet
from florilege.selection.choice.parts import SHARE, WHOLE, Cell, Choice, Number, Sheet, items, number

_CLASH = Words("aucune liste : règles qui s’opposent", "no list: rules that clash")
_RELAXATION = Words("ce qui permettrait une liste", "what would allow a list")


def sheets(choice: Choice) -> tuple[Sheet, ...]:
    """The sheets of a selection, in their order."""
    return (
        *((list_sheet(choice),) if items(choice, "selected") else ()),
        candidates_sheet(choice),
        rules_sheet(choice),
        *((changes_sheet(choice), totals_sheet(choice)) if choice.found is not None else ()),
        _about(choice),
    )


def _about(choice: Choice) -> Sheet:
    """How to read it, and what was counted on the way."""
    data, study = choice.data, choice.study
    rows: list[tuple[Cell, ...]] = [
        (Words("étude", "study"), study.title),
        (Words("gardés", "kept"), Number(len(items(choice, "selected")), WHOLE)),
        (Words("candidats", "candidates"), Number(len(choice.candidates), WHOLE)),
        (Words("tirages", "draws"), number(data.get("draws"), WHOLE)),
        (Words("graine", "seed"), str(data.get("seed"))),
        (
            Words("« gardé dans »", '"kept in"'),
            Words(
                "part des tirages (poids admis, inconnus) dont la meilleure liste le garde",
                "share of the draws (weights accepted, unknowns) whose best list keeps it",
            ),
        ),
        *((Words("lecture", "reading"), one) for one in choice.notes),
    ]
    for title, key in ((_CLASH, "clash_words"), (_RELAXATION, "relaxation")):
        rows += [(title, Words(str(one["fr"]), str(one["en"]))) for one in items(choice, key)]
    weights = data.get("weights")
    titles = {one.key: one.title for one in study.grid.criteria}
    if isinstance(weights, dict):
        for key, weight in weights.items():
            title = titles[str(key)]
            rows.append((Words(f"poids : {title.fr}", f"weight: {title.en}"), Number(float(weight), SHARE)))
    return Sheet(
        Words("À lire", "About"),
        ((Words("quoi", "what"), 40), (Words("valeur", "value"), 80)),
        tuple(rows),
        1,
    )
