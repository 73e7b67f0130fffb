"""A jury's marks, one line each: juror, place, criterion, mark, confidence. An empty mark is "cannot say", not zero."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from msgspec import Struct

from florilege.appraisal.grid import Criterion, Grid
from florilege.csv_lines import read_cells
from florilege.faults import TableRefused, Words
from florilege.toml_lines import nearest
from florilege.written_numbers import all_digits

HEADER = ("juror", "place_id", "criterion", "mark", "confidence")


class Mark(Struct, frozen=True):
    """One mark on the scale of its criterion; None when the juror cannot say.

    confidence : in ]0, 1], 1 when nothing is said; the noise of a mark is divided by it
    """

    juror: str
    place_id: str
    criterion: str
    mark: float | None
    confidence: float = 1.0


class Marks(Struct, frozen=True):
    """All the marks of a jury."""

    marks: tuple[Mark, ...]

    @property
    def jurors(self) -> tuple[str, ...]:
        return tuple(sorted({one.juror for one in self.marks}))

    @property
    def abstentions(self) -> int:
        return sum(one.mark is None for one in self.marks)

    def of(self, criterion: str) -> tuple[Mark, ...]:
        """The marks given on one criterion, abstentions apart."""
        return tuple(one for one in self.marks if one.criterion == criterion and one.mark is not None)

    def without(self, juror: str) -> Marks:
        return Marks(tuple(one for one in self.marks if one.juror != juror))


def jury_criteria(grid: Grid) -> tuple[Criterion, ...]:
    """The criteria that the grid gives to the jury."""
    return tuple(one for one in grid.criteria if one.source == "jury")


def read_marks(text: str, grid: Grid, *, file: str, places: Collection[str] | None = None) -> Marks:
    """Marks from a CSV table; raises TableRefused naming line, column and value.

    places : ids that marks may be about; None accepts any
    """
    rows = read_cells(text, file=file)
    _, header = next(rows, (1, []))
    if tuple(header) != HEADER:
        listed = ", ".join(HEADER)
        raise TableRefused(
            Words(f"les colonnes {listed}", f"the columns {listed}"),
            file=file, line=1, value=", ".join(header),
        )  # fmt: skip
    criteria = {one.key: one for one in jury_criteria(grid)}
    found: list[Mark] = []
    seen: set[tuple[str, str, str]] = set()
    for number, cells in rows:
        if not any(cells):
            continue
        line = _Line(file, number, [cell.strip() for cell in cells])
        one = line.mark(criteria, places)
        key = (one.juror, one.place_id, one.criterion)
        if key in seen:
            raise line.refused(
                Words(
                    "une note par membre du jury, lieu et critère", "one mark per juror, place and criterion"
                ),
                "mark",
            )
        seen.add(key)
        found.append(one)
    return Marks(tuple(found))


class _Line(Struct, frozen=True):
    file: str
    number: int
    cells: Sequence[str]

    def mark(self, criteria: dict[str, Criterion], places: Collection[str] | None) -> Mark:
        if len(self.cells) != len(HEADER):
            raise TableRefused(
                Words(f"{len(HEADER)} cellules", f"{len(HEADER)} cells"),
                file=self.file, line=self.number, value=len(self.cells),
            )  # fmt: skip
        juror, place, criterion = self.cells[:3]
        if not juror:
            raise self.refused(Words("un membre du jury", "a juror"), "juror")
        if not place or (places is not None and place not in places):
            raise self.refused(
                Words("l’identifiant d’un lieu jugé", "the id of a place being judged"),
                "place_id",
                hint=nearest(place, list(places or ())),
            )
        if criterion not in criteria:
            listed = ", ".join(criteria)
            raise self.refused(
                Words(f"un critère confié au jury ({listed})", f"a criterion marked by the jury ({listed})"),
                "criterion",
                hint=nearest(criterion, list(criteria)),
            )
        (low, _), (high, _) = (
            criteria[criterion].function.points[0],
            criteria[criterion].function.points[-1],
        )
        scale = Words(
            f"un nombre de {all_digits(low)} à {all_digits(high)}, ou rien",
            f"a number from {all_digits(low)} to {all_digits(high)}, or nothing",
        )
        share = Words(
            "un nombre au-dessus de 0, au plus 1, ou rien", "a number above 0, at most 1, or nothing"
        )
        sure = self._number("confidence", share, (1e-6, 1.0))
        return Mark(juror, place, criterion, self._number("mark", scale, (low, high)), sure or 1.0)

    def _number(self, column: str, expected: Words, ends: tuple[float, float]) -> float | None:
        text = self.cells[HEADER.index(column)]
        if not text:
            return None
        try:
            found = float(text)
        except ValueError as error:
            raise self.refused(expected, column) from error
        if not ends[0] <= found <= ends[1]:
            raise self.refused(expected, column)
        return found

    def refused(self, expected: Words, column: str, hint: Words | None = None) -> TableRefused:
        value = self.cells[HEADER.index(column)]
        return TableRefused(expected, file=self.file, line=self.number, column=column, value=value, hint=hint)
