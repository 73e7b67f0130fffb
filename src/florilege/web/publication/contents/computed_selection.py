"""The selection of a study from its document, `selection.json`: read here and by no page."""

from __future__ import annotations

from collections.abc import Mapping

from florilege.faults import Words
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
from florilege.web.publication.contents.stored_json import (
    Data,
    as_float,
    as_int,
    as_list,
    as_map,
    as_text,
    as_words,
    typeset,
)


def choices_of(result: Data) -> Mapping[str, Choice]:
    """What a selection says of each candidate, by place id."""
    choices: dict[str, Choice] = {}
    for key, kept in (("selected", True), ("not_selected", False)):
        for item in map(as_map, as_list(result.get(key))):
            place_id = as_text(item.get("place_id"))
            choices[place_id] = Choice(
                place_id=place_id,
                kept=kept,
                score=as_float(item.get("score")) or 0.0,
                score_low=as_float(item.get("score_low")) or 0.0,
                score_high=as_float(item.get("score_high")) or 0.0,
                acceptability=as_float(item.get("acceptability")),
                ci_low=as_float(item.get("ci_low")),
                ci_high=as_float(item.get("ci_high")),
                klass=as_text(item.get("class")),
                reasons=_reasons(item.get("reasons")),
                certain=as_text(item.get("certain")),
                swapped=_ids(item.get("reasons"), "entering", "leaving"),
                also_leaving=_ids(item.get("reasons"), "also_leaving"),
            )
    return choices


def _reasons(value: object) -> tuple[Reason, ...]:
    """The sentences of a selection about one place."""
    return tuple(Reason(as_text(item.get("code")), as_words(item)) for item in map(as_map, as_list(value)))


def _ids(value: object, *keys: str) -> tuple[str, ...]:
    """The ids that stand under some keys beside the margin of a place kept, or the loss of one not kept."""
    return tuple(
        as_text(place_id)
        for item in map(as_map, as_list(value))
        for key in keys
        for place_id in as_list(as_map(item.get("numbers")).get(key))
    )


def selection(result: Data, study: StudyFile) -> SelectionContent:
    """A selection as published, with the words of its rules."""
    reasons_of = {rule.key: rule.reason for rule in study.rules}
    other = as_map(result.get("other_reading"))
    return SelectionContent(
        status=as_text(result.get("status")),
        size=as_int(result.get("size")) or len(as_list(result.get("selected"))),
        objective=as_float(result.get("objective")),
        draws=as_int(result.get("draws")),
        seed=as_int(result.get("seed")),
        rules=tuple(_rule(rule, reasons_of) for rule in map(as_map, as_list(result.get("rules")))),
        clash=tuple(as_text(key) for key in as_list(result.get("clash"))),
        relaxation=_changes(result.get("relaxation")),
        relaxations_by_rule=tuple(
            _changes(as_map(item).get("changes")) for item in as_list(result.get("relaxations_by_rule"))
        ),
        unknown_reference=as_text(result.get("unknown_reference")) or study.unknown_reference,
        other_reading=tuple(as_text(key) for key in as_list(other.get("selected"))) if other else None,
        findings=tuple(
            Finding(
                as_text(item.get("place_id")), as_text(item.get("criterion")), as_float(item.get("weight"))
            )
            for item in map(as_map, as_list(result.get("findings")))
        ),
        core=study.robustness.core,
        exterior=study.robustness.exterior,
        result=result,
        other_clashes=other.get("status") == "infeasible",
        ranks_draws=as_int(result.get("ranks_draws")) or 0,
        ranks={
            as_text(one.get("place_id")): _ranks(one) for one in map(as_map, as_list(result.get("ranks")))
        },
        without=tuple(_without(one) for one in map(as_map, as_list(result.get("leave_one_out")))),
        portfolios=_portfolios(as_map(result.get("portfolios"))),
        shortage=_shortage(as_map(result.get("shortage"))),
    )


def _changes(value: object) -> tuple[Words, ...]:
    """The changes of bounds of a relaxation, in words."""
    return tuple(as_words(item) for item in map(as_map, as_list(value)))


def _rule(rule: Data, reasons_of: Mapping[str, Words | None]) -> RuleContent:
    key = as_text(rule.get("key"))
    words = as_words(rule) if "fr" in rule else as_words(rule.get("words", rule.get("title")))
    reason = as_words(rule["reason"]) if rule.get("reason") else reasons_of.get(key)
    changes = rule.get("changes")
    return RuleContent(
        key=key,
        words=words if words.fr else Words(key, key),
        reason=None if reason is None else typeset(reason),
        binding=rule.get("binding") is True,
        price=as_float(rule.get("price")),
        changes=changes if isinstance(changes, bool) else None,
        enters=tuple(map(as_text, as_list(rule.get("enters")))),
        leaves=tuple(map(as_text, as_list(rule.get("leaves")))),
    )


def _ranks(one: Data) -> Ranks:
    best, low, median, high, worst = (
        as_int(one.get(key)) or 1 for key in ("best", "low", "median", "high", "worst")
    )
    return Ranks(best, low, median, high, worst)


def _without(one: Data) -> Without:
    return Without(
        criterion=as_text(one.get("criterion")),
        juror=as_text(one.get("juror")),
        enters=tuple(map(as_text, as_list(one.get("enters")))),
        leaves=tuple(map(as_text, as_list(one.get("leaves")))),
        clashes=one.get("status") == "infeasible",
    )


def _portfolios(seen: Data) -> Portfolios | None:
    frequent = [as_map(one) for one in as_list(seen.get("most_frequent"))]
    if not frequent:
        return None
    return Portfolios(
        different=as_int(seen.get("different")) or 0,
        reference=as_int(seen.get("reference")) or 0,
        most=as_int(frequent[0].get("count")) or 0,
    )


def _shortage(found: Data) -> Shortage | None:
    if not found:
        return None
    causes = map(as_map, as_list(found.get("causes")))
    return Shortage(
        as_words(found),
        as_int(found.get("left")) or 0,
        tuple((as_words(one), as_int(one.get("count")) or 0) for one in causes),
    )
