"""The selection of a study as the store holds it: the list computed, and beside it the list published."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec.structs import replace

from florilege.selection.outcome import Selection
from florilege.selection.outcome_reading import LeftAside, read_left_aside, read_selection
from florilege.selection.overrides import PublishedList
from florilege.web.study.models import SelectionRun, Study
from florilege.web.study.stored_values import as_stored, from_stored


def selection_of(study: Study) -> SelectionRun | None:
    """The selection last computed; None before the first."""
    return SelectionRun.objects.filter(study=study).first()


def computed_of(run: SelectionRun) -> Selection:
    """The selection as computed; raises InputRefused naming what a store written by another version lacks."""
    return read_selection(run.computed)


def left_aside_of(run: SelectionRun) -> tuple[LeftAside, ...]:
    """Who is not eligible, and why; raises InputRefused as `computed_of` does."""
    return read_left_aside(run.computed)


def published_of(run: SelectionRun) -> PublishedList | None:
    """The list published; None until the step that decides has run on the list computed."""
    return None if run.published is None else from_stored(PublishedList, run.published)


def keep_published(run: SelectionRun, listed: PublishedList) -> None:
    """Keep the list published; of where a change is written, the name of the file and the line."""
    changes = tuple(
        replace(one, decision=replace(one.decision, file=Path(one.decision.file).name))
        for one in listed.changes
    )
    run.published = as_stored(replace(listed, changes=changes))
    run.save(update_fields=("published",))


def document_of(run: SelectionRun) -> Mapping[str, object]:
    """`selection.json`: the selection as computed, and with it the list published where there is one."""
    listed = published_of(run)
    computed: Mapping[str, object] = run.computed
    return computed if listed is None else listed.beside(computed)
