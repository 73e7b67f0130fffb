"""The practices of a study and their synthesis, checked against its programme, its places and its actors."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from florilege.exchange.practices import Practice, read_practice
from florilege.exchange.programme import Programme
from florilege.exchange.synthesis import Synthesis, read_synthesis
from florilege.faults import StudyFileRefused, Words
from florilege.toml_lines import nearest
from florilege.web.ecosystem.models import Actor
from florilege.web.inventory.models import Place
from florilege.web.inventory.queries import present_id
from florilege.web.study.folder import StudyFolder
from florilege.web.study.models import Study

_WRITE_IT = Words("l’écrire : docs/exchange.md", "write it: docs/exchange.md")


def read_practices(folder: StudyFolder, programme: Programme, study: Study) -> tuple[Practice, ...]:
    """The practices that are published, by key; raises StudyFileRefused for any that cannot be read as it is written.

    Before the records are linked no place is known, nor any actor: those that a practice names are then not checked.
    """
    read = [read_practice(folder.text(path), path.stem, file=str(path)) for path in folder.practices]
    if not read:
        return ()
    places = set(Place.objects.values_list("public_id", flat=True))
    actors = set(Actor.objects.filter(study=study).values_list("public_id", flat=True))
    for one in read:
        file = str(folder.practice(one.key))
        _check(one, file, "event", (one.event,) if one.event else (), (programme.event.key,))
        _check(one, file, "session", (one.session,) if one.session else (), programme.sessions)
        _check(one, file, "themes", one.themes, programme.themes)
        if places:
            _check(one, file, "places", one.places, places)
        if actors:
            _check(one, file, "actors", one.actors, actors)
    return tuple(
        replace(one, lines={}, places=tuple(dict.fromkeys(map(present_id, one.places))))
        for one in read
        if one.is_public
    )


def read_together(
    folder: StudyFolder, programme: Programme, practices: Iterable[Practice]
) -> Synthesis | None:
    """What the practices say together, None where nobody wrote it; raises StudyFileRefused."""
    return read_synthesis(
        folder.text(folder.synthesis), file=str(folder.synthesis), themes=tuple(programme.themes),
        practices=tuple(one.key for one in practices),
    )  # fmt: skip


def refuse_without_programme(folder: StudyFolder) -> None:
    """Raises StudyFileRefused for practices, or a synthesis, of days that have no programme."""
    alone = [*folder.practices, *((folder.synthesis,) if folder.synthesis.is_file() else ())]
    if alone:
        raise StudyFileRefused(
            Words(
                "le programme des rencontres, programme.toml", "the programme of the exchange days, programme.toml"
            ),
            file=str(alone[0]),
            hint=_WRITE_IT,
        )  # fmt: skip


def _check(one: Practice, file: str, column: str, named: Iterable[str], known: Collection[str]) -> None:
    for value in named:
        if value not in known:
            raise StudyFileRefused(
                Words(
                    f"ce que le programme ou l’étude connaît ({column})",
                    f"what the programme or the study knows ({column})",
                ),
                file=file,
                line=one.lines.get(column),
                column=column,
                value=value,
                hint=nearest(value, known),
            )
