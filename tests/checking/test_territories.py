"""What pages say is measured of territories is derived again from the tables of territories, and refuted by them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from florilege.checking.check import Report, check_site
from tests.checking import tiny_site

TABLES = {
    "territories.csv": (
        "level,code,name,kind,page,inhabitants,places,candidates,kept,counted,added,rate,rate_low,rate_high,rate_how,density,"
        "metropole_km,metropole,peers\n"
        "region,32,Hauts-de-France,,region-32,6000000,2,2,1,2,0,0.0333,0.01,0.08,spread,,,,\n"
        "epci,100,CA de Lens,CA,100,50000,2,2,1,1,1,4.0123,1.25,7.9,spread,719.9,47.4,300,200|400\n"
        "epci,200,CA  des 2 Vallées,CA,200,200000,1,1,0,1,0,5.1,2.2,8.8,spread,410.2,12.3,300,100\n"
        "epci,400,CA sans lieu,CA,,61234,0,0,0,0,0,,,,untold,88.4,,,100\n"
    ),
    "reach.csv": (
        "service,level,code,inhabitants,kilometres,reached,reached_least,reached_most,communes_beyond,inhabitants_unknown\n"
        "coworking,epci,100,50000,10.0,40000,30000,45000,,0\n"
        "coworking,epci,100,50000,45.0,50000,50000,50000,0,0\n"
        "offices,epci,100,50000,20.0,50000,50000,50000,0,0\n"
        "training,epci,100,,20.0,,,,,50000\n"
        "coworking,france,france,68000000,10.0,34000000,30000000,40000000,,600000\n"
        "coworking,france,france,68000000,45.0,67000000,66000000,67500000,321,600000\n"
    ),
    "next_sites.csv": (
        "service,level,code,rank,commune_code,commune,people_added,people_around,unreached,proved,gap,kilometres\n"
        "coworking,epci,100,1,62498,Lens,1234,0,5000,true,,20.0\n"
        "prototyping,epci,100,1,62498,Lens,1000,500,5000,true,,20.0\n"
        "coworking,region,32,1,57463,Metz,9000,0,90000,false,0.0125,20.0\n"
        "coworking,region,32,2,62498,Lens,8000,0,90000,false,0.0125,20.0\n"
        "coworking,france,france,1,57463,Metz,90000,0,900000,false,0.0125,20.0\n"
        "coworking,france,france,2,62498,Lens,80000,0,900000,false,0.0125,20.0\n"
    ),
}  # fmt: skip
EPCI = """<h1>CA de Lens</h1><p>Communauté d’agglomération · 50\u202f000 habitants</p>
<ul><li>2 lieux du champ recensés ; taux lissé, d’après les seuls lieux des recensements de tout le pays (1) :
4,0 pour 100\u202f000 habitants (entre 1,3 et 7,9).</li>
<li>Surtout : espace de coworking (2).</li>
<li>Une source y dit 2 services sur 25.</li>
<li>10\u202f000 habitants à plus de 10 km par la route d’un lieu de « coworking » des recensements de tout le pays
(entre 5\u202f000 et 20\u202f000).</li>
<li>Un lieu de « coworking » à Lens rapprocherait 1\u202f234 habitants qu’aucun lieu, de quelque recensement qu’il vienne,
n’atteint en 20 km par la route.</li>
<li>Un lieu de « fabrication et prototypage » à Lens rapprocherait 1\u202f500 habitants, dont 1\u202f000 d’ici, qu’aucun lieu, de quelque
recensement qu’il vienne, n’atteint en 20 km par la route.</li>
<li>Tous ses habitants sont à moins de 20 km par la route d’un lieu de « bureaux » recensé : un de plus n’en rapprocherait aucun.</li>
<li>Aller voir CA des 2 Vallées, du même rang et mieux pourvu : 5,1 pour 100\u202f000 habitants (entre 2,2 et 8,8).</li></ul>
<p>Lieux que seuls d’autres recensements donnent, et qui n’y comptent pas : 1.</p>
<table><caption>1,3 fois la distance à vol d’oiseau</caption><thead><tr><th>service</th><th>10 km</th><th>45 km</th></tr></thead><tbody>
<tr><th>Coworking</th><td><span class="cell-name">10 km</span>80 % (60–90 %)</td><td><span class="cell-name">45 km</span>100 %</td></tr>
</tbody></table>
<h2>À côté de ses pairs</h2>
<table><thead><tr><th>territoire</th><th>habitants</th><th>densité</th><th>métropole à</th><th>lieux</th><th>taux</th><th>gardés</th></tr></thead>
<tbody><tr><th>CA de Lens <span class="small">(ici)</span></th><td>50\u202f000</td><td>720</td><td>47 km</td><td>2</td>
<td>4,0 pour 100\u202f000 habitants (entre 1,3 et 7,9) ; lieux comptés : 1</td><td>1</td></tr>
<tr><th><a href="../200/index.html">CA des 2 Vallées</a></th><td>200\u202f000</td><td>410</td><td>12 km</td><td>1</td>
<td>5,1 pour 100\u202f000 habitants (entre 2,2 et 8,8)</td><td>0</td></tr>
<tr><th>CA sans lieu</th><td>61\u202f234</td><td>88</td><td>–</td><td>0</td><td>–</td><td>0</td></tr></tbody></table>
<h3>Labels</h3><ul><li>Fabrique de territoire <span>1</span></li></ul>"""
FRANCE = """<h1>Territoires</h1><table><thead><tr><th>service</th><th>45 km</th></tr></thead><tbody><tr><th>Coworking</th>
<td>99 % (97–99 %)</td></tr></tbody></table>
<p>À plus de 45 km par la route d’un lieu de « coworking » des recensements de tout le pays : 1\u202f000\u202f000 habitants (communes : 321).</p>
<h3>Où ouvrir le prochain : coworking</h3><p>2 lieux de « coworking » de plus, dans ces communes, rapprocheraient 170\u202f000 des
900\u202f000 habitants qu’aucun lieu, de quelque recensement qu’il vienne,
n’atteint en 20 km par la route ; le meilleur choix en rapprocherait au plus 1 % de
plus.</p><table><thead><tr><th>commune</th><th>habitants rapprochés</th></tr></thead><tbody><tr><th>Metz</th><td>90\u202f000</td></tr>
<tr><th>Lens</th><td>80\u202f000</td></tr></tbody></table>"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    site = tiny_site.write(tmp_path / "site")
    for name, content in TABLES.items():
        (site / "data" / name).write_text(content, encoding="utf-8")
    return site


def said(site: Path, page: str, content: str) -> Report:
    """What is found of a site whose page says this."""
    file = site / page / "index.html"
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"<html><body><main>{content}</main></body></html>", encoding="utf-8")
    return check_site(site)


def left(report: Report, page: str) -> Iterator[str]:
    return (one.sentence for one in report.underived if one.page == f"{page}/")


def test_what_is_measured_of_a_territory_is_derived_again(site: Path) -> None:
    report = said(site, "territoires/100", EPCI)
    assert not report.refuted
    assert not list(left(report, "territoires/100"))


def test_what_is_measured_of_france_is_derived_again(site: Path) -> None:
    report = said(site, "territoires", FRANCE)
    assert not report.refuted
    assert not list(left(report, "territoires"))


@pytest.mark.parametrize(
    ("true", "false"),
    [
        ("99 %", "98 %"),
        ("communes : 321", "communes : 322"),
        ("170\u202f000", "171\u202f000"),
        ("plus 1 %", "plus 2 %"),
        ("2 lieux de", "3 lieux de"),
        (" ; le meilleur choix en rapprocherait au plus 1 % de plus", " ; c’est prouvé"),
        ("<td>80\u202f000", "<td>80\u202f001"),
    ],
)
def test_a_number_of_france_that_the_tables_contradict_is_refuted(site: Path, true: str, false: str) -> None:
    text = " ".join(FRANCE.split("\n"))
    assert true in text
    report = said(site, "territoires", text.replace(true, false))
    assert report.sentences_refuted == 1


@pytest.mark.parametrize(
    ("true", "false"),
    [
        ("· 50\u202f000", "· 50\u202f001"),
        ("2 lieux du champ", "3 lieux du champ"),
        ("entre 1,3 et 7,9).<", "entre 1,4 et 7,9).<"),
        ("dit 2 services", "dit 3 services"),
        ("coworking (2)", "coworking (1)"),
        ("10\u202f000 habitants à plus", "10\u202f100 habitants à plus"),
        ("(entre 5\u202f000 et", "(entre 6\u202f000 et"),
        ("1\u202f234 habitants", "1\u202f235 habitants"),
        ("coworking » à Lens rapprocherait", "coworking » à Metz rapprocherait"),
        ("1\u202f500 habitants", "1\u202f501 habitants"),
        ("dont 1\u202f000 d’ici", "dont 1\u202f001 d’ici"),
        (" habitants, dont 1\u202f000 d’ici,", " habitants"),
        ("pays (1) :", "pays (2) :"),
        (
            "sont à moins de 20 km par la route d’un lieu de « bureaux »",
            "sont à moins de 20 km par la route d’un lieu de « formation »",
        ),
        ("mieux pourvu : 5,1", "mieux pourvu : 5,2"),
        ("territoire <span>1", "territoire <span>2"),
        ("comptent pas : 1", "comptent pas : 2"),
        ("80 %", "81 %"),
        ("(60–90 %)", "(60–91 %)"),
        ("80 % (60–90 %)", "80 %"),
        ("200\u202f000</td>", "200\u202f001</td>"),
        ("<td>410<", "<td>411<"),
        ("12 km", "13 km"),
        ("<td>–</td><td>0</td><td>–", "<td>–</td><td>1</td><td>–"),
        ("<td>720<", "<td>721<"),
        ("lieux comptés : 1", "lieux comptés : 2"),
        (" ; lieux comptés : 1", ""),
        ("1</td><td>1</td>", "1</td><td>2</td>"),
        ("<td>–</td><td>0</td></tr>", "<td>–</td><td>1</td></tr>"),
        ("(entre 2,2 et 8,8)</td>", "(entre 2,2 et 8,9)</td>"),
    ],
)
def test_a_number_that_the_tables_contradict_is_refuted(site: Path, true: str, false: str) -> None:
    assert true in EPCI
    report = said(site, "territoires/100", EPCI.replace(true, false))
    assert report.sentences_refuted == 1


def test_without_the_tables_what_rests_on_them_is_listed_and_not_refuted(site: Path) -> None:
    for name in TABLES:
        (site / "data" / name).unlink()
    report = said(site, "territoires/100", EPCI)
    assert not report.refuted
    assert "[lieux] 1" in list(left(report, "territoires/100"))


REGION = """<h1>Hauts-de-France</h1><ul><li>Des lieux de « coworking » à Metz et Lens rapprocheraient 17\u202f000 des 90\u202f000
habitants qu’aucun lieu, de quelque recensement qu’il vienne, n’atteint en 20 km par la route ; le meilleur choix en
rapprocherait au plus 1 % de plus.</li></ul>"""


def test_what_a_region_is_advised_is_derived_again(site: Path) -> None:
    report = said(site, "territoires/region-32", REGION)
    assert not report.refuted
    assert not list(left(report, "territoires/region-32"))


@pytest.mark.parametrize(
    ("true", "false"),
    [
        ("17\u202f000", "17\u202f001"),
        ("plus 1 %", "plus 2 %"),
        (
            " ; le meilleur choix en rapprocherait au plus 1 % de plus",
            " ; aucun autre choix n’en rapproche plus",
        ),
    ],
)
def test_what_a_region_is_advised_is_refuted_where_the_tables_say_else(
    site: Path, true: str, false: str
) -> None:
    text = " ".join(REGION.split("\n"))
    assert true in text
    assert said(site, "territoires/region-32", text.replace(true, false)).sentences_refuted == 1


WAY = """<h1>CA de Lens</h1><table><thead><tr><th>lieu</th><th>ce qui le retient</th></tr></thead><tbody><tr>
<th><a href="../../lieux/la-forge-lens/index.html">La Forge</a></th>
<td>Il lui manque 0,13 point sur 1 pour la place que prend « Le 12 ».</td></tr></tbody></table>"""


@pytest.mark.parametrize(("gap", "refuted"), [("0,13", 0), ("0,14", 1)])
def test_points_short_of_a_kept_place_are_those_between_their_scores(
    site: Path, gap: str, refuted: int
) -> None:
    file = site / "data" / "selection.json"
    selection = json.loads(file.read_text(encoding="utf-8"))
    selection["not_selected"][0]["score"] = selection["selected"][0]["score"] - 0.13
    file.write_text(json.dumps(selection), encoding="utf-8")
    report = said(site, "territoires/100", WAY.replace("0,13", gap))
    assert sum(one.page == "territoires/100/" for one in report.refuted) == refuted
    assert not list(left(report, "territoires/100"))
