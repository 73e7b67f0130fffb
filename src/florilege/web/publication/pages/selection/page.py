"""What the selection page says: the list, how sure it is, the rules, the places next to it, what to find out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from msgspec import Struct

from florilege.faults import Words
from florilege.web.publication.contents.places import PlaceContent
from florilege.web.publication.contents.selection import RuleContent, SelectionContent
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.pages import home, judgement
from florilege.web.publication.pages.directory import NOWHERE, PlaceLine, place_line, region_code, region_name
from florilege.web.publication.pages.fragility import Fragility, fragility
from florilege.web.publication.pages.selection import charts, decisions
from florilege.web.publication.pages.selection.consequences import ConsequencesView, consequences
from florilege.web.publication.pages.selection.steadiness import SteadinessView, steadiness
from florilege.web.publication.text import words

NEAREST = 25
"""How many places not kept are shown under the list; the page of candidates has them all."""


class CandidateLine(Struct, frozen=True):
    """A candidate as a line of the selection."""

    place: PlaceLine
    region: str
    verdict: judgement.Verdict
    unknown: int
    score_bar: judgement.Bar
    rate_bar: judgement.Bar


class RuleLine(Struct, frozen=True):
    """A rule of balance ready to print."""

    words: str
    reason: str
    binding: bool
    price: str
    changes: bool | None
    enters: tuple[PlaceLine, ...]
    leaves: tuple[PlaceLine, ...]


class FindingLine(Struct, frozen=True):
    """A fact worth finding out next."""

    slug: str
    name: str
    commune: str
    criteria: tuple[str, ...]


class Shortage(Struct, frozen=True):
    """Fewer candidates left than a list holds, as a sentence, and why the others went, with how many."""

    sentence: str
    left: int
    causes: tuple[tuple[str, str], ...]


class SelectionView(Struct, frozen=True):
    """The selection page ready to print."""

    status: str
    size: int
    objective: str
    draws: str
    seed: str
    core: str
    exterior: str
    reference: str
    kept: tuple[CandidateLine, ...]
    nearest: tuple[CandidateLine, ...]
    candidates: int
    not_appraisable: int
    rules: tuple[RuleLine, ...]
    clash: tuple[str, ...]
    shortage: Shortage | None
    relaxation: tuple[str, ...]
    by_rule: tuple[str, ...]
    other: tuple[PlaceLine, ...] | None
    other_clashes: bool
    enters: tuple[PlaceLine, ...] | None
    leaves: tuple[PlaceLine, ...] | None
    findings: tuple[FindingLine, ...]
    beside: tuple[home.Beside, ...]
    lacking: home.Lacking
    figures: charts.SelectionFigures
    team: decisions.TeamView
    steady: SteadinessView | None
    fragility: Fragility | None
    consequences: ConsequencesView | None


def view(contents: StudyContents, language: str) -> SelectionView | None:
    """The selection page in a language; None when the study has no selection yet."""
    run = contents.selection
    if run is None:
        return None
    usual = contents.usual
    rules = {rule.key: rule for rule in run.rules}
    enters, leaves = _other_reading(contents, run, language)
    return SelectionView(
        status=run.status,
        size=len(contents.kept) or run.size,
        objective="" if run.objective is None else words.score(run.objective, language),
        draws="" if run.draws is None else words.number(run.draws, language),
        seed="" if run.seed is None else str(run.seed),
        core=words.share(run.core, language),
        exterior=words.share(run.exterior, language),
        reference=run.unknown_reference,
        kept=tuple(
            _line(place, language, judgement.distinction(place, contents.criteria, usual, language))
            for place in contents.kept
        ),
        nearest=tuple(
            _line(place, language, held_back(place, language)) for place in contents.not_kept[:NEAREST]
        ),
        candidates=len(contents.candidates),
        not_appraisable=len(contents.unjudged),
        rules=tuple(_rule_line(rule, contents, language) for rule in run.rules),
        clash=tuple(words.said(_rule_words(rules, key), language) for key in run.clash),
        shortage=_shortage(contents, run, language),
        relaxation=tuple(words.said(change, language) for change in run.relaxation),
        by_rule=tuple(
            words.said(
                Words(" ; ".join(one.fr for one in changes), "; ".join(one.en for one in changes)), language
            )
            for changes in run.relaxations_by_rule
            if changes != run.relaxation
        ),
        other=None if run.other_reading is None else _lines(contents, run.other_reading, language),
        other_clashes=run.other_clashes,
        enters=enters,
        leaves=leaves,
        findings=_findings(contents, run, language),
        beside=tuple(home.beside(place, language) for place in contents.of_2022),
        lacking=home.lacking(contents, language),
        figures=charts.figures(contents, run, language),
        team=decisions.team(contents, language),
        steady=steadiness(contents, language),
        fragility=fragility(contents, language),
        consequences=consequences(contents, language),
    )


def not_kept_lines(places: Sequence[PlaceContent], language: str) -> tuple[CandidateLine, ...]:
    """Candidates not kept, each with what holds it back."""
    return tuple(_line(place, language, held_back(place, language)) for place in places)


def candidate_lines(contents: StudyContents, language: str) -> tuple[CandidateLine, ...]:
    """Every candidate, the surest first."""
    return tuple(_line(place, language) for place in (*contents.kept, *contents.not_kept))


class UnjudgedLine(Struct, frozen=True):
    """A place of the scope of which too little is known: what is known, and what is missing, in words."""

    place: PlaceLine
    known: int
    missing: tuple[str, ...]


class UnjudgedRegion(Struct, frozen=True):
    """A région and its places that could not be judged, those that miss least first."""

    code: str
    name: str
    count: str
    places: tuple[UnjudgedLine, ...]


class UnjudgedView(Struct, frozen=True):
    """The places that could not be judged, by région; the criteria that most of them miss, and for how many."""

    count: str
    regions: tuple[UnjudgedRegion, ...]
    missing: tuple[tuple[str, str], ...]


def unjudged(contents: StudyContents, language: str) -> UnjudgedView:
    """The places of the scope that could not be judged, with what each of them lacks."""
    titles = {criterion.key: words.said(criterion.title, language) for criterion in contents.criteria}
    found = contents.unjudged
    lacking = Counter(key for place in found for key in place.missing)
    by_region: dict[str, list[PlaceContent]] = defaultdict(list)
    for place in sorted(
        found, key=lambda place: (len(place.missing), words.sort_key(place.called.in_language(language)))
    ):
        by_region[region_code(place)].append(place)
    regions = [
        UnjudgedRegion(
            code=code,
            name=region_name(code, places[0].region, language),
            count=words.number(len(places), language),
            places=tuple(unjudged_line(place, titles, language) for place in places),
        )
        for code, places in by_region.items()
    ]
    return UnjudgedView(
        count=words.number(len(found), language),
        regions=tuple(sorted(regions, key=lambda one: (one.code == NOWHERE, words.sort_key(one.name)))),
        missing=tuple(
            (titles.get(key, key), words.number(count, language))
            for key, count in sorted(lacking.items(), key=lambda item: (-item[1], item[0]))
        ),
    )


def unjudged_line(place: PlaceContent, titles: Mapping[str, str], language: str) -> UnjudgedLine:
    """What is known of a place too little known, and the criteria of which nothing is; titles : by criterion."""
    return UnjudgedLine(
        place=place_line(place, language),
        known=len(titles) - len(place.missing),
        missing=tuple(titles.get(key, key) for key in place.missing),
    )


SHORT_OF = Words(
    "Il lui manque {gap} point sur 1 pour la place que prend « {rival} ».",
    "It is {gap} points of 1 short of the place that “{rival}” takes.",
)


def held_back(place: PlaceContent, language: str, by_id: Mapping[str, PlaceContent] | None = None) -> str:
    """Why a candidate is not in the list: the rule that holds it back, then what would bring it in.

    by_id : places, to say how far it is, where no single criterion would do, from whom keeping it would put out
    """
    reasons = place.choice.reasons if place.choice is not None else ()
    chosen = [
        next((reason for reason in reasons if reason.code == code), None)
        for code in ("kept_out", "improvement", "no_improvement", "improvement_of_two")
    ]
    if chosen[1] is not None:  # one does alone: the page of the place has the pair
        chosen[3] = None
    found = [judgement.reason_said(reason, language) for reason in chosen if reason is not None]
    if by_id is not None and chosen[2] is not None:
        found.append(_in_the_way(place, language, by_id))
    return " ".join(found or [judgement.reason_said(reason, language) for reason in reasons[:1]])


def _in_the_way(place: PlaceContent, language: str, by_id: Mapping[str, PlaceContent]) -> str:
    """How far a place is from the one whose seat it would take; where that is not one of more points, what it would cost."""
    choice = place.choice
    assert choice is not None
    rivals = [by_id[one] for one in choice.swapped if one in by_id]
    if len(rivals) == len(choice.swapped) == 1 and (rival := rivals[0].choice) is not None:
        gap = rival.score - choice.score
        if gap > 0:
            name = rivals[0].called.in_language(language)
            return words.filled(SHORT_OF, language, gap=words.score(gap, language), rival=name)
    loss = next((reason for reason in choice.reasons if reason.code == "loss"), None)
    # as the engine wrote it: cut short twice, 0.25497 would read 0.26
    return "" if loss is None else words.said(loss.words, language)


def _line(place: PlaceContent, language: str, why: str = "") -> CandidateLine:
    choice, verdict = place.choice, judgement.verdict(place, language)
    assert choice is not None
    assert verdict is not None
    rate = choice.acceptability or 0.0
    low = choice.ci_low if choice.ci_low is not None else rate
    high = choice.ci_high if choice.ci_high is not None else rate
    return CandidateLine(
        place=place_line(place, language, why=why),
        region=place.region,
        verdict=verdict,
        unknown=judgement.unknown_count(place),
        score_bar=judgement.bar(choice.score_low, choice.score_high),
        rate_bar=judgement.bar(low, high),
    )


def _rule_line(rule: RuleContent, contents: StudyContents, language: str) -> RuleLine:
    return RuleLine(
        words=words.said(rule.words, language),
        reason=words.said(rule.reason, language) if rule.reason is not None else "",
        binding=rule.binding,
        price="" if rule.price is None else words.score(rule.price, language),
        changes=rule.changes,
        enters=_lines(contents, rule.enters, language),
        leaves=_lines(contents, rule.leaves, language),
    )


def _rule_words(rules: dict[str, RuleContent], key: str) -> Words:
    if key == "size":
        return Words("le nombre de lieux à garder", "the number of places to keep")
    return rules[key].words if key in rules else Words(key, key)


def _shortage(contents: StudyContents, run: SelectionContent, language: str) -> Shortage | None:
    """The shortage of candidates, those out of the scope among its causes; None where there is none."""
    found = run.shortage
    if found is None:
        return None
    counts = {stage.code: stage.count for stage in contents.stages}
    outside = counts.get("long_list", 0) - counts.get("in_scope", counts.get("long_list", 0))
    causes = (*found.causes, *(((_OUT_OF_SCOPE, outside),) if outside else ()))
    return Shortage(
        words.said(found.words, language),
        found.left,
        tuple((words.said(why, language), words.number(count, language)) for why, count in causes),
    )


_OUT_OF_SCOPE = Words("hors du champ de l’étude", "outside the scope of the study")


def _other_reading(
    contents: StudyContents, run: SelectionContent, language: str
) -> tuple[tuple[PlaceLine, ...] | None, tuple[PlaceLine, ...] | None]:
    """Which places enter and leave when the unknown is read the other way; None when it was not computed."""
    if run.other_reading is None or run.other_clashes:
        return None, None
    other, kept = set(run.other_reading), {place.place_id for place in contents.places if place.computed}
    return _lines(contents, sorted(other - kept), language), _lines(contents, sorted(kept - other), language)


def _lines(contents: StudyContents, ids: Sequence[str], language: str) -> tuple[PlaceLine, ...]:
    found = [contents.by_id[place_id] for place_id in ids if place_id in contents.by_id]
    return tuple(
        place_line(place, language)
        for place in sorted(found, key=lambda place: words.sort_key(place.called.in_language(language)))
    )


def _findings(contents: StudyContents, run: SelectionContent, language: str) -> tuple[FindingLine, ...]:
    """What to find out next, place by place, at most twenty."""
    titles = {criterion.key: words.said(criterion.title, language) for criterion in contents.criteria}
    by_place: dict[str, list[str]] = {}
    for finding in run.findings:
        by_place.setdefault(finding.place_id, []).append(titles.get(finding.criterion, finding.criterion))
    lines: list[FindingLine] = []
    for place_id, criteria in by_place.items():
        place = contents.by_id.get(place_id)
        if place is not None:
            lines.append(
                FindingLine(place.slug, place.called.in_language(language), place.commune, tuple(criteria))
            )
    return tuple(lines[:20])
