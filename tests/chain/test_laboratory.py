"""The laboratory of the workspace, served for real: settings change the list, scenarios are kept and withdrawn."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError

import pytest

from tests.chain import small_study
from tests.chain.served import Reader, serve

PAGE = "/en/espace/laboratoire/"
RULE = """[[rule]]
kind = "at_least"
count = 2
where = { region = "Pays de la Loire" }
missing = "free"
reason = { fr = "Ici d’abord.", en = "Here first." }

"""


@pytest.fixture(scope="module")
def ruled(built_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small study, under a rule that changes its list, selected; no page of its site is written."""
    folder = tmp_path_factory.mktemp("ruled") / "folder"
    shutil.copytree(built_once, folder, ignore=shutil.ignore_patterns("site"))
    file = folder / "study" / "study.toml"
    text = file.read_text(encoding="utf-8").replace("[robustness]", f"{RULE}[robustness]")
    file.write_text(text, encoding="utf-8")
    ended = small_study.build(folder / "study", folder, pages="")
    assert ended.returncode == 0, ended.stderr
    return folder


@pytest.fixture
def laboratory(ruled: Path, tmp_path: Path) -> Iterator[tuple[Path, Reader, dict[str, object]]]:
    """A copy of it served; its folder, a reader, its selection."""
    folder = tmp_path / "folder"
    shutil.copytree(ruled, folder, ignore=shutil.ignore_patterns("site"))
    selection = json.loads((ruled / "site" / "data" / "selection.json").read_text(encoding="utf-8"))
    process, address = serve(folder, "--workspace", "--database", "sqlite:///var/florilege.sqlite3")
    yield folder, Reader(address), selection
    process.kill()
    process.wait()


def kept_lines(folder: Path) -> list[dict[str, str]]:
    path = folder / "study" / "scenarios.csv"
    return list(csv.DictReader(path.open(encoding="utf-8"))) if path.exists() else []


def test_settings_change_the_list_and_scenarios_are_kept(
    laboratory: tuple[Path, Reader, dict[str, object]],
) -> None:
    folder, reader, selection = laboratory
    page = reader.get(PAGE)
    assert "5 places, the same list" in page
    for item in selection["selected"]:  # type: ignore[attr-defined]
        assert str(item["name"]).replace("'", "&#39;").replace("&", "&amp;").split("&")[0] in page
    without = next(rule for rule in selection["rules"] if rule["changes"])  # type: ignore[attr-defined]
    settings = f"rule.{without['key']}=off"
    part = reader.get(f"{PAGE}?{settings}&partial=1")
    assert "<html" not in part
    assert f"{len(without['enters'])} enter" in part
    assert part.count("<b>leaves</b>") == len(without["leaves"])

    where, after = reader.post(
        PAGE,
        page,
        act="keep",
        settings=settings,
        name="No such rule",
        reason="What it costs",
        who="A. Reader",
    )
    assert where == f"{PAGE}?{settings}"
    assert "No such rule" in after
    assert [(line["name"], line["settings"], line["who"]) for line in kept_lines(folder)] == [
        ("No such rule", settings, "A. Reader")
    ]
    compared = reader.get(f"{PAGE}?vs=s1")
    assert f"{len(without['leaves'])} enter" in compared
    assert "“No such rule”" in compared

    _, after = reader.post(PAGE, compared, act="withdraw", key="s1")
    assert "No scenario saved." in after
    assert len(kept_lines(folder)) == 2


def test_what_cannot_be_asked_or_kept_is_said(laboratory: tuple[Path, Reader, dict[str, object]]) -> None:
    folder, reader, _ = laboratory
    for path in ("?w.nothing=3", "?size=1000000", "?vs=s9", "?w.uses=abc&partial=1"):
        with pytest.raises(HTTPError) as refused:
            reader.get(PAGE + path)
        assert refused.value.code == 422
        assert re.search(r"expected", refused.value.read().decode())
    page = reader.get(PAGE)
    with pytest.raises(HTTPError):
        reader.post(PAGE, page, act="keep", settings="", name="", reason="Because")
    assert not kept_lines(folder)
