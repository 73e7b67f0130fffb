"""The table of candidates of a study, as a listing: its mapping, proposed where nobody wrote one."""

from __future__ import annotations

from pathlib import Path

from florilege.faults import StudyFileRefused, Words
from florilege.listings.licences import FACT_CITED
from florilege.listings.suggest import suggest
from florilege.selection.plain_table import read_plain
from florilege.selection.study_file import CANDIDATES, StudyFile
from florilege.study_drafts.answers import Answers
from florilege.study_drafts.mapping_text import completed
from florilege.study_drafts.sources import last_written
from florilege.territory.reference import Reference


def refuse_of_table(study: StudyFile) -> None:
    """Raise StudyFileRefused for a study that is made from a table of candidates: the table is all that it reads."""
    if study.candidates:
        raise StudyFileRefused(
            Words("une étude faite de recensements", "a study made from listings"),
            file=study.file,
            line=study.listings_line,
            column="study.candidates",
            value=study.candidates,
            hint=Words(
                f"celle-ci a une table : changer {study.candidates} lui-même, puis florilege build",
                f"this one has a table: change {study.candidates} itself, then run florilege build",
            ),
        )


def candidate_mapping(path: Path, study: StudyFile, *, file: str, language: str, reference: Reference) -> str:
    """The mapping of a table of candidates as TOML: its columns of ids and names as the study says, the others guessed.

    path : of the table; file : its name from the folder of the mapping
    The study itself is who publishes it, on the newest day that the table says, else on the day it was last written.
    Raises InputRefused for what is no table, or has not the column of ids.
    """
    named = study.name_column if study.name_column in read_plain(path, study).header else study.id_column
    suggestion = suggest(
        path,
        file=file,
        slug=CANDIDATES,
        language=language,
        reference=reference,
        chosen={named: "name"},
        id_column=study.id_column,
    )
    day = suggestion.dates.newest if suggestion.dates else last_written(path).isoformat()
    answers = Answers(study.title.in_language(language), FACT_CITED, day, "", ())
    return completed(suggestion, answers, file=path.name, language=language, head=_HEAD)


_HEAD = Words(
    "Proposé d’après {file}, la table de candidats de study.toml : ce qui y est mal compris se corrige ici.",
    "Proposed from {file}, the table of candidates of study.toml: correct here what is misread.",
)
