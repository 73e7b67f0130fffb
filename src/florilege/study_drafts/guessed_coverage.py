"""Where a file looked, guessed from where its places are: only its publisher knows, and the guess is stated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from florilege.faults import Words
from florilege.listings.coverage import EVERYWHERE
from florilege.listings.records import Record
from florilege.territory.reference import Reference
from florilege.toml_text import entry

_SHARE = 0.05
"""Share of its places from which a région is one where a file looked, and not one that a few of them stand in by the way."""
_NEARLY_ALL = 12
"""Régions from which a file is taken for one of the whole country, which has thirteen without overseas."""
REASON = Words(
    "Deviné : les régions où ce fichier a ses lieux. Ailleurs il peut y en avoir qui n’y sont pas.",
    "Guessed: the regions where this file has its places. There may be places elsewhere that it does not list.",
)


def guessed_regions(records: Sequence[Record], reference: Reference) -> tuple[str, ...]:
    """Codes of the régions where a file looked, as its places let think; `EVERYWHERE` alone for the whole country."""
    communes = (reference.communes.get(record.location.commune_code or "") for record in records)
    counts = Counter(commune.region for commune in communes if commune is not None)
    if len(counts) >= _NEARLY_ALL:
        return (EVERYWHERE,)
    least = _SHARE * sum(counts.values())
    return tuple(sorted(region for region, count in counts.items() if count >= least))


def coverage_text(regions: Sequence[str], records: Sequence[Record]) -> list[str]:
    """The table `[coverage]` of a mapping; none where nothing is known of where its places are, or of what they are."""
    kinds = tuple(dict.fromkeys(str(kind) for record in records for kind in record.all("kind")))
    if not regions or not kinds:
        return []
    return [
        "", f"# {REASON.fr}", "[coverage]",
        entry("regions", EVERYWHERE if EVERYWHERE in regions else list(regions)), entry("kinds", list(kinds)),
        entry("exhaustive", False), entry("reason", {"fr": REASON.fr, "en": REASON.en}), "",
    ]  # fmt: skip
