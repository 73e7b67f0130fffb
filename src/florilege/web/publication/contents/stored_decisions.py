"""What persons decided of places, as the store holds it."""

from __future__ import annotations

from florilege.faults import Words
from florilege.selection.stages import SELECTION, Passage
from florilege.web.publication.contents.people import Decided
from florilege.web.publication.contents.stored_json import Data, as_list, as_map, as_text, as_words


def read_passages(stored: object) -> tuple[Passage, ...]:
    """The passages as the step that decides kept them."""
    found = [[as_text(cell) for cell in as_list(row)] for row in as_list(stored)]
    return tuple(
        Passage(place, stage, outcome, by, Words(fr, en), author, date)
        for place, stage, outcome, by, fr, en, author, date in found
    )


def read_decided(stored: object) -> tuple[Decided, ...]:
    """The decisions of persons, of the log of stages or of the list, as the step that decides kept them."""
    return tuple(_decided(as_map(item)) for item in as_list(stored))


def _decided(item: Data) -> Decided:
    return Decided(
        place_id=as_text(item.get("place_id")),
        stage=as_text(item.get("stage")) or SELECTION,
        outcome=as_text(item.get("outcome", item.get("change"))),
        reason=as_words(item),
        author=as_text(item.get("author")),
        date=as_text(item.get("date")),
        stands=item.get("stands") is True,
        effect=as_text(item.get("effect")),
    )
