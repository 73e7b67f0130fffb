"""The colours of the report and the styles of its figures: those of the site when it is printed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from florilege.web.publication.text.built_files import PRINTED

_BLOCK = re.compile(r":root\s*\{([^}]*)\}")
_TOKEN = re.compile(r"--([\w-]+):\s*(#[0-9a-fA-F]{3,6})\b")
_PRINT = re.compile(r"@media print\s*\{\s*:root\s*\{([^}]*)\}")
_RULE = re.compile(r"(?m)^\.scene (?!\.swatch)([.\w ,-]+?)\s*\{([^}]*)\}")
_VARIABLE = re.compile(r"var\(--([\w-]+)\)")


def colours(style: str = "") -> Mapping[str, str]:
    """Token → #rrggbb, as the site prints them; style : the sheet of a study that sets colours of its own."""
    return {**_printed(), **_tokens(found[0] if (found := _BLOCK.findall(style)) else "")}


@lru_cache(maxsize=1)
def _printed() -> Mapping[str, str]:
    sheet = (PRINTED / "tokens.css").read_text(encoding="utf-8")
    light = _tokens(_BLOCK.findall(sheet)[0])
    printed = _PRINT.search(sheet)
    return {**light, **_tokens(printed.group(1) if printed is not None else "")}


def _tokens(block: str) -> dict[str, str]:
    return {name: _whole(colour) for name, colour in _TOKEN.findall(block)}


def _whole(colour: str) -> str:
    """#rrggbb of a colour that may be written #rgb."""
    return colour if len(colour) == 7 else "#" + "".join(digit * 2 for digit in colour[1:])


@lru_cache(maxsize=4)
def figure_styles(named: tuple[tuple[str, str], ...]) -> str:
    """The styles of the drawn figures for an SVG that stands alone; named : the colours, as pairs."""
    values = dict(named)
    sheet = (PRINTED / "figures.css").read_text(encoding="utf-8")
    rules = [
        f"{_selectors(selectors)}{{{_VARIABLE.sub(lambda found: values[found.group(1)], body)}}}"
        for selectors, body in _RULE.findall(sheet)
    ]
    return "".join(rules)


def _selectors(written: str) -> str:
    return ",".join(one.strip().removeprefix(".scene ") for one in written.split(","))
