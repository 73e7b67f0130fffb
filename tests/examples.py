"""On how many examples a property is tried: a part of them in an ordinary run, all of them when that is asked for.

    FLORILEGE_EXAMPLES=1 make test

The variable is the part, 0.35 unless it is said: a suite that is run before each commit must end in minutes, and what a
rare example alone shows is looked for before a release, with a part above 1 if one likes.
"""

from __future__ import annotations

import os

PART = float(os.environ.get("FLORILEGE_EXAMPLES", "0.35"))
FEWEST = 10


def examples(all_of_them: int) -> int:
    """How many of these are tried; few are tried all."""
    return max(min(FEWEST, all_of_them), round(all_of_them * PART))
