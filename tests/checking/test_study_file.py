"""The checker reads the study file by itself: what a file leaves out means to it what it means to the selection."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from florilege.checking.check import check_site
from florilege.checking.study_file import Criterion, read_study_file
from florilege.selection.study_file import read_study
from tests.checking import tiny_site

STUDIES = Path(__file__).parents[1] / "documents" / "studies"
BARE = """
[study]
slug = "nu"
size = 1

[[criterion]]
key = "years_attested"
value = { kind = "linear", from = 0, to = 10 }

[weights]
years_attested = 1
"""
"""A study that leaves out whatever may be."""
BARE_TABLE = BARE.replace("size = 1", 'size = 1\ncandidates = "dossiers.csv"')
WITH_AXES = BARE.replace("[[criterion]]", '[[axis]]\nkey = "model"\n\n[[criterion]]\naxis = "model"')
FILES = {
    "places": (STUDIES / "places.toml").read_text(encoding="utf-8"),
    "table": (STUDIES / "table.toml").read_text(encoding="utf-8"),
    "bare": BARE,
    "bare table": BARE_TABLE,
    "axes without a title": WITH_AXES,
    "thresholds of zero and one": BARE + "[robustness]\ncore = 1\nexterior = 0\n",
    "one threshold": BARE + "[robustness]\ncore = 0.8\n",
    "a column of another name": BARE_TABLE.replace("value =", 'column = "années"\nvalue ='),
    "a jury": BARE.replace("value =", 'source = "jury"\nunknown = [0.2, 0.6]\ndirection = "down"\nvalue ='),
}


@pytest.mark.parametrize("name", FILES)
def test_the_checker_and_the_selection_read_the_same_study(name: str) -> None:
    checked, computed = read_study_file(FILES[name]), read_study(FILES[name], file="study.toml")
    assert [(one.key, set(one.titles)) for one in checked.axes] == [
        (one.key, {one.title.fr, one.title.en}) for one in computed.grid.axes
    ]
    assert [_of(one) for one in checked.criteria] == [
        (
            one.key, one.axis, {one.title.fr, one.title.en}, one.source, one.input, one.function.kind, one.function.down,
            one.unknown,
        )
        for one in computed.grid.criteria
    ]  # fmt: skip
    assert checked.id_column == computed.id_column
    assert (checked.core, checked.exterior) == (computed.robustness.core, computed.robustness.exterior)


def _of(one: Criterion) -> tuple[object, ...]:
    kind = one.value["kind"]
    return one.key, one.axis, set(one.titles), one.source, one.input, kind, one.down, one.unknown


@pytest.mark.parametrize("name", FILES)
def test_a_measure_is_worth_the_same_to_both(name: str) -> None:
    checked, computed = read_study_file(FILES[name]), read_study(FILES[name], file="study.toml")
    for one, other in zip(checked.criteria, computed.grid.criteria, strict=True):
        for raw in other.function.table or (0.1, 0.5, 1, 2.5, 8, 60):
            assert one.worth(raw) == pytest.approx(other.function.value(raw)[0], abs=1e-12)


@pytest.fixture
def bare_site(tmp_path: Path) -> Path:
    """The tiny site, of a study that gives no title to its axis and its criteria: pages name them by their keys."""
    site = tiny_site.write(tmp_path / "site")
    lines = [line for line in tiny_site.STUDY.splitlines() if not line.startswith("title =")]
    with zipfile.ZipFile(site / "data" / "dossier.zip", "w") as archive:
        for name, content in {**tiny_site.SEALED, "study.toml": "\n".join(lines)}.items():
            archive.writestr(name, content)
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        for title, key in (("Durée", "years"), ("Usages", "uses"), ("Modèle", "model")):
            text = text.replace(f"<th>{title}</th>", f"<th>{key}</th>").replace(f"« {title} »", f"« {key} »")
        page.write_text(text, encoding="utf-8")
    return site


def test_a_study_without_titles_is_checked_by_its_keys(bare_site: Path) -> None:
    report = check_site(bare_site)
    assert not report.refuted
    assert [one.sentence for one in report.underived] == ["Relevé le 3 mai."]


@pytest.mark.parametrize(
    ("said", "changed"),
    [
        ("0,90–1,00", "0,80–1,00"),
        ("<td>0,72–0,76</td><td>100", "<td>0,73–0,76</td><td>100"),
        (">40 %", ">41 %"),
    ],
)
def test_a_number_beside_a_key_is_still_refuted(bare_site: Path, said: str, changed: str) -> None:
    page = bare_site / "lieux" / "le-12-lens" / "index.html"
    text = page.read_text(encoding="utf-8")
    assert said in text
    page.write_text(text.replace(said, changed, 1), encoding="utf-8")
    assert check_site(bare_site).sentences_refuted == 1


@pytest.mark.parametrize("source", ['source = "jury"', 'indicator = "weekly_hours"'])
def test_a_criterion_that_the_files_do_not_let_one_count_is_listed_and_not_refuted(
    tmp_path: Path, source: str
) -> None:
    site = tiny_site.write(tmp_path / "site")
    study = tiny_site.STUDY.replace('indicator = "years_attested"', source)
    with zipfile.ZipFile(site / "data" / "dossier.zip", "w") as archive:
        for name, content in {**tiny_site.SEALED, "study.toml": study}.items():
            archive.writestr(name, content)
    report = check_site(site)
    assert not report.refuted
    assert any("0,90–1,00" in one.sentence for one in report.underived)
