"""What `florilege select --candidates` says when it has written a selection: counts, classes, rules, where it is."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

Item = Mapping[str, object]
MOST_LISTED = 30
"""Up to so many places kept, all are listed."""


def print_selection(out: Path, *, as_json: bool) -> None:
    """Print the counts of a selection file: words, or JSON for machines."""
    data: Mapping[str, Sequence[Item]] = json.loads(out.read_text(encoding="utf-8"))
    counts = _counts(data)
    if as_json:
        sys.stdout.write(json.dumps(counts, ensure_ascii=False) + "\n")
        return
    if counts["status"] == "infeasible":
        _print_clash(data)
    else:
        sys.stdout.write(f"kept {counts['kept']} of {counts['candidates']} candidates")
        sys.stdout.write("".join(f" · {name} {counts[name]}" for name in ("not judged", "not eligible")))
        sys.stdout.write(
            f"\ndraws {counts['draws']} · core {counts['core']} · borderline {counts['borderline']}\n"
        )
        sys.stdout.write(_effort(data["effort"]))
        for rule in data["rules"]:
            if rule["binding"]:
                sys.stdout.write(f"binding: {rule['en']}, price {rule['price']:.3f}\n")
        for when in _without_list(data):
            sys.stdout.write(f"no list satisfies all the rules {when}\n")
    failed = Counter(key for item in data["not_eligible"] for key in _texts(item["conditions"]))
    for key, count in failed.most_common():
        sys.stdout.write(f"not eligible for {key}: {count}\n")
    if len(data["selected"]) <= MOST_LISTED:
        for item in data["selected"]:
            sys.stdout.write(_line(item))
    sys.stdout.write(f"the full selection is in {out}\n")


def _relaxations(data: Mapping[str, Sequence[Item]]) -> Iterator[str]:
    """The least changes that would allow a list, then those of one rule alone, where they are others."""
    least = [_change(one) for one in data["relaxation"]]
    if len(least) == 1:
        yield f"the smallest change that would allow one: {least[0]}\n"
    else:
        yield "the smallest changes that would allow one, all together:\n"
        yield from (f"  {words}\n" for words in least)
    for rule in data.get("relaxations_by_rule") or ():
        changes = [_change(one) for one in _objects(rule["changes"])]
        if changes != least:
            yield f"or change {rule['rule']} alone: {'; '.join(changes)}\n"


def _change(one: Item) -> str:
    """A change as it is to be typed, and the key of the rule in the study file."""
    return f"{one['en']} [{one['rule']}]"


def _print_clash(data: Mapping[str, Sequence[Item]]) -> None:
    """Why there is no list: too few candidates, and why the others went, or the rules that clash."""
    short = data.get("shortage")
    if isinstance(short, dict):
        sys.stdout.write(f"no list: {short['en']}\n")
        for cause in short["causes"]:
            sys.stdout.write(f"  {cause['en']}: {cause['count']}\n")
        gone = [*_gone(data)]
        for line in gone[:MOST_LISTED]:
            sys.stdout.write(f"  {line}\n")
        if len(gone) > MOST_LISTED:
            sys.stdout.write(f"  … and {len(gone) - MOST_LISTED} more\n")
        if not short["left"]:
            return
    sys.stdout.write("no list satisfies all the rules; these clash:\n")
    for words in data["clash_words"]:
        sys.stdout.write(f"  {words['en']}\n")
    for line in _relaxations(data):
        sys.stdout.write(line)


def _gone(data: Mapping[str, Sequence[Item]]) -> Iterator[str]:
    """Who is no candidate any more, and why, a line a reason."""
    for item in data["not_eligible"]:
        for reason in _objects(item["reasons"]):
            yield f"{item['place_id']}  {item['name']}  {reason['en']}"
    for item in data["not_appraisable"]:
        unknown = ", ".join(_texts(item["missing"]))
        yield f"{item['place_id']}  {item['name']}  Nothing is known about: {unknown}."


def _without_list(data: Mapping[str, object]) -> Iterator[str]:
    """Readings and jurors with which no list satisfies the rules."""
    other = data.get("other_reading")
    if isinstance(other, dict) and other.get("status") == "infeasible":
        yield f"with an unknown fact read {other['unknown_reference']}"
    for one in _objects(data.get("leave_one_out")):
        if one.get("status") == "infeasible":
            yield f"without the marks of juror {one['juror']}"


def _line(item: Item) -> str:
    """A place kept: its id, its name, how often the draws keep it, its class."""
    rate, name = item["acceptability"], f"  {item['place_id']}  {item['name']}"
    return f"{name}\n" if rate is None else f"{name}  {float(str(rate)):.1%}  {item['class']}\n"


def _effort(effort: object) -> str:
    """What the solver needed beyond its usual way; nothing when it needed nothing."""
    counts = effort if isinstance(effort, dict) else {}
    words = {
        "restarts": "relaxation{s} re-solved from scratch",
        "fallbacks": "list{s} solved by the integer solver",
        "cuts": "list{s} rejected after an exact count of the costs",
    }
    said = [
        f"{counts[key]} {text.replace('{s}', '' if counts[key] == 1 else 's')}"
        for key, text in words.items()
        if counts.get(key)
    ]
    return f"solver: {' · '.join(said)}; every list is still proved optimal\n" if said else ""


def _objects(value: object) -> Sequence[Item]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


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
