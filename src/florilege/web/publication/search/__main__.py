"""Makes the index of a study of many places in a process of its own, which ends with its memory.

python -m florilege.web.publication.search SLUG STAMP FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path


def main(slug: str, stamp: str, folder: str) -> None:
    """Make the index of a state of a study in a folder; nothing, when a step has run since."""
    import django

    django.setup()
    from florilege.web.publication.contents.loading import load_served
    from florilege.web.publication.search import place_index

    state, contents = load_served()
    if state == (slug, stamp):
        place_index.written(contents, Path(folder))


if __name__ == "__main__":
    main(*sys.argv[1:4])
