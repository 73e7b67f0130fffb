"""The files that every page loads, as the front-end build made them."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

from markupsafe import Markup
from msgspec import Struct

from florilege.faults import InputRefused, Words

BUILD = Path(__file__).resolve().parents[2] / "static" / "build"
PRINTED = BUILD / "printed"
"""What the report is set with: whole faces, which no page loads, and the sheets its colours are read from."""
COLOURS = "colours.css"
"""The colours of a study that sets its own, laid over the tokens."""
NEEDED = (
    "site.css", "map.css", "directory.js", "search.js", "finder.js", "map.js", "many.js", "icon.svg",
    "printed/tokens.css",
)  # fmt: skip


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
    """The built files of the site by name, read once; raises InputRefused when the front end has not been built."""
    return _read(BUILD)


@cache
def _read(folder: Path) -> Mapping[str, bytes]:
    check_built()
    return MappingProxyType(
        {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and PRINTED not in path.parents
        }
    )


class Inlined(Struct, frozen=True):
    """What a page holds within itself when it cannot know where the files of the site are.

    style : the styles, without the fonts, which are files; allowed : their hash, as a content policy names it
    icon : the icon as an address that holds it
    """

    style: Markup
    allowed: Markup
    icon: str


def inlined(colours: str = "") -> Inlined:
    """The styles, with the study's own colours, and the icon; raises InputRefused without a built front end."""
    files = built()
    style = re.sub(r"@font-face\s*\{[^}]*\}", "", files["site.css"].decode()) + colours
    style = re.sub(r"\s*\n\s*", " ", style).strip()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return Inlined(
        Markup(style),
        Markup(f"'sha256-{digest}'"),
        "data:image/svg+xml," + quote(files["icon.svg"].decode().strip()),
    )
