"""What an act asks for before it writes anything: that the steps which follow be tried."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from florilege.web.study.folder import StudyFolder


class Rehearsal(Protocol):
    """Runs the steps that follow an act as if the study held other files; raises InputRefused as they do.

    texts : path within the study → its text to be; files : path within the study → the file to be copied there
    Handed to an act by who calls it: the steps of a build stand above the acts, and read what these keep.
    """

    def __call__(
        self, folder: StudyFolder, texts: Mapping[Path, str], files: Mapping[Path, Path] | None = None
    ) -> None: ...
