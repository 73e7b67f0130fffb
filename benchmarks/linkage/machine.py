"""What every record of a benchmark states: where, when and from what it was made."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.speed import speed_of_the_moment

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "benchmarks" / "results"


def circumstances(command: str, *packages: str) -> dict[str, object]:
    """Command, commit, date, machine with its speed of the moment, and the versions of packages of this environment."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "command": command,
        "commit": commit.stdout.strip(),
        "date": datetime.now(UTC).date().isoformat(),
        "machine": {
            "cores": os.cpu_count(),
            "memory_gb": round(memory / 1e9),
            "load_at_end": round(os.getloadavg()[0], 1),
            "python": platform.python_version(),
            "system": platform.system(),
            "architecture": platform.machine(),
            "speed": speed_of_the_moment(),
        },
        "versions": {name: version(name) for name in packages},
    }
