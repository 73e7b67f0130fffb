"""What the pages of the letter show the team, ready to print."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.conf import settings
from django.db.models import Count
from msgspec import Struct

from florilege.editorial.news import NewsItem
from florilege.faults import Words
from florilege.web.letters import models as letter_states
from florilege.web.letters.models import SharedText
from florilege.web.newsletter import choices, issues, themes
from florilege.web.newsletter.issues import Progress, Wording
from florilege.web.newsletter.models import (
    ASKED,
    CANCELLED,
    CONFIRMED,
    DRAFT,
    ENDED,
    PAUSED,
    SENDING,
    SENT,
    Issue,
    Subscription,
)
from florilege.web.newsletter_forms.form import Form, form
from florilege.web.publication.text import words
from florilege.web.publication.text.links import LANGUAGE_PREFIX
from florilege.web.study.measures import measures_of
from florilege.web.study.open_study import OpenStudy
from florilege.web.workspace.team_campaign_contents import day_of

STATE_WORDS: Mapping[str, Words] = {
    DRAFT: Words("brouillon, rien n’est envoyé", "draft, nothing is sent"),
    SENDING: Words("en cours d’envoi", "being sent"),
    PAUSED: Words("en pause", "paused"),
    SENT: Words("envoyé", "sent"),
    CANCELLED: Words("abandonné", "cancelled"),
}
LETTER_WORDS: Mapping[str, Words] = {
    letter_states.SENT: Words("envoyées", "sent"),
    letter_states.WAITING: Words("en attente", "waiting"),
    letter_states.SENDING: Words("en cours d’envoi", "being sent"),
    letter_states.UNCERTAIN: Words("peut-être parties", "may have been sent"),
    letter_states.REFUSED: Words("refusées par le serveur", "refused by the server"),
    letter_states.RETURNED: Words("revenues", "returned"),
    letter_states.WITHHELD: Words("retenues", "withheld"),
}
SUBSCRIPTION_WORDS: Mapping[str, Words] = {
    CONFIRMED: Words("reçoivent la lettre", "subscribed"),
    ASKED: Words("pas encore confirmées", "not confirmed yet"),
    ENDED: Words("ne la veulent plus", "unsubscribed"),
}
LANGUAGE_WORDS: Mapping[str, Words] = {
    "fr": Words("en français", "in French"),
    "en": Words("en anglais", "in English"),
}
SEE_PAGE = Words("Voir la page", "See the page")


class IssueLine(Struct, frozen=True):
    """An issue in the list of them."""

    number: int
    subject: str
    state: str
    day: str
    sent: str
    waiting: str


class LettersView(Struct, frozen=True):
    """The page of the letter. subscribers : what, how many; own : themes that the team added, key and label"""

    fault: str
    may_write: bool
    subscribers: tuple[tuple[str, str], ...]
    lines: tuple[IssueLine, ...]
    own: tuple[tuple[str, str], ...]
    others: tuple[str, ...]


class NewsChoice(Struct, frozen=True):
    """A news item that an issue may begin with."""

    key: str
    title: str
    date: str
    chosen: bool


class EditView(Struct, frozen=True):
    """The form of an issue. number : 0 for one that is not kept yet; topics : what it is about"""

    fault: str
    number: int
    wording: Wording
    topics: Form
    news: tuple[NewsChoice, ...]


class TextView(Struct, frozen=True):
    """The letter in a language, as plain text."""

    language: str
    title: str
    subject: str
    body: str


class LetterView(Struct, frozen=True):
    """An issue. about : what it is about, a line each; audience : language in words, how many would get it

    progress : state of letters in words, how many; share : percent of them that are settled; uncertain : how many may have gone
    """

    fault: str
    may_write: bool
    tried: bool
    number: int
    subject: str
    state: str
    draft: bool
    reported: str
    about: tuple[str, ...]
    audience: tuple[tuple[str, str], ...]
    to_send: int
    progress: tuple[tuple[str, str], ...]
    share: int
    uncertain: int
    can_pause: bool
    can_resume: bool
    can_cancel: bool
    halted: bool
    texts: tuple[TextView, ...]


def letters_view(language: str, *, may_write: bool, fault: str = "") -> LettersView:
    """The issues, the latest first, and how many people get them."""
    study = settings.FLORILEGE_STUDY
    mine = Subscription.objects.filter(study=study)
    counted = dict(mine.values_list("state").annotate(Count("pk")))
    own = themes.added_by_team(study)
    keys = {one.key for one in own}
    return LettersView(
        fault=fault,
        may_write=may_write,
        subscribers=tuple(
            (words.said(said, language), words.number(counted.get(state, 0), language))
            for state, said in SUBSCRIPTION_WORDS.items()
        ),
        lines=tuple(_line(one, language) for one in Issue.objects.filter(study=study).order_by("-pk")),
        own=tuple((one.key, Words(one.label_fr, one.label_en).in_language(language)) for one in own),
        others=tuple(
            label.in_language(language)
            for key, label in themes.themes_of(study).items()
            if key not in keys
        ),
    )  # fmt: skip


def news_lines(study: OpenStudy, language: str, chosen: Collection[str]) -> tuple[NewsChoice, ...]:
    """The news of the study that an issue may begin with, the newest first."""
    items = sorted(_news(study).items(), key=lambda one: one[1].date, reverse=True)
    return tuple(
        NewsChoice(key, words.said(item.title, language), words.date(item.date, language), key in chosen)
        for key, item in items
    )


def from_news(study: OpenStudy, chosen: Collection[str]) -> Wording:
    """What an issue says at first: the news chosen, in their order, each with its page."""
    items = [item for key, item in _news(study).items() if key in chosen]
    items.sort(key=lambda item: item.date, reverse=True)
    if not items:
        return Wording(Words("", ""), Words("", ""))
    first = items[0].title
    return Wording(first, Words(_body_of(items, "fr"), _body_of(items, "en")))


def wording_of(issue: Issue) -> Wording:
    """What a draft says."""
    return Wording(
        Words(issue.subject_fr, issue.subject_en),
        Words(issue.body_fr, issue.body_en),
        tuple(issue.territories),
        tuple(issue.themes),
    )


def edited(
    wording: Wording,
    language: str,
    *,
    number: int = 0,
    typed: str = "",
    fault: str = "",
    news: tuple[NewsChoice, ...] = (),
) -> EditView:
    """The form of an issue that says so."""
    about = choices.Choices("fr", wording.territories, wording.themes)
    known = themes.themes_of(settings.FLORILEGE_STUDY)
    return EditView(
        fault, number, wording, form(about, known, language, typed=typed, of_issue=True), news
    )  # fmt: skip


def letter_view(
    issue: Issue, title: Words, language: str, *, may_write: bool, tried: bool, fault: str = ""
) -> LetterView:
    """One issue: a draft with whom it would reach, or how far its sending is."""
    draft = issue.state == DRAFT
    audience = issues.audience(issue) if draft else {}
    stands = Progress({}, halted=False) if draft else issues.progress(issue)
    total = sum(stands.states.values())
    about = choices.Choices("fr", tuple(issue.territories), tuple(issue.themes))
    return LetterView(
        fault=fault,
        may_write=may_write,
        tried=tried,
        number=issue.pk,
        subject=Words(issue.subject_fr or issue.subject_en, issue.subject_en or issue.subject_fr).in_language(
            language
        ),
        state=words.said(STATE_WORDS[issue.state], language),
        draft=draft,
        reported=", ".join(
            filter(None, (issue.sent_by or issue.made_by, day_of(issue.sent or issue.made, language)))
        ),
        about=choices.in_words(about, themes.themes_of(issue.study), language),
        audience=tuple(
            (words.said(said, language), words.number(audience.get(one, 0), language))
            for one, said in LANGUAGE_WORDS.items()
        ),
        to_send=sum(audience.values()),
        progress=tuple(
            (words.said(said, language), words.number(stands.states.get(state, 0), language))
            for state, said in LETTER_WORDS.items()
            if stands.states.get(state) or state == letter_states.SENT
        ),
        share=100 * (total - stands.waiting) // total if total else 100 * (issue.state == SENT),
        uncertain=stands.states.get(letter_states.UNCERTAIN, 0) if issue.state != CANCELLED else 0,
        can_pause=issue.state == SENDING and not stands.halted,
        can_resume=issue.state == PAUSED or stands.halted,
        can_cancel=issue.state in (SENDING, PAUSED),
        halted=stands.halted,
        texts=tuple(_text(one, language) for one in issues.texts(issue, title).values()),
    )


def _line(issue: Issue, language: str) -> IssueLine:
    stands = Progress({}, halted=False) if issue.state == DRAFT else issues.progress(issue)
    return IssueLine(
        issue.pk,
        Words(issue.subject_fr or issue.subject_en, issue.subject_en or issue.subject_fr).in_language(language),
        words.said(STATE_WORDS[issue.state], language),
        day_of(issue.sent or issue.made, language),
        words.number(stands.states.get(letter_states.SENT, 0), language),
        words.number(stands.waiting, language),
    )  # fmt: skip


def _text(shared: SharedText, language: str) -> TextView:
    title = words.capitalised(words.said(LANGUAGE_WORDS[shared.language], language))
    return TextView(shared.language, title, shared.subject, shared.body.replace(shared.mark, "…"))


def _news(study: OpenStudy) -> dict[str, NewsItem]:
    """Name of its file → news item, as last built: of an article that not everyone reads, what everyone does."""
    return {one.key: one for one in measures_of(study.row).editorial.news}


def _body_of(items: Collection[NewsItem], language: str) -> str:
    parts: list[str] = []
    for item in items:
        parts += [f"## {item.title.in_language(language)}", item.text.in_language(language).strip()]
        if item.page:
            address = f"{settings.FLORILEGE_ADDRESS}/{LANGUAGE_PREFIX[language]}{item.page}"
            parts.append(f"[{SEE_PAGE.in_language(language)}]({address})")
    return "\n\n".join(parts)
