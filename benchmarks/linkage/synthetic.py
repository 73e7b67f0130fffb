"""Synthetic listings of any size, with all the dirt of the real ones and the truth beside them.

    .venv/bin/python -m benchmarks.linkage.synthetic --records 20000 --out FOLDER

writes `records.parquet`, `records.csv` and `truth.csv` (key, place). The same size, seed and share of twins give
the same records on every machine.
"""

from __future__ import annotations

import argparse
import unicodedata
from collections.abc import Callable
from pathlib import Path
from random import Random

import polars as pl
from msgspec import Struct
from msgspec.structs import replace

from benchmarks.linkage import noise, synthetic_words
from benchmarks.linkage.synthetic_places import Country, Truth, own_name, pick, places, shifted
from florilege.linkage.names import ARTICLES, GENERIC, fold
from florilege.linkage.records import LinkRecord
from florilege.linkage.scale.records_file import as_frame
from florilege.territory.reference import Commune

SEED = 20261123
FINE = ("address", "street", "locality", "centre", "contradicted")
SPREAD = {"address": 12.0, "street": 120.0, "locality": 450.0, "centre": 0.0, "contradicted": 0.0}
"""Metres by which a position of each precision misses the place (normal, each way)."""


class Synthetic(Struct, frozen=True):
    """Records in no particular order, the rank of the place that each describes, and whether that one is a hard case."""

    records: tuple[LinkRecord, ...]
    place: tuple[int, ...]
    hard: tuple[bool, ...]


def synthetic(size: int, *, seed: int = SEED, twins: float = noise.TWINS) -> Synthetic:
    """So many records, of which about the share `twins` describe a place that another describes too."""
    random, country = Random(f"{seed} {twins}"), Country(seed, size)
    repeated = _repeated(twins)
    records: list[LinkRecord] = []
    of_place: list[int] = []
    hard: list[bool] = []
    rank = 0
    while len(records) < size:
        for truth in places(random, country):
            for record in _described(random, country, truth, repeated=repeated, start=len(records)):
                records.append(record)
                of_place.append(rank)
                hard.append(truth.hard)
            rank += 1
    order = list(range(size))
    random.shuffle(order)
    return Synthetic(
        tuple(records[one] for one in order),
        tuple(of_place[one] for one in order),
        tuple(hard[one] for one in order),
    )


def _repeated(twins: float) -> float:
    """Share of the places described more than once, for that share of the records."""
    mean = sum(size * share for size, share in noise.CLUSTER_SIZES)
    return twins / (mean - twins * (mean - 1.0))


def _described(
    random: Random, country: Country, truth: Truth, *, repeated: float, start: int
) -> list[LinkRecord]:
    """The records of a place: the first as it is, its twins as other listings tell it."""
    count = 1
    if random.random() < repeated:
        count = int(pick(random, [(str(size), share) for size, share in noise.CLUSTER_SIZES]))
    listings = _listings(random, truth, count)
    records = [_record(random, truth, (truth.name,), listing=listings[0], rank=start)]
    for number in range(1, count):
        names, reported, renamed = _given_again(random, country, truth, placed=listings[0].address > 0.0)
        listing = listings[0] if random.random() < noise.SAME_LISTING else listings[number]
        if renamed and not listing.address:
            listing = noise.LISTINGS[0]
        records.append(_record(random, reported, names, listing=listing, rank=start + number))
    return records


def _listings(random: Random, truth: Truth, count: int) -> list[noise.Listed]:
    """Listings that hold a place, each by its share; branches of a brand in one town are listed where addresses are given.

    A branch without its address could be told from the others by nobody.
    """
    reported = [
        one for one in noise.LISTINGS if one.address >= 0.9 or not (truth.hard and truth.family == "branch")
    ]
    first = random.choices(reported, weights=[listing.share for listing in reported])[0]
    others = [listing for listing in reported if listing is not first]
    found = [first]
    while others and len(found) < count:
        found.append(random.choices(others, weights=[listing.share for listing in others])[0])
        others.remove(found[-1])
    return [*found, *[first] * count][:count]


def _given_again(
    random: Random, country: Country, truth: Truth, *, placed: bool
) -> tuple[tuple[str, ...], Truth, bool]:
    """The same place in another's words: names, the place with what else changed, and whether it was renamed.

    What nobody could recognise is not made: a town hall under a fancy name, a branch of a brand that moved to where
    another could be, a renamed place that the first listing gives without address.

    placed : whether the listing of the first record gives addresses
    """
    how = pick(random, noise.NAME_OF_TWIN)
    body = truth.family in ("public", "host")
    if (how == "other" and (body or truth.family == "branch" or not placed)) or (how == "some" and body):
        how = "part"
    names: tuple[str, ...] = (NAMES[how](random, truth),)
    if how == "other" and random.random() < noise.ALIAS_OF_OTHER:
        names = (*names, truth.name)
    if random.random() >= noise.SITE_OF_TWIN_SAME:
        label = fold(truth.name).replace(" ", "")
        truth = replace(truth, website=f"https://www.facebook.com/{label}{random.randint(1, 99)}")
    if random.random() >= noise.PHONE_OF_TWIN_SAME:
        truth = replace(truth, phone="06 " + " ".join(f"{random.randint(0, 99):02d}" for _ in range(4)))
    known_by_address = truth.hard and truth.family == "branch"
    where = "same" if how == "other" or known_by_address else pick(random, noise.ADDRESS_OF_TWIN)
    address = truth.address
    if where == "number":
        address = replace(address, number=address.number + random.choice((1, 2, 2, 4)))
    elif where == "corner":
        corner = country.address(random, truth.commune)
        north, east = random.gauss(0, 60), random.gauss(0, 60)
        latitude, longitude = shifted(address.latitude, address.longitude, north, east)
        address = replace(corner, latitude=latitude, longitude=longitude)
    elif where == "moved":
        address = country.address(random, truth.commune)
    commune = truth.commune
    if random.random() < noise.OTHER_COMMUNE:
        commune = country.neighbour(commune)
    return names, replace(truth, address=address, commune=commune, home=truth.commune), how == "other"


def _record(
    random: Random, truth: Truth, names: tuple[str, ...], *, listing: noise.Listed, rank: int
) -> LinkRecord:
    if random.random() < listing.upper:
        names = tuple(_bare(name).upper() for name in names)
    has_address = random.random() < listing.address or (truth.hard and truth.family == "branch")
    latitude, longitude, precision = _position(random, truth, listing, has_address)
    commune = truth.commune
    if not has_address or precision not in FINE[:2]:
        commune = truth.home or commune
    city = _city(random, commune)
    return LinkRecord(
        key=f"{listing.slug}:{rank}",
        listing=listing.slug,
        record_id=str(rank),
        names=names,
        address=_address(random, truth, commune) if has_address else "",
        postcode=random.choice(commune.postcodes) if has_address else "",
        city=city,
        commune_code=commune.code,
        departement_code=commune.departement,
        latitude=latitude,
        longitude=longitude,
        precision=precision,
        websites=(_url(random, truth.website),)
        if truth.website and random.random() < listing.website / noise.WITH_SITE
        else (),
        socials=(truth.social,)
        if truth.social and random.random() < listing.social / noise.WITH_ACCOUNT
        else (),
        phones=(_digits(random, truth.phone),) if random.random() < listing.phone else (),
        kinds=(truth.kind,) if random.random() < 0.9 else (),
    )


def _position(
    random: Random, truth: Truth, listing: noise.Listed, has_address: bool
) -> tuple[float | None, float | None, str]:
    drawn = pick(random, [*zip(FINE, listing.precision, strict=True), ("none", 1.0 - sum(listing.precision))])
    if drawn == "none":
        return None, None, "none"
    if drawn == "address" and not has_address:
        drawn = "locality"
    latitude, longitude = truth.address.latitude, truth.address.longitude
    if drawn == "centre":
        latitude, longitude = truth.commune.latitude or 0.0, truth.commune.longitude or 0.0
    elif drawn == "contradicted":
        latitude, longitude = latitude + random.choice((-2.5, 1.8, 3.0)), longitude + random.uniform(-3, 3)
    spread = SPREAD[drawn]
    latitude, longitude = shifted(latitude, longitude, random.gauss(0, spread), random.gauss(0, spread))
    return round(latitude, 6), round(longitude, 6), drawn


def _city(random: Random, commune: Commune) -> str:
    drawn = random.random()
    if drawn < 0.75:
        return commune.name
    if drawn < 0.90:
        return _bare(commune.name).upper()
    return commune.name.replace("-", " ").replace("Saint", "St") + (" Cedex" if drawn > 0.98 else "")


def _address(random: Random, truth: Truth, commune: Commune) -> str:
    number, street = truth.address.number, truth.address.street
    drawn = random.random()
    if drawn < 0.06:
        return street
    if drawn < 0.12:
        street = street.replace("avenue", "av.").replace("boulevard", "bd").replace("place", "pl.")
    elif drawn < 0.25:
        street = _bare(street).upper()
    elif drawn < 0.30:
        street = _mistyped(random, street)
    between = ", " if random.random() < 0.2 else " "
    text = f"{number}{' bis' if random.random() < 0.03 else ''}{between}{street}"
    if random.random() < 0.08:
        text = f"{random.choice(('Bâtiment B', 'ZA Nord', 'Immeuble Le Sud', '1er étage'))}, {text}"
    return f"{text} {commune.postcodes[0]} {commune.name}" if random.random() < 0.08 else text


def _url(random: Random, url: str) -> str:
    drawn = random.random()
    if drawn < 0.2:
        return url.replace("https://", "http://")
    if drawn < 0.35:
        return url.replace("https://www.", "www.")
    return f"{url}/" if drawn < 0.6 else url


def _digits(random: Random, phone: str) -> str:
    drawn = random.random()
    if drawn < 0.3:
        return phone.replace(" ", ".")
    return f"+33 {phone[1:]}" if drawn < 0.5 else phone


def _bare(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _mistyped(random: Random, text: str) -> str:
    """One letter left out, doubled, changed or changed places with the next."""
    if len(text) < 5:
        return text
    where = random.randrange(1, len(text) - 1)
    return random.choice(
        (
            text[:where] + text[where + 1 :],
            text[:where] + text[where] + text[where:],
            text[:where] + random.choice("aeinorst") + text[where + 1 :],
            text[:where] + text[where + 1] + text[where] + text[where + 2 :],
        )
    )


def _as_is(_: Random, truth: Truth) -> str:
    return truth.name


def _in_other_letters(random: Random, truth: Truth) -> str:
    name = truth.name
    return random.choice(
        (name.upper(), name.lower(), _bare(name), name.replace("’", " "), name.replace(" ", "-"))
    )


def _in_other_order(random: Random, truth: Truth) -> str:
    parts = truth.name.split()
    if len(parts) == 1:
        kind = synthetic_words.KINDS.get(truth.kind)
        return f"{truth.name} {random.choice(kind)}" if kind else truth.name
    return random.choice(("".join(parts), " ".join((*parts[1:], parts[0]))))


def _in_part(random: Random, truth: Truth) -> str:
    name, parts = truth.name, truth.name.split()
    kinds = synthetic_words.KINDS.get(truth.kind, ("Espace", "Antenne"))
    drawn = random.random()
    if drawn < 0.25 and len(parts) > 2 and not set(fold(" ".join(parts[:-1])).split()) <= ARTICLES | GENERIC:
        return " ".join(parts[:-1])
    if drawn < 0.50:
        return f"{name} {truth.commune.name}"
    if truth.family == "host" and truth.kind == "service-public":
        return f"{random.choice(synthetic_words.LABS)} de {name}"
    if drawn < 0.75:
        return f"{random.choice(kinds)} {name}"
    return random.choice(
        (f"{name} - {random.choice(kinds)}", f"{name} ({random.choice(kinds)})", f"Association {name}")
    )


def _in_some_words(random: Random, truth: Truth) -> str:
    """One telling word and others beside it: "ÉduLab Pasteur", "Hôtel Pasteur"; "La Cantine Brest", "La Cantine"."""
    parts, town = truth.name.split(), set(fold(truth.commune.name).split())
    distinctive = [part for part in parts if not set(fold(part).split()) <= ARTICLES | GENERIC | town]
    kept = max(distinctive or parts, key=len)
    kind = random.choice(synthetic_words.KINDS.get(truth.kind, ("Espace", "Antenne")))
    added = random.choice(synthetic_words.NOUNS).capitalize()
    initials = "".join(part[0] for part in parts).upper()
    return random.choice(
        (
            f"{kept} {random.choice(synthetic_words.QUALIFIERS)}",
            f"{kind} {kept}",
            f"{added} {kept}",
            f"{kept} by {added}",
            f"{initials} - {kept}" if len(parts) > 2 else f"{kept} {truth.commune.name}",
        )
    )


def _typed(random: Random, truth: Truth) -> str:
    once = _mistyped(random, truth.name)
    return _mistyped(random, once) if random.random() < 0.4 else once


def _another_name(random: Random, truth: Truth) -> str:
    return own_name(random, truth.commune)


NAMES: dict[str, Callable[[Random, Truth], str]] = {
    "as_is": _as_is,
    "letters": _in_other_letters,
    "order": _in_other_order,
    "part": _in_part,
    "some": _in_some_words,
    "typed": _typed,
    "other": _another_name,
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--records", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--twins", type=float, default=noise.TWINS)
    chosen = parser.parse_args()
    made = synthetic(chosen.records, seed=chosen.seed, twins=chosen.twins)
    chosen.out.mkdir(parents=True, exist_ok=True)
    frame = as_frame(made.records)
    frame.write_parquet(chosen.out / "records.parquet")
    lists = [name for name, kind in frame.schema.items() if kind == pl.List(pl.String)]
    frame.with_columns(pl.col(lists).list.join("|")).write_csv(chosen.out / "records.csv")
    truth = pl.DataFrame({"key": frame["key"], "place": made.place, "hard": made.hard})
    truth.write_csv(chosen.out / "truth.csv")


if __name__ == "__main__":
    main()
