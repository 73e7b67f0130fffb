"""What differs between a selection that was sealed and the same one computed again: in words, the list first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from florilege.faults import Words

NEAR = 2e-8
"""Two numbers of a selection, written with eight decimals, are the same when they differ by no more."""
SHOWN = 12
"""Differences of one sort that are listed; the others are counted."""
LONGEST = 90
Data = Mapping[str, object]
_IDENTITIES = ("place_id", "key", "criterion", "juror", "rule", "code")
"""What names an entry of a list, the first that each has once."""
_LANGUAGES = ("fr", "en")
"""What sentences are kept under."""
_OF_THE_MACHINE = ("effort",)
"""What depends on the solver's version and on how the draws were shared out, not on the selection."""
LABELS: Mapping[str, Words] = {
    "status": Words("issue", "outcome"),
    "size": Words("taille", "size"),
    "objective": Words("total de la liste", "total of the list"),
    "weights": Words("poids", "weight"),
    "seed": Words("graine", "seed"),
    "draws": Words("tirages", "draws"),
    "draws_asked": Words("tirages demandés", "draws asked for"),
    "unknown_reference": Words("lecture de l’inconnu", "reading of the unknown"),
    "clamped_values": Words("valeurs ramenées au bout de l’échelle", "values clamped to the end of the scale"),
    "tied": Words("égalité", "tie"),
    "name": Words("nom", "name"),
    "score": Words("score", "score"),
    "score_low": Words("score au plus bas", "lowest score"),
    "score_high": Words("score au plus haut", "highest score"),
    "acceptability": Words("taux de maintien", "acceptability"),
    "ci_low": Words("bas de l’intervalle du taux de maintien", "lower end of the interval of acceptability"),
    "ci_high": Words("haut de l’intervalle du taux de maintien", "upper end of the interval of acceptability"),
    "class": Words("classe", "class"),
    "certain": Words("ce qui est prouvé sans tirage", "what is proved without draws"),
    "reasons": Words("raisons", "reasons"),
    "rules": Words("règle", "rule"),
    "clash": Words("règles qui se contredisent", "rules that clash"),
    "clash_words": Words("règles qui se contredisent, en mots", "rules that clash, in words"),
    "shortage": Words("manque de candidats", "shortage of candidates"),
    "relaxation": Words("moindre relâchement", "least relaxation"),
    "relaxations_by_rule": Words("moindre relâchement d’une seule règle", "least relaxation of one rule alone"),
    "other_reading": Words("liste sous l’autre lecture de l’inconnu", "list with unknowns read the other way"),
    "leave_one_out": Words("sans un critère ou un membre du jury", "without one criterion or juror"),
    "portfolios": Words("listes vues dans les tirages", "lists found in the draws"),
    "findings": Words("ce qu’il faudrait savoir", "what to find out first"),
    "ranks": Words("rangs", "ranks"),
    "ranks_draws": Words("tirages des rangs", "draws of the ranks"),
    "not_appraisable": Words("trop peu connu pour être jugé", "too little known to be judged"),
    "not_eligible": Words("non admissible", "not eligible"),
    "overrides": Words("changements de la liste", "changes to the list"),
    "broken_rules": Words("règles que la liste publiée ne respecte pas", "rules that the published list breaks"),
}  # fmt: skip


def compared(recorded: Data, computed: Data) -> list[Words]:
    """The differences between two selections: the list first, then place by place, then the rest key by key."""
    before, after = _by_id(recorded), _by_id(computed)
    names = {place: str(one["name"]) for said in (after, before) for place, one in said.items()}
    found = [
        *_lists(recorded, computed, "selected", names, Words("liste calculée", "computed list")),
        *_lists(recorded, computed, "published", names, Words("liste publiée", "published list")),
    ]
    rest: dict[str, list[Words]] = {}
    for key in (recorded.keys() | computed.keys()) - {
        "selected",
        "not_selected",
        "published",
        *_OF_THE_MACHINE,
    }:
        for path, old, new in _differing(recorded.get(key), computed.get(key)):
            rest.setdefault(key, []).append(_changed(key, path, old, new, names=names))
    sentences: dict[str, list[Words]] = {}
    for place in sorted(before.keys() & after.keys()):
        for path, old, new in _differing(before[place], after[place]):
            sentences.setdefault(path[0], []).append(
                _changed(path[0], path[1:], old, new, names=names, place=place)
            )
    for place in sorted(before.keys() ^ after.keys()):
        fr, en = ("la sélection", "the selection") if place in before else ("le calcul", "the computation")
        named = _named(place, names)
        found.append(Words(f"candidat {named} : dans {fr} seulement", f"candidate {named}: in {en} only"))
    order = {key: rank for rank, key in enumerate(LABELS)}
    for said in (rest, sentences):
        for key in sorted(said, key=lambda key: (order.get(key, len(order)), key)):
            found += few(said[key])
    return found


def differ_in_words_alone(recorded: Data, computed: Data) -> bool:
    """Whether two selections that differ do so in how sentences are worded alone: the lists and numbers are the same."""
    return not compared(_without_sentences(recorded), _without_sentences(computed))


def _without_sentences(selection: Data) -> Data:
    return {key: _wordless(value) for key, value in selection.items()}


def _wordless(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _wordless(one) for key, one in value.items() if key not in _LANGUAGES}
    return [_wordless(one) for one in value] if isinstance(value, list) else value


def few(words: Sequence[Words]) -> list[Words]:
    """The first differences of a sort, and how many more there are."""
    if len(words) <= SHOWN:
        return list(words)
    more = len(words) - SHOWN
    return [*words[:SHOWN], Words(f"… et {more} autres de cette sorte", f"… and {more} more of this kind")]


def _lists(
    recorded: Data, computed: Data, key: str, names: Mapping[str, str], title: Words
) -> Iterator[Words]:
    before, after = _ids(recorded, key), _ids(computed, key)
    for place in sorted(before ^ after):
        name = _named(place, names)
        if place in before:
            yield Words(f"{title.fr} : {name} en sort", f"{title.en}: {name} leaves it")
        else:
            yield Words(f"{title.fr} : {name} y entre", f"{title.en}: {name} enters it")
    if (
        before == after
        and isinstance(recorded.get(key), list)
        and _order(recorded, key) != _order(computed, key)
    ):
        yield Words(f"{title.fr} : les mêmes lieux, dans un autre ordre", f"{title.en}: the same places, in a different order")  # fmt: skip


def _changed(
    key: str,
    path: Sequence[str],
    before: str,
    after: str,
    *,
    names: Mapping[str, str],
    place: str | None = None,
) -> Words:
    """One difference as a sentence; path : within what the key holds, ids of places shown by their names."""
    label = LABELS.get(key, Words(f"« {key} »", f'"{key}"'))
    inside = ", ".join(_named(step, names) if step in names else step for step in path)
    fr, en = (f"{said}{f' ({inside})' if inside else ''}" for said in (label.fr, label.en))
    if place is not None:
        named = _named(place, names)
        fr, en = f"{named}, {fr}", f"{named}, {en}"
    return Words(
        f"{fr} : {before} dans la sélection, {after} au calcul",
        f"{en}: {before} in the selection, {after} computed",
    )


def _named(place: str, names: Mapping[str, str]) -> str:
    name = names.get(place, place)
    return name if name == place else f"{name} ({place})"


Path = tuple[str, ...]


def _differing(before: object, after: object, path: Path = ()) -> Iterator[tuple[Path, str, str]]:
    """(path, before, after) of each difference between two values read from JSON."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in [*before, *(key for key in after if key not in before)]:
            yield from _differing(before.get(key), after.get(key), (*path, str(key)))
        return
    if isinstance(before, list) and isinstance(after, list):
        keyed = _keyed(before), _keyed(after)
        if keyed[0] is not None and keyed[1] is not None:
            yield from _differing(keyed[0], keyed[1], path)
            return
        if len(before) == len(after):
            for rank, (one, other) in enumerate(zip(before, after, strict=True), start=1):
                yield from _differing(one, other, (*path, str(rank)))
            return
    if not _same(before, after):
        yield path, _short(before), _short(after)


def _same(before: object, after: object) -> bool:
    numbers = all(isinstance(one, int | float) and not isinstance(one, bool) for one in (before, after))
    if numbers and isinstance(before, int | float) and isinstance(after, int | float):
        return abs(before - after) <= NEAR
    return type(before) is type(after) and before == after


def _keyed(entries: Sequence[object]) -> dict[str, object] | None:
    """The entries by what names each of them; None where nothing does."""
    if not entries:
        return {}
    for identity in _IDENTITIES:
        found: dict[str, object] = {
            str(one[identity]): one for one in entries if isinstance(one, Mapping) and identity in one
        }
        if len(found) == len(entries):
            return found
    return None


def _short(value: object) -> str:
    """A value as shown: what is absent is said so, a number as it is written, a long text cut."""
    if value is None:
        return "∅"
    text = _written(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_written(one)}" for key, one in value.items()) or "∅"
    if isinstance(value, list):
        return ", ".join(map(_written, value)) or "∅"
    return "∅" if value is None else str(value)


def _by_id(selection: Data) -> dict[str, Mapping[str, object]]:
    found: dict[str, Mapping[str, object]] = {}
    for key in ("selected", "not_selected"):
        part = selection.get(key)
        if isinstance(part, list):
            found |= {str(one["place_id"]): one for one in part if isinstance(one, Mapping)}
    return found


def _order(selection: Data, key: str) -> list[str]:
    part = selection.get(key)
    entries = part if isinstance(part, list) else []
    return [str(one["place_id"] if isinstance(one, Mapping) else one) for one in entries]


def _ids(selection: Data, key: str) -> frozenset[str]:
    return frozenset(_order(selection, key))
