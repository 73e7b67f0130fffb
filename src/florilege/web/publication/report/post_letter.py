"""A letter by post to a place of which no electronic address is known: the code that opens its sheet, on one page."""

from __future__ import annotations

import json

from florilege.faults import Words
from florilege.web.publication.contents.places import PlaceContent
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.report import drawings, faces, nodes, typesetting, writing
from florilege.web.publication.report.colours import colours
from florilege.web.publication.text import words
from florilege.web.publication.text.templating import environment

MAIN = "letter.typ"
SUBTITLE = Words("Un code pour corriger la page de votre lieu", "A code to correct the page of your place")
FOOT = Words("{study}. {day}.", "{study}. {day}.")


def pdf(
    place: PlaceContent, contents: StudyContents, language: str, *, code: str, address: str, day: str
) -> bytes:
    """The letter as a PDF/UA-1. address : of the page where the code is typed; day : of the letter, ISO"""
    drawable = faces.drawable()
    palette = colours(contents.imprint.style)
    xml = environment(language).get_template("report/letter.xml").render(code=code, address=address)
    where = ", ".join(filter(None, (place.called.in_language(language), place.commune)))
    study = contents.title.in_language(language)
    about = {
        "language": language,
        "title": where,
        "kicker": words.date(day, language),
        "subtitle": words.said(SUBTITLE, language),
        "study": study,
        "author": contents.imprint.publisher.get("name", "") or "Florilège",
        "foot": words.said(FOOT, language).format(
            study=study, day=words.date(writing.day(contents), language)
        ),
        "replaced": "",
    }
    content = {
        "about": {key: nodes.drawn(value, drawable) for key, value in about.items()},
        "colours": dict(palette),
        "flowers": {one: drawings.flower_alone(one, palette) for one in ("core", "borderline", "exterior")},
        "document": nodes.read(xml, drawable).root,
    }
    return typesetting.Typesetting(json.dumps(content, ensure_ascii=False).encode(), {}, main=MAIN).pdf()
