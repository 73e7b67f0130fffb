"""What cannot be used is refused: exit code 3, words that say where and what to do, the store unchanged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.chain import small_study

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
    "the study file is not TOML": (
        lambda study: edit(study / "study.toml", "size = 5", "size = "),
        ("study.toml",),
    ),
    "the identities are damaged": (
        lambda study: edit(study / "identities.csv", "founding_record", "founding"),
        ("identities.csv",),
    ),
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    result = small_study.build(small_study.make(folder), folder)
    assert result.returncode == 0, result.stderr
    return folder


@pytest.mark.parametrize("name", list(DAMAGES))
def test_damaged_input_is_refused_and_the_store_is_unchanged(name: str, built: Path, tmp_path: Path) -> None:
    import shutil

    folder = tmp_path / "copy"
    shutil.copytree(built, folder)
    damage, words = DAMAGES[name]
    before = small_study.store_rows(folder)
    damage(folder / "study")
    result = small_study.build(folder / "study", folder)
    assert result.returncode == 3, result.stderr
    for word in words:
        assert word in result.stderr
    assert "attendu" in result.stderr
    assert "expected" in result.stderr
    assert small_study.store_rows(folder) == before


def test_coordinates_of_one_row_are_mended_or_refused_and_the_build_goes_on(
    built: Path, tmp_path: Path
) -> None:
    import csv
    import shutil

    folder = tmp_path / "copy"
    shutil.copytree(built, folder)
    rows = small_study.read_rows(folder / "study", "cget")
    latitude, longitude = rows[0].index("LAT"), rows[0].index("LONG")
    swapped, outside = rows[4][0], rows[9][0]
    rows[4][latitude], rows[4][longitude] = rows[4][longitude], rows[4][latitude]
    rows[9][latitude], rows[9][longitude] = "12.5", "110.2"
    small_study.write_rows(folder / "study", "cget", rows)
    result = small_study.build(folder / "study", folder)
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
