"""What persons decided, ready to print: the stages and who passed them, the list published beside the list computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from florilege.faults import Words
from florilege.listings.counts import in_english, in_french
from florilege.selection.stages import IN, NAMES, OUT, PERSON, RULE, SELECTION, STAGES, Passage
from florilege.web.publication.contents.decided import Decided
from florilege.web.publication.contents.places import PlaceContent
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.pages.directory import PlaceLine, place_line
from florilege.web.publication.text import words

WHYS = 3
"""How many rules of a stage are told beside its count, at most."""
EFFECTS: Mapping[tuple[str, str], Words] = {
    ("enters", "in"): Words("ajouté par l’équipe", "added by the team"),
    ("leaves", "out"): Words("retiré par l’équipe", "removed by the team"),
    ("nothing", "in"): Words("gardé déjà par le calcul", "already kept by the computation"),
    ("nothing", "out"): Words("déjà hors de la liste calculée", "already outside the computed list"),
}
OUTCOMES: Mapping[str, Words] = {IN: Words("retenu", "in"), OUT: Words("écarté", "out")}
OUT_OF_SCOPE = Words("hors du champ de l’étude", "outside the scope of the study")


class StageRow(Struct, frozen=True):
    """A stage that persons decide: how many pass, and who put the others out."""

    label: str
    count: str
    out_by_rule: str
    out_by_person: str
    in_by_person: str
    rules: tuple[str, ...]


class LogLine(Struct, frozen=True):
    """A decision about a place: what, why, who, when; and what became of it."""

    place: PlaceLine
    stage: str
    outcome: str
    reason: str
    author: str
    date: str
    stands: bool


class Pairing(Struct, frozen=True):
    """A place of the list computed or of the list published, and which of the two hold it."""

    place: PlaceLine
    computed: bool
    published: bool


class TeamView(Struct, frozen=True):
    """The list published beside the list computed."""

    changes: tuple[LogLine, ...]
    pairs: tuple[Pairing, ...]
    computed: int
    published: int
    entering: int
    leaving: int
    broken: tuple[str, ...]

    @property
    def differs(self) -> bool:
        return bool(self.entering or self.leaving)


def stages(contents: StudyContents, language: str) -> tuple[StageRow, ...]:
    """The stages between the appraisal and the list, and the list; none when nothing was selected."""
    return tuple(
        _row(stage, [one for one in contents.passages if one.stage == stage], language)
        for stage in STAGES
        if contents.passages
    )


def _row(stage: str, passing: Sequence[Passage], language: str) -> StageRow:
    def count(outcome: str, by: str) -> str:
        found = sum(one.outcome == outcome and one.decided_by == by for one in passing)
        return words.number(found, language)

    rules = dict.fromkeys(words.said(one.reason, language) for one in passing if one.decided_by == RULE)
    return StageRow(
        label=words.said(NAMES[stage], language),
        count=words.number(sum(one.outcome == IN for one in passing), language),
        out_by_rule=count(OUT, RULE),
        out_by_person=count(OUT, PERSON),
        in_by_person=count(IN, PERSON),
        rules=tuple(rules)[:WHYS],
    )


def log(contents: StudyContents, language: str) -> tuple[LogLine, ...]:
    """Every decision of a person, in the order written, those that a later one replaced too."""
    return tuple(
        _line(contents, one, words.said(OUTCOMES[one.outcome], language), language)
        for one in contents.stage_log
        if one.place_id in contents.by_id
    )


def _line(contents: StudyContents, one: Decided, outcome: str, language: str) -> LogLine:
    return LogLine(
        place=place_line(contents.by_id[one.place_id], language),
        stage=words.said(NAMES[one.stage], language),
        outcome=outcome,
        reason=words.said(one.reason, language),
        author=one.author,
        date=words.date(one.date, language),
        stands=one.stands,
    )


def team(contents: StudyContents, language: str) -> TeamView:
    """The list published beside the list computed, the changes one by one, and the rules that they break."""
    listed = [place for place in contents.places if place.kept or place.computed]
    changes = [one for one in contents.changes if one.place_id in contents.by_id]
    return TeamView(
        changes=tuple(_line(contents, one, effect(one, language), language) for one in changes),
        pairs=tuple(
            Pairing(place_line(place, language), place.computed, place.kept)
            for place in sorted(listed, key=lambda place: words.sort_key(place.called.in_language(language)))
        ),
        computed=sum(place.computed for place in listed),
        published=sum(place.kept for place in listed),
        entering=sum(place.kept and not place.computed for place in listed),
        leaving=sum(place.computed and not place.kept for place in listed),
        broken=tuple(words.capitalised(words.said(one, language)) for one in contents.broken_rules),
    )


def effect(one: Decided, language: str) -> str:
    """What a decision about the list does, in words."""
    return words.said(EFFECTS[one.effect, one.outcome] if one.stands else OUTCOMES[one.outcome], language)


def of_place(place: PlaceContent, contents: StudyContents, language: str) -> tuple[LogLine, ...]:
    """What persons decided of a place, at each stage and of the list, in the order written."""
    said = (
        *(one for one in contents.stage_log if one.stage != SELECTION),
        *contents.changes,
    )
    return tuple(
        _line(
            contents,
            one,
            effect(one, language) if one.effect else words.said(OUTCOMES[one.outcome], language),
            language,
        )
        for one in said
        if one.place_id == place.place_id
    )


def put_out_before(place: PlaceContent, contents: StudyContents) -> bool:
    """Whether a person put a place out before the list was computed."""
    return any(
        one.place_id == place.place_id and one.stands and one.outcome == OUT and one.stage != SELECTION
        for one in contents.stage_log
    )


def funnel_rows(contents: StudyContents) -> list[tuple[str, str, str, str, Words, str, str]]:
    """Each place at each stage that it came to: id, stage, outcome, decided by, reason, author, date."""
    rows: list[tuple[str, str, str, str, Words, str, str]] = []
    nothing = Words("", "")
    for place in contents.places:
        rows.append((place.place_id, "long_list", IN, RULE, nothing, "", ""))
        within = bool(place.appraisal)
        rows.append(
            (
                place.place_id,
                "in_scope",
                IN if within else OUT,
                RULE,
                nothing if within else OUT_OF_SCOPE,
                "",
                "",
            )
        )
        if within:
            enough = place.appraisal == "candidate"
            why = nothing if enough else _too_little(place, contents)
            rows.append((place.place_id, "appraisable", IN if enough else OUT, RULE, why, "", ""))
    present = contents.by_id
    rows.extend(
        (one.place_id, one.stage, one.outcome, one.decided_by, one.reason, one.author, one.date)
        for one in contents.passages
        if one.place_id in present
    )
    return rows


def _too_little(place: PlaceContent, contents: StudyContents) -> Words:
    known, asked = len(contents.criteria) - len(place.missing), contents.known_at_least
    return Words(
        f"{in_french(known, 'critère connu', 'critères connus')} ; il en faut {asked}, et sur chaque axe",
        f"{in_english(known, 'criterion', 'criteria')} known; {asked} {'is' if asked == 1 else 'are'} required, with some on each axis",
    )
