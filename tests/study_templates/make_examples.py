"""Writes the candidates of the study templates: made up by a seeded generator, the same in both languages.

    python -m tests.study_templates.make_examples

The expected lists are then those of `florilege select`, which the tests run again.
"""

from __future__ import annotations

import csv
import io
import random
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import florilege.study_templates
from florilege.selection.study_file import read_study
from florilege.selection.table import read_table
from florilege.study_templates import catalogue
from tests.selection.written import select

SEED = 20220712
FOLDER = Path(florilege.study_templates.__file__).parent
Row = list[str]
WORDS = {
    "fr": {"example": "Exemple", "region": "Région", "commune": "Commune", "yes": "oui", "no": "non"},
    "en": {"example": "Example", "region": "Region", "commune": "Commune", "yes": "yes", "no": "no"},
}
HEADERS = {
    "25-sur-300": {
        "fr": "id,name,region,commune,intercommunalite,gouvernance,equipe,ressources_propres,annees,services,entreprises,acteurs,distance_km",
        "en": "id,name,region,commune,intercommunality,governance,staff,own_income,years,services,companies,actors,distance_km",
    },
    "appel-quotas": {
        "fr": "id,name,trimestre,territoire,numerique,region,ancrage,attractivite,sobriete,production,perennite",
        "en": "id,name,wave,territory,digital,region,anchoring,attraction,sobriety,production,lasting",
    },
    "label-budget": {
        "fr": "id,name,structure,batiment,emplois,montant,territoire,region,ancrage,attractivite,sobriete,production,perennite",
        "en": "id,name,legal_body,building,jobs,amount,territory,region,anchoring,attraction,sobriety,production,lasting",
    },
}
FILES_OF_WAVES = (20, 25, 30, 35, 40, 45, 50, 45, 40, 35, 30, 25)
GOVERNANCES = {
    "fr": ("societe", "association", "cooperative"),
    "en": ("company", "association", "cooperative"),
}
TERRITORIES = {
    "fr": ("hors-grands-centres", "quartier-prioritaire"),
    "en": ("outside-large-centres", "priority-quarter"),
}
BUILDINGS = {"fr": ("adapte", "a-adapter"), "en": ("fit", "to-be-fitted")}


def table(template: str, language: str) -> str:
    """The candidates of a template in a language, as CSV text."""
    generator = random.Random(f"{SEED} {template}")
    rows = MAKERS[template](generator, language)
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(HEADERS[template][language].split(","))
    writer.writerows(rows)
    return stream.getvalue()


def twenty_five(generator: random.Random, language: str) -> list[Row]:
    """Three hundred places; one cell in six is not known, some known within an interval."""
    words = WORDS[language]
    rows: list[Row] = []
    for rank in range(1, 301):
        region = generator.choices("ABCDEFGHIJKLM", weights=range(26, 0, -2))[0]
        measures = [
            generator.choice(GOVERNANCES[language]),
            _near(generator, generator.randint(0, 8), 2),
            _near(generator, generator.randrange(10, 95, 5), 20),
            str(generator.randint(1, 14)),
            str(generator.randint(1, 8)),
            _near(generator, generator.choice((3, 6, 10, 15, 25, 40, 60, 90, 150)), 20),
            str(generator.randint(0, 5)),
            str(round(generator.uniform(0.3, 60), 1)),
        ]
        known = [text if generator.random() > 0.17 else "" for text in measures]
        rows.append(
            [
                f"ex-{rank:03d}", f"{words['example']} {rank:03d}", f"{words['region']} {region}",
                f"{words['commune']} {generator.randint(1, 160):03d}",
                generator.choices(("METRO", "CU", "CA", "CC"), weights=(35, 8, 27, 30))[0], *known,
            ]
        )  # fmt: skip
    return rows


def quotas(generator: random.Random, language: str) -> list[Row]:
    """Twelve quarters of a year with twenty to fifty files each, marked from 0 to 5 on five criteria."""
    words = WORDS[language]
    rows: list[Row] = []
    waves = [wave for wave, count in enumerate(FILES_OF_WAVES) for _ in range(count)]
    for rank, wave in enumerate(waves, start=1):
        quarter = f"{2019 + (wave + 2) // 4}-{'T' if language == 'fr' else 'Q'}{(wave + 2) % 4 + 1}"
        territory = generator.choice(TERRITORIES[language])
        digital = generator.random() < 0.14
        rows.append(
            [
                f"ex-{rank:03d}", f"{words['example']} {rank:03d}", quarter, territory,
                words["yes" if digital else "no"], f"{words['region']} {generator.choice('ABCDEFGHIJKLM')}",
                *_marks(generator, unknown=0.05),
            ]
        )  # fmt: skip
    return rows


def label(generator: random.Random, language: str) -> list[Row]:
    """Sixty files, of which some are not eligible, each asking for an amount."""
    words = WORDS[language]
    rows: list[Row] = []
    for rank in range(1, 61):
        jobs = generator.choice(("1", "1..3", "2", "2", "2..4", "3", "3", "3", "4", "4", "5", "6", "8", ""))
        rows.append(
            [
                f"ex-{rank:03d}", f"{words['example']} {rank:03d}",
                words["no" if generator.random() < 0.08 else "yes"],
                BUILDINGS[language][generator.random() < 0.12], jobs,
                str(generator.randrange(120_000, 420_000, 10_000)),
                TERRITORIES[language][generator.random() < 0.25],
                f"{words['region']} {generator.choice('ABCDEF')}", *_marks(generator, unknown=0.08),
            ]
        )  # fmt: skip
    return rows


def _marks(generator: random.Random, *, unknown: float) -> Sequence[str]:
    marks = [f"{generator.randrange(10, 51, 5) / 10:g}" for _ in range(5)]
    return [mark if generator.random() >= unknown else "" for mark in marks]


def _near(generator: random.Random, value: int, width: int) -> str:
    """A number, or now and then the interval that it is known to lie in."""
    return f"{value}..{value + width}" if generator.random() < 0.12 else str(value)


MAKERS: dict[str, Callable[[random.Random, str], list[Row]]] = {
    "25-sur-300": twenty_five,
    "appel-quotas": quotas,
    "label-budget": label,
}


def kept(folder: Path, language: str) -> str:
    """The list that a template gives, by id, as CSV text. Draws say nothing of it: none is taken."""
    text = (folder / catalogue.STUDY_FILE).read_text(encoding="utf-8")
    study = read_study(re.sub(r"(?m)^draws\s*= \d+", "draws = 0", text), file="study.toml", table=True)
    candidates = (folder / catalogue.CANDIDATES[language]).read_text(encoding="utf-8")
    found = select(study, read_table(candidates, study, file="candidates"), explain="none")
    rows = sorted((item["place_id"], item["name"]) for item in found["selected"])
    return "".join(f"{one},{name}\n" for one, name in (("id", "name"), *rows))


def main() -> None:
    for name in MAKERS:
        for language in catalogue.LANGUAGES:
            folder = FOLDER / name / language
            folder.mkdir(parents=True, exist_ok=True)
            (folder / catalogue.CANDIDATES[language]).write_text(table(name, language), encoding="utf-8")
            (folder / catalogue.EXPECTED[language]).write_text(kept(folder, language), encoding="utf-8")


if __name__ == "__main__":
    main()
