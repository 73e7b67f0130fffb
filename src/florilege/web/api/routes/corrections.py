"""Corrections that a program proposes, and what becomes of them: the one thing that the API writes."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Header, Router
from pydantic import BaseModel, ConfigDict, Field

from florilege.evidence.contributions import SETTABLE
from florilege.faults import InputRefused, Words, sentence
from florilege.web.accounts.scopes import PROPOSE
from florilege.web.api import shapes
from florilege.web.api.asked import Said, Scalar, text_of
from florilege.web.api.authentication import Bearer, bearer_of
from florilege.web.api.described import described
from florilege.web.api.problems import NOT_FOUND, Refusal, Refused, Slip
from florilege.web.api.published import current
from florilege.web.api.tables import as_json
from florilege.web.contributions import program_proposals, proposals
from florilege.web.contributions.models import Proposal
from florilege.web.contributions.program_proposals import LONGEST_KEY, Correction, TooMany
from florilege.web.contributions.proposals import MOST_LINES

router = Router(tags=["corrections"])
MESSAGE, ADDRESS = 2000, 500
"""Characters at most of a message, of the address of a page."""
_CALLED = {"proof_url": "source_url"}
"""Name that the pages use → name that this address uses."""


class CorrectionSent(BaseModel):
    """One value: `right` the true one, `wrong` the one shown that is false; both to replace one by the other."""

    model_config = ConfigDict(extra="forbid")
    field: Annotated[
        str,
        text_of(40, {"enum": sorted(SETTABLE)}),
        Said("champ à corriger, « jobs »", "field to correct, “jobs”"),
    ]
    wrong: Annotated[Scalar, Said("valeur montrée qui est fausse", "value shown that is false")] = ""
    right: Annotated[Scalar, Said("valeur vraie", "true value")] = ""


class CorrectionsSent(BaseModel):
    """What a program proposes for one place."""

    model_config = ConfigDict(extra="forbid")
    corrections: Annotated[
        list[CorrectionSent], Said("corrections, toutes prises ou aucune", "corrections, all taken or none")
    ] = Field(min_length=1, max_length=MOST_LINES)
    source_url: Annotated[
        str, text_of(ADDRESS, {"format": "web-page"}), Said("page qui les prouve", "page that states them")
    ]
    message: Annotated[
        str, text_of(MESSAGE, {"format": "plain-text"}), Said("mot à l’équipe", "a word to the team")
    ] = ""
    language: Annotated[Literal["fr", "en"], Said("langue de la réponse", "language of the answer")] = "fr"


Key = Annotated[
    str,
    text_of(LONGEST_KEY),
    Said(
        "clé choisie par le programme : renvoyée avec elle, une proposition n’est faite qu’une fois",
        "key chosen by the program: sent again with it, a proposal is made once",
    ),
]


@router.post(
    "/places/{place}/corrections",
    auth=Bearer(PROPOSE),
    response={200: shapes.Proposed, 201: shapes.Proposed},
    operation_id="proposeCorrections",
    **described(
        Words("Proposer des corrections d’un lieu", "Propose corrections of a place"),
        Words(
            "Une personne de l’équipe les lit et répond ligne par ligne ; rien ne change avant. Une valeur dite fausse doit être"
            " montrée aujourd’hui : ce qui a changé depuis la lecture se voit. Répond 201, ou 200 quand la même clé a déjà servi"
            " pour la même chose. Demande « corrections:propose ».",
            "Someone on the team reads them and answers line by line; nothing changes before that. A value said"
            " to be false must be the one shown today, so that a change made since is noticed. Answers 201, or"
            " 200 when the same key was already used"
            " for the same. Requires “corrections:propose”.",
        ),
        refusals=("token", "scope", "not-found", "value"),
        made=True,
    ),
)
def propose_corrections(
    request: HttpRequest,
    place: str,
    body: CorrectionsSent,
    idempotency_key: Annotated[Key, Header("", alias="Idempotency-Key")],
) -> HttpResponse:
    """Send corrections of a place to the team."""
    token = bearer_of(request)
    published = current()
    contents = published.contents
    found = contents.by_id.get(place) or contents.by_slug.get(place) or published.site.moved(place)
    if found is None or not proposals.is_published(found.place_id):
        raise Refused(NOT_FOUND)
    asked = [Correction(one.field, str(one.wrong), str(one.right)) for one in body.corrections]
    try:
        proposal, new = program_proposals.propose(
            contents.slug, found.place_id, token, asked, source_url=body.source_url, message=body.message,
            language=body.language, key=idempotency_key,
        )  # fmt: skip
    except InputRefused as refused:
        raise _refused(refused) from refused
    except TooMany as busy:
        raise _busy(busy) from busy
    response = _answered(proposal, 201 if new else 200)
    response.headers["Location"] = _address(proposal)
    return response


@router.get(
    "/corrections/{correction}",
    auth=Bearer(PROPOSE),
    response=shapes.Proposed,
    operation_id="readCorrections",
    **described(
        Words("Ce qu’est devenue une proposition", "What became of a proposal"),
        Words(
            "Chaque ligne d’une proposition que ce jeton a envoyée : en attente, acceptée ou refusée, et pourquoi. Celle d’un"
            " autre jeton a la réponse de ce qui n’existe pas. Demande « corrections:propose ».",
            "Each line of a proposal that this token sent: waiting, accepted or refused, and why. A proposal of"
            " another token is answered as one that does not exist. Requires “corrections:propose”.",
        ),
        refusals=("token", "scope", "not-found"),
    ),
)
def read_corrections(request: HttpRequest, correction: str) -> HttpResponse:
    """A proposal of the token of the request."""
    token = bearer_of(request)
    found = program_proposals.of_token(current().contents.slug, correction, token)
    if found is None:
        raise Refused(NOT_FOUND)
    return _answered(found, 200)


def _answered(proposal: Proposal, status: int) -> HttpResponse:
    said = {
        "correction": proposal.key,
        "place_id": proposal.place_id,
        "state": proposal.state,
        "sent": timezone.localtime(proposal.sent).isoformat() if proposal.sent else None,
        "source_url": proposal.proof_url,
        "address": _address(proposal),
        # who of the team answered is nobody's business but the team's
        "lines": [
            {
                "field": one.field,
                "wrong": one.wrong or None,
                "right": one.right or None,
                "state": one.state,
                "reason": one.reason or None,
            }
            for one in proposal.values.all()
        ],
    }
    return HttpResponse(
        as_json(said), status=status, content_type="application/json", headers={"Cache-Control": "no-store"}
    )


def _address(proposal: Proposal) -> str:
    return f"/api/v1/corrections/{proposal.key}"


def _refused(refused: InputRefused) -> Refused:
    column = refused.where.column or "corrections"
    said = InputRefused(
        refused.expected, column=_CALLED.get(column, column), value=refused.value, hint=refused.hint
    )
    slip = Slip(str(said.where.column), "" if said.value is None else str(said.value), said.expected)
    return Refused(Refusal("value", Words(sentence(said, "fr"), sentence(said, "en")), (slip,)))


def _busy(busy: TooMany) -> Refused:
    words = Words(
        f"{busy.limit} propositions par heure au plus pour un jeton : revenir dans {busy.seconds} s.",
        f"{busy.limit} proposals an hour at most for a token: come back in {busy.seconds} s.",
    )
    return Refused(Refusal("rate", words, headers={"Retry-After": str(busy.seconds)}))
