"""A study started from a template works at once, gives the list it says, and never overwrites anything."""

from __future__ import annotations

import csv
import json
import re
import tomllib
from pathlib import Path

import pytest

from florilege.faults import StudyFileRefused, sentence
from florilege.selection.select import select_table
from florilege.study_templates import catalogue
from florilege.study_templates.catalogue import CANDIDATES, EXPECTED, GUIDE, LANGUAGES, TEMPLATES, Template
from tests.program import run as florilege
from tests.study_templates import make_examples

BOTH = [(template, language) for template in TEMPLATES for language in LANGUAGES]
IDS = [f"{template.name}-{language}" for template, language in BOTH]


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


@pytest.mark.parametrize(("template", "language"), BOTH, ids=IDS)
def test_a_template_gives_the_list_that_it_says(template: Template, language: str, tmp_path: Path) -> None:
    """Draws do not change the list: few are taken here, the guide takes them all."""
    folder = tmp_path / "mine"
    catalogue.copy_template(template, folder, language)
    study = folder / catalogue.STUDY_FILE
    text, changed = re.subn(r"(?m)^draws\s*= \d+", "draws = 20", study.read_text(encoding="utf-8"))
    assert changed == 1
    study.write_text(text, encoding="utf-8")
    out = folder / catalogue.RESULT
    assert select_table(folder / CANDIDATES[language], study, out, explain="none") == 0
    found = json.loads(out.read_text(encoding="utf-8"))
    expected = {row["id"] for row in rows(folder / EXPECTED[language])}
    assert {item["place_id"] for item in found["selected"]} == expected
    assert sum(rule["binding"] for rule in found["rules"]) >= 3


@pytest.mark.parametrize(("template", "language"), BOTH, ids=IDS)
def test_the_candidates_are_those_that_the_maker_makes_and_say_that_they_are_made_up(
    template: Template, language: str
) -> None:
    folder = template.folder(language)
    table = (folder / CANDIDATES[language]).read_text(encoding="utf-8")
    assert table == make_examples.table(template.name, language)
    word = make_examples.WORDS[language]["example"]
    assert all(re.fullmatch(rf"{word} \d{{3}}", row["name"]) for row in rows(folder / CANDIDATES[language]))
    said = "invent" if language == "fr" else "made up"
    for name in (catalogue.STUDY_FILE, GUIDE[language]):
        reported = (folder / name).read_text(encoding="utf-8")
        assert said in reported or said.replace(" ", "-") in reported, name


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.name)
def test_both_languages_give_the_same_list_and_differ_by_their_words_only(template: Template) -> None:
    lists = [{row["id"] for row in rows(template.folder(one) / EXPECTED[one])} for one in LANGUAGES]
    assert lists[0] == lists[1]
    french, english = (
        tomllib.loads((template.folder(one) / catalogue.STUDY_FILE).read_text(encoding="utf-8"))
        for one in LANGUAGES
    )
    for key in ("axis", "criterion", "rule", "condition"):
        assert len(french.get(key, ())) == len(english.get(key, ()))
    assert [one["value"] for one in french["criterion"] if one["value"]["kind"] != "table"] == [
        one["value"] for one in english["criterion"] if one["value"]["kind"] != "table"
    ]
    assert [one.get("count", one.get("limit")) for one in french["rule"]] == [
        one.get("count", one.get("limit")) for one in english["rule"]
    ]


def test_the_call_keeps_its_quotas_whatever_else_it_does() -> None:
    folder = TEMPLATES[1].folder("fr")
    kept = {row["id"] for row in rows(folder / EXPECTED["fr"])}
    chosen = [row for row in rows(folder / CANDIDATES["fr"]) if row["id"] in kept]
    assert len(chosen) == 300
    for territory in ("hors-grands-centres", "quartier-prioritaire"):
        assert sum(row["territoire"] == territory for row in chosen) >= 150
    digital = [
        row for row in chosen if row["territoire"] == "quartier-prioritaire" and row["numerique"] == "oui"
    ]
    assert len(digital) >= 30
    waves = {row["trimestre"] for row in chosen}
    assert max(sum(row["trimestre"] == wave for row in chosen) for wave in waves) == 30


def test_the_label_spends_within_its_budget_on_files_that_are_eligible() -> None:
    folder = TEMPLATES[2].folder("en")
    kept = {row["id"] for row in rows(folder / EXPECTED["en"])}
    chosen = [row for row in rows(folder / CANDIDATES["en"]) if row["id"] in kept]
    assert sum(int(row["amount"]) for row in chosen) <= 3_000_000
    assert {(row["legal_body"], row["building"]) for row in chosen} == {("yes", "fit")}
    assert all(int(row["jobs"].split("..")[0]) >= 2 for row in chosen)


def test_the_command_copies_a_template_and_says_what_to_run_next(tmp_path: Path) -> None:
    done = florilege("new", "--template", "25-sur-300", "my study", "--lang", "en", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    copied = {path.name for path in (tmp_path / "my study").iterdir()}
    assert copied == {"study.toml", "candidates.csv", "expected.csv", "README.md"}
    assert done.stdout.splitlines()[-1] == (
        "Next: florilege select --candidates 'my study/candidates.csv' --study 'my study/study.toml'"
        " --out 'my study/selection.json'"
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["my study"]


@pytest.mark.parametrize("there", ["file", "full folder"])
def test_nothing_is_overwritten(tmp_path: Path, there: str) -> None:
    target = tmp_path / "mine"
    if there == "file":
        target.write_text("precious", encoding="utf-8")
    else:
        target.mkdir()
        (target / "notes.txt").write_text("precious", encoding="utf-8")
    refused = florilege("new", "--template", "label-budget", "mine", folder=tmp_path)
    assert refused.returncode == 3
    assert "refusé : mine : attendu : un dossier vide" in refused.stderr
    assert "refused: mine: expected: an empty folder" in refused.stderr
    kept = target if there == "file" else target / "notes.txt"
    assert kept.read_text(encoding="utf-8") == "precious"
    assert len(list(tmp_path.rglob("*"))) == (1 if there == "file" else 2)


def test_an_empty_folder_is_filled_and_folders_above_are_made(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "empty", tmp_path / "a" / "b"):
        assert len(catalogue.copy_template(TEMPLATES[0], folder, "fr")) == 4
        with pytest.raises(StudyFileRefused) as fault:
            catalogue.copy_template(TEMPLATES[0], folder, "fr")
        assert "dossier vide" in sentence(fault.value, "fr")


@pytest.mark.parametrize(
    "arguments",
    [
        ["mine"],
        ["--template", "25-sur-3000", "mine"],
        ["--template", "25-sur-300"],
        ["--list", "--lang", "de"],
    ],
)
def test_wrong_use_says_what_there_is(tmp_path: Path, arguments: list[str]) -> None:
    done = florilege("new", *arguments, folder=tmp_path)
    assert done.returncode == 2
    assert not list(tmp_path.iterdir())


def test_the_list_has_a_line_for_each_template_that_ships() -> None:
    shipped = {path.name for path in Path(catalogue.__file__).parent.iterdir() if (path / "fr").is_dir()}
    assert {template.name for template in TEMPLATES} == shipped
    done = florilege("new", "--list", folder=Path.cwd())
    assert [line.split()[0] for line in done.stdout.splitlines()] == [one.name for one in TEMPLATES]
