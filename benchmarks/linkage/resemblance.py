"""Puts pairs of synthetic records beside the study's: do two records of one place differ as the real ones do?

    .venv/bin/python -m benchmarks.linkage.resemblance [--records 20000]

Three columns: the study's judged pairs of high or medium confidence that are one place, the pairs that the shipped
model merges there, and the pairs of one place that the generator made. Shares are of the pairs where both records say
the thing. The record goes to benchmarks/results/linkage_resemblance.json.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import combinations

import numpy as np
from rapidfuzz.distance import DamerauLevenshtein

from benchmarks.linkage.__main__ import STUDY, inventory
from benchmarks.linkage.machine import RESULTS, circumstances
from benchmarks.linkage.synthetic import synthetic
from florilege.linkage.evaluation import read_judged
from florilege.linkage.fit import PAIRS
from florilege.linkage.linking import Compared, compare_records, link
from florilege.linkage.meanings import KEYS
from florilege.linkage.model import shipped_model
from florilege.linkage.names import GENERIC_SINGULAR, name_words
from florilege.linkage.records import LinkRecord

TARGET = RESULTS / "linkage_resemblance.json"
UNLIKE = 0.5
"""`name_differs` from which two names have nothing in common."""
Pairs = Collection[tuple[int, int]]


def names_differ(one: str, other: str) -> str:
    """How the words of two names stand to each other."""
    ours, theirs = name_words(one), name_words(other)
    if ours.words == theirs.words:
        return "same"
    if sorted(ours.words) == sorted(theirs.words) or ours.squashed == theirs.squashed:
        return "order"
    left, right = set(ours.words), set(theirs.words)
    if left <= right or right <= left or ours.squashed in theirs.squashed or theirs.squashed in ours.squashed:
        return "part"
    if DamerauLevenshtein.distance(ours.squashed, theirs.squashed) <= 2:
        return "typed"
    return "some words" if (left & right) - GENERIC_SINGULAR else "other"


def shares(records: Sequence[LinkRecord], compared: Compared, pairs: Pairs) -> dict[str, float]:
    """What the pairs show, each a share from 0 to 1."""
    rank_of = {
        pair: rank
        for rank, pair in enumerate(zip(compared.first.tolist(), compared.second.tolist(), strict=True))
    }
    columns = compared.measures[[rank_of[pair] for pair in pairs if pair in rank_of]] > 0
    said = {key: columns[:, rank] for rank, key in enumerate(KEYS)}
    streets = said["address_same"] | said["address_street"] | said["address_differs"]
    sites = said["site_same"] | said["site_brand"] | said["site_differs"]
    both = np.array([bool(records[one].websites and records[other].websites) for one, other in pairs])
    names = Counter(names_differ(records[one].names[0], records[other].names[0]) for one, other in pairs)
    found = {
        "both addresses known": streets.mean(),
        "one door": said["address_same"][streets].mean(),
        "one street": said["address_street"][streets].mean(),
        "two streets": said["address_differs"][streets].mean(),
        "one commune": said["commune_same"].mean(),
        "both give a web site": both.mean(),
        "one web site": said["site_same"][sites].mean(),
        "one listing": said["same_listing"].mean(),
        **{f"names: {kind}": count / len(pairs) for kind, count in sorted(names.items())},
    }
    return {key: round(float(value), 3) for key, value in found.items()}


def neighbours(compared: Compared, same: Pairs, places: int) -> float:
    """Pairs of records of two places at one address with nothing alike in their names, for 100 places."""
    of = {key: compared.measures[:, rank] for rank, key in enumerate(KEYS)}
    asked = np.flatnonzero((of["address_same"] > 0) & (of["name_differs"] > UNLIKE))
    different = sum((int(compared.first[rank]), int(compared.second[rank])) not in same for rank in asked)
    return round(100.0 * different / places, 1)


def of_study() -> Mapping[str, object]:
    """The study's judged and merged pairs."""
    records = sorted(inventory(), key=lambda record: record.key)
    at = {record.key: rank for rank, record in enumerate(records)}
    linkage = link(records, shipped_model())
    merged = {(at[pair.first], at[pair.second]) for pair in linkage.pairs if pair.outcome == "merged"}
    judged = {
        (min(at[pair.first], at[pair.second]), max(at[pair.first], at[pair.second]))
        for pair in read_judged((STUDY / PAIRS).read_text(encoding="utf-8"), file=str(PAIRS))
        if pair.same and pair.confidence != "basse"
    }
    compared = compare_records(records, also=sorted(judged | merged))
    return {
        "judged": {"pairs": len(judged), **shares(records, compared, judged)},
        "merged": {"pairs": len(merged), **shares(records, compared, merged)},
        "neighbours": neighbours(compared, merged, len(linkage.clusters)),
    }


def of_synthetic(size: int) -> Mapping[str, object]:
    """The pairs of one place that the generator made."""
    made = synthetic(size)
    order = sorted(range(size), key=lambda rank: made.records[rank].key)
    records = [made.records[rank] for rank in order]
    members: dict[int, list[int]] = {}
    for rank, one in enumerate(order):
        members.setdefault(made.place[one], []).append(rank)
    same = {pair for ranks in members.values() for pair in combinations(ranks, 2)}
    compared = compare_records(records, also=sorted(same))
    return {
        "pairs": len(same),
        **shares(records, compared, same),
        "neighbours": neighbours(compared, same, len(members)),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--records", type=int, default=20_000)
    size = parser.parse_args().records
    record = {
        **circumstances(f"python -m benchmarks.linkage.resemblance --records {size}", "numpy", "rapidfuzz"),
        "study": of_study(),
        "synthetic": of_synthetic(size),
    }
    TARGET.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps({key: record[key] for key in ("study", "synthetic")}, indent=2) + "\n")


if __name__ == "__main__":
    main()
