"""The format of an answer: the one that the address names, else the one that the Accept header prefers."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest

from florilege.faults import Words
from florilege.web.api.problems import Refusal, Refused

JSON, GEOJSON, CSV = "json", "geojson", "csv"
MEDIA = {JSON: "application/json", GEOJSON: "application/geo+json", CSV: "text/csv"}


def format_of(request: HttpRequest, named: str, offered: Sequence[str]) -> str:
    """One of the formats offered, the first where any will do. Raises Refused where none will."""
    if named:
        return named
    accepted = request.META.get("HTTP_ACCEPT", "")
    if not accepted or accepted == "*/*":
        return offered[0]
    preferred = request.get_preferred_type([MEDIA[one] for one in offered])
    if preferred is None:
        listed = ", ".join(MEDIA[one] for one in offered)
        raise Refused(
            Refusal(
                "format",
                Words(
                    f"Cette adresse se lit en : {listed} ; l’en-tête Accept n’en veut aucun.",
                    f"This address is read as: {listed}; the Accept header wants none of them.",
                ),
            )
        )
    return next(one for one in offered if MEDIA[one] == preferred)
