"""« C’est mon lieu »: a link to an address already known for the place, else a demand that a moderator checks.

Whoever asks is told the same in both cases: the page says of no address whether it is known. An address is known when the
team holds it for the place, or when it is at the place's own web site. Listings carry no address.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from florilege.evidence.contributions import PLACE
from florilege.faults import InputRefused, Words
from florilege.linkage.decisions import Signature
from florilege.web.accounts import one_use_links
from florilege.web.background.kinds import OWNER as OWNER_WORK
from florilege.web.background.performing import Piece
from florilege.web.background.queue import enqueue
from florilege.web.campaigns import contacts
from florilege.web.campaigns.models import LETTER_WITH_A_CODE, MODERATOR, WEB_SITE, PlaceContact
from florilege.web.contributions import contributor_letters, proposals
from florilege.web.contributions.models import Proposal, ProposedValue
from florilege.web.contributions.proposals import ACCEPTED, ANSWERED, REFUSED, WAITING
from florilege.web.inventory.models import ShownPlace
from florilege.web.journal import acts as journal
from florilege.web.letters import addresses

OWNER = "owner"
"""Kind of the line of a proposal that says: this is my place."""
HOSTS_OF_MANY = frozenset(
    {
        "facebook.com",
        "instagram.com",
        "linkedin.com",
        "twitter.com",
        "wordpress.com",
        "wixsite.com",
        "blogspot.com",
    }
    | {
        "github.io",
        "gitlab.io",
        "over-blog.com",
        "jimdo.com",
        "weebly.com",
        "google.com",
        "free.fr",
        "orange.fr",
    }
    | {
        "helloasso.com",
        "eventbrite.fr",
        "framasite.org",
        "notion.site",
        "canalblog.com",
        "wanadoo.fr",
        "sfr.fr",
    }
)
"""Hosts that lodge the sites, or the mail, of anybody: an address there is not an address of the place."""


@transaction.atomic
def ask(
    study: str, place_id: str, address: str, message: str, *, origin: str, challenge: str, language: str
) -> None:
    """Ask for the link of a place; raises InputRefused for what is no address, or for a place that is not published."""
    spelled = addresses.spelled(address)
    proposals.values_shown(place_id)
    proposal = Proposal.objects.create(
        key=secrets.token_hex(8), study=study, place_id=place_id, said_by=PLACE, contact=spelled,
        message=message.strip()[:2000], language=language, origin=origin, challenge=challenge or None,
        state=WAITING, made=timezone.now(), sent=timezone.now(),
    )  # fmt: skip
    ProposedValue.objects.create(proposal=proposal, kind=OWNER, state=WAITING)
    # whether the address is known is looked up behind the page: how long it takes says nothing to whoever asks
    enqueue(OWNER_WORK, f"owner:{proposal.key}", study=study, arguments={"proposal": proposal.key})


@transaction.atomic
def settle(piece: Piece) -> Words:
    """The duty of a demand: its link is sent to an address that is known; any other waits for a moderator."""
    key = str(piece.arguments["proposal"])
    proposal = Proposal.objects.select_for_update().get(key=key, study=piece.study)
    held = PlaceContact.objects.filter(
        study=piece.study, place_id=proposal.place_id, digest=addresses.digest_of(proposal.contact)
    )
    if proposal.state != WAITING:
        return Words("déjà répondu", "already answered")
    if not held.exists():
        if not at_its_site(proposal.place_id, proposal.contact):
            return Words("adresse à vérifier par une personne", "address to be checked by a person")
        contacts.add(piece.study, proposal.place_id, proposal.contact, WEB_SITE, who="")
    now = timezone.now()
    proposal.values.filter(kind=OWNER).update(state=ACCEPTED, answered=now)
    proposal.state, proposal.answered = ANSWERED, now
    proposal.save(update_fields=("state", "answered"))
    _send_link(proposal)
    return Words("lien envoyé", "link sent")


def at_its_site(place_id: str, address: str) -> bool:
    """Whether an address is at the web site that is shown of a place, and the site is its own.

    A page of a larger site (a university's, a city's) or a site that several places show is that of others too: whoever has
    an address there need not be of the place, and a moderator looks.
    """
    domain = address.rpartition("@")[2].casefold()
    row = ShownPlace.objects.filter(place__public_id=place_id).first()
    host, path = _site_of(row.values if row is not None else {})
    if not host or domain != host or path.strip("/"):
        return False
    if any(host == one or host.endswith(f".{one}") for one in HOSTS_OF_MANY):
        return False
    others = ShownPlace.objects.exclude(place__public_id=place_id).values_list("values", flat=True)
    return not any(_site_of(one)[0] == host for one in others.iterator())


def _site_of(values: Mapping[str, Mapping[str, object]]) -> tuple[str, str]:
    """Host and path of the web site that is shown."""
    site = urlsplit(str(values.get("website", {}).get("value", "")))
    return (site.hostname or "").casefold().removeprefix("www."), site.path


@transaction.atomic
def answer(proposal: Proposal, signature: Signature, *, accepted: bool) -> None:
    """Answer a demand: the link is sent to the address, which is then held for the place; or the reason is.

    Raises InputRefused when somebody else has answered, for a refusal without reason, for an act that nobody signs.
    """
    if not signature.who.strip():
        raise InputRefused(Words("un nom, pour le journal", "a name, for the journal"), column="who")
    if not accepted and not signature.reason.strip():
        raise InputRefused(
            Words("une raison, que la personne lira", "a reason, which the person will read"), column="reason"
        )
    row = (
        ProposedValue.objects.select_for_update().filter(proposal=proposal, kind=OWNER, state=WAITING).first()
    )
    if row is None:
        raise InputRefused(Words("une demande qui attend encore", "a request still waiting"))
    row.state, row.reason, row.answered_by = (
        ACCEPTED if accepted else REFUSED,
        signature.reason,
        signature.who,
    )
    row.answered = proposal.answered = timezone.now()
    row.save()
    proposal.state = ANSWERED
    proposal.save(update_fields=("state", "answered"))
    if accepted:
        contacts.add(proposal.study, proposal.place_id, proposal.contact, MODERATOR, who=signature.who)
        _send_link(proposal)
    else:
        contributor_letters.answered(proposal)
    kind = "owners.accept" if accepted else "owners.refuse"
    journal.keep(
        proposal.study,
        kind,
        proposal.place_id,
        who=signature.who,
        why=signature.reason,
        after={"proposal": proposal.key},
    )


def code_for(study: str, place_id: str, signature: Signature, *, language: str) -> str:
    """A code to be sent to a place by post, which opens its sheet once within ninety days; those given before for the same
    place open nothing any more. Raises InputRefused.
    """
    if not signature.who.strip():
        raise InputRefused(Words("un nom, pour le journal", "a name, for the journal"), column="who")
    # a draft of the place that was sent to no address was opened by a code
    earlier = Proposal.objects.filter(
        study=study, place_id=place_id, said_by=PLACE, contact="", state=proposals.DRAFT
    )
    one_use_links.withdraw(proposals.PURPOSE, earlier.values_list("key", flat=True))
    proposal = Proposal.objects.create(
        key=secrets.token_hex(8),
        study=study,
        place_id=place_id,
        said_by=PLACE,
        language=language,
        state=proposals.DRAFT,
        made=timezone.now(),
    )
    journal.keep(
        study,
        "owners.letter",
        place_id,
        who=signature.who,
        why=signature.reason,
        after={"origin": LETTER_WITH_A_CODE},
    )
    return one_use_links.issue_code(proposals.PURPOSE, proposal.key, days=90)


def _send_link(proposal: Proposal) -> None:
    secret = proposals.open_for_place(
        proposal.study, proposal.place_id, contact=proposal.contact, language=proposal.language
    )
    contributor_letters.owner_link(proposal, secret, proposal.contact)
