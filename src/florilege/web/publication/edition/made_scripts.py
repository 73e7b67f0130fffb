"""The scripts and styles made from the store: places for the directory, outlines for the map, the colours of the study."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache

from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.maps import drawings
from florilege.web.publication.pages import directory
from florilege.web.publication.search import scripts
from florilege.web.publication.text.built_files import COLOURS


def made(contents: StudyContents) -> Mapping[str, bytes]:
    """The files made from the store: places for the directory, outlines for the map, the colours of the study if any."""
    style = {COLOURS: contents.imprint.style.encode()} if contents.imprint.style else {}
    return {
        **style,
        "places.js": directory.data_script(contents).encode(),
        "offers.js": scripts.offers_script(contents).encode(),
        "communes.js": scripts.communes_script().encode(),
        "basemap.js": basemap_script().encode(),
    }


@cache
def basemap_script() -> str:
    """The outlines of the map that moves, the same for every study."""
    outlines = json.dumps(drawings.basemap(), separators=(",", ":"))
    return f"globalThis.florilegeBasemap={outlines};\n"
