"""The ecosystem of a study: read from the inventory and the study's files, kept in the store, read back as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from florilege.ecosystem.actor_linkage import ActorPair
from florilege.ecosystem.actors import Actor, Disagreement, Tie
from florilege.ecosystem.gathering import Ecosystem, Folder, Inventory
from florilege.ecosystem.mentions import PLACE, LeftOut, PlaceClaim, PlaceFamily, PlaceSite
from florilege.ecosystem.place_claims import fields_read
from florilege.web.ecosystem import models
from florilege.web.inventory.models import Claim, Link, Place, ShownPlace
from florilege.web.inventory.queries import record_key, words_of_places
from florilege.web.study.folder import StudyFolder
from florilege.web.study.models import Study
from florilege.web.study.stored_values import as_stored, from_stored

T = TypeVar("T")
BATCH = 2000
READ = 100
"""Rows with JSON read at once: it takes ten times the room of its text."""


def inventory_of(listings: Sequence[str]) -> Inventory:
    """What the inventory says that actors are gathered from. listings : in the order of the study"""
    claims = Claim.objects.filter(field__in=fields_read()).order_by("id")
    rows = claims.values_list(
        "place__public_id", "listing", "record__record_id", "field", "value",
        "source_url", "date", "licence", "note",
    )  # fmt: skip
    links = Link.objects.values_list(
        "record__version__listing__slug", "record__record_id", "place__public_id"
    )
    replaced = Place.objects.filter(replaced_by__isnull=False).values_list(
        "public_id", "replaced_by__public_id"
    )
    return Inventory(
        claims=[PlaceClaim(*row) for row in rows.iterator(BATCH)],
        places=sites(),
        records={record_key(listing, record): place for listing, record, place in links.iterator(BATCH)},
        successors=dict(replaced),
        listings=listings,
    )


def sites() -> list[PlaceSite]:
    """Every place that is shown, oldest first."""
    called = words_of_places()
    rows = ShownPlace.objects.filter(place__replaced_by__isnull=True).order_by("place__rank")
    columns = rows.values_list("place__public_id", "commune_code", "latitude", "longitude")
    return [
        PlaceSite(place_id, called[place_id].fr, commune, latitude, longitude)
        for place_id, commune, latitude, longitude in columns.iterator(BATCH)
    ]


def texts_of(folder: StudyFolder) -> Folder:
    """The study's files on actors, as they are."""
    return Folder(
        actors=folder.text(folder.actors),
        ties=folder.text(folder.ties),
        identities=folder.text(folder.actor_identities),
        decisions=folder.text(folder.actor_decisions),
    )


def store(study: Study, found: Ecosystem) -> None:
    """Keep an ecosystem in the place of what was kept."""
    models.Tie.objects.filter(study=study).delete()
    models.Actor.objects.filter(study=study).delete()
    models.Actor.objects.bulk_create(
        [
            models.Actor(
                study=study,
                public_id=actor.actor_id,
                slug=actor.slug,
                name=actor.name,
                family=actor.family,
                siren=actor.siren,
                rank=rank,
                said=as_stored(actor),
            )
            for rank, actor in enumerate(found.actors)
        ],
        batch_size=BATCH,
    )
    actors = dict(models.Actor.objects.filter(study=study).values_list("public_id", "id"))
    places = dict(Place.objects.values_list("public_id", "id"))
    models.Tie.objects.bulk_create(
        [
            models.Tie(
                study=study,
                actor_id=actors[tie.actor_id],
                place_id=places[tie.target_id] if tie.target_kind == PLACE else None,
                other_id=None if tie.target_kind == PLACE else actors[tie.target_id],
                role=tie.role,
                rank=rank,
                said=as_stored(tie),
            )
            for rank, tie in enumerate(found.ties)
        ],
        batch_size=BATCH,
    )
    models.Gathering.objects.update_or_create(
        study=study,
        defaults={
            "families": as_stored(found.place_families),
            "pairs": as_stored(found.pairs),
            "disagreements": as_stored(found.disagreements),
            "left_out": as_stored(found.left_out),
            "mentions": dict(found.actor_of),
        },
    )


def gathered(study: Study) -> bool:
    """Whether the actors of a study were ever gathered."""
    return models.Gathering.objects.filter(study=study).exists()


def ecosystem_of(
    study: Study, *, through: Callable[[object], object] = lambda stored: stored
) -> Ecosystem | None:
    """The ecosystem kept of a study, None before its first build; its identities stay in the study's folder.

    through : what every stored text goes through before it is read, to take out what is not published
    """
    gathering = models.Gathering.objects.filter(study=study).first()
    if gathering is None:
        return None
    actors = models.Actor.objects.filter(study=study).order_by("rank").values_list("said", flat=True)
    ties = models.Tie.objects.filter(study=study).order_by("rank").values_list("said", flat=True)
    return Ecosystem(
        actors=_each(Actor, map(through, actors.iterator(READ))),
        ties=_each(Tie, map(through, ties.iterator(READ))),
        place_families=_each(PlaceFamily, map(through, gathering.families)),
        pairs=_each(ActorPair, map(through, gathering.pairs)),
        disagreements=_each(Disagreement, map(through, gathering.disagreements)),
        left_out=_each(LeftOut, map(through, gathering.left_out)),
        identities=(),
        actor_of=gathering.mentions,
        places={site.place_id: site for site in sites()},
    )


def _each(kind: type[T], stored: Iterable[object]) -> tuple[T, ...]:
    return tuple(from_stored(kind, one) for one in stored)
