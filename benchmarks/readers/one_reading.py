"""One file read by one reader, in a process of its own: what it gives, how long it takes, how much memory it needs.

Usage: python -m benchmarks.readers.one_reading READER FILE   (READER is a key of READERS)
Prints a line of JSON: rows, first rows, error, seconds, peak memory (MB).
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

MOST_MEMORY = 3 << 30
SHOWN = 3


def ours_xlsx(path: Path) -> Iterator[object]:
    from florilege.listings.formats.published import BlankRows
    from florilege.listings.formats.xlsx_rows import xlsx_rows

    with path.open("rb") as stream:
        for row in xlsx_rows(stream, sheet=None):
            if not isinstance(row, BlankRows):
                yield row


def openpyxl_xlsx(path: Path) -> Iterator[object]:
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    yield from islice(book.worksheets[0].iter_rows(values_only=True), 1, None)


def calamine_xlsx(path: Path) -> Iterator[object]:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    yield from islice(book.get_sheet_by_index(0).iter_rows(), 1, None)


def ours_json(path: Path) -> Iterator[object]:
    from florilege.listings.formats.json_items import items

    with path.open("rb") as stream:
        for one in items(stream, encoding="utf-8", members=("features",)):
            yield one.value


def ijson_json(path: Path) -> Iterator[object]:
    import ijson

    with path.open("rb") as stream:
        yield from ijson.items(stream, "features.item", use_float=True)


READERS: dict[str, Callable[[Path], Iterator[object]]] = {
    "ours.xlsx": ours_xlsx,
    "openpyxl.xlsx": openpyxl_xlsx,
    "calamine.xlsx": calamine_xlsx,
    "ours.json": ours_json,
    "ijson.json": ijson_json,
}


def main(reader: str, path: Path) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    first: list[str] = []
    rows, error = 0, ""
    begun = time.perf_counter()
    try:
        for row in READERS[reader](path):
            rows += 1
            if len(first) < SHOWN:
                first.append(_shown(row))
    except (
        BaseException
    ) as fault:  # a reader may end in any way: MemoryError, RecursionError, a panic of Rust
        error = f"{type(fault).__name__}: {fault}"[:300]
    seconds = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    said = {
        "rows": rows,
        "first": first,
        "error": error,
        "seconds": round(seconds, 2),
        "peak_mb": round(peak),
    }
    sys.stdout.write(json.dumps(said, ensure_ascii=False) + "\n")


def _shown(row: object) -> str:
    payload = getattr(row, "payload", row)
    mended = [(cell.column, cell.rule) for cell in getattr(row, "mended", ())]
    return f"{payload!r}{f' {mended}' if mended else ''}"[:200]


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
