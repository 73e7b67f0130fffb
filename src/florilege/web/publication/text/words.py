"""Numbers, dates and units as each language writes them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache

from florilege.faults import Words
from florilege.listings.vocabulary import words_of
from florilege.territory.names import plain

THIN = "\u202f"
"""Espace fine insécable: between thousands, before ; : ! ? % and inside « » in French."""
NO_BREAK = "\u00a0"
EN_DASH = "–"

MONTHS = Words(
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "January February March April May June July August September October November December",
)
_BEFORE = re.compile(r"[ \u00a0]((?:[;:!?»]|%(?!\()))")
_AFTER = re.compile(r"«[ \u00a0]")
_SCORES = {
    "fr": re.compile(r"«[^»]*»|(?<![\d.,])\d+,\d{3,}(?![\d.,]*\d)"),
    "en": re.compile(r'"[^"]*"|(?<![\d.,])\d+\.\d{3,}(?![\d.,]*\d)'),
}
"""Scores in a sentence of `selection.json`; what stands between quotation marks is a name."""
_COUNTED = re.compile(r"(%\(\w+\)s|(?<![\w%.,])\d+) (?=[a-zà-ÿ])")


@lru_cache(maxsize=200_000)
def typographic(text: str) -> str:
    """A French text with its no-break spaces, from one typed with plain spaces: a number stays with its noun."""
    # functions, not templates: a template with a group is taken apart anew at each call
    closed = _AFTER.sub(f"«{THIN}", _BEFORE.sub(_closed, text))
    return _COUNTED.sub(_held, closed)


def _closed(found: re.Match[str]) -> str:
    return THIN + found[1]


def _held(found: re.Match[str]) -> str:
    return found[1] + NO_BREAK


def said(pair: Words, language: str) -> str:
    """A text in a language, with the spaces that French wants."""
    return typographic(pair.fr) if language == "fr" else pair.en


def filled(pair: Words, language: str, **values: object) -> str:
    """A text in a language with its values in it, with the spaces that French wants: around the values too."""
    text = pair.in_language(language).format(**values)
    return typographic(text) if language == "fr" else text


@lru_cache(maxsize=100_000)
def number(value: float, language: str, *, decimals: int | None = None) -> str:
    """A number as written: 1 234,5 in French, 1,234.5 in English.

    decimals : digits after the mark; None keeps those the number has (at most three)
    """
    if decimals is None:
        text = f"{value:,.3f}".rstrip("0").rstrip(".")
    else:
        exponent = Decimal(1).scaleb(-decimals)
        text = f"{Decimal(repr(float(value))).quantize(exponent, ROUND_HALF_EVEN):,f}"
    text = text.replace("-", "−")
    if language == "en":
        return text
    return text.replace(",", THIN).replace(".", ",")


@lru_cache(maxsize=100_000)
def score(value: float, language: str) -> str:
    """A score as pages write it: two significant digits, never fewer than one decimal; files have all its digits."""
    if not value:
        return number(0, language, decimals=0)
    decimals = max(1, 1 - math.floor(math.log10(abs(value))))
    rounded = round(value, decimals)  # 0.0996 becomes 0.10, which takes a digit less
    return number(value, language, decimals=max(1, 1 - math.floor(math.log10(abs(rounded or value)))))


def score_interval(low: float, high: float, language: str) -> str:
    """Two scores, or one when they are written alike."""
    first, second = score(low, language), score(high, language)
    return first if first == second else f"{first}{EN_DASH}{second}"


def short_scores(text: str, language: str) -> str:
    """A sentence of `selection.json` with its scores as pages write them, its names untouched."""

    def short(found: re.Match[str]) -> str:
        quoted = found[0][0] in '«"'
        return found[0] if quoted else score(float(found[0].replace(",", ".")), language)

    return _SCORES[language].sub(short, text)


def year(value: float | str) -> str:
    """A year, never with a mark between thousands."""
    return str(int(float(value)))


@lru_cache(maxsize=100_000)
def share(value: float, language: str, *, decimals: int = 0) -> str:
    """A share of 1 as a percentage; a share that rounds to 0 or 100 without being so keeps its digits."""
    while decimals < 2 and 0 < value < 1 and round(value * 100, decimals) in (0, 100):
        decimals += 1
    return f"{number(value * 100, language, decimals=decimals)}{THIN if language == 'fr' else ''}%"


def interval(low: float, high: float, language: str, *, decimals: int = 2) -> str:
    """Two bounds, or one number when they are written alike."""
    first, second = number(low, language, decimals=decimals), number(high, language, decimals=decimals)
    return first if first == second else f"{first}{EN_DASH}{second}"


def share_interval(low: float, high: float, language: str, *, decimals: int = 0) -> str:
    """Two shares of 1 as one interval of percentages."""
    return (
        f"{interval(low * 100, high * 100, language, decimals=decimals)}{THIN if language == 'fr' else ''}%"
    )


@lru_cache(maxsize=4096)
def date(text: str, language: str) -> str:
    """A date, whole or partial (2022, 2022-07, 2022-07-12), in words; another text comes back as it is."""
    parts = text.split("-")
    if not all(part.isdigit() for part in parts) or len(parts) > 3 or len(parts[0]) != 4:
        return text
    if len(parts) == 1:
        return parts[0]
    month_rank = int(parts[1])
    if not 1 <= month_rank <= 12:
        return text
    month = MONTHS.in_language(language).split()[month_rank - 1]
    if len(parts) == 2:
        return f"{month} {parts[0]}"
    day = int(parts[2])
    rank = "1er" if language == "fr" and day == 1 else str(day)
    return f"{rank}{NO_BREAK}{month} {parts[0]}"


def unit(code: str | None, language: str) -> str:
    """A unit as written after a number; one without words is written as the source gives it."""
    words = words_of("unit", code or "")
    return words.in_language(language) if words is not None else (code or "")


def quantity(value: float, code: str | None, language: str) -> str:
    """A number and its unit."""
    written = unit(code, language)
    if code == "EUR" and abs(value) >= 1_000_000:
        value, written = value / 1_000_000, "M€" if language == "fr" else "million €"
    mark = number(value, language)
    if not written:
        return mark
    if written == "%" and language == "en":
        return f"{mark}%"
    return f"{mark}{THIN if written == '%' else NO_BREAK}{written}"


def distance(metres: float, language: str) -> str:
    """A distance in metres to the nearest ten below one kilometre, in kilometres from there."""
    if metres < 995:
        return f"{max(10, round(metres, -1)):.0f}\u00a0m"
    kilometres = metres / 1000
    return f"{number(kilometres, language, decimals=1 if kilometres < 10 else 0)}\u00a0km"


def distance_at_most(metres: float, language: str) -> str:
    """An upper bound of a distance, rounded up: what is said is never exceeded."""
    return distance(_to_step(metres, math.ceil), language)


def distance_at_least(metres: float, language: str) -> str:
    """A lower bound of a distance, rounded down."""
    return distance(_to_step(metres, math.floor), language)


def _to_step(metres: float, rounded: Callable[[float], int]) -> float:
    """Metres rounded to what `distance` prints; a thousandth of a step more or less is none."""
    for step, end in ((10, 990), (100, 10_000), (1000, math.inf)):
        found = rounded(round(metres / step, 3)) * step
        if found <= end:
            return float(found)
    return metres


def bound(value: float, language: str, *, decimals: int, up: bool) -> str:
    """One end of a range: the upper rounded up, the lower rounded down."""
    scale = 10**decimals
    ends = math.ceil if up else math.floor
    return number(ends(round(value * scale, 6)) / scale, language, decimals=decimals)


def listed(items: Sequence[str], language: str) -> str:
    """Items in a sentence: a, b et c."""
    if len(items) < 2:
        return "".join(items)
    last = " et " if language == "fr" else " and "
    return ", ".join(items[:-1]) + last + items[-1]


def capitalised(text: str) -> str:
    """The text with a capital first letter, the rest untouched."""
    return text[:1].upper() + text[1:]


@lru_cache(maxsize=50_000)
def sort_key(text: str) -> str:
    """A key that sorts names as a reader expects: case and accents do not count."""
    return plain(text) or text


def size(count: int, language: str) -> str:
    """The size of a file."""
    unit = "o" if language == "fr" else "B"
    if count < 1000:
        return f"{count}{NO_BREAK}{unit}"
    if count < 1_000_000:
        return f"{number(count / 1000, language, decimals=0)}{NO_BREAK}k{unit}"
    return f"{number(count / 1_000_000, language, decimals=1)}{NO_BREAK}M{unit}"
