"""A small study in the store, read by a program: nothing kept from one test to the next, no limit of rate unless set."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from florilege.web.publication import live
from florilege.web.study.models import StepRun
from tests.publication import factory
from tests.publication.tied_actors import with_actors
from tests.team_study import copied

ROOT = "/api/v1/"


@pytest.fixture(autouse=True)
def plain(settings: Settings) -> Iterator[None]:
    settings.FLORILEGE_FRESH = 0
    settings.FLORILEGE_API_RATE = 0
    live.forget_site()
    yield
    live.forget_site()


@pytest.fixture
def client(db: None) -> Client:
    """A program that reads a study of a dozen places, with actors."""
    with_actors(factory.publishable_study())
    return Client()


@pytest.fixture
def read(client: Client) -> Callable[..., Any]:
    """Read an address of the API as JSON; the answer must be good."""

    def found(path: str = "", **asked: object) -> Any:
        response = client.get(f"{ROOT}{path}", asked)
        assert response.status_code == 200, response.content.decode()
        return response.json()

    return found


def rebuilt() -> None:
    """As a build that changed something leaves the store: another fingerprint."""
    last = StepRun.objects.latest("id")
    StepRun.objects.filter(pk=last.pk).update(
        fingerprint=f"{int(last.fingerprint[:8], 16) + 1:08x}".ljust(64, "0")
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the small study, built, with its store: for what needs the service of a team, in a process of its own."""
    return copied(tmp_path_factory, "programs")
