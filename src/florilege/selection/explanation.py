"""Why a place is kept or not, and what would change the answer: numbers first, then sentences in two languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from florilege.appraisal.grid import Criterion
from florilege.appraisal.scores import UNIT, scores
from florilege.faults import Words
from florilege.selection.candidates import Candidates
from florilege.selection.forced_in import ForcedIn
from florilege.selection.optimum import best_total
from florilege.selection.problem import Problem, Row
from florilege.selection.relaxation import Infeasible
from florilege.selection.rules import SIZE
from florilege.selection.solver import Solver
from florilege.selection.study_file import StudyFile


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
    """What explanations rest on: the problem as solved, the list kept, its total, the reference scores."""

    study: StudyFile
    candidates: Candidates
    problem: Problem
    scores: NDArray[np.int64]
    values: NDArray[np.float64]
    kept: NDArray[np.bool_]
    total: int

    def explain(self, who: str) -> dict[int, tuple[Reason, ...]]:
        """Reasons by candidate, for "all", the "kept" ones, or "none"."""
        if who == "none":
            return {}
        solver = Solver(self.problem)
        solver.best(self.scores)
        wanted = np.flatnonzero(self.kept) if who == "kept" else np.arange(len(self.kept))
        forced_in = ForcedIn(self.problem, solver, self.scores, self.kept)
        return {
            int(index): self._why_kept(solver, int(index))
            if self.kept[index]
            else self._why_not(forced_in, int(index))
            for index in wanted
        }

    def _solved_without(self, solver: Solver, index: int) -> tuple[int, NDArray[np.bool_]] | None:
        solver.force(index, 0)
        try:
            return best_total(solver, self.scores)
        except Infeasible:
            return None
        finally:
            solver.force(index, None)

    def _why_kept(self, solver: Solver, index: int) -> tuple[Reason, ...]:
        reasons = [self._contributions(index)]
        without = self._solved_without(solver, index)
        if without is None:
            words = Words(
                "Sans ce lieu, aucune liste ne respecte les règles.",
                "Without this place, no list respects the rules.",
            )
            reasons.append(Reason("needed", words, {}))
        else:
            margin = (self.total - without[0]) / UNIT
            entering = self._names(without[1] & ~self.kept)
            words = Words(
                f"Sans lui, le total de la liste ({_fr(self.total / UNIT, 3)}) perd {_fr(margin)} ; entrerait {_list(entering, 'et')}.",
                f"Without it, the list's total ({self.total / UNIT:.3f}) loses {margin:.4f}; {_list(entering, 'and')} would come in.",
            )
            ids = self._ids(without[1] & ~self.kept)
            reasons.append(Reason("margin", words, {"margin": margin, "entering": ids}))
        reasons += [self._rule_reason("helped", key) for key in self._floors_at_their_limit(index)]
        return tuple(reasons)

    def _why_not(self, forced_in: ForcedIn, index: int) -> tuple[Reason, ...]:
        reasons = [self._contributions(index)]
        forced = forced_in.best(index)
        if forced is None:
            words = Words(
                "Aucune liste qui le contient ne respecte les règles.",
                "No list that holds it respects the rules.",
            )
            return (*reasons, Reason("impossible", words, {}))
        loss = self.total - forced[0]
        leaving = self.kept & ~forced[1]
        names, total = self._names(leaving), self.total / UNIT
        words = Words(
            f"Le garder coûterait {_fr(loss / UNIT)} au total de la liste ({_fr(total, 3)})"
            f" et ferait sortir {_list(names, 'et')}.",
            f"Keeping it would cost {loss / UNIT:.4f} of the list's total ({total:.3f})"
            f" and put out {_list(names, 'and')}.",
        )
        reasons.append(Reason("loss", words, {"loss": loss / UNIT, "leaving": self._ids(leaving)}))
        reasons.append(self._improvement(index, loss))
        if self.scores[index] > self.scores[self.kept].min():
            reasons += [self._rule_reason("kept_out", key) for key in self._ceilings_at_their_limit(index)]
        return tuple(reasons)

    def _improvement(self, index: int, loss: int) -> Reason:
        """The smallest improvement of one criterion alone that brings the place in, criterion by criterion.

        A criterion that a rule looks at, itself or by its axis, is left out: raising it changes what the rule counts.
        Additive: a place enters when its score gains the loss and one unit more, so the value to reach on
        criterion j is v + (loss + 1) / w; geometric scores grow by a factor instead.
        """
        needed: dict[str, float] = {}
        applies = self.candidates.values.applies[index]
        weights = self._weights(index)
        score = self._score(index)
        reached = (int(self.scores[index]) + loss + 1) / UNIT
        for column, criterion in enumerate(self.study.grid.criteria):
            value, weight = float(self.values[index, column]), float(weights[column])
            if weight <= 0 or not applies[column] or self._is_looked_at(criterion):
                continue
            target = self._target(value, weight, score, reached)
            if target is not None and target <= 1.0:
                needed[criterion.key] = target
        if not needed:
            words = Words(
                "Aucun critère, même au plus haut, ne le ferait entrer à lui seul.",
                "No criterion alone, even at its highest, would bring it in.",
            )
            return Reason("no_improvement", words, {})
        key = min(needed, key=lambda name: (needed[name] - self._value(index, name), name))
        title = next(criterion.title for criterion in self.study.grid.criteria if criterion.key == key)
        before, after = self._value(index, key), needed[key]
        digits = next((digits for digits in range(2, 8) if round(before, digits) < round(after, digits)), 8)
        words = Words(
            f"Il entrerait si « {title.fr} » passait de {_fr(before, digits)} à {_fr(after, digits)} (sur 1), le reste inchangé.",
            f'It would come in if "{title.en}" rose from {before:.{digits}f} to {after:.{digits}f} (out of 1), all else unchanged.',
        )
        return Reason("improvement", words, {"criterion": key, "from": before, "to": after, "all": needed})

    def _is_looked_at(self, criterion: Criterion) -> bool:
        """Whether a rule has a condition on the value of a criterion or of its axis."""
        levels = {level.key for rule in self.study.rules for level in rule.levels}
        return bool(levels & {f"criterion.{criterion.key}", f"axis.{criterion.axis}"})

    def _weights(self, index: int) -> NDArray[np.float64]:
        """The reference weights of the criteria that apply to a candidate, rescaled to 1."""
        weights = self.study.grid.weights.reference * self.candidates.values.applies[index]
        return np.asarray(weights / weights.sum() if weights.sum() > 0 else weights)

    def _score(self, index: int) -> float:
        """The score of a place before it is rounded."""
        grid, row = self.study.grid, slice(index, index + 1)
        applies = self.candidates.values.applies[row]
        return float(scores(self.values[row], applies, grid.weights.reference, grid.aggregation)[0])

    def _target(self, value: float, weight: float, score: float, reached: float) -> float | None:
        """The value of a criterion with which a score becomes another one."""
        if self.study.grid.aggregation == "geometric":
            return float(value * (reached / score) ** (1 / weight)) if score > 0 and value > 0 else None
        return value + (reached - score) / weight

    def _value(self, index: int, key: str) -> float:
        return float(self.values[index, self.study.grid.keys.index(key)])

    def _contributions(self, index: int) -> Reason:
        """What brings most to the score, and what is unknown."""
        weights = self._weights(index)
        parts = {
            criterion.key: float(weights[column] * self.values[index, column])
            for column, criterion in enumerate(self.study.grid.criteria)
            if weights[column] > 0
        }
        best = [key for key in sorted(parts, key=lambda key: (-parts[key], key))[:2] if parts[key] > 0]
        titles = {criterion.key: criterion.title for criterion in self.study.grid.criteria}
        values = self.candidates.values
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

    def _rule_reason(self, code: str, key: str) -> Reason:
        words = rule_words(key, self.study)
        if code == "helped":
            found = Words(f"Une règle joue pour lui : {words.fr}.", f"A rule speaks for it: {words.en}.")
        else:
            found = Words(f"Une règle le retient : {words.fr}.", f"A rule holds it back: {words.en}.")
        return Reason(code, found, {"rule": key})

    def _ceilings_at_their_limit(self, index: int) -> list[str]:
        rows = self._rows_over(index)
        return list(dict.fromkeys(row.rule for row in rows if row.total(self.kept) >= row.most - 1e-9))

    def _floors_at_their_limit(self, index: int) -> list[str]:
        rows = (row for row in self._rows_over(index) if row.least > 0)
        return list(dict.fromkeys(row.rule for row in rows if row.total(self.kept) <= row.least + 1e-9))

    def _rows_over(self, index: int) -> list[Row]:
        """The rules over a candidate, the size apart."""
        ranks = self.problem.rows_over(index)
        return [row for rank in ranks if (row := self.problem.rows[rank]).rule != SIZE]

    def _names(self, which: NDArray[np.bool_]) -> list[str]:
        return [self.candidates.names[index] for index in np.flatnonzero(which)]

    def _ids(self, which: NDArray[np.bool_]) -> list[str]:
        return [self.candidates.ids[index] for index in np.flatnonzero(which)]


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
            f"{rule.attribute} : {rule.limit:.12g} au plus", f"{rule.attribute}: {rule.limit:.12g} at most"
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


def _fr(number: float, digits: int = 4) -> str:
    return f"{number:.{digits}f}".replace(".", ",")
