"""A step of a study: its listings read into the store."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from florilege.faults import InputRefused, TableRefused, Words
from florilege.files import write_whole
from florilege.linkage.departures import Departed
from florilege.listings.mapping import Mapping as ListingMapping
from florilege.listings.mapping import read_mapping
from florilege.listings.readers import read_file
from florilege.listings.records import ListingRead
from florilege.listings.report import write_report
from florilege.selection.plain_table import read_plain
from florilege.selection.study_file import CANDIDATES
from florilege.study_drafts.candidate_listing import candidate_mapping
from florilege.territory.reference import reference
from florilege.web.acts.renewals import renewals_of
from florilege.web.inventory.listings import ListingIdentity, forget_listings, import_listing
from florilege.web.inventory.models import Listing, ListingVersion, Record
from florilege.web.inventory.places import STORE_OF_ITS_OWN
from florilege.web.steps.step import (
    READING_ROOMS,
    Counts,
    Progress,
    StepReport,
    run_step,
    software_fingerprint,
)
from florilege.web.study.departed_records import departed_of
from florilege.web.study.folder import file_fingerprint, fingerprint
from florilege.web.study.models import Study
from florilege.web.study.open_study import OpenStudy
from florilege.web.study.stored_values import as_stored


class Incoming(Struct, frozen=True):
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
    _refuse_store_of_another(study)
    if study.file.candidates:
        _propose_mapping(study)
    incoming = _incoming(study)
    whole = fingerprint(study.row.title_fr, study.row.title_en, *(item.fingerprint for item in incoming))

    def work() -> Counts:
        known = dict(ListingVersion.objects.values_list("listing__slug", "fingerprint"))
        if study.file.candidates:
            _check_rows(study)
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

    return run_step(study, "import", inputs=lambda: whole, work=work, force=force)


def _refuse_store_of_another(study: OpenStudy) -> None:
    """Places are made from all that a store holds: raise InputRefused where it holds a study of other listings."""
    others = Study.objects.exclude(slug=study.file.slug).filter(steps__step="link")
    for other in others:
        if not study.file.candidates and set(other.listings) == set(study.file.listings):
            continue  # another question asked of the same inventory
        raise InputRefused(
            Words(
                f"un magasin de cette étude : celui-ci tient « {other.slug} », faite d’autres fichiers",
                f'a store of this study: this one holds "{other.slug}", made from other files',
            ),
            column="--database",
            value=study.file.slug,
            hint=STORE_OF_ITS_OWN,
        )


def _check_rows(study: OpenStudy) -> None:
    """Refuse a table of candidates as `florilege select` does: up to twenty faults, each with what it expects there.

    A name is asked too, where the table has a column of names: each candidate has a page.
    """
    plain = read_plain(study.folder.table(study.file), study.file)
    plain.candidates(study.file)
    plain.refuse_without_name(study.file)


def _propose_mapping(study: OpenStudy) -> None:
    """Write the mapping of the table of candidates where nobody did, and say so."""
    path, table = study.folder.mapping(CANDIDATES), study.folder.table(study.file)
    if path.exists():
        return
    _check_rows(study)
    name = f"../{study.file.candidates}"
    text = candidate_mapping(table, study.file, file=name, language="fr", reference=reference())
    path.parent.mkdir(exist_ok=True)
    write_whole(path, text)
    study.announce(
        Words(
            f"listings/{path.name} proposé d’après {study.file.candidates} : ce qui y est mal compris se corrige là",
            f"listings/{path.name} proposed from {study.file.candidates}: correct there what is misread",
        )
    )


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
        coverage=as_stored(mapping.coverage),
    )


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
