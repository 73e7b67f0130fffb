"""What the method page and the data page say: sources, merging, grid, rules, files and licences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from florilege.appraisal.weights import BURN_IN
from florilege.evidence.claims import CONTRIBUTION
from florilege.evidence.rules import WHY
from florilege.faults import Words
from florilege.linkage.bonds import EVIDENCE
from florilege.listings.coverage import EVERYWHERE, Coverage
from florilege.territory.reference import reference
from florilege.web.publication.contents.places import ListingContent
from florilege.web.publication.contents.selection import Criterion
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.pages import judgement
from florilege.web.publication.pages.selection import decisions
from florilege.web.publication.pages.selection import page as selection_page
from florilege.web.publication.text import labels, words
from florilege.web.publication.text.values import code_label, field_label
from florilege.web.study.measures import Measure


class ListingLine(Struct, frozen=True):
    """A listing ready to print."""

    slug: str
    title: str
    publisher: str
    url: str
    licence: str
    licence_url: str
    attribution: str
    date: str
    rows: str
    records: str
    mended: str
    refused: str
    places: str
    shared: str
    other_versions: tuple[str, ...]
    looked: str


class MeasureLine(Struct, frozen=True):
    """A measured figure with its interval, or nothing when it was not measured."""

    value: str
    interval: str


class CriterionLine(Struct, frozen=True):
    """A criterion ready to print."""

    key: str
    title: str
    anchors: tuple[str, ...]
    why: str
    weight: str
    known: str
    distinct: str
    clamped: str
    correlation: str


class AxisLine(Struct, frozen=True):
    """An axis and its criteria."""

    title: str
    weight: str
    criteria: tuple[CriterionLine, ...]


class FieldRuleLine(Struct, frozen=True):
    """How the value shown of a field is chosen."""

    field: str
    tests: tuple[str, ...]
    reason: str


class StageLine(Struct, frozen=True):
    """A stage of the funnel."""

    label: str
    count: str
    bar: judgement.Bar


class ConditionLine(Struct, frozen=True):
    """A condition of eligibility, and how many candidates fail it."""

    title: str
    reason: str
    failing: str


class MethodView(Struct, frozen=True):
    """The method page ready to print."""

    listings: tuple[ListingLine, ...]
    stages: tuple[StageLine, ...]
    passed: tuple[decisions.StageRow, ...]
    log: tuple[decisions.LogLine, ...]
    visits: int
    visited: int
    corrected: int
    taken_off: int
    precision: MeasureLine | None
    recall: MeasureLine | None
    f1: MeasureLine | None
    judged_pairs: str
    review_pairs: str
    merged_places: str
    by_person: int
    places: str
    records: str
    claims: str
    disagreements: str
    left_out: str
    default_tests: tuple[str, ...]
    field_rules: tuple[FieldRuleLine, ...]
    axes: tuple[AxisLine, ...]
    selection: selection_page.SelectionView | None
    dossier: bool
    moves: str
    of_table: bool
    conditions: tuple[ConditionLine, ...]


class LicenceLine(Struct, frozen=True):
    """A licence, and the listings and claims under it."""

    name: str
    url: str
    listings: tuple[str, ...]
    claims: str


def view(contents: StudyContents, language: str) -> MethodView:
    """The method page in a language."""
    quality = contents.linkage
    rules = contents.field_rules
    return MethodView(
        listings=tuple(listing_line(listing, language) for listing in contents.listings),
        stages=_stages(contents, language),
        passed=decisions.stages(contents, language),
        log=decisions.log(contents, language),
        visits=len(contents.visits),
        visited=len({visit.place_id for visit in contents.visits}),
        corrected=sum(any(one.listing == CONTRIBUTION for one in place.claims) for place in contents.places),
        taken_off=contents.taken_off,
        precision=_measure(quality.merges.precision, language),
        recall=_measure(quality.merges.recall, language),
        f1=_measure(quality.merges.f1, language),
        judged_pairs=""
        if quality.merges.judged_pairs is None
        else words.number(quality.merges.judged_pairs, language),
        review_pairs=words.number(quality.review_pairs, language),
        merged_places=words.number(sum(len(place.records) > 1 for place in contents.places), language),
        by_person=sum(
            record.decided_by not in ("alone", "model", *EVIDENCE)
            for place in contents.places
            for record in place.records
        ),
        places=words.number(len(contents.places), language),
        records=words.number(contents.records, language),
        claims=words.number(contents.claims, language),
        disagreements=words.number(contents.disagreements, language),
        left_out=words.number(contents.left_out_claims, language) if contents.left_out_claims else "",
        default_tests=_tests(rules.default.order, language),
        field_rules=tuple(
            FieldRuleLine(
                field="position" if rule.field == "position" else field_label(rule.field, language),
                tests=_tests(rule.order, language),
                reason=words.said(rule.reason, language) if rule.reason is not None else "",
            )
            for rule in rules.fields.values()
        ),
        axes=_axes(contents, language),
        selection=selection_page.view(contents, language),
        dossier=bool(contents.dossier),
        moves=words.number(BURN_IN, language),
        of_table=contents.of_table,
        conditions=tuple(
            ConditionLine(
                words.said(one.title, language),
                "" if one.reason is None else words.said(one.reason, language),
                words.number(one.failing, language),
            )
            for one in contents.conditions
        ),
    )


def listing_line(listing: ListingContent, language: str) -> ListingLine:
    """A listing in a language."""
    current = listing.current
    _, licence, licence_url = labels.of_licence(listing.licence)
    return ListingLine(
        slug=listing.slug,
        title=words.said(listing.title, language),
        publisher=listing.publisher,
        url=listing.url if listing.url.startswith("http") else "",
        licence=words.said(licence, language),
        licence_url=licence_url,
        attribution=listing.attribution,
        date=words.date(current.date, language) if current else "",
        rows=words.number(current.rows, language) if current else "",
        records=words.number(listing.records, language),
        mended=words.number(current.mended, language) if current else "",
        refused=words.number(current.refused, language) if current else "",
        places=words.number(listing.places, language),
        shared=words.number(listing.shared, language),
        other_versions=tuple(
            words.date(version.date, language) for version in listing.versions if not version.current
        ),
        looked=_looked(listing.coverage, language),
    )


def _looked(coverage: Coverage, language: str) -> str:
    """Where a listing looked, for what, and what its publisher says of it."""
    if not coverage.regions:
        nothing = Words(
            "ce sont des exemples : rien n’est compté de ce qui n’y est pas.",
            "these are examples: nothing is inferred from what it leaves out.",
        )
        return words.said(nothing, language)
    kinds = words.listed([code_label("kind", kind, language) or kind for kind in coverage.kinds], language)
    regions = words.listed(
        [reference().regions[code].name for code in coverage.regions if code != EVERYWHERE], language
    )
    where = Words("dans tout le pays", "in the whole country")
    if regions:
        where = Words(f"en région : {regions}", f"in the region: {regions}")
    whole = Words("liste complète selon qui la publie", "complete according to its publisher")
    if not coverage.exhaustive:
        whole = Words("liste qui ne se dit pas complète", "which does not claim to be complete")
    said = Words(
        f"{kinds}, {where.fr} ; {whole.fr}. {coverage.reason.fr}",
        f"{kinds}, {where.en}; {whole.en}. {coverage.reason.en}",
    )
    return words.said(said, language)


def licence_lines(contents: StudyContents, language: str) -> tuple[LicenceLine, ...]:
    """The licences of the claims published, the one of most claims first."""
    claims = Counter(claim.licence for place in contents.places for claim in place.claims)
    return tuple(
        LicenceLine(
            name=words.said(labels.of_licence(code)[1], language),
            url=labels.of_licence(code)[2],
            listings=tuple(
                words.said(listing.title, language)
                for listing in contents.listings
                if listing.licence == code
            ),
            claims=words.number(count, language),
        )
        for code, count in sorted(claims.items(), key=lambda item: -item[1])
    )


def _stages(contents: StudyContents, language: str) -> tuple[StageLine, ...]:
    most = max((stage.count for stage in contents.stages), default=1) or 1
    return tuple(
        StageLine(
            words.said(stage.words, language),
            words.number(stage.count, language),
            judgement.bar(stage.count / most, max(stage.count / most, 0.004)),
        )
        for stage in contents.stages
    )


def _measure(measure: Measure | None, language: str) -> MeasureLine | None:
    if measure is None:
        return None
    interval = ""
    if measure.low is not None and measure.high is not None:
        interval = words.share_interval(measure.low, measure.high, language, decimals=1)
    return MeasureLine(words.share(measure.value, language, decimals=1), interval)


def _tests(order: Sequence[str], language: str) -> tuple[str, ...]:
    return tuple(words.said(WHY[test], language) for test in order)


def _axes(contents: StudyContents, language: str) -> tuple[AxisLine, ...]:
    lines: list[AxisLine] = []
    for axis in contents.axes:
        criteria = [criterion for criterion in contents.criteria if criterion.axis == axis.key]
        weight = sum(criterion.weight or 0.0 for criterion in criteria)
        lines.append(
            AxisLine(
                words.said(axis.title, language),
                words.share(weight, language) if weight else "",
                tuple(_criterion(criterion, language) for criterion in criteria),
            )
        )
    return tuple(lines)


def _criterion(criterion: Criterion, language: str) -> CriterionLine:
    correlation = criterion.listings_correlation
    return CriterionLine(
        key=criterion.key,
        title=words.said(criterion.title, language),
        anchors=tuple(words.said(anchor, language) for anchor in criterion.anchors),
        why=words.said(criterion.why, language) if criterion.why is not None else "",
        weight="" if criterion.weight is None else judgement.weight_share(criterion.weight, language),
        known="" if criterion.known is None else words.share(criterion.known, language),
        distinct="" if criterion.distinct is None else words.number(criterion.distinct, language),
        clamped="" if criterion.clamped is None else words.number(criterion.clamped, language),
        correlation="" if correlation is None else words.number(correlation, language, decimals=2),
    )
