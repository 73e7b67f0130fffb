"""Our readers of workbooks and of JSON beside those of the libraries, on files that are large, odd or hostile.

Usage: python -m benchmarks.readers PEERS [OUT.json]
PEERS is a folder that holds the libraries: pip install --target PEERS -r benchmarks/readers/requirements-peers.txt
Each file is read in a process of its own, under 3 GB of memory and 120 s. Prints what each gives; no telephone here
(see benchmarks.readers.telephones).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import xlsxwriter

from benchmarks.linkage.machine import circumstances

ROWS, OBJECTS, COLUMNS = 100_000, 200_000, 10
INFLATED = 1 << 30
PATIENCE = 120


def large_workbook(path: Path) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [f"c{column}" for column in range(COLUMNS)])
        for row in range(1, ROWS + 1):
            sheet.write_row(row, 0, [f"place {row}-{column}" for column in range(COLUMNS)])


def odd_workbook(path: Path) -> None:
    """Row 2: a postal code shown with its zeros, a date, an error. Row 3: formulas. Row 5, after a blank one: merged."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["code", "day", "error", "formula"])
        sheet.write_number(1, 0, 1234, book.add_format({"num_format": "00000"}))
        sheet.write_number(1, 1, 45292, book.add_format({"num_format": "dd/mm/yyyy"}))
        sheet.write_formula(1, 2, "=1/0", None, "#DIV/0!")
        sheet.write_formula(1, 3, "=1+1", None, "2")
        sheet.write_row(2, 0, ["@", "", ""])
        sheet.write_formula(2, 3, "=1+1", None, "")
        sheet.merge_range(4, 0, 4, 1, "both")
        sheet.write(4, 2, "<b>=text</b>")


def bomb_workbook(path: Path) -> None:
    """A sheet of one text of 1 GB, in an archive of 1 MB."""
    plain = path.with_suffix(".plain")
    odd_workbook(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name != "xl/worksheets/sheet1.xml":
                target.writestr(name, source.read(name))
        with target.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
            part.write(head + b'<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row>')
            part.write(b'<row r="2"><c r="A2" t="inlineStr"><is><t>')
            for _ in range(INFLATED >> 20):
                part.write(b"a" * (1 << 20))
            part.write(b"</t></is></c></row></sheetData></worksheet>")
    plain.unlink()


def wide_workbook(path: Path) -> None:
    """Two cells, the second in the last column of the last row: a reader that lays out a grid holds 17 thousand million."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["name"])
        sheet.write(1_048_575, 16_383, "far")


def entities_workbook(path: Path) -> None:
    """Entities that grow tenfold nine times ("a thousand million laughs") in the shared texts."""
    plain = path.with_suffix(".plain")
    odd_workbook(plain)
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    laugh = f'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY e0 "ha">{levels}]><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&e9;</t></si></sst>'
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, laugh if name == "xl/sharedStrings.xml" else source.read(name))
    plain.unlink()


def large_json(path: Path) -> None:
    with path.open("w", encoding="utf-8") as out:
        out.write('{"type": "FeatureCollection", "features": [\n')
        for rank in range(OBJECTS):
            one = {"type": "Feature", "properties": {f"p{n}": f"place {rank}-{n}" for n in range(COLUMNS)}}
            out.write(("," if rank else "") + json.dumps(one) + "\n")
        out.write("]}\n")


def slip_json(path: Path) -> None:
    lines = [f'{{"n": {rank}}},' for rank in range(1000)]
    lines[700] = '{"n": 1 "m": 2},'
    path.write_text('{"features": [\n' + "\n".join(lines) + '\n{"n": 0}]}\n', encoding="utf-8")


def endless_json(path: Path) -> None:
    """A quotation mark that never ends, then 1 GB."""
    with path.open("wb") as out:
        out.write(b'{"features": [{"name": "')
        for _ in range(INFLATED >> 20):
            out.write(b"a" * (1 << 20))


def deep_json(path: Path) -> None:
    path.write_text('{"features": [' + "[" * 200_000, encoding="utf-8")


def late_json(path: Path) -> None:
    """Whole numbers of 20 figures, a lone surrogate, a member named twice."""
    path.write_text(
        '{"features": [{"id": 12345678901234567890, "s": "\\ud83d", "x": 1, "x": 2}]}', encoding="utf-8"
    )


CASES: dict[str, tuple[Callable[[Path], None], tuple[str, ...]]] = {
    "large.xlsx": (large_workbook, ("ours", "openpyxl", "calamine")),
    "odd.xlsx": (odd_workbook, ("ours", "openpyxl", "calamine")),
    "bomb.xlsx": (bomb_workbook, ("ours", "openpyxl", "calamine")),
    "wide.xlsx": (wide_workbook, ("ours", "openpyxl", "calamine")),
    "entities.xlsx": (entities_workbook, ("ours", "openpyxl", "calamine")),
    "large.json": (large_json, ("ours", "ijson")),
    "slip.json": (slip_json, ("ours", "ijson")),
    "endless.json": (endless_json, ("ours", "ijson")),
    "deep.json": (deep_json, ("ours", "ijson")),
    "odd.json": (late_json, ("ours", "ijson")),
}


def read_by(reader: str, path: Path, peers: Path) -> dict[str, object]:
    paths = [str(peers), *(item for item in sys.path if item)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(paths)}
    command = [sys.executable, "-m", "benchmarks.readers.one_reading", f"{reader}{path.suffix}", str(path)]
    try:
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return {"error": f"not done after {PATIENCE} s"}
    if done.returncode:
        return {"error": f"the process died ({done.returncode}): {done.stderr.strip()[-200:]}"}
    found: dict[str, object] = json.loads(done.stdout)
    return found


def main(peers: Path, out: Path | None) -> None:
    results = circumstances("python -m benchmarks.readers PEERS")
    with tempfile.TemporaryDirectory() as folder:
        for name, (make, readers) in CASES.items():
            path = Path(folder) / name
            make(path)
            sys.stdout.write(f"\n{name}: {path.stat().st_size / 1e6:.1f} MB\n")
            found = {reader: read_by(reader, path, peers) for reader in readers}
            results[name] = found
            for reader, said in found.items():
                sys.stdout.write(f"  {reader}: {json.dumps(said, ensure_ascii=False)}\n")
            path.unlink()
    if out is not None:
        out.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
