"""Numbers of organisations are checked by their key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from florilege.ecosystem.identifiers import IdentifierRefused, luhn, rna, siren


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("356000000", "356000000"),
        ("356 000 000", "356000000"),
        ("21450028200014", "214500282"),
        ("35600000049837", "356000000"),
    ],
)
def test_a_siren_is_read_with_spaces_and_within_a_siret(written: str, kept: str) -> None:
    assert siren(written) == kept


@pytest.mark.parametrize(
    "wrong", ["356000001", "12345678", "000000000", "35600000049838", "3560000O0", "²56000000"]
)
def test_a_siren_with_a_wrong_key_or_form_is_refused(wrong: str) -> None:
    with pytest.raises(IdentifierRefused):
        siren(wrong)


@given(st.integers(1, 99_999_999))
def test_of_the_ten_numbers_that_differ_by_the_last_digit_one_has_the_right_key(start: int) -> None:
    assert sum(luhn(f"{start:08}{digit}") for digit in range(10)) == 1


def test_an_rna_is_w_and_nine_digits() -> None:
    assert rna("w 572 001 234") == "W572001234"
    with pytest.raises(IdentifierRefused):
        rna("W57200123")
