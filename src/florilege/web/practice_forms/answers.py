"""What is answered by links of letters: a territory validates a practice; it says that it wants to try one, and a year later what came of it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from florilege.exchange.practices import OUTCOMES, TITLE, UNKNOWN
from florilege.faults import InputRefused, Words, sentence
from florilege.territory.territory_keys import territory_of
from florilege.web.accounts.network import address_of
from florilege.web.accounts.one_use_links import LinkRefused
from florilege.web.contributions import robots
from florilege.web.practice_forms import frame
from florilege.web.practice_forms.frame import METHODS, page
from florilege.web.practices import filing, trials, validation
from florilege.web.practices.drafts import practice_of
from florilege.web.practices.fields import FIELDS
from florilege.web.practices.models import LivePractice, TrialWish
from florilege.web.practices.writing import text_of, title_of
from florilege.web.publication.live import current_site, says_when_unbuilt
from florilege.web.publication.text import words

READ_AGAIN = Words(
    "D’autres viennent d’y écrire : relire ci-dessous, puis valider.",
    "Others have just written in it: read it again below, then validate it.",
)


@never_cache
@csrf_protect
@require_http_methods(METHODS)
@says_when_unbuilt
def validate(request: HttpRequest, secret: str, language: str) -> HttpResponse:
    """A practice that its territory reads again; POST corrects, validates or refuses it."""
    path = f"rencontres/valider/{secret}/"
    try:
        live = validation.opened(secret)
    except LinkRefused as refused:
        answered = validation.followed(secret)
        if answered is None:
            return frame.refused(request, refused.words, language)
        return page(request, language, path, "practice_answered", {"live": answered, "title": title_of(answered, language)})  # fmt: skip
    fault, notices = "", tuple[frame.Notice, ...]()
    faults, typed = dict[str, str](), dict[str, str]()
    if request.method == "POST":
        try:
            if request.POST.get("act") == "refuse":
                validation.refuse(secret, request.POST.get("reason", ""))
                return HttpResponseRedirect(request.path)
            as_read = request.POST.get("seen", "") == str(live.revision)
            notices, faults, typed = frame.save_all(live, request, language, who=_author(live))
            live.refresh_from_db()
            if request.POST.get("act") == "validate" and not faults:
                if notices or not as_read:
                    fault = READ_AGAIN.in_language(language)
                else:
                    validation.validate(secret, frame.study_folder(), seen=live.revision)
                    return HttpResponseRedirect(request.path)
            elif not notices and not faults:
                return HttpResponseRedirect(f"{request.path}?enregistre=1")
        except InputRefused as said:
            fault = sentence(said, language)
            if said.where.column in FIELDS:
                faults = {str(said.where.column): fault}
        except LinkRefused as gone:
            return frame.refused(request, gone.words, language, status=409)
        live.refresh_from_db()
    values = {
        "live": live, "fault": fault, "notices": notices, "faults": bool(faults), "title": title_of(live, language),
        "groups": frame.groups(live, language, typed=typed, faults=faults), "territory": _author(live),
        "reason": request.POST.get("reason", ""), "kept": "enregistre" in request.GET,
    }  # fmt: skip
    return page(request, language, path, "practice_validation", values, 422 if fault or faults else 200)


@never_cache
@csrf_protect
@require_http_methods(METHODS)
@says_when_unbuilt
def wish(request: HttpRequest, key: str, language: str) -> HttpResponse:
    """« We want to try it »; POST writes to whoever says so, and nothing is shown before she confirms."""
    folder = frame.study_folder()
    try:
        practice = filing.filed(folder, key)
    except InputRefused:
        raise Http404(key) from None
    if not practice.is_public:
        raise Http404(key)
    fault, status, asked = "", 200, False
    if request.method == "POST":
        try:
            answer = robots.Answer(
                request.POST.get("challenge", ""), request.POST.get("number", ""), request.POST.get(robots.TRAP, ""),
                address_of(request),
            )  # fmt: skip
            origin, challenge = robots.checked(answer, TrialWish)
            trials.wish(
                folder, current_site().contents.slug, key, territory=request.POST.get("territory", ""),
                name=request.POST.get("name", ""), address=request.POST.get("email", ""), language=language,
                origin=origin, challenge=challenge,
            )  # fmt: skip
            asked = True
        except robots.RobotSuspected as suspected:
            fault, status = suspected.words.in_language(language), 429 if suspected.busy else 422
        except InputRefused as refused:
            fault, status = sentence(refused, language), 422
    title, of_title = practice.texts[TITLE].in_language(language)
    values = {
        "practice": key, "title": title, "of_title": of_title, "asked": asked, "fault": fault,
        "trap": robots.TRAP, "bits": robots.BITS, "challenge": robots.challenge(),
        "typed": {name: request.POST.get(name, "") for name in ("territory", "name", "email")},
    }  # fmt: skip
    return page(request, language, f"rencontres/pratiques/{key}/essayer/", "practice_wish", values, status)


@never_cache
@csrf_protect
@require_http_methods(METHODS)
@says_when_unbuilt
def confirm(request: HttpRequest, secret: str, language: str) -> HttpResponse:
    """Confirm a wish to try; looking at the page confirms nothing: mail filters look at every address."""
    try:
        found = trials.confirm(secret) if request.method == "POST" else trials.opened(secret)
    except LinkRefused as refused:
        return frame.refused(request, refused.words, language)
    return page(
        request, language, f"rencontres/essai/{secret}/", "practice_confirm",
        {**_trial(found, language), "confirmed": request.method == "POST"},
    )  # fmt: skip


@never_cache
@csrf_protect
@require_http_methods(METHODS)
@says_when_unbuilt
def outcome(request: HttpRequest, secret: str, language: str) -> HttpResponse:
    """What came of a trial, a year later; POST tells it, once."""
    fault, reported = "", False
    try:
        found = trials.opened_for_outcome(secret)
        if request.method == "POST":
            try:
                found = trials.keep_outcome(
                    secret, request.POST.get("outcome", ""), request.POST.get("text", "")
                )
                reported = True
            except InputRefused as refused:
                fault = sentence(refused, language)
    except LinkRefused as gone:
        return frame.refused(request, gone.words, language)
    values = {
        **_trial(found, language), "fault": fault, "reported": reported, "text": request.POST.get("text", ""),
        "chosen": request.POST.get("outcome", ""),
        "outcomes": tuple(
            (key, words.capitalised(words.said(one, language))) for key, one in OUTCOMES.items() if key != UNKNOWN
        ),
    }  # fmt: skip
    return page(
        request, language, f"rencontres/un-an-apres/{secret}/", "practice_outcome", values, 422 if fault else 200
    )  # fmt: skip


def _trial(found: TrialWish, language: str) -> dict[str, object]:
    practice = filing.filed(frame.study_folder(), found.practice)
    title, of_title = practice.texts[TITLE].in_language(language)
    return {
        "practice": found.practice, "title": title, "of_title": of_title,
        "territory": trials.territory_name(found),
    }  # fmt: skip


def _author(live: LivePractice) -> str:
    """The name of the territory that validates, under which it writes."""
    try:
        found = territory_of(practice_of(live, frame.study_folder()).author)
    except InputRefused:
        found = None
    return found.name if found is not None else text_of(live, "author")
