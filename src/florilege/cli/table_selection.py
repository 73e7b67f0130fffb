"""What `florilege select --candidates` says when it has written a selection: counts, classes, rules, where it is."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

Item = Mapping[str, object]
MOST_LISTED = 30
"""Up to so many places kept, they are all told."""


def tell_selection(out: Path, *, as_json: bool) -> None:
    """Print the counts of a selection file: words, or JSON for machines."""
    data: Mapping[str, Sequence[Item]] = json.loads(out.read_text(encoding="utf-8"))
    counts = _counts(data)
    if as_json:
        sys.stdout.write(json.dumps(counts, ensure_ascii=False) + "\n")
        return
    if counts["status"] == "infeasible":
        sys.stdout.write("no list satisfies all the rules; these clash:\n")
        for words in data["clash_words"]:
            sys.stdout.write(f"  {words['en']}\n")
        for line in _relaxations(data):
            sys.stdout.write(line)
    else:
        sys.stdout.write(f"kept {counts['kept']} of {counts['candidates']} candidates")
        sys.stdout.write("".join(f" · {name} {counts[name]}" for name in ("not judged", "not eligible")))
        sys.stdout.write(
            f"\ndraws {counts['draws']} · core {counts['core']} · borderline {counts['borderline']}\n"
        )
        for rule in data["rules"]:
            if rule["binding"]:
                sys.stdout.write(f"binds: {rule['en']}, price {rule['price']:.3f}\n")
    failed = Counter(key for item in data["not_eligible"] for key in _texts(item["conditions"]))
    for key, count in failed.most_common():
        sys.stdout.write(f"not eligible for {key}: {count}\n")
    if len(data["selected"]) <= MOST_LISTED:
        for item in data["selected"]:
            sys.stdout.write(_line(item))
    sys.stdout.write(f"the whole selection is in {out}\n")


def _relaxations(data: Mapping[str, Sequence[Item]]) -> Iterator[str]:
    """The least changes that would allow a list, then those of one rule alone, where they are others."""
    least = [_change(one) for one in data["relaxation"]]
    if len(least) == 1:
        yield f"the least change that would allow one: {least[0]}\n"
    else:
        yield "the least changes that would allow one, all together:\n"
        yield from (f"  {words}\n" for words in least)
    for rule in data.get("relaxations_by_rule") or ():
        changes = [_change(one) for one in _items(rule["changes"])]
        if changes != least:
            yield f"or, changing {rule['rule']} alone: {'; '.join(changes)}\n"


def _change(one: Item) -> str:
    """A change as it is to be typed, and the key of the rule in the study file."""
    return f"{one['en']} [{one['rule']}]"


def _items(value: object) -> Sequence[Item]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _line(item: Item) -> str:
    """A place kept: its id, its name, how often the draws keep it, its class."""
    rate, name = item["acceptability"], f"  {item['place_id']}  {item['name']}"
    return f"{name}\n" if rate is None else f"{name}  {float(str(rate)):.1%}  {item['class']}\n"


def _texts(value: object) -> Sequence[str]:
    return [str(one) for one in value] if isinstance(value, list) else []


def _counts(data: Mapping[str, Sequence[Item]]) -> dict[str, object]:
    judged = [*data["selected"], *data["not_selected"]]
    classes = Counter(item["class"] for item in judged)
    return {
        "status": data["status"],
        "kept": len(data["selected"]),
        "candidates": len(judged),
        "not judged": len(data["not_appraisable"]),
        "not eligible": len(data["not_eligible"]),
        "draws": data["draws"],
        "core": classes["core"],
        "borderline": classes["borderline"],
    }
