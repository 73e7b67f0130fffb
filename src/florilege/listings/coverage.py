"""Where a listing looked, and for what: outside it, a place that is not listed may be there all the same."""

from __future__ import annotations

from msgspec import Struct

from florilege.faults import Words
from florilege.listings.mapping_values import url
from florilege.listings.vocabulary import VOCABULARIES
from florilege.territory.reference import region_codes
from florilege.toml_lines import Table

EVERYWHERE = "all"
_NOTHING = Words("", "")


class Coverage(Struct, frozen=True):
    """What a listing declares to cover.

    regions : INSEE codes of régions, or `EVERYWHERE` alone for the whole country; none when nothing is declared
    kinds : kinds of places that it looked for
    exhaustive : whether its publisher says that none of them is left out
    source : address of the page that says so; reason : what it says, in words
    """

    regions: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    exhaustive: bool = False
    source: str = ""
    reason: Words = _NOTHING

    @property
    def everywhere(self) -> bool:
        return EVERYWHERE in self.regions

    def holds(self, region: str) -> bool:
        """Whether it looked in a région."""
        return self.everywhere or region in self.regions


UNDECLARED = Coverage()


def read_coverage(root: Table) -> Coverage:
    """The table [coverage] of a mapping, `UNDECLARED` without one; raises MappingRefused, naming the line."""
    if "coverage" not in root:
        root.mark_known("coverage")
        return UNDECLARED
    table = root.table("coverage")
    found = Coverage(
        regions=_known(table, "regions", (EVERYWHERE, *region_codes())),
        kinds=_known(table, "kinds", tuple(VOCABULARIES["kind"])),
        exhaustive=table.get("exhaustive", bool, False),
        source=url(table, "source"),
        reason=table.bilingual("reason"),
    )
    table.refuse_unknown()
    return found


def _known(table: Table, key: str, among: tuple[str, ...]) -> tuple[str, ...]:
    """The texts of a key that is required, each one of those known."""
    values = table.texts(key)
    if not values:
        raise table.absent(key)
    for value in values:
        if value not in among:
            raise table.unknown_word(key, value, among)
    if EVERYWHERE in values and len(values) > 1:
        raise table.refused(
            Words("« all » seul, ou des codes de régions", '"all" alone, or codes of regions'),
            key=key, value=", ".join(values),
        )  # fmt: skip
    return values
