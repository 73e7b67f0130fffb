"""Why a place is kept or not, and what would change the answer: numbers first, then sentences in two languages."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cache
from typing import NamedTuple

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from florilege.appraisal.grid import Criterion
from florilege.appraisal.scores import UNIT
from florilege.faults import Words
from florilege.selection.aims import Aims
from florilege.selection.by_size import sizes_of
from florilege.selection.cell_ranges import cell_reaching
from florilege.selection.held_back import HeldBack, Hold
from florilege.selection.improvement import Improvements, Reach, written_rise
from florilege.selection.level_changes import LevelChanges
from florilege.selection.own_unit import OwnUnit, are_whole, today_of
from florilege.selection.prepared import Problems, solve_without
from florilege.selection.problem import Row
from florilege.selection.reasons import Reason, decimals_shown, french, quoted_list
from florilege.selection.rule_words import rule_words
from florilege.selection.rules import SIZE
from florilege.selection.score_reasons import score_reasons
from florilege.selection.study_file import StudyFile
from florilege.selection.two_criteria import Pair, Rise, TwoCriteria
from florilege.written_numbers import with_comma

NO_IMPROVEMENT = Reason(
    "no_improvement",
    Words(
        "Aucun critère, même au plus haut, ne le ferait entrer à lui seul.",
        "No criterion alone, even at its highest, would bring it in.",
    ),
    {},
)
NO_TWO = Reason(
    "no_improvement",
    Words(
        "Aucun critère, même au plus haut, ne le ferait entrer à lui seul, ni deux ensemble.",
        "No criterion, even at its highest, would bring it in, nor would any two together.",
    ),
    {"together": 2},
)


class _Studied(NamedTuple):
    """What the places left out are explained by."""

    aims: Aims
    held_back: HeldBack
    improvements: Improvements
    two: TwoCriteria
    whole_numbers: frozenset[str]


class Explainer(Struct, frozen=True):
    """What explanations rest on: the problem as solved, and the list kept."""

    problems: Problems
    kept: NDArray[np.bool_]

    @property
    def study(self) -> StudyFile:
        return self.problems.study

    def explain(self, who: str) -> dict[int, tuple[Reason, ...]]:
        """Reasons by candidate, for "all", the "kept" ones, or "none"."""
        if who == "none":
            return {}
        problems, mean = self.problems, self.study.objective == "mean"
        sizes = sizes_of(self.study)
        aims = Aims(problems.problem, problems.scores, self.kept, sizes, mean=mean, ties=problems.ties)
        free_of = cache(lambda rule: solve_without(problems, rule).kept)
        found = {index: self._why_kept(aims, free_of, index) for index in np.flatnonzero(self.kept).tolist()}
        if who != "kept":
            held_back = HeldBack(problems.problem, problems.scores, self.kept, mean=mean)
            changes = LevelChanges(problems, aims)
            whole_numbers = frozenset(one.key for one in self.study.grid.criteria if are_whole(problems, one))
            studied = _Studied(
                aims,
                held_back,
                Improvements(problems, self.kept, changes),
                TwoCriteria(problems, self.kept, changes, whole_numbers),
                whole_numbers,
            )
            for index in np.flatnonzero(~self.kept).tolist():
                found[index] = self._why_not(studied, index)
        return found

    def _why_kept(
        self, aims: Aims, free_of: Callable[[str], NDArray[np.bool_]], index: int
    ) -> tuple[Reason, ...]:
        """Why a place is kept. free_of : the optimal list without a rule"""
        reasons = score_reasons(self.problems, index)
        without = aims.without(index)
        if without is None:
            words = Words(
                "Sans ce lieu, aucune liste ne respecte les règles.",
                "Without this place, no list satisfies the rules.",
            )
            reasons.append(Reason("needed", words, {}))
        else:
            margin = float((aims.merit - without.merit) / UNIT)
            merit, what = float(aims.merit / UNIT), self._merit_words
            entering = self._names(without.kept & ~self.kept)
            enter = "entrerait" if len(entering) == 1 else "entreraient"
            gains_fr = f" ; {enter} {quoted_list(entering, 'et')}" if entering else ""
            gains_en = f"; {quoted_list(entering, 'and')} would come in" if entering else ""
            others = self.kept & ~without.kept
            others[index] = False
            if others.any():  # its seat goes to who could not come in with them
                names = self._names(others)
                out = "sortirait" if len(names) == 1 else "sortiraient"
                gains_fr += f" ; {out} aussi {quoted_list(names, 'et')}"
                gains_en += f"; {quoted_list(names, 'and')} would leave too"
            if margin:
                reported = decimals_shown(margin)
                words = Words(
                    f"Sans lui, {what.fr} de la liste ({french(merit, 3)}) perd {french(margin, reported)}{gains_fr}.",
                    f"Without it, the list's {what.en} ({merit:.3f}) loses {margin:.{reported}f}{gains_en}.",
                )
            else:
                words = Words(
                    f"Une liste sans lui a {_same(what).fr} ({french(merit, 3)}), et le départage préfère celle-ci{gains_fr}.",
                    f"A list without it has {_same(what).en} ({merit:.3f}), and the tie-breaks prefer this one{gains_en}.",
                )
            ids = self._ids(without.kept & ~self.kept)
            numbers: dict[str, object] = {"margin": margin, "entering": ids}
            if others.any():
                numbers["also_leaving"] = self._ids(others)
            reasons.append(Reason("margin", words, numbers))
        reasons += [
            self._helped(key) for key in self._floors_at_their_limit(index) if not free_of(key)[index]
        ]
        return tuple(reasons)

    @property
    def _merit_words(self) -> Words:
        """What the study maximises."""
        return Words("la moyenne", "mean") if self.study.objective == "mean" else Words("le total", "total")

    def _why_not(self, studied: _Studied, index: int) -> tuple[Reason, ...]:
        aims, held_back, two = studied.aims, studied.held_back, studied.two
        improvements = studied.improvements
        reasons = score_reasons(self.problems, index)
        held = aims.holding(index)
        if held is None:
            holds = held_back.holds(index, anyone=True)
            words = Words(
                "Aucune liste qui le contient ne respecte les règles.",
                "No list that holds it respects the rules.",
            )
            reasons.append(Reason("impossible", words, {}))
            needed = improvements.needed(index, ())
            if needed:
                reasons.append(self._improvement(studied, index, needed))
            return (*reasons, *map(self._kept_out, holds))
        loss = float((aims.merit - held.merit) / UNIT)
        leaving = self.kept & ~held.kept
        names, merit = self._names(leaving), float(aims.merit / UNIT)
        if loss:
            of_the = "à la moyenne" if self.study.objective == "mean" else "au total"
            out_fr = f" et ferait sortir {quoted_list(names, 'et')}" if names else ""
            out_en = f" and put out {quoted_list(names, 'and')}" if names else ""
            words = Words(
                f"Le garder coûterait {french(loss)} {of_the} de la liste ({french(merit, 3)}){out_fr}.",
                f"Keeping it would cost {loss:.4f} of the list's {self._merit_words.en} ({merit:.3f}){out_en}.",
            )
        else:
            same = _same(self._merit_words)
            out_fr = f" ; le garder ferait sortir {quoted_list(names, 'et')}" if names else ""
            out_en = f"; keeping it would put out {quoted_list(names, 'and')}" if names else ""
            words = Words(
                f"Une liste qui le garde a {same.fr} ({french(merit, 3)}), et le départage en préfère une autre{out_fr}.",
                f"A list that keeps it has {same.en} ({merit:.3f}), and the tie-breaks prefer another{out_en}.",
            )
        reasons.append(Reason("loss", words, {"loss": loss, "leaving": self._ids(leaving)}))
        needed = improvements.needed(index, held.ways)
        pair = two.least(index, held.ways, one_does=bool(needed))
        if needed:
            reasons.append(self._improvement(studied, index, needed))
        else:
            reasons.append(NO_IMPROVEMENT if pair is not None or two.leaves_some_aside else NO_TWO)
        if pair is not None:
            reasons.append(self._two(index, pair))
        return (*reasons, *map(self._kept_out, held_back.holds(index)))

    def _improvement(self, studied: _Studied, index: int, needed: Mapping[str, Reach]) -> Reason:
        """The smallest improvement of one criterion alone that brings the place in; all of them in the numbers."""
        improvements = studied.improvements
        key = improvements.smallest(index, needed)
        criterion = next(one for one in self.study.grid.criteria if one.key == key)
        before, reach = improvements.before(index, key), needed[key]
        cell = cell_reaching(self.study, criterion, reach, whole=key in studied.whole_numbers)
        own = None
        if cell is not None:
            own = OwnUnit(criterion, today_of(self.problems, index, criterion), cell)
            rise = own.rise
        else:
            rise = _out_of_1(criterion, written_rise(before, reach))
        words = Words(
            f"Il entrerait si {rise.fr}, le reste inchangé.",
            f"It would enter if {rise.en}, all else unchanged.",
        )
        least = {one: reached.first / UNIT for one, reached in needed.items()}
        numbers: dict[str, object] = {"criterion": key, "from": before, "to": least[key], "all": least}
        if reach.last < UNIT:
            numbers["up_to"] = reach.last / UNIT
        if own is not None:
            numbers |= _own_data(own)
        return Reason("improvement", words, numbers)

    def _two(self, index: int, pair: Pair) -> Reason:
        """The least rises of two criteria together that bring the place in."""
        parts: list[Words] = []
        rises: list[dict[str, object]] = []
        for one in pair.rises:
            criterion = next(found for found in self.study.grid.criteria if found.key == one.key)
            numbers: dict[str, object] = {"criterion": one.key, "from": one.before, "to": one.value}
            if one.cell is None:
                parts.append(_part_out_of_1(criterion, one))
            else:
                own = OwnUnit(criterion, today_of(self.problems, index, criterion), one.cell)
                parts.append(own.part)
                numbers |= _own_data(own)
            rises.append(numbers)
        first, second = parts
        words = Words(
            f"Avec {first.fr} et {second.fr}, il serait gardé, le reste inchangé.",
            f"With {first.en} and {second.en}, it would be kept, all else unchanged.",
        )
        return Reason("improvement_of_two", words, {"share": pair.share, "rises": rises})

    def _helped(self, key: str) -> Reason:
        words = rule_words(key, self.study)
        found = Words(f"Une règle joue pour lui : {words.fr}.", f"A rule speaks for it: {words.en}.")
        return Reason("helped", found, {"rule": key})

    def _kept_out(self, hold: Hold) -> Reason:
        """The rules that hold a place back, and whose seat it would take without them."""
        words = [rule_words(key, self.study) for key in hold.rules]
        fr, en = "Une règle le retient", "A rule holds it back"
        if len(words) > 1:
            fr, en = "Plusieurs règles le retiennent ensemble", "Several rules hold it back together"
        found = Words(
            f"{fr} : {' ; '.join(one.fr for one in words)}.", f"{en}: {'; '.join(one.en for one in words)}."
        )
        displaced = None if hold.displaced is None else self.problems.candidates.ids[hold.displaced]
        return Reason("kept_out", found, {"rules": list(hold.rules), "displaced": displaced})

    def _floors_at_their_limit(self, index: int) -> list[str]:
        rows = (row for row in self._rows_over(index) if row.least > 0)
        return list(dict.fromkeys(row.rule for row in rows if row.total(self.kept) <= row.least + 1e-9))

    def _rows_over(self, index: int) -> list[Row]:
        """The rules over a candidate, the size apart."""
        ranks = self.problems.problem.rows_over(index)
        return [row for rank in ranks if (row := self.problems.problem.rows[rank]).rule != SIZE]

    def _names(self, which: NDArray[np.bool_]) -> list[str]:
        return [self.problems.candidates.names[index] for index in np.flatnonzero(which)]

    def _ids(self, which: NDArray[np.bool_]) -> list[str]:
        return [self.problems.candidates.ids[index] for index in np.flatnonzero(which)]


def certainty_reason(sure: str) -> Reason:
    """What is proved of a place without draws: "core" or "exterior"."""
    if sure == "core":
        words = Words(
            "Il est dans toute liste optimale, quels que soient les poids admis et ce que l’on ignore : c’est démontré.",
            "It is in every optimal list, whatever the weights accepted and whatever is unknown: this is proved.",
        )
        return Reason("certainly_in", words, {})
    words = Words(
        "Il n’est dans aucune liste optimale, quels que soient les poids admis et ce que l’on ignore : c’est démontré.",
        "It is in no optimal list, whatever the weights accepted and whatever is unknown: this is proved.",
    )
    return Reason("certainly_out", words, {})


def _same(what: Words) -> Words:
    return Words(what.fr.replace("le ", "le même ").replace("la ", "la même "), f"the same {what.en}")


def _own_data(own: OwnUnit) -> dict[str, object]:
    """What a reason says of a criterion in its own unit; of a column, what to write in it."""
    found: dict[str, object] = {"own_unit": own.as_data()}
    return found | ({"cell": own.cell.as_data()} if own.criterion.source == "column" else {})


def _out_of_1(criterion: Criterion, rise: tuple[str, str, str]) -> Words:
    """A rise where nothing can be told in the unit of the criterion: values from 0 to 1."""
    first, second, last = rise
    to = Words(with_comma(second), second)
    if last and last != second:
        to = Words(
            f"une valeur de {with_comma(second)} à {with_comma(last)}",
            f"between {second} and {last}",
        )
    return Words(
        f"« {criterion.title.fr} » passait de {with_comma(first)} à {to.fr} (sur 1)",
        f'"{criterion.title.en}" rose from {first} to {to.en} (out of 1)',
    )


def _part_out_of_1(criterion: Criterion, rise: Rise) -> Words:
    """The same of one criterion of two."""
    before, after = round(rise.before, 2), min(math.ceil(rise.value * 100 - 1e-9) / 100, 1.0)
    return Words(
        f"« {criterion.title.fr} » à {french(after, 2)} sur 1 au lieu de {french(before, 2)}",
        f'"{criterion.title.en}" at {after:.2f} out of 1 instead of {before:.2f}',
    )
