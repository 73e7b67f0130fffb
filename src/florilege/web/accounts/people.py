"""Who has which role in a study: added, listed, disabled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from msgspec import Struct

from florilege.faults import InputRefused, Words
from florilege.web.accounts import one_use_links
from florilege.web.accounts.models import Membership, Person
from florilege.web.accounts.roles import ADMINISTRATOR, ROLES
from florilege.web.journal import acts as journal

OPENING = "opening"
"""Purpose of the link by which a person chooses a password."""
DAYS = 7
ROLE_GIVEN, DISABLED, ENABLED = "role given", "account disabled", "account enabled"
"""Kinds of acts on accounts."""


class AccountAct(Struct, frozen=True):
    """What was done to an account, as the journal keeps it: no address, no name of whom it was done to.

    kind : ROLE_GIVEN, DISABLED or ENABLED; subject : the account, by its number; who : whoever did it
    before, after : its roles in the study and whether it is open
    """

    kind: str
    subject: str
    who: str
    before: Mapping[str, object]
    after: Mapping[str, object]
    why: str

    @property
    def changed(self) -> bool:
        """Whether anything is otherwise than before: what was so already is no act."""
        return self.before != self.after


class Added(Struct, frozen=True):
    """A person with a role. secret : of the link by which she chooses a password, "" when she has one"""

    person: Person
    secret: str
    act: AccountAct


class Member(Struct, frozen=True):
    """A person of a study. ready : whether she chose a password; second_factor : whether she has one"""

    email: str
    name: str
    roles: tuple[str, ...]
    active: bool
    ready: bool
    second_factor: bool
    last_seen: datetime | None


def roles_of(person: object, study: str) -> frozenset[str]:
    """The roles of whoever is signed in, in a study; none for an anonymous or disabled person."""
    if not isinstance(person, Person) or not person.is_active:
        return frozenset()
    return frozenset(Membership.objects.filter(person=person, study=study).values_list("role", flat=True))


@transaction.atomic
def add(email: str, name: str, study: str, role: str, *, who: str = "", why: str = "") -> Added:
    """Give a person a role, making her account where she has none.

    Raises InputRefused for an address that is none, a role that is none, an account that is disabled, a name that somebody else
    of the study bears.
    """
    if role not in ROLES:
        listed = ", ".join(ROLES)
        raise InputRefused(Words(f"un rôle : {listed}", f"a role: {listed}"), column="--role", value=role)
    address = email.strip()
    try:
        validate_email(address)
    except ValidationError as error:
        raise InputRefused(
            Words("une adresse électronique", "an e-mail address"), column="email", value=email
        ) from error
    person = Person.objects.filter(email__iexact=address).first()
    if person is None:
        person = Person(email=address, name=name.strip()[:80] or address.partition("@")[0])
        person.set_unusable_password()
        person.save()
    if not person.is_active:
        raise InputRefused(
            Words("un compte actif", "an active account"),
            column="email",
            value=email,
            hint=Words(
                "le rétablir d’abord : florilege user enable", "restore it first: florilege user enable"
            ),
        )
    namesakes = Person.objects.filter(memberships__study=study, name__iexact=person.name).exclude(
        pk=person.pk
    )
    if namesakes.exists():  # acts are signed by a name: it has to be one person's
        raise InputRefused(
            Words(
                "un nom que personne d’autre ne porte dans l’étude",
                "a name that nobody else has in the study",
            ),
            column="--name",
            value=person.name,
            hint=Words("ajouter le second prénom, ou le service", "add a middle name, or the department"),
        )
    before = _state(person, study)
    Membership.objects.get_or_create(person=person, study=study, role=role)
    secret = "" if person.has_usable_password() else one_use_links.issue(OPENING, str(person.pk), days=DAYS)
    return Added(person, secret, _done(ROLE_GIVEN, person, study, before=before, who=who, why=why))


def listed(study: str) -> list[Member]:
    """The people of a study, by name."""
    from allauth.mfa.models import Authenticator

    protected = set(
        Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES).values_list(
            "user_id", flat=True
        )
    )
    people = Person.objects.filter(memberships__study=study).distinct().prefetch_related("memberships")
    return sorted(
        (
            Member(
                email=one.email,
                name=one.name,
                roles=tuple(
                    role
                    for role in ROLES
                    if role in {m.role for m in one.memberships.all() if m.study == study}
                ),
                active=one.is_active,
                ready=one.has_usable_password(),
                second_factor=one.pk in protected,
                last_seen=one.last_login,
            )
            for one in people
        ),
        key=lambda one: (one.name.casefold(), one.email),
    )


@transaction.atomic
def disable(email: str, study: str, *, who: str = "", why: str = "") -> AccountAct:
    """Close an account: it signs in no more, and the sessions that it has open end now. Raises InputRefused.

    The last administrator of a study is not disabled: nobody could give a role any more.
    """
    person = _known(email)
    others = Membership.objects.filter(study=study, role=ADMINISTRATOR, person__is_active=True)
    if others.filter(person=person).exists() and not others.exclude(person=person).exists():
        raise InputRefused(
            Words("une autre personne qui administre l’étude", "another administrator of the study"),
            column="email",
            value=email,
            hint=Words("donner d’abord ce rôle à quelqu’un", "give someone else that role first"),
        )
    before = _state(person, study)
    person.is_active = False
    person.save(update_fields=["is_active"])
    end_sessions(person)
    return _done(DISABLED, person, study, before=before, who=who, why=why)


@transaction.atomic
def enable(email: str, study: str, *, who: str = "", why: str = "") -> AccountAct:
    """Open a closed account again; raises InputRefused."""
    person = _known(email)
    before = _state(person, study)
    person.is_active = True
    person.save(update_fields=["is_active"])
    return _done(ENABLED, person, study, before=before, who=who, why=why)


def end_sessions(person: Person) -> int:
    """End every session that a person has open, on every device; returns how many."""
    from allauth.usersessions.models import UserSession

    sessions = list(UserSession.objects.filter(user=person))
    for session in sessions:
        session.end()
    return len(sessions)


def _state(person: Person, study: str) -> Mapping[str, object]:
    """What the journal keeps of an account, at this moment."""
    held = Membership.objects.filter(person=person, study=study).values_list("role", flat=True)
    return {"roles": sorted(held), "active": person.is_active}


def _done(
    kind: str, person: Person, study: str, *, before: Mapping[str, object], who: str, why: str
) -> AccountAct:
    """The act that was just done, kept in the journal within its transaction: every act on an account passes here."""
    act = AccountAct(kind, f"account:{person.pk}", who, before, _state(person, study), why)
    journal.keep(
        study, f"accounts.{kind}", act.subject, who=who, why=why, before=dict(before), after=dict(act.after)
    )
    return act


def _known(email: str) -> Person:
    person = Person.objects.filter(email__iexact=email.strip()).first()
    if person is None:
        raise InputRefused(
            Words("l’adresse d’une personne connue", "the address of a known person"),
            column="email",
            value=email,
        )
    return person
