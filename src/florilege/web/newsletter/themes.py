"""The themes of the letter: those of the exchange days, those of the news, and those that the team adds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction

from florilege.editorial.news import read_themes
from florilege.exchange.programme import read_programme
from florilege.faults import InputRefused, Words
from florilege.files import read_text
from florilege.territory.names import plain as folded
from florilege.web.journal import acts as journal
from florilege.web.letters.texts import on_one_line
from florilege.web.newsletter.models import Theme

MOST = 40
LONGEST = 80
_NOT_OF_A_KEY = re.compile(r"[^a-z0-9]+")


def themes_of(study: str) -> Mapping[str, Words]:
    """Key → label, in the order in which they are offered: the exchange days' first, then the news', as their files have them."""
    own = added_by_team(study)
    return {**_of_files(), **{one.key: Words(one.label_fr, one.label_en) for one in own}}


def added_by_team(study: str) -> tuple[Theme, ...]:
    """Those that the team added, by name."""
    return tuple(sorted(Theme.objects.filter(study=study), key=lambda one: folded(one.label_fr)))


def add(study: str, label: Words, *, who: str) -> Theme:
    """Add a theme; raises InputRefused without a label in each language, for one that exists, or for too many."""
    said = Words(on_one_line(label.fr)[:LONGEST], on_one_line(label.en)[:LONGEST])
    key = _NOT_OF_A_KEY.sub("-", folded(said.fr)).strip("-")[:60]
    if not key or not said.en:
        raise InputRefused(
            Words("un nom dans chaque langue", "a name in each language"), column="theme", value=said.fr
        )
    known = themes_of(study)
    if len(known) >= MOST:
        raise InputRefused(Words(f"{MOST} thèmes au plus", f"at most {MOST} themes"), column="theme")
    exists = InputRefused(Words("un thème nouveau", "a new theme"), column="theme", value=said.fr)
    if key in known:
        raise exists
    try:
        with transaction.atomic():
            made = Theme.objects.create(study=study, key=key, label_fr=said.fr, label_en=said.en)
            journal.keep(
                study, "newsletter.theme", f"theme:{key}", who=who, after={"fr": said.fr, "en": said.en}
            )
            return made
    except IntegrityError as twice:
        raise exists from twice


@transaction.atomic
def remove(study: str, key: str, *, who: str) -> None:
    """Offer a theme of the team no more; who had chosen it, and it alone, gets the letter by her territories."""
    found = Theme.objects.filter(study=study, key=key[:60]).first()
    if found is not None:
        said = {"fr": found.label_fr, "en": found.label_en}
        journal.keep(study, "newsletter.theme_removed", f"theme:{found.key}", who=who, before=said)
        found.delete()


def _of_files() -> Mapping[str, Words]:
    """Those of the exchange days, then those by which news are followed. A page for everyone does not fall with a file: its
    commands say what is wrong with it.
    """
    folder = Path(settings.FLORILEGE_STUDY_FOLDER)
    found: dict[str, Words] = {}
    with suppress(InputRefused):
        if (file := folder / "programme.toml").is_file():
            found |= read_programme(read_text(file), file=str(file)).themes
    with suppress(InputRefused):
        if (file := folder / "news" / "themes.toml").is_file():
            found |= read_themes(read_text(file), file=str(file))
    return found
