"""The identities of a study put in order again, where its file says of one record that it founds two places."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from florilege.files import write_whole
from florilege.linkage.departures import tied_by_anchors, write_departed
from florilege.linkage.identities import Fault, parse_identities, put_in_order, write_identities
from florilege.web.acts.rehearsal import Rehearsal
from florilege.web.study.departed_records import departed_of
from florilege.web.study.folder import StudyFolder, finish_writing, write_together


class Repair(Struct, frozen=True):
    """What was out of order, and the copies of the files as they were."""

    faults: tuple[Fault, ...]
    copies: tuple[Path, ...] = ()


def examine(folder: StudyFolder) -> Repair:
    """What is out of order in the identities of a study; writes nothing."""
    finish_writing(folder)
    text = folder.text(folder.identities)
    identities = tuple(one for _, one in parse_identities(text, file=str(folder.identities)))
    return Repair(put_in_order(identities)[1])


def repair(folder: StudyFolder, rehearse: Rehearsal) -> Repair:
    """Put the identities in order, keeping the files as they were beside them; linking is tried on a copy first.

    Raises InputRefused, nothing being written, when the study cannot be linked with them all the same.
    """
    finish_writing(folder)
    text = folder.text(folder.identities)
    identities = tuple(one for _, one in parse_identities(text, file=str(folder.identities)))
    ordered, faults = put_in_order(identities)
    if not faults:
        return Repair(())
    # a place whose second line goes is known by the tie of its record that left
    departed = tied_by_anchors(departed_of(folder), identities)
    texts = {folder.identities: write_identities(ordered)}
    if departed:
        texts[folder.departed] = write_departed(departed)
    rehearse(folder, texts)
    copies: list[Path] = []
    for path in texts:
        if path.exists():
            copies.append(_copy_of(path))
            write_whole(copies[-1], path.read_bytes())
    write_together(folder, texts)
    return Repair(faults, tuple(copies))


def _copy_of(path: Path) -> Path:
    number = 1
    while (copy := path.with_name(f"{path.stem}.before-repair-{number}{path.suffix}")).exists():
        number += 1
    return copy
