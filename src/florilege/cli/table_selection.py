"""What `florilege select --candidates` says when it has written a selection: counts, classes, rules, where it is."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from florilege.cli.table_consequences import Names, consequences_in_words
from florilege.faults import Words
from florilege.selection.consequences import Consequences
from florilege.selection.plain_table import PlainTable

Item = Mapping[str, object]
MOST_LISTED = 30
"""Up to so many places kept, all are listed."""
CLASSES = {
    "core": Words("socle", "core"),
    "borderline": Words("à débattre", "borderline"),
    "exterior": Words("hors sélection", "exterior"),
}


def print_selection(
    data: Mapping[str, Sequence[Item]],
    out: Path,
    *,
    as_json: bool,
    language: str = "fr",
    table: PlainTable | None = None,
    found: Consequences | None = None,
) -> None:
    """Print what a selection says: words, or counts as JSON for machines.

    out : where it was written; table : as it was read, where something of it was converted; found : what would change
    """
    counts = _counts(data)
    if as_json:
        reported = {} if table is None else {"converted": [_converted(one) for one in table.converted]}
        sys.stdout.write(json.dumps(counts | reported, ensure_ascii=False) + "\n")
        return
    for line in _lines(data, counts, out, table, found):
        sys.stdout.write(line.in_language(language) + "\n")


def _lines(
    data: Mapping[str, Sequence[Item]],
    counts: Mapping[str, object],
    out: Path,
    table: PlainTable | None,
    found: Consequences | None,
) -> Iterator[Words]:
    yield from _of_the_reading(data, table)
    if counts["status"] == "infeasible":
        yield from _clash(data)
    else:
        aside = counts["not judged"], counts["not eligible"]
        yield Words(
            f"{counts['kept']} gardés sur {counts['candidates']} candidats · non jugés {aside[0]} · non éligibles {aside[1]}",
            f"kept {counts['kept']} of {counts['candidates']} candidates · not judged {aside[0]} · not eligible {aside[1]}",
        )
        draws, core, borderline = counts["draws"], counts["core"], counts["borderline"]
        yield Words(
            f"tirages {draws} · socle {core} · à débattre {borderline}",
            f"draws {draws} · core {core} · borderline {borderline}",
        )
        yield from _effort(data["effort"])
        for rule in data["rules"]:
            if rule["binding"]:
                price = f"{rule['price']:.3f}"
                yield Words(
                    f"pèse : {rule['fr']}, prix {price.replace('.', ',')}", f"binding: {rule['en']}, price {price}"
                )  # fmt: skip
        yield from _without_list(data)
    failed = Counter(key for item in data["not_eligible"] for key in _texts(item["conditions"]))
    for key, count in failed.most_common():
        yield Words(f"non éligibles pour {key} : {count}", f"not eligible for {key}: {count}")
    if len(data["selected"]) <= MOST_LISTED:
        yield from map(_line, data["selected"])
    if found is not None:
        yield from consequences_in_words(found, Names.of(data))
    yield Words(f"toute la sélection est dans {out}", f"the full selection is in {out}")


def _of_the_reading(data: Mapping[str, object], table: PlainTable | None) -> Iterator[Words]:
    """What was converted, brought back to the ends of a scale, or to a sum of one."""
    if table is not None and table.how:
        yield Words(
            "lu : " + " ; ".join(one.fr for one in table.how), "read: " + "; ".join(one.en for one in table.how)
        )  # fmt: skip
    for one in table.converted if table is not None else ():
        yield Words(f"converti : {one.words.fr}", f"converted: {one.words.en}")
    clamped = data.get("clamped_values")
    if isinstance(clamped, int) and clamped:
        yield Words(
            f"{clamped} valeur{'s' if clamped > 1 else ''} hors de l’échelle, ramenée{'s' if clamped > 1 else ''} à son bout (clamped)",
            f"{clamped} value{'s' if clamped > 1 else ''} outside the scale, clamped to its end",
        )
    if data.get("weights_rescaled"):
        yield Words(
            "les poids ne faisaient pas 1 : ramenés à une somme de 1 (rescaled)",
            "the weights did not add up to 1: rescaled to a sum of 1",
        )


def _converted(one: object) -> dict[str, object]:
    return {key: getattr(one, key) for key in ("column", "kind", "count")}


def _relaxations(data: Mapping[str, Sequence[Item]]) -> Iterator[Words]:
    """The least changes that would allow a list, then those of one rule alone, where they are others."""
    least = [_change(one) for one in data["relaxation"]]
    if len(least) == 1:
        yield Words(
            f"le plus petit changement qui en permettrait une : {least[0].fr}",
            f"the smallest change that would allow one: {least[0].en}",
        )
    else:
        yield Words(
            "les plus petits changements qui en permettraient une, tous ensemble :",
            "the smallest changes that would allow one, all together:",
        )
        yield from (Words(f"  {words.fr}", f"  {words.en}") for words in least)
    for rule in data.get("relaxations_by_rule") or ():
        changes = [_change(one) for one in _objects(rule["changes"])]
        if changes != least:
            yield Words(
                f"ou changer {rule['rule']} seul : {'; '.join(one.fr for one in changes)}",
                f"or change {rule['rule']} alone: {'; '.join(one.en for one in changes)}",
            )


def _change(one: Item) -> Words:
    """A change as it is to be typed, and the key of the rule in the study file."""
    return Words(f"{one['fr']} [{one['rule']}]", f"{one['en']} [{one['rule']}]")


def _clash(data: Mapping[str, Sequence[Item]]) -> Iterator[Words]:
    """Why there is no list: too few candidates, and why the others went, or the rules that clash."""
    short = data.get("shortage")
    if isinstance(short, dict):
        yield Words(f"pas de liste : {short['fr']}", f"no list: {short['en']}")
        for cause in short["causes"]:
            yield Words(f"  {cause['fr']} : {cause['count']}", f"  {cause['en']}: {cause['count']}")
        gone = [*_gone(data)]
        yield from gone[:MOST_LISTED]
        if len(gone) > MOST_LISTED:
            more = len(gone) - MOST_LISTED
            yield Words(f"  … et {more} de plus", f"  … and {more} more")
        if not short["left"]:
            return
    yield Words(
        "aucune liste ne respecte toutes les règles ; celles-ci s’opposent :",
        "no list satisfies all the rules; these clash:",
    )
    for words in data["clash_words"]:
        yield Words(f"  {words['fr']}", f"  {words['en']}")
    yield from _relaxations(data)


def _gone(data: Mapping[str, Sequence[Item]]) -> Iterator[Words]:
    """Who is no candidate any more, and why, a line a reason."""
    for item in data["not_eligible"]:
        for reason in _objects(item["reasons"]):
            who = f"  {item['place_id']}  {item['name']}"
            yield Words(f"{who}  {reason['fr']}", f"{who}  {reason['en']}")
    for item in data["not_appraisable"]:
        unknown = ", ".join(_texts(item["missing"]))
        who = f"  {item['place_id']}  {item['name']}"
        yield Words(f"{who}  Rien n’est connu sur : {unknown}.", f"{who}  Nothing is known about: {unknown}.")


def _without_list(data: Mapping[str, object]) -> Iterator[Words]:
    """Readings and jurors with which no list satisfies the rules."""
    fr, en = "aucune liste ne respecte toutes les règles", "no list satisfies all the rules"
    other = data.get("other_reading")
    if isinstance(other, dict) and other.get("status") == "infeasible":
        reading = other["unknown_reference"]
        low = "au plus bas" if reading == "low" else "au milieu"
        yield Words(f"{fr} quand l’inconnu est lu {low}", f"{en} with an unknown fact read {reading}")
    for one in _objects(data.get("leave_one_out")):
        if one.get("status") == "infeasible":
            yield Words(
                f"{fr} sans les notes du membre du jury {one['juror']}", f"{en} without the marks of juror {one['juror']}"
            )  # fmt: skip


def _line(item: Item) -> Words:
    """A place kept: its id, its name, how often the draws keep it, its class."""
    rate, name = item["acceptability"], f"  {item['place_id']}  {item['name']}"
    if rate is None:
        return Words(name, name)
    share, klass = float(str(rate)), CLASSES[str(item["class"])]
    french = f"{100 * share:.1f}".replace(".", ",")
    return Words(f"{name}  {french}\u202f%  {klass.fr}", f"{name}  {share:.1%}  {klass.en}")


def _effort(effort: object) -> Iterator[Words]:
    """What the solver needed beyond its usual way; nothing when it needed nothing."""
    counts = effort if isinstance(effort, dict) else {}
    words = {
        "restarts": Words("relaxation{s} résolue{s} de nouveau", "relaxation{s} re-solved from scratch"),
        "fallbacks": Words("liste{s} trouvée{s} en nombres entiers", "list{s} solved by the integer solver"),
        "cuts": Words(
            "liste{s} refusée{s} au compte exact des coûts", "list{s} rejected after an exact count of the costs"
        ),
    }  # fmt: skip
    said = {
        language: " · ".join(
            f"{counts[key]} {text.in_language(language).replace('{s}', '' if counts[key] == 1 else 's')}"
            for key, text in words.items()
            if counts.get(key)
        )
        for language in ("fr", "en")
    }
    if said["en"]:
        yield Words(
            f"calcul : {said['fr']} ; chaque liste reste prouvée la meilleure",
            f"solver: {said['en']}; every list is still proved optimal",
        )


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
