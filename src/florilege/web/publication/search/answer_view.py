"""The answer of the finder as a page says it without a script: the sentences of the static finder, the same in order."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from urllib.parse import urlencode, urlsplit

from markupsafe import Markup
from msgspec import Struct

from florilege.web.publication.pages.needs import BY_CODE
from florilege.web.publication.search.answers import Answers
from florilege.web.publication.search.asked import Asked
from florilege.web.publication.search.facts import quote
from florilege.web.publication.search.finder import Found
from florilege.web.publication.search.gazetteer import Spot
from florilege.web.publication.search.place_index import PlaceIndex
from florilege.web.publication.search.question import replaced
from florilege.web.publication.search.question_words import DISTANCES, WIDENED
from florilege.web.publication.text import words
from florilege.web.publication.text.templating import environment
from florilege.web.publication.text.values import code_label

PAGE = 20
"""Answers on a page."""
ROAD = 1.3
"""Roads are longer than the flight of a bird: the usual factor for France, as the page says."""
LONGEST = 140
"""Letters of opening hours and prices on a card."""
_NOT_DIALLED = re.compile(r"[^+\d]")


class Choice(Struct, frozen=True):
    """A place that may be meant. address : of the same question from there"""

    label: str
    address: str


class Piece(Struct, frozen=True):
    """A piece of a sentence; a link where it has an address: of the finder, or of a page of the site (path)."""

    text: str
    address: str = ""
    path: str = ""
    name: bool = False


class Reason(Struct, frozen=True):
    """A line under a place: a sentence with the words of a source in it. foreign : in French on an English page"""

    before: str
    text: str = ""
    after: str = ""
    quoted: bool = False
    foreign: bool = False


class CardView(Struct, frozen=True):
    """A place that answers."""

    slug: str
    name: str
    klass: str
    what: str
    address: str
    phone: str
    dialled: str
    site: str
    host: str
    reasons: tuple[Reason, ...]


class AnswerView(Struct, frozen=True):
    """The finder's page, once asked.

    title : the question in a few words, "" when nothing was asked · point : the reader's own position, as an address says it
    by_lists : whether the lists are open · first : rank of the first answer of the page · before, after : addresses of pages
    """

    asked: Asked
    state: str
    title: str
    from_value: str
    point: str
    heard: str
    which: str
    choices: tuple[Choice, ...]
    by_lists: bool
    distances: tuple[int, ...]
    kinds: tuple[tuple[str, str], ...]
    count: str
    order: str
    aside: tuple[tuple[Piece, ...], ...]
    notes: str
    cards: tuple[CardView, ...]
    first: int
    pages: int
    page_text: str
    before: str
    after: str


class Sentences:
    """The sentences of the finder in a language, as the template has them for the script."""

    def __init__(self, language: str) -> None:
        found: object = getattr(environment(language).get_template("finder_words.html").module, "said", None)
        assert isinstance(found, dict)
        self._found = found
        self.language = language

    def say(self, name: str, **values: object) -> str:
        """A sentence, its values in it, escaped as a page needs it."""
        text = Markup(self._found[name])
        for key, value in values.items():
            text = text.replace(f"{{{key}}}", str(value))
        return text

    def around(self, name: str, key: str) -> tuple[str, str]:
        """What stands before and after a value in a sentence."""
        before, _, after = Markup(self._found[name]).partition(f"{{{key}}}")
        return before, after

    def of_status(self, status: str) -> str:
        return str(self._found["status"].get(status, ""))

    def of_wheelchair(self, accessible: bool) -> str:
        return str(self._found["wheelchair"][accessible])

    def cited(self, text: str) -> str:
        return self.say("word", word=text)


@lru_cache(maxsize=2)
def sentences(language: str) -> Sentences:
    return Sentences(language)


def answer_view(found: Found, index: PlaceIndex, language: str) -> AnswerView:
    """What the page says of a question."""
    say = sentences(language)
    asked, answers = found.asked, found.answers
    listed: Sequence[int] = ()
    if answers is not None:
        listed = [int(rank) for rank in (answers.within if len(answers.within) else answers.beyond)]
    pages = max(1, math.ceil(len(listed) / PAGE))
    page = min(asked.page, pages)
    first = (page - 1) * PAGE
    cards = _CardViews(found, index, say)
    return AnswerView(
        asked=asked,
        state=found.state,
        title=_title(found),
        from_value=asked.typed
        or (found.spot.label if found.spot and asked.where[:1] not in ("", "@") else ""),
        point=asked.where if asked.where.startswith("@") and found.spot is not None else "",
        heard=_heard(found, say),
        which=say.say("which" if found.begun or found.state == "several" else "meant"),
        choices=tuple(_choice(asked, one) for one in found.choices),
        by_lists=bool(
            asked.needs or asked.step or asked.kind or asked.within or asked.open or asked.accessible
        ),
        distances=DISTANCES,
        kinds=tuple(
            (code, code_label("kind", code, language) or code) for code in index.offers.codes["kinds"]
        ),
        count=_count(found, say),
        order=_order(found, say),
        aside=tuple(_aside(found, index, say)),
        notes=_notes(answers, say),
        cards=tuple(cards.view(rank) for rank in listed[first : first + PAGE]),
        first=first + 1,
        pages=pages,
        page_text=say.say("pageOf", page=page, pages=words.number(pages, language)),
        before=asked.address(page=page - 1) or "?" if page > 1 else "",
        after=asked.address(page=page + 1) if page < pages else "",
    )


def _title(found: Found) -> str:
    spot = found.spot.label if found.spot is not None else found.asked.typed
    return " · ".join(part for part in (found.asked.question, spot) if part)


def _choice(asked: Asked, spot: Spot) -> Choice:
    return Choice(spot.label, asked.address(where=spot.code, typed="", page=1))


def _heard(found: Found, say: Sentences) -> str:
    if not found.asked.question and found.spot is None:
        return ""
    language = say.language
    parts = [words.said(BY_CODE[code].title, language) for code in found.needs]
    parts += [code_label("kind", code, language) or code for code in found.question.kinds]
    if found.spot is not None:
        parts.append(say.say("from", place=found.spot.label))
    return say.say("heard", needs=Markup(" · ").join(parts)) if parts else ""


def _count(found: Found, say: Sentences) -> str:
    answers, asked = found.answers, found.asked
    if found.state == "lost":
        cited = Markup(", ").join(say.cited(one.word) for one in found.question.lost)
        return say.say("lost" if len(found.question.lost) == 1 else "lostMany", words=cited)
    if found.state == "nowhere":
        return say.say("nowhereCount", word=asked.typed or asked.where)
    if found.state == "several":
        return say.say("whichCount")
    if answers is None:
        return say.say("nothingAsked")
    around = found.spot is not None and found.spot.where.kind == "around"
    which = "none" if answers.known == 0 else "one" if answers.known == 1 else "many"
    label = found.spot.label if found.spot is not None else ""
    text = say.say(
        f"{which}Near" if around else which,
        n=words.number(answers.known, say.language),
        km=answers.kilometres,
        place=label,
    )
    if around and not asked.within and answers.known and answers.kilometres > WIDENED[0]:
        return Markup(" ").join((say.say("widened", km=WIDENED[0]), text))
    return text


def _order(found: Found, say: Sentences) -> str:
    answers = found.answers
    if answers is None or not (len(answers.within) or len(answers.beyond)):
        return ""
    if not len(answers.within):
        return say.say("beyond")
    around = found.spot is not None and found.spot.where.kind == "around"
    near = say.say("orderNear" if around else "orderAll")
    return Markup(" ").join((say.say("orderNamed"), near)) if answers.named else near


def _notes(answers: Answers | None, say: Sentences) -> str:
    if answers is None:
        return ""
    notes = []
    if answers.unknown:
        name = "unknownOne" if answers.unknown == 1 else "unknownMany"
        notes.append(say.say(name, n=words.number(answers.unknown, say.language)))
    if answers.unplaced:
        notes.append(say.say("unplaced", n=words.number(answers.unplaced, say.language)))
    return Markup(" ").join(notes)


def _aside(found: Found, index: PlaceIndex, say: Sentences) -> Iterable[tuple[Piece, ...]]:
    """What is said beside the answers: words that nobody understands, with what may be meant; the thing asked for by name."""
    if found.state == "lost":
        yield from _lost(found, say)
    elif found.answers is not None and found.question.things:
        yield tuple(_named(found, found.answers, index, say))


def _lost(found: Found, say: Sentences) -> Iterable[tuple[Piece, ...]]:
    asked, question = found.asked, found.question

    def rewording(text: str, said: str) -> Piece:
        return Piece(text, asked.address(question=said, page=1) or "#")

    near = [
        piece
        for one in question.lost
        for other in one.near
        for piece in (rewording(other, replaced(asked.question, one.word, other)), Piece(" "))
    ]
    if near:
        yield (Piece(say.say("meant") + " "), *near)
    search = Piece(say.say("elsewhere"), f"?{urlencode({'q': asked.question})}", path="recherche/")
    others = asked.question
    for one in question.lost:
        others = replaced(others, one.word, "")
    if question.things or question.kinds or found.needs or found.spot is not None:
        yield (rewording(say.say("without"), others), Piece(" "), search)
    else:
        yield (search,)


def _named(found: Found, answers: Answers, index: PlaceIndex, say: Sentences) -> Iterable[Piece]:
    """Whether a source names the very thing asked for; where none does, it is said, with the nearest place where one does."""
    things = dict.fromkeys(say.cited(thing.typed) for thing in found.question.things)
    name = "namedNone" if not answers.named else "namedOne" if answers.named == 1 else "namedMany"
    yield Piece(say.say(name, n=words.number(answers.named, say.language), thing=Markup(", ").join(things)))
    nearest = answers.nearest_named
    if nearest is not None and not math.isnan(answers.metres[nearest]):
        card = json.loads(index.card(nearest))
        before, after = say.around("nearestNamed", "place")
        yield Piece(Markup(" ") + before)
        yield Piece(_called(card, say.language), "#", path=f"lieux/{card['slug']}/", name=True)
        kilometres = _kilometres(float(answers.metres[nearest]), say.language)
        yield Piece(Markup(" ({})").format(card.get("commune", "")) + after.replace("{km}", kilometres))
    if answers.known > answers.named:
        yield Piece(Markup(" ") + say.say("othersNear" if answers.named else "othersNone"))


def _called(card: dict[str, object], language: str) -> str:
    return str((language == "en" and card.get("english")) or card["name"])


def _kilometres(metres: float, language: str) -> str:
    """As the script rounds them: a tenth below ten kilometres, whole ones from there."""
    if metres < 10_000:
        return words.number(math.floor(metres / 100 + 0.5) / 10, language)
    return words.number(math.floor(metres / 1000 + 0.5), language)


class _CardViews:
    """The places of an answer, each as its page shows it."""

    def __init__(self, found: Found, index: PlaceIndex, say: Sentences) -> None:
        self._found, self._index, self._say = found, index, say

    def view(self, rank: int) -> CardView:
        card: dict[str, object] = json.loads(self._index.card(rank))
        language = self._say.language
        kinds = ", ".join(code_label("kind", kind, language) or kind for kind in _texts(card, "kinds"))
        outside = "" if card.get("in_scope") else self._say.say("outside")
        site, phone = _text(card, "site"), _text(card, "phone")
        return CardView(
            slug=_text(card, "slug"),
            name=_called(card, language),
            klass=_text(card, "klass"),
            what=Markup(" · ").join(part for part in (self._where(card), kinds, outside) if part),
            address=_text(card, "address"),
            phone=phone,
            dialled=_NOT_DIALLED.sub("", phone),
            site=site,
            host=(urlsplit(site).hostname or "").removeprefix("www."),
            reasons=tuple(self._reasons(rank, card)),
        )

    def _where(self, card: dict[str, object]) -> str:
        commune = _text(card, "commune")
        departement = self._index.departements.get(_text(card, "departement"), "")
        return ", ".join(part for part in (commune, departement if departement != commune else "") if part)

    def _reasons(self, rank: int, card: dict[str, object]) -> Iterable[Reason]:
        """What a source says of the thing asked for, in its words; then what the place offers, how far it is, what is known."""
        say, language, answers = self._say, self._say.language, self._found.answers
        assert answers is not None
        fact = answers.quoted.get(rank)
        if fact is not None:
            said = quote(fact, self._found.question.things, language)
            name = "quote" if said.date else "quoteUndated"
            before, after = say.around(name, "quote")
            source = self._index.sources[said.source][language == "en"]
            after = after.replace("{source}", source).replace("{date}", _month(said.date, language))
            yield Reason(before, said.text, after, quoted=True, foreign=said.foreign)
        yield from map(Reason, self._offers(card))
        metres = float(answers.metres[rank])
        coarse = bool(card.get("coarse"))
        if not math.isnan(metres):
            if coarse:
                yield Reason(say.say("coarse", commune=_text(card, "commune")))
            if not (coarse and metres < 1000):
                yield Reason(self._far(metres))
        if status := say.of_status(_text(card, "status")):
            yield Reason(status)
        accessible = card.get("accessible")
        if isinstance(accessible, bool):
            yield Reason(say.of_wheelchair(accessible))
        for name in ("hours", "price"):
            text = _text(card, name)
            if text:
                before, after = say.around(name, "text")
                short = text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()}…"
                yield Reason(before, short, after, foreign=language != "fr")
        for name, key in (("visited", "visited"), ("siteSeen", "site_seen")):
            if date := _text(card, key):
                yield Reason(say.say(name, date=_month(date, language)))

    def _offers(self, card: dict[str, object]) -> Iterable[str]:
        """What it offers of what was asked for, and which needs it meets where several were said."""
        say, language, sought = self._say, self._say.language, self._found
        offered = set(_texts(card, "services"))
        met = {
            code: [one for one in services if one in offered] for code, services in sought.services.items()
        }
        met = {code: services for code, services in met.items() if services}
        services = [one for found in met.values() for one in found] or _texts(card, "services")
        if services:
            labels = dict.fromkeys(code_label("service", code, language) or code for code in services)
            date, sources = _text(card, "date"), card.get("sources", 0)
            yield say.say(
                "offers" if date else "offersUndated",
                services=", ".join(labels),
                sources=sources,
                date=_month(date, language),
            )
        if met and len(met) < len(sought.services):
            titles = Markup(" ; ").join(words.said(BY_CODE[code].title, language) for code in met)
            yield say.say("meets", needs=titles, n=len(sought.services))

    def _far(self, metres: float) -> str:
        if metres < 1000:
            return self._say.say("close")
        language = self._say.language
        flight, road = _kilometres(metres, language), _kilometres(metres * ROAD, language)
        return self._say.say("distance", flight=flight, road=road)


def _text(card: dict[str, object], name: str) -> str:
    return str(card.get(name, ""))


def _texts(card: dict[str, object], name: str) -> list[str]:
    found = card.get(name, [])
    return [str(one) for one in found] if isinstance(found, list) else []


def _month(date: str, language: str) -> str:
    return words.date(date[:7], language)
