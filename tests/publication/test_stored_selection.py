"""A stored selection is read whole or refused: no page shows a zero for a key that is not there."""

from __future__ import annotations

import pytest

from florilege.faults import InputRefused
from florilege.web.publication.contents.loading import load
from tests.publication import factory

OF_A_CANDIDATE = ("place_id", "score", "score_low", "score_high", "acceptability", "ci_low", "ci_high", "class", "certain", "reasons")  # fmt: skip
OF_A_SELECTION = (
    "size", "status", "objective", "seed", "draws", "unknown_reference", "weights", "selected", "not_selected", "not_eligible",
    "rules", "other_reading", "leave_one_out", "portfolios", "findings", "ranks_draws", "ranks",
)  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("part", "key"),
    [
        *(("", key) for key in OF_A_SELECTION),
        *(("selected", key) for key in OF_A_CANDIDATE),
        ("rules", "price"),
        ("ranks", "median"),
        ("findings", "weight"),
        ("portfolios", "reference"),
    ],
)
def test_a_key_that_is_missing_is_named(part: str, key: str) -> None:
    study = factory.publishable_study()
    run = study.selection
    held = run.computed[part] if part else run.computed
    del (held[0] if isinstance(held, list) else held)[key]
    run.save()
    with pytest.raises(InputRefused) as refused:
        load(factory.SLUG)
    assert refused.value.where.column == f"selection.{key}"


@pytest.mark.django_db
def test_a_selection_that_is_whole_is_read() -> None:
    factory.publishable_study()
    contents = load(factory.SLUG)
    assert contents.selection is not None
    assert contents.selection.listed == tuple(
        one["place_id"] for one in contents.selection.document["selected"]
    )
