"""The API asked at random from its own description, on a real server of loopback; prints what was met as JSON.

    python random_examples.py STUDY EXAMPLES [--edges]

STUDY : folder of a study that the store (DATABASE_URL, or var/ of the working folder) holds; EXAMPLES : how many for each
operation; --edges : also those of the phase that goes through the edges of each parameter. The same examples each time.

Cursors and boxes are drawn from those that are one, as a form alone cannot say: that others are refused is asked in
test_cursors.py and test_filters.py.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from florilege.selection.study_file import read_study

FOLDER = Path(sys.argv[1])
SLUG = read_study((FOLDER / "study.toml").read_text(encoding="utf-8"), file="study.toml").slug
RATE = "FLORILEGE_API_RATE"
os.environ |= {
    "FLORILEGE_PROGRAM_PROPOSALS_AN_HOUR": "1000000",
    "DJANGO_SETTINGS_MODULE": "florilege.web.service_settings",
    "FLORILEGE_STUDY": SLUG,
    "FLORILEGE_HTTPS": "0",
    "FLORILEGE_SECRET_KEY": secrets.token_urlsafe(50),
    RATE: "0",  # the limit has its own tests: here it would be met at each request but the first six hundred
}

import django  # noqa: E402
import schemathesis  # noqa: E402
from django.core.management import call_command  # noqa: E402
from hypothesis import strategies as st  # noqa: E402
from schemathesis.config import (  # noqa: E402
    ChecksConfig,
    CoveragePhaseConfig,
    GenerationConfig,
    PhasesConfig,
    ProjectConfig,
    ProjectsConfig,
    SchemathesisConfig,
    StatefulPhaseConfig,
)
from schemathesis.config._checks import (  # noqa: E402
    POSITIVE_DATA_ACCEPTANCE_EXPECTED_STATUSES,
    PositiveDataAcceptanceConfig,
)
from schemathesis.engine import Status, events, from_schema  # noqa: E402

django.setup()
call_command("migrate", verbosity=0)

from florilege.evidence.contributions import SETTABLE  # noqa: E402
from florilege.web.accounts import api_tokens  # noqa: E402
from florilege.web.accounts.scopes import SCOPES  # noqa: E402
from florilege.web.api import cursors  # noqa: E402
from florilege.web.api.published import current  # noqa: E402
from florilege.web.contributions import program_proposals  # noqa: E402
from florilege.web.contributions.program_proposals import Correction  # noqa: E402
from tests.program import serving  # noqa: E402
from tests.served import SERVE  # noqa: E402

SEED = 20260722


@contextmanager
def served() -> Iterator[str]:
    """The address of the service of the study, until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    said = Path("served.txt")
    server = serving(
        "serve", FOLDER, "--team", "--no-worker", "--port", str(port),
        folder=Path.cwd(), said=said, script=SERVE, environment=os.environ, team=True,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{address}/api/v1/", timeout=60).close()
                break
            except (urllib.error.URLError, OSError):
                if server.has_ended():
                    raise SystemExit(f"the server ended while it started\n{said.read_text()}") from None
                time.sleep(0.2)
        yield address
    finally:
        server.terminate()
        server.wait()


def formats(correction: str) -> None:
    """Values of the formats that only this API knows. correction : key of a proposal that is there"""
    published = current()
    kept = {
        "places": published.places.table.keys,
        "territories": published.territories.keys,
        "actors": published.actors.keys or ["none"],
        "selection": published.selections["computed"].table.keys if published.selections else ["none"],
    }
    for kind, keys in kept.items():
        found = st.sampled_from(list(keys)[:200])
        schemathesis.openapi.format(
            f"cursor-{kind}", found.map(lambda key, kind=kind: cursors.cursor_of(kind, key))
        )
    degrees = [
        st.integers(low * 10, high * 10).map(lambda tenth: tenth / 10)
        for low, high in ((-180, 180), (-90, 90))
    ]
    for name, known in {
        "place": kept["places"], "territory": kept["territories"], "actor": kept["actors"], "correction": [correction],
        "listing": list(published.contents.by_listing), "selection": list(published.selections), "edition": ["current"],
    }.items():  # fmt: skip
        # most of those asked for are there, so that answers are met as often as refusals
        schemathesis.openapi.format(
            f"key-{name}", st.sampled_from(list(known)[:200] or ["none"]) | st.text(min_size=1)
        )
    # without the signs that nobody sees: that these are refused is asked in test_writing.py
    schemathesis.openapi.format(
        "plain-text",
        st.text(alphabet=st.characters(categories=("L", "N", "P", "Zs")), max_size=40)
        | st.integers(0, 3000).map(str),
    )
    schemathesis.openapi.format(
        "web-page", st.sampled_from(["https://example.org/", "http://a.example.net/page"])
    )
    corners = st.tuples(degrees[0], degrees[1], degrees[0], degrees[1])
    schemathesis.openapi.format(
        "bbox",
        corners.map(lambda box: f"{box[0]},{min(box[1], box[3])},{box[2]},{max(box[1], box[3])}"),
    )


PAGE = {"https://example.org/", "http://a.example.net/page"}


@schemathesis.hook("map_body")
def taken_as_often_as_refused(_context: Any, body: Any) -> Any:
    """Of the corrections that have the right form, those with one item say something that a place may say of itself.

    Left to chance, no value has the kind of its field and differs from the one shown.
    """
    items = body.get("corrections") if isinstance(body, dict) else None
    good = isinstance(items, list) and len(items) == 1 and isinstance(items[0], dict)
    if not good or body.get("source_url") not in PAGE or items[0].get("field") not in SETTABLE:
        return body
    values = [items[0].get(name, "") for name in ("wrong", "right")]
    if not all(isinstance(value, (str, int, float, bool)) for value in values):
        return body  # one that must be refused
    name = "".join(sign for sign in str(values[1]) if sign.isalnum())[:60]
    return {**body, "corrections": [{"field": "alias", "right": f"Nom {name}"}]}


def configured(examples: int, secret: str, *, edges: bool) -> SchemathesisConfig:
    return SchemathesisConfig(
        seed=SEED,
        projects=ProjectsConfig(
            default=ProjectConfig(
                headers={"Authorization": f"Bearer {secret}"},
                continue_on_failure=True,
                # a value that has the right form may still be refused: it is not the one shown, or is no number
                checks=ChecksConfig(
                    positive_data_acceptance=PositiveDataAcceptanceConfig(
                        expected_statuses=[*POSITIVE_DATA_ACCEPTANCE_EXPECTED_STATUSES, "422"]
                    )
                ),
                request_timeout=120,  # the first to ask for an edition with its files waits until they are made
                generation=GenerationConfig(
                    max_examples=examples, deterministic=True, database="none", no_shrink=True
                ),
                phases=PhasesConfig(
                    coverage=CoveragePhaseConfig(enabled=edges), stateful=StatefulPhaseConfig(enabled=False)
                ),
            )
        ),
    )


def asked(address: str, examples: int, *, edges: bool) -> dict[str, Any]:
    """How many requests were made, with which statuses, which checks were made, and each failure in words."""
    token, secret = api_tokens.issue(SLUG, "examples", list(SCOPES), days=1)
    place = current().contents.places[0].place_id
    formats(
        program_proposals.propose(
            SLUG, place, token, [Correction("alias", right="Un autre nom")], source_url="https://example.org/"
        )[0].key
    )
    schema = schemathesis.openapi.from_url(
        f"{address}/api/v1/openapi.json?lang=en", config=configured(examples, secret, edges=edges)
    )
    statuses: Counter[int] = Counter()
    checks: Counter[str] = Counter()
    failures: Counter[str] = Counter()
    said: dict[str, str] = {}
    operations: set[str] = set()
    for event in from_schema(schema).execute():
        if isinstance(event, events.NonFatalError):
            failures[f"{event.label}: {event.value}"] += 1
        if not isinstance(event, events.ScenarioFinished):
            continue
        operations.add(event.recorder.label)
        for interaction in event.recorder.interactions.values():
            statuses[interaction.response.status_code if interaction.response is not None else 0] += 1
        for nodes in event.recorder.checks.values():
            for node in nodes:
                checks[node.name] += 1
                if node.status == Status.FAILURE:
                    failure = node.failure_info.failure if node.failure_info is not None else None
                    key = f"{event.recorder.label} · {node.name}"
                    failures[key] += 1
                    said.setdefault(
                        key, f"{failure}\n{node.failure_info.code_sample if node.failure_info else ''}"[:1500]
                    )
    api_tokens.withdraw(SLUG, token.number)
    return {
        "examples": sum(statuses.values()),
        "operations": len(operations),
        "seed": SEED,
        "settings": {RATE: os.environ[RATE]},
        "statuses": {str(status): count for status, count in sorted(statuses.items())},
        "checks": dict(sorted(checks.items())),
        "failures": dict(sorted(failures.items())),
        "first_of_each": said,
    }


if __name__ == "__main__":
    with served() as where:
        found = asked(where, int(sys.argv[2]), edges="--edges" in sys.argv)
    json.dump(found, sys.stdout, indent=1)
