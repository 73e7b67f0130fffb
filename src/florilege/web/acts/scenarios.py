"""Scenarios of the laboratory: kept with a name and a reason, withdrawn, never rewritten.

`scenarios.csv` is a journal: the last line of a key says what stands; a line without settings withdraws it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode

from msgspec import Struct
from msgspec.structs import astuple

from florilege.csv_lines import read_lines, write_lines
from florilege.faults import InputRefused, Words
from florilege.files import write_whole
from florilege.linkage.decisions import Signature
from florilege.selection.candidates import Candidates
from florilege.selection.overrides import with_left_out
from florilege.selection.scenarios import Scenario, parameters_of, read_scenario
from florilege.selection.study_file import StudyFile
from florilege.web.acts import stage_log
from florilege.web.acts.one_at_a_time import one_at_a_time
from florilege.web.study.candidates import stored_candidates
from florilege.web.study.folder import StudyFolder
from florilege.web.study.models import StepRun
from florilege.web.study.open_study import OpenStudy

_HELD = 2
"""Appraisals whose candidates are kept at hand: gathering them from the store takes longer than solving."""


class KeptScenario(Struct, frozen=True):
    """One line of the journal: what was asked, as the parameters of an address, and why it was kept."""

    key: str
    name: str
    settings: str
    reason: str
    who: str
    date: str


COLUMNS = KeptScenario.__struct_fields__


def candidates_of(study: OpenStudy) -> Candidates:
    """The candidates of a study as last appraised; raises InputRefused when it was not appraised."""
    stamp = (
        StepRun.objects.filter(study=study.row, step="appraise").values_list("fingerprint", flat=True).first()
    )
    if stamp is None:
        raise InputRefused(
            Words("une étude déjà appréciée", "a study that has been appraised"),
            hint=Words("florilege build, puis revenir", "run florilege build, then come back"),
        )
    return _Gathered(stamp, study).candidates()


class _Gathered:
    """The candidates of one appraisal, gathered once: two of them are equal when their appraisal is the same."""

    def __init__(self, stamp: str, study: OpenStudy) -> None:
        self._key = (stamp, study.text)
        self._study = study

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Gathered) and other._key == self._key

    def candidates(self) -> Candidates:
        return _gather(self)

    def gathered(self) -> Candidates:
        return stored_candidates(self._study)


@lru_cache(maxsize=_HELD)
def _gather(one: _Gathered) -> Candidates:
    return one.gathered()


def question_of(study: OpenStudy) -> StudyFile:
    """What is asked: the study file, and the places that persons left out on the way."""
    return with_left_out(study.file, stage_log.left_out_of(study))


def kept_scenarios(folder: StudyFolder) -> Mapping[str, KeptScenario]:
    """The scenarios that stand, by key, in the order in which they were first kept; raises TableRefused."""
    standing: dict[str, KeptScenario] = {}
    for one in _journal(folder):
        standing[one.key] = one
    return {key: one for key, one in standing.items() if one.settings or one.name}


@one_at_a_time
def keep_scenario(study: OpenStudy, scenario: Scenario, name: str, signature: Signature) -> KeptScenario:
    """Keep a scenario under a new key; raises InputRefused without a name and a reason."""
    for given, words in (
        (name, Words("un nom pour ce scénario", "a name for this scenario")),
        (signature.reason, Words("la raison de ce scénario", "the reason for this scenario")),
    ):
        if not given:
            raise InputRefused(words)
    said = _journal(study.folder)
    key = f"s{1 + max((int(one.key[1:]) for one in said), default=0)}"
    settings = urlencode(parameters_of(scenario))
    one = KeptScenario(key, name, settings, signature.reason, signature.who, signature.date)
    _write(study.folder, (*said, one))
    return one


@one_at_a_time
def withdraw_scenario(study: OpenStudy, key: str, signature: Signature) -> None:
    """Withdraw a scenario: a line more, none less; raises InputRefused when there is none."""
    if key not in kept_scenarios(study.folder):
        raise InputRefused(Words("un scénario gardé", "a saved scenario"), value=key)
    line = KeptScenario(key, "", "", signature.reason, signature.who, signature.date)
    _write(study.folder, (*_journal(study.folder), line))


def scenario_of(kept: KeptScenario, study: OpenStudy, candidates: Candidates) -> Scenario:
    """A kept scenario, read again; raises InputRefused when the study no longer has what it names."""
    return read_scenario(parse_qsl(kept.settings, keep_blank_values=True), question_of(study), candidates)


def _journal(folder: StudyFolder) -> tuple[KeptScenario, ...]:
    path = folder.scenarios
    found: list[KeptScenario] = []
    for line, row in read_lines(folder.text(path), COLUMNS, file=str(path), required=("key", "date")):
        if not (row["key"].startswith("s") and row["key"][1:].isdecimal()):
            raise InputRefused(
                Words("une clé s1, s2…", "a key s1, s2…"),
                file=str(path),
                line=line,
                column="key",
                value=row["key"],
            )
        found.append(KeptScenario(**{name: row[name] for name in COLUMNS}))
    return tuple(found)


def _write(folder: StudyFolder, lines: tuple[KeptScenario, ...]) -> None:
    write_whole(folder.scenarios, write_lines(COLUMNS, map(astuple, lines)))
