"""The licence of a file follows from those of its claims, and from nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from florilege.evidence.licences import SHARE_ALIKE, consequence, is_share_alike

FREE = ("etalab-2.0", "MIT", "fact-cited", "CC-BY-4.0")


@pytest.mark.parametrize(
    ("held", "licence"),
    [
        ([], "etalab-2.0"),
        (["etalab-2.0", "MIT", "fact-cited"], "etalab-2.0"),
        (["etalab-2.0", "CC-BY-4.0"], "CC-BY-4.0"),
        (["etalab-2.0", "CC-BY-4.0", "ODbL-1.0"], "ODbL-1.0"),
        (["CC-BY-SA-4.0", "MIT"], "CC-BY-SA-4.0"),
        (["CC-BY-SA-4.0", "ODbL-1.0"], ""),
    ],
)
def test_share_alike_binds_the_file_and_two_of_them_forbid_it(held: list[str], licence: str) -> None:
    assert consequence(held).licence == licence


@given(st.lists(st.sampled_from([*FREE, *SHARE_ALIKE])))
def test_order_and_number_of_claims_change_nothing(held: list[str]) -> None:
    found = consequence(held)
    assert found == consequence(sorted(set(held)))
    assert set(found.binding) == {licence for licence in held if is_share_alike(licence)}
    assert found.why.fr
    assert found.why.en


@given(st.lists(st.sampled_from([*FREE, *SHARE_ALIKE])))
def test_without_what_binds_nothing_is_bound(held: list[str]) -> None:
    assert consequence(licence for licence in held if not is_share_alike(licence)).binding == ()
