"""What persons checked of the places of a study: its visits, and the contributions that were accepted, together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from florilege.evidence.claims import CHECKED_BY_PERSONS, Claim
from florilege.evidence.contributions import Line, contributions_of, read_contributions
from florilege.evidence.examinations import Examination, by_place, denied_by, settled
from florilege.linkage.identities import Identity
from florilege.web.acts.visit_forms import visits_in
from florilege.web.inventory.models import Place
from florilege.web.inventory.queries import record_key
from florilege.web.study.folder import StudyFolder


def contribution_lines(folder: StudyFolder) -> tuple[Line, ...]:
    """The journal of the contributions of a study, oldest first; raises TableRefused with the line."""
    return read_contributions(folder.text(folder.contributions), file=str(folder.contributions))


def examinations_in(folder: StudyFolder) -> tuple[Examination, ...]:
    """All that persons checked; raises InputRefused with the line of what cannot be used."""
    contributed = contributions_of(contribution_lines(folder), file=str(folder.contributions))
    return (*visits_in(folder), *contributed)


def examinations_of(
    folder: StudyFolder, identities: Sequence[Identity]
) -> dict[str, tuple[Examination, ...]]:
    """What persons checked of each place, in order; raises InputRefused with the line of what cannot be used."""
    found = examinations_in(folder)
    if not found:
        return {}
    return by_place(found, survivors_of(identities), frozenset(one.place_id for one in identities))


def survivors_of(identities: Sequence[Identity]) -> dict[str, str]:
    """Id of a merged place → id of the place that it became part of."""
    return {one.place_id: one.replaced_by for one in identities if one.replaced_by}


def with_examined(record_ids: Mapping[str, int]) -> dict[str, int]:
    """The store ids of records, by the keys under which the claims of persons name the record that they are kept with."""
    return {record_key(source, key): pk for source in CHECKED_BY_PERSONS for key, pk in record_ids.items()}


def settled_by_persons(
    folder: StudyFolder, claims: Mapping[str, tuple[Claim, ...]]
) -> Mapping[str, tuple[Claim, ...]]:
    """The claims of each place as persons leave them: what the appraisal reads."""
    examined = examinations_in(folder)
    if not examined:
        return claims
    merged = Place.objects.filter(replaced_by__isnull=False)
    survivors = dict(merged.values_list("public_id", "replaced_by__public_id"))
    found = by_place(examined, survivors, frozenset(Place.objects.values_list("public_id", flat=True)))
    changed = {place: settled(claims.get(place, ()), denied_by(said)) for place, said in found.items()}
    return {**claims, **changed}
