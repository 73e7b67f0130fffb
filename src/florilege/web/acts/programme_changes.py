"""The programme of the exchange days changed by the team: a session moved in the file, a release made public."""

from __future__ import annotations

from django.utils import timezone
from msgspec import Struct

from florilege.exchange.programme import Programme, read_programme
from florilege.exchange.programme_edits import Placing, with_release, with_session_placed
from florilege.exchange.releases import Change, changes
from florilege.faults import InputRefused, Words
from florilege.files import write_whole
from florilege.linkage.decisions import Signature
from florilege.web.acts.one_at_a_time import one_at_a_time
from florilege.web.journal import acts as journal
from florilege.web.study.folder import StudyFolder, write_together
from florilege.web.study.open_study import OpenStudy

NO_PROGRAMME = Words("une étude qui a un programme.toml", "a study that has a programme.toml")


class Released(Struct, frozen=True):
    """A release made public. changes : since the one before, nothing for the first"""

    number: int
    programme: Programme
    changes: tuple[Change, ...]


def working(folder: StudyFolder) -> Programme | None:
    """The programme as the team writes it, None where there is none; raises StudyFileRefused."""
    text = folder.text(folder.programme)
    return read_programme(text, file=str(folder.programme)) if text.strip() else None


def last_released(folder: StudyFolder) -> Programme | None:
    """The programme of the last release, None before the first."""
    paths = folder.programme_releases
    return read_programme(folder.text(paths[-1]), file=str(paths[-1])) if paths else None


@one_at_a_time
def release(study: OpenStudy, signature: Signature, note: Words | None) -> Released:
    """Make the programme public as it is written now. Raises InputRefused when nothing changed since the last release."""
    folder = study.folder
    text = folder.text(folder.programme)
    if not text.strip():
        raise InputRefused(NO_PROGRAMME, file=str(folder.programme))
    before = last_released(folder)
    now = read_programme(text, file=str(folder.programme))
    found = changes(before, now) if before is not None else ()
    if (
        before is not None
        and not found
        and (before.event, before.rooms, before.people) == (now.event, now.rooms, now.people)
    ):
        raise InputRefused(
            Words("un programme changé depuis la dernière version", "a programme changed since the last release"),
            column="release",
        )  # fmt: skip
    number = 1 + max((one.number for one in now.releases), default=0)
    changed = with_release(text, number, timezone.localdate(), note, file=str(folder.programme))
    (folder.path / "programme").mkdir(exist_ok=True)
    write_together(folder, {folder.programme: changed, folder.programme_release(number): changed})
    journal.keep(
        study.file.slug, "exchange.release", str(number), who=signature.who, why=note.fr if note is not None else "",
        after=[one.words.en for one in found],
    )  # fmt: skip
    return Released(number, read_programme(changed, file=str(folder.programme)), found)


@one_at_a_time
def place_session(study: OpenStudy, signature: Signature, key: str, placing: Placing) -> tuple[Change, ...]:
    """Hold a session elsewhere, at another time, or not at all; what it changes. Raises InputRefused for what cannot be."""
    folder = study.folder
    text = folder.text(folder.programme)
    changed = with_session_placed(text, key, placing, file=str(folder.programme))
    if changed == text:
        return ()
    before = read_programme(text, file=str(folder.programme))
    after = read_programme(changed, file=str(folder.programme))
    write_whole(folder.programme, changed)
    found = changes(before, after)
    journal.keep(
        study.file.slug, "exchange.session", key, who=signature.who, after=[one.words.en for one in found]
    )  # fmt: skip
    return found
