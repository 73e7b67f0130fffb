"""A newer version of a listing: first what it changes, then, when a person accepts it, the change itself.

Nothing of the study is touched before it is accepted. Accepting writes the study's files together, the mapping
among them: the next build reads the new version, with what was known before carried over to it.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from florilege.faults import InputRefused, ListingRefused, Words
from florilege.files import write_whole
from florilege.linkage.decisions import read_decisions, write_decisions
from florilege.linkage.departures import Change, Departed, Kept, carry_over, read_departed, write_departed
from florilege.linkage.differences import Difference, difference, difference_text
from florilege.linkage.history import FormerName, former_names, read_former_names, write_former_names
from florilege.linkage.identities import read_identities, write_identities
from florilege.linkage.records import of_record
from florilege.linkage.succession import Succession, succession
from florilege.listings.mapping import Mapping, parse_mapping, read_mapping
from florilege.listings.readers import read_file
from florilege.listings.records import ListingRead, Record
from florilege.listings.versions import Version
from florilege.territory.reference import reference
from florilege.web.inventory.models import Link
from florilege.web.inventory.queries import current_records, record_key
from florilege.web.study.folder import StudyFolder, file_fingerprint, read_text, write_together
from florilege.web.study.operations.inventorying import model_of
from florilege.web.study.operations.opening import OpenStudy
from florilege.web.study.operations.renewals import Renewal, renewals_of, renewals_text

_DATE_KEY = re.compile(r"^current\s*=.*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Reimport:
    """A version read and compared with the one in use; nothing is changed yet.

    mapping_text : of the mapping once the version is accepted
    same : whether the file is, byte for byte, the one in use
    """

    mapping: Mapping
    version: Version
    file: Path
    read: ListingRead
    found: Succession
    difference: Difference
    mapping_text: str
    same: bool


def examine(study: OpenStudy, slug: str, file: Path, date: str | None) -> Reimport:
    """Read a version of a listing and say what it changes. The study must have been built up to its places.

    date : of the version; may be left out for a file that the mapping already names
    Raises InputRefused when the listing is not of the study, the date is missing or not later than that of the
    version in use, or the file cannot be read as the mapping says.
    """
    mapping = _mapping_of(study, slug)
    in_use = study.folder.mapping(slug).parent / mapping.in_use.file
    same = file.is_file() and in_use.is_file() and file_fingerprint(file) == file_fingerprint(in_use)
    version, listed = _version_of(mapping, file, mapping.in_use.date if same and date is None else date)
    text = _mapping_text(study.folder, mapping, version, listed=listed)
    _refuse_earlier(mapping, version, same=same)
    read = _read(parse_mapping(text, file=mapping.file), version, file)
    departed = tuple(one for one in _departed(study.folder) if one.listing == slug)
    before = _stored(slug)
    found = succession(
        [of_record(record) for record in before],
        [of_record(record) for record in read.records],
        model_of(study.folder),
        ids_last=mapping.record.ids_last,
    )
    left = frozenset(one.id for one in departed)
    found = replace(found, gone=tuple(one for one in found.gone if one not in left))
    compared = difference(
        before, read.records, found, versions=(mapping.in_use.date, version.date), left=left
    )
    return Reimport(mapping, version, file, read, found, replace(compared, listing=slug), text, same)


def accept(study: OpenStudy, reimport: Reimport, *, who: str, today: str) -> None:
    """Make the version the one in use: copy its file into the study, carry over what hangs on the records.

    Killed at any point, the study holds the version before, or the new one once it is opened again.
    """
    folder, slug = study.folder, reimport.mapping.slug
    if reimport.same:
        return
    target = folder.mapping(slug).parent / reimport.version.file
    if not (target.exists() and file_fingerprint(target) == file_fingerprint(reimport.file)):
        _copy_whole(reimport.file, target)
    change = Change(slug, reimport.difference.before, reimport.version.date, reimport.found)
    kept = carry_over(_kept(folder), change, place_of=_places(), renames=_renames(reimport))
    journal = (*renewals_of(folder), _renewal(reimport, target, who=who, today=today))
    write_together(
        folder,
        {
            folder.identities: write_identities(kept.identities),
            folder.decisions: write_decisions(kept.decisions),
            folder.former_names: write_former_names(kept.formers),
            folder.departed: write_departed(kept.departed),
            folder.renewals: renewals_text(journal),
            folder.mapping(slug): reimport.mapping_text,
        },
    )


def as_data(reimport: Reimport) -> dict[str, object]:
    """The difference as data, for --json."""
    found = reimport.difference
    return {
        "listing": found.listing,
        "before": found.before,
        "after": found.after,
        "counts": found.counts(),
        "added": [list(one) for one in found.added],
        "gone": [list(one) for one in found.gone],
        "returned": list(found.returned),
        "reused": [list(one) for one in found.reused],
        "changed": [
            {
                "before": one.before,
                "after": one.after,
                "name": one.name,
                "fields": {
                    change.field: {"before": list(change.before), "after": list(change.after)}
                    for change in one.fields
                },
            }
            for one in found.changed
        ],
    }


def write_difference(reimport: Reimport, reports: Path) -> Path:
    """Write the whole difference as CSV among the reports; returns its path."""
    path = reports / f"renewal-{reimport.mapping.slug}-{reimport.version.date}.csv"
    write_whole(path, difference_text(reimport.difference))
    return path


def _mapping_of(study: OpenStudy, slug: str) -> Mapping:
    if slug not in study.file.listings:
        listed = ", ".join(study.file.listings)
        raise ListingRefused(
            Words(f"un recensement de l’étude : {listed}", f"a listing of the study: {listed}"),
            file=str(study.folder.study_file),
            value=slug,
        )
    return read_mapping(study.folder.mapping(slug))


def _version_of(mapping: Mapping, file: Path, date: str | None) -> tuple[Version, bool]:
    """The version that a file is, and whether the mapping lists it already; else one written like that in use."""
    for version in mapping.versions:
        if date in (None, version.date) and Path(version.file).name == file.name:
            return version, True
    if date is None:
        raise ListingRefused(
            Words("la date de cette version du recensement", "the date of this version of the listing"),
            file=str(file),
            hint=Words("ajouter --date AAAA-MM-JJ", "add --date YYYY-MM-DD"),
        )
    like = mapping.in_use
    folder = Path(like.file).parent
    named = folder / (
        file.name if _is_free(mapping, folder / file.name) else f"{file.stem}_{date}{file.suffix}"
    )
    return replace(like, date=date, file=str(named), rename={}, without=frozenset(), lines={}), False


def _is_free(mapping: Mapping, path: Path) -> bool:
    return all(Path(version.file) != path for version in mapping.versions)


def _refuse_earlier(mapping: Mapping, version: Version, *, same: bool) -> None:
    if version.date <= mapping.in_use.date and not same:
        raise ListingRefused(
            Words(
                f"une version plus récente que celle en usage ({mapping.in_use.date})",
                f"a later version than the one in use ({mapping.in_use.date})",
            ),
            file=mapping.file,
            value=version.date,
        )


def _mapping_text(folder: StudyFolder, mapping: Mapping, version: Version, *, listed: bool) -> str:
    """The mapping file with the version in it, and in use."""
    text = read_text(folder.mapping(mapping.slug))
    if not listed:
        entry = {
            "date": version.date,
            "file": version.file,
            "encoding": version.encoding,
            "delimiter": version.delimiter,
            "decimal": version.decimal,
            "id_template": version.id_template,
        }
        lines = [f"{key} = {_toml(value)}" for key, value in entry.items() if value is not None]
        text = text.rstrip("\n") + "\n\n[[version]]\n" + "\n".join(lines) + "\n"
    latest = max(item.date for item in (*mapping.versions, version))
    if mapping.current:
        return _DATE_KEY.sub(f"current = {_toml(version.date)}", text, count=1)
    if latest != version.date:
        return f"current = {_toml(version.date)}\n{text}"
    return text


def _toml(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
    return f'"{escaped}"'


def _read(mapping: Mapping, version: Version, file: Path) -> ListingRead:
    try:
        return read_file(mapping, file, version=version.date, reference=reference())
    except InputRefused as fault:
        raise fault.in_file(str(file)) from fault


def _stored(slug: str) -> list[Record]:
    """The records of a listing in the store, those that left it included."""
    records = [record for _, record in (*current_records(), *current_records(departed=True))]
    return [record for record in records if record.listing == slug]


def _departed(folder: StudyFolder) -> tuple[Departed, ...]:
    return read_departed(folder.text(folder.departed), file=str(folder.departed))


def _kept(folder: StudyFolder) -> Kept:
    return Kept(
        identities=read_identities(folder.text(folder.identities), file=str(folder.identities)),
        decisions=read_decisions(folder.text(folder.decisions), file=str(folder.decisions)),
        formers=read_former_names(folder.text(folder.former_names), file=str(folder.former_names)),
        departed=_departed(folder),
    )


def _places() -> dict[str, str]:
    rows = Link.objects.values_list("record__version__listing__slug", "record__record_id", "place__public_id")
    return {record_key(listing, record_id): place for listing, record_id, place in rows}


def _renames(reimport: Reimport) -> Sequence[FormerName]:
    """The names that the records bore before and bear no more, believed where the rest of them stayed."""
    slug = reimport.mapping.slug
    after = {one.before: one.after for one in reimport.found.carried}
    earlier = [
        of_record(replace(record, record_id=after[record.record_id]))
        for record in _stored(slug)
        if record.record_id in after
    ]
    return former_names([of_record(record) for record in reimport.read.records], [earlier])


def _renewal(reimport: Reimport, file: Path, *, who: str, today: str) -> Renewal:
    counts = {name: str(count) for name, count in reimport.difference.counts().items()}
    return Renewal(
        listing=reimport.mapping.slug,
        version=reimport.version.date,
        over=reimport.difference.before,
        file=reimport.version.file,
        sha256=file_fingerprint(file),
        added=counts["added"],
        changed=counts["changed"],
        gone=counts["gone"],
        renamed=counts["renamed"],
        renewed=counts["renewed"],
        returned=counts["returned"],
        reused=counts["reused"],
        who=who,
        date=today,
    )


def _copy_whole(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.new")
    shutil.copyfile(source, beside)
    beside.replace(target)
