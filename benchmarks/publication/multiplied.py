"""A study of as many places as wanted, made from a real one: names, communes and claims drawn from its places."""

from __future__ import annotations

import random
import re
import unicodedata

from msgspec.structs import replace

from florilege.web.publication.contents.places import ClaimContent, PlaceContent, ShownValue
from florilege.web.publication.contents.study_contents import StudyContents


def multiplied(contents: StudyContents, count: int, *, seed: int = 1) -> StudyContents:
    """The study with `count` places: its own first, then drawn ones, none of them kept.

    A drawn place has the claims and cells of one place, the start of another's name and the end of a third's, and
    stands near a fourth: as many different words as in life, and every commune of the study shared by several.
    """
    draw = random.Random(seed)
    own = contents.places
    places = list(own)
    claim = max((claim.pk for place in own for claim in place.claims), default=0)
    pk = max(place.pk for place in own)
    for rank in range(len(own), count):
        body, start, end, near = (draw.choice(own) for _ in range(4))
        pk += 1
        made, claim = _made(body, pk, rank, claim)
        words = (*start.name.split()[:2], *end.name.split()[-2:])
        name = " ".join(dict.fromkeys(words))
        shift = draw.uniform(-0.05, 0.05), draw.uniform(-0.05, 0.05)
        places.append(
            replace(
                made,
                name=name,
                slug=f"{_slug(name)}-{rank}",
                commune_code=near.commune_code,
                commune=near.commune,
                epci_code=near.epci_code,
                epci=near.epci,
                epci_kind=near.epci_kind,
                departement_code=near.departement_code,
                departement=near.departement,
                region_code=near.region_code,
                region=near.region,
                latitude=None if near.latitude is None else near.latitude + shift[0],
                longitude=None if near.longitude is None else near.longitude + shift[1],
            )
        )
    return replace(contents, places=tuple(places[:count]))


def _made(body: PlaceContent, pk: int, rank: int, claim: int) -> tuple[PlaceContent, int]:
    """A place with claims of its own, so that memory is that of as many real ones; and the last claim's number."""
    numbers: dict[int, int] = {}
    claims: list[ClaimContent] = []
    for one in body.claims:
        claim += 1
        numbers[one.pk] = claim
        claims.append(replace(one, pk=claim))
    shown = {field: _renumbered(value, numbers) for field, value in body.shown.items()}
    return (
        replace(
            body,
            pk=pk,
            place_id=f"fl-drawn-{rank:06d}",
            former_slugs=(),
            claims=tuple(claims),
            shown=shown,
            position=_renumbered(body.position, numbers) if body.position is not None else None,
            choice=None,
            change=None,
            appraisal="not_appraisable" if body.appraisal == "candidate" else body.appraisal,
        ),
        claim,
    )


def _renumbered(value: ShownValue, numbers: dict[int, int]) -> ShownValue:
    return replace(value, claims=tuple(numbers[pk] for pk in value.claims if pk in numbers))


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "lieu"
