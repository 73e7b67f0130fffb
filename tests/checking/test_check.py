"""What a site says is derived again from its files; a number that they contradict is told with its sentence."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from florilege.checking.check import check_site
from florilege.faults import InputRefused
from tests.checking import tiny_site


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return tiny_site.write(tmp_path / "site")


def test_a_site_that_says_what_its_files_say_is_derived_again(site: Path) -> None:
    report = check_site(site)
    assert not report.refuted
    assert [one.sentence for one in report.underived] == ["Relevé le 3 mai."]
    assert report.checked == report.derived + report.fixed + 1
    assert report.derived >= 35


SHEET, SELECTION, TERRITORY = "lieux/le-12-lens", "selection", "territoires/100"
CHANGED = (
    ("", "parmi 3,", "parmi 4,"),
    ("", "refait 10\u202f000 fois", "refait 1\u202f000 fois"),
    ("", "revenue 17 fois", "revenue 18 fois"),
    ("", "Aucun certain", "Un certain"),
    ("", "PDF, 1,2 ko", "PDF, 1,3 ko"),
    ("", 'class="big">5<', 'class="big">6<'),
    ("", "<dd>12<", "<dd>13<"),
    ("", "public (1)", "public (2)"),
    ("en", "out of 3,", "out of 4,"),
    ("en", "10,000 times", "10,001 times"),
    (SELECTION, "<td>1</td>", "<td>2</td>"),
    (SELECTION, "<td>7</td>", "<td>8</td>"),
    (SELECTION, "90,1 %", "90,2 %"),
    (SELECTION, "89,1–", "88,1–"),
    (SELECTION, "0,70–", "0,71–"),
    (SELECTION, "de 0,20", "de 0,30"),
    (SELECTION, "à 0,42", "à 0,40"),
    (SELECTION, "de 1 à 2 familles", "de 2 à 3 familles"),
    (SELECTION, "à 6 années", "à 5 années"),
    (SELECTION, "à 2 familles d’usages au lieu de 1", "à 2 familles d’usages au lieu de 0"),
    (SHEET, "9 ans", "8 ans"),
    (SHEET, "2 familles", "3 familles"),
    (SHEET, "2 moyens", "3 moyens"),
    (SHEET, "à 1,1 km", "à 1,2 km"),
    (SHEET, "4,0 lieux", "4,1 lieux"),
    (SHEET, "2 services", "3 services"),
    (SHEET, "2 fiches", "3 fiches"),
    (SHEET, "1 désaccord", "2 désaccords"),
    (SHEET, "Depuis 2013", "Depuis 2014"),
    (SHEET, "17,9 millions", "18,9 millions"),
    (SHEET, 'value">3\u202f000 m²', 'value">3\u202f100 m²'),
    (SHEET, 'value">3\u202f000 m²', 'value">3 m²'),
    (SHEET, "juillet 2022", "juin 2022"),
    (SHEET, "(62498)", "(62499)"),
    (SHEET, "50,00000 ;", "50,00100 ;"),
    (SHEET, "perd 0,013", "perd 0,014"),
    (SHEET, "0,90–1,00", "0,80–1,00"),
    (SHEET, ">40 %", ">41 %"),
    (SHEET, "0,36–", "0,35–"),
    (SHEET, "<td>0,72–0,76</td><td>100", "<td>0,73–0,76</td><td>100"),
    ("en/" + SHEET, "1.1 km", "1.2 km"),
    ("en/" + SHEET, "4.0 places", "4.1 places"),
    ("en/" + SHEET, "9 documented", "8 documented"),
    (TERRITORY, "50\u202f000 hab", "50\u202f001 hab"),
    (TERRITORY, "<dd>2<", "<dd>3<"),
    (TERRITORY, "<dd>1<", "<dd>0<"),
    (TERRITORY, "<span>2<", "<span>1<"),
    (TERRITORY, "1 lieu sur 2", "2 lieux sur 2"),
    (TERRITORY, "Les 2 acteurs", "Les 3 acteurs"),
    ("territoires", "parmi 2", "parmi 3"),
)


@pytest.mark.parametrize(("page", "said", "changed"), CHANGED)
def test_a_number_that_the_files_contradict_is_refuted(
    site: Path, page: str, said: str, changed: str
) -> None:
    file = site / page / "index.html"
    text = file.read_text(encoding="utf-8")
    assert said in text
    file.write_text(text.replace(said, changed, 1), encoding="utf-8")
    report = check_site(site)
    assert {one.page for one in report.refuted} == {f"{page}/" if page else ""}
    assert report.sentences_refuted == 1
    assert all(one.said and one.data for one in report.refuted)


def test_a_distance_to_a_place_that_is_not_the_nearest_is_refuted(site: Path) -> None:
    file = site / SHEET / "index.html"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("La Forge, à 1,1 km", "Atelier, à 249 km"), encoding="utf-8")
    assert check_site(site).sentences_refuted == 1


def test_a_neighbour_within_a_commune_known_by_its_centre_has_an_interval(site: Path) -> None:
    sealed = {**tiny_site.SEALED}
    sealed["sites.csv"] = sealed["sites.csv"].replace("50.01,3.0,0,100", "50.01,3.0,1,100")
    with zipfile.ZipFile(site / "data" / "dossier.zip", "w") as archive:
        for name, content in sealed.items():
            archive.writestr(name, content)
    for file in (site / SHEET / "index.html", site / "en" / SHEET / "index.html"):
        text = file.read_text(encoding="utf-8")
        text = text.replace("à 1,1 km", "entre 0,1 km et 2,2 km").replace(
            "1.1 km away", "between 0.1 km and 2.2 km away"
        )
        file.write_text(text, encoding="utf-8")
    assert not check_site(site).refuted


def test_without_the_dossier_what_rests_on_it_is_listed_and_not_refuted(site: Path) -> None:
    (site / "data" / "dossier.zip").unlink()
    report = check_site(site)
    assert not report.refuted
    assert any("habitants" in one.sentence for one in report.underived)


@pytest.mark.parametrize("published", ["no table of ties", "a table from which some were left out"])
def test_what_is_said_of_actors_is_listed_where_the_ties_are_not_all_published(
    site: Path, published: str
) -> None:
    if published == "no table of ties":
        (site / "data" / "ties.csv").unlink()
    else:
        (site / "data" / "licences.json").write_text('{"left_out": {"ties": 3}}', encoding="utf-8")
    report = check_site(site)
    assert not report.refuted
    assert any("acteurs nommés" in one.sentence for one in report.underived)


def test_a_note_is_found_in_the_pinned_files_of_the_study(site: Path, tmp_path: Path) -> None:
    study = tmp_path / "study"
    (study / "listings" / "etude").mkdir(parents=True)
    (study / "listings" / "etude" / "facts.csv").write_text("note\nplus de 73 ateliers\n", encoding="utf-8")
    file = site / SHEET / "index.html"
    text = file.read_text(encoding="utf-8").replace("</abbr>", "</abbr><br><q>plus de 73 ateliers</q>")
    file.write_text(text, encoding="utf-8")
    assert len(check_site(site).underived) == len(check_site(site, study).underived) + 1


def test_a_folder_without_data_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused):
        check_site(tmp_path)


def _resealed(site: Path, before: str, after: str) -> None:
    sealed = {**tiny_site.SEALED}
    assert before in sealed["sites.csv"]
    sealed["sites.csv"] = sealed["sites.csv"].replace(before, after)
    with zipfile.ZipFile(site / "data" / "dossier.zip", "w") as archive:
        for name, content in sealed.items():
            archive.writestr(name, content)


def _said(site: Path, french: str, english: str) -> None:
    for file, before, after in (
        (site / SHEET / "index.html", "à 1,1 km", french),
        (site / "en" / SHEET / "index.html", "1.1 km away", english),
    ):
        file.write_text(file.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")


def test_an_upper_bound_rounded_down_is_refuted(site: Path) -> None:
    _resealed(site, "50.01,3.0,0,100", "50.01,3.0,1,100")
    _said(site, "entre 0,1 km et 2,1 km", "between 0.1 km and 2.1 km away")
    assert check_site(site).sentences_refuted == 2
