"""The versions of listings that were accepted: what each changed is kept with the study, and undone from it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence, Set
from pathlib import Path

from msgspec import Struct, to_builtins

from florilege.faults import InputRefused, TableRefused, Words
from florilege.linkage.acceptance import Acceptance, taken_back
from florilege.linkage.decisions import Decision, acts_naming, read_decisions, write_decisions
from florilege.linkage.departures import Departed, Kept, write_departed
from florilege.linkage.history import FormerName, read_former_names, write_former_names
from florilege.linkage.identities import read_identities, write_identities
from florilege.listings.mapping import read_mapping
from florilege.listings.mapping_edits import with_current
from florilege.web.acts.one_at_a_time import one_at_a_time
from florilege.web.acts.rehearsal import Rehearsal
from florilege.web.acts.renewals import Renewal, next_act, renewals_of, renewals_text, standing
from florilege.web.inventory.models import Link, Place
from florilege.web.inventory.queries import record_key
from florilege.web.study.departed_records import departed_of
from florilege.web.study.folder import StudyFolder, file_fingerprint, read_text, write_together
from florilege.web.study.open_study import OpenStudy


class MappingEdit(Struct, frozen=True):
    """The text of a mapping file before an act and after it."""

    before: str
    after: str


class ActKept(Struct, frozen=True):
    """What is kept of an act so that it can be undone.

    sha256 : of the file of the version before
    """

    acceptance: Acceptance
    mapping: MappingEdit
    sha256: str


@one_at_a_time
def undo(study: OpenStudy, act: int, *, who: str, today: str, rehearse: Rehearsal) -> Renewal:
    """Undo the acceptance of a version: the listing, and all that hangs on its records, as before it.

    What was said since stays said of the same records. The steps that follow are run on a copy first. Raises
    InputRefused, nothing being written then: when the act does not stand, a later version of the listing was
    accepted over it, the version before changed, or a later act rests on what only this version holds.
    """
    folder = study.folder
    journal = renewals_of(folder)
    undone = _undoable(journal, act)
    kept_of_act = read_act(folder, act)
    accepted = kept_of_act.acceptance
    mapping = read_mapping(folder.mapping(undone.listing))
    file = folder.mapping(undone.listing).parent / mapping.version(accepted.before).file
    _refuse_changed(folder, kept_of_act, in_use=mapping.in_use.date, file=file)
    kept = kept_by(folder)
    holder = Words(f"la version {accepted.after}", f"version {accepted.after}")
    refuse_resting(folder, kept.decisions, accepted.parked_keys, holder)
    since = [
        read_act(folder, one.undoes).acceptance.backwards
        if one.undoes
        else read_act(folder, one.act).acceptance.forwards
        for one in journal
        if one.act > act and one.listing != undone.listing
    ]
    number = next_act(journal)
    line = Renewal(
        act=number,
        undoes=act,
        listing=undone.listing,
        version=accepted.before,
        over=accepted.after,
        file=mapping.version(accepted.before).file,
        sha256=kept_of_act.sha256,
        who=who,
        date=today,
    )
    texts = {
        **texts_of(folder, taken_back(kept, accepted, place_of=places_of_records(), since=since)),
        folder.renewals: renewals_text((*journal, line)),
        folder.mapping(undone.listing): _mapping_before(folder, kept_of_act),
    }
    rehearse(folder, texts)
    write_together(folder, texts)
    return line


def kept_by(folder: StudyFolder) -> Kept:
    """What the study keeps about its records; raises TableRefused."""
    return Kept(
        identities=read_identities(folder.text(folder.identities), file=str(folder.identities)),
        decisions=read_decisions(folder.text(folder.decisions), file=str(folder.decisions)),
        formers=read_former_names(folder.text(folder.former_names), file=str(folder.former_names)),
        departed=departed_of(folder),
    )


def texts_of(folder: StudyFolder, kept: Kept) -> dict[Path, str]:
    """The files of a study that hold what it keeps about its records."""
    return {
        folder.identities: write_identities(kept.identities),
        folder.decisions: write_decisions(kept.decisions),
        folder.former_names: write_former_names(kept.formers),
        folder.departed: write_departed(kept.departed),
    }


def places_of_records() -> dict[str, str]:
    """Record key → place id, of every record of the store, those that left their listing included."""
    rows = Link.objects.values_list("record__version__listing__slug", "record__record_id", "place__public_id")
    return {record_key(listing, record_id): place for listing, record_id, place in rows}


def write_act(kept: ActKept) -> str:
    """What is kept of an act, as JSON."""
    return json.dumps(to_builtins(kept), ensure_ascii=False, indent=1) + "\n"


def read_act(folder: StudyFolder, act: int) -> ActKept:
    """What was kept of an act; raises TableRefused when nothing was, or it cannot be read."""
    path = folder.acceptance(act)
    if not path.is_file():
        raise TableRefused(
            Words(
                "une version acceptée depuis que l’on garde de quoi l’annuler",
                "a version accepted since undo information has been kept",
            ),
            file=str(path),
            value=act,
        )
    try:
        data = json.loads(read_text(path))
        said = data["acceptance"]
        return ActKept(
            Acceptance(
                listing=str(said["listing"]),
                before=str(said["before"]),
                after=str(said["after"]),
                moves={str(old): str(new) for old, new in said["moves"].items()},
                parked={str(record_id): str(name) for record_id, name in said["parked"].items()},
                departed=tuple(Departed(**row) for row in said["departed"]),
                formers=tuple(FormerName(**row) for row in said["formers"]),
            ),
            MappingEdit(str(data["mapping"]["before"]), str(data["mapping"]["after"])),
            str(data["sha256"]),
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise TableRefused(
            Words("ce qu’un acte a changé, tel qu’écrit", "what an act changed, as written"),
            file=str(path),
            value=str(error),
        ) from error


def _undoable(journal: Sequence[Renewal], act: int) -> Renewal:
    stands = standing(journal)
    undone = next((one for one in stands if one.act == act), None)
    if undone is None:
        raise _not_standing(journal, stands, act)
    later = next((one for one in stands if one.act > act and one.listing == undone.listing), None)
    if later is not None:
        raise InputRefused(
            Words(
                f"une version sur laquelle aucune autre n’a été acceptée ; la {later.version} l’a été (acte {later.act})",
                f"a version that no later acceptance replaced; {later.version} was (act {later.act})",
            ),
            value=act,
            hint=Words(f"annuler d’abord l’acte {later.act}", f"undo act {later.act} first"),
        )
    return undone


def _not_standing(journal: Sequence[Renewal], stands: Sequence[Renewal], act: int) -> InputRefused:
    """What to do instead: an undo is not undone, its version is accepted again."""
    listed = ", ".join(str(one.act) for one in stands)
    expected = (
        Words(
            f"le numéro d’une acceptation qui n’est pas annulée : {listed}",
            f"the number of an acceptance that is not undone: {listed}",
        )
        if listed
        else Words(
            "le numéro d’une acceptation qui n’est pas annulée : il n’y en a aucune",
            "the number of an acceptance that is not undone: there is none",
        )
    )
    own = next((one for one in journal if one.act == act), None)
    if own is None:
        hint = Words(
            "florilege import ÉTUDE --journal les liste", "florilege import STUDY --journal lists them"
        )
    else:
        undo = own if own.undoes else next(one for one in journal if one.undoes == act)
        again = f"--listing {undo.listing} --date {undo.over} --accept"
        hint = Words(
            f"l’acte {undo.act} annule l’acte {undo.undoes} ; pour y revenir, accepter de nouveau la version :"
            f" florilege import ÉTUDE FICHIER {again}",
            f"act {undo.act} undoes act {undo.undoes}; to restore it, accept the version again:"
            f" florilege import STUDY FILE {again}",
        )
    return InputRefused(expected, value=act, hint=hint)


def _refuse_changed(folder: StudyFolder, kept: ActKept, *, in_use: str, file: Path) -> None:
    accepted = kept.acceptance
    if in_use != accepted.after:
        raise InputRefused(
            Words(f"la version {accepted.after} en usage", f"version {accepted.after} in use"),
            file=str(folder.mapping(accepted.listing)),
            value=in_use,
        )
    if not file.is_file() or file_fingerprint(file) != kept.sha256:
        raise InputRefused(
            Words(
                f"le fichier de la version {accepted.before}, tel qu’il était",
                f"the file of version {accepted.before}, as it was",
            ),
            file=str(file),
        )


def refuse_resting(
    folder: StudyFolder,
    decisions: Sequence[Decision],
    keys: Set[str],
    holder: Words,
    *,
    also: Sequence[Path] = (),
) -> None:
    """Raise InputRefused when an act, or a file of the team, says something of what some records alone hold.

    keys : of the records that are to go; holder : what holds them; also : further files that name places
    """
    resting = acts_naming(decisions, keys)
    if resting:
        listed = ", ".join(map(str, resting))
        raise InputRefused(
            Words(
                f"aucun avis sur une fiche que contient {holder.fr} et rien d’autre (actes {listed})",
                f"no verdict on a record that only {holder.en} holds (acts {listed})",
            ),
            file=str(folder.decisions),
            hint=Words(
                f"annuler d’abord : florilege review ÉTUDE --undo {resting[-1]}",
                f"undo first: florilege review STUDY --undo {resting[-1]}",
            ),
        )
    for place_id, slug in places_left_empty(keys):
        named = re.compile(rf"(?<![\w-])(?:{re.escape(place_id)}|{re.escape(slug)})(?![\w-])")
        for path in (*_files_about_places(folder), *also):
            if named.search(folder.text(path)):
                raise InputRefused(
                    Words(
                        f"rien sur un lieu que contient {holder.fr} et rien d’autre",
                        f"nothing about a place that only {holder.en} contains",
                    ),
                    file=str(path),
                    value=place_id,
                    hint=Words("en retirer d’abord ce lieu", "remove this place from it first"),
                )


def places_left_empty(keys: Set[str]) -> list[tuple[str, str]]:
    """Ids and addresses of the places that have no other records than these."""
    members: dict[str, set[str]] = {}
    for key, place in places_of_records().items():
        members.setdefault(place, set()).add(key)
    leaving = [place for place, own in members.items() if own <= keys]
    rows = Place.objects.filter(public_id__in=leaving).order_by("rank")
    return list(rows.values_list("public_id", "slug"))


def _files_about_places(folder: StudyFolder) -> list[Path]:
    """The files in which persons write of places by their ids or addresses."""
    files = (folder.marks, folder.stages, folder.overrides, *folder.visits, *folder.monographs, *folder.news)
    return [path for path in files if path.exists()]


def _mapping_before(folder: StudyFolder, kept: ActKept) -> str:
    """The mapping as it was before the act; edited since, as it is, with the version before in use."""
    path = folder.mapping(kept.acceptance.listing)
    text = read_text(path)
    return kept.mapping.before if text == kept.mapping.after else with_current(text, kept.acceptance.before)
