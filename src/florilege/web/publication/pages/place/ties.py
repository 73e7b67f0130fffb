"""Why the records of a place are held to be one place: what spoke for and against, in words and as a chart."""

from __future__ import annotations

import math
from collections.abc import Mapping

from msgspec import Struct

from florilege.faults import Words
from florilege.linkage.bonds import EVIDENCE
from florilege.linkage.meanings import MEANINGS
from florilege.web.publication.contents.places import PlaceContent
from florilege.web.publication.text import words

FAINT = 0.05
"""Log-odds under which a comparison says nothing worth a line."""
WIDTH = 100.0
MANY = 100
"""Odds above which a finer figure would be more than the model knows."""


class Step(Struct, frozen=True):
    """One line of the waterfall: a bar from `start`, `width` wide, in hundredths of the chart.

    side : "for", "against", or "total" for the last line
    """

    label: str
    weight: str
    side: str
    start: float
    width: float


class PairLine(Struct, frozen=True):
    """Two records held to be one place; `zero` is where the chart's nought stands, in hundredths.

    evidence : what says beside the comparisons that they are one, in words; empty where they alone do
    """

    first: str
    second: str
    probability: str
    steps: tuple[Step, ...]
    zero: float
    evidence: str = ""


def pair_lines(place: PlaceContent, language: str) -> tuple[PairLine, ...]:
    """Why the records are held to be one place, the surest pairs first."""
    by_pk = {record.pk: record for record in place.records}
    pairs = sorted(place.pairs, key=lambda pair: -pair.probability)
    lines: list[PairLine] = []
    for pair in pairs:
        if pair.first in by_pk and pair.second in by_pk:
            steps, zero = waterfall(pair.contributions, language)
            lines.append(
                PairLine(
                    first=f"{by_pk[pair.first].listing} {by_pk[pair.first].record_id}",
                    second=f"{by_pk[pair.second].listing} {by_pk[pair.second].record_id}",
                    probability=words.share(pair.probability, language),
                    steps=steps,
                    zero=zero,
                    evidence=evidence(pair.evidence, language),
                )
            )
    return tuple(lines)


def evidence(key: str, language: str) -> str:
    """What says beside the comparisons that two places are one, in words; empty without a key."""
    return words.said(EVIDENCE[key], language) if key in EVIDENCE else ""


def waterfall(
    contributions: Mapping[str, float], language: str, *, meanings: Mapping[str, Words] = MEANINGS
) -> tuple[tuple[Step, ...], float]:
    """The log-odds of a pair built up step by step: the start, what spoke for, what spoke against, the total.

    meanings : what each contribution means, of the linkage that compared the two
    """
    chosen = sorted(
        ((key, weight) for key, weight in contributions.items() if abs(weight) > FAINT or key == "intercept"),
        key=lambda item: (item[0] != "intercept", item[1] < 0, -abs(item[1]), item[0]),
    )
    edges = [0.0]
    for _, weight in chosen:
        edges.append(edges[-1] + weight)
    total = sum(contributions.values())
    low, high = min(*edges, total), max(*edges, total)
    scale = WIDTH / (high - low) if high > low else 0.0

    def placed(start: float, end: float) -> tuple[float, float]:
        return round((min(start, end) - low) * scale, 1), round(abs(end - start) * scale, 1)

    steps = [
        Step(
            words.said(meanings.get(key, Words(key, key)), language),
            signed(weight, language),
            "for" if weight > 0 else "against",
            *placed(edges[rank], edges[rank + 1]),
        )
        for rank, (key, weight) in enumerate(chosen)
    ]
    steps.append(
        Step(
            words.said(_odds(total), language),
            signed(total, language),
            "total",
            *placed(0.0, total),
        )
    )
    return tuple(steps), round(-low * scale, 1)


def signed(weight: float, language: str) -> str:
    """A weight with its sign, one decimal."""
    sign = "+" if weight > 0 else ""
    return f"{sign}{words.number(weight, language, decimals=1)}"


def _odds(total: float) -> Words:
    """The log-odds as odds that everybody reads: "12 chances to 1"."""
    ratio = math.exp(min(abs(total), 12.0))
    if ratio >= MANY:
        french, english = f"plus de {MANY} contre 1", f"over {MANY} to 1"
    else:
        shown = f"{ratio:.0f}" if ratio >= 3 else f"{ratio:.1f}"
        french, english = f"{shown.replace('.', ',')} contre 1", f"{shown} to 1"
    side = ("pour", "for") if total >= 0 else ("contre", "against")
    return Words(f"en tout, {french} {side[0]}", f"in all, {english} {side[1]}")
