"""What persons settled: an ordered journal of acts, kept in a file of the study and never rewritten.

An act says that records are one place (merge), that they are not (split), that a record is a place of its own
(alone), that a pair waits (later), or takes an earlier act back (undo, itself undone like any other). What stands
follows from the whole journal: so any act can be undone, also after others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from florilege.csv_lines import read_lines, write_lines
from florilege.faults import InputRefused, TableRefused, Words

COLUMNS = (
    "act", "verdict", "first_listing", "first_record", "second_listing", "second_record", "undoes", "who", "date",
    "reason",
)  # fmt: skip
SAME, DIFFERENT, ALONE, LATER, UNDO = "same", "different", "alone", "later", "undo"
VERDICTS = {
    "same": SAME, "même": SAME, "1": SAME, "true": SAME, "oui": SAME,
    "different": DIFFERENT, "différent": DIFFERENT, "0": DIFFERENT, "false": DIFFERENT, "non": DIFFERENT,
    "alone": ALONE, "seul": ALONE, "seule": ALONE,
    "later": LATER, "plus tard": LATER,
    "undo": UNDO, "annuler": UNDO,
}  # fmt: skip
Pair = tuple[str, str]


class Settled(Struct, frozen=True):
    """Two record keys, `listing:record_id`, and whether they are one place."""

    first: str
    second: str
    same: bool


class Decision(Struct, frozen=True):
    """One line of the journal: a verdict on a pair of record keys, or on one, or the act that it takes back.

    act : number of the act that the line belongs to; `undoes` is 0 unless the verdict is "undo"
    second : empty when the verdict is "alone", both keys when it is "undo"
    """

    act: int
    verdict: str
    first: str = ""
    second: str = ""
    undoes: int = 0
    who: str = ""
    date: str = ""
    reason: str = ""

    @property
    def pair(self) -> Pair:
        return (self.first, self.second) if self.first <= self.second else (self.second, self.first)

    @property
    def keys(self) -> tuple[str, ...]:
        """The record keys that the line names."""
        return tuple(key for key in (self.first, self.second) if key)


class Signature(Struct, frozen=True):
    """Who acts, when (ISO date) and why."""

    who: str = ""
    date: str = ""
    reason: str = ""


def standing(journal: Sequence[Decision]) -> tuple[Settled, ...]:
    """The pairs on which a verdict stands, in the order in which it was given; the last on a pair holds."""
    return tuple(
        Settled(*pair, decision.verdict == SAME)
        for pair, decision in _last(journal).items()
        if decision.verdict in (SAME, DIFFERENT)
    )


def postponed(journal: Sequence[Decision]) -> frozenset[Pair]:
    """The pairs that a person left for later."""
    return frozenset(pair for pair, decision in _last(journal).items() if decision.verdict == LATER)


def alone(journal: Sequence[Decision]) -> frozenset[str]:
    """Keys of the records that a person said to be a place of their own, and of which nobody said "same" since."""
    tied = {key for item in standing(journal) if item.same for key in (item.first, item.second)}
    gone = undone(journal)
    said = {one.first for one in journal if one.verdict == ALONE and one.act not in gone}
    return frozenset(said - tied)


def acts_naming(journal: Sequence[Decision], keys: Set[str]) -> tuple[int, ...]:
    """Numbers of the acts that hold and name one of some record keys."""
    gone = undone(journal)
    set_alone = [one for one in journal if one.verdict == ALONE and one.act not in gone]
    return tuple(sorted({one.act for one in (*_last(journal).values(), *set_alone) if keys & {*one.keys}}))


def tied_by_persons(settled: Iterable[Settled]) -> dict[str, frozenset[str]]:
    """Each record key that persons tie to others → all those that are then one place, itself among them.

    "Same" passes on, also through a record that is not there any more: A is B, B is C, and B left its listing.
    """
    group: dict[str, set[str]] = {}
    for item in settled:
        if item.same:
            joined = group.get(item.first, {item.first}) | group.get(item.second, {item.second})
            group |= dict.fromkeys(joined, joined)
    return {key: frozenset(joined) for key, joined in group.items()}


def apart_by(settled: Iterable[Settled]) -> dict[str, frozenset[str]]:
    """Each record key that persons said to be different from others → those others."""
    found: dict[str, set[str]] = {}
    for item in settled:
        if not item.same:
            found.setdefault(item.first, set()).add(item.second)
            found.setdefault(item.second, set()).add(item.first)
    return {key: frozenset(others) for key, others in found.items()}


def undone(journal: Sequence[Decision]) -> frozenset[int]:
    """Numbers of the acts that were taken back, and whose taking back was not."""
    found: set[int] = set()
    for decision in reversed(journal):
        if decision.verdict == UNDO and decision.act not in found:
            found.add(decision.undoes)
    return frozenset(found)


def merged(
    journal: Sequence[Decision], ones: Iterable[str], others: Iterable[str], signature: Signature
) -> tuple[Decision, ...]:
    """The lines of an act that makes two groups of records one place, the first pair leading.

    What was said to be different between them is said to be the same. Each group is bound as it stands: without
    that, vetoes between the records of the two would part what the linkage alone had joined.
    """
    ones, others = list(ones), list(others)
    apart = {decision.pair for decision in _last(journal).values() if decision.verdict == DIFFERENT}
    pairs = [(one, other) for one in ones for other in others]
    across = [*pairs[:1], *(pair for pair in pairs if _ordered(pair) in apart)]
    tied = tied_by_persons(standing(journal))
    said = dict.fromkeys([*across, *_binding(ones, tied), *_binding(others, tied)])
    return _lines(journal, SAME, said, signature)


def _binding(records: Sequence[str], tied: Mapping[str, frozenset[str]]) -> list[Pair]:
    """Pairs that bind records to the first of them, one for each group that nobody bound to it before."""
    bound: set[str] = set()
    pairs: list[Pair] = []
    for record in records:
        if record not in bound:
            pairs += [(records[0], record)] if bound else []
            bound |= tied.get(record, frozenset({record}))
    return pairs


def divided(
    journal: Sequence[Decision], part: Iterable[str], rest: Iterable[str], signature: Signature
) -> tuple[Decision, ...]:
    """The lines of an act that says of each record of a part that it is not the place of any of the rest."""
    others = list(rest)
    return _lines(journal, DIFFERENT, [(one, other) for one in part for other in others], signature)


def set_apart(journal: Sequence[Decision], record: str, signature: Signature) -> tuple[Decision, ...]:
    """The line of an act that says of a record that it is a place of its own, now and after later linkages."""
    act = _next(journal)
    return (Decision(act, ALONE, record, who=signature.who, date=signature.date, reason=signature.reason),)


def left_for_later(journal: Sequence[Decision], pair: Pair, signature: Signature) -> tuple[Decision, ...]:
    """The line of an act that puts a pair at the end of the queue."""
    return _lines(journal, LATER, [pair], signature)


def taken_back(journal: Sequence[Decision], act: int, signature: Signature) -> tuple[Decision, ...]:
    """The line of an act that undoes another; raises InputRefused when there is none to undo, or what is left
    contradicts itself."""
    if act not in {decision.act for decision in journal} - undone(journal):
        raise InputRefused(
            Words("le numéro d’un acte qui tient encore", "the number of an act that still stands"), value=act
        )
    line = Decision(
        _next(journal), UNDO, undoes=act, who=signature.who, date=signature.date, reason=signature.reason
    )
    fault = contradiction(standing((*journal, line)))
    if fault is not None:
        raise InputRefused(
            Words("un acte dont d’autres ne dépendent pas", "an act that no other depends on"),
            value=act,
            hint=Words(
                f"{fault.first} et {fault.second} seraient un lieu et deux : annuler d’abord l’acte plus récent",
                f"{fault.first} and {fault.second} would be one place and two: undo the later act first",
            ),
        )
    return (line,)


def contradiction(settled: Sequence[Settled]) -> Settled | None:
    """The first "different" that the "same" ones deny (A is B, B is C, and A is not C), or None."""
    group = tied_by_persons(settled)
    return next(
        (item for item in settled if not item.same and item.second in group.get(item.first, ())), None
    )


def _last(journal: Sequence[Decision]) -> Mapping[Pair, Decision]:
    gone = undone(journal)
    found: dict[Pair, Decision] = {}
    for decision in journal:
        if decision.verdict == UNDO or decision.act in gone:
            continue
        before = found.get(decision.pair)
        if decision.verdict == ALONE:
            found = _without(found, decision.first)
        elif decision.verdict != LATER or before is None or before.verdict == LATER:
            # a verdict is taken back by undoing its act, never by leaving for later what it settled
            found.pop(decision.pair, None)
            found[decision.pair] = decision
    return found


def _without(found: Mapping[Pair, Decision], record: str) -> dict[Pair, Decision]:
    """The verdicts that stand once a record is alone: what was said to be the same as it before is denied.

    One act made one place of all the records that it names: the others stay one without this record.
    """
    kept = {pair: one for pair, one in found.items() if one.verdict != SAME or record not in pair}
    left: dict[int, str] = {}
    for pair, one in found.items():
        if pair in kept:
            continue
        other = pair[1] if pair[0] == record else pair[0]
        if one.act in left:
            low, high = _ordered((left[one.act], other))
            kept.setdefault((low, high), replace(one, first=low, second=high))
        left[one.act] = other
    return kept


def _ordered(pair: Pair) -> Pair:
    return pair if pair[0] <= pair[1] else (pair[1], pair[0])


def _next(journal: Sequence[Decision]) -> int:
    return max((decision.act for decision in journal), default=0) + 1


def _lines(
    journal: Sequence[Decision], verdict: str, pairs: Iterable[Pair], signature: Signature
) -> tuple[Decision, ...]:
    act = _next(journal)
    return tuple(
        Decision(
            act, verdict, *_ordered(pair), who=signature.who, date=signature.date, reason=signature.reason
        )
        for pair in pairs
    )


def read_decisions(text: str, *, file: str) -> tuple[Decision, ...]:
    """The journal, in the order of the file; raises TableRefused with the line.

    A line without a number is an act of its own. A journal that cannot be obeyed is refused: A is B, B is C, and
    A is not C.
    """
    journal: list[Decision] = []
    lines: list[int] = []
    for line, row in read_lines(text, COLUMNS, file=file, required=COLUMNS[1:2]):
        journal.append(_decision(row, line, file=file, next_act=_next(journal)))
        lines.append(line)
        if journal[-1].verdict == UNDO and journal[-1].undoes not in {one.act for one in journal[:-1]}:
            raise TableRefused(
                Words("le numéro d’un acte plus haut dans le fichier", "the number of an act above in the file"),
                file=file, line=line, column="undoes", value=row["undoes"],
            )  # fmt: skip
    fault = contradiction(standing(journal))
    if fault is not None:
        last = max(
            rank for rank, one in enumerate(journal) if one.pair == _ordered((fault.first, fault.second))
        )
        raise TableRefused(
            Words(
                "un avis que d’autres lignes ne démentent pas : elles font de ces deux fiches un seul lieu",
                "a decision that other lines do not contradict: they make these two records one place",
            ),
            file=file,
            line=lines[last],
            value=f"{fault.first}, {fault.second}",
        )
    return tuple(journal)


def _decision(row: Mapping[str, str], line: int, *, file: str, next_act: int) -> Decision:
    def refused(expected: Words, column: str) -> TableRefused:
        return TableRefused(expected, file=file, line=line, column=column, value=row[column])

    verdict = VERDICTS.get(row["verdict"].strip().lower())
    if verdict is None:
        raise refused(
            Words("same, different, alone, later ou undo", "same, different, alone, later or undo"), "verdict"
        )
    numbers: dict[str, int] = {}
    for column in ("act", "undoes"):
        if row[column] and not (row[column].isdecimal() and int(row[column]) > 0):
            raise refused(Words("le numéro d’un acte", "the number of an act"), column)
        numbers[column] = int(row[column] or 0)
    act = numbers["act"] or next_act
    said = partial(Decision, act, verdict, who=row["who"], date=row["date"], reason=row["reason"])
    if verdict == UNDO:
        if not numbers["undoes"]:
            raise refused(Words("le numéro de l’acte à annuler", "the number of the act to undo"), "undoes")
        return said(undoes=numbers["undoes"])
    named = COLUMNS[2:4] if verdict == ALONE else COLUMNS[2:6]
    for column in named:
        if not row[column]:
            raise refused(Words("une valeur", "a value"), column)
    first = f"{row['first_listing']}:{row['first_record']}"
    if verdict == ALONE:
        for column in COLUMNS[4:6]:
            if row[column]:
                raise refused(Words("rien : une fiche est seule", "nothing: one record is alone"), column)
        return said(first=first)
    second = f"{row['second_listing']}:{row['second_record']}"
    if first == second:
        raise TableRefused(
            Words("deux fiches différentes", "two different records"), file=file, line=line, value=first,
            hint=Words("supprimer cette ligne, qui ne dit rien", "delete this line, which says nothing"),
        )  # fmt: skip
    return said(first=first, second=second)


def write_decisions(journal: Sequence[Decision]) -> str:
    """The CSV of a study's decisions."""

    def halves(key: str) -> tuple[str, str]:
        listing, _, record_id = key.partition(":")
        return listing, record_id

    return write_lines(
        COLUMNS,
        (
            (
                str(one.act), one.verdict, *halves(one.first), *halves(one.second),
                str(one.undoes) if one.undoes else "", one.who, one.date, one.reason,
            )
            for one in journal
        ),
    )  # fmt: skip
