"""Pagefind, driven through its service: records go in, the files of the index come out.

The protocol is Pagefind's own (`pagefind --service`): messages of JSON in base64, a comma after each. Its Python
client sleeps a tenth of a second for each record, ten minutes for a study: this one streams. See ADR 0018.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from threading import Thread
from typing import IO

from msgspec import Struct
from pagefind_bin import get_executable

from florilege.web.publication.contents.stored_json import as_list, as_map, as_text

FOR_OTHER_PAGES = ("-ui.", "-highlight.", "wasm.unknown.")
"""Parts of the names of files that belong to interfaces we do not use, or to languages we do not publish in."""
ENTRY = "pagefind-entry.json"
_READ = 1 << 20


class IndexingFailed(Exception):
    """Pagefind refused a message or ended before its time; the text says which."""


class Record(Struct, frozen=True):
    """A page given by its text alone. meta : what a result shows besides, "title" among it."""

    url: str
    language: str
    text: str
    meta: Mapping[str, str]

    def message(self) -> Mapping[str, object]:
        return {
            "type": "AddRecord",
            "index_id": 0,
            "url": self.url,
            "content": self.text,
            "language": self.language,
            "meta": dict(self.meta),
            "filters": None,
            "sort": None,
        }


class Document(Struct, frozen=True):
    """A page given by its HTML: its language, its title and its headings are read there."""

    url: str
    html: str

    def message(self) -> Mapping[str, object]:
        return {
            "type": "AddFile",
            "index_id": 0,
            "url": self.url,
            "file_path": None,
            "file_contents": self.html,
        }


class Indexing:
    """An index under way in another process: started at once, its files asked for later.

    config : Pagefind's own settings (root_selector, exclude_selectors…)
    """

    def __init__(
        self, items: Iterable[Record | Document], config: Mapping[str, object] | None = None
    ) -> None:
        self._config = dict(config or {})
        self._items = tuple(items)
        self._answers = bytearray()
        self._process = subprocess.Popen(
            [str(get_executable()), "--service"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._feeding = Thread(target=self._feed, args=(self._process.stdin,), daemon=True)
        self._reading = Thread(target=self._read, args=(self._process.stdout,), daemon=True)
        self._feeding.start()
        self._reading.start()

    def files(self) -> Mapping[str, bytes]:
        """The files of the index by name, the same for the same records. Raises IndexingFailed."""
        self._reading.join()
        self._feeding.join()
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()
        found: dict[str, bytes] = {}
        for answer in self._answers.split(b","):
            payload = as_map(as_map(json.loads(base64.b64decode(answer) or b"{}")).get("payload"))
            if payload.get("type") == "Error":
                raise IndexingFailed(as_text(payload.get("message")))
            for file in map(as_map, as_list(payload.get("files"))):
                found[as_text(file.get("path"))] = base64.b64decode(as_text(file.get("content")))
        if ENTRY not in found:
            raise IndexingFailed(f"pagefind ended with {self._process.returncode} and no index")
        kept = {
            name: found[name] for name in sorted(found) if not any(part in name for part in FOR_OTHER_PAGES)
        }
        return {**kept, ENTRY: _in_order(kept[ENTRY])}

    def _messages(self) -> Iterator[Mapping[str, object]]:
        yield {"type": "NewIndex", "config": self._config}
        for item in self._items:
            yield item.message()
        yield {"type": "GetFiles", "index_id": 0}

    def _feed(self, stream: IO[bytes]) -> None:
        """All the messages. The stream stays open: Pagefind stops where it is when it closes."""
        try:
            for rank, payload in enumerate(self._messages()):
                text = json.dumps({"message_id": rank, "payload": payload})
                stream.write(base64.b64encode(text.encode()) + b",")
            stream.flush()
        except BrokenPipeError:
            return  # it ended before its time: `files` says so

    def _read(self, stream: IO[bytes]) -> None:
        """Answers until that of the last message."""
        last = len(self._items) + 1
        seen = 0
        while seen <= last:
            part = os.read(stream.fileno(), _READ)
            if not part:
                return
            self._answers += part
            seen += part.count(b",")


def _in_order(entry: bytes) -> bytes:
    """The entry file with its languages in order: Pagefind writes them in any."""
    return json.dumps(json.loads(entry), sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
