"""The package as people install it: a wheel in an empty environment, no repository, no Node.js, no make, no compiler."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from florilege.web.publication.text import built_files
from tests.browser.conftest import absent
from tests.program import ROOT
from tests.study_drafts import tables

MOST = 25_000_000


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not (built_files.BUILD / "site.css").is_file():
        absent("the front end is not built (make frontend): the wheel was not tested")
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", "-w", out, ROOT],
        check=True, capture_output=True, cwd=out,
    )  # fmt: skip
    [made] = out.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program of an environment that has the wheel, and the libraries of ours: nothing comes over a network."""
    folder = tmp_path_factory.mktemp("environment") / "env"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    python = folder / "bin" / "python"
    subprocess.run(
        [sys.executable, "-m", "pip", "--quiet", "--python", python, "install", "--no-deps", "--no-index", wheel],
        check=True, capture_output=True,
    )  # fmt: skip
    [packages] = folder.glob("lib/*/site-packages")
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "bin" / "florilege"


def run(program: Path, arguments: Sequence[str | Path], folder: Path) -> subprocess.CompletedProcess[str]:
    # an empty folder for a path: neither Node.js nor make nor a compiler is found
    nothing = folder / "nothing"
    nothing.mkdir(exist_ok=True)
    variables = {"PATH": str(nothing), "HOME": str(folder), "LANG": "C.UTF-8"}
    if "PYTHONPYCACHEPREFIX" in os.environ:
        variables["PYTHONPYCACHEPREFIX"] = os.environ["PYTHONPYCACHEPREFIX"]
    return subprocess.run(
        [program, *arguments], cwd=folder, env=variables, capture_output=True, text=True, check=False
    )


def test_it_holds_what_a_study_needs_and_is_small(wheel: Path) -> None:
    assert wheel.stat().st_size <= MOST
    names = set(zipfile.ZipFile(wheel).namelist())
    for name in (
        "web/static/build/site.css", "web/static/build/printed/tokens.css", "web/locale/en/LC_MESSAGES/messages.mo",
        "territory/data/communes.csv", "linkage/model.json", "web/templates/home.html",
    ):  # fmt: skip
        assert f"florilege/{name}" in names


def test_it_names_every_library_that_the_repository_installs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lines = (ROOT / "requirements.in").read_text("utf-8").split("\n")
    listed = {line.strip() for line in lines if line.strip() and not line.startswith("#")}
    builders = {line for line in listed if line.startswith(("hatchling", "editables"))}
    assert set(project["dependencies"]) == listed - builders


def test_two_commands_make_a_site_from_somebody_s_files(installed: Path, tmp_path: Path) -> None:
    tables.workbook(tmp_path / "lieux.xlsx", tables.under_a_title)
    said = run(installed, ["--version"], tmp_path)
    assert said.stdout.startswith("florilege ")
    started = run(installed, ["new", "etude", "--from", "lieux.xlsx", "--yes"], tmp_path)
    assert started.returncode == 0, started.stderr
    shutil.move(tmp_path / "lieux.xlsx", tmp_path / "nothing" / "lieux.xlsx")  # the study stands by itself
    built = run(installed, ["build", "etude", "--out", "site"], tmp_path)
    assert built.returncode == 0, built.stderr
    for page, held in (
        ("index.html", "Etude"),
        ("en/index.html", "Etude"),
        ("selection/index.html", "La Fabrique"),
    ):
        assert held in (tmp_path / "site" / page).read_text("utf-8")
    assert len(list((tmp_path / "site").rglob("*.pdf"))) > 0
    assert str(ROOT) not in (tmp_path / "site" / "index.html").read_text("utf-8")


def test_doctor_says_what_there_is_and_what_is_not(installed: Path, tmp_path: Path) -> None:
    found = run(installed, ["doctor", "--lang", "en"], tmp_path)
    assert found.returncode == 0, found.stdout
    assert "✓ styles and scripts" in found.stdout
    assert "– Java (absent): Spark only\n      → Java 17 or later" in found.stdout
    assert "Nothing is missing to build and publish a study." in found.stdout
    packages = next(installed.parents[1].glob("lib/*/site-packages"))
    styles = packages / "florilege" / "web" / "static" / "build" / "site.css"
    moved = styles.rename(styles.with_suffix(".away"))
    try:
        lacking = run(installed, ["doctor", "--lang", "en"], tmp_path)
    finally:
        moved.rename(styles)
    assert lacking.returncode == 1
    assert "Missing: styles and scripts." in lacking.stdout
