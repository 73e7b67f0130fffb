"""What is dumped builds the same site from an empty store, to the byte; nothing personal is in it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.chain import small_study
from tests.chain.conftest import build_study
from tests.made_once import made_once
from tests.program import run


def test_a_dump_gives_the_same_site_from_an_empty_store(
    folder: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    study = folder / "study"
    shutil.copytree(made_once(tmp_path_factory, "built", build_study) / "site", folder / "site")
    journal = study / "contributions.csv"
    columns = "act,kind,place_id,field,wrong,right,date,source_url,proof,said_by,accepted_by,accepted,reason,undoes,proposal"
    ids = [line.split(",")[0] for line in (study / "identities.csv").read_text("utf-8").splitlines()[1:3]]
    lines = [
        f"1,value,{ids[0]},jobs,,12,2026-05-01,https://lieu.example/,,place,M.,2026-05-02,,,",
        f"2,value,{ids[1]},jobs,,7,2026-05-01,https://lieu.example/,,team,M.,2026-05-02,,,",
    ]
    journal.write_text("\n".join([columns, *lines, ""]), encoding="utf-8")
    built = small_study.run("build", study, "--out", folder / "site", "--without-report", folder=folder)
    assert built.returncode == 0, built.stderr
    # an older copy of the file is put back: the store knows the act that it lost
    journal.write_text("\n".join([columns, lines[1], ""]), encoding="utf-8")
    said = run("dump", study, "--out", tmp_path / "dumped", folder=folder)
    assert said.returncode == 0, said.stderr
    assert "put back from the store: 1 acts in contributions.csv" in said.stdout
    assert (tmp_path / "dumped" / "contributions.csv").read_text("utf-8").splitlines()[1:] == lines
    again = small_study.run(
        "build", tmp_path / "dumped", "--out", tmp_path / "site", "--without-report", folder=tmp_path,
        environment={"DATABASE_URL": f"sqlite:///{tmp_path}/empty.sqlite3"},
    )  # fmt: skip
    assert again.returncode == 0, again.stderr
    first, second = small_study.site_files(folder), small_study.site_files(tmp_path)
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


def test_a_dump_is_written_nowhere_but_in_an_empty_folder_outside_the_study(
    folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "kept").write_text("x", encoding="utf-8")
    for out in (tmp_path, folder / "study" / "dump"):
        said = run("dump", folder / "study", "--out", out, folder=folder)
        assert said.returncode == 3
    assert [one.name for one in tmp_path.iterdir()] == ["kept"]
