"""The monographs of the study shipped here: a figure stands with the date of its source, and in the source's own unit."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from florilege.editorial.monographs import Monograph, read_monograph
from florilege.listings.fields import FIELDS

STUDY = Path(__file__).parents[2] / "studies" / "lieux-innovation"
OF_THE_2022_STUDY = {
    "ateliers-des-capucins-brest": "Ateliers des Capucins",
    "darwin-bordeaux": "Darwin",
    "euratechnologies-lille": "EuraTechnologies",
    "km-mulhouse": "KMØ",
    "la-cantine-numerique-nantes": "La Cantine Numérique",
    "la-cite-toulouse": "La Cité",
    "la-coque-marseille": "La Coque",
    "louvre-lens-vallee": "Louvre Lens Vallée",
    "moho-caen": "MoHo",
    "raiselab-paris": "RaiseLab",
    "tcrm-blida-espace-culturel-tiers-lieu-de-production-dinnovation-artistique-metz": "Bliiida",
}
UNDATED = {"fr": "non datée", "en": "undated"}
COUNTED = {
    "structures": {"fr": "structures", "en": "organisations"},
    "projects": {"fr": "projets", "en": "projects"},
    "companies": {"fr": "entreprises", "en": "companies"},
    "startups": {"fr": "jeunes entreprises", "en": "start-up"},
}
with (STUDY / "listings/etude2022/lieux25_facts.csv").open(encoding="utf-8") as facts:
    FACTS = tuple(csv.DictReader(facts))
FIGURES = tuple(
    (stem, field, value)
    for stem in OF_THE_2022_STUDY
    for paragraph in read_monograph(
        (STUDY / "monographs" / f"{stem}.toml").read_text(encoding="utf-8"), file=stem, name=stem
    ).paragraphs
    for field, values in paragraph.cites.items()
    for value in values
    if not isinstance(value, bool | str) and FIELDS[field].kind != "year"
)


def monograph(stem: str) -> Monograph:
    file = STUDY / "monographs" / f"{stem}.toml"
    return read_monograph(file.read_text(encoding="utf-8"), file=file.name, name=stem)


def sources_of(stem: str, field: str, value: float) -> list[dict[str, str]]:
    place = OF_THE_2022_STUDY[stem]
    return [
        fact
        for fact in FACTS
        if (fact["place"], fact["field"]) == (place, field) and float(fact["value"]) == value
    ]


def texts(stem: str, field: str) -> list[tuple[str, str]]:
    return [
        (language, text)
        for paragraph in monograph(stem).paragraphs
        if field in paragraph.cites
        for language, text in paragraph.text.items()
    ]


@pytest.mark.parametrize(("stem", "field", "value"), FIGURES)
def test_a_figure_is_written_with_the_year_of_its_source_or_as_undated(
    stem: str, field: str, value: float
) -> None:
    found = sources_of(stem, field, value)
    assert found
    for language, text in texts(stem, field):
        years = {fact["source_date"][:4] or UNDATED[language] for fact in found}
        assert any(year in text for year in years), (language, text, years)


@pytest.mark.parametrize(("stem", "field", "value"), FIGURES)
def test_what_is_counted_is_named_as_its_source_names_it(stem: str, field: str, value: float) -> None:
    units = {fact["unit"] for fact in sources_of(stem, field, value)} & set(COUNTED)
    for unit in units:
        for language, text in texts(stem, field):
            assert COUNTED[unit][language] in text, (unit, language, text)


@pytest.mark.parametrize(
    "stem",
    [
        "fablab-des-3-lapins-luxeuil-les-bains",
        "la-grange-numerique-joue-les-tours",
        "le-rubixco-montlouis-sur-loire",
    ],
)
def test_opening_hours_carry_the_year_of_the_listing_that_gives_them(stem: str) -> None:
    found = texts(stem, "weekly_hours")
    assert {language for language, _ in found} == {"fr", "en"}
    assert all("2020" in text for _, text in found)


def test_what_a_place_hosts_is_noted_under_the_field_of_what_its_source_counts() -> None:
    hosted = [fact for fact in FACTS if fact["field"].endswith("_hosted")]
    assert len(hosted) > 8
    for fact in hosted:
        assert fact["unit"] == FIELDS[fact["field"]].unit, fact
