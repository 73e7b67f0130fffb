"""A step of a study: what the grid says of each place of its scope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from florilege.appraisal.grid import Criterion
from florilege.appraisal.indicators import REGISTRY, Known, NotApplicable, PlaceFacts, Raw
from florilege.appraisal.jury import jury_cells, silent_cell
from florilege.appraisal.marks import jury_criteria
from florilege.appraisal.scores import Cell, cell
from florilege.evidence.claims import Claim
from florilege.faults import StudyFileRefused, Words
from florilege.selection.candidates import (
    Candidates,
    Entry,
    gather,
    reference_scores,
    score_bounds,
)
from florilege.selection.dossier.archive import bundled
from florilege.selection.dossier.neighbourhood import Inventory
from florilege.selection.dossier.study_content import SealedPlace, evidence_files
from florilege.selection.rule_rows import check_rules
from florilege.selection.study_file import FEWEST_KNOWN
from florilege.web.acts.examinations import settled_by_persons
from florilege.web.inventory.models import Claim as StoredClaim
from florilege.web.inventory.models import Listing, ListingVersion, Place, ShownPlace
from florilege.web.inventory.queries import claims_by_place
from florilege.web.steps.appraised import Appraised
from florilege.web.steps.scope_sites import inventory_of, only_reached_of
from florilege.web.steps.step import (
    JUDGING_ROOMS,
    Counts,
    Progress,
    StepReport,
    last_fingerprint,
    run_step,
    software_fingerprint,
)
from florilege.web.steps.table_appraisal import appraise_table
from florilege.web.study.candidate_table import keep_table
from florilege.web.study.candidates import attributes_of, marks_of
from florilege.web.study.folder import fingerprint
from florilege.web.study.measures import AppraisalMeasures, CriterionMeasure, Scope, keep
from florilege.web.study.models import Appraisal, Evidence
from florilege.web.study.open_study import OpenStudy

BATCH = 2000


def appraise_step(study: OpenStudy, force: bool, _progress: Progress) -> StepReport:
    """Appraise every place of the scope; unknown stays an interval."""

    def inputs() -> str:
        marks = study.folder.text(study.folder.marks)
        return fingerprint(
            last_fingerprint(study.row, "link"), study.text, marks, software_fingerprint(*JUDGING_ROOMS)
        )

    return run_step(study, "appraise", inputs=inputs, work=lambda: _appraise(study), force=force)


def _appraise(study: OpenStudy) -> Counts:
    if study.file.candidates:
        table = appraise_table(study)
        candidates, appraised = table.candidates, table.eligible
        check_rules(candidates, study.file, ())
    else:
        found, inventory = appraise_places(study)
        candidates, appraised = gather([one.entry for one in found], study.file), tuple(found)
        _check_known_shares(study, candidates)
        check_rules(candidates, study.file, tuple(Place.objects.values_list("public_id", flat=True)))
    if jury_criteria(study.file.grid) and not study.folder.text(study.folder.marks):
        study.announce(
            Words(
                "aucune note du jury (marks.csv n’est pas dans le dossier de l’étude) : ses critères sont inconnus",
                "no mark from the jury (marks.csv is not in the folder of the study): its criteria are unknown",
            )
        )
    claim_ids = dict(StoredClaim.objects.values_list("key", "id"))
    _store(study, appraised, candidates, claim_ids)
    study.row.file_text = study.text
    study.row.save()
    if study.file.candidates:
        keep_table(study.row, table.text)
    else:
        keep_evidence(study, appraised, inventory)
    entries = [one.entry for one in appraised]
    scope = Scope(ShownPlace.objects.count(), within=len(appraised), candidates=len(candidates))
    keep(study.row, AppraisalMeasures(_measures(study, candidates, entries), scope))
    return {
        "places": ShownPlace.objects.count(),
        "in scope": len(appraised),
        "candidates": len(candidates),
        "not appraisable": len(candidates.not_appraisable),
        "clamped values": candidates.clamped,
    }


class Revised(Struct, frozen=True):
    """A place as it would be. row : what would be shown; claims : what would be said of it, as persons leave it"""

    row: ShownPlace
    claims: tuple[Claim, ...]


NOTHING_REVISED: Mapping[str, Revised | None] = MappingProxyType({})


def appraise_places(
    study: OpenStudy, revised: Mapping[str, Revised | None] = NOTHING_REVISED
) -> tuple[list[Appraised], Inventory]:
    """Every place of the scope of a study, through its indicators and its value functions; where they all are.

    revised : places to be taken as they would be, by id; None for one that would not be listed any more
    """
    shown = list(
        ShownPlace.objects.filter(place__replaced_by__isnull=True)
        .select_related("place")
        .order_by("place__rank")
    )
    claims = settled_by_persons(study.folder, claims_by_place())
    if revised:
        as_they_would_be = [
            row if row.place.public_id not in revised else getattr(revised[row.place.public_id], "row", None)
            for row in shown
        ]
        shown = [row for row in as_they_would_be if row is not None]
        claims = {**claims, **{key: one.claims for key, one in revised.items() if one is not None}}
    scope = [row for row in shown if in_scope(row, study.file.scope)]
    inventory = inventory_of(scope, claims)
    around = inventory.surroundings()
    if any(one.input == "reach" and one.source == "indicator" for one in study.file.grid.criteria):
        reached = only_reached_of(scope, inventory)
        around = {key: replace(one, only_reached=reached.get(key)) for key, one in around.items()}
    closed = frozenset(
        exhaustive.removeprefix("label:")
        for exhaustive in Listing.objects.values_list("exhaustive_for", flat=True)
        if exhaustive.startswith("label:")
    )
    last_year = max(
        (int(date[:4]) for date in ListingVersion.objects.values_list("date", flat=True)), default=0
    )
    jury = jury_cells(marks_of(study), study.file.grid)
    found: list[Appraised] = []
    for row in scope:
        place_id = row.place.public_id
        facts = PlaceFacts(place_id, _by_field(claims.get(place_id, ())), around[place_id], closed, last_year)
        measured = [one for one in study.file.grid.criteria if one.source != "jury"]
        raws = {one.key: REGISTRY[one.input].compute(facts) for one in measured}
        cells = {
            one.key: jury[one.key].get(place_id, silent_cell(one))
            if one.source == "jury"
            else _cell(one, raws[one.key], study)
            for one in study.file.grid.criteria
        }
        entry = Entry(place_id, row.called.fr, cells, attributes_of(row), len(row.listings))
        found.append(Appraised(row.place_id, entry, raws, facts))
    return found, inventory


def keep_evidence(study: OpenStudy, appraised: Sequence[Appraised], inventory: Inventory) -> None:
    """Keep what the appraisal rests on, for the dossier that seals the selection."""
    places = [
        SealedPlace(
            one.entry.id, one.entry.name, one.entry.corroboration, one.entry.attributes, one.facts, one.raws
        )
        for one in appraised
    ]
    content = bundled(evidence_files(places, study.file, inventory))
    Evidence.objects.update_or_create(study=study.row, defaults={"content": content})


def in_scope(row: ShownPlace, scope: Mapping[str, Sequence[str]]) -> bool:
    """Whether a place belongs to the scope: for each key, one of its values is among those accepted."""
    held: Mapping[str, Sequence[str | None]] = {key: [value] for key, value in attributes_of(row).items()}
    held = {**held, "kind": row.kinds}
    return all(any(value in accepted for value in held.get(key, ())) for key, accepted in scope.items())


def _cell(criterion: Criterion, raw: Raw, study: OpenStudy) -> Cell:
    try:
        return cell(criterion, raw)
    except KeyError as error:
        listed = ", ".join(criterion.function.table)
        raise StudyFileRefused(
            Words(
                f"une table qui dit la valeur de chaque catégorie ({listed})",
                f"a table covering every category ({listed})",
            ),
            file=study.file.file,
            line=criterion.line,
            column=f"criterion.{criterion.key}.value.table",
            value=str(error.args[0]),
        ) from error


def _check_known_shares(study: OpenStudy, candidates: Candidates) -> None:
    """A criterion known for too few candidates is refused, unless the study says in words why it is kept."""
    if not len(candidates):
        return
    shares = candidates.values.known.mean(axis=0)
    for criterion, share in zip(study.file.grid.criteria, shares, strict=True):
        if share < FEWEST_KNOWN and criterion.justification is None:
            raise StudyFileRefused(
                Words(
                    f"un critère connu pour au moins {FEWEST_KNOWN:.0%} des candidats, ou justification = {{ fr, en }}",
                    f"a criterion known for at least {FEWEST_KNOWN:.0%} of the candidates, or a justification = {{ fr, en }}",
                ),
                file=study.file.file,
                line=criterion.line,
                column=f"criterion.{criterion.key}",
                value=f"{share:.1%}",
            )


def _measures(
    study: OpenStudy, candidates: Candidates, entries: Sequence[Entry]
) -> Mapping[str, CriterionMeasure]:
    """For each criterion: share of candidates known, distinct values, correlation with the number of listings.

    Values brought back to the ends of its function are counted over all places of the scope, like their total.
    """
    measures: dict[str, CriterionMeasure] = {}
    for column, key in enumerate(study.file.grid.keys):
        known = candidates.values.known[:, column] if len(candidates) else np.zeros(0, dtype=bool)
        values = ((candidates.values.low + candidates.values.high) / 2)[known, column]
        listings = candidates.corroboration[known]
        varied = len(values) > 2 and values.std() > 0 and listings.std() > 0
        measures[key] = CriterionMeasure(
            known=float(known.mean()) if len(known) else None,
            distinct=len(np.unique(np.round(values, 6))),
            clamped=sum(entry.cells[key].clamped for entry in entries),
            correlation=round(float(np.corrcoef(values, listings)[0, 1]), 3) if varied else None,
        )
    return measures


def _store(
    study: OpenStudy, appraised: Sequence[Appraised], candidates: Candidates, claim_ids: Mapping[str, int]
) -> None:
    low, high = score_bounds(candidates, study.file)
    middle = reference_scores(candidates, study.file)
    places = {identifier: index for index, identifier in enumerate(candidates.ids)}
    rows: list[Appraisal] = []
    for one in appraised:
        index = places.get(one.entry.id)
        rows.append(
            Appraisal(
                study=study.row,
                place_id=one.place_pk,
                status="not_appraisable" if index is None else "candidate",
                cells={
                    key: _cell_data(found, one.raws.get(key), claim_ids, one.words.get(key))
                    for key, found in one.entry.cells.items()
                },
                missing=[key for key, found in one.entry.cells.items() if not found.known],
                score_low=None if index is None else float(low[index]),
                score=None if index is None else float(middle[index]),
                score_high=None if index is None else float(high[index]),
            )
        )
    Appraisal.objects.filter(study=study.row).delete()
    Appraisal.objects.bulk_create(rows, batch_size=BATCH)


def _cell_data(
    one: Cell, raw: Raw | None, claim_ids: Mapping[str, int], words: Words | None
) -> dict[str, object]:
    said = {} if words is None else {"words": {"fr": words.fr, "en": words.en}}
    return said | {
        "raw_low": raw.low if isinstance(raw, Known) else None,
        "raw_high": raw.high if isinstance(raw, Known) else None,
        "low": one.low,
        "high": one.high,
        "centre": one.centre,
        "deviation": one.deviation,
        "known": one.known,
        "clamped": one.clamped,
        "applies": not isinstance(raw, NotApplicable),
        "claims": [claim_ids[key] for key in raw.claims if key in claim_ids]
        if isinstance(raw, Known)
        else [],
        "beside": raw.beside if isinstance(raw, Known) else (),
    }


def _by_field(claims: Sequence[Claim]) -> dict[str, tuple[Claim, ...]]:
    fields: dict[str, list[Claim]] = {}
    for claim in claims:
        fields.setdefault(claim.field, []).append(claim)
    return {field: tuple(said) for field, said in fields.items()}
