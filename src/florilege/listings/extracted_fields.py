"""Fields that an unknown table keeps together in one column: the postal code and the town, alone or within an address."""

from __future__ import annotations

from collections.abc import Sequence

from florilege.faults import Words
from florilege.listings.column_guesses import GEOCODER, Column, Guess
from florilege.listings.normalise import city_within, postcode, postcode_within

_HALF = 0.5
_CLEAN = {"city": ("spaces", "capitals"), "postcode": ("spaces",), "street": ("spaces",)}


def with_extracts(guesses: Sequence[Guess], columns: Sequence[Column]) -> tuple[Guess, ...]:
    """The guesses, and the postal code and town drawn from the column that holds both when no column has them alone."""
    return _from_address(_from_town(guesses, columns), columns)


def _from_town(guesses: Sequence[Guess], columns: Sequence[Column]) -> tuple[Guess, ...]:
    """Of a column of "33600 - Pessac" or "Pessac (33600)", the code as well as the town, unless another column says it.

    What most of the cells hold is told by the share of them in which both stand.
    """
    by_field = {guess.field: guess for guess in guesses}
    by_name = {column.name: column for column in columns}
    for field, other in (("postcode", "city"), ("city", "postcode")):
        guess = by_field.get(field)
        if guess is None or not _lacks(by_field.get(other)):
            continue
        column = by_name[guess.column]
        both = column.share(_holds_both)
        if both < _HALF:
            continue
        why = Words(
            f"{both:.0%} des cellules contiennent le code postal et la ville",
            f"{both:.0%} of the cells hold the postal code and the town",
        )
        drawn = _extracted(guess, other, why)
        kept = _extracted(guess, field, *guess.reasons, why) if _says_no_less(column, field) else guess
        return (*(kept if one is guess else one for one in guesses if one.field != other), drawn)
    return tuple(guesses)


def _lacks(guess: Guess | None) -> bool:
    """Whether no column of the publisher says a field: an answer of the geocoder is none."""
    return guess is None or guess.column.startswith(GEOCODER)


def _holds_both(text: str) -> bool:
    return postcode_within(text) is not None and city_within(text) is not None


def _says_no_less(column: Column, field: str) -> bool:
    """Whether drawing a field out of the cells finds it in as many of them as taking the cells for it does.

    A cell that holds a town alone is taken for it, not drawn; the reading parts the code from the town by itself.
    """
    if field == "postcode":
        return column.share(lambda text: postcode_within(text) is not None) >= column.share(
            lambda text: postcode(text) is not None
        )
    return column.share(lambda text: city_within(text) is not None) == 1.0


def _from_address(guesses: Sequence[Guess], columns: Sequence[Column]) -> tuple[Guess, ...]:
    """The guesses, and the postal code and town drawn from an address that holds them when no column has them."""
    address = next((guess for guess in guesses if guess.field == "address"), None)
    column = next((one for one in columns if address is not None and one.name == address.column), None)
    if address is None or column is None:
        return tuple(guesses)
    whole = column.share(lambda text: postcode_within(text) is not None)
    if whole < _HALF:
        return tuple(guesses)
    why = Words(
        f"{whole:.0%} des adresses contiennent le code postal et la ville",
        f"{whole:.0%} of the addresses hold the postal code and the town",
    )
    kept = [_extracted(guess, "street", why) if guess is address else guess for guess in guesses]
    surely = {guess.field for guess in kept if not _lacks(guess)}
    towns = column.share(lambda text: city_within(text) is not None)
    for field, share in (("postcode", whole), ("city", towns)):
        if field not in surely and share >= _HALF:
            kept = [guess for guess in kept if guess.field != field]
            kept.append(_extracted(address, field, why))
    return tuple(kept)


def _extracted(base: Guess, extract: str, *why: Words) -> Guess:
    field = "address" if extract == "street" else extract
    confidence = base.confidence * 0.95
    return Guess(base.column, field, confidence, why, keys=(("extract", extract),), clean=_CLEAN[extract])
