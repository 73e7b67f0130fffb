"""How many letters go within an hour: counted from when letters were tried, so that it holds whichever worker sends them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from datetime import datetime, timedelta

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


class Pace:
    """A number of letters an hour, and a sixtieth of it a minute. an_hour : 0 for as many as the server takes

    tried : when letters were tried within the last hour, whoever asked for them
    """

    def __init__(self, an_hour: int, tried: Iterable[datetime] = ()) -> None:
        self._bounds = ((HOUR, an_hour), (MINUTE, -(-an_hour // 60))) if an_hour else ()
        self._tried = sorted(tried) if an_hour else []

    def next(self, now: datetime) -> datetime:
        """When the next letter may go: now, or later."""
        when = now
        for length, most in self._bounds:
            within = len(self._tried) - bisect_left(self._tried, now - length)
            if within >= most:
                when = max(when, self._tried[-most] + length)
        return when

    def took(self, now: datetime) -> None:
        """Count a letter that is tried now."""
        if self._bounds:
            self._tried.append(now)
