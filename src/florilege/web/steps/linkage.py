"""A step of a study: the records of one place brought together, and what is shown of it picked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from msgspec.structs import replace

from florilege.evidence.contributions import replies_of, taken_off
from florilege.evidence.places import Left
from florilege.evidence.rules import study_rules
from florilege.evidence.visits import Visit, published
from florilege.faults import TableRefused
from florilege.files import write_whole
from florilege.linkage.decisions import alone, read_decisions, standing
from florilege.linkage.departures import with_departed
from florilege.linkage.history import read_former_names, with_former_names
from florilege.linkage.identities import Identity, assign, read_identities, with_own_ids, write_identities
from florilege.linkage.linking import link
from florilege.linkage.records import of_record
from florilege.listings.mapping import read_mapping
from florilege.listings.vocabulary import study_vocabulary
from florilege.selection.study_file import CANDIDATES
from florilege.territory.reference import reference
from florilege.web.acts import visit_forms
from florilege.web.acts.examinations import (
    contribution_lines,
    examinations_of,
    survivors_of,
    with_examined,
)
from florilege.web.inventory.addresses import read_addresses, write_addresses
from florilege.web.inventory.models import Link, Listing
from florilege.web.inventory.places import addresses_of, gather, listing_terms, store_places, with_departure
from florilege.web.inventory.queries import current_records, record_key
from florilege.web.steps.step import (
    READING_ROOMS,
    Counts,
    Progress,
    StepReport,
    run_step,
    software_fingerprint,
)
from florilege.web.study.departed_records import departed_of
from florilege.web.study.folder import fingerprint
from florilege.web.study.linkage_model import model_of, quality_of
from florilege.web.study.measures import LinkageMeasures, keep
from florilege.web.study.open_study import OpenStudy
from florilege.web.watch.claims import visits_of, watch_file, with_liveness, with_watched

LINKING_ROOMS = (
    *READING_ROOMS,
    "evidence",
    "linkage",
    "web/watch",
    "web/acts/examinations.py",
    "web/acts/visit_forms.py",
    "web/steps/linkage.py",
)
PAGES_FORMAT = "facts"
"""Format of a listing whose values come each from a named page about the place."""


def link_step(study: OpenStudy, force: bool, _progress: Progress) -> StepReport:
    """Link the records, give each place its identity and its address, pick what is shown."""

    def inputs() -> str:
        versions = Listing.objects.order_by("slug").values_list("slug", "rank", "versions__fingerprint")
        return fingerprint(
            repr(list(versions)),
            study.folder.text(study.folder.identities),
            study.folder.text(study.folder.addresses),
            study.folder.text(study.folder.decisions),
            study.folder.text(study.folder.former_names),
            study.folder.text(study.folder.departed),
            study.folder.text(study.folder.vocabulary),
            study.folder.text(study.folder.field_rules),
            study.folder.text(study.folder.linkage_model),
            study.folder.text(watch_file(study.folder.path)),
            visit_forms.forms_stamp(study.folder),
            study.folder.text(study.folder.contributions),
            software_fingerprint(*LINKING_ROOMS),
        )

    return run_step(study, "link", inputs=inputs, work=lambda: _link(study), force=force)


def _link(study: OpenStudy) -> Counts:
    folder = study.folder
    identities = read_identities(folder.text(folder.identities), file=str(folder.identities))
    addresses = read_addresses(folder.text(folder.addresses), file=str(folder.addresses))
    decisions = read_decisions(folder.text(folder.decisions), file=str(folder.decisions))
    stored = list(current_records())
    records = [record for _, record in stored]
    departed = {one.key: one for one in departed_of(folder)}
    gone = [
        (pk, with_departure(record, departed[record_key(record.listing, record.record_id)].gone_since))
        for pk, record in current_records(departed=True)
        if record_key(record.listing, record.record_id) in departed
    ]
    record_ids = {record_key(record.listing, record.record_id): pk for pk, record in (*stored, *gone)}
    ranks = dict(Listing.objects.values_list("slug", "rank"))
    formers = read_former_names(folder.text(folder.former_names), file=str(folder.former_names))
    known = with_former_names([of_record(record) for record in records], formers)
    settled, apart = standing(decisions), alone(decisions)
    if (
        study.file.candidates
    ):  # each row of a table is a candidate of its own, under the id that people gave it
        rows = [record.record_id for record in records]
        identities = own_identities(study, identities, rows)
        apart |= {record_key(CANDIDATES, row) for row in rows}
    closed_lists = closed_lists_of()
    linkage = link(
        known,
        model_of(folder),
        settled=settled,
        alone=apart,
        populations=_populations(),
        closed=labels_of(closed_lists),
    )
    left = [departed[record_key(record.listing, record.record_id)] for _, record in gone]
    clusters = with_departed(linkage.clusters, left, settled=settled, alone=apart)
    assignment = assign(
        clusters.clusters,
        identities,
        ranks=ranks,
        previous=_previous_places(),
        left=frozenset(one.key for one in left),
        loose=clusters.loose,
    )
    examined = examinations_of(folder, assignment.identities)
    contributed = contribution_lines(folder)
    survivors = survivors_of(assignment.identities)
    off = {_now(place_id, survivors) for place_id in taken_off(contributed)}
    gathered = gather(
        (
            record
            for record in (*records, *(record for _, record in gone))
            if assignment.place_of[record_key(record.listing, record.record_id)] not in off
        ),
        assignment.place_of,
        terms=listing_terms(),
        ranks=ranks,
        pages=frozenset(page_listings_of(study)),
        reference=reference(),
        rules=study_rules(folder.text(folder.field_rules), file=str(folder.field_rules)),
        left=Left({key: one.gone_since for key, one in departed.items()}, closed_lists),
        checked=examined,
    )
    gathered = with_liveness(gathered, visits_of(folder.path))
    all_addresses = addresses_of(gathered, assignment, addresses)
    write_whole(folder.identities, write_identities(assignment.identities))
    write_whole(folder.addresses, write_addresses(all_addresses))
    linked = store_places(
        gathered,
        assignment,
        linkage,
        addresses=all_addresses,
        record_ids={**with_watched(record_ids), **with_examined(record_ids)},
        reference=reference(),
    )
    vocabulary = study_vocabulary(folder.vocabulary)
    keep(
        study.row,
        LinkageMeasures(
            quality=quality_of(folder),
            field_rules=folder.text(folder.field_rules),
            vocabulary=vocabulary,
            visits=tuple(
                published(one, place_id)
                for place_id, said in examined.items()
                for one in said
                if isinstance(one, Visit) and place_id not in off
            ),
            replies=tuple(
                replace(one, place_id=_now(one.place_id, survivors)) for one in replies_of(contributed)
            ),
            taken_off=len(off),
            page_listings=tuple(page_listings_of(study)),
        ),
    )
    return {
        "records": len(records),
        "places": linked.places,
        "new places": linked.new,
        "pairs to review": linked.review,
        "acts": len(decisions),
        "visits": sum(isinstance(one, Visit) for said in examined.values() for one in said),
        "contributions": sum(not isinstance(one, Visit) for said in examined.values() for one in said),
        "taken off at their request": len(off),
        "claims": linked.claims,
        "disagreements": linked.disagreements,
    }


def own_identities(
    study: OpenStudy, identities: Sequence[Identity], rows: Sequence[str]
) -> tuple[Identity, ...]:
    """The identities with those of the rows of a table of candidates; raises TableRefused, naming the table."""
    try:
        return with_own_ids(identities, CANDIDATES, rows)
    except TableRefused as fault:
        raise TableRefused(
            fault.expected, file=study.file.candidates, column=study.file.id_column, value=fault.value, hint=fault.hint
        ) from fault  # fmt: skip


def _now(place_id: str, survivors: Mapping[str, str]) -> str:
    """The id that a place bears today."""
    while place_id in survivors:
        place_id = survivors[place_id]
    return place_id


def closed_lists_of() -> dict[str, str]:
    """Listing → what it is the closed list of, `field:code`."""
    return dict(Listing.objects.exclude(exhaustive_for="").values_list("slug", "exhaustive_for"))


def labels_of(closed_lists: Mapping[str, str]) -> dict[str, str]:
    """Listing → the label that it is the closed list of. closed_lists : listing → `field:code`"""
    split = {listing: held.partition(":") for listing, held in closed_lists.items()}
    return {listing: code for listing, (field, _, code) in split.items() if field == "label"}


@cache
def _populations() -> Mapping[str, int]:
    communes = reference().communes
    return {code: one.population for code, one in communes.items() if one.population}


def _previous_places() -> dict[str, str]:
    rows = Link.objects.values_list("record__version__listing__slug", "record__record_id", "place__public_id")
    return {record_key(listing, record_id): place for listing, record_id, place in rows}


def page_listings_of(study: OpenStudy) -> list[str]:
    """Listings whose claims come from pages about a place."""
    return [
        slug
        for slug in study.file.listings
        if read_mapping(study.folder.mapping(slug)).format == PAGES_FORMAT
    ]
