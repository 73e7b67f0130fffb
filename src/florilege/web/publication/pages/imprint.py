"""Who publishes a study and with whom, ready to print at the foot of the pages and in the legal notices."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from florilege.editorial.imprint import PublishedImprint
from florilege.web.publication.text import words
from florilege.web.publication.text.links import PICTURES


class PartnerLine(Struct, frozen=True):
    """A partner; logo : address within the site, width and height as shown, None without one."""

    name: str
    url: str
    role: str
    logo: tuple[str, int, int] | None


class ImprintView(Struct, frozen=True):
    """The publisher by key, the partners in the order of the file, whether the study has colours of its own."""

    publisher: Mapping[str, str]
    partners: tuple[PartnerLine, ...]
    coloured: bool


def view(imprint: PublishedImprint, language: str) -> ImprintView:
    """The imprint in a language."""
    return ImprintView(
        publisher=imprint.publisher,
        partners=tuple(
            PartnerLine(
                one.name,
                one.url,
                words.said(one.role, language) if one.role is not None else "",
                None if one.logo is None else (PICTURES + one.logo[0], *_shown(*one.logo[1:])),
            )
            for one in imprint.partners
        ),
        coloured=bool(imprint.style),
    )


TALLEST, WIDEST = 56, 160
"""A logo at the foot of a page, in pixels of the page."""


def _shown(width: int, height: int) -> tuple[int, int]:
    """The size at which a logo is shown, its proportions kept."""
    scale = min(TALLEST / height, WIDEST / width, 1.0)
    return max(1, round(width * scale)), max(1, round(height * scale))
