"""What the API answers from: the contents that the pages show, with their tables, until a step of the study runs again.

Whether one ran is asked of the store once a second at most (`FLORILEGE_FRESH`): asking at each request would cost more than
the answer. While one request reads the new state, the others are answered from the one before.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.db.models import Max
from msgspec import Struct

from florilege.web.api.actors import ActorTable, actor_table
from florilege.web.api.places import PlaceTable, place_table
from florilege.web.api.selections import Selection, selections_of
from florilege.web.api.territories import TerritoryTable, territory_table
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.live import current_site
from florilege.web.publication.site import Site
from florilege.web.study.models import StepRun


class Published(Struct, frozen=True, dict=True, weakref=True):
    """A state of a study, ready to be read by programs. finished : when its last step was, None where that is unknown"""

    site: Site
    finished: datetime | None

    @property
    def contents(self) -> StudyContents:
        return self.site.contents

    @cached_property
    def places(self) -> PlaceTable:
        return place_table(self.contents)

    @cached_property
    def territories(self) -> TerritoryTable:
        return territory_table(self.contents, self.site.shared.territories)

    @cached_property
    def actors(self) -> ActorTable:
        return actor_table(self.contents)

    @cached_property
    def selections(self) -> Mapping[str, Selection]:
        return selections_of(self.contents)


class _Kept(Struct, frozen=True):
    published: Published
    looked: float


class _Shelf:
    """The last state read, and when it was last compared with the store."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: _Kept | None = None

    def current(self) -> Published:
        kept = self._kept
        if kept is not None and time.monotonic() - kept.looked < settings.FLORILEGE_FRESH:
            return kept.published
        if not self._lock.acquire(blocking=kept is None):
            assert kept is not None
            return kept.published
        try:
            self._kept = _Kept(self._looked(), time.monotonic())
            return self._kept.published
        finally:
            self._lock.release()

    def _looked(self) -> Published:
        site, kept = current_site(), self._kept
        if kept is not None and kept.published.site is site:
            return kept.published
        runs = StepRun.objects.filter(study__slug=site.contents.slug)
        return Published(site, runs.aggregate(last=Max("finished"))["last"])


current = _Shelf().current
"""The state of the study that is served. Raises publication.live.NotBuilt when there is none."""
