"""`florilege check` on a built study: nothing that its pages say is refuted by its files, and most is derived again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.chain import small_study


def test_no_sentence_of_a_built_study_is_refuted_and_most_are_derived_again(built_once: Path) -> None:
    result = small_study.run(
        "check", built_once / "study", "--out", built_once / "site", "--json", folder=built_once
    )
    report = json.loads(result.stdout)
    assert report["refuted"] == []
    assert result.returncode == 0, result.stderr
    places = (built_once / "site" / "data" / "places.csv").read_text(encoding="utf-8").count("\n") - 1
    assert report["checked"] > 35 * places
    for kind in (("home", "selection", "sheet"), ("territory", "territories")):
        counts = [report["by_kind"][one] for one in kind]
        derived = sum(one["derived"] for one in counts)
        assert derived >= 0.9 * sum(one.get("derived", 0) + one.get("underived", 0) for one in counts)
    assert set(report["by_kind"]) == {"home", "selection", "sheet", "territory", "territories"}


def test_a_number_changed_on_a_built_page_is_told_and_the_answer_is_no(built: Path) -> None:
    # that nothing else is refuted on the other pages of this site is told above: the sheets and territories are left out
    for pages in ("lieux", "territoires"):
        for prefix in ("", "en"):
            for page in (built / "site" / prefix / pages).iterdir():
                if page.is_dir():
                    shutil.rmtree(page)
    home = built / "site" / "index.html"
    text = home.read_text(encoding="utf-8")
    places = len((built / "site" / "data" / "places.csv").read_text(encoding="utf-8").splitlines()) - 1
    assert f"en {places}" in text.replace("\u00a0", " ")
    home.write_text(text.replace(f"en {places}", f"en {places + 1}"), encoding="utf-8")
    result = small_study.run("check", built / "site", folder=built)
    assert result.returncode == 1
    assert f"refuted: /: [fiches sources] rapprochées en {places + 1} lieux" in result.stdout
    assert f"the data say {places}" in result.stdout
    assert "1 refuted" in result.stdout


def test_a_study_that_is_not_built_says_how_to_build_it(built: Path) -> None:
    result = small_study.run("check", built / "study", "--out", "nowhere", folder=built)
    assert result.returncode == 3
    assert "florilege build" in result.stderr
