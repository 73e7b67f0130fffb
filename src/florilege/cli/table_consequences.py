"""What `florilege select` says of a list beside its places: the waiting list, one more or one fewer, money, totals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from florilege.faults import Words
from florilege.selection.accounts import Share
from florilege.selection.consequences import Consequences
from florilege.written_numbers import in_words, with_comma

MOST_CALLED = 5
"""Of the waiting list, so many are told in a terminal; the workbook has them all."""
MOST_NAMED = 6
"""Who comes in or goes, up to so many names."""
MOST_VALUES = 20
"""A column of more values than this is counted in the workbook alone."""


class Names(Struct, frozen=True):
    """Names of candidates by id."""

    by_id: Mapping[str, str]

    @classmethod
    def of(cls, data: Mapping[str, Sequence[Mapping[str, object]]]) -> Names:
        """The names that a selection gives."""
        items = (*data["selected"], *data["not_selected"])
        return cls({str(one["place_id"]): str(one["name"]) for one in items})

    def listed(self, ids: Sequence[str]) -> str:
        """Some of them, one after the other, and how many more; a dash for nobody."""
        said = ", ".join(self.by_id.get(one, one) for one in ids[:MOST_NAMED]) or "–"
        return f"{said}… (+{len(ids) - MOST_NAMED})" if len(ids) > MOST_NAMED else said


def consequences_in_words(found: Consequences, names: Names) -> Iterator[Words]:
    """The lines of a summary."""
    for one in found.accounts.budgets:
        spent, left, limit = in_words(one.spent), in_words(one.left), in_words(one.limit)
        yield Words(
            f"{one.column} : dépensé {spent.fr}, reste {left.fr} sur {limit.fr}",
            f"{one.column}: spent {spent.en}, left {left.en} of {limit.en}",
        )
    by_column: dict[str, list[Share]] = {}
    for share in found.accounts.shares:
        by_column.setdefault(share.column, []).append(share)
    for column, shares in by_column.items():
        if len(shares) <= MOST_VALUES:
            yield Words(
                f"par {column} : " + ", ".join(f"{one.value or 'inconnu'} {one.kept}" for one in shares),
                f"by {column}: " + ", ".join(f"{one.value or 'unknown'} {one.kept}" for one in shares),
            )
    if found.waiting is not None and not found.waiting.order:
        yield Words(
            "liste d’attente : personne ne peut entrer, les autres restant en place, sans enfreindre une règle",
            "waiting list: with the others in place, no candidate can fill a vacancy without breaking a rule",
        )
    if found.waiting is not None and found.waiting.order:
        called = names.listed(found.waiting.order[:MOST_CALLED])
        more = len(found.waiting.order) - MOST_CALLED
        yield Words(
            f"liste d’attente, dans l’ordre : {called}{f'… et {more} de plus' if more > 0 else ''}",
            f"waiting list, in order: {called}{f'… and {more} more' if more > 0 else ''}",
        )
    for other in found.others or ():
        if other.gain is None:
            yield Words(f"si {other.words.fr} : aucune liste", f"if {other.words.en}: no list")
        elif other.enters or other.leaves:
            gain, enters, leaves = (
                f"{other.gain:+.3f}",
                names.listed(other.enters),
                names.listed(other.leaves),
            )
            yield Words(
                f"si {other.words.fr} : total {with_comma(gain)} ; entrent {enters} ; sortent {leaves}",
                f"if {other.words.en}: total {gain}; in {enters}; out {leaves}",
            )
