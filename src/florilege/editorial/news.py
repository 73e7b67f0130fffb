"""News items that the team writes, read from their files: what they say, what they are about, who may read them whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date as day

from msgspec import Struct, field

from florilege.faults import InputRefused, StudyFileRefused, Words
from florilege.territory.territory_keys import alike, territory_names
from florilege.toml_lines import Table, nearest, read_toml

OPEN, SUBSCRIBERS, CODE = "open", "subscribers", "code"
ACCESS = (OPEN, SUBSCRIBERS, CODE)
"""Who reads an item whole: everyone, whoever takes the letter of the study, whoever was given a code."""
_PAGE = re.compile(r"(?:[a-z0-9-]+/)*")
KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_CHARACTERS = Words(
    "des lettres minuscules, des chiffres et des traits d’union", "lower-case letters, digits and hyphens"
)


class NewsItem(Struct, frozen=True):
    """What is published of a news item.

    date, updated : days, the second empty where nothing was changed since; page : the path of a page of the site, or empty
    text : all of it, or the teaser of an article that not everyone reads; teaser : what lists show in its place
    key : the name of its file; places : ids of today; territories, themes : keys; event, edition : what it is of
    """

    date: str
    title: Words
    text: Words
    page: str
    key: str = ""
    updated: str = ""
    teaser: Words | None = None
    access: str = OPEN
    author: str = ""
    places: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    event: str = ""
    event_title: Words | None = None
    edition: str = ""


class WrittenItem(Struct, frozen=True):
    """An item as its file has it. reserved : the whole text of an article that not everyone reads, else None"""

    item: NewsItem
    reserved: Words | None


class Nameable(Struct, frozen=True):
    """What items may name. places : id or address, former ones among them → id of today; themes, events : key → title"""

    places: Mapping[str, str] = field(default_factory=dict)
    themes: Mapping[str, Words] = field(default_factory=dict)
    events: Mapping[str, Words] = field(default_factory=dict)


NOTHING = Nameable()


def read_themes(text: str, *, file: str) -> dict[str, Words]:
    """Key → title of the themes of the news, in their order. Raises StudyFileRefused naming line, key and value."""
    root = read_toml(text, file=file, refusal=StudyFileRefused)
    found: dict[str, Words] = {}
    for table in root.tables("theme"):
        key = table.filled("key")
        if not KEY.fullmatch(key):
            raise table.refused(_CHARACTERS, key="key", value=key)
        if key in found:
            raise table.refused(
                Words("une clé qui ne sert qu’une fois", "a key used once"), key="key", value=key
            )
        found[key] = _filled(table, "title")
        table.refuse_unknown()
    root.refuse_unknown()
    return found


def read_item(text: str, *, file: str, key: str = "", known: Nameable = NOTHING) -> WrittenItem:
    """An item from its file. key : the name of that file. Raises StudyFileRefused naming line, key and value."""
    root = read_toml(text, file=file, refusal=StudyFileRefused)
    if key and not KEY.fullmatch(key):
        raise StudyFileRefused(
            _CHARACTERS, file=file, value=key, hint=Words("renommer le fichier", "rename the file")
        )
    date = _day(root, "date")
    access = root.choice("access", ACCESS, OPEN)
    whole = root.bilingual("text")
    teaser = _teaser(root, access)
    event = root.get("event", str, "").strip()
    if event and event not in known.events:
        raise root.unknown_word(
            "event", event, known.events, Words("la clé d’un évènement de programme.toml", "the key of an event of programme.toml")
        )  # fmt: skip
    item = NewsItem(
        date=date,
        title=root.bilingual("title"),
        text=whole if access == OPEN or teaser is None else teaser,
        page=_page(root),
        key=key,
        updated=_updated(root, date),
        teaser=teaser if access == OPEN else None,
        access=access,
        author=root.get("author", str, "").strip(),
        places=_places(root, known.places),
        territories=_territories(root),
        themes=_named(
            root, "themes", known.themes, Words("la clé d’un thème de news/themes.toml", "the key of a theme of news/themes.toml")
        ),
        event=event,
        event_title=known.events.get(event),
        edition=root.get("edition", str, "").strip(),
    )  # fmt: skip
    root.refuse_unknown()
    return WrittenItem(item, None if access == OPEN else whole)


def _day(root: Table, key: str) -> str:
    said = root.require(key, str)
    try:
        whole = day.fromisoformat(said).isoformat() == said
    except ValueError:
        whole = False
    if not whole:
        raise root.refused(
            Words("un jour, comme 2026-11-24", "a day, such as 2026-11-24"), key=key, value=said
        )
    return said


def _updated(root: Table, date: str) -> str:
    if "updated" not in root:
        root.mark_known("updated")
        return ""
    found = _day(root, "updated")
    if found < date:
        raise root.refused(
            Words("un jour qui n’est pas avant « date »", "a day that is not before “date”"),
            key="updated",
            value=found,
        )
    return found


def _page(root: Table) -> str:
    page = root.get("page", str, "")
    if not _PAGE.fullmatch(page):
        raise root.refused(
            Words(
                "l’adresse d’une page du site, comme selection/",
                "the address of a page of the site, such as selection/",
            ),
            key="page",
            value=page,
        )
    return page


def _teaser(root: Table, access: str) -> Words | None:
    """The teaser, which an article that not everyone reads must have."""
    if "teaser" in root:
        return _filled(root, "teaser")
    root.mark_known("teaser")
    if access == OPEN:
        return None
    raise root.absent(
        "teaser",
        Words(
            "un chapeau (teaser) que tout le monde lit, l’article étant réservé",
            "a teaser that everyone reads, since the article is not for everyone",
        ),
        beside="access",
    )


def _filled(table: Table, key: str) -> Words:
    """Words that are blank in no language."""
    found = table.bilingual(key)
    if not found.fr.strip() or not found.en.strip():
        raise table.refused(
            Words("un texte dans les deux langues", "a text in both languages"), key=key, value=""
        )
    return found


def _places(root: Table, known: Mapping[str, str]) -> tuple[str, ...]:
    """The ids that the places named have today."""
    named = _named(
        root, "places", known, Words("l’identifiant ou l’adresse (slug) d’un lieu", "the id or the address (slug) of a place")
    )  # fmt: skip
    return tuple(dict.fromkeys(known[one] for one in named))


def _territories(root: Table) -> tuple[str, ...]:
    return _named(
        root,
        "territories",
        territory_names(),
        Words(
            "la fin de l’adresse d’un territoire : region-53, departement-35, commune-35238, ou le SIREN d’un EPCI",
            "the end of the address of a territory: region-53, departement-35, commune-35238, or the SIREN of an EPCI",
        ),
    )


def _named(root: Table, key: str, known: Mapping[str, object], expected: Words) -> tuple[str, ...]:
    """The texts of a list, each of them known; each once."""
    found = tuple(one.strip() for one in root.texts(key))
    for one in found:
        if one not in known:
            raise _unknown(root, key, one, known, expected)
    return tuple(dict.fromkeys(found))


def _unknown(root: Table, key: str, value: str, known: Mapping[str, object], expected: Words) -> InputRefused:
    among = alike(value) if key == "territories" else known
    return root.refused(expected, key=key, value=value, hint=nearest(value, tuple(among)))
