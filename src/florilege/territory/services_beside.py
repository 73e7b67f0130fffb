"""Several services measured at once: all but the first in processes of their own, beside what their caller does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from florilege.processes import Processes, cores
from florilege.territory.reference import reference
from florilege.territory.service_reach import ServicePlaces, ServiceReach, service_reach

_held: dict[str, ServicePlaces] = {}


@contextmanager
def measured_beside(
    places: Mapping[str, ServicePlaces], *, processes: int | None = None
) -> Iterator[Callable[[], tuple[ServiceReach, ...]]]:
    """What gives the services measured, in their order; those of other processes are under way meanwhile.

    places : service → its places; processes : how many there are at most, this one counted, by default one a core
    The solver has threads of its own: the processes are fresh ones, and there is none for a single service.
    """
    services, count = list(places), (processes or cores()) - 1
    others = services[1:] if count > 0 else []
    if not others:
        yield lambda: tuple(_measured(service, places[service]) for service in services)
        return
    shared = {service: places[service] for service in others}
    with Processes(_hold, shared, count=min(count, len(others))) as pool:
        begun = [pool.submit(_task, service) for service in others]

        def ended() -> tuple[ServiceReach, ...]:
            here = [_measured(service, places[service]) for service in services if service not in shared]
            return (*here, *(one.result() for one in begun))

        yield ended


def _hold(places: Mapping[str, ServicePlaces]) -> None:
    _held.update(places)


def _task(service: str) -> ServiceReach:
    return _measured(service, _held[service])


def _measured(service: str, places: ServicePlaces) -> ServiceReach:
    return service_reach(service, places, reference=reference())
