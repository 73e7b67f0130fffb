"""The files that pages load: what the front-end build made, and the scripts of data made from the store."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from florilege.faults import InputRefused, Words
from florilege.web.publication import directory, maps
from florilege.web.publication.contents import StudyContents

BUILD = Path(__file__).resolve().parent.parent / "static" / "build"
NEEDED = ("site.css", "map.css", "directory.js", "map.js", "icon.svg")


def check_built() -> None:
    """Raises InputRefused when the front end has not been built."""
    missing = [name for name in NEEDED if not (BUILD / name).is_file()]
    if missing:
        raise InputRefused(
            Words("les fichiers construits du site", "the built files of the site"),
            file=str(BUILD / missing[0]),
            hint=Words("lancer « make frontend »", "run `make frontend`"),
        )


def built() -> Mapping[str, bytes]:
    """The built files by name; raises InputRefused when the front end has not been built."""
    check_built()
    return {
        path.relative_to(BUILD).as_posix(): path.read_bytes()
        for path in sorted(BUILD.rglob("*"))
        if path.is_file()
    }


def made(contents: StudyContents) -> Mapping[str, bytes]:
    """The scripts of data by name: places for the directory, outlines for the map."""
    outlines = json.dumps(maps.basemap(), separators=(",", ":"))
    return {
        "places.js": directory.data_script(contents).encode(),
        "basemap.js": f"globalThis.florilegeBasemap={outlines};\n".encode(),
    }
