"""Pages on which the team corrects places: the list, the editor of one, a bulk act after its preview, the log of all acts."""

from __future__ import annotations

from collections.abc import Sequence, Set

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from florilege.faults import InputRefused, Words, sentence
from florilege.web.accounts.rights import edits_places
from florilege.web.acts import contributions, pair_reviews
from florilege.web.acts.decision_journals import check_author
from florilege.web.inventory.models import Place, ShownPlace
from florilege.web.journal import acts as journal
from florilege.web.study.open_study import OpenStudy
from florilege.web.workspace import act_words, place_editor, place_list, since_read
from florilege.web.workspace.frame import (
    back,
    follow,
    no_such_button,
    number,
    opened_study,
    page,
    record,
    signed,
)
from florilege.web.workspace.guard import signed_in_name, workspace_page

BULK = "bulk"
"""Under which the mark of a page about several places is kept."""


@workspace_page()
@require_safe
def listing(request: HttpRequest, language: str) -> HttpResponse:
    """The places that pass the filters of the address."""
    view = place_list.places(opened_study(), place_list.filters_of(request.GET.dict()), language)
    return page(request, language, "lieux/", "workspace_places", {"view": view})


@workspace_page(edits_places, acts=edits_places)
@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: HttpRequest, language: str) -> HttpResponse:
    """One claim about several places: POST shows what each would become, and with `confirm` makes them, as one act."""
    study = opened_study()
    if request.method != "POST":
        return back(language, "espace/lieux/")
    ids = list(dict.fromkeys(request.POST.getlist("place")))
    sent = {key: str(value) for key, value in request.POST.items()}
    fault = ""
    lines: tuple[place_list.PreviewLine, ...] = ()
    try:
        lines = place_list.preview(ids, sent, language)
        if "confirm" in sent:
            good = [one.place_id for one in lines if not one.fault]
            made = [place_editor.line_of(one, sent) for one in good]
            check = since_read.unchanged(
                sent.get("read", ""), good, sent.get("field", ""), {BULK: _shown(lines)}, under=BULK
            )
            contributions.correct(
                study.folder, study.file.slug, made, signed(request),
                source_url=sent.get("source_url", ""), check=check,
            )  # fmt: skip
            follow(study)
            return back(language, "espace/actes/")
    except InputRefused as refused:
        fault = sentence(refused, language)
    view = {
        "lines": lines, "sent": sent, "fault": fault, "good": sum(not one.fault for one in lines),
        "mark": since_read.mark(study.folder, {BULK: _shown(lines)}),
    }  # fmt: skip
    return page(request, language, "lieux/ensemble/", "workspace_bulk", {"view": view}, 409 if fault else 200)


@workspace_page(acts=edits_places)
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """A place by its claims; POST adds one, takes one back, merges the place with another or parts a record from it."""
    study = opened_study()
    fault, sent = "", {}
    if request.method == "POST":
        sent = {key: str(value) for key, value in request.POST.items()}
        try:
            _act(study, slug, sent, request)
            follow(study)
            return back(language, f"espace/lieux/{slug}/")
        except InputRefused as refused:
            fault = sentence(refused, language)
    try:
        view = place_editor.editor(
            study, slug, language, who=signed_in_name(request), fault=fault, typed=sent
        )
    except Place.DoesNotExist:
        raise Http404(slug) from None
    return page(request, language, f"lieux/{slug}/", "workspace_place", {"view": view}, 409 if fault else 200)


@workspace_page(acts=edits_places)
@require_http_methods(["GET", "HEAD", "POST"])
def log(request: HttpRequest, language: str) -> HttpResponse:
    """Every act, the latest first, by what it bears on (`?about=`), by person (`?who=`), by kind; POST takes one back."""
    study = opened_study()
    slug, fault = study.file.slug, ""
    if request.method == "POST":
        try:
            _take_back(study, request)
            follow(study)
            return back(language, "espace/actes/")
        except InputRefused as refused:
            fault = sentence(refused, language)
    asked = {key: request.GET.get(key, "").strip()[:120] for key in ("about", "who", "kind")}
    found = journal.page(slug, **asked, before=number(request.GET.get("before", "")))
    objects = {one.pk: [part for part in one.object.split(", ") if part] for one in found.acts}
    view = {
        "page": found, "asked": asked, "people": journal.people(slug), "fault": fault,
        "kinds": [(one, act_words.kind(one, language)) for one in journal.kinds(slug)],
        "objects": objects, "places": _named({part for parts in objects.values() for part in parts}, language),
        "words": {one.pk: act_words.kind(one.kind, language) for one in found.acts},
        "me": signed_in_name(request),
    }  # fmt: skip
    return page(request, language, "actes/", "workspace_acts", {"view": view}, 409 if fault else 200)


def _act(study: OpenStudy, slug: str, sent: dict[str, str], request: HttpRequest) -> None:
    found = Place.objects.filter(slug=slug).first()
    if found is None:
        raise Http404(slug)
    signature, name = signed(request), study.file.slug
    match sent.get("act"):
        case "claim" | "wrong":
            line = place_editor.line_of(found.public_id, sent)
            check = since_read.unchanged(
                sent.get("read", ""),
                {found.public_id},
                line.field,
                place_editor.shown_values(found.public_id),
            )
            contributions.correct(
                study.folder, name, [line], signature, source_url=sent.get("source_url", ""), check=check
            )
        case "retract":
            contributions.take_back(study.folder, name, number(sent.get("number", "")), signature, own=True)
            _answer_contributors(study)
        case "merge":
            other = _other(sent.get("other", ""))
            pair_reviews.merge(study, found.public_id, other, signature)
            record(study)
        case "part":
            pair_reviews.say_alone(study, sent.get("record", ""), signature)
            record(study)
        case _:
            raise no_such_button(request)


def _named(ids: Set[str], language: str) -> dict[str, tuple[str, str]]:
    """Id of a place → the end of its address and its name, of those of some texts that are places."""
    rows = ShownPlace.objects.filter(place__public_id__in=ids).select_related("place")
    return {row.place.public_id: (row.place.slug, row.called.in_language(language)) for row in rows}


def _shown(lines: Sequence[place_list.PreviewLine]) -> tuple[tuple[str, str, str], ...]:
    return tuple((one.place_id, one.before, one.after) for one in lines if not one.fault)


def _answer_contributors(study: OpenStudy) -> None:
    """An act that accepted what somebody proposed may be taken back, or stand again: she is told."""
    if settings.FLORILEGE_TEAM:  # without a team there are no proposals
        from florilege.web.contributions.answers import follow_journal

        follow_journal(study.folder, study.file.slug)


def _take_back(study: OpenStudy, request: HttpRequest) -> None:
    name, _, act = request.POST.get("key", "").partition(":")
    signature = signed(request)
    match name:
        case "contributions":
            contributions.take_back(study.folder, study.file.slug, number(act), signature)
            _answer_contributors(study)
        case "decisions":
            check_author(pair_reviews.journal(study.folder), number(act), signature)
            pair_reviews.take_back(study, number(act), signature)
            record(study)
        case _:
            raise InputRefused(
                Words("un acte que l’on peut annuler ici", "an act that can be undone here"), value=name
            )


def _other(named: str) -> str:
    key = named.strip().rstrip("/").rpartition("/")[2]
    found = Place.objects.filter(slug=key).first() or Place.objects.filter(public_id=key).first()
    if found is None or not found.present:
        raise InputRefused(
            Words("l’adresse ou l’identifiant d’un lieu présent", "the address or the id of a current place"),
            column="other",
            value=named,
        )
    return found.public_id
