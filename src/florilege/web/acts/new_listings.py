"""A listing taken into a study by somebody of its team: the same files as `florilege add` writes."""

from __future__ import annotations

from florilege.files import read_bytes, write_whole
from florilege.study_drafts.additions import Addition, texts_of
from florilege.web.acts.one_at_a_time import one_at_a_time
from florilege.web.journal import acts as journal
from florilege.web.study.folder import write_together
from florilege.web.study.open_study import OpenStudy

ADDED = "listing.add"


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
