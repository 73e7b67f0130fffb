"""The watch of a study: the sites of its places, a round of visits, and what it amounts to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct

from florilege import __version__
from florilege.evidence.liveness import OUTCOMES
from florilege.evidence.web_addresses import Site, site_of
from florilege.faults import InputRefused, Words
from florilege.web.inventory.models import Claim, Place
from florilege.web.study.open_study import OpenStudy
from florilege.web.watch.records import NAME, open_journal
from florilege.web.watch.rounds import Manner, Round, VisitProgress, Watched, agent_of, make_round


class WatchReport(Struct, frozen=True):
    """What a watch did: sites of the study, addresses that no visit can use, and the round."""

    sites: int
    unusable: tuple[tuple[str, str], ...]
    made: Round


def watch(
    study: OpenStudy, manner: Manner, *, only: Sequence[str] = (), progress: VisitProgress
) -> WatchReport:
    """Visit the sites of a study that are due and keep what is found in its watch.csv.

    only : places, by public id or slug, whose sites alone are watched; raises InputRefused for an unknown one.
    """
    said = _websites(study, _known(only))
    watched, unusable = sites_to_watch(said)
    made = make_round(
        study.folder.path, watched, manner, agent=agent_of(manner.contact, __version__), progress=progress
    )
    return WatchReport(len(watched), unusable, made)


def compact(study: OpenStudy, *, before: str) -> int:
    """Leave out of watch.csv the visits made before a day that tell nothing new; returns how many.

    Raises InputRefused when a round is under way, TableRefused when the file is damaged.
    """
    with open_journal(study.folder.path) as journal:
        return journal.compact(before)


def sites_to_watch(
    said: Iterable[tuple[str, str]],
) -> tuple[tuple[Watched, ...], tuple[tuple[str, str], ...]]:
    """The sites of (place id, address as published) pairs, each once, and the pairs that are no address of the web.

    A site given with http and with https is visited with https.
    """
    sites: dict[str, Site] = {}
    places: dict[str, dict[str, None]] = {}
    unusable: dict[tuple[str, str], None] = {}
    for place_id, text in said:
        site = site_of(text)
        if site is None:
            unusable[place_id, text] = None
            continue
        known = sites.get(site.key)
        if known is None or (site.url.startswith("https:") and not known.url.startswith("https:")):
            sites[site.key] = site
        places.setdefault(site.key, {})[place_id] = None
    watched = tuple(Watched(site, tuple(places[key])) for key, site in sites.items())
    return watched, tuple(unusable)


def as_data(report: WatchReport, *, study: str, date: str) -> dict[str, object]:
    """The report as JSON can hold it."""
    outcomes = Counter(visit.outcome for visit in report.made.visits)
    reasons = Counter(visit.reason for visit in report.made.visits)
    return {
        "study": study,
        "date": date,
        "file": NAME,
        "sites": report.sites,
        "unusable": [{"place_id": place, "website": text} for place, text in report.unusable],
        "visited": len(report.made.visits),
        "cut_short": report.made.cut_short,
        "not_due": report.made.not_due,
        "left": report.made.left,
        "outcomes": {outcome: outcomes[outcome] for outcome in OUTCOMES},
        "reasons": dict(sorted(reasons.items())),
        "visits": [
            {
                "site": visit.site,
                "url": visit.url,
                "outcome": visit.outcome,
                "reason": visit.reason,
                "status": visit.status,
                "final_url": visit.final_url,
                "title": visit.title,
                "signatures": list(visit.signatures),
                "places": list(visit.places),
            }
            for visit in report.made.visits
        ],
    }


def _known(only: Sequence[str]) -> frozenset[str]:
    """Public ids of the places named; a place that was merged leads to the one it is now."""
    ids: set[str] = set()
    for name in only:
        place = Place.objects.filter(public_id=name).first() or Place.objects.filter(slug=name).first()
        if place is None:
            raise InputRefused(
                Words("l’identifiant ou l’adresse courte d’un lieu", "the id or the slug of a place"),
                value=name,
            )
        ids.add((place.replaced_by or place).public_id)
    return frozenset(ids)


def _websites(study: OpenStudy, only: frozenset[str]) -> list[tuple[str, str]]:
    """(place id, address as published) of the present places of a study, oldest place first."""
    rows = Claim.objects.filter(field="website", place__present=True, listing__in=study.row.listings)
    if only:
        rows = rows.filter(place__public_id__in=only)
    return list(rows.order_by("place__rank", "id").values_list("place__public_id", "value"))
