"""Fields that an unknown table keeps together in one column: the postal code and the town within an address."""

from __future__ import annotations

from collections.abc import Sequence

from florilege.faults import Words
from florilege.listings.column_guesses import GEOCODER, Column, Guess
from florilege.listings.normalise import city_within, postcode_within


def from_address(guesses: Sequence[Guess], columns: Sequence[Column]) -> tuple[Guess, ...]:
    """The guesses, and the postal code and town drawn from an address that holds them when no column has them."""
    address = next((guess for guess in guesses if guess.field == "address"), None)
    column = next((one for one in columns if address is not None and one.name == address.column), None)
    if address is None or column is None:
        return tuple(guesses)
    whole = column.share(lambda text: postcode_within(text) is not None)
    if whole < 0.5:
        return tuple(guesses)
    why = Words(
        f"{whole:.0%} des adresses contiennent le code postal et la ville",
        f"{whole:.0%} of the addresses hold the postal code and the town",
    )
    kept = [_extracted(guess, "address", "street", why) if guess is address else guess for guess in guesses]
    surely = {guess.field for guess in kept if not guess.column.startswith(GEOCODER)}
    towns = column.share(lambda text: city_within(text) is not None)
    for field, share in (("postcode", whole), ("city", towns)):
        if field not in surely and share >= 0.5:
            kept = [guess for guess in kept if guess.field != field]
            kept.append(_extracted(address, field, field, why))
    return tuple(kept)


def _extracted(address: Guess, field: str, extract: str, why: Words) -> Guess:
    clean = ("spaces", "capitals") if field == "city" else ("spaces",)
    confidence = address.confidence * 0.95
    return Guess(address.column, field, confidence, (why,), keys=(("extract", extract),), clean=clean)
