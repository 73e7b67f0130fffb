"""A newer version of a listing: first what it changes, then, when a person accepts it, the change itself.

Nothing of the study is touched before it is accepted. Accepting writes the study's files together, the mapping
among them: the next build reads the new version, with what was known before carried over to it.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from florilege.faults import InputRefused, ListingRefused, Words
from florilege.files import write_whole
from florilege.linkage.acceptance import acceptance
from florilege.linkage.decisions import standing, tied_by_persons
from florilege.linkage.departures import Change, Kept, carry_over
from florilege.linkage.differences import Difference, difference, difference_text
from florilege.linkage.history import FormerName, former_names
from florilege.linkage.identities import natural
from florilege.linkage.records import of_record
from florilege.linkage.succession import Succession, succession
from florilege.listings.mapping import Mapping, parse_mapping, read_mapping
from florilege.listings.mapping_edits import with_current, with_version
from florilege.listings.readers import read_file
from florilege.listings.records import ListingRead, Record
from florilege.listings.versions import Version
from florilege.study_drafts.candidate_listing import refuse_of_table
from florilege.territory.reference import reference
from florilege.web.acts.acceptances import (
    ActKept,
    MappingEdit,
    kept_by,
    places_of_records,
    read_act,
    texts_of,
    write_act,
)
from florilege.web.acts.one_at_a_time import one_at_a_time
from florilege.web.acts.rehearsal import Rehearsal
from florilege.web.acts.renewals import Renewal, next_act, renewals_of, renewals_text
from florilege.web.inventory.models import PairScore
from florilege.web.inventory.queries import current_records, record_key
from florilege.web.study.departed_records import departed_of
from florilege.web.study.folder import StudyFolder, file_fingerprint, read_text, write_together
from florilege.web.study.linkage_model import model_of
from florilege.web.study.open_study import OpenStudy


class Reimport(Struct, frozen=True):
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
    departed = tuple(one for one in departed_of(study.folder) if one.listing == slug)
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


@one_at_a_time
def accept(study: OpenStudy, reimport: Reimport, *, who: str, today: str, rehearse: Rehearsal) -> None:
    """Make the version the one in use: copy its file into the study, carry over what hangs on the records.

    The steps that follow are run on a copy first: raises InputRefused as they do, nothing being written then.
    Killed at any point, the study holds the version before, or the new one once it is opened again.
    """
    folder, slug = study.folder, reimport.mapping.slug
    if reimport.same:
        return
    in_use = read_mapping(folder.mapping(slug)).in_use.date
    if in_use != reimport.mapping.in_use.date:  # another was accepted since this one was examined
        raise ListingRefused(
            Words(
                f"une version examinée face à celle en usage ({in_use})",
                f"a version examined against the current one ({in_use})",
            ),
            file=reimport.mapping.file,
            value=reimport.version.date,
            hint=Words("l’examiner à nouveau", "examine it again"),
        )
    target = folder.mapping(slug).parent / reimport.version.file
    journal = renewals_of(folder)
    act = next_act(journal)
    sha256 = file_fingerprint(reimport.file)
    change = Change(slug, reimport.difference.before, reimport.version.date, reimport.found)
    kept = kept_by(folder)
    returning = _returning(folder, journal, change, sha256)
    over = carry_over(
        kept, change, place_of=places_of_records(), mates=_mates(study, kept), renames=_renames(reimport),
        returning=returning,
    )  # fmt: skip
    taken = acceptance(kept, over, change, act=act, returning=returning)
    before = folder.mapping(slug).parent / reimport.mapping.in_use.file
    mapping = MappingEdit(read_text(folder.mapping(slug)), reimport.mapping_text)
    renewal = _renewal(reimport, act=act, sha256=sha256, who=who, today=today)
    texts = {
        **texts_of(folder, over),
        folder.renewals: renewals_text((*journal, renewal)),
        folder.acceptance(act): write_act(ActKept(taken, mapping, file_fingerprint(before))),
        folder.mapping(slug): reimport.mapping_text,
    }
    rehearse(folder, texts, {target: reimport.file})
    if not (target.exists() and file_fingerprint(target) == sha256):
        _copy_whole(reimport.file, target)
    write_together(folder, texts)


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
    refuse_of_table(study.file)
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
                f"a version later than the current one ({mapping.in_use.date})",
            ),
            file=mapping.file,
            value=version.date,
        )


def _mapping_text(folder: StudyFolder, mapping: Mapping, version: Version, *, listed: bool) -> str:
    """The mapping file with the version in it, and in use."""
    text = read_text(folder.mapping(mapping.slug))
    if not listed:
        text = with_version(text, version)
    latest = max(item.date for item in (*mapping.versions, version))
    return with_current(text, version.date) if mapping.current or latest != version.date else text


def _read(mapping: Mapping, version: Version, file: Path) -> ListingRead:
    try:
        return read_file(mapping, file, version=version.date, reference=reference())
    except InputRefused as fault:
        raise fault.in_file(str(file)) from fault


def _stored(slug: str) -> list[Record]:
    """The records of a listing in the store, those that left it included."""
    records = [record for _, record in (*current_records(), *current_records(departed=True))]
    return [record for record in records if record.listing == slug]


def _mates(study: OpenStudy, kept: Kept) -> dict[str, str]:
    """For each record that shares a place, the one that the linkage ties it to the most; "" when persons alone do."""
    model = model_of(study.folder)
    persons = tied_by_persons(standing(kept.decisions))
    found: dict[str, tuple[float, str]] = {}
    rows = PairScore.objects.filter(outcome="merged").values_list(
        "first__version__listing__slug", "first__record_id",
        "second__version__listing__slug", "second__record_id", "probability",
    )  # fmt: skip
    for one_listing, one_id, other_listing, other_id, likely in rows:
        one, other = record_key(one_listing, one_id), record_key(other_listing, other_id)
        for key, mate in ((one, other), (other, one)):
            if key in persons:
                found.setdefault(key, (0.0, ""))
                if mate in persons[key] or likely < model.merge_from:
                    continue
            best = found.get(key)
            if best is None or (-likely, natural(mate)) < (-best[0], natural(best[1])):
                found[key] = (likely, mate)
    return {key: mate for key, (_, mate) in found.items()}


def _returning(
    folder: StudyFolder, journal: Sequence[Renewal], change: Change, sha256: str
) -> dict[str, str]:
    """What the records of this very file were named while it was undone → their ids, where they are new again."""
    undone = {one.undoes for one in journal}
    for one in reversed(journal):
        if one.act in undone and (one.listing, one.sha256) == (change.listing, sha256):
            parked = read_act(folder, one.act).acceptance.parked
            return {name: record_id for record_id, name in parked.items() if record_id in change.found.added}
    return {}


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


def _renewal(reimport: Reimport, *, act: int, sha256: str, who: str, today: str) -> Renewal:
    counts = {name: str(count) for name, count in reimport.difference.counts().items()}
    return Renewal(
        listing=reimport.mapping.slug,
        version=reimport.version.date,
        over=reimport.difference.before,
        file=reimport.version.file,
        sha256=sha256,
        added=counts["added"],
        changed=counts["changed"],
        gone=counts["gone"],
        renamed=counts["renamed"],
        renewed=counts["renewed"],
        returned=counts["returned"],
        reused=counts["reused"],
        who=who,
        date=today,
        act=act,
        undoes=0,
    )


def _copy_whole(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.new")
    shutil.copyfile(source, beside)
    beside.replace(target)
