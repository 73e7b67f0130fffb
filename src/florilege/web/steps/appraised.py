"""A place as a study appraises it, from its sources or from its row of a table."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from florilege.appraisal.indicators import PlaceFacts, Raw, Surroundings
from florilege.faults import Words
from florilege.selection.candidates import Entry

NO_FACTS = PlaceFacts("", {}, Surroundings(), frozenset(), 0)


class Appraised(Struct, frozen=True):
    """One place of the scope: its entry for the selection, the raw values behind the cells, and what they rest on.

    facts : none of a row, whose cells are all that is known; words : criterion → its raw value as the row says it
    """

    place_pk: int
    entry: Entry
    raws: Mapping[str, Raw]
    facts: PlaceFacts = NO_FACTS
    words: Mapping[str, Words] = field(default_factory=dict)
