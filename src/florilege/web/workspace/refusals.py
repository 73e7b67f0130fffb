"""What a page of the workspace says when a file of the study, or what was sent, is refused on the way to it."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from florilege.faults import InputRefused, sentence
from florilege.web.publication.text.links import LANGUAGES

logger = logging.getLogger(__name__)
_WORKSPACE = re.compile(r"/(?:([a-z]{2})/)?espace/")


class SayRefusals:
    """A middleware: a refusal that no view foresaw (a file edited by hand, say) is a page that says it, not a fault of ours.

    The pages of the workspace alone: to anyone else, what a file of the study is called says too much.
    """

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._answer(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """The page, with the code of what cannot be processed; None of any other fault, and anywhere else."""
        where = _WORKSPACE.match(request.path)
        if where is None or not isinstance(fault, InputRefused):
            return None
        language = where[1] if where[1] in LANGUAGES else LANGUAGES[0]
        # each worker imports its middleware before it answers: what draws a page comes when there is one to draw
        from florilege.web.workspace import frame

        said = sentence(fault, language)
        logger.warning("%s: %s", request.path, said)
        try:
            return frame.page(request, language, "", "workspace_refused", {"said": said}, 422)
        except InputRefused:  # of what the frame itself is drawn from: the study file
            return HttpResponse(f"{said}\n", content_type="text/plain; charset=utf-8", status=422)
