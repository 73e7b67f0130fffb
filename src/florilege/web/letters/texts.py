"""What a letter says: a subject and a text in both languages, with places for what differs from one to the next."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from msgspec import Struct

from florilege.evidence.privacy import without_addresses
from florilege.faults import Words

_SPACES = re.compile(r"\s+")
_LONGEST_SUBJECT, _LONGEST_ANSWER = 200, 500


class LetterText(Struct, frozen=True):
    """A letter to be filled in.

    kind : which letter it is, one word; subject, body : with `{name}` where something is filled in
    solicited : whether whoever gets it has asked for it
    """

    kind: str
    words: Words
    subject: Words
    body: Words
    solicited: bool


def filled_subject(text: str, about: Mapping[str, str]) -> str:
    """A subject on one line, whatever is filled into it."""
    return on_one_line(text.format_map(about))[:_LONGEST_SUBJECT]


def on_one_line(text: str) -> str:
    """A text on one line, plain."""
    return _SPACES.sub(" ", plain(text)).strip()


def filled_body(text: str, about: Mapping[str, str]) -> str:
    """A text with what is filled into it, its line ends plain."""
    return plain(text.format_map(about)).strip() + "\n"


def plain(text: str) -> str:
    """A text without control characters, but for line ends, and without marks that change the direction of reading."""
    text = (
        text.replace("\t", " ")
        .replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\u2028", "\n")
        .replace("\u2029", "\n")
    )
    return "".join(
        sign for sign in text if sign == "\n" or unicodedata.category(sign) not in ("Cc", "Cf", "Cs")
    )


def worded_by_server(text: str) -> str:
    """What a mail server says, on one line, with no electronic address and nothing that a store cannot keep."""
    return without_addresses(_SPACES.sub(" ", plain(text)).strip())[:_LONGEST_ANSWER]
