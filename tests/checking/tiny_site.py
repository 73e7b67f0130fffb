"""A published site of four places, written by hand: what its pages say is true of its files, as anyone can count."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

PLACE = (
    "place_id", "slug", "name", "bearer", "kind", "status", "address", "postcode", "commune_code", "commune", "epci_code",
    "epci_kind", "departement", "region", "latitude", "longitude", "position_precision", "listings", "records",
    "in_2022_study", "in_scope", "candidate",
)  # fmt: skip
PLACES = (
    ("p1,le-12-lens,Le 12,,coworking,unknown,,62300,62498,Lens,100,CA,62,32,50.000000,3.000000,address,cget|etude,2,true,"
     "true,true"),
    ("p2,la-forge-lens,La Forge,,coworking,unknown,,62300,62498,Lens,100,CA,62,32,50.010000,3.000000,address,cget,1,false,"
     "true,true"),
    "p3,atelier-metz,Atelier,,fablab,unknown,,57000,57463,Metz,200,METRO,57,44,49.100000,6.170000,centre,cget,1,false,true,false",
    "p4,mairie-lens,Mairie,,service-public,unknown,,62300,62498,Lens,100,CA,62,32,,,none,cget,1,false,false,false",
)  # fmt: skip
CLAIM = ["place_id", "field", "value", "unit", "source", "source_url", "record", "date", "licence", "shown"]
CLAIMS = (
    "p1,name,Le 12,,cget,https://data.example/cget,1,2019-04-27,etalab-2.0,true",
    "p1,name,Le 12,,etude,https://presse2.example/article,le-12,2022-07,fact-cited,false",
    "p1,opening_year,2013,year,etude,https://presse2.example/article,le-12,2022-07,fact-cited,true",
    "p1,service,coworking,,cget,https://data.example/cget,1,2019-04-27,etalab-2.0,true",
    "p1,service,events,,etude,https://presse2.example/article,le-12,2022-07,fact-cited,true",
    "p1,label,fabrique-de-territoire,,cget,https://data.example/cget,1,2019-04-27,etalab-2.0,true",
    "p1,website,https://le12.example,,cget,https://data.example/cget,1,2019-04-27,etalab-2.0,true",
    "p1,phone,+33321000000,,cget,https://data.example/cget,1,2019-04-27,etalab-2.0,true",
    "p1,surface_m2,3000.0,m2,etude,https://presse2.example/article,le-12,2022-07,fact-cited,true",
    "p1,investment_eur,17900000.0,EUR,etude,https://presse2.example/article,le-12,2022-07,fact-cited,true",
    "p2,service,coworking,,cget,https://data.example/cget,2,2019-04-27,etalab-2.0,true",
    "p2,name,La Forge,,cget,https://data.example/cget,2,2019-04-27,etalab-2.0,true",
)
RECORD = ["listing", "version", "record_id", "place_id", "name", "match_probability", "decided_by"]
RECORDS = (
    "cget,2019-04-27,1,p1,Le 12,0.9,model",
    "etude,2022-07-12,le-12,p1,Le 12,0.9,model",
    "cget,2019-04-27,2,p2,La Forge,,alone",
    "cget,2019-04-27,3,p3,Atelier,,alone",
    "cget,2019-04-27,4,p4,Mairie,,alone",
)
STUDY = """
[[axis]]
key = "model"
title = { fr = "Modèle", en = "Model" }
[[criterion]]
key = "years"
axis = "model"
indicator = "years_attested"
title = { fr = "Durée", en = "Duration" }
value = { kind = "linear", from = 0, to = 10 }
[[criterion]]
key = "uses"
axis = "model"
indicator = "mix_of_uses"
title = { fr = "Usages", en = "Uses" }
value = { kind = "points", points = [[0, 0.0], [1, 0.2], [2, 0.6], [3, 0.85]] }
"""
SEALED: Mapping[str, str] = {
    "study.toml": STUDY,
    "context.json": '{"last_year": 2024}',
    "territory.csv": "epci,population,region\n100,50000,32\n200,200000,44\n",
    "coverage.csv": "listing,regions,kinds\ncget,all,coworking|fablab\n",
    "sites.csv": "place_id,offers,kind,listings,latitude,longitude,reach,epci\n"
    "p1,coworking,coworking,cget,50.0,3.0,0,100\np2,coworking,coworking,cget,50.01,3.0,0,100\n"
    "p3,prototyping,fablab,cget,49.1,6.17,4,200\n",
}


def _line(
    place: str, klass: str, rate: float, reasons: Sequence[Mapping[str, object]]
) -> Mapping[str, object]:
    return {
        "place_id": place, "name": place, "score": 0.75, "score_low": 0.7, "score_high": 0.8512, "class": klass,
        "acceptability": rate, "ci_low": rate - 0.01, "ci_high": rate + 0.01, "certain": None,
        "reasons": [{"fr": "", "en": "", **one} for one in reasons],
    }  # fmt: skip


SELECTION: Mapping[str, object] = {
    "objective": 0.75, "draws": 10000, "weights": {"years": 0.4, "uses": 0.6}, "published": ["p1"], "ranks_draws": 1000,
    "ranks": [{"place_id": "p1", "best": 1, "low": 1, "median": 2, "high": 7, "worst": 19}],
    "portfolios": {"different": 4321, "reference": 17, "most_frequent": [{"count": 19, "place_ids": ["p1"]}]},
    "selected": [_line("p1", "borderline", 0.901, [
        {"code": "contributions", "numbers": {"unknown": 1}}, {"code": "margin", "numbers": {"margin": 0.0134665}},
    ])],
    "not_selected": [_line("p2", "borderline", 0.099, [
        {"code": "improvement", "numbers": {
            "criterion": "uses", "from": 0.2, "to": 0.41234, "all": {"uses": 0.41234},
            "own_unit": {"now": 1.0, "is": "at_least", "to": 2.0},
        }},
        {"code": "improvement_of_two", "numbers": {"share": 0.3, "rises": [
            {"criterion": "years", "from": 0.2, "to": 0.4, "own_unit": {"now": None, "is": "at_least", "to": 6.0}},
            {"criterion": "uses", "from": 0.2, "to": 0.6, "own_unit": {"now": 1.0, "is": "at_least", "to": 2.0}},
        ]}},
    ])],
    "rules": [],
}  # fmt: skip
PAGES: Mapping[str, str] = {
    "index.html": """<h1>1 lieux parmi 3, et les raisons du choix</h1>
<p>Le choix a été refait 10\u202f000 fois : la liste exacte publiée ici est revenue 17 fois, et il est sorti 4\u202f321 listes
différentes.</p><p><b>Aucun certain, 1 discutable, 1 autre possible.</b></p>
<p><a href="assets/rapport.pdf">Le rapport (PDF, 1,2 ko)</a></p>
<dl><div><dt>fiches sources</dt><dd><div class="big">5</div></dd></div><div><dt>affirmations sourcées</dt><dd>12</dd></div>
<div><dt>désaccords entre sources</dt><dd>1</dd></div></dl>
<p>Hors du champ, et jamais compté avec eux, un autre lieu cité par les mêmes recensements : service public (1).</p>""",
    "en/index.html": """<h1>1 places out of 3, and the reasons why</h1><p>The choice was made again 10,000 times.</p>""",
    "selection/index.html": """<table><caption>Rang</caption><thead><tr><th>lieu</th><th>meilleur</th><th>à 95 %</th></tr></thead>
<tbody><tr><th><a href="../lieux/le-12-lens/index.html">Le 12</a></th><td>1</td><td>7</td></tr></tbody></table>
<table><thead><tr><th>lieu</th><th>maintien</th><th>score</th><th>ce qui le retient</th></tr></thead><tbody>
<tr><th><a href="../lieux/le-12-lens/index.html">Le 12</a></th><td>90,1 % <span>89,1–91,1 %</span></td>
<td>0,75 <span>0,70–0,85</span></td><td></td></tr>
<tr><th><a href="../lieux/la-forge-lens/index.html">La Forge</a></th><td>9,9 %</td><td>0,75</td>
<td>Il entrerait si « Usages » passait de 0,20 à 0,42 (sur 1), le reste inchangé.
Il entrerait si « Usages » passait de 1 à 2 familles d’usages, le reste inchangé.
Avec « Durée » (inconnu aujourd’hui) à 6 années ou plus et « Usages » à 2 familles d’usages au lieu de 1, il serait gardé,
le reste inchangé.</td></tr></tbody></table>""",
    "lieux/le-12-lens/index.html": """<h1>Le 12</h1>
<p>Gardé pour ce qui le distingue : 9 ans d’existence attestés ; 2 familles d’usages ; 2 moyens de le joindre.</p>
<p>Premier lieu semblable : La Forge, à 1,1 km ; 4,0 lieux pour 100\u202f000 habitants.</p>
<p>2 services à l’entrepreneur.</p><p>2 fiches sources en parlent.</p><p><a href="#x">1 désaccord entre sources</a></p>
<section class="monograph"><p>Depuis 2013, 17,9 millions ont été mis dans ces 3\u202f000 m².</p></section>
<dl class="ledger"><div class="entry"><dt>Surface</dt><dd class="value">3\u202f000 m²</dd>
<dd class="said"><ul><li><a href="#">presse2.example</a>, juillet 2022 · <abbr>citation</abbr></li></ul></dd></div>
<div class="entry"><dt>Commune et intercommunalité</dt><dd class="value">Lens (62498), CA de Lens</dd></div>
<div class="entry"><dt>Position</dt><dd class="value">50,00000 ; 3,00000 (à l’adresse)</dd></div></dl>
<p>Sans lui, le total de la liste (0,75) perd 0,013 ; entrerait « La Forge ».</p>
<table><thead><tr><th>axe et critère</th><th>valeur</th><th>poids</th><th>apport</th></tr></thead><tbody>
<tr><th>Durée</th><td>0,90–1,00</td><td>40 %</td><td>0,36–0,40</td></tr>
<tr><th>Modèle</th><td>0,72–0,76</td><td>100 %</td><td>0,72–0,76</td></tr></tbody></table>
<p>Relevé le 3 mai.</p>""",
    "en/lieux/le-12-lens/index.html": """<h1>Le 12</h1><p>Nearest similar place: La Forge, 1.1 km away; 4.0 places per 100,000
inhabitants; 9 documented years of existence.</p>""",
    "territoires/100/index.html": """<h1>CA de Lens</h1><p>Communauté d’agglomération · 50\u202f000 habitants</p>
<dl><div><dt>lieux recensés</dt><dd>2</dd></div><div><dt>candidats</dt><dd>2</dd></div><div><dt>gardés</dt><dd>1</dd></div></dl>
<h2>Services dont une source parle</h2><ul><li>Coworking <span>2</span></li></ul>
<p>Un acteur au moins est nommé pour 1 lieu sur 2. Diversité des familles : inconnue (1 : une seule famille ; 5 : les cinq à parts
égales).</p><details><summary>Les 2 acteurs nommés, et leurs lieux</summary></details>""",
    "territoires/index.html": """<h1>Territoires</h1><p><a href="communes/index.html">Ma commune, parmi 2</a></p>""",
}  # fmt: skip


def write(site: Path) -> Path:
    """The site, in a folder."""
    data = site / "data"
    data.mkdir(parents=True)
    _table(data / "places.csv", PLACE, PLACES)
    _table(data / "claims.csv", CLAIM, CLAIMS)
    _table(data / "records.csv", RECORD, RECORDS)
    _table(data / "disagreements.csv", ("place_id", "field"), ("p1,name",))
    _table(
        data / "ties.csv",
        ("actor", "role", "place"),
        ("a1,runs,p1", "a2,funds,p1", "a3,labels,p2", "a3,runs,p9"),
    )
    (data / "selection.json").write_text(json.dumps(SELECTION), encoding="utf-8")
    (data / "quality.json").write_text("{}", encoding="utf-8")
    with zipfile.ZipFile(data / "dossier.zip", "w") as archive:
        for name, content in SEALED.items():
            archive.writestr(name, content)
    (site / "assets").mkdir()
    (site / "assets" / "rapport.pdf").write_bytes(b"x" * 1200)
    for name, content in PAGES.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(f"<html><body><main>{content}</main></body></html>", encoding="utf-8")
    return site


def _table(file: Path, columns: Sequence[str], rows: Sequence[str]) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        writer.writerows(row.split(",") for row in rows)
