"""Edits of the text of a mapping file that leave all else in it as a person wrote it."""

from __future__ import annotations

import tomlkit

from florilege.listings.versions import Version
from florilege.toml_positions import before_headers
from florilege.toml_text import entry


def with_current(text: str, date: str) -> str:
    """The text with the version of a date named as the one in use."""
    head, rest = before_headers(text)
    keys = tomlkit.parse(head)
    if "current" not in keys:
        return entry("current", date) + _newline(text) + text
    keys["current"] = date
    return tomlkit.dumps(keys) + rest


def with_version(text: str, version: Version) -> str:
    """The text with one more version, at its end."""
    said = {
        "date": version.date,
        "file": version.file,
        "encoding": version.encoding,
        "delimiter": version.delimiter,
        "decimal": version.decimal,
        "id_template": version.id_template,
        "sheet": version.sheet,
        "header_row": version.header_row if version.header_row > 1 else None,
        "member": version.member,
    }
    lines = ["[[version]]", *(entry(key, value) for key, value in said.items() if value is not None)]
    newline = _newline(text)
    return text.rstrip("\r\n") + newline * 2 + newline.join(lines) + newline


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"
