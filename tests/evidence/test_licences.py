"""The licence of a file follows from those of its claims, and from nothing else."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from florilege.evidence.licences import (
    GOES_INTO,
    NONE_POSSIBLE,
    OWN,
    SHARE_ALIKE,
    consequence,
    goes_into,
    is_share_alike,
)
from florilege.listings.licences import ASKED, BY_CODE, LICENCES

UNKNOWN = ("CC-BY-NC-4.0", "à préciser", "")
held_licences = st.lists(st.sampled_from([*LICENCES, *UNKNOWN]), min_size=1)


@pytest.mark.parametrize(
    ("held", "licence"),
    [
        ([], "etalab-2.0"),
        (["MIT"], "MIT"),
        (["MIT", "fact-cited"], "MIT"),
        (["etalab-2.0", "fact-cited", "CC0-1.0"], "etalab-2.0"),
        (["CC0-1.0", "PDDL-1.0"], "CC0-1.0"),
        (["CC0-1.0", "fact-cited"], "fact-cited"),
        (["etalab-1.0", "etalab-2.0"], "etalab-2.0"),
        (["etalab-2.0", "CC-BY-4.0", "MIT"], "CC-BY-4.0"),
        (["etalab-2.0", "CC-BY-4.0", "ODbL-1.0"], "ODbL-1.0"),
        (["OGL-UK-3.0", "etalab-2.0"], "OGL-UK-3.0"),
        (["CC-BY-SA-4.0", "MIT"], "CC-BY-SA-4.0"),
        (["CC-BY-SA-3.0", "CC-BY-SA-4.0"], "CC-BY-SA-4.0"),
        (["CC-BY-3.0", "CC-BY-SA-3.0"], "CC-BY-SA-3.0"),
    ],
)
def test_the_greatest_of_its_licences_is_that_of_the_file(held: list[str], licence: str) -> None:
    assert consequence(held).licence == licence


@pytest.mark.parametrize(
    "held",
    [
        ["etalab-2.0", "MIT"],
        ["MIT", "OGL-UK-3.0"],
        ["CC-BY-SA-4.0", "ODbL-1.0"],
        ["CC-BY-3.0", "CC-BY-4.0"],
        ["CC-BY-3.0", "ODbL-1.0"],
        ["CC-BY-NC-4.0"],
        ["CC-BY-NC-4.0", "CC0-1.0"],
        [""],
    ],
)
def test_where_no_licence_fits_all_are_stated_and_none_is_granted(held: list[str]) -> None:
    found = consequence(held)
    assert found.licence == NONE_POSSIBLE
    assert set(found.licences) == set(held)


@given(held_licences)
def test_a_file_never_grants_more_than_any_of_its_sources(held: list[str]) -> None:
    found = consequence(held)
    if found.licence:
        assert found.licence in held
        assert found.licences == (found.licence,)
        assert all(goes_into(one, found.licence) for one in held)
    else:
        assert set(found.licences) == set(held)
        assert not any(all(goes_into(one, other) for one in held) for other in set(held) & set(LICENCES))


@given(held_licences)
def test_order_and_number_of_claims_change_nothing(held: list[str]) -> None:
    found = consequence(held)
    assert found == consequence(sorted(set(held)))
    assert set(found.binding) == {licence for licence in held if is_share_alike(licence)}
    assert found.why.fr
    assert found.why.en


@given(held_licences, held_licences)
def test_what_is_joined_step_by_step_has_the_licence_of_the_whole(
    first: list[str], second: list[str]
) -> None:
    one = consequence(first)
    assert consequence([*one.licences, *second]).licence == consequence([*first, *second]).licence


@given(held_licences)
def test_without_what_binds_nothing_is_bound(held: list[str]) -> None:
    assert consequence(licence for licence in held if not is_share_alike(licence)).binding == ()


def test_the_order_covers_every_licence_and_is_one() -> None:
    assert set(GOES_INTO) == set(LICENCES)
    for one, other in itertools.permutations(LICENCES, 2):
        assert not (goes_into(one, other) and goes_into(other, one)), (one, other)
        for third in GOES_INTO[other] if goes_into(one, other) else ():
            assert goes_into(one, third), (one, other, third)


def test_share_alike_goes_into_nothing_but_its_own_later_versions() -> None:
    for one in SHARE_ALIKE:
        assert all(other.rpartition("-")[0] == one.rpartition("-")[0] for other in GOES_INTO[one])


def test_what_asks_more_never_goes_into_what_asks_less() -> None:
    asked = list(ASKED)
    for one, others in GOES_INTO.items():
        if BY_CODE[one].asks != "notice":
            assert all(
                asked.index(BY_CODE[one].asks) <= asked.index(BY_CODE[other].asks) for other in others
            ), one
    assert OWN in LICENCES
