"""Why records are one place: every comparison has its words in both languages, and the bars add up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from florilege.linkage.meanings import KEYS, MEANINGS
from florilege.linkage.model import shipped_model
from florilege.web.publication.pages.place.ties import FAINT, waterfall

weights = st.dictionaries(
    st.sampled_from(KEYS), st.floats(-4, 4, allow_nan=False).filter(lambda weight: abs(weight) > 2 * FAINT)
)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_weight_of_the_model_is_said_in_words(language: str) -> None:
    said = {"intercept": -1.0} | {key: weight or 0.1 for key, weight in shipped_model().weights.items()}
    steps, _ = waterfall(said, language)
    labels = [step.label for step in steps]
    assert len(set(labels)) == len(labels) == len(KEYS) + 2
    assert set(labels[:-1]) == {MEANINGS[key].in_language(language) for key in said}


@given(weights, st.floats(-5, -0.1))
def test_the_bars_follow_on_each_other_to_the_total(said: dict[str, float], start: float) -> None:
    steps, zero = waterfall({"intercept": start, **said}, "fr")
    scale_ends = [step.start + step.width for step in steps]
    assert min(step.start for step in steps) >= 0
    assert max(scale_ends) <= 100.2
    position = zero
    for step in steps[:-1]:
        before, after = (
            (step.start, step.start + step.width)
            if step.side == "for"
            else (step.start + step.width, step.start)
        )
        assert before == pytest.approx(position, abs=1.0)
        position = after
    total = steps[-1]
    assert min(abs(total.start - position), abs(total.start + total.width - position)) <= 1.0


def test_what_speaks_for_comes_first_and_the_heaviest_leads() -> None:
    steps, _ = waterfall(
        {"site_differs": -1.0, "intercept": -2.8, "name_part": 2.0, "address_same": 2.1}, "en"
    )
    assert [step.side for step in steps] == ["against", "for", "for", "against", "total"]
    assert [step.weight for step in steps] == ["−2.8", "+2.1", "+2.0", "−1.0", "+0.3"]
    assert steps[-1].label == "in all, 1.3 to 1 for"
