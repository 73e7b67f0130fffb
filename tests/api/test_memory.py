"""What is kept in memory is of the state that is served, and no more than is said."""

from __future__ import annotations

import gc
from collections.abc import Callable
from weakref import ref

from django.test import Client

from florilege.web.api import published
from florilege.web.api.made_last import MadeLast
from tests.api.conftest import rebuilt

PATHS = ("/api/v1/places", "/api/v1/exports/gogocarto", "/embed", "/api/v1/openapi.json", "/api/")


def test_a_state_that_is_served_no_more_leaves_the_memory(client: Client) -> None:
    for path in PATHS:
        assert client.get(path).status_code == 200
    before = ref(published.current())
    rebuilt()
    client.get(PATHS[0])
    gc.collect()
    assert before() is None


def test_the_oldest_is_forgotten_first_and_another_state_begins_anew(client: Client) -> None:
    kept: MadeLast[int] = MadeLast(2)
    state = published.current()
    made: list[int] = []

    def one(number: int) -> Callable[[], int]:
        def make() -> int:
            made.append(number)
            return number

        return make

    for number in (1, 2, 1, 3, 1):
        assert kept.get(state, number, one(number)) == number
    assert made == [1, 2, 3, 1]
    rebuilt()
    assert kept.found(published.current(), 1) is None
