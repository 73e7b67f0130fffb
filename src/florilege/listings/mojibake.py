"""Texts in UTF-8 that were once read as Windows-1252 ("ThÃ©Ã¢tre", "Lâ€™Atelier"), put right."""

from __future__ import annotations

import re

_BYTES = {
    byte: bytes([byte]).decode("cp1252", errors="ignore") or chr(byte)  # five codes are no letter there
    for byte in range(0x80, 0x100)
}
_FOLLOWING = "".join({re.escape(_BYTES[byte]) + re.escape(chr(byte)) for byte in range(0x80, 0xC0)})
_SEQUENCE = re.compile(f"[\u00c2-\u00df][{_FOLLOWING}]|[\u00e0-\u00ef][{_FOLLOWING}]{{2}}")
"""Two or three letters that may be the bytes of one in UTF-8."""
_ALONE = re.compile(r"\bÃ(?=\s|$)")
"""An "à" of which the second byte, a no-break space, was made a space or lost."""
_TIMES = 3
"""How often a text may have been read wrongly, one time after another."""


def without_mojibake(text: str) -> str:
    """The text with what was read in the wrong encoding put right; any other text as it is.

    Letters are looked at two or three at a time, so that a text of which a part only is wrong is mended too. They are
    mended when their bytes in Windows-1252 are UTF-8 for a letter or a mark that French writes: the "É»" of "CAFÉ»" are
    bytes of UTF-8 as well, but for a letter of phonetics.
    """
    if text.isascii():
        return text
    for _ in range(_TIMES):
        mended = _SEQUENCE.sub(lambda found: _mended(found[0]), text)
        if mended == text:
            break
        text = mended
    return _ALONE.sub("à", text)


def _mended(letters: str) -> str:
    found = b"".join(map(_byte, letters)).decode("utf-8", errors="ignore")
    return found if len(found) == 1 and _is_french(found) else letters


def _byte(letter: str) -> bytes:
    """The byte of a letter in Windows-1252; where it has none, as for five codes, the byte of its number."""
    try:
        return letter.encode("cp1252")
    except UnicodeEncodeError:
        return letter.encode("latin-1")


def _is_french(letter: str) -> bool:
    code = ord(letter)
    return 0xA0 <= code <= 0x17F or 0x2010 <= code <= 0x203A or letter in "€™−\ufeff"
