"""The English catalogue holds every text of the templates, and no other."""

from __future__ import annotations

import re

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from florilege.web.publication.text.templating import CATALOGUE, TEMPLATES

OPTIONS = {kind: {"trimmed": "true", "newstyle_gettext": "true"} for kind in ("**.html", "**.xml")}
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}


def extracted() -> set[str]:
    found = extract_from_dir(TEMPLATES, [(kind, "jinja2") for kind in OPTIONS], OPTIONS, keywords=KEYWORDS)
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}


def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as stream:
        return read_po(stream, locale="en")


def test_every_text_of_the_templates_is_translated_and_none_is_fuzzy() -> None:
    known = catalogue()
    faults = []
    for text in sorted(extracted()):
        entry = known.get(text)
        forms = (
            [] if entry is None else [entry.string] if isinstance(entry.string, str) else list(entry.string)
        )
        if entry is None or entry.fuzzy or not forms or not all(forms):
            faults.append(text)
    assert faults == []


def test_the_catalogue_holds_nothing_that_no_template_says() -> None:
    known = {
        message.id if isinstance(message.id, str) else message.id[0] for message in catalogue() if message.id
    }
    assert known - extracted() == set()


def test_each_translation_has_the_variables_of_its_text() -> None:
    variable = re.compile(r"%\((\w+)\)s|\{(\w+)\}")
    for message in catalogue():
        if not message.id:
            continue
        text = message.id if isinstance(message.id, str) else message.id[1]
        strings = [message.string] if isinstance(message.string, str) else [message.string[-1]]
        for string in strings:
            assert set(variable.findall(string)) == set(variable.findall(text)), text
