"""A criterion in its own unit: what is known of it today for a place, and how what it would have to be is said."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal

from msgspec import Struct

from florilege.appraisal.grid import Criterion
from florilege.appraisal.indicators import REGISTRY
from florilege.faults import Words
from florilege.listings.vocabulary import words_of
from florilege.selection.cell_ranges import AT_MOST, BETWEEN, CATEGORY, Cell
from florilege.selection.cells import NOT_APPLICABLE, ends
from florilege.selection.prepared import Problems
from florilege.written_numbers import all_digits, with_comma, written

Ends = tuple[float | str, float | str]
UNKNOWN = Words("inconnu aujourd’hui", "unknown today")


class OwnUnit(Struct, frozen=True):
    """A criterion of a place in its own unit.

    today : the ends of what is known, the same of one number or category; None where nothing is
    cell : what it would have to be
    """

    criterion: Criterion
    today: Ends | None
    cell: Cell

    def as_data(self) -> dict[str, object]:
        """As the numbers of a reason have it."""
        unit = _unit(self.criterion)
        return {
            "now": None if self.today is None else _one_or_both(self.today),
            **{key: value for key, value in self.cell.as_data().items() if key != "column"},
            **({} if unit is None else {"unit": {"fr": unit.fr, "en": unit.en}}),
        }

    @property
    def rise(self) -> Words:
        """ "« A » passait de 3 à 5 services", in both languages."""
        title, to = self._quoted, self._to
        if self._is_point:
            now = self._now
            return Words(
                f"{title.fr} passait de {now.fr} à {to.fr}", f"{title.en} went from {now.en} to {to.en}"
            )
        today = self._today
        return Words(f"{title.fr}, {today.fr}, passait à {to.fr}", f"{title.en}, {today.en}, went to {to.en}")

    @property
    def part(self) -> Words:
        """ "« A » à 5 services au lieu de 3", in both languages."""
        title, to = self._quoted, self._to
        if self._is_point:
            now = self._now
            return Words(
                f"{title.fr} à {to.fr} au lieu de {now.fr}", f"{title.en} at {to.en} instead of {now.en}"
            )
        today = self._today
        return Words(f"{title.fr} ({today.fr}) à {to.fr}", f"{title.en} ({today.en}) at {to.en}")

    @property
    def _quoted(self) -> Words:
        return Words(f"« {self.criterion.title.fr} »", f'"{self.criterion.title.en}"')

    @property
    def _is_point(self) -> bool:
        return self.today is not None and self.today[0] == self.today[1]

    @property
    def _now(self) -> Words:
        """What is known, where it is one number or one category."""
        assert self.today is not None
        return self._said(self.today[0])

    @property
    def _today(self) -> Words:
        """What is known, where it is nothing or an interval."""
        if self.today is None:
            return UNKNOWN
        low, high = (self._said(end) for end in self.today)
        if isinstance(self.today[0], str):
            return Words(f"{low.fr} ou {high.fr} aujourd’hui", f"{low.en} or {high.en} today")
        return Words(f"de {low.fr} à {high.fr} aujourd’hui", f"from {low.en} to {high.en} today")

    @property
    def _to(self) -> Words:
        """What it would have to be, with its unit."""
        cell = self.cell
        if cell.side == CATEGORY:
            return self._said(cell.written)
        unit = _after(self.criterion, cell.most or cell.written)
        if cell.side == BETWEEN and cell.most != cell.written:
            low, high = cell.written, cell.most
            return Words(
                f"une valeur de {with_comma(low)} à {with_comma(high)}{unit.fr}",
                f"a value between {low} and {high}{unit.en}",
            )
        more = Words("", "")
        if not self._is_point and cell.side != BETWEEN:
            more = Words(" ou plus", " or more")
            if cell.side == AT_MOST:
                more = Words(" ou moins", " or less")
        return Words(f"{with_comma(cell.written)}{unit.fr}{more.fr}", f"{cell.written}{unit.en}{more.en}")

    def _said(self, raw: float | str) -> Words:
        """A raw value without its unit: as few digits as tell it from what it would have to be."""
        if isinstance(raw, str):
            words = words_of(self.criterion.input, raw) if self.criterion.source == "indicator" else None
            words = words or Words(raw, raw)
            return Words(f"« {words.fr} »", f'"{words.en}"')
        number = all_digits(raw) if self.criterion.source == "column" else _short(raw, self.cell)
        return Words(with_comma(number), number)


def _short(raw: float, cell: Cell) -> str:
    """A number measured, with the decimals of what it would have to be, and more where they would be alike."""
    wanted = [Decimal(one) for one in (cell.written, cell.most) if one]
    decimals = max((-int(one.as_tuple().exponent) for one in wanted), default=0)
    exact = Decimal(repr(raw))
    for digits in range(decimals, 9):
        found = exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN)
        if found not in wanted:
            return written(found)
    return all_digits(raw)


def _one_or_both(found: Ends) -> object:
    return found[0] if found[0] == found[1] else list(found)


def _unit(criterion: Criterion) -> Words | None:
    """The unit of a criterion, where its numbers have one."""
    if criterion.source == "jury":
        most = all_digits(criterion.function.points[-1][0])
        return Words(f"sur {with_comma(most)}", f"out of {most}")
    indicator = REGISTRY.get(criterion.input) if criterion.source == "indicator" else None
    return None if indicator is None or indicator.categories else indicator.unit


def _after(criterion: Criterion, number: str) -> Words:
    """The unit after a number: of one thing or of several."""
    unit = _unit(criterion)
    if unit is None:
        return Words("", "")
    indicator = REGISTRY.get(criterion.input) if criterion.source == "indicator" else None
    one = indicator.one if indicator is not None else None
    if one is None:
        return Words(f" {unit.fr}", f" {unit.en}")
    value = Decimal(number)
    return Words(f" {one.fr if abs(value) < 2 else unit.fr}", f" {one.en if value == 1 else unit.en}")


def today_of(problems: Problems, index: int, criterion: Criterion) -> Ends | None:
    """What is known today of a criterion of a candidate, in its own unit; None where nothing is."""
    candidates = problems.candidates
    column = problems.study.grid.keys.index(criterion.key)
    if not candidates.values.known[index, column]:
        return None
    if criterion.source == "jury":
        (least, _), (most, _) = criterion.function.points[0], criterion.function.points[-1]
        value = float(problems.values[index, column])
        mark = least + (1 - value if criterion.function.down else value) * (most - least)
        return mark, mark
    measured = candidates.raws.get(criterion.key, ())
    if measured and measured[index] is not None:
        return measured[index]
    text = candidates.attributes.get(criterion.input, (None,) * len(candidates))[index]
    if text is None or text == NOT_APPLICABLE:
        return None
    return (text, text) if criterion.function.kind == "table" else ends(text)


def are_whole(problems: Problems, criterion: Criterion) -> bool:
    """Whether a criterion counts things: an indicator that does, or a column of whole numbers alone."""
    if criterion.source == "indicator" and not problems.candidates.attributes.get(criterion.input):
        indicator = REGISTRY.get(criterion.input)
        return indicator is not None and indicator.one is not None
    if criterion.source != "column" or criterion.function.kind == "table":
        return False
    texts = problems.candidates.attributes.get(criterion.input, ())
    return any(texts) and all(_is_whole(text) for text in texts if text and text != NOT_APPLICABLE)


def _is_whole(text: str) -> bool:
    found: Sequence[float] = ends(text)
    return all(end.is_integer() for end in found)
