"""What cannot be used is refused: exit code 3, words that say where and what to do, the store unchanged."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.chain import small_study

WRITTEN = ("identities.csv", "addresses.csv")
"""Files of the study that a build itself writes."""
Damage = Callable[[Path], object]


def edit(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def double_an_id(study: Path) -> None:
    rows = small_study.read_rows(study, "cget")
    rows[7][0] = rows[3][0]
    small_study.write_rows(study, "cget", rows)


def break_the_encoding(study: Path) -> None:
    path = small_study.data_file(study, "cget")
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1", errors="replace"))


def rule(study: Path, kind: str, identifier: str) -> None:
    """Add a rule about one id to the study file; its ids stand on line 64."""
    with (study / "study.toml").open("a", encoding="utf-8") as stream:
        stream.write(
            f'\n[[rule]]\nkind = "{kind}"\nids = ["{identifier}"]\nreason = {{ fr = "dit", en = "said" }}\n'
        )


DAMAGES: dict[str, tuple[Damage, tuple[str, ...]]] = {
    "a listing's file is missing": (
        lambda study: small_study.data_file(study, "cget").unlink(),
        ("CGET_TiersLieux_2019.csv",),
    ),
    "a mapping file is missing": (
        lambda study: (study / "listings" / "pdl.toml").unlink(),
        ("pdl.toml",),
    ),
    "a column is gone": (
        lambda study: edit(small_study.data_file(study, "cget"), "NOM_TL", "NOM"),
        ("CGET_TiersLieux_2019.csv", "NOM_TL"),
    ),
    "an id stands twice": (double_an_id, ("CGET_TiersLieux_2019.csv", "ID", "'3'")),
    "the encoding is another": (break_the_encoding, ("CGET_TiersLieux_2019.csv", "utf-8")),
    "a key of the study file is misspelt": (
        lambda study: edit(study / "study.toml", "known_at_least", "known_at_lest"),
        ("study.toml", "known_at_lest", "known_at_least"),
    ),
    "a criterion names no indicator": (
        lambda study: edit(study / "study.toml", "mix_of_uses", "mix_of_use"),
        ("study.toml", "mix_of_use", "mix_of_uses"),
    ),
    "a key of a mapping is misspelt": (
        lambda study: edit(study / "listings" / "cget.toml", "attribution", "atribution"),
        ("cget.toml", "line ", "'atribution'", "attribution"),
    ),
    "a listing has no mapping": (
        lambda study: edit(study / "study.toml", '"pdl"', '"pdll"'),
        ("study.toml", "line 6", "'pdll'", '"pdl"'),
    ),
    "a rule looks at an attribute that places do not have": (
        lambda study: edit(study / "study.toml", 'each = "region"', 'each = "regoin"'),
        ("study.toml", "line 48", "'regoin'", '"region"'),
    ),
    "and no place is known enough to be a candidate": (
        lambda study: (
            edit(study / "study.toml", 'each = "region"', 'each = "regoin"'),
            edit(study / "study.toml", "known_at_least = 2", "known_at_least = 3"),
        ),
        ("study.toml", "line 48", "'regoin'", '"region"'),
    ),
    "a condition of a rule names no attribute": (
        lambda study: edit(study / "study.toml", 'each = "region"', 'where = { regoin = "Bretagne" }'),
        ("study.toml", "line 48", "'regoin'", '"region"'),
    ),
    "a condition of a rule has a value that no place has": (
        lambda study: edit(study / "study.toml", 'each = "region"', 'where = { zone = "dorm" }'),
        ("study.toml", "line 48", "'dorm'", '"drom"'),
    ),
    "a rule includes an id that no place bears": (
        lambda study: rule(study, "include", "lieu-de-nulle-part"),
        ("study.toml", "'lieu-de-nulle-part'", "line 64"),
    ),
    "a rule excludes an id that no place bears": (
        lambda study: rule(study, "exclude", "lieu-de-nulle-part"),
        ("study.toml", "'lieu-de-nulle-part'", "line 64"),
    ),
    "the scope has a status that no place has": (
        lambda study: edit(study / "study.toml", "size = 5", 'size = 5\nscope = { status = ["opne"] }'),
        ("study.toml", "line 5", "'opne'", '"open"'),
    ),
    "the scope names no attribute": (
        lambda study: edit(study / "study.toml", "size = 5", 'size = 5\nscope = { statut = ["open"] }'),
        ("study.toml", "line 5", "'statut'", '"status"'),
    ),
    "a listing changed too, and a rule names an unknown id": (
        lambda study: (
            small_study.write_rows(study, "pdl", small_study.read_rows(study, "pdl")[:-3]),
            rule(study, "include", "lieu-de-nulle-part"),
        ),
        ("study.toml", "'lieu-de-nulle-part'"),
    ),
    "a mapping has an unknown encoding": (
        lambda study: edit(
            study / "listings" / "pdl.toml",
            'date = "2021-11-06"',
            'date = "2021-11-06"\nencoding = "utf-88"',
        ),
        ("pdl.toml", "line 39", "'utf-88'", '"utf-8"'),
    ),
    "the study file is not TOML": (
        lambda study: edit(study / "study.toml", "size = 5", "size = "),
        ("study.toml",),
    ),
    "the identities are damaged": (
        lambda study: edit(study / "identities.csv", "founding_record", "founding"),
        ("identities.csv",),
    ),
}


@pytest.fixture
def folder(selected: Path) -> Path:
    """The small study, built, without its site: what is refused is refused before anything is published."""
    return selected


@pytest.mark.parametrize("name", list(DAMAGES))
def test_damaged_input_is_refused_and_the_store_is_unchanged(name: str, folder: Path) -> None:
    damage, words = DAMAGES[name]
    before = small_study.store_rows(folder)
    damage(folder / "study")
    written = {name: (folder / "study" / name).read_bytes() for name in WRITTEN}
    result = small_study.build(folder / "study", folder)
    assert result.returncode == 3, result.stderr
    for word in words:
        assert word in result.stderr
    assert "attendu" in result.stderr
    assert "expected" in result.stderr
    assert small_study.store_rows(folder) == before
    assert {name: (folder / "study" / name).read_bytes() for name in WRITTEN} == written


def test_coordinates_of_one_row_are_mended_or_refused_and_the_build_goes_on(folder: Path) -> None:
    rows = small_study.read_rows(folder / "study", "cget")
    latitude, longitude = rows[0].index("LAT"), rows[0].index("LONG")
    swapped, outside = rows[4][0], rows[9][0]
    rows[4][latitude], rows[4][longitude] = rows[4][longitude], rows[4][latitude]
    rows[9][latitude], rows[9][longitude] = "12.5", "110.2"
    small_study.write_rows(folder / "study", "cget", rows)
    result = small_study.build(folder / "study", folder, pages="")
    assert result.returncode == 0, result.stderr
    (report,) = (folder / "var" / "reports").glob("import-cget-*.csv")
    with report.open(encoding="utf-8", newline="") as stream:
        lines = list(csv.DictReader(stream))
    assert any(line["record_id"] == swapped and line["action"] == "mended" for line in lines)
    assert any(line["record_id"] == outside and "110.2" in line["before"] for line in lines)


@pytest.mark.parametrize(
    "arguments",
    [("build",), ("build", "nowhere", "--outt", "x"), ("unknown",), ("select", "--candidates", "x.csv")],
)
def test_wrong_use_is_exit_code_2(arguments: tuple[str, ...], tmp_path: Path) -> None:
    assert small_study.run(*arguments, folder=tmp_path).returncode == 2


def test_a_study_that_is_not_there_is_refused(tmp_path: Path) -> None:
    result = small_study.run("build", "nowhere", folder=tmp_path)
    assert result.returncode == 3
    assert "study.toml" in result.stderr


def test_a_first_build_that_is_refused_leaves_nothing_in_the_store(tmp_path: Path) -> None:
    study = small_study.make(tmp_path)
    rule(study, "include", "lieu-de-nulle-part")
    result = small_study.build(study, tmp_path)
    assert result.returncode == 3, result.stderr
    assert not any(small_study.store_rows(tmp_path).values())
    assert not any((study / name).exists() for name in WRITTEN)


@pytest.mark.parametrize("out", ["taken.md", "taken.md/site", "/proc/nowhere/site"])
def test_a_site_that_cannot_be_written_is_refused_before_anything_is_done(tmp_path: Path, out: str) -> None:
    study = small_study.make(tmp_path)
    (tmp_path / "taken.md").write_text("a file", encoding="utf-8")
    result = small_study.run("build", study, "--out", out, folder=tmp_path)
    assert result.returncode == 3
    assert "Traceback" not in result.stderr
    assert "--out" in result.stderr
    assert "a folder that can be written to" in result.stderr
    assert (tmp_path / "taken.md").read_text(encoding="utf-8") == "a file"
