"""Florilège: from scattered listings to a selection that can be defended, and its publication.

The operations of the command line are here too, on frames, files and lists of dicts: see docs/python.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from florilege.door.appraisals import Appraisal, Appraisals
    from florilege.door.builds import Build, Study, open_study
    from florilege.door.linking import link
    from florilege.door.links import LinkedRecord, Links
    from florilege.door.studies import appraise, select
    from florilege.faults import (
        DossierRefused,
        InputRefused,
        ListingRefused,
        MappingRefused,
        StudyFileRefused,
        TableRefused,
        Words,
    )
    from florilege.selection.outcome import Selection

__version__ = "0.1.0"
__all__ = [
    "Appraisal",
    "Appraisals",
    "Build",
    "DossierRefused",
    "InputRefused",
    "LinkedRecord",
    "Links",
    "ListingRefused",
    "MappingRefused",
    "Selection",
    "Study",
    "StudyFileRefused",
    "TableRefused",
    "Words",
    "__version__",
    "appraise",
    "link",
    "open_study",
    "select",
]
_ROOMS = {
    "florilege.door.appraisals": ("Appraisal", "Appraisals"),
    "florilege.door.builds": ("Build", "Study", "open_study"),
    "florilege.door.linking": ("link",),
    "florilege.door.links": ("LinkedRecord", "Links"),
    "florilege.door.studies": ("appraise", "select"),
    "florilege.faults": (
        "DossierRefused",
        "InputRefused",
        "ListingRefused",
        "MappingRefused",
        "StudyFileRefused",
        "TableRefused",
        "Words",
    ),
    "florilege.selection.outcome": ("Selection",),
}
"""Where each name stands: a room is imported when one of its names is first used, for `florilege --help` needs none."""


def __getattr__(name: str) -> object:
    from importlib import import_module

    for room, names in _ROOMS.items():
        if name in names:
            return getattr(import_module(room), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
