"""Why a place is kept or not, and what would change the answer: numbers first, then sentences in two languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from florilege.appraisal.scores import UNIT
from florilege.faults import Words
from florilege.selection.aims import Aims, Way
from florilege.selection.by_size import sizes_of
from florilege.selection.held_back import HeldBack, Hold
from florilege.selection.improvement import (
    AT_LEAST,
    CATEGORY,
    Cell,
    Improvements,
    cell_reaching,
    written_rise,
)
from florilege.selection.prepared import Problems
from florilege.selection.problem import Row
from florilege.selection.rules import SIZE
from florilege.selection.study_file import StudyFile
from florilege.written_numbers import all_digits, with_comma


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason about one place, with the numbers it was made from."""

    code: str
    words: Words
    numbers: Mapping[str, object]

    def as_data(self) -> dict[str, object]:
        return {
            "code": self.code,
            "fr": self.words.fr,
            "en": self.words.en,
            "numbers": _rounded(self.numbers),
        }


@dataclass(frozen=True, slots=True)
class Explainer:
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
        found = {int(index): self._why_kept(aims, int(index)) for index in np.flatnonzero(self.kept)}
        if who != "kept":
            held_back = HeldBack(problems.problem, problems.scores, self.kept, mean=mean)
            for index in np.flatnonzero(~self.kept).tolist():
                found[index] = self._why_not(aims, held_back, index)
        return found

    def _why_kept(self, aims: Aims, index: int) -> tuple[Reason, ...]:
        reasons = [self._contributions(index)]
        without = aims.without(index)
        if without is None:
            words = Words(
                "Sans ce lieu, aucune liste ne respecte les règles.",
                "Without this place, no list respects the rules.",
            )
            reasons.append(Reason("needed", words, {}))
        else:
            margin = float((aims.merit - without.merit) / UNIT)
            merit, what = float(aims.merit / UNIT), self._merit_words
            entering = self._names(without.kept & ~self.kept)
            gains_fr = f" ; entrerait {_list(entering, 'et')}" if entering else ""
            gains_en = f"; {_list(entering, 'and')} would come in" if entering else ""
            words = Words(
                f"Sans lui, {what.fr} de la liste ({_fr(merit, 3)}) perd {_fr(margin)}{gains_fr}.",
                f"Without it, the list's {what.en} ({merit:.3f}) loses {margin:.4f}{gains_en}.",
            )
            ids = self._ids(without.kept & ~self.kept)
            reasons.append(Reason("margin", words, {"margin": margin, "entering": ids}))
        reasons += [self._helped(key) for key in self._floors_at_their_limit(index)]
        return tuple(reasons)

    @property
    def _merit_words(self) -> Words:
        """What the study maximises."""
        return Words("la moyenne", "mean") if self.study.objective == "mean" else Words("le total", "total")

    def _why_not(self, aims: Aims, held_back: HeldBack, index: int) -> tuple[Reason, ...]:
        reasons = [self._contributions(index)]
        held = aims.holding(index)
        if held is None:
            holds = held_back.holds(index, anyone=True)
            words = Words(
                "Aucune liste qui le contient ne respecte les règles.",
                "No list that holds it respects the rules.",
            )
            return (*reasons, Reason("impossible", words, {}), *map(self._kept_out, holds))
        loss = float((aims.merit - held.merit) / UNIT)
        leaving = self.kept & ~held.kept
        names, merit = self._names(leaving), float(aims.merit / UNIT)
        of_the = "à la moyenne" if self.study.objective == "mean" else "au total"
        out_fr = f" et ferait sortir {_list(names, 'et')}" if names else ""
        out_en = f" and put out {_list(names, 'and')}" if names else ""
        words = Words(
            f"Le garder coûterait {_fr(loss)} {of_the} de la liste ({_fr(merit, 3)}){out_fr}.",
            f"Keeping it would cost {loss:.4f} of the list's {self._merit_words.en} ({merit:.3f}){out_en}.",
        )
        reasons.append(Reason("loss", words, {"loss": loss, "leaving": self._ids(leaving)}))
        reasons.append(self._improvement(index, held.ways))
        return (*reasons, *map(self._kept_out, held_back.holds(index)))

    def _improvement(self, index: int, ways: Sequence[Way]) -> Reason:
        """The smallest improvement of one criterion alone that brings the place in; all of them in the numbers."""
        improvements = Improvements(self.problems, self.kept)
        needed = improvements.needed(index, ways)
        if not needed:
            apart = any(map(improvements.is_looked_at, self.study.grid.criteria))
            words = Words(
                f"Aucun critère, même au plus haut, ne le ferait entrer à lui seul{' (sans ceux qu’une règle regarde)' if apart else ''}.",
                f"No criterion alone, even at its highest, would bring it in{' (those that a rule looks at apart)' if apart else ''}.",
            )
            return Reason("no_improvement", words, {})
        key = improvements.smallest(index, needed)
        criterion = next(one for one in self.study.grid.criteria if one.key == key)
        before, after = improvements.before(index, key), needed[key]
        first, second = written_rise(before, after)
        cell = cell_reaching(criterion, after) if criterion.source == "column" else None
        told = _cell_words(cell) if cell is not None else Words("", "")
        words = Words(
            f"Il entrerait si « {criterion.title.fr} » passait de {with_comma(first)} à {with_comma(second)} (sur 1{told.fr}), le reste inchangé.",
            f'It would come in if "{criterion.title.en}" rose from {first} to {second} (out of 1{told.en}), all else unchanged.',
        )
        numbers: dict[str, object] = {"criterion": key, "from": before, "to": after, "all": needed}
        if cell is not None:
            numbers["cell"] = cell.as_data()
        return Reason("improvement", words, numbers)

    def _weights(self, index: int) -> NDArray[np.float64]:
        """The reference weights of the criteria that apply to a candidate, rescaled to 1."""
        weights = self.study.grid.weights.reference * self.problems.candidates.values.applies[index]
        return np.asarray(weights / weights.sum() if weights.sum() > 0 else weights)

    def _contributions(self, index: int) -> Reason:
        """What brings most to the score, and what is unknown."""
        weights = self._weights(index)
        parts = {
            criterion.key: float(weights[column] * self.problems.values[index, column])
            for column, criterion in enumerate(self.study.grid.criteria)
            if weights[column] > 0
        }
        best = [key for key in sorted(parts, key=lambda key: (-parts[key], key))[:2] if parts[key] > 0]
        titles = {criterion.key: criterion.title for criterion in self.study.grid.criteria}
        values = self.problems.candidates.values
        unknown = int((~values.known[index] & values.applies[index]).sum())
        tail_fr = f" ; {unknown} critère{'s' if unknown > 1 else ''} sans source" if unknown else ""
        tail_en = f"; {unknown} criteri{'a' if unknown > 1 else 'on'} without a source" if unknown else ""
        if best:
            from_fr = " et de ".join(f"« {titles[key].fr} »" for key in best)
            from_en = " and ".join(f'"{titles[key].en}"' for key in best)
            words = Words(
                f"Son score vient surtout de {from_fr}{tail_fr}.",
                f"Its score comes mostly from {from_en}{tail_en}.",
            )
        else:
            words = Words(
                f"Aucun critère n’apporte à son score{tail_fr}.", f"No criterion adds to its score{tail_en}."
            )
        return Reason("contributions", words, {"contributions": parts, "unknown": unknown})

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


def rule_words(key: str, study: StudyFile) -> Words:
    """A rule in words, without its reason: those of the study, else made from its keys. The size is a rule too."""
    if key == SIZE:
        least, most = study.sizes
        fr = f"{least} lieux" if least == most else f"de {least} à {most} lieux"
        return Words(fr, f"{least} places" if least == most else f"{least} to {most} places")
    rule = next(rule for rule in study.rules if rule.key == key)
    if rule.title is not None:
        return rule.title
    where = ", ".join(f"{name} = {' | '.join(values)}" for name, values in rule.where.items())
    where = ", ".join(
        [
            *([where] if where else []),
            *(f"{level.least} ≤ {level.key} ≤ {level.most}" for level in rule.levels),
        ]
    )
    each_fr = f" par {rule.attribute}" if rule.attribute else ""
    each_en = f" for each {rule.attribute}" if rule.attribute else ""
    tail = f" ({where})" if where else ""
    ids = ", ".join(rule.ids)
    return {
        "at_least": Words(f"au moins {rule.count}{each_fr}{tail}", f"at least {rule.count}{each_en}{tail}"),
        "at_most": Words(f"au plus {rule.count}{each_fr}{tail}", f"at most {rule.count}{each_en}{tail}"),
        "at_most_one_per": Words(
            f"au plus un par {rule.attribute}", f"at most one for each {rule.attribute}"
        ),
        "include": Words(f"gardé d’avance : {ids}", f"kept beforehand: {ids}"),
        "exclude": Words(f"écarté d’avance : {ids}", f"left out beforehand: {ids}"),
        "together": Words(f"ensemble ou pas du tout : {ids}", f"together or not at all: {ids}"),
        "apart": Words(f"pas ensemble : {ids}", f"not together: {ids}"),
        "budget": Words(
            f"{rule.attribute} : {with_comma(all_digits(rule.limit))} au plus",
            f"{rule.attribute}: {all_digits(rule.limit)} at most",
        ),
    }[rule.kind]


def _rounded(value: object) -> object:
    """Numbers at the precision of scores: the last bits differ from one machine to another."""
    if isinstance(value, float):
        return round(value, 8)
    if isinstance(value, Mapping):
        return {key: _rounded(item) for key, item in value.items()}
    return value


def _list(names: Sequence[str], word: str) -> str:
    quoted = [f"« {name} »" if word == "et" else f'"{name}"' for name in names]
    if not quoted:
        return "aucun lieu" if word == "et" else "no place"
    return quoted[0] if len(quoted) == 1 else ", ".join(quoted[:-1]) + f" {word} {quoted[-1]}"


def _cell_words(cell: Cell) -> Words:
    """What to write in the column of a criterion, after the value that it gives."""
    if cell.side == CATEGORY:
        return Words(f" ; {cell.column} = « {cell.written} »", f'; {cell.column} = "{cell.written}"')
    sign = "≥" if cell.side == AT_LEAST else "≤"
    return Words(
        f" ; {cell.column} {sign} {with_comma(cell.written)}", f"; {cell.column} {sign} {cell.written}"
    )


def _fr(number: float, digits: int = 4) -> str:
    return f"{number:.{digits}f}".replace(".", ",")
