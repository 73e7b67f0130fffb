"""Runs `florilege` and kills its own process (SIGKILL) at a file written: `killed_acceptance.py WHERE ARGUMENT…`.

WHERE : "copy" (a file of the copy on which an act is tried) or the number of a file of the study
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from florilege.cli import main

where = sys.argv[1]
original = Path.replace
seen = 0


def replace(self: Path, target: Path) -> Path:
    global seen
    found = original(self, target)
    of_study = Path("study").resolve() in Path(target).absolute().parents
    seen += of_study
    if (where == "copy" and "beside" in str(target)) or (of_study and str(seen) == where):
        os.kill(os.getpid(), signal.SIGKILL)
    return found


Path.replace = replace  # type: ignore[method-assign, assignment]
main(sys.argv[2:])
