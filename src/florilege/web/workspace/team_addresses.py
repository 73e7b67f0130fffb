"""The addresses that a team holds for places, ready to print."""

from __future__ import annotations

from django.conf import settings
from msgspec import Struct

from florilege.web.campaigns.letter_texts import ORIGIN_WORDS
from florilege.web.campaigns.models import PlaceContact
from florilege.web.inventory.models import ShownPlace
from florilege.web.letters.addresses import FAILING, STOPPED
from florilege.web.letters.models import AddressState
from florilege.web.publication.text import words
from florilege.web.workspace.team_campaign_contents import ADDRESS_WORDS, day_of, shown_places


class ContactLine(Struct, frozen=True):
    """An address that the team holds. failing : whether letters to it come back; note : since when, which code"""

    number: int
    slug: str
    name: str
    address: str
    origin: str
    note: str
    failing: bool


class ContactsView(Struct, frozen=True):
    """The addresses held, and what the form held when it was refused."""

    fault: str
    lines: tuple[ContactLine, ...]
    origins: tuple[tuple[str, str], ...]
    place: str
    address: str


def contacts_view(language: str, *, fault: str = "", place: str = "", address: str = "") -> ContactsView:
    """The addresses held by the team, by the name of their place."""
    held = list(PlaceContact.objects.filter(study=settings.FLORILEGE_STUDY))
    known = {
        one.digest: one for one in AddressState.objects.filter(digest__in=[each.digest for each in held])
    }
    named = shown_places({one.place_id for one in held})
    lines = [_contact_line(one, known.get(one.digest), named.get(one.place_id), language) for one in held]
    return ContactsView(
        fault,
        tuple(sorted(lines, key=lambda one: (words.sort_key(one.name), one.address))),
        tuple((key, words.said(said, language)) for key, said in ORIGIN_WORDS.items()),
        place,
        address,
    )


def _contact_line(
    one: PlaceContact, state: AddressState | None, row: ShownPlace | None, language: str
) -> ContactLine:
    notes = []
    if state is not None and state.failing is not None:
        code = f" ({state.status})" if state.status else ""
        notes.append(
            f"{words.said(ADDRESS_WORDS[FAILING], language)}{code}, {day_of(state.failing, language)}"
        )
    if state is not None and state.stopped is not None:
        notes.append(f"{words.said(ADDRESS_WORDS[STOPPED], language)}, {day_of(state.stopped, language)}")
    by = ", ".join(
        filter(
            None, (words.said(ORIGIN_WORDS[one.origin], language), one.added_by, day_of(one.added, language))
        )
    )
    return ContactLine(
        one.pk,
        row.place.slug if row else "",
        row.called.in_language(language) if row else one.place_id,
        one.address,
        by,
        " ; ".join(notes),
        state is not None and state.failing is not None,
    )
