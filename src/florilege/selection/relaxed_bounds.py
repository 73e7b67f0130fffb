"""A relaxation as it is told and written: what to type in the study file, rule by rule, with all its digits."""

from __future__ import annotations

from collections.abc import Sequence

from florilege.faults import Words
from florilege.selection.candidates import Candidates
from florilege.selection.infeasible import Relaxation
from florilege.selection.rule_words import rule_words
from florilege.selection.rules import SIZE
from florilege.selection.study_file import StudyFile
from florilege.written_numbers import all_digits, as_typed, with_comma

Data = dict[str, object]
OF_IDS = ("include", "exclude", "together", "apart")


def relaxation_data(found: Sequence[Relaxation], study: StudyFile, candidates: Candidates) -> list[Data]:
    """The changes of a relaxation as `selection.json` has them.

    ids : of the places that a change names, where it is no number to type: those no longer decided beforehand, those
    let in although they lack what the rule looks at
    """
    return [_data(one, study, candidates) for one in found]


def _data(one: Relaxation, study: StudyFile, candidates: Candidates) -> Data:
    ids = [candidates.ids[index] for index in one.breaking] if _names_places(one, study) else []
    words = _words(one, study, ids)
    data: Data = {
        "rule": one.rule,
        "from": as_typed(one.before),
        "to": as_typed(one.after),
        "fr": words.fr,
        "en": words.en,
    }
    return data | ({"ids": ids} if ids else {})


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
    before, after = all_digits(one.before), all_digits(one.after)
    return Words(
        f"{rule.fr} : {with_comma(after)} au lieu de {with_comma(before)}",
        f"{rule.en}: {after} instead of {before}",
    )


def _end(one: Relaxation) -> Words:
    """Which end of a range of sizes moves."""
    if one.after < one.before:
        return Words(", au moins", ", at least")
    return Words(", au plus", ", at most")
