"""The software that a selection is computed with: what a dossier says of it, and what a replay compares."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

from florilege import __version__

_LIBRARIES = ("numpy", "scipy", "highspy")


def software() -> dict[str, str]:
    """Versions by name: of Florilège, of Python, and of the libraries that selections are computed with."""
    found = {"florilege": __version__, "python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
