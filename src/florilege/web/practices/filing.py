"""Practices and trials written to the files of a study, one act at a time; each is in the journal at once, and built soon after."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

from florilege.exchange.practice_files import (
    given_back,
    key_for,
    with_outcome,
    with_trial,
    withdrawn,
    written_practice,
)
from florilege.exchange.practices import Practice, Trial, read_practice
from florilege.faults import InputRefused, Words
from florilege.files import write_whole
from florilege.linkage.decisions import Signature
from florilege.territory.territory_keys import territory_of
from florilege.web.acts.contributions import check_reason, check_signed
from florilege.web.acts.one_at_a_time import locked
from florilege.web.background.queue import rebuild_soon
from florilege.web.journal import acts as journal
from florilege.web.study.folder import StudyFolder


def filed(folder: StudyFolder, key: str) -> Practice:
    """A practice as its file has it; raises InputRefused where there is none."""
    path = _there(folder, key)
    return read_practice(folder.text(path), key, file=str(path))


def file_practice(folder: StudyFolder, study: str, practice: Practice, day: datetime.date) -> str:
    """Write a practice that its territory validated to a file of its own; returns the key of the file.

    A contact who did not agree to be published is not written: files of a study go from hand to hand.
    """
    with locked(folder):
        taken = frozenset(one.stem for one in folder.practices)
        key = key_for(practice.texts["title"].text, taken)
        agreed = practice.contact if practice.contact is not None and practice.contact.consent else None
        text = written_practice(replace(practice, key=key, validated=day, contact=agreed))
        read_practice(text, key, file=str(folder.practice(key)))
        write_whole(folder.practice(key), text)
        author = territory_of(practice.author)
        who = author.name if author is not None else practice.author
        journal.keep(study, "practices.validate", key, who=who, after={"file": text})
    rebuild_soon(study)
    return key


def take_back(folder: StudyFolder, study: str, key: str, signature: Signature) -> None:
    """Have a practice shown no more, with a reason that its territory may read; raises InputRefused."""
    check_signed(signature)
    check_reason(signature)
    with locked(folder):
        practice = filed(folder, key)
        if not practice.is_public:
            raise InputRefused(Words("une pratique publiée", "a published practice"), value=key)
        path = folder.practice(key)
        text = withdrawn(folder.text(path), datetime.date.fromisoformat(signature.date), signature.reason)
        _write(folder, study, key, text, "practices.take back", who=signature.who, why=signature.reason)


def give_back(folder: StudyFolder, study: str, key: str, signature: Signature) -> None:
    """Have a practice that was taken back shown again; raises InputRefused."""
    check_signed(signature)
    with locked(folder):
        if filed(folder, key).withdrawn is None:
            raise InputRefused(Words("une pratique retirée", "a practice withdrawn"), value=key)
        text = given_back(folder.text(folder.practice(key)))
        _write(folder, study, key, text, "practices.give back", who=signature.who, why=signature.reason)


def file_trial(folder: StudyFolder, study: str, key: str, trial: Trial, *, who: str) -> None:
    """Write that a territory wants to try a practice; raises InputRefused where it is not published."""
    with locked(folder):
        if not filed(folder, key).is_public:
            raise InputRefused(Words("une pratique publiée", "a published practice"), value=key)
        text = with_trial(folder.text(folder.practice(key)), trial)
        _write(folder, study, key, text, "practices.trial", who=who)


def file_outcome(folder: StudyFolder, study: str, key: str, trial: Trial, *, who: str) -> None:
    """Write what came of a trial; raises InputRefused where its territory is not in the file."""
    with locked(folder):
        path = _there(folder, key)
        text = with_outcome(folder.text(path), trial, file=str(path))
        _write(folder, study, key, text, "practices.outcome", who=who)


def _write(
    folder: StudyFolder, study: str, key: str, text: str, kind: str, *, who: str, why: str = ""
) -> None:
    """Write a file that was read under the lock, once it is known to be readable."""
    path = folder.practice(key)
    read_practice(text, key, file=str(path))
    write_whole(path, text)
    journal.keep(study, kind, key, who=who, why=why, after={"file": text})
    rebuild_soon(study)


def _there(folder: StudyFolder, key: str) -> Path:
    known = {one.stem: one for one in folder.practices}
    if key not in known:
        raise InputRefused(Words("une pratique de l’étude", "a practice of the study"), value=key[:80])
    return known[key]
