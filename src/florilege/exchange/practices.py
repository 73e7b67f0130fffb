"""A practice of the exchange days, `practices/<key>.toml`: what was done where and for whom, its figures, its cost, what went wrong.

It is written in one language, or in two; what nobody said is left out. Its author is a territory, which validates it: no person
is named but in its contact, who agreed to it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from msgspec import Struct

from florilege.evidence.privacy import addresses_in
from florilege.exchange.merging import unsettled
from florilege.exchange.programme import LANGUAGES
from florilege.faults import StudyFileRefused, Words
from florilege.territory.territory_keys import territory_of
from florilege.toml_lines import Table, read_toml

GOOD, INNOVATION, DIFFICULTY = "good-practice", "innovation", "difficulty"
KINDS: Mapping[str, Words] = {
    GOOD: Words("bonne pratique", "good practice"),
    INNOVATION: Words("innovation", "innovation"),
    DIFFICULTY: Words("difficulté", "difficulty"),
}
PLURALS: Mapping[str, Words] = {
    GOOD: Words("bonnes pratiques", "good practices"),
    INNOVATION: Words("innovations", "innovations"),
    DIFFICULTY: Words("difficultés", "difficulties"),
}
TITLE = "title"
TEXTS: Mapping[str, Words] = {
    TITLE: Words("titre", "title"),
    "what": Words("ce qui a été fait", "what was done"),
    "where": Words("où", "where"),
    "for_whom": Words("pour qui", "for whom"),
    "figures": Words("en chiffres", "in figures"),
    "cost": Words("ce que cela coûte", "what it costs"),
    "went_wrong": Words("ce qui n’a pas marché", "what went wrong"),
}
"""What is written of a practice, field by field, in the order of its page."""
UNKNOWN, TRIED, ADAPTED, GIVEN_UP = "unknown", "tried", "adapted", "given-up"
OUTCOMES: Mapping[str, Words] = {
    UNKNOWN: Words("pas encore de nouvelles", "no news yet"),
    TRIED: Words("essayé", "tried"),
    ADAPTED: Words("essayé, en l’adaptant", "tried, and adapted"),
    GIVEN_UP: Words("abandonné", "given up"),
}
LONGEST, LONGEST_TITLE = 10_000, 200
"""Signs of a field, and of a title."""
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")


class WrittenText(Struct, frozen=True):
    """A text as it was written. language : of it; other : the same in the other language, "" where nobody wrote it"""

    language: str
    text: str
    other: str = ""

    def in_language(self, language: str) -> tuple[str, str]:
        """(text, language that it is in): the one asked for where somebody wrote it."""
        if language == self.language or not self.other:
            return self.text, self.language
        return self.other, language


class Contact(Struct, frozen=True):
    """Who to call. consent : whether this may be published; phone, page : one of them at least"""

    name: str
    function: str
    organisation: str
    phone: str
    page: str
    consent: bool


class Trial(Struct, frozen=True):
    """ "We want to try it". territory : its key; outcome : one of OUTCOMES; told : when it was said, None before"""

    territory: str
    date: datetime.date
    outcome: str = UNKNOWN
    text: str = ""
    language: str = "fr"
    reported: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Practice:
    """A practice, a difficulty or an innovation. texts : of TEXTS, those that somebody wrote

    author : key of the territory that validated it; date : of the session, or of the writing; withdrawn : since when it is
    not shown, and why; line : of the file, for refusals
    """

    key: str
    kind: str
    language: str
    texts: Mapping[str, WrittenText]
    author: str
    date: datetime.date
    validated: datetime.date | None
    event: str
    session: str
    territories: tuple[str, ...]
    themes: tuple[str, ...]
    places: tuple[str, ...]
    actors: tuple[str, ...]
    contact: Contact | None
    trials: tuple[Trial, ...]
    withdrawn: datetime.date | None = None
    withdrawn_reason: str = ""
    lines: Mapping[str, int | None] = field(default_factory=dict, compare=False)

    @property
    def is_public(self) -> bool:
        """Whether it is published: validated, and not taken back."""
        return self.validated is not None and self.withdrawn is None

    @property
    def concerned(self) -> tuple[str, ...]:
        """The keys of its territories, the author's first."""
        return tuple(dict.fromkeys((self.author, *self.territories)))


def read_practice(text: str, key: str, *, file: str) -> Practice:
    """A practice; raises StudyFileRefused naming line, key and value, and the nearest word. key : the name of the file"""
    root = read_toml(text, file=file, refusal=StudyFileRefused)
    if not _KEY.fullmatch(key):
        raise root.refused(
            Words(
                "un nom de fichier en lettres minuscules, chiffres et traits d’union",
                "a file name in lower-case letters, digits and hyphens",
            ),
            value=key,
        )
    language = root.choice("language", LANGUAGES, "fr")
    practice = Practice(
        key=key,
        kind=root.choice("kind", tuple(KINDS)),
        language=language,
        texts=_texts(root, language),
        author=_territory(root, "author", root.filled("author")),
        date=root.day("date"),
        validated=_day(root, "validated"),
        event=root.get("event", str, "").strip(),
        session=root.get("session", str, "").strip(),
        territories=tuple(_territory(root, "territories", one) for one in root.texts("territories")),
        themes=root.texts("themes"),
        places=root.texts("places"),
        actors=root.texts("actors"),
        contact=_contact(root.table("contact")) if "contact" in root else None,
        trials=tuple(_trial(one) for one in root.tables("trial")),
        withdrawn=_day(root, "withdrawn"),
        withdrawn_reason=root.get("withdrawn_reason", str, "").strip(),
        lines={name: root.line(name) for name in root.keys()},
    )
    root.refuse_unknown()
    return practice


def _texts(root: Table, language: str) -> Mapping[str, WrittenText]:
    other = root.table("other")
    found: dict[str, WrittenText] = {}
    for name in TEXTS:
        said = root.filled(name) if name == TITLE else root.get(name, str, "").strip()
        translated = other.get(name, str, "").strip()
        if translated and not said:
            raise other.refused(
                Words("la traduction d’un texte écrit", "the translation of a text that is written"),
                key=name,
                value=translated[:80],
            )
        for table, text in ((root, said), (other, translated)):
            _check_text(table, name, text)
        if said:
            found[name] = WrittenText(language, said, translated)
    other.refuse_unknown()
    return found


def _check_text(table: Table, name: str, text: str) -> None:
    most = LONGEST_TITLE if name == TITLE else LONGEST
    if len(text) > most:
        raise table.refused(
            Words(f"{most} signes au plus", f"at most {most} characters"), key=name, value=len(text)
        )
    if twice := unsettled(text):
        raise table.refused(
            Words("l’une des deux versions de ces mots", "one of the two versions of these words"),
            key=name,
            value=twice[0][:80],
        )


def _territory(table: Table, key: str, value: str) -> str:
    found = territory_of(value)
    if found is None:
        raise table.refused(
            Words(
                "un territoire : commune-51454, le SIREN d’un EPCI, departement-51, region-44",
                "a territory: commune-51454, the SIREN of an EPCI, departement-51, region-44",
            ),
            key=key,
            value=value,
        )
    return found.key


def _day(table: Table, key: str) -> datetime.date | None:
    if key in table:
        return table.day(key)
    table.mark_known(key)
    return None


def _contact(table: Table) -> Contact:
    contact = Contact(
        name=table.filled("name"),
        function=table.get("function", str, "").strip(),
        organisation=table.get("organisation", str, "").strip(),
        phone=table.get("phone", str, "").strip(),
        page=table.get("page", str, "").strip(),
        consent=table.get("consent", bool, False),
    )
    if contact.page and not contact.page.startswith(("https://", "http://")):
        raise table.refused(
            Words("une adresse https://…", "an address https://…"), key="page", value=contact.page
        )
    if not contact.phone and not contact.page:
        raise table.absent("phone", Words("un téléphone ou une page", "a telephone number or a page"))
    texts = (contact.name, contact.function, contact.organisation, contact.phone, contact.page)
    if found := addresses_in(texts):
        raise table.refused(
            Words(
                "pas d’adresse électronique : un téléphone, ou la page d’un formulaire",
                "no e-mail address: a telephone number, or the page of a form",
            ),
            key="name",
            value=sorted(found)[0],
        )
    table.refuse_unknown()
    return contact


def _trial(table: Table) -> Trial:
    trial = Trial(
        territory=_territory(table, "territory", table.filled("territory")),
        date=table.day("date"),
        outcome=table.choice("outcome", tuple(OUTCOMES), UNKNOWN),
        text=table.get("text", str, "").strip(),
        language=table.choice("language", LANGUAGES, "fr"),
        reported=_day(table, "told"),
    )
    if trial.outcome != UNKNOWN and trial.reported is None:
        raise table.absent("told", beside="outcome")
    if trial.reported is not None and trial.reported < trial.date:
        raise table.refused(
            Words("un jour qui suit celui de la demande", "a day after that of the request"),
            key="told",
            value=trial.reported.isoformat(),
        )
    _check_text(table, "text", trial.text)
    table.refuse_unknown()
    return trial
