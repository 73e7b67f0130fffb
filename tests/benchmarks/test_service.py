"""What the benchmark of the service reads and draws: numbers of wrk as they are meant, places that depend on nothing else."""

from __future__ import annotations

import pytest

from benchmarks.service.load import milliseconds, read
from benchmarks.service.places import queries

SAID = """Running 5s test @ http://127.0.0.1:8771
  1 threads and 8 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     5.05ms    3.92ms  53.10ms   91.02%
  Latency Distribution
     50%    4.53ms
     75%  950.00us
     90%    1.81s
     99%   37.79ms
  6875 requests in 5.00s, 33.59MB read
Requests/sec:   1375.02
"""


def test_what_wrk_says_is_read_as_numbers() -> None:
    found = read(SAID)
    assert (found.requests_per_second, found.p50, found.p99, found.failed) == (1375.02, 4.53, 37.79, 0)


def test_answers_that_were_refused_or_never_came_are_counted() -> None:
    more = "  Socket errors: connect 1, read 2, write 0, timeout 4\n  Non-2xx or 3xx responses: 5\n"
    assert read(SAID + more).failed == 12


@pytest.mark.parametrize(
    ("text", "expected"), [("950.00us", 0.95), ("4.53ms", 4.53), ("1.81s", 1810.0), ("1.00m", 60_000.0)]
)
def test_times_are_milliseconds(text: str, expected: float) -> None:
    assert milliseconds(text) == expected


def test_another_text_is_refused() -> None:
    with pytest.raises(SystemExit):
        read("nothing")


def test_queries_are_the_same_each_time_and_nearly_all_different() -> None:
    drawn = list(queries(2000))
    assert drawn == list(queries(2000))
    assert len(set(drawn)) > 1500
