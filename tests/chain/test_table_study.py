"""A study made from a table of candidates: its site, its files, its dossier, what persons decide, its laboratory."""

from __future__ import annotations

import csv
import json
import re
import shutil
import zipfile
from html import unescape
from pathlib import Path

import pytest

from tests.chain import small_study
from tests.chain.served import Reader, serve
from tests.made_once import made_once

TEMPLATE = Path(__file__).parents[2] / "src" / "florilege" / "study_templates" / "label-budget" / "fr"
STORE = ("--database", "sqlite:///store.sqlite3")
DECISIONS = {
    "overrides.csv": "place_id,change,reason_fr,reason_en,author,date\n"
    "ex-034,in,Le jury y tient,The jury insists,Claire Martin,2026-11-20\n",
    "stages.csv": "place_id,stage,outcome,reason_fr,reason_en,author,date\n"
    "ex-029,short_list,out,Dossier retiré,Withdrawn,Claire Martin,2026-11-18\n",
}


def make(folder: Path, *, key: str = 'candidates = "candidats.csv"') -> Path:
    """The study of a template, its table named in its study file."""
    study = folder / "study"
    study.mkdir(parents=True)
    shutil.copy(TEMPLATE / "candidats.csv", study)
    text = (TEMPLATE / "study.toml").read_text(encoding="utf-8")
    named = next(line for line in text.splitlines() if line.startswith("candidates = "))
    (study / "study.toml").write_text(text.replace(named, key, 1), encoding="utf-8")
    return study


def build_table_study(folder: Path) -> None:
    """The study built, then a table of its candidates selected among by the command that knows no study folder."""
    study = make(folder)
    built = small_study.run("build", study, "--out", folder / "site", *STORE, folder=folder)
    assert built.returncode == 0, built.stderr
    (folder / "said.txt").write_text(built.stdout, encoding="utf-8")
    alone = small_study.run(
        "select", "--candidates", study / "candidats.csv", "--study", study / "study.toml", "--out", folder / "alone.json",
        folder=folder,
    )  # fmt: skip
    assert alone.returncode == 0, alone.stderr


@pytest.fixture(scope="session")
def table_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_once(tmp_path_factory, "table", build_table_study)


@pytest.fixture
def table(table_once: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "table"
    shutil.copytree(table_once, copy)
    return copy


def words(page: Path) -> str:
    """The words of the main part of a page."""
    html = page.read_text(encoding="utf-8")
    main = html[html.index("<main") : html.index("</main")]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)).replace("\u202f", " "))


def test_the_list_is_the_one_that_the_table_gives_alone(table_once: Path) -> None:
    alone = json.loads((table_once / "alone.json").read_text(encoding="utf-8"))
    published = json.loads((table_once / "site" / "data" / "selection.json").read_text(encoding="utf-8"))
    assert alone["selected"][0]["place_id"].startswith("ex-")
    assert {key: published[key] for key in alone} == alone
    with (table_once / "site" / "data" / "selection.csv").open(encoding="utf-8-sig") as lines:
        kept = [row["place_id"] for row in csv.DictReader(lines)]
    assert sorted(kept) == sorted(one["place_id"] for one in alone["selected"])


def test_a_page_says_what_the_application_says_and_why_it_is_not_judged(table_once: Path) -> None:
    page = words(table_once / "site" / "lieux" / "exemple-001" / "index.html")
    assert "Pas jugé : la candidature n’est pas éligible." in page
    assert "Condition non remplie : un bâtiment adapté (batiment : a-adapter)." in page
    assert "Condition non vérifiée : emplois : au moins 2 (emplois : de 1 à 3)." in page
    assert "Montant 290 000" in page
    assert "Sobriété 2,5" in page
    english = words(table_once / "site" / "en" / "lieux" / "exemple-001" / "index.html")
    assert "Condition not verified: emplois: at least 2 (emplois: from 1 to 3)." in english
    assert "Montant 290,000" in english
    kept = words(table_once / "site" / "lieux" / "exemple-002" / "index.html")
    assert "Gardé pour ce qui le distingue : montage durable" in kept
    assert "Ancrage local non renseigné" in kept


def test_the_site_counts_applications_and_leads_nowhere_empty(table_once: Path) -> None:
    home = (table_once / "site" / "index.html").read_text(encoding="utf-8")
    said = words(table_once / "site" / "index.html")
    assert "60 candidatures jugées sur les mêmes 5 critères" in said
    assert "éligibles 38" in said
    menu = re.findall(r'<a href="([^"]+)"', home[home.index("<nav") : home.index("</nav")])
    assert [one for one in menu if re.search("trouver|territoires|acteurs", one)] == []
    assert [one for one in menu if "methode" in one] != []
    method = words(table_once / "site" / "methode" / "index.html")
    assert "60 candidatures reçues" in method
    assert "Emplois : au moins 2 non éligibles : 15" in method
    assert "les 60 lignes de la table sont 60 candidatures" in method


def test_every_figure_of_the_site_agrees_with_its_rows(table_once: Path) -> None:
    checked = small_study.run("check", table_once / "site", "--json", folder=table_once)
    found = json.loads(checked.stdout)
    assert found["refuted"] == []
    assert found["rederived"] > 1500


def test_its_report_is_typeset_in_both_languages(table_once: Path) -> None:
    made = sorted(one.name for one in (table_once / "site" / "rapport").iterdir())
    assert made == ["label-budget-en.pdf", "label-budget-fr.pdf"]


def test_the_mapping_is_proposed_once_and_told(table_once: Path) -> None:
    mapping = (table_once / "study" / "listings" / "candidats.toml").read_text(encoding="utf-8")
    assert 'id = "id"' in mapping
    assert 'file = "../candidats.csv"' in mapping
    assert "listings/candidats.toml" in (table_once / "said.txt").read_text(encoding="utf-8")


def test_what_persons_decide_stands_and_the_dossier_replays(table: Path) -> None:
    for name, text in DECISIONS.items():
        (table / "study" / name).write_text(text, encoding="utf-8")
    built = small_study.run(
        "build", table / "study", "--out", table / "site", "--without-report", *STORE, folder=table
    )
    assert built.returncode == 0, built.stderr
    out = words(table / "site" / "lieux" / "exemple-029" / "index.html")
    assert "Pas gardé parce qu’une personne l’a écarté avant le calcul : Dossier retiré" in out
    added = words(table / "site" / "lieux" / "exemple-034" / "index.html")
    assert "Gardé parce que l’équipe l’a ajouté à la liste calculée : Le jury y tient" in added
    dossier = table / "site" / "data" / "dossier.zip"
    with zipfile.ZipFile(dossier) as files:
        assert {"candidates.csv", "stages.csv", "overrides.csv"} <= set(files.namelist())
        recorded = json.loads(files.read("selection.json"))
    assert "ex-034" in recorded["published"]
    same = small_study.run("replay", dossier, folder=table)
    assert same.returncode == 0, same.stdout
    changed = _with_member(dossier, table / "changed.zip", "overrides.csv", b"ex-034,in", b"ex-034,out")
    other = small_study.run("replay", changed, folder=table)
    assert other.returncode != 0


def _with_member(source: Path, out: Path, name: str, before: bytes, after: bytes) -> Path:
    with zipfile.ZipFile(source) as held, zipfile.ZipFile(out, "w") as made:
        for one in held.namelist():
            content = held.read(one)
            assert one != name or before in content
            made.writestr(one, content.replace(before, after) if one == name else content)
    return out


def test_its_laboratory_answers_what_if(table: Path) -> None:
    process, address = serve(table, "--workspace")
    try:
        page = Reader(address).get("/en/espace/laboratoire/?rule.enveloppe=off&partial=1")
    finally:
        process.kill()
        process.wait()
    rule = next(
        one
        for one in json.loads((table / "alone.json").read_text(encoding="utf-8"))["rules"]
        if one["key"] == "enveloppe"
    )
    assert f"{len(rule['enters'])} enter" in page


def test_a_place_is_appraised_from_its_columns(table: Path) -> None:
    said = small_study.run("appraise", table / "study", "--explain", "ex-014", *STORE, folder=table)
    assert "la colonne « ancrage » est vide" in said.stdout
    assert "juré" not in said.stdout


def test_a_table_as_a_spreadsheet_writes_it_is_read(tmp_path: Path) -> None:
    study = make(tmp_path, key='candidates = "dossiers.csv"\nid = "N° dossier"\nname = "Nom du projet"')
    text = (
        (study / "candidats.csv")
        .read_text(encoding="utf-8")
        .replace("id,name", "N° dossier,Nom du projet", 1)
    )
    text = re.sub(r"(?<=\d)\.\.(?=\d)", " à ", text.replace(",", ";"))
    text = re.sub(r"(?<=\d)\.(?=\d)", ",", text)
    (study / "candidats.csv").unlink()
    (study / "dossiers.csv").write_bytes(text.encode("cp1252"))
    found = small_study.run("select", study, *STORE, folder=tmp_path)
    assert found.returncode == 0, found.stderr
    assert "converti : « ancrage » : 28 cellules (virgule décimale)" in " ".join(found.stdout.split())
    shown = small_study.run("appraise", study, "--explain", "ex-002", *STORE, folder=tmp_path)
    assert "Exemple 002 (ex-002" in shown.stdout


@pytest.mark.parametrize(
    ("key", "change", "said"),
    [
        ('candidates = "candidat.csv"', None, ("candidat.csv", "candidats.csv")),
        ('candidates = "candidats.csv"\nlistings = ["a"]', None, ("listings", "candidates")),
        ('candidates = "candidats.csv"', ("ex-001,", "2026/001,"), ("2026/001", "24")),
        ('candidates = "candidats.csv"', ("ex-005,", "ex-004,"), ("ex-004", "une seule fois")),
        ('candidates = "candidats.csv"', ("4.5,4,2.5", "quatre,4,2.5"), ("quatre", "ancrage")),
        ('candidates = "candidats.csv"', ("ex-007,Exemple 007", "ex-007,"), ("ligne 8", "un nom : chaque candidat a une page")),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_said_and_nothing_is_half_made(
    tmp_path: Path, key: str, change: tuple[str, str] | None, said: tuple[str, str]
) -> None:
    study = make(tmp_path, key=key)
    if change is not None:
        text = (study / "candidats.csv").read_text(encoding="utf-8")
        assert change[0] in text
        (study / "candidats.csv").write_text(text.replace(*change, 1), encoding="utf-8")
    found = small_study.run("build", study, "--out", tmp_path / "site", *STORE, folder=tmp_path)
    assert found.returncode == 3
    assert all(one in found.stderr for one in said), found.stderr
    assert not list((tmp_path / "site").glob("*"))
    assert not (study / "listings" / "candidats.toml").exists()
    assert not (study / "identities.csv").exists()


@pytest.mark.parametrize(
    "verb",
    [("add", "study", "newer.csv"), ("import", "study", "newer.csv", "--listing", "candidats", *STORE)],
)
def test_its_table_is_its_only_source(table: Path, verb: tuple[str, ...]) -> None:
    (table / "newer.csv").write_text("nom,ville\nUn lieu,Rennes\nUn autre,Nantes\n", encoding="utf-8")
    found = small_study.run(*verb, folder=table)
    assert found.returncode == 3, found.stderr
    assert "changer candidats.csv lui-même" in found.stderr


def test_a_store_holds_the_places_of_one_inventory(table: Path, linked: Path) -> None:
    other = table / "other"
    shutil.copytree(table / "study", other)
    text = (other / "study.toml").read_text(encoding="utf-8")
    (other / "study.toml").write_text(text.replace('"label-budget"', '"other"', 1), encoding="utf-8")
    found = small_study.run("appraise", other, *STORE, folder=table)
    assert found.returncode == 3
    assert "celui-ci tient « label-budget »" in found.stderr
    assert "--database sqlite:///var/mon-etude.sqlite3" in found.stderr
    apart = small_study.run("appraise", other, "--database", "sqlite:///other.sqlite3", folder=table)
    assert apart.returncode == 0, apart.stderr

    fewer = linked / "fewer"
    shutil.copytree(linked / "study", fewer)
    text = (fewer / "study.toml").read_text(encoding="utf-8")
    text = re.sub(r"(?m)^listings = .*$", 'listings = ["pdl"]', text).replace('"petite-etude"', '"fewer"', 1)
    (fewer / "study.toml").write_text(text, encoding="utf-8")
    before = (fewer / "identities.csv").read_bytes()
    refused = small_study.run("link", fewer, *STORE, folder=linked)
    assert refused.returncode == 3
    assert "celui-ci tient « petite-etude »" in refused.stderr
    assert (fewer / "identities.csv").read_bytes() == before
