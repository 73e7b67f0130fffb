"""Which versions of a listing are states of their own."""

from __future__ import annotations

import pytest

from florilege.listings.states import states
from florilege.listings.versions import Version


def versions(*dates: str) -> list[Version]:
    return [Version(date, f"{date}.csv", "utf-8", ",", ".", {}, frozenset(), None) for date in dates]


@pytest.mark.parametrize(
    ("dates", "kept"),
    [
        (
            ["2020-04-14", "2020-09-30", "2021-05-04", "2021-11-06"],
            ["2020-09-30", "2021-05-04", "2021-11-06"],
        ),
        (["2019-03-21", "2019-03-23", "2019-04-27"], ["2019-04-27"]),
        (["2021", "2022-01"], ["2021", "2022-01"]),
        (["2022-07-12"], ["2022-07-12"]),
    ],
)
def test_versions_near_each_other_are_one_state_of_which_the_last_stands(
    dates: list[str], kept: list[str]
) -> None:
    every = versions(*dates)
    assert [one.date for one in states(every, every[-1])] == kept


def test_a_version_later_than_the_one_in_use_is_no_state_of_the_study() -> None:
    every = versions("2019-01-01", "2020-01-01", "2021-01-01")
    assert [one.date for one in states(every, every[1])] == ["2019-01-01", "2020-01-01"]
