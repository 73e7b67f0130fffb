"""The first two steps of a study: its listings into the store, their records into places."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from florilege.evidence.places import Left
from florilege.evidence.rules import study_rules
from florilege.evidence.visits import public_data
from florilege.faults import InputRefused, TableRefused, Words
from florilege.files import write_whole
from florilege.linkage.decisions import alone, read_decisions, standing
from florilege.linkage.departures import Departed, read_departed, with_departed
from florilege.linkage.evaluation import shipped_quality
from florilege.linkage.history import read_former_names, with_former_names
from florilege.linkage.identities import assign, read_identities, write_identities
from florilege.linkage.linking import link
from florilege.linkage.model import Model, read_model, shipped_model
from florilege.linkage.records import of_record
from florilege.listings.mapping import Mapping as ListingMapping
from florilege.listings.mapping import read_mapping
from florilege.listings.readers import read_file
from florilege.listings.records import ListingRead
from florilege.listings.report import write_report
from florilege.listings.vocabulary import study_vocabulary
from florilege.territory.reference import reference
from florilege.web.inventory.addresses import read_addresses, write_addresses
from florilege.web.inventory.models import Link, Listing, ListingVersion, Record
from florilege.web.inventory.operations.importing import ListingIdentity, forget_listings, import_listing
from florilege.web.inventory.operations.linking import (
    addresses_of,
    gather,
    listing_terms,
    store_places,
    with_departure,
)
from florilege.web.inventory.queries import current_records, record_key
from florilege.web.study.folder import StudyFolder, file_fingerprint, fingerprint
from florilege.web.study.models import Study
from florilege.web.study.operations import visiting
from florilege.web.study.operations.opening import OpenStudy
from florilege.web.study.operations.renewals import renewals_of
from florilege.web.study.steps import Counts, Progress, StepReport, run_step, software_fingerprint
from florilege.web.watch.claims import visits_of, watch_file, with_liveness, with_watched

READING_ROOMS = (
    "faults.py",
    "toml_lines.py",
    "toml_positions.py",
    "toml_text.py",
    "csv_lines.py",
    "territory",
    "listings",
    "web/inventory",
    "web/study/operations",
)
LINKING_ROOMS = (*READING_ROOMS, "evidence", "linkage", "web/watch")
PAGES_FORMAT = "facts"
"""Format of a listing whose values come each from a named page about the place."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A listing of the study, to be read: its mapping, its version in use, and the state of both files.

    departed : its records of earlier versions that it no longer holds
    carried_over : whether the version in use was accepted over another one (see `reimporting`)
    """

    mapping: ListingMapping
    rank: int
    version: str
    file: Path
    sha256: str
    fingerprint: str
    departed: tuple[Departed, ...]
    carried_over: bool


def import_step(study: OpenStudy, force: bool, progress: Progress) -> StepReport:
    """Read the listings that changed; all are read before any is stored, so that a refusal changes nothing."""
    incoming = _incoming(study)
    whole = fingerprint(study.row.title_fr, study.row.title_en, *(item.fingerprint for item in incoming))

    def work() -> Counts:
        known = dict(ListingVersion.objects.values_list("listing__slug", "fingerprint"))
        changed = [item for item in incoming if force or known.get(item.mapping.slug) != item.fingerprint]
        reads: list[tuple[Incoming, ListingRead, tuple[ListingRead, ...]]] = []
        for item in changed:
            reads.append((item, _read(item), _read_departed(study, item)))
            progress(len(reads), len(changed))
        study.row.save()
        for item, read, departed in reads:
            write_report(read, _reports_folder())
            import_listing(
                _identity(item),
                read,
                sha256=item.sha256,
                fingerprint=item.fingerprint,
                departed=departed,
                carried_over=item.carried_over,
            )
        _keep_only(study, [item.mapping.slug for item in incoming])
        return _import_counts([item.mapping.slug for item in incoming], read=len(changed))

    return run_step(study.row, "import", inputs=lambda: whole, work=work, force=force)


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
            visiting.forms_stamp(study.folder),
            software_fingerprint(*LINKING_ROOMS),
        )

    return run_step(study.row, "link", inputs=inputs, work=lambda: _link(study), force=force)


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
    linkage = link(known, model_of(folder), settled=settled, alone=apart)
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
    visits = visiting.visits_of(folder, assignment.identities)
    closed_lists = dict(Listing.objects.exclude(exhaustive_for="").values_list("slug", "exhaustive_for"))
    gathered = gather(
        (*records, *(record for _, record in gone)),
        assignment.place_of,
        terms=listing_terms(),
        ranks=ranks,
        pages=frozenset(_listings_of_pages(study)),
        reference=reference(),
        rules=study_rules(folder.text(folder.field_rules), file=str(folder.field_rules)),
        left=Left({key: one.gone_since for key, one in departed.items()}, closed_lists),
        visits=visits,
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
        record_ids={**with_watched(record_ids), **visiting.with_visited(record_ids)},
        reference=reference(),
    )
    vocabulary = study_vocabulary(folder.vocabulary)
    _keep_method(
        study.row,
        {
            "linkage": _quality_of(folder),
            "field_rules": folder.text(folder.field_rules),
            "visits": [public_data(visit, place_id) for place_id, said in visits.items() for visit in said],
            "vocabulary": {text: {"fr": words.fr, "en": words.en} for text, words in vocabulary.items()},
        },
    )
    return {
        "records": len(records),
        "places": linked.places,
        "new places": linked.new,
        "pairs to review": linked.review,
        "acts": len(decisions),
        "visits": sum(map(len, visits.values())),
        "claims": linked.claims,
        "disagreements": linked.disagreements,
    }


def _keep_method(row: Study, parts: Mapping[str, object]) -> None:
    row.method = {**row.method, **parts}
    row.save(update_fields=("method",))


def model_of(folder: StudyFolder) -> Model:
    """The linkage model of a study: its own where it has one, else the shipped one."""
    text = folder.text(folder.linkage_model)
    return read_model(text, file=str(folder.linkage_model)) if text else shipped_model()


def _quality_of(folder: StudyFolder) -> dict[str, object]:
    text = folder.text(folder.linkage_quality)
    return dict(json.loads(text)) if text and folder.linkage_model.exists() else dict(shipped_quality())


def departed_of(folder: StudyFolder) -> tuple[Departed, ...]:
    """The records that the listings of a study no longer hold, as its file says."""
    return read_departed(folder.text(folder.departed), file=str(folder.departed))


def _previous_places() -> dict[str, str]:
    rows = Link.objects.values_list("record__version__listing__slug", "record__record_id", "place__public_id")
    return {record_key(listing, record_id): place for listing, record_id, place in rows}


def _incoming(study: OpenStudy) -> list[Incoming]:
    software = software_fingerprint(*READING_ROOMS)
    all_departed = departed_of(study.folder)
    renewed = {(one.listing, one.version) for one in renewals_of(study.folder)}
    incoming: list[Incoming] = []
    for rank, slug in enumerate(study.file.listings):
        path = study.folder.mapping(slug)
        mapping = read_mapping(path)
        version = mapping.in_use
        file = path.parent / version.file
        sha256 = file_fingerprint(file) if file.is_file() else ""
        departed = tuple(one for one in all_departed if one.listing == mapping.slug)
        carried_over = (mapping.slug, version.date) in renewed
        incoming.append(
            Incoming(
                mapping=mapping,
                rank=rank,
                version=version.date,
                file=file,
                sha256=sha256,
                fingerprint=fingerprint(
                    sha256, path.read_bytes(), str(rank), repr(departed), str(carried_over), software
                ),
                departed=departed,
                carried_over=carried_over,
            )
        )
    return incoming


def _read(item: Incoming) -> ListingRead:
    try:
        return read_file(item.mapping, item.file, version=item.version, reference=reference())
    except InputRefused as fault:
        raise fault.in_file(str(item.file)) from fault


def _read_departed(study: OpenStudy, item: Incoming) -> tuple[ListingRead, ...]:
    """The records that left, from the last versions that hold them; raises TableRefused when one is not there."""
    reads: list[ListingRead] = []
    for date in sorted({one.version for one in item.departed}):
        file = study.folder.mapping(item.mapping.slug).parent / item.mapping.version(date).file
        read = read_file(item.mapping, file, version=date, reference=reference())
        held = {record.record_id: record for record in read.records}
        wanted = [one for one in item.departed if one.version == date]
        for one in wanted:
            if one.record_id not in held:
                raise TableRefused(
                    Words(f"une fiche de {file.name}", f"a record of {file.name}"),
                    file=str(study.folder.departed),
                    column="record_id",
                    value=one.record_id,
                )
        records = tuple(replace(held[one.record_id], record_id=one.id) for one in wanted)
        reads.append(ListingRead(item.mapping.slug, date, len(records), records))
    return tuple(reads)


def _identity(item: Incoming) -> ListingIdentity:
    mapping = item.mapping
    return ListingIdentity(
        slug=mapping.slug,
        title_fr=mapping.title.fr,
        title_en=mapping.title.en,
        publisher=mapping.publisher,
        url=mapping.url,
        licence=mapping.licence,
        attribution=mapping.attribution,
        area=mapping.area,
        exhaustive_for=mapping.exhaustive_for,
        rank=item.rank,
    )


def _listings_of_pages(study: OpenStudy) -> list[str]:
    return [
        slug
        for slug in study.file.listings
        if read_mapping(study.folder.mapping(slug)).format == PAGES_FORMAT
    ]


def _keep_only(study: OpenStudy, slugs: list[str]) -> None:
    """Listings that neither this study nor another uses leave the store."""
    study.row.listings = slugs
    study.row.save(update_fields=("listings",))
    used = {slug for listings in Study.objects.values_list("listings", flat=True) for slug in listings}
    forget_listings(set(Listing.objects.values_list("slug", flat=True)) - used)


def _import_counts(slugs: list[str], *, read: int) -> Counts:
    counts: dict[str, int] = {"listings": len(slugs), "read": read}
    versions = ListingVersion.objects.filter(listing__slug__in=slugs)
    counts["records"] = Record.objects.filter(version__in=versions).count()
    counts["mended"] = sum(versions.values_list("mended", flat=True))
    counts["refused"] = sum(versions.values_list("refused", flat=True))
    return counts


def _reports_folder() -> Path:
    return Path.cwd() / "var" / "reports"
