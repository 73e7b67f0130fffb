"""The letters to those who come: registered, invited, a seat offered, a session that changed, the registration ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from florilege.exchange.clashes import title
from florilege.faults import Words
from florilege.web.accounts import one_use_links
from florilege.web.exchange.models import OFFERED, SEATED, WAITING, Registration, Seat
from florilege.web.exchange.programmes import PublicProgramme
from florilege.web.letters import outbox
from florilege.web.letters.models import Letter
from florilege.web.letters.texts import LetterText

PAGE = "exchange-page"
"""Purpose of the links that open somebody's own page."""
PAGE_DAYS = 60
MOST_A_DAY = 3
"""Letters of one kind that anybody may have sent to an address within a day."""
PATH = {"fr": "/rencontres/", "en": "/en/rencontres/"}
FOOT = Words(
    "\n\nVotre adresse n’est ni publiée ni transmise ; elle est effacée le {erased}.\n\n{event}\n{address}\n",
    "\n\nYour address is neither published nor passed on; it is erased on {erased}.\n\n{event}\n{address}\n",
)


def _text(kind: str, words: Words, subject: Words, body: Words) -> LetterText:
    return LetterText(
        kind=kind,
        words=words,
        subject=subject,
        body=Words(body.fr + FOOT.fr, body.en + FOOT.en),
        solicited=True,
    )


REGISTERED = _text(
    "exchange-registered",
    Words("inscription à confirmer", "registration to confirm"),
    Words("{event} : confirmez votre inscription", "{event}: confirm your registration"),
    Words(
        "Bonjour {name},\n\nVotre inscription est notée. Ce lien la confirme et ouvre votre page, d’où vous pouvez la changer :\n\n"
        "{link}\n\nSans confirmation dans les vingt-quatre heures, vos places vont à d’autres.\n\n{seats}",
        "Hello {name},\n\nYour registration has been received. This link confirms it and opens your page, where you can change"
        " it:\n\n{link}\n\nUnless you confirm within twenty-four hours, your seats go to others.\n\n{seats}",
    ),
)
KNOWN = _text(
    "exchange-known",
    Words("déjà inscrit", "registered already"),
    Words("{event} : vous êtes déjà inscrit", "{event}: you are already registered"),
    Words(
        "Bonjour {name},\n\nQuelqu’un, vous sans doute, vient de remplir le formulaire avec cette adresse, qui est déjà inscrite :"
        " rien n’a changé. Ce lien ouvre votre page, d’où vous pouvez changer ce que vous avez demandé :\n\n{link}",
        "Hello {name},\n\nSomeone, most likely you, has just filled in the form with this address, which is already registered:"
        " nothing has changed. This link opens your page, where you can change what you asked for:\n\n{link}",
    ),
)
LINK = _text(
    "exchange-link",
    Words("lien d’un participant", "link of a participant"),
    Words("{event} : votre page", "{event}: your page"),
    Words(
        "Bonjour {name},\n\nCe lien ouvre votre page, une fois :\n\n{link}\n\nSi vous ne l’avez pas demandé, il n’y a rien à faire.",
        "Hello {name},\n\nThis link opens your page, once:\n\n{link}\n\nIf you did not ask for it, there is nothing to do.",
    ),
)
INVITED = _text(
    "exchange-invited",
    Words("invitation aux rencontres", "invitation to the exchange days"),
    Words("{event} : vous êtes invité", "{event}: you are invited"),
    Words(
        "Bonjour,\n\nVous êtes invité à « {event} ». Pour vous inscrire, avec cette adresse :\n\n{link}",
        "Hello,\n\nYou are invited to “{event}”. To register, with this address:\n\n{link}",
    ),
)
OFFER = _text(
    "exchange-offer",
    Words("place proposée", "seat offered"),
    Words(
        "Une place se libère : « {session} », répondre avant le {until}",
        "A seat is free: “{session}”, answer by {until}",
    ),
    Words(
        "Bonjour {name},\n\nUne place se libère dans « {session} », et vous êtes la personne suivante. Elle vous attend jusqu’au"
        " {until} (heure du lieu), puis va à la suivante ; votre rang dans la file reste alors le même.\n\nPour la prendre, ou la laisser :\n"
        "{link}{instead}",
        "Hello {name},\n\nA seat is free in “{session}”, and you are next. It is held for you until {until} (time at the venue), then goes"
        " to the next person; your place in line then stays the same.\n\nTo take it, or let it go:\n{link}{instead}",
    ),
)
INSTEAD = Words(
    "\n\nLa prendre libère votre place dans « {other} », à la même heure.",
    "\n\nTaking it frees your seat in “{other}”, at the same time.",
)
SHARED = _text(
    "exchange-shared",
    Words("ateliers attribués", "workshops allocated"),
    Words("{event} : vos ateliers", "{event}: your workshops"),
    Words(
        "Bonjour {name},\n\nLes places ont été réparties selon les préférences de tous.\n\n{seats}\n\nPourquoi celles-ci, et votre rang"
        " sur les listes d’attente :\n{link}",
        "Hello {name},\n\nThe seats have been allocated, based on everyone’s preferences.\n\n{seats}\n\nWhy these, and your place on the waiting"
        " lists:\n{link}",
    ),
)
CHANGED = _text(
    "exchange-changed",
    Words("programme changé", "programme changed"),
    Words("{event} : une de vos séances change", "{event}: one of your sessions has changed"),
    Words(
        "Bonjour {name},\n\nLe programme a changé :\n\n{changes}\n\nVotre page est à jour :\n{link}",
        "Hello {name},\n\nThe programme has changed:\n\n{changes}\n\nYour page is up to date:\n{link}",
    ),
)
ENDED = _text(
    "exchange-ended",
    Words("inscription annulée", "registration cancelled"),
    Words("{event} : votre inscription est annulée", "{event}: your registration is cancelled"),
    Words(
        "Bonjour,\n\nVotre inscription est annulée, vos places vont à d’autres, et ce que nous savions de vous est effacé.",
        "Hello,\n\nYour registration is cancelled, your seats go to others, and what we knew about you is erased.",
    ),
)
TITLES: Mapping[str, Words] = {
    SEATED: Words("Votre place :", "Your seat:"),
    OFFERED: Words("Place proposée :", "Seat offered:"),
    WAITING: Words("Liste d’attente :", "Waiting list:"),
}


def registered(registration: Registration, held: PublicProgramme) -> None:
    """Send the link that confirms a registration."""
    _write(
        REGISTERED, registration, held, f"registered:{registration.key}", seats=True, link=page_link(registration)
    )  # fmt: skip


def known_already(registration: Registration, held: PublicProgramme) -> None:
    """Say to whoever registers twice that she is registered; once a quarter of an hour, three times a day at most."""
    if _written_today(registration, KNOWN) >= MOST_A_DAY:
        return
    moment = int(timezone.now().timestamp() // 900)
    _write(KNOWN, registration, held, f"known:{registration.key}:{moment}", link=page_link(registration))


def link_again(registration: Registration, held: PublicProgramme) -> None:
    """Send the link of somebody's page again; once in five minutes, three times a day at most."""
    if _written_today(registration, LINK) >= MOST_A_DAY:
        return
    moment = int(timezone.now().timestamp() // 300)
    _write(LINK, registration, held, f"link:{registration.key}:{moment}", link=page_link(registration))


def _written_today(registration: Registration, text: LetterText) -> int:
    """How many letters of a kind somebody was written within a day: anybody may ask for them."""
    since = timezone.now() - timedelta(days=1)
    rows = Letter.objects.filter(study=registration.study, digest=registration.digest, kind=text.kind)
    return rows.filter(made__gt=since).count()


def invited(study: str, held: PublicProgramme, address: str, secret: str, language: str) -> None:
    """Invite an address."""
    link = f"{_site()}{PATH[language]}inscription/?invitation={secret}"
    outbox.write(
        INVITED, address, _about(held, language), study=study, language=language, key=f"invited:{secret[:12]}",
        sealed={"link": link},
    )  # fmt: skip


def offered(one: Seat, held: PublicProgramme) -> None:
    """Offer a seat."""
    registration = one.registration
    language = registration.language
    beside = held.slot_of[one.session].sessions
    other = registration.seats.filter(session__in=beside, state=SEATED).exclude(pk=one.pk).first()
    instead = ""
    if other is not None and other.session in held.programme.sessions:
        instead = INSTEAD.in_language(language).format(other=called(held, other.session, language))
    assert one.answer_by is not None
    assert one.offered is not None
    about = {
        "session": called(held, one.session, language),
        "until": moment(one.answer_by, held, language),
        "instead": instead,
    }
    key = f"offer:{one.pk}:{one.offered.isoformat()}"
    _write(OFFER, registration, held, key, about=about, link=page_link(registration))


def shared_out(registration: Registration, held: PublicProgramme, day: str) -> None:
    """Say what the sharing out gave."""
    key = f"shared:{registration.key}:{day}"
    _write(SHARED, registration, held, key, seats=True, link=page_link(registration))


def changed(registration: Registration, held: PublicProgramme, release: str, found: Sequence[Words]) -> None:
    """Say what a release changed of the sessions where somebody sits or waits."""
    lines = "\n".join(f"- {one.in_language(registration.language)}" for one in found)
    key = f"changed:{registration.key}:{release}"
    _write(CHANGED, registration, held, key, about={"changes": lines}, link=page_link(registration))


def given_up(registration: Registration, held: PublicProgramme | None) -> None:
    """Say that a registration has ended."""
    if held is not None and registration.address:
        _write(ENDED, registration, held, f"ended:{registration.key}")


def page_link(registration: Registration) -> str:
    """A new link of one use to somebody's page; those of other letters stay good."""
    secret = one_use_links.issue(PAGE, registration.key, days=PAGE_DAYS, others_stand=True)
    return f"{_site()}{PATH[registration.language]}ma-page/{secret}/"


def called(held: PublicProgramme, session: str, language: str) -> str:
    """What a session is called."""
    return title(held.programme, held.session(session)).in_language(language)


def moment(when: datetime, held: PublicProgramme, language: str) -> str:
    """A moment at the venue, in words: 12/09/2026 à 14 h 30; 12 September 2026, 14:30."""
    local = when.astimezone(held.programme.event.zone)
    if language == "en":
        return f"{local.day} {local:%B} {local.year}, {local:%H:%M}"
    return f"{local:%d/%m/%Y} à {local.hour} h {local:%M}"


def _about(held: PublicProgramme, language: str) -> dict[str, str]:
    erase = held.rules.erase
    day = f"{erase.day} {erase:%B} {erase.year}" if language == "en" else f"{erase:%d/%m/%Y}"
    return {
        "event": held.programme.event.title.in_language(language),
        "address": f"{_site()}{PATH[language]}",
        "erased": day,
    }


def _site() -> str:
    return str(settings.FLORILEGE_ADDRESS).rstrip("/")


def _write(
    text: LetterText, registration: Registration, held: PublicProgramme, key: str, *,
    about: Mapping[str, str] | None = None, seats: bool = False, link: str = "",
) -> None:  # fmt: skip
    language = registration.language
    said = {**_about(held, language), "name": registration.name, **(about or {})}
    if seats:
        said["seats"] = _seats(registration, held, language)
    outbox.write(
        text, registration.address, said, study=registration.study, language=language, key=f"exchange:{key}",
        sealed={"link": link} if link else None,
    )  # fmt: skip


def _seats(registration: Registration, held: PublicProgramme, language: str) -> str:
    """The sessions where somebody sits or waits, one a line; what she asked for where seats are shared out later."""
    rows = registration.seats.filter(state__in=TITLES, session__in=held.programme.sessions)
    return "\n".join(
        f"- {TITLES[one.state].in_language(language)} {called(held, one.session, language)}" for one in rows
    )
