"""The scripts of data that the static finder reads: what the places offer, and every territory one can look from."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

from florilege.faults import Words
from florilege.listings.vocabulary import VOCABULARIES
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.pages.needs import NEEDS, STEPS, Need, expressions
from florilege.web.publication.search.cards import Card, cards_of
from florilege.web.publication.search.gazetteer import Line, territories
from florilege.web.publication.search.question_words import (
    APART,
    DISTANCES,
    EMPTY,
    KINDS_SAID,
    LONGEST_NAME,
    LONGEST_QUOTE,
    WIDENED,
)
from florilege.web.publication.text import words


def offers_script(contents: StudyContents) -> str:
    """What the places offer, line for line with `places.js`, and the words of questions; see `offers.ts` for its form."""
    found = cards_of(contents)
    ranks = {code: rank for rank, code in enumerate(found.services)}
    offers = {
        "services": [_labelled(code, VOCABULARIES["service"][code]) for code in found.services],
        "needs": [_need(need, ranks) for need in NEEDS],
        "kinds": [{"code": kind, "said": list(expressions(said))} for kind, said in KINDS_SAID.items()],
        "steps": [{**_labelled(step.code, step.title), "needs": list(step.needs)} for step in STEPS],
        "reading": {
            "empty": sorted(EMPTY),
            "longestName": LONGEST_NAME,
            "apart": APART,
            "longestQuote": LONGEST_QUOTE,
            "distances": DISTANCES,
            "widened": WIDENED,
        },
        "sources": [{"fr": french, "en": english} for french, english in found.sources],
        "places": [_row(card, ranks) for card in found.cards],
    }
    return f"globalThis.florilegeOffers={_json(offers)};\n"


@cache
def communes_script() -> str:
    """Every territory of France: see `communes.ts` for its form."""
    known = territories()
    of: dict[str, list[str]] = defaultdict(list)
    for line in known.communes:
        end = line.code.removeprefix(line.within)
        of[line.within].append(
            f"{end}|{line.name}|{' '.join(line.postcodes)}|{line.latitude:.2f}|{line.longitude:.2f}|{line.size}"
            + ("|1" if line.overshadowed else "")
        )
    found = {
        "departements": [_area(line) for line in known.departements],
        "regions": [_area(line) for line in known.regions],
        "communes": [[code, "\n".join(lines)] for code, lines in of.items()],
    }
    return f"globalThis.florilegeTerritories={_json(found)};\n"


def _need(need: Need, ranks: Mapping[str, int]) -> Mapping[str, object]:
    def offered(codes: Iterable[str]) -> list[int]:
        return [ranks[code] for code in codes if code in ranks]

    return {
        **_labelled(need.code, need.title),
        "services": offered(need.services),
        "said": list(expressions(need.said)),
        "things": [list(expressions(thing)) for thing in need.things],
        "narrow": [
            {"said": list(expressions(said)), "services": offered(codes)} for said, codes in need.narrow
        ],
        "thingServices": offered(need.thing_services or need.services),
    }


def _row(card: Card, ranks: Mapping[str, int]) -> list[object]:
    """What `offers.ts` calls a Row; from the end, what is unknown is left out."""
    row: list[object] = [
        [ranks[code] for code in card.services],
        card.sources,
        card.date,
        -1 if card.accessible is None else int(card.accessible),
        card.address,
        card.phone,
        card.site,
        [
            [fact.text, fact.source, fact.date, *([fact.english] if fact.english else [])]
            for fact in card.facts
        ],
        int(card.coarse),
    ]
    last = [card.hours, card.price, card.visited, card.site_seen]
    while last and not last[-1]:
        last.pop()
    return [*row, *last]


def _area(line: Line) -> list[object]:
    return [line.code[1:], line.name, line.size]


def _labelled(code: str, label: Words) -> dict[str, str]:
    return {"code": code, "fr": words.said(label, "fr"), "en": label.en}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
