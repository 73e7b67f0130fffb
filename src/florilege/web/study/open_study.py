"""A study is opened: its file read, its row in the store brought up to date."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from florilege.faults import StudyFileRefused, Words
from florilege.selection.study_file import StudyFile, read_study
from florilege.web.study.folder import StudyFolder, check_mappings, finish_writing, read_text
from florilege.web.study.models import Study


@dataclass(slots=True)
class OpenStudy:
    """A study being built: its folder, its file as read, its row, and what is to be told at the end.

    A step that has nothing to do tells again what it told when it ran: its notices are kept with its run.
    """

    folder: StudyFolder
    file: StudyFile
    text: str
    row: Study
    notices: list[Words] = field(default_factory=list)

    def announce(self, notice: Words) -> None:
        """Add what is to be told at the end of a build, in both languages."""
        self.notices.append(notice)


def open_study(folder: StudyFolder) -> OpenStudy:
    """Read the study file and find the study's row, unsaved when new; raises StudyFileRefused, writes nothing."""
    text, file = read_file(folder)
    row = Study.objects.filter(slug=file.slug).first() or Study(slug=file.slug)
    row.title_fr, row.title_en = file.title.fr, file.title.en
    return OpenStudy(folder, file, text, row)


def read_file(folder: StudyFolder) -> tuple[str, StudyFile]:
    """The text of the study file, as it is now, and what it says; raises StudyFileRefused."""
    finish_writing(folder)
    text = read_text(folder.study_file)
    file = _said(text, str(folder.study_file))
    check_mappings(folder, file)
    return text, file


@lru_cache(maxsize=2)
def _said(text: str, file: str) -> StudyFile:
    """Kept while the text is the same: a service asks at each page of the workspace."""
    return read_study(text, file=file)


def refuse_unbuilt(slug: str, *, folder: str) -> None:
    """Raise StudyFileRefused when the store holds no place of a study: there would be nothing to serve."""
    if not Study.objects.filter(slug=slug, steps__step="link").exists():
        raise StudyFileRefused(
            Words("une étude déjà construite dans ce magasin", "a study that has been built in this store"),
            file=folder,
            value=slug,
            hint=Words(
                f"lancer d’abord « florilege build {folder} »", f"run `florilege build {folder}` first"
            ),
        )
