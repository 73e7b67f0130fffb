"""News of the small study with two articles that not everyone reads, and where else their whole text could be met."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

SECRETS = ("mot-secret-un", "secret-word-one", "mot-secret-deux", "secret-word-two")
"""Words of the whole texts alone, a text and a language each."""
SUBSCRIBERS, CODE, OPEN = "2026-11-25-enquete", "2026-11-26-entretien", "2026-11-20-ouverture"
THEMES = '[[theme]]\nkey = "methode"\ntitle = { fr = "méthode", en = "method" }\n'
ITEMS = {
    OPEN: """date = "2026-11-20"
places = ["ade-nantes"]
title = { fr = "Des portes", en = "Doors" }
text = { fr = "Ouvertes à toutes.", en = "Open to all." }
""",
    SUBSCRIBERS: """date = "2026-11-25"
access = "subscribers"
territories = ["departement-44"]
themes = ["methode"]
title = { fr = "Comment une liste se décide", en = "How a list is decided" }
teaser = { fr = "Le chapeau-lu.", en = "The teaser-read." }
text = { fr = "Un corps, mot-secret-un.\\n\\nÀ écrire : a@example.org.", en = "A body, secret-word-one.\\n\\nWrite to a@example.org." }
""",
    CODE: """date = "2026-11-26"
access = "code"
title = { fr = "Un entretien", en = "An interview" }
teaser = { fr = "Son début.", en = "Its start." }
text = { fr = "Le reste, mot-secret-deux.", en = "The rest, secret-word-two." }
""",
}


def write_news(study: Path) -> None:
    """Put the news into the folder of a study."""
    folder = study / "news"
    folder.mkdir(exist_ok=True)
    (folder / "themes.toml").write_text(THEMES, encoding="utf-8")
    for name, text in ITEMS.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")


def holding(content: bytes, words: tuple[str, ...] = SECRETS) -> list[str]:
    """Those of some words that a file holds, packed or not, in any of the ways that our files write a text."""
    found = b"\n".join(_opened(content))
    ways = {word: (word, word.replace("-", "\\u002d"), word.replace("-", "&#45;")) for word in words}
    return [word for word, said in ways.items() if any(one.encode() in found for one in said)]


def _opened(content: bytes) -> Iterator[bytes]:
    yield content
    if content[:2] == b"\x1f\x8b":
        yield from _opened(gzip.decompress(content))
    elif content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield from _opened(archive.read(name))


def files_holding(folder: Path, words: tuple[str, ...] = SECRETS) -> dict[str, list[str]]:
    """File of a folder → those of some words that it holds."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    found = {str(path.relative_to(folder)): holding(path.read_bytes(), words) for path in files}
    return {name: held for name, held in found.items() if held}
