"""From what people wrote together to a practice: each field read, or refused by its name, with what to write instead."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from django.utils import timezone

from florilege.exchange.merging import unsettled
from florilege.exchange.practices import TEXTS, Contact, Practice, WrittenText
from florilege.exchange.programme import Programme, read_programme
from florilege.faults import InputRefused, Words
from florilege.territory.names import plain
from florilege.territory.territory_keys import called
from florilege.web.ecosystem.models import Actor
from florilege.web.inventory.models import Place
from florilege.web.practices.fields import FIELDS, OTHER
from florilege.web.practices.models import LivePractice
from florilege.web.practices.writing import text_of
from florilege.web.study.folder import StudyFolder

_KIND = Words(
    "ce que c’est : une pratique, une innovation, une difficulté",
    "what it is: a practice, an innovation, a difficulty",
)
_TERRITORY = Words(
    "le nom d’une commune, d’un EPCI, d’un département, d’une région",
    "the name of a commune, an EPCI, a département, a region",
)
_SHEET = Words(
    "l’adresse de la page d’un lieu, sur ce site", "the address of the page of a place, on this site"
)
_ACTOR = Words(
    "l’adresse de la page d’un acteur, sur ce site", "the address of the page of an actor, on this site"
)
_ONE_VERSION = Words("une seule version de ces mots : choisir", "one version of these words: choose one")


def programme_of(folder: StudyFolder) -> Programme | None:
    """The programme of a study's exchange days as its file has it, None without one."""
    text = folder.text(folder.programme)
    return read_programme(text, file=str(folder.programme)) if text.strip() else None


def practice_of(live: LivePractice, folder: StudyFolder) -> Practice:
    """The practice that its fields say; raises InputRefused naming the field that cannot be read as it is."""
    programme = programme_of(folder)
    kind = text_of(live, "kind")
    if not kind:
        raise _refused("kind", _KIND)
    author = text_of(live, "author")
    if not author:
        raise _refused("author", Words("le territoire qui validera", "the territory that will validate it"))
    return Practice(
        key="",
        kind=kind,
        language=text_of(live, "language") or "fr",
        texts=_texts(live),
        author=territory_key("author", author),
        date=_day(live, programme),
        validated=None,
        event=live.writing.event,
        session=live.writing.session,
        territories=_several(live, "territories", lambda one: territory_key("territories", one)),
        themes=_several(live, "themes", lambda one: _theme(one, programme)),
        places=_several(live, "places", _place),
        actors=_several(live, "actors", lambda one: _actor(one, live.writing.study)),
        contact=_contact(live),
        trials=(),
    )


def territory_key(field: str, typed: str) -> str:
    """The key of a territory as people write it; raises InputRefused naming those that it may mean."""
    found = called(typed)
    if len(found) == 1:
        return found[0].key
    if not found:
        raise _refused(field, _TERRITORY, typed)
    labels = ", ".join(one.label for one in found[:6])
    raise _refused(field, Words(f"l’un de : {labels}", f"one of: {labels}"), typed)


def _texts(live: LivePractice) -> Mapping[str, WrittenText]:
    language = text_of(live, "language") or "fr"
    found: dict[str, WrittenText] = {}
    for name in TEXTS:
        said, other = text_of(live, name).strip(), text_of(live, f"{OTHER}{name}").strip()
        for field, text in ((name, said), (f"{OTHER}{name}", other)):
            if twice := unsettled(text):
                raise _refused(field, _ONE_VERSION, twice[0])
            if len(text) > FIELDS[field].longest:
                most = FIELDS[field].longest
                raise _refused(
                    field, Words(f"{most} signes au plus", f"at most {most} characters"), str(len(text))
                )
        if other and not said:
            raise _refused(name, Words("ce texte dans sa langue aussi", "this text in its own language too"))
        if said:
            found[name] = WrittenText(language, said, other)
    if "title" not in found:
        raise _refused("title", Words("un titre", "a title"))
    return found


def _several(live: LivePractice, field: str, read: Callable[[str], str]) -> tuple[str, ...]:
    text = text_of(live, field)
    if twice := unsettled(text):
        raise _refused(field, _ONE_VERSION, twice[0])
    lines = (one.strip() for one in text.splitlines())
    return tuple(dict.fromkeys(read(one) for one in lines if one))


def _theme(typed: str, programme: Programme | None) -> str:
    themes = programme.themes if programme is not None else {}
    for key, title in themes.items():
        if plain(typed) in (plain(key), plain(title.fr), plain(title.en)):
            return key
    fr, en = (", ".join(one.in_language(language) for one in themes.values()) for language in ("fr", "en"))
    raise _refused("themes", Words(f"un thème du programme : {fr}", f"a theme of the programme: {en}"), typed)


def _place(typed: str) -> str:
    """The id of a place from the address of its sheet, the end of it, or its id."""
    slug = _end_of(typed)
    row = (
        Place.objects.filter(slug=slug).select_related("replaced_by").first()
        or Place.objects.filter(public_id=slug).select_related("replaced_by").first()
        or Place.objects.filter(aliases__kind="slug", aliases__value=slug)
        .select_related("replaced_by")
        .first()
    )
    if row is None:
        raise _refused("places", _SHEET, typed)
    return row.replaced_by.public_id if row.replaced_by is not None else row.public_id


def _actor(typed: str, study: str) -> str:
    slug = _end_of(typed)
    actors = Actor.objects.filter(study__slug=study)
    row = actors.filter(slug=slug).first() or actors.filter(public_id=slug).first()
    if row is None:
        raise _refused("actors", _ACTOR, typed)
    return row.public_id


def _end_of(typed: str) -> str:
    """The last part of an address."""
    return urlsplit(typed).path.rstrip("/").rpartition("/")[2][:160]


def _contact(live: LivePractice) -> Contact | None:
    name, function, organisation, phone, page = (
        text_of(live, f"contact.{one}") for one in ("name", "function", "organisation", "phone", "page")
    )
    if not (name or phone or page):
        return None
    if not name:
        raise _refused("contact.name", Words("le nom de qui appeler", "the name of who to call"))
    if not phone and not page:
        raise _refused("contact.phone", Words("un téléphone ou une page", "a telephone number or a page"))
    if page and not page.startswith(("https://", "http://")):
        raise _refused("contact.page", Words("une adresse https://…", "an address https://…"), page)
    return Contact(name, function, organisation, phone, page, text_of(live, "contact.consent") == "1")


def _day(live: LivePractice, programme: Programme | None) -> datetime.date:
    """The day of its session, where it is known; else the one on which it was begun."""
    session = programme.sessions.get(live.writing.session) if programme is not None else None
    if session is not None and session.day is not None:
        return session.day
    return timezone.localtime(live.made).date()


def _refused(field: str, expected: Words, value: str = "") -> InputRefused:
    return InputRefused(expected, column=field, value=value[:120] or None)
