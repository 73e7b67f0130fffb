"""Which records are one place, as data, as a table and in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, to_builtins

from florilege.faults import InputRefused, Words
from florilege.linkage.bonds import EVIDENCE
from florilege.linkage.linking import PERSON, ScoredPair
from florilege.linkage.meanings import MEANINGS
from florilege.linkage.vetoes import VETOES
from florilege.listings.records import ReportLine
from florilege.toml_lines import nearest
from florilege.written_numbers import with_comma

if TYPE_CHECKING:
    import polars as pl

MERGED, REVIEW = "merged", "review"
SUREST = 0.9999
"""The greatest probability that is shown: none is 1."""
_LEAST = 0.05
"""A comparison that adds less than this to the log-odds is not shown."""


class ListingTaken(Struct, frozen=True):
    """A listing as it was read.

    rows : records + rows refused; columns : field → column it was read from
    report : each value mended and each row refused; mapping : how it was read, as a mapping file says it
    """

    slug: str
    rows: int
    records: int
    columns: Mapping[str, str]
    report: tuple[ReportLine, ...]
    mapping: str


class LinkedRecord(Struct, frozen=True):
    """One record and the place that it is of.

    place : key of the first record of that place, "listing:record_id"
    probability : of being one place with the record of it that is most like this one; None for a record alone
    commune : INSEE code, "" where it is not known; latitude, longitude : in degrees
    """

    key: str
    listing: str
    record_id: str
    name: str
    place: str
    probability: float | None
    commune: str
    latitude: float | None
    longitude: float | None


class Links(Struct, frozen=True):
    """Records linked: each is of one place, and the pairs worth showing say why.

    records : in the order of the places; pairs : first < second, by key
    """

    records: tuple[LinkedRecord, ...]
    pairs: tuple[ScoredPair, ...]
    listings: tuple[ListingTaken, ...]

    @property
    def places(self) -> Mapping[str, tuple[LinkedRecord, ...]]:
        """The records of each place, by its key."""
        found: dict[str, list[LinkedRecord]] = {}
        for record in self.records:
            found.setdefault(record.place, []).append(record)
        return {place: tuple(records) for place, records in found.items()}

    @property
    def to_review(self) -> tuple[ScoredPair, ...]:
        """The pairs that a person should look at, the likeliest first."""
        waiting = [pair for pair in self.pairs if pair.outcome == REVIEW]
        return tuple(sorted(waiting, key=lambda pair: -pair.probability))

    def to_dict(self) -> dict[str, object]:
        """Plain values, ready for JSON: the places with their records, the pairs to review, the listings as read."""
        return {
            "places": [
                {"place": place, "name": records[0].name, "records": [to_builtins(one) for one in records]}
                for place, records in self.places.items()
            ],
            "to_review": [to_builtins(pair) for pair in self.to_review],
            "listings": [to_builtins(one) for one in self.listings],
        }

    def to_frame(self) -> pl.DataFrame:
        """One row a record: key, listing, record_id, name, place, probability, commune, latitude, longitude."""
        import polars as pl  # read by whoever wants a table, by no other

        numbers = ("probability", "latitude", "longitude")
        schema: dict[str, pl.DataType] = {
            name: pl.Float64() if name in numbers else pl.String() for name in LinkedRecord.__struct_fields__
        }
        return pl.DataFrame([to_builtins(one) for one in self.records], schema=schema, orient="row")

    def explain(self, place: str) -> tuple[Words, ...]:
        """Why the records of a place are one, and which others were close, a sentence a pair, in both languages.

        place : its key, or that of any of its records. Raises InputRefused for a key that no record has.
        """
        by_key = {record.key: record for record in self.records}
        if place not in by_key:
            raise InputRefused(
                Words(
                    "la clé d’une fiche : « recensement:identifiant »",
                    'the key of a record: "listing:record_id"',
                ),
                value=place,
                hint=nearest(place, by_key),
            )
        own = {key for key, record in by_key.items() if record.place == by_key[place].place}
        return tuple(self._sentences(own, by_key))

    def _sentences(self, own: set[str], by_key: Mapping[str, LinkedRecord]) -> Iterator[Words]:
        if len(own) == 1:
            yield Words("Une seule fiche dit ce lieu.", "Only one record describes this place.")
        within = [pair for pair in self.pairs if {pair.first, pair.second} <= own]
        across = [pair for pair in self.pairs if len(own & {pair.first, pair.second}) == 1]
        for pair in sorted(within, key=lambda pair: -pair.probability):
            yield _said(pair, by_key, _verdict(pair))
        for pair in sorted(across, key=lambda pair: -pair.probability):
            yield _said(pair, by_key, _verdict(pair))


def _verdict(pair: ScoredPair) -> Words:
    """What was made of a pair."""
    if pair.outcome == MERGED:
        return Words("un seul lieu", "one place")
    if pair.outcome == REVIEW:
        return Words("peut-être un seul lieu, à vérifier", "maybe one place, to be reviewed")
    return Words("deux lieux", "two places")


def _said(pair: ScoredPair, by_key: Mapping[str, LinkedRecord], verdict: Words) -> Words:
    """A pair as a sentence: its names, what was made of it, how likely, what speaks for it and against it."""
    first, second = by_key[pair.first], by_key[pair.second]
    parts = [item for item in pair.contributions.items() if item[0] != "intercept" and abs(item[1]) >= _LEAST]
    parts.sort(key=lambda item: -abs(item[1]))
    speaking = [MEANINGS[key] for key, weight in parts if weight > 0]
    against = [MEANINGS[key] for key, weight in parts if weight < 0]
    if pair.evidence:
        speaking.insert(0, EVIDENCE[pair.evidence])
    if pair.veto:
        against.insert(0, _veto(pair.veto))
    likely = f"{min(pair.probability, SUREST):.4f}"
    fr = f"« {first.name} » ({first.key}) et « {second.name} » ({second.key}) : {verdict.fr}, probabilité {with_comma(likely)}"
    en = (
        f'"{first.name}" ({first.key}) and "{second.name}" ({second.key}): {verdict.en}, probability {likely}'
    )
    for words, (said_fr, said_en) in ((speaking, ("pour", "for")), (against, ("contre", "against"))):
        if words:
            fr += f" ; {said_fr} : {', '.join(one.fr for one in words)}"
            en += f"; {said_en}: {', '.join(one.en for one in words)}"
    return Words(f"{fr}.", f"{en}.")


def _veto(key: str) -> Words:
    """What keeps a pair apart, in words."""
    if key == PERSON:
        return Words("une personne les a dits différents", "a person decided that they are two")
    return next((one.words for one in VETOES if one.key == key), Words(key, key))


def most_likely(pairs: Sequence[ScoredPair]) -> dict[str, float]:
    """Of each record in a pair merged, the greatest probability of such a pair."""
    found: dict[str, float] = {}
    for pair in pairs:
        if pair.outcome == MERGED:
            for key in (pair.first, pair.second):
                found[key] = max(pair.probability, found.get(key, 0.0))
    return found
