"""`actors.csv` and `ties.csv` of a study's folder: read with the line of each fault, and written back the same.

Columns may stand in any order, and those that are not required may be left out; one that is not known is refused.
Several values in one cell are joined by "|".
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from florilege.csv_lines import read_cells, write_lines
from florilege.ecosystem.identifiers import IdentifierRefused, rna, siren
from florilege.ecosystem.mentions import FAMILIES, ROLES
from florilege.ecosystem.names import no_name
from florilege.faults import TableRefused, Words
from florilege.territory.reference import reference

ACTORS_FILE, TIES_FILE = "actors.csv", "ties.csv"
ACTOR_COLUMNS = (
    "actor", "name", "former_names", "short_name", "family", "legal_form", "siren", "rna", "commune_code",
    "commune_code_written", "website", "publishes", "source_url", "date", "licence", "note",
)  # fmt: skip
TIE_COLUMNS = (
    "actor", "role", "place", "to_actor", "start", "end", "share", "source_url", "date", "licence", "note",
)  # fmt: skip
BETWEEN = "|"
_KEY = re.compile(r"[a-z0-9][a-z0-9-]*")
_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
_SHARE = re.compile(r"(?:100|\d{1,2})(?:[.,]\d+)?")


class ActorRow(Struct, frozen=True):
    """One line of actors.csv: what one page says of an actor. Several lines may have one `actor`.

    commune_code : that of today; commune_code_written : as the source writes it, "" where it is the same
    """

    actor: str
    name: str
    former_names: tuple[str, ...] = ()
    short_name: str = ""
    family: str = ""
    legal_form: str = ""
    siren: str = ""
    rna: str = ""
    commune_code: str = ""
    commune_code_written: str = ""
    website: str = ""
    publishes: tuple[str, ...] = ()
    source_url: str = ""
    date: str = ""
    licence: str = ""
    note: str = ""
    line: int = 0


class TieRow(Struct, frozen=True):
    """One line of ties.csv: what one page says of a tie.

    actor, to_actor : a key of actors.csv, or an actor id
    place : a place id, or "listing:record" of one of its records
    """

    actor: str
    role: str
    place: str = ""
    to_actor: str = ""
    start: str = ""
    end: str = ""
    share: str = ""
    source_url: str = ""
    date: str = ""
    licence: str = ""
    note: str = ""
    line: int = 0


class _Cell(Struct, frozen=True):
    """A cell and where it stands, so that a refusal can say so."""

    file: str
    line: int
    column: str
    value: str

    def refused(self, expected: Words, hint: Words | None = None) -> TableRefused:
        return TableRefused(
            expected, file=self.file, line=self.line, column=self.column, value=self.value, hint=hint
        )


def _rows(
    text: str, columns: Sequence[str], required: Sequence[str], file: str
) -> Iterator[Mapping[str, _Cell]]:
    if not text.strip():
        return
    rows = read_cells(text.removeprefix("\ufeff"), file=file)
    line, header = next(rows)
    _check_header(header, columns, required, _Cell(file, line, "", ""))
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            raise TableRefused(
                Words(f"{len(header)} cellules", f"{len(header)} cells"),
                file=file,
                line=line,
                value=", ".join(cells),
            )
        found = dict(zip(header, cells, strict=True))
        row = {column: _Cell(file, line, column, found.get(column, "").strip()) for column in columns}
        for column in required:
            if not row[column].value:
                raise row[column].refused(Words("une valeur", "a value"))
        yield row


def _check_header(header: Sequence[str], columns: Sequence[str], required: Sequence[str], at: _Cell) -> None:
    for column in header:
        if column not in columns or header.count(column) > 1:
            near = difflib.get_close_matches(column, columns, n=1, cutoff=0.0)
            raise TableRefused(
                Words(f"l’une des colonnes {', '.join(columns)}", f"one of the columns {', '.join(columns)}"),
                file=at.file, line=at.line, column=column,
                hint=Words(f"la plus proche est « {near[0]} »", f"the nearest is “{near[0]}”"),
            )  # fmt: skip
    for column in required:
        if column not in header:
            raise TableRefused(
                Words("cette colonne", "this column"), file=at.file, line=at.line, column=column
            )


def _one_of(cell: _Cell, codes: Sequence[str]) -> str:
    if cell.value and cell.value not in codes:
        near = difflib.get_close_matches(cell.value, codes, n=1)
        raise cell.refused(
            Words(f"un seul de : {', '.join(codes)}", f"one only of: {', '.join(codes)}"),
            Words(f"le plus proche est « {near[0]} »", f"the nearest is “{near[0]}”") if near else None,
        )
    return cell.value


def _dated(cell: _Cell) -> str:
    if cell.value and not _DATE.fullmatch(cell.value):
        raise cell.refused(
            Words("une date : 2016, 2016-05 ou 2016-05-31", "a date: 2016, 2016-05 or 2016-05-31")
        )
    return cell.value


def _several(cell: _Cell) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.value.split(BETWEEN) if part.strip())


def _commune(cell: _Cell) -> str:
    """The code of today of a commune; a code of another year is read, an unknown one refused."""
    if not cell.value:
        return ""
    found = reference().current(cell.value)
    if found is None:
        raise cell.refused(
            Words(
                "le code Insee d’une commune, d’aujourd’hui ou d’avant",
                "the Insee code of a commune, current or former",
            )
        )
    return found[0].code


def _commune_written(stated: _Cell, cell: _Cell) -> str:
    """The code of another year as the source writes it, "" where it is that of today."""
    written = stated if stated.value else cell
    if (today := _commune(cell)) != _commune(written):
        raise stated.refused(
            Words(
                f"un ancien code de la commune {today or 'de commune_code, qui est vide'}",
                f"a former code of commune {today or 'in commune_code, which is empty'}",
            )
        )
    return written.value if written.value != today else ""


def _number(cell: _Cell) -> str:
    if not cell.value:
        return ""
    try:
        return siren(cell.value) if cell.column == "siren" else rna(cell.value)
    except IdentifierRefused as fault:
        raise cell.refused(fault.expected, fault.hint) from fault


def read_actors(text: str, *, file: str = ACTORS_FILE) -> tuple[ActorRow, ...]:
    """The lines of actors.csv; raises TableRefused naming line and column.

    A key may have several lines, one for each page that speaks of the actor: two families are then a disagreement,
    which is shown, while one cell with two families is refused.
    """
    rows: list[ActorRow] = []
    for row in _rows(text, ACTOR_COLUMNS, ("actor", "name", "source_url"), file):
        key, name = row["actor"], row["name"]
        if not _KEY.fullmatch(key.value):
            raise key.refused(
                Words(
                    "une clé de lettres minuscules, chiffres et tirets",
                    "a key of lower-case letters, digits and dashes",
                )
            )
        if no_name(name.value):
            raise name.refused(Words("le nom d’une organisation", "the name of an organisation"))
        rows.append(
            ActorRow(
                actor=key.value,
                name=name.value,
                former_names=_several(row["former_names"]),
                short_name=row["short_name"].value,
                family=_one_of(row["family"], FAMILIES),
                legal_form=row["legal_form"].value,
                siren=_number(row["siren"]),
                rna=_number(row["rna"]),
                commune_code=_commune(row["commune_code"]),
                commune_code_written=_commune_written(row["commune_code_written"], row["commune_code"]),
                website=row["website"].value,
                publishes=_several(row["publishes"]),
                source_url=row["source_url"].value,
                date=_dated(row["date"]),
                licence=row["licence"].value,
                note=row["note"].value,
                line=key.line,
            )
        )
    return tuple(rows)


def read_ties(text: str, *, file: str = TIES_FILE) -> tuple[TieRow, ...]:
    """The lines of ties.csv; raises TableRefused naming line and column. Whom they name is checked by `statements`."""
    rows: list[TieRow] = []
    for row in _rows(text, TIE_COLUMNS, ("actor", "role", "source_url"), file):
        place, other, start, end = row["place"], row["to_actor"], row["start"], row["end"]
        if bool(place.value) == bool(other.value):
            raise place.refused(
                Words(
                    "un lieu ou un autre acteur, et un seul des deux",
                    "a place or another actor, and only one of the two",
                )
            )
        if other.value == row["actor"].value:
            raise other.refused(
                Words("un autre acteur que celui de la ligne", "an actor other than that of the line")
            )
        if row["share"].value and not _SHARE.fullmatch(row["share"].value):
            raise row["share"].refused(Words("un pourcentage, de 0 à 100", "a percentage, from 0 to 100"))
        if _before(_dated(end), _dated(start)):
            raise end.refused(
                Words(
                    f"une fin qui ne précède pas le début, {start.value}",
                    f"an end that is not before the start, {start.value}",
                )
            )
        rows.append(
            TieRow(
                actor=row["actor"].value,
                role=_one_of(row["role"], ROLES),
                place=place.value,
                to_actor=other.value,
                start=start.value,
                end=end.value,
                share=row["share"].value,
                source_url=row["source_url"].value,
                date=_dated(row["date"]),
                licence=row["licence"].value,
                note=row["note"].value,
                line=place.line,
            )
        )
    return tuple(rows)


def _before(one: str, other: str) -> bool:
    """Whether a date is surely before another, both as precise as they are written."""
    length = min(len(one), len(other))
    return one[:length] < other[:length]


def write_actors(rows: Iterable[ActorRow]) -> str:
    """The CSV of some lines: `read_actors` gives them back."""
    return write_lines(
        ACTOR_COLUMNS,
        (
            (
                row.actor, row.name, BETWEEN.join(row.former_names), row.short_name, row.family, row.legal_form,
                row.siren, row.rna, row.commune_code, row.commune_code_written, row.website, BETWEEN.join(row.publishes), row.source_url,
                row.date, row.licence, row.note,
            )
            for row in rows
        ),
    )  # fmt: skip


def write_ties(rows: Iterable[TieRow]) -> str:
    """The CSV of some lines: `read_ties` gives them back."""
    return write_lines(
        TIE_COLUMNS,
        (
            (
                row.actor, row.role, row.place, row.to_actor, row.start, row.end, row.share, row.source_url, row.date,
                row.licence, row.note,
            )
            for row in rows
        ),
    )  # fmt: skip
