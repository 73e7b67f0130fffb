"""The licence of each file of open data, from the claims that it holds; and the same data without share-alike."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from florilege.evidence.claims import VISIT
from florilege.evidence.licences import NONE_POSSIBLE, Consequence, consequence, is_share_alike
from florilege.web.publication.contents import ClaimContent, PlaceContent, StudyContents
from florilege.web.publication.data import as_map

FILE = "licences.json"
DOSSIER = "dossier.zip"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What the open data leave out because it would bind them: claims, shown values by field, whole places."""

    claims: int = 0
    values: Mapping[str, int] | None = None
    places: tuple[str, ...] = ()
    texts: int = 0
    files: tuple[str, ...] = ()

    def as_data(self) -> dict[str, object]:
        return {
            "claims": self.claims,
            "values": dict(self.values or {}),
            "places": list(self.places),
            "texts": self.texts,
            "files": list(self.files),
        }


@dataclass(frozen=True, slots=True)
class FileLicence:
    """The licence of one file: what follows from its claims, how many of each licence, who is to be named."""

    file: str
    found: Consequence
    claims: Mapping[str, int]
    listings: tuple[str, ...]


def without_share_alike(contents: StudyContents) -> tuple[StudyContents, LeftOut]:
    """The contents without any claim under a share-alike licence, and what that leaves out.

    A shown value that no other claim says is left empty, never replaced; a place whose name falls is left out, and so
    is its name wherever the selection tells it; the sealed dossier cannot be changed, and is left out whole.
    """
    values: Counter[str] = Counter()
    kept: list[PlaceContent] = []
    gone: list[str] = []
    claims = 0
    for place in contents.places:
        bound = {claim.pk for claim in place.claims if is_share_alike(claim.licence)}
        if not bound:
            kept.append(place)
            continue
        claims += len(bound)
        free, fallen = _freed(place, bound)
        values.update(fallen)
        if free is None:
            gone.append(place.place_id)
        else:
            kept.append(free)
    names = tuple(contents.by_id[place_id].name for place_id in gone)
    selection, texts = contents.selection, 0
    if selection is not None:
        result, texts = _without_names(selection.result, names)
        selection = replace(selection, result=as_map(result))
    files = (DOSSIER,) if contents.dossier and names else ()
    left = LeftOut(claims, dict(sorted(values.items())), tuple(gone), texts, files)
    dossier = b"" if files else contents.dossier
    return replace(contents, places=tuple(kept), selection=selection, dossier=dossier), left


def _without_names(value: object, names: Sequence[str]) -> tuple[object, int]:
    """Stored JSON with every text that holds one of some names left empty, and how many were."""
    if isinstance(value, str):
        return ("", 1) if any(name in value for name in names) else (value, 0)
    if isinstance(value, Mapping):
        pairs = {key: _without_names(item, names) for key, item in value.items()}
        return {key: item for key, (item, _) in pairs.items()}, sum(count for _, count in pairs.values())
    if isinstance(value, list | tuple):
        items = [_without_names(item, names) for item in value]
        return [item for item, _ in items], sum(count for _, count in items)
    return value, 0


def _freed(place: PlaceContent, bound: set[int]) -> tuple[PlaceContent | None, list[str]]:
    """A place without some of its claims, None when its name falls with them; and the fields that fall."""
    shown = {field: value for field, value in place.shown.items() if set(value.claims) - bound}
    fallen = sorted(place.shown.keys() - shown.keys())
    listings = {record.listing for record in place.records}
    free_listings = {claim.listing for claim in place.claims if claim.pk not in bound}
    lost_position = bool(place.position_claims) and not set(place.position_claims) - bound
    if lost_position:
        fallen.append("position")
    if "name" not in shown:
        return None, fallen
    return replace(
        place,
        shown=shown,
        claims=tuple(claim for claim in place.claims if claim.pk not in bound),
        records=tuple(record for record in place.records if record.listing in free_listings & listings),
        kinds=place.kinds if "kind" in shown else (),
        status=place.status if "status" in shown else "unknown",
        latitude=None if lost_position else place.latitude,
        longitude=None if lost_position else place.longitude,
        position_precision="none" if lost_position else place.position_precision,
    ), fallen


def file_licences(contents: StudyContents, names: Iterable[str]) -> tuple[FileLicence, ...]:
    """The licence of each file: of the claims it holds, or whose shown value it holds."""
    everything = [claim for place in contents.places for claim in place.claims]
    used = {
        pk
        for place in contents.places
        for pk in (*place.position_claims, *(pk for value in place.shown.values() for pk in value.claims))
    }
    shown = [claim for claim in everything if claim.pk in used]
    names_only = [claim for claim in everything if claim.field == "name"]
    held: Mapping[str, list[ClaimContent]] = {
        "claims.csv": everything,
        "records.csv": names_only,
        "stages.csv": [],
        "visits.json": [claim for claim in everything if claim.listing == VISIT],
        # the dossier leaves share-alike claims out, but names its candidates, their kinds and their communes
        DOSSIER: [claim for claim in everything if not is_share_alike(claim.licence) or claim.pk in used],
        "selection.json": [claim for claim in names_only if claim.pk in used],
    }
    return tuple(_file_licence(contents, name, held.get(name, shown)) for name in names)


def _file_licence(contents: StudyContents, name: str, claims: list[ClaimContent]) -> FileLicence:
    counts = Counter(claim.licence for claim in claims)
    speaking = {claim.listing for claim in claims}
    return FileLicence(
        name,
        consequence(counts),
        dict(sorted(counts.items())),
        tuple(listing.slug for listing in contents.listings if listing.slug in speaking),
    )


def licences_json(contents: StudyContents, files: tuple[FileLicence, ...], left: LeftOut) -> bytes:
    """`licences.json`: the licence of each file and why, whom to name, what was left out."""
    data = {
        "files": [
            {
                "file": item.file,
                "licence": item.found.licence if item.found.licence != NONE_POSSIBLE else None,
                "why": {"fr": item.found.why.fr, "en": item.found.why.en},
                "claims": dict(item.claims),
                "attributions": list(item.listings),
            }
            for item in files
        ],
        "attributions": {listing.slug: listing.attribution for listing in contents.listings},
        "left_out": left.as_data(),
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()
