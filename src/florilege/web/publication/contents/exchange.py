"""What is published of the exchange days: the programme, what each of its releases changed, how often each session moved."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from msgspec import Struct

from florilege.evidence.privacy import cleaned
from florilege.exchange.calendars import sequences
from florilege.exchange.programme import Programme, Release, read_programme
from florilege.exchange.public_programme import public_programme
from florilege.exchange.releases import Change, changes
from florilege.web.publication.contents.practices import NO_PRACTICES, Practices, practices_of
from florilege.web.study.measures import ExchangeContent


class ReleaseContent(Struct, frozen=True):
    """A release and what it changed since the one before; nothing for the first."""

    release: Release
    changes: tuple[Change, ...]


class ExchangeDays(Struct, frozen=True):
    """The exchange days of a study. releases : the latest first; sequence : session → times that it moved

    practices : what was exchanged there
    """

    programme: Programme
    releases: tuple[ReleaseContent, ...]
    sequence: Mapping[str, int]
    practices: Practices = NO_PRACTICES


def exchange_days(kept: ExchangeContent) -> ExchangeDays | None:
    """What is public of the exchange days, no electronic address in any text; None where there are none."""
    if not kept.programme:
        return None
    before = [_read(text) for text in kept.releases]
    said = [one.releases[-1] for one in before if one.releases]
    between = [(), *(changes(then, now) for then, now in pairwise(before))]
    lines = [ReleaseContent(release, found) for release, found in zip(said, between, strict=False)]
    practices = practices_of(kept.practices, kept.synthesis)
    return ExchangeDays(_read(kept.programme), tuple(reversed(lines)), sequences(before), practices)


def _read(text: str) -> Programme:
    return public_programme(read_programme(str(cleaned(text)), file="programme.toml"))
