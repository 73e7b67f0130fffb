"""The stages after the appraisal: short list, visits, selection; who decided that a place passes each, and why.

A study's `stages.csv` is a log: of the lines about one place at one stage the last stands, and all stay. A place that a
person puts out at the short list or at the visits leaves the computation of the list; at the stage of the selection,
what a person says changes the list published and nothing of what was computed (`overrides`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from florilege.csv_lines import read_lines
from florilege.faults import InputRefused, TableRefused, Words
from florilege.toml_lines import Table, nearest

COLUMNS = ("place_id", "stage", "outcome", "reason_fr", "reason_en", "author", "date")
CHANGE_COLUMNS = ("place_id", "change", *COLUMNS[3:])
SHORT_LIST, VISITS, SELECTION = "short_list", "visits", "selection"
STAGES = (SHORT_LIST, VISITS, SELECTION)
"""The stages that persons decide, in order."""
NAMES: Mapping[str, Words] = {
    SHORT_LIST: Words("liste courte", "short list"),
    VISITS: Words("visites", "visits"),
    SELECTION: Words("sélection", "selection"),
}
IN, OUT = "in", "out"
RULE, PERSON = "rule", "person"
DECIDED = "decided"
"""Setting of a stage that only the places named by a person pass."""
_STAGES = {
    "short_list": SHORT_LIST, "short-list": SHORT_LIST, "liste courte": SHORT_LIST,
    "visits": VISITS, "visites": VISITS,
    "selection": SELECTION, "sélection": SELECTION,
}  # fmt: skip
_OUTCOMES = {"in": IN, "retenu": IN, "out": OUT, "écarté": OUT}


class StageDecision(Struct, frozen=True):
    """What a person decided of a place at a stage; `file` and `line` say where it is written."""

    place_id: str
    stage: str
    outcome: str
    reason: Words
    author: str
    date: str
    file: str
    line: int


class StageSettings(Struct, frozen=True):
    """How many places pass a stage when nobody said which: a number, `DECIDED`, or None where all pass."""

    short_list: int | str | None = None
    visits: int | str | None = None

    def of(self, stage: str) -> int | str | None:
        return {SHORT_LIST: self.short_list, VISITS: self.visits}.get(stage)


class Eligible(Struct, frozen=True):
    """The places that decisions may name: candidates, and what is known of the other ids.

    survivors : id of a place that was merged → id of the place it is now
    not_appraisable, others : ids that exist and are no candidates
    """

    candidates: Collection[str]
    survivors: Mapping[str, str]
    not_appraisable: Collection[str] = ()
    others: Collection[str] = ()


class Passage(Struct, frozen=True):
    """What became of one place at one stage; `decided_by` is "rule" or "person", and only a person has a name."""

    place_id: str
    stage: str
    outcome: str
    decided_by: str
    reason: Words
    author: str = ""
    date: str = ""


def read_settings(head: Table, most: int) -> StageSettings:
    """The table `[study.stages]`; raises StudyFileRefused. most : places that the list may hold."""
    table = head.table("stages")
    short_list = _setting(table, SHORT_LIST, most)
    visits = _setting(table, VISITS, most)
    table.refuse_unknown()
    if isinstance(short_list, int) and isinstance(visits, int) and visits > short_list:
        raise table.refused(
            Words(f"au plus {short_list}, la liste courte", f"at most {short_list}, the short list"),
            key=VISITS,
            value=visits,
        )
    return StageSettings(short_list, visits)


def _setting(table: Table, key: str, most: int) -> int | str | None:
    value = table.raw(key)
    if value is None or value == DECIDED:
        return value if value is None else DECIDED
    if isinstance(value, int) and not isinstance(value, bool) and most <= value <= 1_000_000:
        return value
    raise table.refused(
        Words(
            f'un nombre de lieux, au moins {most} (la taille de la liste), ou "{DECIDED}"',
            f'a number of places, {most} or more (the size of the list), or "{DECIDED}"',
        ),
        key=key,
        value=value,
        hint=nearest(str(value), (DECIDED,)) or Words("prendre l’un des deux", "choose one of the two"),
    )


def read_stages(text: str, *, file: str) -> tuple[StageDecision, ...]:
    """The log of a study's stages, in the order of the file; raises TableRefused with line and column."""
    return tuple(
        _decision(row, line, file=file, stage=_word(row, "stage", _STAGES, at=(file, line)), column="outcome")
        for line, row in read_lines(text, COLUMNS, file=file, required=COLUMNS)
    )


def read_changes(text: str, *, file: str) -> tuple[StageDecision, ...]:
    """Changes of the list published, as decisions at the stage of the selection (`overrides.csv`)."""
    return tuple(
        _decision(row, line, file=file, stage=SELECTION, column="change")
        for line, row in read_lines(text, CHANGE_COLUMNS, file=file, required=CHANGE_COLUMNS)
    )


def _decision(row: Mapping[str, str], line: int, *, file: str, stage: str, column: str) -> StageDecision:
    at = (file, line)
    return StageDecision(
        place_id=row["place_id"].strip(),
        stage=stage,
        outcome=_word(row, column, _OUTCOMES, at=at),
        reason=Words(_said(row, "reason_fr", at=at), _said(row, "reason_en", at=at)),
        author=_said(row, "author", at=at),
        date=_day(row, at=at),
        file=file,
        line=line,
    )


def _word(row: Mapping[str, str], column: str, known: Mapping[str, str], *, at: tuple[str, int]) -> str:
    found = known.get(row[column].strip().lower())
    if found is None:
        listed = ", ".join(dict.fromkeys(known.values()))
        raise TableRefused(
            Words(f"l’un de : {listed}", f"one of: {listed}"),
            file=at[0],
            line=at[1],
            column=column,
            value=row[column],
            hint=nearest(row[column], tuple(known)),
        )
    return found


def _said(row: Mapping[str, str], column: str, *, at: tuple[str, int]) -> str:
    text = row[column].strip()
    if not text:
        raise TableRefused(Words("une valeur", "a value"), file=at[0], line=at[1], column=column)
    return text


def _day(row: Mapping[str, str], *, at: tuple[str, int]) -> str:
    text = row["date"].strip()
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise TableRefused(
            Words("une date AAAA-MM-JJ", "a date YYYY-MM-DD"),
            file=at[0],
            line=at[1],
            column="date",
            value=row["date"],
        ) from None


def of_candidates(decisions: Iterable[StageDecision], eligible: Eligible) -> tuple[StageDecision, ...]:
    """The decisions under the ids that places have today; raises TableRefused for what is no candidate."""
    return tuple(
        replace(one, place_id=survivor(one.place_id, eligible.survivors))
        if survivor(one.place_id, eligible.survivors) in eligible.candidates
        else _no_candidate(one, eligible)
        for one in decisions
    )


def survivor(place_id: str, survivors: Mapping[str, str]) -> str:
    """The id that a place has today: its own, or that of the place it was merged into."""
    seen: set[str] = set()
    while place_id in survivors and place_id not in seen:
        seen.add(place_id)
        place_id = survivors[place_id]
    return place_id


def _no_candidate(one: StageDecision, eligible: Eligible) -> StageDecision:
    today = survivor(one.place_id, eligible.survivors)
    hint = nearest(one.place_id, tuple(eligible.candidates)) or Words(
        "prendre un identifiant de places.csv", "use an id from places.csv"
    )
    if today in eligible.not_appraisable:
        hint = Words(
            "trop peu est connu de ce lieu : le visiter, ou abaisser known_at_least",
            "too little is known about this place: visit it, or lower known_at_least",
        )
    elif today in eligible.others:
        hint = Words("ce lieu est hors du champ de l’étude", "this place is outside the scope of the study")
    raise TableRefused(
        Words("l’identifiant d’un candidat", "the id of a candidate"),
        file=one.file,
        line=one.line,
        column="place_id",
        value=one.place_id,
        hint=hint,
    )


def standing(decisions: Iterable[StageDecision]) -> dict[tuple[str, str], StageDecision]:
    """What stands of each place at each stage: the last line about it."""
    return {(one.place_id, one.stage): one for one in decisions}


def check_consistent(log: Sequence[StageDecision], changes: Sequence[StageDecision] = ()) -> None:
    """Refuse what cannot stand together: out at a stage and in at a later one, or put in here and out there.

    changes : of the list published, beside the log. Raises TableRefused on the line written last; the hint names
    the other.
    """
    stands, changed = standing(log), standing(changes)
    for place_id in dict.fromkeys(one.place_id for one in (*log, *changes)):
        said = [stands[place_id, stage] for stage in STAGES if (place_id, stage) in stands]
        change = changed.get((place_id, SELECTION))
        for rank, one in enumerate(said):
            for later in (*said[rank + 1 :], *((change,) if change is not None else ())):
                if one.outcome == OUT and later.outcome == IN:
                    raise _contrary(one, later)
                if one.stage == later.stage and one.outcome != later.outcome:
                    raise _contrary(one, later)


def _contrary(one: StageDecision, other: StageDecision) -> InputRefused:
    last, first = (other, one) if one.file != other.file or other.line > one.line else (one, other)
    stage, outcome = NAMES[first.stage], ("retenu" if first.outcome == IN else "écarté")
    kept = "in" if first.outcome == IN else "out"
    return TableRefused(
        Words(
            f"une décision qui ne contredit pas la ligne {first.line} de {_name(first.file)}, où ce lieu est {outcome}"
            f" ({stage.fr})",
            f"a decision that does not contradict line {first.line} of {_name(first.file)}, where this place is {kept}"
            f" ({stage.en})",
        ),
        file=last.file,
        line=last.line,
        column="place_id",
        value=last.place_id,
        hint=Words(
            "ajouter dans cet autre fichier, ou plus bas, une ligne qui change l’autre décision",
            "add a line, in that file or below, that changes the other decision",
        ),
    )


def _name(file: str) -> str:
    return file.replace("\\", "/").rpartition("/")[2]


def left_out(
    candidates: Iterable[str], decisions: Iterable[StageDecision], settings: StageSettings
) -> tuple[str, ...]:
    """The candidates that do not come to the computation: put out at the short list or at the visits by a person,
    or not named at a stage that only the places named pass, nor at a later one; in the order of the ids.
    """
    stands = standing(decisions)
    found = {place for (place, stage), one in stands.items() if stage != SELECTION and one.outcome == OUT}
    for rank, stage in enumerate(STAGES[:-1]):
        if settings.of(stage) == DECIDED:
            named = {
                place
                for (place, at), one in stands.items()
                if at in STAGES[rank + 1 :] or (at == stage and one.outcome == IN)
            }
            found |= set(candidates) - named
    return tuple(sorted(found))


def passages(
    order: Sequence[str],
    decisions: Iterable[StageDecision],
    settings: StageSettings,
    *,
    published: Collection[str],
    computed: Collection[str],
) -> tuple[Passage, ...]:
    """What became of each candidate at each stage, stage by stage, in the order given.

    order : candidates, those that a rule lets pass first in front; published, computed : the lists, places of which
    no rule keeps back at a stage.
    """
    stands = standing(decisions)
    found: list[Passage] = []
    left = list(order)
    for stage in (SHORT_LIST, VISITS):
        passing = _at_stage(stage, left, stands, settings.of(stage), sure={*published, *computed})
        found.extend(passing)
        left = [one.place_id for one in passing if one.outcome == IN]
    return (*found, *(_selected(place, stands, published, computed) for place in left))


def _at_stage(
    stage: str,
    places: Sequence[str],
    stands: Mapping[tuple[str, str], StageDecision],
    setting: int | str | None,
    *,
    sure: Collection[str],
) -> list[Passage]:
    """What becomes of places at a stage. A place that a person decided of at a later stage has passed this one."""
    following = STAGES[STAGES.index(stage) + 1 :]
    own = {place: stands.get((place, stage)) for place in places}
    later = {place for place in places if any((place, at) in stands for at in following)}
    passing = sum(
        one.outcome == IN if one is not None else place in sure or place in later
        for place, one in own.items()
    )
    room = setting - passing if isinstance(setting, int) else 0
    found: list[Passage] = []
    for place, one in own.items():
        if one is not None:
            found.append(Passage(place, stage, one.outcome, PERSON, one.reason, one.author, one.date))
            continue
        passes, why = True, _ALL_PASS
        if place in later or place in sure:
            why = _LATER if place in later else _SURE
        elif setting is not None:
            passes, room = room > 0, room - 1
            why = _first(setting, passes=passes) if isinstance(setting, int) else _NOT_NAMED
        found.append(Passage(place, stage, IN if passes else OUT, RULE, why))
    return found


def _first(count: int, *, passes: bool) -> Words:
    fr, en = ("parmi les", "among the first") if passes else ("au-delà des", "beyond the first")
    return Words(
        f"{fr} {count} premiers : la liste calculée, puis les plus souvent gardés",
        f"{en} {count}: the computed list, then those kept most often",
    )


_ALL_PASS = Words("aucune décision écrite : tous passent", "no decision was recorded: all pass")
_SURE = Words("dans la liste calculée ou publiée", "in the computed list or the published one")
_LATER = Words("une décision a été écrite à une étape suivante", "a decision was recorded at a later stage")
_NOT_NAMED = Words("pas nommé par l’équipe", "not named by the team")
_KEPT = Words("gardé par le calcul", "kept by the computation")
_NOT_KEPT = Words("non gardé par le calcul", "not kept by the computation")


def _selected(
    place: str,
    stands: Mapping[tuple[str, str], StageDecision],
    published: Collection[str],
    computed: Collection[str],
) -> Passage:
    outcome = IN if place in published else OUT
    one = stands.get((place, SELECTION))
    if one is not None and one.outcome == outcome:
        return Passage(place, SELECTION, outcome, PERSON, one.reason, one.author, one.date)
    return Passage(place, SELECTION, outcome, RULE, _KEPT if place in computed else _NOT_KEPT)
