"""An issue as it is sent in one language: plain text and HTML of the same words, nothing fetched from anywhere, nothing counted."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from html import escape
from urllib.parse import urlsplit

from django.conf import settings

from florilege.faults import Words
from florilege.web.letters.models import SharedText
from florilege.web.letters.texts import on_one_line
from florilege.web.newsletter.markup import Block, Link, as_html, as_text, parsed

PREFERENCES_PATH = {"fr": "/lettre/preferences/", "en": "/en/lettre/preferences/"}
STOP_PATH = {"fr": "/lettre/desabonner/", "en": "/en/lettre/desabonner/"}
"""Pages that the reference of a letter opens, in each language."""
FOOT: Mapping[str, Words] = {
    "why": Words(
        "Vous recevez cette lettre parce que vous l’avez demandée, et confirmé votre adresse.",
        "You receive this newsletter because you asked for it and confirmed your address.",
    ),
    "choices": Words("Changer la langue, les territoires et les thèmes", "Change language, territories and themes"),
    "stop": Words("Ne plus recevoir cette lettre", "Unsubscribe"),
    "site": Words("Le site de l’étude", "The study’s site"),
}  # fmt: skip
STYLE = (
    "body{font:1.0625rem/1.55 Georgia,serif;max-width:38rem;margin:1.5rem auto;padding:0 1rem}"
    "h1{font-size:1.6rem;line-height:1.25}h2{font-size:1.25rem;line-height:1.3;margin-top:2rem}"
    "li{margin:.3rem 0}a{text-underline-offset:.15em}hr{border:0;border-top:1px solid;margin:2rem 0 1rem}"
)


def shared_text(study: str, title: Words, language: str, subject: str, body: str) -> SharedText:
    """The text of an issue in a language, not kept yet. title : of the study"""
    name = title.in_language(language)
    mark = f"[{secrets.token_hex(8)}]"
    said = {key: words.in_language(language) for key, words in FOOT.items()}
    address = settings.FLORILEGE_ADDRESS
    blocks = (
        Block("paragraph", ((name,),)),
        Block("title", ((on_one_line(subject),),)),
        *parsed(body),
        Block("rule"),
        Block("paragraph", ((said["why"],),)),
        Block(
            "list",
            (
                (Link(said["choices"], f"{address}{PREFERENCES_PATH[language]}{mark}/"),),
                (Link(said["stop"], f"{address}{STOP_PATH[language]}{mark}/"),),
                (Link(said["site"], f"{address}/{'en/' if language == 'en' else ''}"),),
            ),
        ),
    )
    return SharedText(
        study=study,
        language=language,
        mark=mark,
        subject=on_one_line(subject)[:200],
        body=as_text(blocks),
        html=page(on_one_line(subject), as_html(blocks), language),
        unsubscribe=STOP_PATH[language],
        list_id=f"lettre.{study}.{urlsplit(address).hostname or 'localhost'}",
    )


def page(title: str, content: str, language: str) -> str:
    """The frame of an HTML letter: its language, its title, styles that it can be read without."""
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n{content}\n</main>\n</body>\n</html>\n"
    )
