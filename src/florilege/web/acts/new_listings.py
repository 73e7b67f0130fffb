"""A listing taken into a study by somebody of its team, or taken out again: the same files as `florilege add` writes."""

from __future__ import annotations

from msgspec import Struct

from florilege.faults import InputRefused, Words
from florilege.files import read_bytes, write_whole
from florilege.linkage.decisions import read_decisions
from florilege.study_drafts.additions import Addition, texts_of
from florilege.study_drafts.removals import Removal, removal, remove_files
from florilege.web.acts.acceptances import places_left_empty, places_of_records, refuse_resting
from florilege.web.acts.one_at_a_time import one_at_a_time
from florilege.web.acts.rehearsal import Rehearsal
from florilege.web.acts.renewals import renewals_of, standing
from florilege.web.inventory.models import Claim, ShownPlace
from florilege.web.inventory.queries import record_key
from florilege.web.journal import acts as journal
from florilege.web.study.folder import write_together
from florilege.web.study.open_study import OpenStudy

ADDED, TAKEN_OUT = "listing.add", "listing.undo"


class Going(Struct, frozen=True):
    """What would go with a listing that was added. places : names of those that it alone holds, in their order

    records, claims : how many
    """

    removal: Removal
    records: int
    claims: int
    places: tuple[str, ...]


@one_at_a_time
def take_in(study: OpenStudy, added: Addition, *, who: str, language: str) -> str:
    """Write a listing into the study's folder, all of it or nothing; returns its slug. The journal keeps the act."""
    source = added.drafted.source
    folder = study.folder.path
    write_whole(folder / "listings" / source.stored, read_bytes(source.path))
    write_together(study.folder, texts_of(folder, added, language=language))
    said = {
        "file": source.path.name,
        "records": len(added.drafted.read.records),
        "licence": added.drafted.mapping.licence,
    }
    journal.keep(study.file.slug, ADDED, source.slug, who=who, after=said)
    return source.slug


def going(study: OpenStudy, slug: str) -> Going:
    """What would go with a listing that was added; the study must have been built up to its places.

    Raises InputRefused where it may not go: it was not added, a file of it was edited since, a newer version of it was
    accepted, or persons said something that rests on what it alone holds.
    """
    removed = removal(study.folder.path, slug)
    renewed = [one for one in standing(renewals_of(study.folder)) if one.listing == slug]
    if renewed:
        raise InputRefused(
            Words(
                "un recensement dont aucune version plus récente n’a été acceptée",
                "a listing of which no newer version was accepted",
            ),
            file=str(study.folder.renewals),
            value=slug,
            hint=Words(
                f"annuler d’abord l’acte {renewed[-1].act} : florilege import ÉTUDE --undo {renewed[-1].act}",
                f"undo act {renewed[-1].act} first: florilege import STUDY --undo {renewed[-1].act}",
            ),
        )
    keys = {key for key in places_of_records() if key.startswith(record_key(slug, ""))}
    folder = study.folder
    decisions = read_decisions(folder.text(folder.decisions), file=str(folder.decisions))
    holder = Words(f"le recensement « {slug} »", f"the listing “{slug}”")
    refuse_resting(folder, decisions, keys, holder, also=(folder.contributions,))
    left_empty = places_left_empty(keys)
    names = dict(
        ShownPlace.objects.filter(place__public_id__in=[place for place, _ in left_empty]).values_list(
            "place__public_id", "name"
        )
    )
    return Going(
        removal=removed,
        records=len(keys),
        claims=Claim.objects.filter(listing=slug).count(),
        places=tuple(str(names.get(place, address)) for place, address in left_empty),
    )


@one_at_a_time
def take_out(
    study: OpenStudy, slug: str, *, who: str, rehearse: Rehearsal, door: str = journal.SERVICE
) -> Going:
    """Undo the addition of a listing: its files go, the study file names it no more; the journal keeps the act.

    The steps that follow are run on a copy first. Raises InputRefused as `going` does, nothing being changed then.
    """
    found = going(study, slug)
    rehearse(study.folder, found.removal.texts)
    write_together(study.folder, found.removal.texts)
    remove_files(found.removal)
    said = {"file": found.removal.added.file, "records": found.records, "places": len(found.places)}
    journal.keep(study.file.slug, TAKEN_OUT, slug, who=who, before=said, door=door)
    return found
