"""What the score of a place comes from: the parts of a sum, or the factors of a product."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from florilege.faults import Words
from florilege.selection.level_changes import uncertain_rules
from florilege.selection.prepared import Problems
from florilege.selection.reasons import Reason, french, listed_words
from florilege.selection.rule_words import rule_words


def score_reasons(problems: Problems, index: int) -> list[Reason]:
    """What the score comes from, and the rules that count the place by a value that is not known."""
    factors = problems.study.grid.aggregation == "geometric"
    return [
        _factors(problems, index) if factors else _contributions(problems, index),
        *(_counted_as_read(problems, key) for key in uncertain_rules(problems, index)),
    ]


def _counted_as_read(problems: Problems, key: str) -> Reason:
    words = rule_words(key, problems.study)
    return Reason(
        "counted_as_read",
        Words(
            f"La règle « {words.fr} » le compte d’après la valeur lue ; ce que l’on ignore pourrait en décider autrement,"
            " et les tirages n’en tiennent pas compte.",
            f'The rule "{words.en}" counts it by the value read; what is unknown could decide otherwise, and the draws do not allow for it.',
        ),
        {"rule": key},
    )


def _weights(problems: Problems, index: int) -> NDArray[np.float64]:
    """The reference weights of the criteria that apply to a candidate, rescaled to 1."""
    weights = problems.study.grid.weights.reference * problems.candidates.values.applies[index]
    return np.asarray(weights / weights.sum() if weights.sum() > 0 else weights)


def _contributions(problems: Problems, index: int) -> Reason:
    """What brings most to the score, and what is unknown."""
    weights = _weights(problems, index)
    parts = {
        criterion.key: float(weights[column] * problems.values[index, column])
        for column, criterion in enumerate(problems.study.grid.criteria)
        if weights[column] > 0
    }
    best = [key for key in sorted(parts, key=lambda key: (-parts[key], key))[:2] if parts[key] > 0]
    titles = {criterion.key: criterion.title for criterion in problems.study.grid.criteria}
    unknown, tail = _unknown(problems, index)
    if best:
        from_fr = " et de ".join(f"« {titles[key].fr} »" for key in best)
        from_en = " and ".join(f'"{titles[key].en}"' for key in best)
        words = Words(
            f"Son score vient surtout de {from_fr}{tail.fr}.",
            f"Its score comes mostly from {from_en}{tail.en}.",
        )
    else:
        words = Words(
            f"Aucun critère n’apporte à son score{tail.fr}.", f"No criterion adds to its score{tail.en}."
        )
    return Reason("contributions", words, {"contributions": parts, "unknown": unknown})


def _unknown(problems: Problems, index: int) -> tuple[int, Words]:
    """How many criteria that apply to a place have no source, and how a sentence ends on them."""
    values = problems.candidates.values
    unknown = int((~values.known[index] & values.applies[index]).sum())
    if not unknown:
        return 0, Words("", "")
    return unknown, Words(
        f" ; {unknown} critère{'s' if unknown > 1 else ''} sans source",
        f"; {unknown} criteri{'a' if unknown > 1 else 'on'} without a source",
    )


def _factors(problems: Problems, index: int) -> Reason:
    """Under a product: what each criterion multiplies the score by, and which pull it down most."""
    weights = _weights(problems, index)
    factors = {
        criterion.key: float(problems.values[index, column] ** weights[column])
        for column, criterion in enumerate(problems.study.grid.criteria)
        if weights[column] > 0
    }
    unknown, tail = _unknown(problems, index)
    nothing = [key for key in sorted(factors) if factors[key] == 0]
    lowest = [key for key in sorted(factors, key=lambda key: (factors[key], key))[:2] if factors[key] < 1]
    if not factors:
        fr, en = "Aucun critère n’apporte à son score", "No criterion adds to its score"
    elif nothing:
        named = [_named(problems, index, key) for key in nothing]
        verb = Words("sont", "are") if len(nothing) > 1 else Words("est", "is")
        listed = Words(
            listed_words([one.fr for one in named], "et"), listed_words([one.en for one in named], "and")
        )
        fr = f"Son score est nul, car {listed.fr} {verb.fr} à 0 et les critères se multiplient"
        en = f"Its score is 0, since {listed.en} {verb.en} at 0 and criteria are multiplied"
    elif lowest:
        named = [_named(problems, index, key, factors[key]) for key in lowest]
        fr = f"Ce qui abaisse le plus son score : {' et '.join(one.fr for one in named)}"
        en = f"What lowers its score most: {' and '.join(one.en for one in named)}"
    else:
        fr, en = "Tous ses critères sont au plus haut", "All its criteria are at their highest"
    words = Words(f"{fr}{tail.fr}.", f"{en}{tail.en}.")
    return Reason("factors", words, {"factors": factors, "unknown": unknown})


def _named(problems: Problems, index: int, key: str, factor: float | None = None) -> Words:
    """A criterion by its title, what it multiplies the score by, and whether no source says its value."""
    column = problems.study.grid.keys.index(key)
    title = problems.study.grid.criteria[column].title
    known = bool(problems.candidates.values.known[index, column])
    notes_fr = [] if factor is None else [f"× {french(factor, 2)}"]
    notes_en = [] if factor is None else [f"× {factor:.2f}"]
    if not known:
        notes_fr.append("sans source")
        notes_en.append("without a source")
    tail_fr, tail_en = (f" ({', '.join(notes)})" if notes else "" for notes in (notes_fr, notes_en))
    return Words(f"« {title.fr} »{tail_fr}", f'"{title.en}"{tail_en}')
