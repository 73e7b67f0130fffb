"""Pages on which the team answers what people propose."""

from __future__ import annotations

from collections.abc import Sequence, Set

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from florilege.evidence.contributions import PLACE, VALUE, Line
from florilege.faults import InputRefused, Words, sentence
from florilege.web.accounts.rights import moderates
from florilege.web.contributions import answers, owners, proofs
from florilege.web.contributions.models import Proof, Proposal
from florilege.web.contributions.proposals import DRAFT, WAITING, of_today
from florilege.web.correction_forms.changes import changes
from florilege.web.publication.live import current_site
from florilege.web.publication.report import post_letter as letter
from florilege.web.publication.text.links import LANGUAGE_PREFIX
from florilege.web.steps.revisions import is_read
from florilege.web.study.open_study import OpenStudy
from florilege.web.workspace import proposals, since_read
from florilege.web.workspace.frame import back, fragment, no_such_button, number, opened_study, page, signed
from florilege.web.workspace.guard import workspace_page


@workspace_page(moderates)
@require_safe
def queue(request: HttpRequest, language: str) -> HttpResponse:
    """The proposals that wait, by cause (`?cause=`)."""
    study = opened_study()
    view = proposals.queue(study, request.GET.get("cause", ""), language)
    return page(request, language, "propositions/", "workspace_proposals", {"view": view})


@workspace_page(moderates, acts=moderates)
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: HttpRequest, key: str, language: str) -> HttpResponse:
    """One proposal beside what is published; POST accepts or refuses the lines that are ticked."""
    study, found = opened_study(), _proposal(key)
    fault, foreseen, ticked = "", None, _lines(request.POST.getlist("line"))
    if request.method == "POST":
        try:
            foreseen = _to_be_read(study, found, ticked, request, language)
            if foreseen is None:
                _answer(study, found, ticked, request)
                return back(language, f"espace/propositions/{key}/")
        except InputRefused as refused:
            fault = sentence(refused, language)
            found.refresh_from_db()
    site = current_site()
    place = site.contents.by_id.get(found.place_id)
    values = list(found.values.all())
    shown = proposals.shown_of(found)
    view = {
        "mark": since_read.mark(study.folder, shown),
        "proposal": found,
        "place": place,
        "changes": changes(found, place, site.contents, language),
        "proofs": tuple(found.proofs.all()),
        "fault": fault,
        "is_place": found.said_by == PLACE,
        "owner": any(one.kind == owners.OWNER for one in values),
        "waits": any(one.state == WAITING for one in values),
        "read": is_read(study.file, proposals.lines_of(values)),
        "foreseen": foreseen,
        "ticked": ticked,
        "reason": request.POST.get("reason", ""),
    }
    again = fault or foreseen is not None
    return page(request, language, f"propositions/{key}/", "workspace_proposal", view, 409 if again else 200)


@workspace_page(moderates)
@require_safe
def effect(request: HttpRequest, key: str, language: str) -> HttpResponse:
    """What the list would become if the lines asked for (`?line=`, all that wait by default) were accepted."""
    study, found = opened_study(), _proposal(key)
    asked = _lines(request.GET.getlist("line"))
    values = [one for one in found.values.all() if one.state == WAITING and (not asked or one.pk in asked)]
    view = proposals.effect(study, found.place_id, values, language)
    if request.GET.get("partial"):
        return fragment(language, f"propositions/{key}/effet/", "workspace_effect", {"view": view})
    name = {"view": view, "proposal": found}
    return page(request, language, f"propositions/{key}/effet/", "workspace_effect_page", name)


@workspace_page(moderates)
@require_safe
def proof(request: HttpRequest, key: str, number: int, language: str) -> HttpResponse:  # noqa: ARG001
    """A file given as proof: kept by the browser, never opened in the page."""
    row = Proof.objects.filter(proposal=_proposal(key), pk=number).first()
    path = proofs.path_of(row) if row is not None else None
    if row is None or path is None or not path.is_file():
        raise Http404(key)
    answer = HttpResponse(path.read_bytes(), content_type=row.kind)
    name = content_disposition_header(as_attachment=True, filename=f"{row.name}.{proofs.ENDINGS[row.kind]}")
    answer["Content-Disposition"] = name or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


@workspace_page(moderates, acts=moderates)
@require_POST
def post_letter(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """A letter by post to a place, as a PDF, with a new code: those given before open nothing any more."""
    site = current_site()
    place = site.contents.by_slug.get(slug)
    if place is None:
        raise Http404(slug)
    signature = signed(request)
    try:
        code = owners.code_for(site.contents.slug, place.place_id, signature, language=language)
    except InputRefused as refused:
        return HttpResponse(sentence(refused, language), status=422, content_type="text/plain; charset=utf-8")
    address = f"{str(settings.FLORILEGE_ADDRESS).rstrip('/')}/{LANGUAGE_PREFIX[language]}contribuer/"
    made = letter.pdf(place, site.contents, language, code=code, address=address, day=signature.date)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="lettre-{slug}.pdf"'
    return answer


def _lines(sent: Sequence[str]) -> frozenset[int]:
    return frozenset(filter(None, map(number, sent)))


def _to_be_read(
    study: OpenStudy, found: Proposal, asked: Set[int], request: HttpRequest, language: str
) -> proposals.EffectView | None:
    """What the list would become, where accepting would change what the selection reads and nobody has read it yet.

    The form says what was read (`seen`): of these very lines, since the last change of the study.
    """
    if request.POST.get("act") != "accept":
        return None
    values = [one for one in found.values.all() if one.state == WAITING and one.pk in asked]
    if not is_read(study.file, proposals.lines_of(values)):
        return None
    if request.POST.get("seen") == proposals.seen(study, values):
        return None
    return proposals.effect(study, found.place_id, values, language)


def _as_it_was_read(
    study: OpenStudy, found: Proposal, asked: Set[int], request: HttpRequest
) -> since_read.Check:
    """Under the lock: nobody spoke of these fields since the page was read, and the effect that was read still is that."""
    sent, shown = request.POST.get("read", ""), proposals.shown_of(found)
    values = [one for one in found.values.all() if one.pk in asked]
    fields = dict.fromkeys(one.field for one in values if one.kind == VALUE)
    checks = [since_read.unchanged(sent, {found.place_id}, field, shown) for field in fields]
    waiting = [one for one in values if one.state == WAITING]
    read = is_read(study.file, proposals.lines_of(waiting))

    def check(said: Sequence[Line]) -> None:
        for one in checks:
            one(said)
        if read and request.POST.get("seen") != proposals.seen(study, waiting):
            raise InputRefused(
                Words(
                    "ce que la liste deviendrait, tel qu’il a été lu : l’étude a changé depuis",
                    "what the list would become, as it was read: the study changed since",
                ),
                hint=since_read.READ_AGAIN,
            )

    return check


def _answer(study: OpenStudy, found: Proposal, asked: Set[int], request: HttpRequest) -> None:
    if found.values.filter(kind=owners.OWNER).exists():
        owners.answer(found, signed(request), accepted=request.POST.get("act") == "accept")
        return
    if not asked:
        raise InputRefused(Words("au moins une ligne cochée", "at least one line ticked"))
    match request.POST.get("act"):
        case "accept":
            answers.accept(
                study.folder,
                found,
                asked,
                signed(request),
                check=_as_it_was_read(study, found, asked, request),
            )
        case "refuse":
            answers.refuse(found, asked, signed(request))
        case _:
            raise no_such_button(request)


def _proposal(key: str) -> Proposal:
    found = Proposal.objects.filter(key=key, study=opened_study().file.slug).exclude(state=DRAFT).first()
    if found is None:
        raise Http404(key)
    return of_today(found)
