"""The selection of a study as pages show it, from the typed one that the store gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from florilege.faults import Words
from florilege.selection.outcome import Measured, Selection
from florilege.selection.outcome_parts import BoundChange, Exchanged, Judged, LeftOut, RuleEffect, SeenLists
from florilege.selection.shortage import Shortage as Lacking
from florilege.selection.study_file import StudyFile
from florilege.web.publication.contents.selection import (
    Choice,
    Finding,
    Portfolios,
    Ranks,
    Reason,
    RuleContent,
    SelectionContent,
    Shortage,
    Without,
)
from florilege.web.publication.contents.stored_json import Data, typeset, typeset_once

_NOTHING = Exchanged((), ())


def choices_of(found: Selection) -> Mapping[str, Choice]:
    """What a selection says of each candidate, by place id."""
    parts = ((True, found.selected), (False, found.not_selected))
    return {one.place_id: _choice(one, kept=kept) for kept, part in parts for one in part}


def _choice(one: Judged, *, kept: bool) -> Choice:
    return Choice(
        place_id=one.place_id,
        kept=kept,
        score=one.score,
        score_low=one.score_low,
        score_high=one.score_high,
        acceptability=one.acceptability,
        ci_low=one.ci_low,
        ci_high=one.ci_high,
        klass=one.standing or "",
        reasons=tuple(Reason(reason.code, typeset_once(reason.words)) for reason in one.reasons),
        certain=one.certain or "",
        swapped=_ids(one, "entering", "leaving"),
        also_leaving=_ids(one, "also_leaving"),
    )


def _ids(one: Judged, *keys: str) -> tuple[str, ...]:
    """The ids that stand under some keys beside the margin of a place kept, or the loss of one not kept."""
    listed = (reason.numbers.get(key) for reason in one.reasons for key in keys)
    return tuple(str(place_id) for ids in listed if isinstance(ids, list) for place_id in ids)


def selection(found: Selection, document: Data, study: StudyFile) -> SelectionContent:
    """A selection as published, with the words of its rules.

    document : `selection.json`, which its data file repeats
    """
    reasons_of = {rule.key: rule.reason for rule in study.rules}
    least, most = found.sizes
    clash = found.clash
    content = SelectionContent(
        status=found.status,
        size=least if least == most else len(found.selected),
        objective=found.objective,
        draws=found.draws,
        seed=found.seed,
        rules=tuple(_rule(rule, reasons_of.get(rule.key)) for rule in found.rules),
        clash=clash.rules if clash is not None else (),
        relaxation=_changes(clash.relaxation if clash is not None else ()),
        relaxations_by_rule=tuple(
            _changes(one.changes) for one in (clash.by_rule if clash is not None else None) or ()
        ),
        unknown_reference=found.unknown_reference,
        core=study.robustness.core,
        exterior=study.robustness.exterior,
        listed=found.kept,
        document=document,
        shortage=_shortage(clash.shortage) if clash is not None and clash.shortage is not None else None,
    )
    return content if found.measured is None else _with_measures(content, found.measured)


def _with_measures(content: SelectionContent, found: Measured) -> SelectionContent:
    """With what is known of a list that exists."""
    other = found.other_reading
    return replace(
        content,
        other_reading=None if other is None else other.selected or (),
        other_clashes=other is not None and other.selected is None,
        findings=tuple(Finding(one.place_id, one.criterion, one.weight) for one in found.findings),
        ranks_draws=found.ranks_draws,
        ranks={
            one.place_id: Ranks(one.best, one.low, one.median, one.high, one.worst)
            for one in found.ranks or ()
        },
        without=tuple(map(_without, found.leave_one_out or ())),
        portfolios=_portfolios(found.portfolios),
        tied=found.tied,
    )


def _changes(changes: Iterable[BoundChange]) -> tuple[Words, ...]:
    """The changes of bounds of a relaxation, in words."""
    return tuple(typeset(one.words) for one in changes)


def _rule(rule: RuleEffect, written: Words | None) -> RuleContent:
    """A rule. written : its reason in the study file, where what was computed repeats none"""
    reason, exchanged = rule.reason or written, rule.exchanged or _NOTHING
    return RuleContent(
        key=rule.key,
        words=typeset(rule.words),
        reason=None if reason is None else typeset(reason),
        binding=rule.binding is True,
        price=rule.price,
        changes=rule.changes,
        enters=exchanged.enters,
        leaves=exchanged.leaves,
    )


def _without(one: LeftOut) -> Without:
    exchanged = one.exchanged or _NOTHING
    return Without(
        one.criterion, one.juror, exchanged.enters, exchanged.leaves, clashes=one.exchanged is None
    )


def _portfolios(seen: SeenLists) -> Portfolios | None:
    if not seen.most_frequent:
        return None
    return Portfolios(seen.different, seen.reference, most=seen.most_frequent[0].count)


def _shortage(found: Lacking) -> Shortage:
    return Shortage(
        typeset(found.words), found.left, tuple((typeset(one.words), one.count) for one in found.causes)
    )
