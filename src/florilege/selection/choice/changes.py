"""The rules of a selection, what would change its list, what it adds up to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from florilege.faults import Words
from florilege.selection.choice.parts import (
    MONEY,
    WHOLE,
    Cell,
    Choice,
    Number,
    Sheet,
    items,
    name_of,
    names_of,
    number,
    yes,
    yes_or_none,
)
from florilege.selection.consequences import selected_of
from florilege.selection.prepared import prepare
from florilege.selection.problem import Row


def rules_sheet(choice: Choice) -> Sheet:
    """Each rule: whether the list keeps it, what it leaves, what it costs, who would come in and go without it."""
    problem = prepare(choice.study, choice.candidates).problem
    listed = frozenset(selected_of(choice.data))
    kept = np.array([one in listed for one in choice.candidates.ids], dtype=bool)
    rows: list[tuple[Cell, ...]] = []
    for one in items(choice, "rules"):
        own = [row for row in problem.rows if row.rule == one["key"]]
        reason = one.get("reason")
        rows.append((
            str(one["key"]), Words(str(one["fr"]), str(one["en"])),
            yes(all(row.holds(kept) for row in own)) if kept.any() else None,
            *(_slack(own, kept) if kept.any() else (None, None)), number(one.get("price")), yes_or_none(one.get("binding")),
            names_of(one.get("enters"), choice), names_of(one.get("leaves"), choice),
            Words(str(reason["fr"]), str(reason["en"])) if isinstance(reason, dict) else None,
        ))  # fmt: skip
    return Sheet(
        Words("Règles", "Rules"),
        (
            (Words("clé", "key"), 18), (Words("règle", "rule"), 44), (Words("tenue", "held"), 8),
            (Words("marge", "slack"), 12), (Words("sans marge pour", "no slack for"), 24),
            (Words("prix (score)", "price (score)"), 10), (Words("change la liste", "changes the list"), 10),
            (Words("entreraient sans elle", "would enter without it"), 40),
            (Words("sortiraient sans elle", "would leave without it"), 40), (Words("raison", "reason"), 50),
        ),
        tuple(rows),
    )  # fmt: skip


def _slack(rows: Sequence[Row], kept: NDArray[np.bool_]) -> tuple[Cell, Cell]:
    """How far the list is from breaking a rule, and the values for which it is at its bound."""
    found: list[tuple[float, str]] = []
    for row in rows:
        total = float(row.total(kept))
        found.append((min(total - row.least, row.most - total), row.group))
    least = min((slack for slack, _ in found), default=float("inf"))
    if not np.isfinite(least):
        return None, None
    tight = ", ".join(group for slack, group in found if slack <= 1e-9 and group)
    return Number(round(least, 6), MONEY), tight or None


_WAITING = Words("liste d’attente, dans l’ordre", "waiting list, in order")
_IN_TURN = Words("un seul se retire", "only one withdraws")
_SEQUENCE = Words("se retirent l’un après l’autre", "withdraw one after the other")
_OTHER_COUNT = Words("un de plus, un de moins", "one more, one fewer")


def changes_sheet(choice: Choice) -> Sheet:
    """What would change: withdrawals, one more and one less, the reading of the unknown, each criterion left out."""
    found = choice.found
    assert found is not None
    rows: list[tuple[Cell, ...]] = []
    if found.waiting is not None:
        for rank, place in enumerate(found.waiting.order, start=1):
            rows.append((_WAITING, Words(f"{rank}", f"{rank}"), None, names_of([place], choice), None))
        for kind, reported in ((_IN_TURN, found.waiting.in_turn or ()), (_SEQUENCE, found.waiting.sequence)):
            rows += [(
                    kind, name_of(one.place_id, choice),
                    None if one.possible else Words("aucune liste possible", "no list is possible"),
                    names_of(one.enters, choice), names_of(one.leaves, choice),
                ) for one in reported]  # fmt: skip
    for other in found.others or ():
        gain: Cell = Words("aucune liste possible", "no list is possible")
        if other.gain is not None:
            gain = Number(other.gain, "+0.000;-0.000;0.000")
        rows.append(
            (_OTHER_COUNT, other.words, gain, names_of(other.enters, choice), names_of(other.leaves, choice))
        )
    rows += _robustness(choice)
    return Sheet(
        Words("Ce qui changerait", "What would change"),
        (
            (Words("question", "question"), 34), (Words("cas", "case"), 44), (Words("total", "total"), 14),
            (Words("entrent", "enter"), 50), (Words("sortent", "leave"), 50),
        ),
        tuple(rows),
        2,
    )  # fmt: skip


def _robustness(choice: Choice) -> Iterator[tuple[Cell, ...]]:
    other = choice.data.get("other_reading")
    if isinstance(other, dict) and other.get("enters") is not None:
        low = other.get("unknown_reference") == "low"
        case = Words("au plus bas", "at its lowest") if low else Words("au milieu", "in the middle")
        yield (
            Words("l’inconnu lu autrement", "unknowns read the other way"), case, None,
            names_of(other["enters"], choice), names_of(other["leaves"], choice),
        )  # fmt: skip
    titles = {one.key: one.title for one in choice.study.grid.criteria}
    for one in items(choice, "leave_one_out"):
        if "criterion" in one:
            yield (
                Words("sans un critère", "without one criterion"), titles[str(one["criterion"])], None,
                names_of(one.get("enters"), choice), names_of(one.get("leaves"), choice),
            )  # fmt: skip


def totals_sheet(choice: Choice) -> Sheet:
    """Money spent and left, then the list by region, by kind and by what rules look at."""
    found = choice.found
    assert found is not None
    budgets = found.accounts.budgets
    rows: list[tuple[Cell, ...]] = []
    rows += [(
            Words("enveloppe", "budget"), one.words, None, None, Number(one.spent, MONEY), Number(one.left, MONEY),
        ) for one in budgets]  # fmt: skip
    rows += [(
            share.column, share.value or Words("inconnu", "unknown"), Number(share.kept, WHOLE),
            Number(share.candidates, WHOLE), Number(share.spent[0], MONEY) if share.spent else None, None,
        ) for share in found.accounts.shares]  # fmt: skip
    return Sheet(
        Words("Totaux", "Totals"),
        (
            (Words("par", "by"), 20), (Words("valeur", "value"), 36), (Words("gardés", "kept"), 10),
            (Words("candidats", "candidates"), 10), (Words("dépensé", "spent"), 16), (Words("reste", "left"), 16),
        ),
        tuple(rows),
    )  # fmt: skip
