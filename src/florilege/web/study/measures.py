"""What the steps of a study measured and kept for its pages: one frozen value, a part a step, each writing its own.

The column `Study.measures` is written and read here and nowhere else; what a step has not measured yet is empty.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from florilege.editorial.imprint import NOTHING, PublishedImprint
from florilege.editorial.monographs import PublishedMonograph
from florilege.editorial.news import NewsItem
from florilege.evidence.contributions import Reply
from florilege.evidence.visits import PublishedVisit
from florilege.exchange.practices import Practice
from florilege.exchange.synthesis import Synthesis
from florilege.faults import Words
from florilege.selection.consequences import Consequences
from florilege.selection.stages import Passage, StageDecision
from florilege.web.study.models import Study
from florilege.web.study.stored_values import as_stored, from_stored


class Measure(Struct, frozen=True):
    """A figure with its 95 % interval."""

    value: float
    low: float | None
    high: float | None


class MergeQuality(Struct, frozen=True):
    """How good the merging of records is, on judged pairs; None for what was not measured."""

    precision: Measure | None = None
    recall: Measure | None = None
    f1: Measure | None = None
    judged_pairs: int | None = None


class LinkageMeasures(Struct, frozen=True):
    """Kept by the step that links. field_rules : the text of the study's own; vocabulary : free text → its words

    page_listings : listings whose claims come from pages about a place
    replies : what places answer to what their sheets say; taken_off : how many asked not to be listed any more
    """

    quality: MergeQuality = MergeQuality()
    field_rules: str = ""
    vocabulary: Mapping[str, Words] = field(default_factory=dict)
    visits: tuple[PublishedVisit, ...] = ()
    page_listings: tuple[str, ...] = ()
    replies: tuple[Reply, ...] = ()
    taken_off: int = 0


class CriterionMeasure(Struct, frozen=True):
    """Of a criterion over the candidates. known : share of them; correlation : with the number of their listings

    clamped : values brought back to the ends of its function, over all places of the scope
    """

    known: float | None = None
    distinct: int | None = None
    clamped: int | None = None
    correlation: float | None = None


class Scope(Struct, frozen=True):
    """Places listed, those of them within the scope of the study, and those enough known to be judged."""

    listed: int
    within: int
    candidates: int


class AppraisalMeasures(Struct, frozen=True):
    """Kept by the step that appraises. scope : None before the study is appraised"""

    criteria: Mapping[str, CriterionMeasure] = field(default_factory=dict)
    scope: Scope | None = None


class SelectionMeasures(Struct, frozen=True):
    """Kept by the step that selects: what would change in the list computed, and what it adds up to.

    consequences : None where there is no list
    """

    consequences: Consequences | None = None


class StageCount(Struct, frozen=True):
    """A stage of the funnel and how many places pass it."""

    code: str
    words: Words
    count: int


class LoggedDecision(Struct, frozen=True):
    """A decision of a person; whether no later one replaces it."""

    decision: StageDecision
    stands: bool


class DecisionMeasures(Struct, frozen=True):
    """Kept by the step that decides: the stages after the appraisal, what became of each candidate, the whole log."""

    stages: tuple[StageCount, ...] = ()
    passages: tuple[Passage, ...] = ()
    log: tuple[LoggedDecision, ...] = ()


class EditorialContent(Struct, frozen=True):
    """Kept by the editorial step: what the team wrote, approved. themes : of the news, key → title

    reserved : key of an article that not everyone reads → its whole text; no publication reads it, only `web/articles`
    """

    monographs: tuple[PublishedMonograph, ...] = ()
    imprint: PublishedImprint = NOTHING
    news: tuple[NewsItem, ...] = ()
    themes: Mapping[str, Words] = field(default_factory=dict)
    reserved: Mapping[str, Words] = field(default_factory=dict)


class ExchangeContent(Struct, frozen=True):
    """Kept by the step of exchange days: the programme as texts that their readers read again.

    programme : the file that is public, "" where there is none; releases : the files of its releases, the oldest first
    practices : those that are published; synthesis : None where nobody wrote one
    """

    programme: str = ""
    releases: tuple[str, ...] = ()
    practices: tuple[Practice, ...] = ()
    synthesis: Synthesis | None = None


Part = (
    LinkageMeasures
    | AppraisalMeasures
    | SelectionMeasures
    | DecisionMeasures
    | EditorialContent
    | ExchangeContent
)


class Measures(Struct, frozen=True):
    """All that the steps of a study keep for its pages."""

    linkage: LinkageMeasures = LinkageMeasures()
    appraisal: AppraisalMeasures = AppraisalMeasures()
    selection: SelectionMeasures = SelectionMeasures()
    decisions: DecisionMeasures = DecisionMeasures()
    editorial: EditorialContent = EditorialContent()
    exchange: ExchangeContent = ExchangeContent()


_NAMES: Mapping[type[Part], str] = {
    LinkageMeasures: "linkage",
    AppraisalMeasures: "appraisal",
    SelectionMeasures: "selection",
    DecisionMeasures: "decisions",
    EditorialContent: "editorial",
    ExchangeContent: "exchange",
}


def measures_of(study: Study) -> Measures:
    """What was kept of a study; raises InputRefused when another version of the software wrote it."""
    return from_stored(Measures, study.measures)


def keep(study: Study, part: Part) -> None:
    """Keep what a step measured, in place of what it kept before; the other parts stay as they are."""
    name = _NAMES[type(part)]
    study.measures = {**study.measures, name: as_stored(part)}
    study.save(update_fields=("measures",))
