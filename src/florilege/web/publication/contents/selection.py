"""The grid, its measures and the selection, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from florilege.faults import Words
from florilege.web.study.measures import MergeQuality

CLASSES = ("core", "borderline", "exterior")


class Cell(Struct, frozen=True):
    """The value of one criterion for one place, in [0, 1]; unknown is an interval.

    claims : the store ids of the claims that it was measured from
    beside : names of what it was measured against: the nearest place, the listings counted
    """

    low: float
    high: float
    raw_low: float | None
    raw_high: float | None
    known: bool
    applies: bool
    words: Words | None
    claims: tuple[int, ...] = ()
    beside: tuple[Words, ...] = ()


class Reason(Struct, frozen=True):
    """One sentence made from the numbers of the selection."""

    code: str
    words: Words


class Choice(Struct, frozen=True):
    """What the selection says of one candidate. certain : "core" or "exterior" where it is proved, else empty

    swapped : the places that would come in without it; for one not kept, those that keeping it would put out
    also_leaving : the other places that would leave without it
    """

    place_id: str
    kept: bool
    score: float
    score_low: float
    score_high: float
    acceptability: float | None
    ci_low: float | None
    ci_high: float | None
    klass: str
    reasons: tuple[Reason, ...]
    certain: str = ""
    swapped: tuple[str, ...] = ()
    also_leaving: tuple[str, ...] = ()


class Axis(Struct, frozen=True):
    """One of the grounds of the appraisal."""

    key: str
    title: Words


class Criterion(Struct, frozen=True):
    """A criterion as written in the grid, with what was measured of it over the candidates.

    weight : reference weight, all summing to 1, or None when the study states none
    known : share of candidates of which it is known; distinct : number of values seen;
    listings_correlation : with the number of listings of a place;
    clamped : values outside the function's ends, brought back to them
    """

    key: str
    axis: str
    title: Words
    anchors: tuple[Words, ...]
    why: Words | None
    weight: float | None
    known: float | None
    distinct: int | None
    listings_correlation: float | None
    clamped: int | None


class RuleContent(Struct, frozen=True):
    """A rule of balance: whether it binds, the total it costs, the places that come in and go out without it."""

    key: str
    words: Words
    reason: Words | None
    binding: bool
    price: float | None
    changes: bool | None
    enters: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()


class LinkageQuality(Struct, frozen=True):
    """How good the merging of records is, measured on judged pairs, and the pairs left to persons."""

    merges: MergeQuality
    review_pairs: int


class Stage(Struct, frozen=True):
    """A stage of the funnel and how many places reach it."""

    code: str
    words: Words
    count: int


class Finding(Struct, frozen=True):
    """A fact worth finding out next, and how much it weighs on the borderline."""

    place_id: str
    criterion: str
    weight: float | None


class Ranks(Struct, frozen=True):
    """The ranks of a place over the draws: the best, those at 5 %, 50 % and 95 %, the worst."""

    best: int
    low: int
    median: int
    high: int
    worst: int


class Without(Struct, frozen=True):
    """What changes without one criterion, or without one juror; clashes : no list satisfies the rules then"""

    criterion: str
    juror: str
    enters: tuple[str, ...]
    leaves: tuple[str, ...]
    clashes: bool


class Portfolios(Struct, frozen=True):
    """The lists that the draws gave: how many, draws that gave the list computed, and the list given most often."""

    different: int
    reference: int
    most: int


class Shortage(Struct, frozen=True):
    """Fewer candidates left than a list holds: why the others went, with how many."""

    words: Words
    left: int
    causes: tuple[tuple[Words, int], ...]


class SelectionContent(Struct, frozen=True):
    """The selection as computed.

    listed : ids of the list computed, best score first; document : `selection.json`, for the file of that name only
    ranks : by the id of the place; portfolios : None when nothing was drawn
    tied : whether another list has the same total, the tie-breaks deciding
    other_reading : the list with unknowns read the other way, None when it was not computed
    other_clashes : whether no list satisfies the rules under it
    """

    status: str
    size: int
    objective: float | None
    draws: int | None
    seed: int | None
    rules: tuple[RuleContent, ...]
    clash: tuple[str, ...]
    relaxation: tuple[Words, ...]
    relaxations_by_rule: tuple[tuple[Words, ...], ...]
    unknown_reference: str
    core: float
    exterior: float
    listed: tuple[str, ...]
    document: Mapping[str, object]
    other_reading: tuple[str, ...] | None = None
    findings: tuple[Finding, ...] = ()
    other_clashes: bool = False
    ranks_draws: int = 0
    ranks: Mapping[str, Ranks] = field(default_factory=dict)
    without: tuple[Without, ...] = ()
    portfolios: Portfolios | None = None
    shortage: Shortage | None = None
    tied: bool = False
