"""Every page of territories and actors of a built study, in both languages, rendered by one process.

A build shares them between two: a whole edition takes about half of it for them.
"""

from __future__ import annotations

import os
import time
from collections import Counter

KINDS = frozenset({"territory", "region", "territories", "communes", "actors", "actor", "question"})


def pages_case(database: str, slug: str) -> dict[str, object]:
    """Pages by kind, and the seconds that they take once the study is loaded, what they share included."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "florilege.web.settings", "DATABASE_URL": database}
    import django

    django.setup()
    from florilege.web.publication.contents.loading import load
    from florilege.web.publication.site import Site
    from florilege.web.publication.text.links import LANGUAGES

    site = Site(load(slug), "", share_alike=True)
    wanted = [page for page in site.pages() if page.kind in KINDS]
    started = time.perf_counter()
    size = sum(len(site.render(page, language, static=True)) for page in wanted for language in LANGUAGES)
    return {
        "pages": {
            kind: count * len(LANGUAGES) for kind, count in Counter(page.kind for page in wanted).items()
        },
        "median_seconds": round(time.perf_counter() - started, 2),
        "characters": size,
    }
