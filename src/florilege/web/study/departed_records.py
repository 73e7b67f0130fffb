"""The records that the listings of a study no longer hold."""

from __future__ import annotations

from florilege.linkage.departures import Departed, read_departed
from florilege.web.study.folder import StudyFolder


def departed_of(folder: StudyFolder) -> tuple[Departed, ...]:
    """The records that the listings of a study no longer hold, as its file says."""
    return read_departed(folder.text(folder.departed), file=str(folder.departed))
