"""Corrections that a moderator accepted, or that the team made: the journal `contributions.csv` of a study.

Lines are only ever added. One act may hold several lines: values of one place, a right of reply, a wish to be taken
off, or the number of an act that it takes back (and which may be taken back in turn). Who proposed a correction is
never written there: only whether it was the place, a visitor or the team, and who accepted it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from msgspec import Struct
from msgspec.structs import replace

from florilege.csv_lines import read_lines, write_lines
from florilege.evidence.claims import CONTRIBUTION
from florilege.evidence.examinations import CONFIRMED, CONTRADICTED, Checked
from florilege.evidence.visits import VISIBLE
from florilege.faults import InputRefused, TableRefused, Words
from florilege.listings.fields import FIELDS
from florilege.listings.records import Value
from florilege.listings.vocabulary import VOCABULARIES
from florilege.toml_lines import nearest

VALUE, REPLY, REMOVAL, UNDO = "value", "reply", "removal", "undo"
KINDS = (VALUE, REPLY, REMOVAL, UNDO)
PLACE, VISITOR, TEAM = "place", "visitor", "team"
SPEAKERS = {
    PLACE: Words("le lieu lui-même", "the place itself"),
    VISITOR: Words("une personne extérieure", "a visitor"),
    TEAM: Words("l’équipe", "the team"),
}
"""Who said it first; the journal knows no more of them."""
LICENCE = "etalab-2.0"
"""Under which those who contribute let their corrections be passed on; the form says so."""
COLUMNS = (
    "act", "kind", "place_id", "field", "wrong", "right", "date", "source_url", "proof", "said_by", "accepted_by",
    "accepted", "reason", "undoes", "proposal",
)  # fmt: skip
LONGEST = 2000
"""Letters of a value or a reply."""
YEARS = range(1000, 2201)
SETTABLE = VISIBLE
"""Fields that a correction may speak of."""


class Line(Struct, frozen=True):
    """One line of the journal.

    wrong : a value found wrong, None where nothing is said to be; right : the value that is true, None where unknown
    date : the day on which it was stated; source_url, proof : the page, or the SHA-256 of the file, that shows it
    said_by : one of `SPEAKERS`; accepted_by, accepted : who of the team answers for it, and the day
    proposal : a random key, so that one proposal is never accepted twice
    """

    act: int
    kind: str
    place_id: str = ""
    field: str = ""
    wrong: Value | None = None
    right: Value | None = None
    date: str = ""
    source_url: str = ""
    proof: str = ""
    said_by: str = TEAM
    accepted_by: str = ""
    accepted: str = ""
    reason: str = ""
    undoes: int = 0
    proposal: str = ""


@dataclass(frozen=True, slots=True)
class Contribution:
    """What stands of one act about one place, value by value: an examination of the place (`examinations`)."""

    act: int
    place_id: str
    date: str
    said_by: str
    checked: tuple[Checked, ...]
    source_url: str | None = None
    file: str = field(default="", compare=False)
    line: int | None = field(default=None, compare=False)

    @property
    def name(self) -> str:
        """The number of the act, of one width so that names stand in the order of acts; and who said it."""
        return f"{self.act:06d} {self.said_by}"

    @property
    def source(self) -> str:
        """The source of the claims that it makes."""
        return CONTRIBUTION

    @property
    def licence(self) -> str:
        return LICENCE

    def unknown_place(self) -> InputRefused:
        """The fault of a line about a place that does not exist."""
        return TableRefused(
            Words("l’identifiant d’un lieu", "the id of a place"),
            file=self.file,
            line=self.line,
            column="place_id",
            value=self.place_id,
            hint=Words("prendre un identifiant de places.csv", "use an id from places.csv"),
        )


class Reply(Struct, frozen=True):
    """What a place answers to what its sheet says, shown on it. language : "fr" or "en" """

    place_id: str
    language: str
    text: str
    date: str


def speaker_of(name: str) -> str:
    """Who said what a claim of source "contribution" says, from its column: one of `SPEAKERS`, "" for none of them."""
    said_by = name.rpartition(" ")[2]
    return said_by if said_by in SPEAKERS else ""


def read_contributions(text: str, *, file: str) -> tuple[Line, ...]:
    """The journal, oldest first; raises TableRefused naming line, column, value and what was expected."""
    lines: list[Line] = []
    acts: set[int] = set()
    for number, row in read_lines(
        text, COLUMNS, file=file, required=("act", "kind", "accepted_by", "accepted")
    ):
        try:
            line = _line(row, acts)
        except _Fault as fault:
            raise TableRefused(
                fault.expected,
                file=file,
                line=number,
                column=fault.column,
                value=row[fault.column],
                hint=fault.hint,
            ) from None
        if lines and line.act < lines[-1].act:
            raise TableRefused(
                Words("des actes dans l’ordre de leurs numéros", "acts in the order of their numbers"),
                file=file, line=number, column="act", value=row["act"],
            )  # fmt: skip
        acts.add(line.act)
        lines.append(line)
    return tuple(lines)


def write_contributions(lines: Iterable[Line]) -> str:
    """The text of a contributions.csv."""
    return write_lines(COLUMNS, map(_cells, lines))


def undone(journal: Sequence[Line]) -> frozenset[int]:
    """Numbers of the acts that were taken back, and whose taking back was not."""
    found: set[int] = set()
    for line in reversed(journal):
        if line.kind == UNDO and line.act not in found:
            found.add(line.undoes)
    return frozenset(found)


def standing(journal: Sequence[Line]) -> tuple[Line, ...]:
    """The lines that hold: not taken back, undoings left out."""
    gone = undone(journal)
    return tuple(line for line in journal if line.kind != UNDO and line.act not in gone)


def contributions_of(journal: Sequence[Line], *, file: str = "") -> tuple[Contribution, ...]:
    """The values that stand, one contribution an act and a place."""
    found: dict[tuple[int, str], list[Line]] = {}
    for line in standing(journal):
        if line.kind == VALUE:
            found.setdefault((line.act, line.place_id), []).append(line)
    return tuple(
        Contribution(
            act=act,
            place_id=place_id,
            date=lines[0].date,
            said_by=lines[0].said_by,
            checked=tuple(one for line in lines for one in checked_of(line.field, line.wrong, line.right)),
            source_url=lines[0].source_url or None,
            file=file,
        )
        for (act, place_id), lines in found.items()
    )


def checked_of(name: str, wrong: Value | None, right: Value | None) -> tuple[Checked, ...]:
    """What a line checked: a value confirmed, a value contradicted, with what is true instead where it is known."""
    if wrong is None:
        return (Checked(name, right, CONFIRMED),) if right is not None else ()
    return (Checked(name, wrong, CONTRADICTED, right),)


def replies_of(journal: Sequence[Line]) -> tuple[Reply, ...]:
    """The reply that stands of each place in each language: the last one."""
    found: dict[tuple[str, str], Reply] = {}
    for line in standing(journal):
        if line.kind == REPLY:
            found[line.place_id, line.field] = Reply(line.place_id, line.field, str(line.right), line.date)
    return tuple(found.values())


def taken_off(journal: Sequence[Line]) -> frozenset[str]:
    """Ids of the places that asked to be taken off, and were."""
    return frozenset(line.place_id for line in standing(journal) if line.kind == REMOVAL)


def next_act(journal: Sequence[Line]) -> int:
    """The number of the next act."""
    return journal[-1].act + 1 if journal else 1


def added(journal: Sequence[Line], lines: Iterable[Line]) -> tuple[Line, ...]:
    """The journal with one more act, numbered."""
    act = next_act(journal)
    return (*journal, *(replace(line, act=act) for line in lines))


def value_of(name: str, text: str) -> Value:
    """A value of a field from what a person or a file writes; raises InputRefused with what was expected.

    Numbers take a comma or a point and spaces between thousands; yes and no are read in both languages.
    """
    given, kind = " ".join(text.split()), FIELDS[name].kind
    codes = VOCABULARIES.get(name) if kind == "code" else None
    if codes is not None:
        if given in codes:
            return given
        expected = Words(f"l’un de : {', '.join(codes)}", f"one of: {', '.join(codes)}")
        raise InputRefused(expected, column=name, value=text, hint=nearest(given, codes))
    found = _READERS.get(kind, _text)(given)
    if found is None:
        raise InputRefused(EXPECTED.get(kind, EXPECTED["text"]), column=name, value=text[:80])
    return found


EXPECTED = {
    "boolean": Words("oui ou non", "yes or no"),
    "integer": Words("un nombre entier, 0 ou plus", "a whole number, 0 or more"),
    "year": Words("une année en quatre chiffres", "a year in four digits"),
    "number": Words("un nombre, 0 ou plus", "a number, 0 or more"),
    "url": Words("une adresse web entière, https://…", "a whole web address, https://…"),
    "text": Words(
        f"un texte de {LONGEST} signes au plus, sans signe invisible",
        f"a text of at most {LONGEST} characters, without invisible characters",
    ),
}
"""What a value of each kind is to be."""
_YES, _NO = frozenset({"oui", "yes", "true", "vrai", "1"}), frozenset({"non", "no", "false", "faux", "0"})


def _boolean(given: str) -> Value | None:
    word = given.casefold()
    return True if word in _YES else False if word in _NO else None


def _number(given: str) -> Value | None:
    digits = given.replace(" ", "").replace(",", ".")
    whole, _, rest = digits.partition(".")
    good = (
        whole.isascii()
        and whole.isdigit()
        and len(digits) <= 15
        and (not rest or (rest.isascii() and rest.isdigit()))
    )
    return float(digits) if good else None


def _integer(given: str) -> Value | None:
    digits = given.replace(" ", "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 12 else None


def _year(given: str) -> Value | None:
    return int(given) if given.isascii() and given.isdigit() and int(given) in YEARS else None


def _url(given: str) -> Value | None:
    good = (
        given.startswith(("https://", "http://")) and " " not in given and "@" not in given and "." in given
    )
    return given if good and len(given) <= 500 and readable(given) else None


def _text(given: str) -> Value | None:
    return given if 0 < len(given) <= LONGEST and readable(given) else None


def readable(text: str) -> bool:
    """Whether a text has no sign that turns the direction of writing, or that nobody sees: it would read as another one.

    Ends of lines and tabs may stand in it. The sign 0 and halves of signs may not: a store keeps none.
    """
    return not any(
        sign in _HIDDEN or (ord(sign) < 32 and sign not in "\n\r\t") or 0xD800 <= ord(sign) < 0xE000
        for sign in text
    )


_HIDDEN = frozenset(
    "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u2028\u2029"
)
_READERS = {"boolean": _boolean, "number": _number, "integer": _integer, "year": _year, "url": _url}


class _Fault(Exception):
    def __init__(self, column: str, expected: Words, hint: Words | None = None) -> None:
        super().__init__(expected.en)
        self.column, self.expected, self.hint = column, expected, hint


def _line(cells: Mapping[str, str], acts: set[int]) -> Line:
    act = _whole(cells, "act")
    kind = _word(cells, "kind", KINDS)
    line = Line(
        act=act,
        kind=kind,
        place_id=cells["place_id"],
        field=cells["field"],
        source_url=_proof_page(cells),
        proof=cells["proof"],
        said_by=_word(cells, "said_by", tuple(SPEAKERS)),
        accepted_by=cells["accepted_by"],
        accepted=_day(cells, "accepted"),
        reason=cells["reason"],
        proposal=cells["proposal"],
    )
    if kind == UNDO:
        undoes = _whole(cells, "undoes")
        if undoes not in acts or undoes == act:
            raise _Fault("undoes", Words("le numéro d’un acte d’avant", "the number of an earlier act"))
        return replace(line, undoes=undoes)
    if not line.place_id:
        raise _Fault("place_id", Words("l’identifiant d’un lieu", "the id of a place"))
    line = replace(line, date=_day(cells, "date"))
    if kind == REMOVAL:
        return line
    if kind == REPLY:
        if cells["field"] not in ("fr", "en"):
            raise _Fault("field", Words("fr ou en", "fr or en"))
        return replace(line, right=_long_text(cells, "right"))
    if cells["field"] not in SETTABLE:
        raise _Fault(
            "field", Words("un champ que l’on peut corriger", "a field that can be corrected"),
            nearest(cells["field"], SETTABLE),
        )  # fmt: skip
    wrong = _cell(cells, "wrong", cells["field"]) if cells["wrong"] else None
    right = _cell(cells, "right", cells["field"]) if cells["right"] else None
    if wrong is None and right is None:
        raise _Fault(
            "right", Words("une valeur juste, ou une valeur fausse", "a right value, or a wrong one")
        )
    return replace(line, wrong=wrong, right=right)


def _cell(cells: Mapping[str, str], column: str, name: str) -> Value:
    try:
        return value_of(name, cells[column])
    except InputRefused as refused:
        raise _Fault(column, refused.expected, refused.hint) from None


def _long_text(cells: Mapping[str, str], column: str) -> str:
    found = _text(" ".join(cells[column].split()))
    if found is None:
        raise _Fault(column, EXPECTED["text"])
    return cells[column].strip()


def _proof_page(cells: Mapping[str, str]) -> str:
    if cells["source_url"] and _url(cells["source_url"]) is None:
        raise _Fault("source_url", EXPECTED["url"])
    return cells["source_url"]


def _whole(cells: Mapping[str, str], column: str) -> int:
    text = cells[column]
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 10**6):
        raise _Fault(column, Words("un nombre entier, 1 ou plus", "a whole number, 1 or more"))
    return int(text)


def _word(cells: Mapping[str, str], column: str, accepted: Sequence[str]) -> str:
    if cells[column] not in accepted:
        listed = ", ".join(accepted)
        raise _Fault(
            column, Words(f"l’un de : {listed}", f"one of: {listed}"), nearest(cells[column], accepted)
        )
    return cells[column]


def _day(cells: Mapping[str, str], column: str) -> str:
    try:
        return datetime.date.fromisoformat(cells[column]).isoformat()
    except ValueError:
        raise _Fault(column, Words("une date AAAA-MM-JJ", "a date YYYY-MM-DD")) from None


def _cells(line: Line) -> Sequence[str]:
    def said(value: Value | None) -> str:
        return "" if value is None else str(value).lower() if isinstance(value, bool) else _plain(value)

    return (
        str(line.act), line.kind, line.place_id, line.field, said(line.wrong), said(line.right), line.date,
        line.source_url, line.proof, line.said_by, line.accepted_by, line.accepted, line.reason,
        str(line.undoes) if line.undoes else "", line.proposal,
    )  # fmt: skip


def _plain(value: Value) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
