"""Links 20,000 made-up names of actors, and measures time, memory, precision and recall beside a plain peer.

    python -m benchmarks.ecosystem [--count 20000] [--runs 5]

Each run is a process of its own, ours and the peer's in turn, on the same mentions. Pairs of mentions of one actor are
what is to be found; a pair left to a person counts as not merged. The peer merges names whose words, sorted, are alike
(rapidfuzz token_sort_ratio of at least 90) in one département, or one number. The record goes to
benchmarks/results/ecosystem.json.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process

from benchmarks.ecosystem.synthetic_actors import MadeUp, made_up
from benchmarks.linkage.machine import RESULTS, ROOT, circumstances
from florilege.ecosystem.actor_linkage import link_actors
from florilege.ecosystem.names import actor_name, is_generic
from florilege.linkage.fit import study_records
from florilege.territory.names import plain
from florilege.territory.reference import reference

STUDY = ROOT / "studies" / "lieux-innovation"
MUST_SECONDS = 10.0


def study_words() -> list[str]:
    """Telling words of the operators and bearers of the study, each once, sorted."""
    names = {name for record in study_records(STUDY) for name in (*record.operators, *record.bearers)}
    return sorted(
        {word for name in names for word in actor_name(name).words if len(word) > 3 and not is_generic(word)}
    )


def by_peer(made: MadeUp) -> list[list[str]]:
    """Clusters of the plain rule: connected components."""
    parent = list(range(len(made.mentions)))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    blocks: dict[str, list[int]] = defaultdict(list)
    numbers: dict[str, int] = {}
    for rank, one in enumerate(made.mentions):
        blocks[reference().communes[one.near].departement].append(rank)
        if one.siren and numbers.setdefault(one.siren, rank) != rank:
            parent[root(rank)] = root(numbers[one.siren])
    for ranks in blocks.values():
        names = [plain(made.mentions[rank].names[0]) for rank in ranks]
        alike = process.cdist(names, names, scorer=fuzz.token_sort_ratio, score_cutoff=90)
        for first, second in zip(*alike.nonzero(), strict=True):
            if first < second:
                parent[root(ranks[first])] = root(ranks[second])
    groups: dict[int, list[str]] = defaultdict(list)
    for rank, one in enumerate(made.mentions):
        groups[root(rank)].append(one.key)
    return list(groups.values())


def quality(clusters: Iterable[Sequence[str]], made: MadeUp) -> dict[str, float]:
    """Precision, recall and F1 over pairs of mentions."""

    def pairs(counts: Iterable[int]) -> int:
        return sum(count * (count - 1) // 2 for count in counts)

    clusters = list(clusters)
    merged = pairs(len(cluster) for cluster in clusters)
    right = pairs(
        count for cluster in clusters for count in Counter(made.actor_of[key] for key in cluster).values()
    )
    true = pairs(Counter(made.actor_of.values()).values())
    precision, recall = right / merged, right / true
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(2 * precision * recall / (precision + recall), 4)}  # fmt: skip


def once(which: str, count: int) -> dict[str, object]:
    """One run in this process: seconds of the linkage alone, peak memory, quality."""
    made = made_up(study_words(), count)
    reference()
    before = time.perf_counter()
    if which == "florilege":
        linked = link_actors(made.mentions)
        seconds = time.perf_counter() - before
        clusters: Sequence[Sequence[str]] = linked.clusters
        asked = sum(pair.outcome == "review" for pair in linked.pairs)
    else:
        clusters, asked = by_peer(made), 0
        seconds = time.perf_counter() - before
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "seconds": round(seconds, 3), "peak_mb": round(memory), "actors": len(clusters), "asked": asked,
        **quality(clusters, made),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--once", choices=("florilege", "peer"))
    asked = parser.parse_args()
    if asked.once:
        sys.stdout.write(json.dumps(once(asked.once, asked.count)) + "\n")
        return
    results: dict[str, list[dict[str, float]]] = {"florilege": [], "peer": []}
    for _ in range(asked.runs):
        for which, found in results.items():
            command = [
                sys.executable,
                "-m",
                "benchmarks.ecosystem",
                "--count",
                str(asked.count),
                "--once",
                which,
            ]
            found.append(
                json.loads(
                    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
                )
            )
    record = circumstances("python -m benchmarks.ecosystem", "numpy", "scipy", "rapidfuzz") | {
        "mentions": asked.count,
        "must": {"seconds": MUST_SECONDS},
        "peer_is": "token_sort_ratio of at least 90 in one département, or one SIREN; connected components",
        "runs": {which: [run["seconds"] for run in found] for which, found in results.items()},
        "median_seconds": {which: statistics.median(run["seconds"] for run in found) for which, found in results.items()},
        "peak_mb": {which: max(run["peak_mb"] for run in found) for which, found in results.items()},
        "quality": {which: {key: found[0][key] for key in ("precision", "recall", "f1", "actors", "asked")} for which, found in results.items()},
    }  # fmt: skip
    (RESULTS / "ecosystem.json").write_text(
        json.dumps(record, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )
    sys.stdout.write(json.dumps(record, ensure_ascii=False, indent=2) + "\n")


if __name__ == "__main__":
    main()
