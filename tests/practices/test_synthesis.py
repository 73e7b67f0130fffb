"""The synthesis: each sentence rests on practices that are there."""

from __future__ import annotations

import pytest

from florilege.exchange.synthesis import COMMON, REQUEST, Point, read_synthesis
from florilege.faults import StudyFileRefused, Words

TEXT = """introduction = { fr = "Trois ateliers.", en = "Three workshops." }

[[theme]]
key = "health"

[[theme.common]]
text = { fr = "Le foncier manque.", en = "Land is lacking." }
practices = ["four", "jardin"]

[[theme.request]]
text = { fr = "Un fonds.", en = "A fund." }
practices = ["four"]
"""


def read(text: str):  # type: ignore[no-untyped-def]
    return read_synthesis(text, file="synthesis.toml", themes=("health",), practices=("four", "jardin"))


def test_a_synthesis_is_read_by_theme_and_part() -> None:
    found = read(TEXT)
    assert found.themes[0].points == {
        COMMON: (Point(Words("Le foncier manque.", "Land is lacking."), ("four", "jardin")),),
        REQUEST: (Point(Words("Un fonds.", "A fund."), ("four",)),),
    }
    assert found.practices == ("four", "jardin")
    assert read("") is None


@pytest.mark.parametrize(
    ("was", "becomes", "line", "said"),
    [
        ('["four", "jardin"]', '["four", "jardins"]', 8, "jardin"),
        ('key = "health"', 'key = "helth"', 4, "health"),
        ('practices = ["four"]', "practices = []", 12, ""),
        ("[[theme.request]]", "[[theme.requests]]", 10, "request"),
    ],
)
def test_a_practice_or_a_theme_that_is_not_there_is_refused(
    was: str, becomes: str, line: int, said: str
) -> None:
    with pytest.raises(StudyFileRefused) as refused:
        read(TEXT.replace(was, becomes))
    assert refused.value.where.line == line
    assert said in (refused.value.hint.fr if refused.value.hint else "")
