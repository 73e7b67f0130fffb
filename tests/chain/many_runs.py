"""Many commands in one process, each as if it were alone: what a run of Python takes to start is paid once.

Reads a JSON list of lists of arguments, writes a JSON list of [exit code, what was said on the standard error].
"""

from __future__ import annotations

import contextlib
import io
import json
import sys

from florilege.cli import main


def one(arguments: list[str]) -> tuple[int, str]:
    said = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
        try:
            main(arguments)
        except SystemExit as ended:
            return int(str(ended.code)), said.getvalue()


if __name__ == "__main__":
    json.dump([one(arguments) for arguments in json.load(sys.stdin)], sys.stdout)
