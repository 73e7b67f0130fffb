"""What a table of candidates says of each, and the conditions that it fails: of a study that was made from one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from florilege.evidence.privacy import without_addresses
from florilege.faults import Words
from florilege.selection.plain_table import PlainTable
from florilege.selection.study_file import StudyFile
from florilege.selection.table_columns import columns_used
from florilege.web.publication.contents.stored_json import Data, as_list, as_map, as_text, as_words, typeset
from florilege.web.study.candidate_table import table_of
from florilege.web.study.models import Study


@dataclass(frozen=True, slots=True)
class Failed:
    """A condition of eligibility that a candidate fails. words : what it is; said : how the candidate fails it"""

    words: Words
    said: Words


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """A row of a table. cells : column → what it says, of the columns that the study looks at but ids and names"""

    cells: Mapping[str, str]
    failed: tuple[Failed, ...] = ()


@dataclass(frozen=True, slots=True)
class AskedCondition:
    """A condition of eligibility, and how many candidates fail it."""

    title: Words
    reason: Words | None
    failing: int


def conditions_of(asked: StudyFile | None, document: Data) -> tuple[AskedCondition, ...]:
    """The conditions of a study, in its order; none where it has none."""
    items = map(as_map, as_list(document.get("not_eligible")))
    failing = Counter(as_text(key) for item in items for key in as_list(item.get("conditions")))
    return tuple(
        AskedCondition(
            typeset(one.title), None if one.reason is None else typeset(one.reason), failing[one.key]
        )
        for one in (asked.conditions if asked is not None else ())
    )


def rows_of(study: Study, asked: StudyFile | None, document: Data) -> Mapping[str, CandidateRow]:
    """The rows of the table of a study, by id; none of a study of places, nor before it is appraised.

    document : `selection.json`, which says who is not eligible
    """
    text = table_of(study) if asked is not None and asked.candidates else ""
    if not text or asked is None:
        return {}
    failed = _failed(asked, document)
    used = columns_used(asked) - {asked.id_column, asked.name_column}
    return {
        row[asked.id_column]: CandidateRow(
            {name: without_addresses(one) for name, one in row.items() if name in used},
            failed.get(row[asked.id_column], ()),
        )
        for *_, row in PlainTable(text, asked.candidates).rows()
    }


def _failed(asked: StudyFile, document: Data) -> Mapping[str, tuple[Failed, ...]]:
    titles = {one.key: typeset(one.title) for one in asked.conditions}
    found: dict[str, tuple[Failed, ...]] = {}
    for item in map(as_map, as_list(document.get("not_eligible"))):
        keys = [as_text(key) for key in as_list(item.get("conditions"))]
        said = [as_words(as_map(one)) for one in as_list(item.get("reasons"))]
        found[as_text(item.get("place_id"))] = tuple(
            Failed(titles.get(key, Words(key, key)), one) for key, one in zip(keys, said, strict=True)
        )
    return found
