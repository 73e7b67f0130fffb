"""A relaxation as it is told and written: what to type in the study file, rule by rule, with all its digits."""

from __future__ import annotations

from collections.abc import Sequence

from florilege.faults import Words
from florilege.selection.candidates import Candidates
from florilege.selection.infeasible import Relaxation
from florilege.selection.outcome_parts import BoundChange
from florilege.selection.rule_words import rule_words
from florilege.selection.rules import SIZE
from florilege.selection.study_file import StudyFile
from florilege.written_numbers import as_typed, in_words

OF_IDS = ("include", "exclude", "together", "apart")


def bound_changes(
    found: Sequence[Relaxation], study: StudyFile, candidates: Candidates
) -> tuple[BoundChange, ...]:
    """The changes of a relaxation, as they are to be typed.

    Places are named where there is no number to type: those no longer decided beforehand, those let in although they
    lack what the rule looks at.
    """
    return tuple(_change(one, study, candidates) for one in found)


def _change(one: Relaxation, study: StudyFile, candidates: Candidates) -> BoundChange:
    ids = [candidates.ids[index] for index in one.breaking] if _names_places(one, study) else []
    return BoundChange(
        rule=one.rule,
        before=as_typed(one.before),
        after=as_typed(one.after),
        words=_words(one, study, ids),
        ids=tuple(ids),
    )


def _names_places(one: Relaxation, study: StudyFile) -> bool:
    """Whether a change is told by places: of a rule of ids, or of the candidates that another leaves out for a lack."""
    return one.outright or any(rule.key == one.rule and rule.kind in OF_IDS for rule in study.rules)


def _words(one: Relaxation, study: StudyFile, ids: Sequence[str]) -> Words:
    """A change in words, as it is to be written in the study file."""
    named = ", ".join(ids)
    if one.rule == SIZE:
        least, most = study.sizes
        end = Words("", "") if least == most else _end(one)
        rule = Words(f"taille de la liste{end.fr}", f"size of the list{end.en}")
    else:
        rule = rule_words(one.rule, study)
    if ids:
        kind = next(rule.kind for rule in study.rules if rule.key == one.rule)
        act = {
            "include": Words("ne plus garder d’avance", "no longer keep beforehand"),
            "exclude": Words("ne plus écarter d’avance", "no longer leave out beforehand"),
            "together": Words("ne plus lier", "no longer tie"),
            "apart": Words("accepter ensemble", "accept together"),
        }.get(kind, Words("accepter sans la donnée qui manque", "accept without what is missing"))
        return Words(f"{rule.fr} : {act.fr} {named}", f"{rule.en}: {act.en} {named}")
    before, after = in_words(one.before), in_words(one.after)
    return Words(
        f"{rule.fr} : {after.fr} au lieu de {before.fr}",
        f"{rule.en}: {after.en} instead of {before.en}",
    )


def _end(one: Relaxation) -> Words:
    """Which end of a range of sizes moves."""
    if one.after < one.before:
        return Words(", au moins", ", at least")
    return Words(", au plus", ", at most")
