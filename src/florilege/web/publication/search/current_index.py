"""The index of the study that is served: opened once a process, made again when a step of the study has run."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from django.conf import settings

from florilege.web.inventory.models import ShownPlace
from florilege.web.publication.cache.folder import alone, folder_of, take_away_former
from florilege.web.publication.contents.loading import load_served
from florilege.web.publication.contents.served import State, served
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.search import place_index
from florilege.web.publication.search.place_index import PlaceIndex

Loaded = tuple[State, StudyContents]
PLACES = "places"
MANY = 20_000
"""Places from which on the index is made by a process of its own, which takes its memory away with it."""


class _Held:
    """What this process has open: the index, the state that it is of, and the contents where it was made of some in memory."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.index: PlaceIndex | None = None
        self.state: State | None = None
        self.contents: StudyContents | None = None

    def good(self, state: State, loaded: Loaded | None) -> bool:
        """Whether what is open is the index of a state; of a store in memory, of the very contents."""
        if self.index is None or self.state != state:
            return False
        return self.contents is None or loaded is None or self.contents is loaded[1]


_held = _Held()


def current_index(loaded: Loaded | None = None) -> PlaceIndex:
    """The index of the study that is served. loaded : its contents and their state, where this process has some already

    While one thread makes that of a newer state, the others go on with the former one. Raises NotBuilt.
    """
    state = served()
    held = _held.index
    if held is not None and _held.good(state, loaded):
        return held
    if not _held.lock.acquire(blocking=held is None):
        assert held is not None
        return held
    try:
        held = _held.index
        while held is None or not _held.good(state, loaded):
            held = _opened(state, loaded)
            state = served()
        return held
    finally:
        _held.lock.release()


def _opened(state: State, loaded: Loaded | None) -> PlaceIndex | None:
    """The index of a state, made unless it is there; None when a step ran meanwhile."""
    folder = folder_of(*state)
    if folder is None:
        state, contents = loaded or load_served()
        with tempfile.TemporaryDirectory(prefix="florilege-") as temporary:
            place_index.written(contents, Path(temporary) / PLACES)
            index = PlaceIndex(Path(temporary) / PLACES)
        _held.index, _held.state, _held.contents = index, state, contents
        return index
    if not make(state, folder / PLACES, loaded=loaded):
        return None
    _held.index, _held.state, _held.contents = PlaceIndex(folder / PLACES), state, None
    return _held.index


def is_made() -> bool:
    """Whether the index of the study that is served has been made. Raises NotBuilt."""
    folder = folder_of(*served())
    return folder is not None and (folder / PLACES).is_dir()


def make(state: State, folder: Path, *, loaded: Loaded | None = None) -> bool:
    """Make the index of a state of a study in a folder, unless it is there; whether it is: a step may have run meanwhile.

    loaded : contents and their state; without those of this state, it is left to another process where this one is not to hold
    them: a worker whose pages are made for it, or any where there are many places
    """
    with alone(folder):
        if folder.is_dir():
            return True
        if loaded is not None and loaded[0] == state:
            place_index.written(loaded[1], folder)
        elif settings.FLORILEGE_PAGE_MAKER or ShownPlace.objects.count() > MANY:
            command = [sys.executable, "-m", "florilege.web.publication.search", *state, str(folder)]
            subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
        else:
            found, contents = load_served()
            if found == state:
                place_index.written(contents, folder)
    take_away_former(folder.parent)
    return folder.is_dir()
