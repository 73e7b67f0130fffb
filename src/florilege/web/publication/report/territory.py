"""A territory on one page: its candidates, which were kept, which not and why, what would bring one in."""

from __future__ import annotations

import io
import json

from msgspec import Struct

from florilege.faults import Words
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.pages.territories import page
from florilege.web.publication.pages.territories.known import Territories, Territory
from florilege.web.publication.report import drawings, faces, nodes, typesetting, writing
from florilege.web.publication.report.colours import colours
from florilege.web.publication.text import words
from florilege.web.publication.text.templating import environment

FOLDER = "rapport/"
MAIN = "territory.typ"
FITS = (24, 18, 13, 9, 7, 5, 3, 1, 0)
"""How many candidates not kept are told, the most that fit on the page; the others are counted."""
SUBTITLE = Words("Ses lieux d’innovation, sur une page", "Its innovation places, on one page")
FOOT = Words(
    "{study}. Données au {day}. Chaque fait, sa source et toute la méthode : la page du site de ce territoire.",
    "{study}. Data as of {day}. Every fact, its source and the whole method: this territory’s page on the site.",
)


class Sheet(Struct, frozen=True):
    """A territory in a language, as a page to be typeset. key : the end of its address on the site"""

    contents: StudyContents
    territory: Territory
    language: str


def name_of(key: str, language: str) -> str:
    """The file of the page of a territory."""
    return f"{FOLDER}territoire-{key}-{language}.pdf"


def pdf(found: Territories, territory: Territory, language: str) -> bytes:
    """The page as a PDF/UA-1, of one page whatever there is to say; raises InputRefused without a built front end."""
    sheet = Sheet(found.contents, territory, language)
    view = page.view(found, territory, language)
    made = b""
    for most in FITS:
        made = typesetting.Typesetting(_written(sheet, view, most), {}, main=MAIN).pdf()
        if _pages(made) == 1:
            break
    return made


def _pages(made: bytes) -> int:
    import pikepdf

    with pikepdf.open(io.BytesIO(made)) as document:
        return len(document.pages)


def _written(sheet: Sheet, view: page.TerritoryView, most: int) -> bytes:
    """The page as JSON, as `writing.write` gives a report. most : candidates not kept that are told"""
    contents, language = sheet.contents, sheet.language
    drawable = faces.drawable()
    palette = colours(contents.imprint.style)
    xml = (
        environment(language)
        .get_template("report/territory.xml")
        .render(view=view, most=most, kept_most=max(6, most))
    )
    about = {
        "language": language,
        "title": view.name,
        "kicker": view.kicker,
        "subtitle": words.said(SUBTITLE, language),
        "study": contents.title.in_language(language),
        "author": contents.imprint.publisher.get("name", "") or "Florilège",
        "foot": words.said(FOOT, language).format(
            study=contents.title.in_language(language), day=words.date(writing.day(contents), language)
        ),
        "replaced": "",
    }
    return json.dumps(
        {
            "about": {key: nodes.drawn(value, drawable) for key, value in about.items()},
            "colours": dict(palette),
            "flowers": {
                klass: drawings.flower_alone(klass, palette) for klass in ("core", "borderline", "exterior")
            },
            "document": nodes.read(xml, drawable).root,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()
