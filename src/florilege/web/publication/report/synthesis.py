"""The synthesis of the plenary, to be printed: by theme, what is common, where territories differ, what is asked of the State."""

from __future__ import annotations

import json

from florilege.faults import Words
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.pages.exchange import synthesis as page
from florilege.web.publication.report import drawings, faces, nodes, typesetting
from florilege.web.publication.report.colours import colours
from florilege.web.publication.text import words
from florilege.web.publication.text.templating import environment

MAIN = "synthesis.typ"
TITLE = Words("Synthèse de la plénière", "Synthesis of the plenary")
KICKER = Words("Rencontres", "Exchange days")
FOOT = Words(
    "{study}. Chaque phrase repose sur des pratiques : elles sont sur le site, entières.",
    "{study}. Each sentence rests on practices: they are on the site, in full.",
)


def pdf(contents: StudyContents, language: str) -> bytes:
    """The synthesis as a PDF/UA-1; raises InputRefused without a built front end. The study has one."""
    days = contents.exchange
    assert days is not None
    drawable = faces.drawable()
    palette = colours(contents.imprint.style)
    view = page.view(days, language)
    xml = environment(language).get_template("report/synthesis.xml").render(view=view)
    study = contents.title.in_language(language)
    about = {
        "language": language,
        "title": words.said(TITLE, language),
        "kicker": words.said(KICKER, language),
        "subtitle": view.event,
        "study": study,
        "author": contents.imprint.publisher.get("name", "") or "Florilège",
        "foot": words.said(FOOT, language).format(study=study),
        "replaced": "",
    }
    written = json.dumps(
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
    return typesetting.Typesetting(written, {}, main=MAIN).pdf()
