"""Addresses of the API and of what is embedded."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import URLPattern, path
from django.views.generic import RedirectView
from ninja.operation import PathView

from florilege.web.api import documentation, embed
from florilege.web.api.door import Nowhere, Opened, Route
from florilege.web.api.v1 import API

COSTS: Mapping[str, int] = {
    "export_gogocarto": 20,
    "export_mediation": 20,
    "read_edition": 20,
    "propose_corrections": 5,
}
"""Routes that work on a whole study → requests that one of theirs counts for."""


def patterns() -> list[URLPattern]:
    """The addresses of the API, of its documentation, and of the map and list to embed."""
    return [
        path("embed", embed.embed, name="embed"),
        path("api/", documentation.page, {"language": "fr"}, name="api-documentation"),
        path("en/api/", documentation.page, {"language": "en"}),
        path("api/v1", RedirectView.as_view(url="/api/v1/", permanent=True)),
        path("api/v1/openapi.json", named(Opened(documentation.openapi, {"GET": ("lang",)}), "openapi")),
        *_routes(),
        path("api/v1/<path:rest>", named(Nowhere(documentation.openapi, {}), "nowhere")),
    ]


def _routes() -> list[URLPattern]:
    found: list[URLPattern] = []
    for router in API._get_bound_routers():
        for route, view in router.path_operations.items():
            address = "api/v1/" + route.lstrip("/").replace("{", "<str:").replace("}", ">")
            found.append(path(address, named(_opened(view), view.operations[0].view_func.__name__)))
    return found


def _opened(view: PathView) -> Opened:
    parameters = {method: _names(one.models) for one in view.operations for method in one.methods}
    public = not any(one.auth_callbacks for one in view.operations)
    return Opened(view.get_view(), parameters, public, COSTS.get(view.operations[0].view_func.__name__, 1))


def _names(models: object) -> tuple[str, ...]:
    assert isinstance(models, list)
    return tuple(
        name
        for model in models
        if model.__ninja_param_source__ == "query"
        for name in model.__ninja_flatten_map__
    )


def named(opened: Opened, name: str) -> Route:
    """A route as a function with a name of its own, by which it is found in the table of rights."""

    def route(request: object, **named: str) -> object:
        return opened(request, **named)  # type: ignore[arg-type]

    route.__name__ = route.__qualname__ = name
    route.__module__ = "florilege.web.api"
    route.csrf_exempt = True  # type: ignore[attr-defined]  # no cookie is believed here
    return route  # type: ignore[return-value]
