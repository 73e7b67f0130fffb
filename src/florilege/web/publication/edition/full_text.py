"""What the full-text search of a static edition knows: the sheets by what they say, the main pages by their text.

Sheets are given as records made from the contents, not crawled from their HTML: what every sheet repeats (titles of
parts, licences, tables of the grid) is no answer to anyone, and three thousand sheets are not rendered twice.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence

from florilege.ecosystem.actors import Actor
from florilege.ecosystem.graphs import PRESENT
from florilege.ecosystem.mentions import PLACE
from florilege.listings.fields import FIELDS
from florilege.web.publication.contents.places import PlaceContent
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.edition.pagefind import Document, Indexing, Record
from florilege.web.publication.pages.actors.lines import family_words
from florilege.web.publication.pages.territories.known import Territories
from florilege.web.publication.pages.territories.lines import kind_words
from florilege.web.publication.text import words
from florilege.web.publication.text.links import LANGUAGES, output_file
from florilege.web.publication.text.values import OF_NO_LANGUAGE, code_label, written

FOLDER = "pagefind/"
MARK = f"{FOLDER}made-from.json"
"""Says from what the index was made: the same, it is not made again."""
PAGES = frozenset(
    {"home", "finder", "selection", "territories", "method", "data", "quality", "news", "programme"}
    | {"practices", "practice", "synthesis", "article", "press", "accessibility", "notices"}
)
"""Kinds of pages whose text is searched. Lists of places are not: their sheets are, and territories by their names."""
CONFIG: Mapping[str, object] = {"root_selector": "main", "exclude_selectors": ["nav", "svg", "table", "form"]}
UNSAID = OF_NO_LANGUAGE | {
    "latitude",
    "longitude",
    "website",
    "opening_hours",
    "weekly_hours",
    "study_number",
}
"""Fields that nobody searches by their words."""
_TITLE = re.compile(r"<title>([^<]*)")
_MAIN = re.compile(r"<main\b.*?</main>", re.S)

Rendered = Mapping[tuple[str, str], str]
"""HTML by language and path."""


def made_from(items: Sequence[Record | Document]) -> bytes:
    """The mark of an index: a hash of all that goes in."""
    digest = hashlib.blake2b(digest_size=16)
    digest.update(json.dumps(CONFIG, sort_keys=True).encode())
    for item in items:
        digest.update(json.dumps(item.message(), sort_keys=True).encode())
    return json.dumps({"version": 1, "items": len(items), "hash": digest.hexdigest()}).encode() + b"\n"


def items(contents: StudyContents, pages: Rendered) -> tuple[Record | Document, ...]:
    """All that is searched. pages : those of the kinds of PAGES, as rendered."""
    return (*_documents(pages), *_of_territories(contents), *_of_actors(contents), *_of_places(contents))


def start(found: Sequence[Record | Document]) -> Indexing:
    """The index, begun in another process."""
    return Indexing(found, CONFIG)


def _documents(pages: Rendered) -> Iterator[Document]:
    """The main pages: what stands in `main`, so that a new style sheet changes nothing."""
    for (language, path), html in pages.items():
        main = _MAIN.search(html)
        if main is not None:
            title = _TITLE.search(html)
            named = f"<p>{title.group(1)}</p>" if title is not None else ""
            text = f'<!doctype html><html lang="{language}"><body>{main.group()[:-7]}{named}</main></body></html>'
            yield Document(output_file(language, path), text)


def _of_places(contents: StudyContents) -> Iterator[Record]:
    for language in LANGUAGES:
        for place in contents.places:
            where = [place.commune, place.departement if place.departement != place.commune else ""]
            yield Record(
                url=output_file(language, f"lieux/{place.slug}/"),
                language=language,
                text=place_text(place, contents, language),
                meta={
                    "title": place.called.in_language(language),
                    "where": ", ".join(part for part in where if part),
                },
            )


def _of_territories(contents: StudyContents) -> Iterator[Record]:
    for language in LANGUAGES:
        for one in Territories(contents).by_key.values():
            kind = kind_words(one, language)
            towns = dict.fromkeys(place.commune for place in (*one.places, *one.others) if place.commune)
            yield Record(
                url=output_file(language, one.path),
                language=language,
                text=" · ".join((one.name, kind, *(towns if one.level == "epci" else ()))),
                meta={"title": one.name, "where": kind},
            )


def _of_actors(contents: StudyContents) -> Iterator[Record]:
    """The actors that have a page, by every name that a source gives them, their numbers and the places of their ties."""
    found = contents.ecosystem
    for language in LANGUAGES:
        for actor in found.by_slug.values():
            family = words.said(family_words(actor.family), language) if actor.family else ""
            yield Record(
                url=output_file(language, found.path_of(actor)),
                language=language,
                text=" · ".join(actor_texts(actor, contents, family)),
                meta={"title": actor.name, "where": family},
            )


def actor_texts(actor: Actor, contents: StudyContents, family: str) -> tuple[str, ...]:
    """What an actor is found by: names shown, other, former and short, numbers, family, places that it is tied to."""
    ties = contents.ecosystem.ties_of_actor.get(actor.actor_id, ())
    tied = {tie.target_id for tie in ties if tie.target_kind == PLACE and tie.role in PRESENT}
    places = (contents.by_id[one].known_name for one in sorted(tied) if one in contents.by_id)
    said = (actor.name, *actor.names, *actor.former, actor.short, *actor.numbers, family, *places)
    return tuple(dict.fromkeys(text for text in said if text))


def place_text(place: PlaceContent, contents: StudyContents, language: str) -> str:
    """What a sheet says, in words: kinds, where, and every value shown that has words."""
    parts = [
        place.called.in_language(language),
        *(code_label("kind", kind, language) or kind for kind in place.kinds),
    ]
    parts += [place.commune, place.departement, place.region, place.epci]
    for field, shown in place.shown.items():
        if field in UNSAID or field == "kind" or _is_address(field):
            continue
        for value in shown.values:
            if isinstance(value, bool):
                continue
            known = contents.vocabulary.get(value) if isinstance(value, str) else None
            parts.append(
                known.in_language(language)
                if known is not None
                else written(field, value, shown.unit, language, source_language="fr").text
            )
    parts += [visit.seen.get(language, "") for visit in contents.visits_to.get(place.place_id, ())]
    return " · ".join(dict.fromkeys(part for part in parts if part))


def _is_address(field: str) -> bool:
    spec = FIELDS.get(field)
    return spec is not None and spec.kind == "url"
