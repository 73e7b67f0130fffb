"""`florilege add`: a listing more, and a newer version of one that the study has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from florilege.selection.study_file import read_study
from florilege.study_drafts.additions import with_listing
from florilege.study_drafts.removals import without_listing
from tests import postgresql
from tests.program import run
from tests.study_drafts import tables


@pytest.fixture
def study(tmp_path: Path) -> Path:
    tables.as_excel_writes(tmp_path / "lieux.csv", 30)
    ended = run(
        "new",
        "etude",
        "--from",
        "lieux.csv",
        "--date",
        "2025-01-01",
        "--yes",
        "--lang",
        "en",
        folder=tmp_path,
    )
    assert ended.returncode == 0, ended.stderr
    return tmp_path / "etude"


@pytest.fixture(params=["embedded", "PostgreSQL"])
def database(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """The variables that name the store: the embedded one, and PostgreSQL."""
    if request.param == "embedded":
        yield {}
        return
    if postgresql.binaries() is None:
        pytest.skip("PostgreSQL is not installed here")
    with postgresql.started() as address:
        yield {"DATABASE_URL": address}


def listings(study: Path) -> tuple[str, ...]:
    return tuple(read_study((study / "study.toml").read_text("utf-8"), file="study.toml").listings)


def test_a_file_of_other_places_becomes_a_listing_of_the_study(study: Path, tmp_path: Path) -> None:
    lines = "".join(f"Atelier {n};{town};{code}\n" for n, (town, code) in enumerate(tables.COMMUNES))
    (tmp_path / "ateliers.csv").write_text("Nom;Commune;CP\n" + lines, encoding="utf-8")
    before = (study / "study.toml").read_text("utf-8")
    ended = run(
        "add", "etude", "ateliers.csv", "--kind", "atelier partagé", "--yes", "--lang", "en", folder=tmp_path
    )
    assert ended.returncode == 0, ended.stderr
    assert listings(study) == ("lieux", "ateliers")
    assert (study / "study.toml").read_text("utf-8") == before.replace('["lieux"]', '["lieux", "ateliers"]')
    assert "outside the scope of the study (study.toml, [study.scope] kind): atelier-partage" in ended.stdout
    assert "## listings/ateliers.toml" in (study / "GUESSES.md").read_text("utf-8")
    built = run("link", "etude", folder=tmp_path)
    assert built.returncode == 0, built.stderr
    again = run("add", "etude", "ateliers.csv", "--new", "--yes", folder=tmp_path)
    assert again.returncode == 0
    assert listings(study) == ("lieux", "ateliers", "ateliers-2")


def test_a_newer_version_is_handed_over_to_import_with_its_difference(study: Path, tmp_path: Path) -> None:
    tables.as_excel_writes(tmp_path / "lieux 2026.csv", 33)
    before = (study / "study.toml").read_text("utf-8")
    ended = run("add", "etude", "lieux 2026.csv", "--date", "2026-01-01", "--lang", "en", folder=tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert "another version of the listing “lieux”" in ended.stderr
    assert "2025-01-01 → 2026-01-01" in ended.stdout
    assert "added (3)" in ended.stdout
    assert (study / "study.toml").read_text("utf-8") == before
    accept = ended.stderr.strip().split("\n")[-1].removeprefix("To accept it: florilege ")
    assert accept == "import etude --listing lieux 'lieux 2026.csv' --date 2026-01-01 --accept --who \"…\""


def test_without_a_study_there_is_nothing_to_add_to(tmp_path: Path) -> None:
    tables.as_excel_writes(tmp_path / "lieux.csv")
    (tmp_path / "vide").mkdir()
    ended = run("add", "vide", "lieux.csv", "--yes", folder=tmp_path)
    assert ended.returncode == 3
    assert "study.toml" in ended.stderr


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('[study]\nlistings = ["a"] # mine\n', '[study]\nlistings = ["a", "b"] # mine\n'),
        ('[study]\nlistings = "a"\n', '[study]\nlistings = ["a", "b"]\n'),
        ("[study]\nsize = 3\n", '[study]\nsize = 3\nlistings = ["b"]\n'),
    ],
)
def test_the_study_file_keeps_all_else(before: str, after: str) -> None:
    assert with_listing(before, "b") == after


ATELIERS = "Nom;Commune;CP\n" + "".join(
    f"Atelier {n};{town};{code}\n" for n, (town, code) in enumerate(tables.COMMUNES)
)


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a study and what it holds; what the steps keep beside it apart."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in ("identities.csv", "addresses.csv")
    }


@pytest.fixture
def added(study: Path, tmp_path: Path) -> Path:
    (tmp_path / "ateliers.csv").write_text(ATELIERS, encoding="utf-8")
    before = files(study)
    ended = run("add", "etude", "ateliers.csv", "--kind", "fablab", "--yes", "--lang", "en", folder=tmp_path)
    assert ended.returncode == 0, ended.stderr
    new = {"listings/ateliers.toml", "listings/ateliers/ateliers.csv", "additions/ateliers.json"}
    assert files(study).keys() - before.keys() == new
    return study


def test_a_listing_taken_out_leaves_the_study_as_it_was(
    study: Path, tmp_path: Path, database: dict[str, str]
) -> None:
    (tmp_path / "ateliers.csv").write_text(ATELIERS, encoding="utf-8")
    before = files(study)
    run("add", "etude", "ateliers.csv", "--kind", "fablab", "--yes", folder=tmp_path)
    ended = run(
        "add", "etude", "--undo", "ateliers", "--who", "Ada", "--lang", "en", folder=tmp_path, environment=database
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    count = len(tables.COMMUNES)
    assert f"removed from the study, with {count} records and 10 places that only it held" in ended.stdout
    assert files(study) == before
    acts = run(folder=tmp_path, script=ACTS, environment=database)
    assert acts.stdout == f"[('listing.undo', 'ateliers', 'Ada', 'file', {count})]\n['lieux']\n", acts.stderr
    again = run("add", "etude", "--undo", "ateliers", "--lang", "en", folder=tmp_path, environment=database)
    assert again.returncode == 3
    assert "a listing added to the study: ∅" in again.stderr


ACTS = """
from florilege.cli.application import open_store
open_store("")
from florilege.web.inventory.models import Listing, Record
from florilege.web.journal.models import Act
print([(one.kind, one.object, one.who, one.door, one.before["records"]) for one in Act.objects.all()])
print(sorted(set(Record.objects.filter(version__current=True, link__isnull=False).values_list("version__listing__slug", flat=True))))
"""


@pytest.mark.parametrize("edited", ["listings/ateliers.toml", "listings/ateliers/ateliers.csv"])
def test_a_file_edited_since_is_named_and_nothing_goes(added: Path, tmp_path: Path, edited: str) -> None:
    path = added / edited
    path.write_text(path.read_text("utf-8") + "\n", encoding="utf-8")
    before = files(added)
    ended = run("add", "etude", "--undo", "ateliers", "--lang", "en", folder=tmp_path)
    assert ended.returncode == 3
    assert "the file as the addition wrote it" in ended.stderr
    assert edited in ended.stderr.replace("\n", "")
    assert files(added) == before


def test_a_verdict_on_one_of_its_records_keeps_it(added: Path, tmp_path: Path) -> None:
    assert run("link", "etude", folder=tmp_path).returncode == 0
    record = re.search(r"ateliers,([^,\n]+)", (added / "identities.csv").read_text("utf-8"))
    assert record is not None
    (added / "decisions.csv").write_text(
        "act,verdict,first_listing,first_record,second_listing,second_record,undoes,who,date,reason\n"
        f"1,alone,ateliers,{record[1]},,,,Ada,2025-05-05,\n",
        encoding="utf-8",
    )
    before = files(added)
    ended = run("add", "etude", "--undo", "ateliers", "--lang", "en", folder=tmp_path)
    assert ended.returncode == 3
    assert "only the listing “ateliers” holds (acts 1)" in " ".join(ended.stderr.split())
    assert "florilege review STUDY --undo 1" in " ".join(ended.stderr.split())
    assert files(added) == before
    assert run("review", "etude", "--undo", "1", folder=tmp_path).returncode == 0
    assert run("add", "etude", "--undo", "ateliers", folder=tmp_path).returncode == 0
    assert listings(added) == ("lieux",)


def test_what_was_edited_in_the_guesses_stays_and_is_told(added: Path, tmp_path: Path) -> None:
    guesses = added / "GUESSES.md"
    guesses.write_text(
        guesses.read_text("utf-8").replace("## listings/ateliers.toml", "## ateliers, seen"), "utf-8"
    )
    ended = run("add", "etude", "--undo", "ateliers", "--lang", "en", folder=tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert "stays there" in ended.stdout
    assert "## ateliers, seen" in guesses.read_text("utf-8")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('[study]\nlistings = ["a", "b"] # mine\n', '[study]\nlistings = ["a"] # mine\n'),
        ('[study]\nsize = 3\nlistings = ["b"]\n', "[study]\nsize = 3\n"),
        ('[study]\nlistings = "a"\n', '[study]\nlistings = "a"\n'),
    ],
)
def test_the_study_file_less_one_keeps_all_else(before: str, after: str) -> None:
    assert without_listing(before, "b") == after
