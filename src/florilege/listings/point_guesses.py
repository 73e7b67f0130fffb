"""Where an unknown table keeps its points, its ids and its dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec import Struct

from florilege.faults import Words
from florilege.listings.column_guesses import GEOCODER, IDS, Column, named_like
from florilege.listings.column_signs import DATES, LATITUDES, LONGITUDES, is_commune
from florilege.listings.formats.published import LATITUDE, LONGITUDE, PublishedRow
from florilege.listings.normalise import decimal_point
from florilege.listings.positions import in_france
from florilege.territory.reference import Reference

_NUMBER = re.compile(r"^[+-]?\d+(?:[.,]\d+)?\Z")
_PAIR = re.compile(r"^\s*\[?\s*-?\d+\.\d+\s*[,; ]\s*-?\d+\.\d+\s*\]?\s*\Z")
_FORMATS = (
    "%Y-%m-%d",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%dT%H:%M:%SZ",
    "%Y-%m-%dT%H:%M:%S%z",
    "%Y-%m-%dT%H:%M:%S.%f%z",
    "%Y-%m-%d %H:%M:%S",
    "%Y/%m/%d",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M:%S.%f",
    "%d/%m/%Y",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%d-%m-%Y",
    "%d.%m.%Y",
    "%m/%d/%Y",
)
_NEARLY_ALL = 0.9


class Points(Struct, frozen=True):
    """The two columns of the points.

    decimal : mark of the decimals
    """

    latitude: str
    longitude: str
    decimal: str
    confidence: float
    reasons: tuple[Words, ...]


class Dates(Struct, frozen=True):
    """The column of the row's own date, and how it is written (strptime)."""

    column: str
    format: str
    newest: str
    reasons: tuple[Words, ...]


def points_of(columns: Sequence[Column]) -> Points | None:
    """The columns of latitude and longitude, judged by their numbers first; None when none fit."""
    by_name = {column.name: column for column in columns}
    if LATITUDE in by_name and by_name[LATITUDE].texts:
        why = Words("le point de chaque objet", "the point of each object")
        return Points(LATITUDE, LONGITUDE, ".", 0.99, (why,))
    numbers = {column.name: _numbers(column) for column in columns}
    numeric = [
        column
        for column in columns
        if column.texts
        and len(numbers[column.name]) >= _NEARLY_ALL * len(column.texts)
        and _decimals(column) > 0.3
    ]
    best: Points | None = None
    best_score = 0.0
    geocoded = _beside_a_geocoder(columns)
    ranks = {column.name: rank for rank, column in enumerate(columns)}
    for latitude in numeric:
        for longitude in numeric:
            if latitude is longitude:
                continue
            found = _pair(latitude, longitude, numbers[latitude.name], numbers[longitude.name])
            if found is None:
                continue
            score = found.confidence
            score -= 0.05 * (abs(ranks[latitude.name] - ranks[longitude.name]) > 1)
            score -= 0.1 * bool({latitude.name, longitude.name} & geocoded)
            if score > best_score:
                best, best_score = found, score
    return best


def _pair(
    latitude: Column, longitude: Column, south: dict[int, float], west: dict[int, float]
) -> Points | None:
    both = south.keys() & west.keys()
    if len(both) < 0.5 * max(len(south), len(west)):
        return None
    share = sum(in_france(south[row], west[row]) for row in both) / max(len(both), 1)
    if share < 0.8 or all(south[row] == west[row] for row in both):
        return None
    right = min(named_like(latitude.name, LATITUDES), named_like(longitude.name, LONGITUDES))
    wrong = min(named_like(latitude.name, LONGITUDES), named_like(longitude.name, LATITUDES))
    named = max(right, wrong)
    reasons = [
        Words(f"{share:.0%} des points sont en France", f"{share:.0%} of the points lie in France"),
    ]
    if right:
        names = f"« {latitude.name} », « {longitude.name} »"
        quoted_names = f"“{latitude.name}”, “{longitude.name}”"
        reasons.append(Words(f"les colonnes s’appellent {names}", f"the columns are called {quoted_names}"))
    elif wrong:
        reasons.append(
            Words(
                "les noms disent l’inverse : latitude et longitude semblent interverties",
                "the column names say the opposite: latitude and longitude seem to be swapped",
            )
        )
    comma = any("," in text for column in (latitude, longitude) for _, text in column.texts[:500])
    if comma:
        reasons.append(Words("la virgule sépare les décimales", "decimal commas"))
    confidence = min(0.99, share * (0.6 + 0.4 * named))
    return Points(latitude.name, longitude.name, "," if comma else ".", confidence, tuple(reasons))


def _numbers(column: Column) -> dict[int, float]:
    """Row → number; of a column that holds other things in more than a tenth of its texts, nothing."""
    found: dict[int, float] = {}
    others = (1 - _NEARLY_ALL) * len(column.texts) + 1
    for row, text in column.texts:
        if _NUMBER.match(text.strip()):
            found[row] = float(decimal_point(text))
        else:
            others -= 1
            if others < 0:
                return {}
    return found


def _decimals(column: Column) -> float:
    return column.share(lambda text: bool(re.search(r"[.,]\d{2,}\Z", text.strip())))


def _beside_a_geocoder(columns: Sequence[Column]) -> frozenset[str]:
    """The two columns that stand just before those of the national geocoder: its own answer."""
    names = [column.name for column in columns]
    first = next((rank for rank, name in enumerate(names) if name.startswith(GEOCODER)), 0)
    return frozenset(names[max(first - 2, 0) : first])


def warnings_of(columns: Sequence[Column]) -> tuple[Words, ...]:
    """What a person must see to before the points can be read: metres of a projection, two numbers in one cell."""
    found: list[Words] = []
    metres = [column.name for column in columns if _is_projected(column)]
    if metres:
        listed = ", ".join(metres)
        found.append(
            Words(
                f"{listed} : des mètres (Lambert-93 ?) ; à convertir en degrés avant la lecture",
                f"{listed}: metres (Lambert-93?); convert them to degrees before reading",
            )
        )
    for column in columns:
        if column.texts and column.share(lambda text: bool(_PAIR.match(text))) > _NEARLY_ALL:
            found += (
                Words(
                    f"{column.name} : deux nombres dans une cellule ; à séparer en deux colonnes",
                    f"{column.name}: two numbers in one cell; split them into two columns",
                ),
            )
    return tuple(found)


def _is_projected(column: Column) -> bool:
    numbers = _numbers(column)
    if len(numbers) < max(0.9 * len(column.texts), 1):
        return False
    if all(6_000_000 <= number <= 7_200_000 for number in numbers.values()):
        return True
    named = named_like(column.name, ("x", "lambert x", "x lambert", "lambx", "coord x"))
    return named > 0 and all(90_000 <= number <= 1_300_000 for number in numbers.values())


def id_columns(
    columns: Sequence[Column],
    rows: Sequence[PublishedRow],
    *,
    names: Sequence[str] = (),
    reference: Reference,
) -> list[tuple[Column, tuple[Words, ...]]]:
    """The columns that may be the id of a record, the likeliest first: filled and different on every row, and called an
    id; else the names of the places, when they are so too.

    Codes of communes are the ids of communes, not of places. A remark on a row of its own does not count.
    """
    remarks = {rank for rank, row in enumerate(rows) if is_remark(row)}
    found: list[tuple[float, Column, tuple[Words, ...]]] = []
    for rank, column in enumerate(columns):
        texts = {text.strip() for row, text in column.texts if row not in remarks}
        if not texts or len(texts) < len(rows) - len(remarks) or column.name in (LATITUDE, LONGITUDE):
            continue
        named = 0.95 if column.name == "@id" else named_like(column.name, IDS)
        if column.name in names:
            why = Words(
                "les noms, remplis et différents à chaque ligne, tiennent lieu d’identifiant : un lieu renommé passera "
                "pour un autre",
                "the names, filled in and different on every row, are used as ids: a renamed place will look like a new one",
            )
            found.append((-1.0, column, (why,)))
            continue
        if named == 0 or _are_communes(column, reference):
            continue
        ordered = _is_row_number(column)
        reasons = [Words("remplie et différente à chaque ligne", "filled in and different on every row")]
        if ordered:
            reasons.append(
                Words(
                    "ce sont des numéros de ligne : ils changeront peut-être d’une version à l’autre",
                    "these are row numbers: they may change from one version to the next",
                )
            )
        found.append((named - 0.3 * ordered - 0.01 * rank / len(columns), column, tuple(reasons)))
    found.sort(key=lambda one: -one[0])
    return [
        (column, reasons) for _, column, reasons in (*found[:3], *(one for one in found[3:] if one[0] < 0))
    ]


def _are_communes(column: Column, reference: Reference) -> bool:
    """Whether a column holds codes of communes: numbers that follow each other from 10001 on are no such codes."""
    if column.share(lambda text: is_commune(text, reference)) <= _NEARLY_ALL:
        return False
    numbers = {int(text) for _, text in column.texts if text.isascii() and text.strip().isdigit()}
    return not numbers or max(numbers) - min(numbers) > 3 * len(column.texts)


def is_remark(row: PublishedRow) -> bool:
    """Whether a row of three columns or more says one thing only: a source, a total, a title between two parts."""
    if len(row.payload) < 3:
        return False
    said = 0
    for text in row.payload.values():
        if text and not text.isspace():
            said += 1
            if said > 1:
                return False
    return said == 1


def _is_row_number(column: Column) -> bool:
    return all(text.strip() in (str(row), str(row + 1)) for row, text in column.texts)


def dates_of(columns: Iterable[Column]) -> Dates | None:
    """The column of the date of each row, and how it is written; None when there is none."""
    best: tuple[float, Dates] | None = None
    for column in columns:
        named = named_like(column.name, DATES)
        if not named or not column.texts:
            continue
        written = _written(column)
        if written is None:
            continue
        format_, share, newest = written
        reasons = (
            Words(
                f"{share:.0%} des cellules sont des dates écrites {format_}",
                f"{share:.0%} of the cells are dates written {format_}",
            ),
        )
        score = named * share * (0.5 + 0.5 * column.filled)
        if best is None or score > best[0]:
            best = (score, Dates(column.name, format_, newest, reasons))
    return best[1] if best else None


def _written(column: Column) -> tuple[str, float, str] | None:
    """The way of writing that fits most of the texts, its share, and the newest day."""
    best: tuple[str, float, str] | None = None
    for format_ in _FORMATS:
        if not any(_day(text.strip(), format_) for _, text in column.texts[:50]):
            continue
        days = [day for _, text in column.texts for day in (_day(text.strip(), format_),) if day]
        share = len(days) / len(column.texts)
        if share >= _NEARLY_ALL and (best is None or share > best[1]):
            best = (format_, share, max(days))
    return best


def _day(text: str, format_: str) -> str | None:
    try:
        return datetime.strptime(text, format_).date().isoformat()  # noqa: DTZ007  a day, no hour
    except ValueError:
        return None
