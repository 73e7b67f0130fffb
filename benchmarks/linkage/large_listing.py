"""Reads a listing of a gigabyte into records, and measures time and memory.

    .venv/bin/python -m benchmarks.linkage.large_listing [--megabytes 1000]

The listing is a CSV of synthetic records with long descriptions, one row in a thousand without a name (refused). Memory
is that of the reading process (PSS), looked at five times a second. The record goes to
benchmarks/results/large_listing.json.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.linkage.large import LOOKS_A_SECOND, held_mb
from benchmarks.linkage.machine import RESULTS, ROOT, circumstances
from benchmarks.linkage.synthetic import synthetic

FIELDS = ("name", "address", "city", "postcode", "latitude", "longitude", "website", "phone", "description")
MAPPING = """slug = "grand"
title = { fr = "Grand", en = "Large" }
publisher = "Personne"
licence = "etalab-2.0"
attribution = "Personne"
format = "csv"

[[version]]
date = "2026-01-01"
file = "grand.csv"

[record]
id = "id"
"""
SAMPLE, UNNAMED = 20_000, 1_000
SENTENCE = "Un lieu ouvert à toutes et à tous, avec ses ateliers, ses bureaux partagés et ses rendez-vous. "
READ = """
import sys
from pathlib import Path
from florilege.linkage.scale.listing_file import records_of_listing
from florilege.listings.mapping import read_mapping
from florilege.territory.reference import reference
folder = Path(sys.argv[1])
print(records_of_listing(read_mapping(folder / "grand.toml"), folder / "grand.csv", version="2026-01-01",
    reference=reference(), out=folder / "records.parquet", report=folder / "import.csv"))
"""


def make(folder: Path, megabytes: int) -> int:
    """Write the listing and its mapping; returns the number of rows."""
    fields = "".join(f'\n[[field]]\nfield = "{field}"\ncolumn = "{field}"\n' for field in FIELDS[:-1])
    (folder / "grand.toml").write_text(MAPPING + fields, encoding="utf-8")
    records, rows = synthetic(SAMPLE).records, 0
    with (folder / "grand.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["id", *FIELDS])
        while stream.tell() < megabytes * 1_000_000:
            record = records[rows % SAMPLE]
            rows += 1
            name = "" if rows % UNNAMED == 0 else record.names[0]
            reported = (*record.websites, "")[0], (*record.phones, "")[0]
            place = (record.address, record.city, record.postcode, record.latitude, record.longitude)
            writer.writerow([rows, name, *place, *reported, SENTENCE * 15])
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--megabytes", type=int, default=1_000)
    megabytes = parser.parse_args().megabytes
    with tempfile.TemporaryDirectory(prefix="listing-") as made:
        folder, peak = Path(made), 0
        rows = make(folder, megabytes)
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-c", READ, folder], cwd=ROOT, env=os.environ, stdout=subprocess.PIPE, text=True
        )
        while process.poll() is None:
            peak = max(peak, held_mb(process.pid))
            time.sleep(1.0 / LOOKS_A_SECOND)
        seconds = time.perf_counter() - started
        said = process.stdout.read().strip() if process.stdout else ""
        if process.returncode:
            raise SystemExit(f"reading ended with exit code {process.returncode}")
        with (folder / "import.csv").open(encoding="utf-8") as report:
            lines = sum(1 for _ in report) - 1
    record = {
        **circumstances("python -m benchmarks.linkage.large_listing", "duckdb", "polars"),
        "megabytes": megabytes,
        "rows": rows,
        "read": said,
        "report_lines": lines,
        "seconds": round(seconds, 1),
        "peak_mb": peak,
    }
    (RESULTS / "large_listing.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(record, indent=2) + "\n")


if __name__ == "__main__":
    main()
