"""Why a place is kept or not, and what would change the answer: numbers first, then sentences in two languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from florilege.appraisal.grid import Criterion
from florilege.appraisal.scores import UNIT, scores
from florilege.faults import Words
from florilege.selection.aims import Aims
from florilege.selection.by_size import sizes_of
from florilege.selection.candidates import Candidates
from florilege.selection.problem import Problem, Row
from florilege.selection.rules import SIZE
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
    """What explanations rest on: the problem as solved, the list kept, the reference scores."""

    study: StudyFile
    candidates: Candidates
    problem: Problem
    scores: NDArray[np.int64]
    values: NDArray[np.float64]
    kept: NDArray[np.bool_]

    def explain(self, who: str) -> dict[int, tuple[Reason, ...]]:
        """Reasons by candidate, for "all", the "kept" ones, or "none"."""
        if who == "none":
            return {}
        study = self.study
        aims = Aims(self.problem, self.scores, self.kept, sizes_of(study), mean=study.objective == "mean")
        wanted = np.flatnonzero(self.kept) if who == "kept" else np.arange(len(self.kept))
        return {
            int(index): self._why_kept(aims, int(index))
            if self.kept[index]
            else self._why_not(aims, int(index))
            for index in wanted
        }

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
        reasons += [self._rule_reason("helped", key) for key in self._floors_at_their_limit(index)]
        return tuple(reasons)

    @property
    def _merit_words(self) -> Words:
        """What the study maximises."""
        return Words("la moyenne", "mean") if self.study.objective == "mean" else Words("le total", "total")

    def _why_not(self, aims: Aims, index: int) -> tuple[Reason, ...]:
        reasons = [self._contributions(index)]
        held = aims.holding(index)
        if held is None:
            words = Words(
                "Aucune liste qui le contient ne respecte les règles.",
                "No list that holds it respects the rules.",
            )
            return (*reasons, Reason("impossible", words, {}))
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
        reasons.append(self._improvement(index, held.needed))
        if self.scores[index] > self.scores[self.kept].min():
            reasons += [self._rule_reason("kept_out", key) for key in self._ceilings_at_their_limit(index)]
        return tuple(reasons)

    def _improvement(self, index: int, needed: int) -> Reason:
        """The smallest improvement of one criterion alone that brings the place in, criterion by criterion.

        needed : units that its score lacks. A criterion that a rule looks at, itself or by its axis, is left out:
        raising it changes what the rule counts. Additive: the value to reach on criterion j is v + needed / w;
        geometric scores grow by a factor instead, and from nothing where a value is 0.
        """
        wanted: dict[str, float] = {}
        applies = self.candidates.values.applies[index]
        weights = self._weights(index)
        score = self._score(index)
        reached = (int(self.scores[index]) + needed) / UNIT
        for column, criterion in enumerate(self.study.grid.criteria):
            weight = float(weights[column])
            if weight <= 0 or not applies[column] or self._is_looked_at(criterion):
                continue
            target = self._target(index, column, weight, score, reached)
            if target is not None and target <= 1.0:
                wanted[criterion.key] = target
        if not wanted:
            words = Words(
                "Aucun critère, même au plus haut, ne le ferait entrer à lui seul.",
                "No criterion alone, even at its highest, would bring it in.",
            )
            return Reason("no_improvement", words, {})
        key = min(wanted, key=lambda name: (wanted[name] - self._value(index, name), name))
        title = next(criterion.title for criterion in self.study.grid.criteria if criterion.key == key)
        before, after = self._value(index, key), wanted[key]
        digits = next((digits for digits in range(2, 8) if round(before, digits) < round(after, digits)), 8)
        words = Words(
            f"Il entrerait si « {title.fr} » passait de {_fr(before, digits)} à {_fr(after, digits)} (sur 1), le reste inchangé.",
            f'It would come in if "{title.en}" rose from {before:.{digits}f} to {after:.{digits}f} (out of 1), all else unchanged.',
        )
        return Reason("improvement", words, {"criterion": key, "from": before, "to": after, "all": wanted})

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
        return self._score_with(index, 0, float(self.values[index, 0]))

    def _target(self, index: int, column: int, weight: float, score: float, reached: float) -> float | None:
        """The value of a criterion with which a score becomes another one; None when no value does."""
        value = float(self.values[index, column])
        if self.study.grid.aggregation != "geometric":
            return value + (reached - score) / weight
        if score > 0 and value > 0:
            return float(value * (reached / score) ** (1 / weight))
        # a value of nothing makes the whole score nothing: it is rebuilt from the other values
        others = self._score_with(index, column, 1.0)
        if others <= 0:
            return None
        return float((reached / others) ** (1 / weight))

    def _score_with(self, index: int, column: int, value: float) -> float:
        """The score of a place before it is rounded, with another value on one criterion."""
        grid, row = self.study.grid, slice(index, index + 1)
        values = self.values[row].copy()
        values[0, column] = value
        applies = self.candidates.values.applies[row]
        return float(scores(values, applies, grid.weights.reference, grid.aggregation)[0])

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
