"""What the pages of practices share: how they are answered, who writes, the fields of a practice ready to be filled in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, unquote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from msgspec import Struct
from msgspec.structs import replace

from florilege.evidence.contributions import readable
from florilege.exchange.merging import unsettled
from florilege.exchange.practices import TEXTS
from florilege.faults import InputRefused, Words, sentence
from florilege.web.practices.drafts import programme_of
from florilege.web.practices.fields import CHOICE, FIELDS, LINES, OTHER, TICK, Field
from florilege.web.practices.models import LivePractice
from florilege.web.practices.writing import Saved, save, standing_of
from florilege.web.publication.live import current_site
from florilege.web.publication.site import EXCHANGE, Page
from florilege.web.publication.text import words
from florilege.web.publication.text.links import LANGUAGES, Linker
from florilege.web.publication.text.templating import environment
from florilege.web.study.folder import StudyFolder, open_folder

METHODS = ("GET", "HEAD", "POST")
NAME_COOKIE = "florilege_writer"
_A_WEEK = 7 * 24 * 3600
GROUPS: Mapping[str, Words] = {
    "said": Words("La pratique", "The practice"),
    "ties": Words("À qui et à quoi elle se rattache", "Who and what it relates to"),
    "contact": Words("Qui appeler", "Who to call"),
    "other": Words("Dans l’autre langue", "In the other language"),
}


class Control(Struct, frozen=True):
    """A field of the form. number : of the version shown; who : wrote it; twice : stretches that hold two versions

    choices : value → label, whether chosen; rows : of its box, 0 for a line
    """

    name: str
    kind: str
    label: str
    hint: str
    text: str
    number: int
    who: str
    longest: int
    choices: tuple[tuple[str, str, bool], ...]
    rows: int
    twice: tuple[str, ...]
    fault: str
    offers: str


class Group(Struct, frozen=True):
    """Fields that go together. open : whether it is unfolded at first"""

    key: str
    title: str
    controls: tuple[Control, ...]
    open: bool


class Notice(Struct, frozen=True):
    """What happened to what somebody sent. clashes : both versions of the words that two changed"""

    label: str
    others: str
    clashes: tuple[tuple[str, str], ...]


def study_folder() -> StudyFolder:
    """The folder of the study that is served."""
    return open_folder(Path(settings.FLORILEGE_STUDY_FOLDER))


def writer(request: HttpRequest) -> str:
    """The name under which somebody writes in this browser, "" before she gave one."""
    return unquote(str(request.get_signed_cookie(NAME_COOKIE, default="", max_age=_A_WEEK) or ""))


def with_name(answer: HttpResponse, typed: str) -> HttpResponse:
    """The answer, which has the browser keep the name of whoever writes; raises InputRefused for none."""
    name = " ".join(typed.split())[:80]
    if not name or not readable(name) or "@" in name:
        raise InputRefused(
            Words("un nom, que les autres verront", "a name, which the others will see"), column="name"
        )
    answer.set_signed_cookie(
        NAME_COOKIE,
        quote(name),  # headers hold no letter beyond Latin-1: “L’Hôte” has one
        max_age=_A_WEEK,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return answer


def groups(
    live: LivePractice, language: str, *, typed: Mapping[str, str] | None = None, faults: Mapping[str, str] | None = None
) -> tuple[Group, ...]:  # fmt: skip
    """The fields of a practice, filled in. typed : what was sent and could not be kept, by field"""
    found: dict[str, list[Control]] = {key: [] for key in GROUPS}
    for one in FIELDS.values():
        control = _control(one, live, language, typed or {}, faults or {})
        if one.name == "themes":
            control = replace(control, hint=f"{control.hint} {_themes(language)}".strip())
        found[_group_of(one)].append(control)
    return tuple(
        Group(
            key,
            words.said(GROUPS[key], language),
            tuple(controls),
            key == "said" or any(one.fault or one.twice for one in controls),
        )
        for key, controls in found.items()
    )


def save_all(
    live: LivePractice, request: HttpRequest, language: str, *, who: str
) -> tuple[tuple[Notice, ...], dict[str, str], dict[str, str]]:
    """Keep what a form sent, field by field: (what to tell, faults by field, what was typed in these)."""
    notices: list[Notice] = []
    faults: dict[str, str] = {}
    typed: dict[str, str] = {}
    for name, field in FIELDS.items():
        if f"b.{name}" not in request.POST:
            continue
        text = request.POST.get(f"f.{name}", "")
        try:
            kept = save(live, name, text, base=_number(request.POST.get(f"b.{name}", "")), who=who)
        except InputRefused as refused:
            faults[name], typed[name] = sentence(refused, language), text
            continue
        if kept.others or kept.clashes:
            notices.append(notice(field, kept, language))
    return tuple(notices), faults, typed


def notice(field: Field, kept: Saved, language: str) -> Notice:
    """What became of a save that met others, in words."""
    return Notice(
        words.capitalised(words.said(field.words, language)),
        words.listed(list(kept.others), language),
        tuple((one.theirs, one.mine) for one in kept.clashes),
    )


def page(
    request: HttpRequest, language: str, path: str, name: str, values: Mapping[str, object], status: int = 200
) -> HttpResponse:
    """A page of the practices, kept by nobody. path : within its language; name : of its template"""
    site = current_site()
    text = (
        environment(language)
        .get_template(f"{name}.html")
        .render(
            values,
            link=Linker(language, path, False, site.stamp),
            page=Page("practice-form", path),
            section=EXCHANGE,
            exchange=site.contents.exchange is not None,
            study_title=site.contents.title.in_language(language),
            languages=LANGUAGES,
            imprint=site.shared.imprint[language],
            data_licences=site.shared.data_licences[language],
            token=get_token(request),
        )
    )
    answer = HttpResponse(text, status=status)
    # the address opens the page: it is told to no other site, and to no search engine
    answer["Referrer-Policy"] = "same-origin"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def refused(
    request: HttpRequest, said: Words, language: str, *, path: str = "rencontres/", status: int = 410
) -> HttpResponse:
    """The page of a link that opens nothing (any more)."""
    return page(request, language, path, "practice_refused", {"words": said.in_language(language)}, status)


def _control(
    one: Field, live: LivePractice, language: str, typed: Mapping[str, str], faults: Mapping[str, str]
) -> Control:
    number, text, who = standing_of(live, one.name)
    text = typed.get(one.name, text)
    choices = one.choices if one.kind == CHOICE and one.choices is not None else {}
    return Control(
        name=one.name,
        kind=one.kind,
        label=words.capitalised(words.said(one.words, language)),
        hint=words.said(one.hint, language) if one.hint.fr else "",
        text=text,
        number=number,
        who=who,
        longest=one.longest,
        choices=tuple((key, words.said(said, language), key == text) for key, said in choices.items()),
        rows=0 if one.kind not in ("text", LINES) else 2 if one.kind == LINES or one.name in _SHORT else 5,
        twice=unsettled(text),
        fault=faults.get(one.name, ""),
        offers="territories" if one.name == "author" else "",
    )


def _themes(language: str) -> str:
    """The themes that may be written, those of the programme."""
    programme = programme_of(study_folder())
    titles = [words.said(one, language) for one in programme.themes.values()] if programme is not None else []
    return f"{words.capitalised(words.listed(titles, language))}." if titles else ""


_SHORT = ("where", "for_whom")


def _group_of(one: Field) -> str:
    if one.name in TEXTS or one.name in ("kind", "language"):
        return "said"
    if one.name.startswith(OTHER):
        return "other"
    return "contact" if one.name.startswith("contact.") or one.kind == TICK else "ties"


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0
