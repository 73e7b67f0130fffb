"""A document written as XML, as nested lists that the typesetter reads: no text of it is ever read as a command."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from xml.etree.ElementTree import Element, fromstring

from msgspec import Struct

Node = list[object]
"""[name, attributes, children]; a child is a node or a text."""
INLINE = frozenset({"b", "s", "l", "a", "to", "br", "bar", "flower", "n"})
AS_IT_IS = frozenset({"svg"})
ADDRESSES = frozenset({"id", "href", "file"})
MISSING = "\ufffd"
LONGEST = 32
"""Letters in a row after which a line may break, so that no word runs out of its column."""
_SPACES = re.compile(r"[ \t\r\n]+")
_UNWRITABLE = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONG = re.compile(rf"[^\s\u00a0\u202f]{{{LONGEST},}}")


class Tree(Struct, frozen=True):
    """A document as nodes. replaced : characters that no face of the report draws, now U+FFFD"""

    root: Node
    replaced: int


def read(xml: str, drawable: Collection[int]) -> Tree:
    """The nodes of a document; drawable : the code points that the faces draw."""
    reader = _Reader(drawable)
    root = reader.node(fromstring(_UNWRITABLE.sub("", xml)))
    return Tree(root, reader.replaced)


def drawn(text: str, drawable: Collection[int]) -> str:
    """A text outside the document, in letters that are all drawn."""
    return _Reader(drawable).text(_SPACES.sub(" ", _UNWRITABLE.sub("", text)).strip())


class _Reader:
    def __init__(self, drawable: Collection[int]) -> None:
        self._drawable = drawable
        self.replaced = 0

    def node(self, element: Element) -> Node:
        """An element and what it holds; spaces at the edges of blocks, and between blocks, go."""
        attributes = {
            name: value if name in ADDRESSES else self.text(value) for name, value in element.attrib.items()
        }
        if element.tag in AS_IT_IS:
            return [element.tag, attributes, [self._drawn(element.text or "")]]
        children: list[object] = []
        self._add(children, element.text)
        for child in element:
            children.append(self.node(child))
            self._add(children, child.tail)
        if element.tag not in INLINE:
            children = _trimmed(children)
        return [element.tag, attributes, children]

    def _add(self, children: list[object], text: str | None) -> None:
        said = self.text(_SPACES.sub(" ", text or ""))
        if said:
            children.append(said)

    def text(self, text: str) -> str:
        """A text in composed letters that are all drawn, with places to break where it has none."""
        if text.isascii() and len(text) < LONGEST:
            return text
        return _LONG.sub(_breakable, self._drawn(text))

    def _drawn(self, text: str) -> str:
        if text.isascii():
            return text
        return "".join(map(self._letter, unicodedata.normalize("NFC", text)))

    def _letter(self, letter: str) -> str:
        if ord(letter) in self._drawable:
            return letter
        if unicodedata.category(letter) in ("Cf", "Cc", "Mn", "Me"):
            return ""
        if unicodedata.category(letter) == "Zs":
            return " "
        self.replaced += 1
        return MISSING


def _breakable(found: re.Match[str]) -> str:
    """A long word with a place to break (U+200B) after each sixteen letters."""
    word = found.group()
    return "\u200b".join(word[start : start + 16] for start in range(0, len(word), 16))


def _trimmed(children: list[object]) -> list[object]:
    kept = list(children)
    if kept and isinstance(kept[0], str):
        kept[0] = kept[0].lstrip(" ")
    if kept and isinstance(kept[-1], str):
        kept[-1] = kept[-1].rstrip(" ")
    blocks = any(isinstance(child, list) and child[0] not in INLINE for child in kept)
    return [child for child in kept if child != "" and not (blocks and child == " ")]
