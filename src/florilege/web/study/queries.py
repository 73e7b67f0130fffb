"""What is read of a study's appraisal: claim → raw value → value → contribution, for one place."""

from __future__ import annotations

from msgspec import Struct

from florilege.appraisal.grid import Criterion
from florilege.appraisal.indicators import REGISTRY, Indicator, Unknown
from florilege.faults import InputRefused, Words
from florilege.toml_lines import nearest
from florilege.web.inventory.models import Claim, Place, PlaceAlias, ShownPlace
from florilege.web.study.models import Appraisal
from florilege.web.study.open_study import OpenStudy

Raw = float | str | None
JURY = Indicator(
    "jury",
    (),
    Words("note du jury", "jury mark"),
    Words("note harmonisée du jury", "harmonised jury mark"),
    Words("aucun membre du jury ne s’est prononcé", "not marked by any juror"),
    lambda _facts: Unknown(),
)
"""How a criterion given to the jury is told: no claim stands behind it, and its marks are confidential."""


def column_of(name: str) -> Indicator:
    """How a column of the table of candidates is told."""
    said = Words(f"colonne « {name} »", f'column "{name}"')
    nothing = Words(f"la colonne « {name} » est vide", f'the column "{name}" is empty')
    return Indicator(name, (), said, said, nothing, lambda _facts: Unknown())


class Evidence(Struct, frozen=True):
    """One claim that a raw value rests on."""

    listing: str
    field: str
    value: str
    date: str
    url: str


class CriterionLine(Struct, frozen=True):
    """One criterion of one place, from its evidence to what it brings to the score.

    raw_low, raw_high : what the indicator measured; None when unknown or not applicable
    weight : its share of the score, among the criteria that apply to the place
    contribution_low, contribution, contribution_high : weight × value, at both ends and as the study reads the unknown
    """

    key: str
    title: Words
    axis: str
    indicator: str
    unit: Words
    meaning: Words
    meaning_of_unknown: Words
    evidence: tuple[Evidence, ...]
    raw_low: Raw
    raw_high: Raw
    known: bool
    applies: bool
    clamped: bool
    low: float
    high: float
    value: float
    weight: float
    contribution_low: float
    contribution: float
    contribution_high: float


class PlaceAppraisal(Struct, frozen=True):
    """All that the grid says of one place.

    status : "candidate" or "not_appraisable"; missing : keys of the criteria that nothing is known of
    score_low, score, score_high : None when the place is not appraisable
    """

    place_id: str
    slug: str
    name: str
    status: str
    missing: tuple[str, ...]
    score_low: float | None
    score: float | None
    score_high: float | None
    criteria: tuple[CriterionLine, ...]


def appraisal_of(study: OpenStudy, place: str) -> PlaceAppraisal:
    """What the grid says of a place, named by its id or its slug, former ones too; raises InputRefused."""
    found = _place(place)
    row = Appraisal.objects.filter(study=study.row, place=found).first()
    if row is None:
        raise InputRefused(
            Words("un lieu dans le champ de l’étude", "a place within the scope of the study"),
            column="--explain",
            value=place,
            hint=Words("voir [study.scope] dans study.toml", "see [study.scope] in study.toml"),
        )
    cited = {pk for cell in row.cells.values() for pk in cell["claims"]}
    claims = {claim.pk: claim for claim in Claim.objects.filter(pk__in=cited)}
    criteria = study.file.grid.criteria
    weights = dict(zip(study.file.grid.keys, study.file.grid.weights.reference.tolist(), strict=True))
    total = sum(weights[one.key] for one in criteria if row.cells[one.key]["applies"])
    return PlaceAppraisal(
        place_id=found.public_id,
        slug=found.slug,
        name=ShownPlace.objects.get(place=found).called.fr,
        status=row.status,
        missing=tuple(row.missing),
        score_low=row.score_low,
        score=row.score,
        score_high=row.score_high,
        criteria=tuple(
            _line(
                one,
                row.cells[one.key],
                tuple(_evidence(claims[pk]) for pk in row.cells[one.key]["claims"] if pk in claims),
                share=weights[one.key] / total if total else 0.0,
                reading=study.file.unknown_reference,
            )
            for one in criteria
        ),
    )


def _line(
    criterion: Criterion,
    cell: dict[str, object],
    evidence: tuple[Evidence, ...],
    *,
    share: float,
    reading: str,
) -> CriterionLine:
    if criterion.source == "column":
        indicator = column_of(criterion.input)
    else:
        indicator = REGISTRY[criterion.input] if criterion.source == "indicator" else JURY
    low, high = float(str(cell["low"])), float(str(cell["high"]))
    known, applies = bool(cell["known"]), bool(cell["applies"])
    value = (low + high) / 2 if known or reading == "middle" else low
    if cell.get("centre") is not None:
        value = float(str(cell["centre"]))
    weight = share if applies else 0.0
    return CriterionLine(
        key=criterion.key,
        title=criterion.title,
        axis=criterion.axis,
        indicator=indicator.name,
        unit=indicator.unit,
        meaning=indicator.meaning,
        meaning_of_unknown=indicator.unknown,
        evidence=evidence,
        raw_low=_raw(cell["raw_low"]),
        raw_high=_raw(cell["raw_high"]),
        known=known,
        applies=applies,
        clamped=bool(cell["clamped"]),
        low=low,
        high=high,
        value=value,
        weight=weight,
        contribution_low=weight * low,
        contribution=weight * value,
        contribution_high=weight * high,
    )


def _raw(value: object) -> Raw:
    return value if value is None or isinstance(value, float | str) else float(str(value))


def _evidence(claim: Claim) -> Evidence:
    return Evidence(claim.listing, claim.field, claim.value, claim.date, claim.source_url)


def _place(key: str) -> Place:
    """The place that a key names; follows merges; raises InputRefused with the nearest id or slug."""
    found = Place.objects.filter(public_id=key).first() or Place.objects.filter(slug=key).first()
    if found is None:
        alias = PlaceAlias.objects.filter(value=key).select_related("place").first()
        found = alias.place if alias is not None else None
    while found is not None and found.replaced_by is not None:
        found = found.replaced_by
    if found is None:
        known = [name for pair in Place.objects.values_list("slug", "public_id") for name in pair]
        raise InputRefused(
            Words("l’identifiant ou l’adresse courte d’un lieu", "the id or the short address of a place"),
            column="--explain",
            value=key,
            hint=nearest(key, known) or Words("voir data/places.csv", "see data/places.csv"),
        )
    return found
