"""What a table of candidates says of each, and the conditions that it fails: of a study that was made from one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct

from florilege.evidence.privacy import without_addresses
from florilege.faults import Words
from florilege.selection.outcome_reading import LeftAside
from florilege.selection.plain_table import PlainTable
from florilege.selection.study_file import StudyFile
from florilege.selection.table_columns import columns_used
from florilege.web.publication.contents.stored_json import typeset
from florilege.web.study.candidate_table import table_of
from florilege.web.study.models import Study


class Failed(Struct, frozen=True):
    """A condition of eligibility that a candidate fails. words : what it is; said : how the candidate fails it"""

    words: Words
    said: Words


class CandidateRow(Struct, frozen=True):
    """A row of a table. cells : column → what it says, of the columns that the study looks at but ids and names"""

    cells: Mapping[str, str]
    failed: tuple[Failed, ...] = ()


class AskedCondition(Struct, frozen=True):
    """A condition of eligibility, and how many candidates fail it."""

    title: Words
    reason: Words | None
    failing: int


def conditions_of(asked: StudyFile | None, aside: Sequence[LeftAside]) -> tuple[AskedCondition, ...]:
    """The conditions of a study, in its order; none where it has none."""
    failing = Counter(key for one in aside for key in one.conditions)
    return tuple(
        AskedCondition(
            typeset(one.title), None if one.reason is None else typeset(one.reason), failing[one.key]
        )
        for one in (asked.conditions if asked is not None else ())
    )


def rows_of(study: Study, asked: StudyFile | None, aside: Sequence[LeftAside]) -> Mapping[str, CandidateRow]:
    """The rows of the table of a study, by id; none of a study of places, nor before it is appraised.

    aside : the candidates that are not eligible
    """
    text = table_of(study) if asked is not None and asked.candidates else ""
    if not text or asked is None:
        return {}
    failed = _failed(asked, aside)
    used = columns_used(asked) - {asked.id_column, asked.name_column}
    return {
        row[asked.id_column]: CandidateRow(
            {name: without_addresses(one) for name, one in row.items() if name in used},
            failed.get(row[asked.id_column], ()),
        )
        for *_, row in PlainTable(text, asked.candidates).rows()
    }


def _failed(asked: StudyFile, aside: Sequence[LeftAside]) -> Mapping[str, tuple[Failed, ...]]:
    titles = {one.key: typeset(one.title) for one in asked.conditions}
    return {
        one.place_id: tuple(
            Failed(titles.get(key, Words(key, key)), typeset(said))
            for key, said in zip(one.conditions, one.words, strict=True)
        )
        for one in aside
    }
