"""`florilege version`."""

from __future__ import annotations

import sys

from florilege import __version__


def version() -> None:
    """Print the version."""
    sys.stdout.write(f"florilege {__version__}\n")
