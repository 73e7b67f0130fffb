"""The territories that what was typed may mean, for the boxes that ask for one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from florilege.territory.territory_keys import offered
from florilege.web.publication.search.question_words import LONGEST_QUESTION

_A_DAY = 24 * 3600


@require_safe
def territories(request: HttpRequest, language: str) -> HttpResponse:
    """Labels of territories whose names begin with what was typed (`?q=`)."""
    found = offered(request.GET.get("q", "")[:LONGEST_QUESTION])
    answer = JsonResponse({"territories": [one.label for one in found], "language": language})
    answer["Cache-Control"] = f"public, max-age={_A_DAY}"
    return answer
