"""Which records are one place: candidates, comparisons, vetoes, clusters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from itertools import pairwise, product
from types import MappingProxyType

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from florilege.linkage.blocking import candidates
from florilege.linkage.bonds import BEARER_AS_NAME, Bond, bonds
from florilege.linkage.clusters import PairOdds, agglomerate
from florilege.linkage.comparisons import compare, matrix
from florilege.linkage.corpus import Corpus, corpus
from florilege.linkage.decisions import Settled, tied_by_persons
from florilege.linkage.model import Model, as_log_odds, probability
from florilege.linkage.records import LinkRecord
from florilege.linkage.second_selves import one_bearer, second_selves
from florilege.linkage.vetoes import BY_NAME, UNSURE, vetoes
from florilege.linkage.vetoes import KEYS as VETO_KEYS
from florilege.linkage.vocabulary import COMMON

PLAUSIBLE = 0.05
"""Probability from which a pair is worth showing."""
NOWHERE: Mapping[str, int] = MappingProxyType({})
"""No commune of which the inhabitants are known."""
NOTHING_CLOSED: Mapping[str, str] = MappingProxyType({})
"""No listing that is the closed list of a label."""
PERSON = "person"
"""Stands in the place of a veto where a person said that two records are different places."""


class ScoredPair(Struct, frozen=True):
    """Two records compared, first < second.

    probability : of being one place, by the graded comparisons alone
    contributions : what each comparison adds to the log-odds
    veto : key of the veto that keeps them apart, "person" when a person did, or ""
    evidence : key of `bonds.EVIDENCE`: what says beside the comparisons that they are one, or ""
    outcome : "merged" (in one cluster), "review" (a person should look; where a veto keeps the pair apart that the
    comparisons alone would merge, last) or "apart"
    """

    first: str
    second: str
    probability: float
    contributions: Mapping[str, float]
    veto: str
    outcome: str
    evidence: str = ""


class Linkage(Struct, frozen=True):
    """Clusters of record keys, every record in exactly one, and the pairs worth showing."""

    clusters: tuple[tuple[str, ...], ...]
    pairs: tuple[ScoredPair, ...]


class Compared(Struct, frozen=True):
    """Candidate pairs by position in `found.records`, with their comparisons and vetoes; no model involved."""

    found: Corpus
    first: NDArray[np.int64]
    second: NDArray[np.int64]
    measures: NDArray[np.float64]
    veto: NDArray[np.int64]


def link(
    records: Sequence[LinkRecord],
    model: Model,
    *,
    settled: Sequence[Settled] = (),
    alone: Set[str] = frozenset(),
    populations: Mapping[str, int] = NOWHERE,
    closed: Mapping[str, str] = NOTHING_CLOSED,
) -> Linkage:
    """Which records are one place, whatever their order; what persons settled binds.

    alone : keys of records that a person said to be places of their own: none is joined to any other
    populations : commune code → inhabitants: in small communes, places that names cannot tell are asked about
    closed : listing → the label that it is the closed list of: who has the label is one of its rows
    Raises ValueError when two records have one key. Decisions on records that are not there bind through them alone:
    two records said to be the same as one that left are the same.
    """
    joined = _joined(records, model, settled=settled, alone=alone, populations=populations, closed=closed)
    selves = second_selves(joined.ordered, joined.groups, populations)
    evidence = dict.fromkeys(selves, BEARER_AS_NAME) | joined.evidence
    compared = _with_pairs_of(joined.groups, joined.compared, also=frozenset(evidence))
    different = joined.different | _pairs_with(compared, joined.alone)
    return Linkage(
        clusters=joined.clusters,
        pairs=_scored(compared, model, groups=joined.groups, different=different, evidence=evidence),
    )


def clusters_of(
    records: Sequence[LinkRecord], model: Model, *, populations: Mapping[str, int] = NOWHERE
) -> tuple[tuple[str, ...], ...]:
    """The clusters of `link` alone, for whoever shows no pair: to tell the pairs takes as long again.

    Raises ValueError when two records have one key.
    """
    return _joined(records, model, populations=populations).clusters


class _Joined(Struct, frozen=True):
    """Records in the order of their keys, joined. different : pairs that persons told apart; alone : records apart from all"""

    ordered: Sequence[LinkRecord]
    compared: Compared
    groups: tuple[tuple[int, ...], ...]
    different: set[tuple[int, int]]
    evidence: dict[tuple[int, int], str]
    alone: Set[int]

    @property
    def clusters(self) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(self.ordered[member].key for member in members) for members in self.groups)


def _joined(
    records: Sequence[LinkRecord],
    model: Model,
    *,
    settled: Sequence[Settled] = (),
    alone: Set[str] = frozenset(),
    populations: Mapping[str, int] = NOWHERE,
    closed: Mapping[str, str] = NOTHING_CLOSED,
) -> _Joined:
    ordered = sorted(records, key=lambda record: record.key)
    position = {record.key: rank for rank, record in enumerate(ordered)}
    if len(position) < len(ordered):
        raise ValueError("two records have the same key")
    same, different = _decided(settled, position)
    compared = compare_records(ordered, also=sorted(same | different), common=model.common)
    apart = {position[key] for key in alone if key in position}
    different |= _pairs_with(compared, apart)
    groups = group(compared, model, same=same, different=different)
    bound = bonds(ordered, groups, closed=closed, populations=populations)
    across = {pair for bond in bound for pair in _across(groups[bond.one], groups[bond.other])}
    compared = _with_pairs_of(groups, compared, also=across)
    different |= _pairs_with(compared, apart)
    groups, evidence = _bound(groups, bound, apart=_apart(compared, across, different))
    return _Joined(ordered, compared, groups, different, evidence, apart)


def compare_records(
    ordered: Sequence[LinkRecord], also: Sequence[tuple[int, int]] = (), *, common: float = COMMON
) -> Compared:
    """Compare the candidate pairs of records, and those named in `also`; `common` is that of the model."""
    found = corpus(ordered, common=common)
    first, second = candidates(found)
    if also:
        codes = np.unique(
            np.concatenate(
                [first * len(ordered) + second, [one * len(ordered) + other for one, other in also]]
            )
        )
        first, second = codes // len(ordered), codes % len(ordered)
    columns = compare(found, first, second)
    return Compared(found, first, second, matrix(columns), vetoes(columns))


def group(
    compared: Compared,
    model: Model,
    *,
    same: set[tuple[int, int]] | frozenset[tuple[int, int]] = frozenset(),
    different: set[tuple[int, int]] | frozenset[tuple[int, int]] = frozenset(),
) -> tuple[tuple[int, ...], ...]:
    """Clusters of positions under a model; `same` and `different` are what persons settled."""
    barred = compared.veto > 0
    if same or different:
        for rank, pair in enumerate(zip(compared.first.tolist(), compared.second.tolist(), strict=True)):
            if pair in different or pair in same:
                barred[rank] = pair in different
    odds = PairOdds(compared.first, compared.second, model.log_odds(compared.measures), barred)
    size = len(compared.found.records)
    return agglomerate(size, odds, merge_from=as_log_odds(model.merge_from), bound=sorted(same))


def _decided(
    settled: Sequence[Settled], position: Mapping[str, int]
) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """Pairs settled as same and as different, by position; the last decision on a pair holds."""
    verdicts: dict[tuple[int, int], bool] = {}
    for decision in settled:
        if decision.first in position and decision.second in position and decision.first != decision.second:
            low, high = sorted((position[decision.first], position[decision.second]))
            verdicts[low, high] = decision.same
    same = {pair for pair, verdict in verdicts.items() if verdict}
    for tied in set(tied_by_persons(settled).values()):
        if not tied <= position.keys():
            present = sorted(position[key] for key in tied if key in position)
            same |= set(pairwise(present))
    return same, set(verdicts) - same


def _pairs_with(compared: Compared, members: Set[int]) -> set[tuple[int, int]]:
    """The pairs compared in which one of some records stands; a pair never compared joins nothing."""
    if not members:
        return set()
    touched = np.isin(compared.first, list(members)) | np.isin(compared.second, list(members))
    return set(zip(compared.first[touched].tolist(), compared.second[touched].tolist(), strict=True))


def _with_pairs_of(
    groups: Sequence[Sequence[int]], compared: Compared, *, also: Set[tuple[int, int]]
) -> Compared:
    """The same with the pairs within clusters, and those of `also`, that were no candidates compared too."""
    known = set(zip(compared.first.tolist(), compared.second.tolist(), strict=True))
    missing = [
        (one, other)
        for members in groups
        for rank, one in enumerate(members)
        for other in members[rank + 1 :]
        if (one, other) not in known
    ]
    missing += sorted(also - known)
    if not missing:
        return compared
    first, second = np.array(missing, dtype=np.int64).T
    columns = compare(compared.found, first, second)
    return Compared(
        compared.found,
        np.concatenate([compared.first, first]),
        np.concatenate([compared.second, second]),
        np.concatenate([compared.measures, matrix(columns)]),
        np.concatenate([compared.veto, vetoes(columns)]),
    )


def _scored(
    compared: Compared,
    model: Model,
    *,
    groups: Sequence[Sequence[int]],
    different: set[tuple[int, int]],
    evidence: Mapping[tuple[int, int], str],
) -> tuple[ScoredPair, ...]:
    cluster = np.empty(len(compared.found.records), dtype=np.int64)
    for label, members in enumerate(groups):
        cluster[list(members)] = label
    likely = probability(model.log_odds(compared.measures))
    merged = cluster[compared.first] == cluster[compared.second]
    pairs: list[ScoredPair] = []
    plausible = merged | (likely >= PLAUSIBLE)
    plausible[[rank for rank, pair in enumerate(_pairs(compared)) if pair in evidence]] = True
    for rank in np.flatnonzero(plausible):
        one, other = int(compared.first[rank]), int(compared.second[rank])
        veto = PERSON if (one, other) in different else ("", *VETO_KEYS)[compared.veto[rank]]
        said = evidence.get((one, other), "")
        in_doubt = bool(said) and not merged[rank] and not _set_apart(compared, one, other, veto)
        pairs.append(
            ScoredPair(
                first=compared.found.records[one].key,
                second=compared.found.records[other].key,
                probability=round(float(likely[rank]), 4),
                contributions=model.contributions(compared.measures[rank]),
                veto="" if in_doubt or (merged[rank] and said) else veto,
                evidence=said if in_doubt or merged[rank] else "",
                outcome="review"
                if in_doubt
                else _outcome(bool(merged[rank]), veto, float(likely[rank]), model),
            )
        )
    return tuple(sorted(pairs, key=lambda pair: (pair.first, pair.second)))


def _across(one: Sequence[int], other: Sequence[int]) -> list[tuple[int, int]]:
    """The pairs of records of two groups, lower position first."""
    return [(min(pair), max(pair)) for pair in product(one, other)]


def _apart(
    compared: Compared, pairs: Set[tuple[int, int]], different: Set[tuple[int, int]]
) -> set[tuple[int, int]]:
    """Of some pairs, those that a person told apart, or that a veto parts which does not rest on words."""
    keys = ("", *VETO_KEYS)
    vetoed = {
        pair
        for pair, veto in zip(_pairs(compared), compared.veto.tolist(), strict=True)
        if pair in pairs and keys[veto] not in ("", *BY_NAME, *UNSURE)
    }
    return vetoed | (different & pairs)


def _bound(
    groups: Sequence[tuple[int, ...]], bound: Sequence[Bond], *, apart: Set[tuple[int, int]]
) -> tuple[tuple[tuple[int, ...], ...], dict[tuple[int, int], str]]:
    """The groups, two of them joined where a bond is sure and nothing keeps them apart; and what speaks for each pair of
    records: all those between two groups joined, the one to ask about of two that are not.

    A group joins one other at most, so that no bond chains two places.
    """
    joined: dict[int, int] = {}
    evidence: dict[tuple[int, int], str] = {}
    for bond in bound:
        between = _across(groups[bond.one], groups[bond.other])
        if not apart.isdisjoint(between):
            continue
        if bond.sure and joined.keys().isdisjoint((bond.one, bond.other)):
            joined[bond.one], joined[bond.other] = bond.other, bond.one
            evidence.update(dict.fromkeys(between, bond.evidence))
        else:
            evidence.setdefault(bond.pair, bond.evidence)
    together = [
        tuple(sorted((*group, *groups[joined[rank]]))) if rank in joined else group
        for rank, group in enumerate(groups)
        if joined.get(rank, rank) >= rank
    ]
    return tuple(together), evidence


def _set_apart(compared: Compared, one: int, other: int, veto: str) -> bool:
    """Whether a veto holds for two places of which a name is that of a bearer."""
    if not veto or veto in BY_NAME or veto in UNSURE:
        return False
    return veto != "other_town" or not one_bearer(compared.found.records[one], compared.found.records[other])


def _pairs(compared: Compared) -> list[tuple[int, int]]:
    return list(zip(compared.first.tolist(), compared.second.tolist(), strict=True))


def _outcome(merged: bool, veto: str, likely: float, model: Model) -> str:
    if merged:
        return "merged"
    asked_from = model.merge_from if veto and veto not in UNSURE else model.ask_from
    return "review" if veto != PERSON and likely >= asked_from else "apart"
