"""An act rehearsed: the steps that follow it, run on a copy of the study, before anything of the study is written."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from django.db import transaction

from florilege.faults import InputRefused
from florilege.files import write_whole
from florilege.web.steps.imports import import_step
from florilege.web.steps.linkage import link_step
from florilege.web.study.folder import UNDER_WAY, StudyFolder
from florilege.web.study.locked_store import refused_when_locked
from florilege.web.study.open_study import open_study


@refused_when_locked()
def rehearse(
    folder: StudyFolder, texts: Mapping[Path, str], files: Mapping[Path, Path] | None = None
) -> None:
    """Import and link as if the study held other files; raises InputRefused as they do, and changes nothing.

    texts : path within the study → its text to be; files : path within the study → the file to be copied there
    """
    with tempfile.TemporaryDirectory(prefix="florilege-") as temporary:
        # the neighbours of the study too: a mapping may name a file beside it, "../../received/list.csv"
        source = folder.path.resolve()
        beside = Path(temporary).resolve() / "beside"
        _mirror(source.parent, beside)
        copy = _own(beside, Path(source.name, "study.toml")).parent
        for path, file in (files or {}).items():
            target = _own(copy, path.relative_to(folder.path))
            target.unlink(missing_ok=True)
            target.symlink_to(file.resolve())
        for path, text in texts.items():
            write_whole(_own(copy, path.relative_to(folder.path)), text)
        try:
            with transaction.atomic():
                study = open_study(StudyFolder(copy))
                for step in (import_step, link_step):
                    step(study, False, lambda *_: None)
                transaction.set_rollback(True)
        except InputRefused as fault:
            raise _of_the_study(fault, copy, folder.path) from fault


def _mirror(source: Path, target: Path) -> None:
    """A folder whose entries lead to those of another: what is written in it leaves the other as it is."""
    target.mkdir(parents=True)
    for entry in source.iterdir():
        if entry.name != UNDER_WAY:
            (target / entry.name).symlink_to(entry)


def _own(copy: Path, relative: Path) -> Path:
    """A path of the copy whose folders are its own, so that nothing is written through a link."""
    at = copy
    for part in relative.parts[:-1]:
        at /= part
        if at.is_symlink():
            source = at.resolve()
            at.unlink()
            _mirror(source, at)
        at.mkdir(exist_ok=True)
    return at / relative.name


def _of_the_study(fault: InputRefused, copy: Path, path: Path) -> InputRefused:
    """The same fault, naming the file of the study rather than that of its copy."""
    where = fault.where
    file = where.file.replace(str(copy), str(path)) if where.file else where.file
    return type(fault)(
        fault.expected, file=file, line=where.line, row=where.row, column=where.column, value=fault.value, hint=fault.hint
    )  # fmt: skip
