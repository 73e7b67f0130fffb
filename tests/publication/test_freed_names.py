"""Names taken out of a selection are those of the places left out, and no part of another name."""

from __future__ import annotations

import pytest

from florilege.web.publication.open_data.freed_names import FreedNames, freed_slug

BEFORE = {
    "l1": "Le Lab", "l2": "Le Laboratoire des Possibles", "l3": "Atelier", "l4": "Atelier Bleu", "l5": "La Forge",
    "l6": "La Forge", "l7": 'Fablab "Le Lab"',
}  # fmt: skip
AFTER = {
    "l2": "Le Laboratoire des Possibles", "l3": "Atelier Nord", "l4": "Atelier Bleu", "l6": "La Forge",
    "l7": 'Fablab "Le Lab"',
}  # fmt: skip
NAMES = FreedNames(BEFORE, AFTER)


def test_each_place_has_its_own_name_whatever_names_are_left_out() -> None:
    reported, emptied = NAMES.in_json(
        {"selected": [{"place_id": key, "name": BEFORE[key]} for key in BEFORE]}
    )
    assert reported == {"selected": [{"place_id": key, "name": AFTER.get(key, "")} for key in BEFORE]}
    assert emptied == 2


@pytest.mark.parametrize(
    ("text", "free"),
    [
        ('Keeping it would put out "Le Laboratoire des Possibles".', None),
        ("Le garder ferait sortir « Le Lab » et « Atelier Bleu ».", ""),
        ('"Le Lab" would enter.', ""),
        ("entrerait « Atelier » ou « Atelier Bleu »", "entrerait « Atelier Nord » ou « Atelier Bleu »"),
        ('"Atelier" and "La Forge"', '"Atelier Nord" and "La Forge"'),
        ('put out "Fablab "Le Lab""', None),
        ("Un atelier, le lab.", None),
    ],
)
def test_a_sentence_tells_no_name_that_is_left_out_and_keeps_those_that_are_open(
    text: str, free: str | None
) -> None:
    expected = text if free is None else free
    assert NAMES.in_json({"fr": text, "n": 3}) == ({"fr": expected, "n": 3}, int(free == ""))


@pytest.mark.parametrize(
    ("slug", "kept"),
    [
        ("atelier-nord-lille", True),
        ("atelier-nord", True),
        ("atelier-nord-lille-l3", True),
        ("l3", True),
        ("atelier-lille", False),
        ("atelier-nord-brest", False),
        ("atelier-nord-lille-sud", False),
    ],
)
def test_a_slug_is_told_where_only_open_names_and_towns_went_into_it(slug: str, kept: bool) -> None:
    assert freed_slug(slug, "l3", ["Atelier Nord"], ["Lille"]) == (slug if kept else "")
