"""A name cell taken apart: what the place is called, who bears it, and nothing of persons (decision 53).

The cells are those of the two State lists (public data), as published.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from florilege.listings.mapping import read_mapping
from florilege.listings.names_and_bearers import (
    LONGEST_NAME,
    Named,
    of_an_authority,
    take_apart,
    without_persons,
)
from florilege.listings.readers import read_file
from florilege.listings.records import ListingRead
from florilege.territory.reference import reference

LISTINGS = Path(__file__).resolve().parents[2] / "studies" / "lieux-innovation" / "listings"

A_NAME = (
    "Le Wip",
    "Tiers-lieu le 21",
    "La Palanquée / Sète en commun",
    "Fabrique numérique de la Communauté de l'Ouest Rhodanien",
    "Médiathèque Léonard de Vinci CC Vaulx en Velin",
    "Lab Blosne Rennes Métropole",
    "Tiers Lieu CCAS",
    "SPL277",
    "Collectif MU",
    "Casa Feliz, fabrique du mieux-être",
    "CENTRE CULTUREL OECUMENIQUE JEAN PIERRE LACHAIZER",
    "Le Battement d'ailes & Co.",
    "Manufacture du Haut-Clunisois",
    "Manufacture de Proximité Artisanale et Numérique",
)
A_BEARER = (
    "Commune de St-Denis-de-Gastines",
    "COMMUNE DE CAPESTANG",
    "Mairie de Luzy",
    "Ville de Fourmies",
    "CC ARIZE LEZE",
    "Communauté de Communes du Kreiz-Breizh",
    "GRANDSOISSONS AGGLOMERATION",
    "ECLA, Lons agglomération",
    "Département de la Manche",
    "PETR des Hautes Terres d'Oc",
    "CCI 22",
    "Université de Corse Pascal Paoli",
    "GIP CarifOref de Mayotte",
    "Familles Rurales Fédération départementale de la Meuse",
    "FAMILLES RURALES ASSOCIATION DU TERRITOIRE DES CRETES PREARDENNAISES",
    "Association d'animation des Ateliers Jean Moulin",
    "Association pour l'animation du Bord de l'Eau",
    "Association Les Amis du Treuil",
    "Association agroécologique de Carbouey",
)
ITS_BEARERS_NAME = (
    ("Association La fraternelle", "La fraternelle"),
    ("Association SOLIDARNUM", "SOLIDARNUM"),
    ("Association la Distillerie", "La Distillerie"),
    ("Association Créative", "Association Créative"),
    ("Association Tiers-Lieu 4 Cantons", "Tiers-Lieu 4 Cantons"),
    ('Association "Le Bidule"', "Le Bidule"),
    ("SCIC TROPISME", "TROPISME"),
    ("S.C.I.C. T.E.T.R.I.S", "T.E.T.R.I.S"),
    ("SCIC SA LA MAIN 9-3.0", "LA MAIN 9-3.0"),
    ("SCIC Maison d'économie solidaire du Bray", "Maison d'économie solidaire du Bray"),
    ("Consortium FAIRE LAB", "FAIRE LAB"),
    ("Prisme CAE", "Prisme"),
    ("LES COPEAUX NUMERIQUES SCOPARL", "LES COPEAUX NUMERIQUES"),
    ("EMERGENCE-OI - Association", "EMERGENCE-OI"),
    ("Run Ar Puns Association (RAPASS)", "Run Ar Puns"),
)
BOTH = (
    (
        "Tiers- lieu Le Pré Vert géré par l'association La Locale",
        "Tiers-lieu Le Pré Vert",
        ("association La Locale",),
    ),
    (
        "Structure : Mouvement Rural de Jeunesse Chrétienne (MRJC)\nTiers-lieu : La Fabrique du Monde Rural de Combeaufontaine",
        "La Fabrique du Monde Rural de Combeaufontaine",
        ("Mouvement Rural de Jeunesse Chrétienne (MRJC)",),
    ),
    (
        "Nom du consortium : Sentiers communs\nNom du porteur administratif : Vert&amp;Co\nPartenaires membres du consortium : La Jolie Colo, Agopop",
        "Sentiers communs",
        ("Vert&Co",),
    ),
    (
        "Association Chez Yvonne, représentant du Tiers-Lieu #ChezYvonne",
        "#ChezYvonne",
        ("Association Chez Yvonne",),
    ),
    (
        "Association enregistrée sous le nom LAB'innovation LTM\r\nNous utilisons le nom DIX7 pour communiquer",
        "DIX7",
        ("Association LAB'innovation LTM",),
    ),
    (
        "Tiers-Lieu culturel : L'imprimerie.\nPorté par Domb'Innov / L'Exprimerie",
        "L'imprimerie",
        ("Domb'Innov / L'Exprimerie",),
    ),
    (
        "Association Bocage numérique - Le Mazier pour le Consortium Tiers-Lieux structurants de l'Allier",
        "Le Mazier",
        ("Association Bocage numérique", "Consortium Tiers-Lieux structurants de l'Allier"),
    ),
    (
        "Nouveaux Liens, Nouveaux Lieux\n1 - Le Grain de Sable - porteur du projet\n2 - L'Atelier partagé en Ubaye",
        "Nouveaux Liens, Nouveaux Lieux",
        ("Le Grain de Sable",),
    ),
    (
        'La Quincaillerie - Tiers-Lieux d\\\'assemblage local de la Communauté du Grand Guéret + \nConsortium de Tiers-Lieux Creusois "Tela"',
        "La Quincaillerie",
        ('Consortium de Tiers-Lieux Creusois "Tela"',),
    ),
    (
        "L'orangerie de Danne\r\nLa future association est composée de structures, dont LOGISCOPIA est la structure qui porte le projet.",
        "L'orangerie de Danne",
        ("LOGISCOPIA",),
    ),
    (
        "AY128 - Les Usines dépose le dossier au nom du projet l'Embarcadère, consortium entre 3 structures Les Usines, Le SPN.",
        "L'Embarcadère",
        ("AY128 - Les Usines",),
    ),
    (
        "L'EPS Barthélémy Durand et le GES - le pôle économie solidaire\n\nPour le Tiers-lieux : La cité culturelle - Pierre Pôle Jacques\n",
        "La cité culturelle - Pierre Pôle Jacques",
        ("L'EPS Barthélémy Durand et le GES - le pôle économie solidaire",),
    ),
    (
        'Association Handicap Dependance Corse-du-Sud\nTiers lieu "U Chjosu di a Vignarella"',
        "U Chjosu di a Vignarella",
        ("Association Handicap Dependance Corse-du-Sud",),
    ),
    (
        "L'Abattis (par Institut Corse de Travail Social et Médico-Social ( IFRTS Corse)",
        "L'Abattis",
        ("Institut Corse de Travail Social et Médico-Social",),
    ),
    (
        "Cocotte numérique de Murat (Communauté de communes de Hautes Terres communauté)",
        "Cocotte numérique de Murat",
        ("Communauté de communes de Hautes Terres communauté",),
    ),
    ("Association Le Germoir / La MARmeet", "La MARmeet", ("Association Le Germoir",)),
    ("Association ACALI - Ecocentre de Bourgogne", "Ecocentre de Bourgogne", ("Association ACALI",)),
    ("Ecocentre Trégor Association Spered All", "Ecocentre Trégor", ("Association Spered All",)),
    (
        "IF, LES IMAGINATIONS FERTILES ET TOULOUSE MÉTROPOLE",
        "IF, LES IMAGINATIONS FERTILES",
        ("TOULOUSE MÉTROPOLE",),
    ),
)
NO_NAME = (
    (
        "Projet de création d'une Ressourcerie / ateliers du territoire, porté par la Communauté de Communes Coeur de Maurienne Arvan (3CMA)",
        ("Communauté de Communes Coeur de Maurienne Arvan",),
    ),
    (
        "Atelier de la Poissonnerie (porteur administratif du consortium associant LOUI36 dont ARTIS'UP)",
        ("Atelier de la Poissonnerie",),
    ),
    (
        'Associations "La cantine du 111" et "L\'atelier de bidouille numérique"',
        ("Association La cantine du 111", "Association L'atelier de bidouille numérique"),
    ),
    (
        "demandeur  : Le Lien Pyrénées , \npour le consortium constitué des 3 tiers-lieux suivants : \nLe Lien Pyrénées \nAMASSA",
        ("Le Lien Pyrénées",),
    ),
    (
        "Dossier de candidature à l'appel à manifestation d'intérêt pour soutenir les manufactures de proximité",
        (),
    ),
    ("Requalification d'un friche industrielle en Pôle de créations pour artisans d'art et artistes", ()),
    ("anjou.fr", ()),
    ("", ()),
)
SHORTENED = (
    (
        "Le Séchoir du Liveau, le tiers-lieu de production éco-créative, Route touristique du vignoble nantais (44)",
        "Le Séchoir du Liveau",
    ),
    (
        "Le Labo.VE : Excellence Numérique pour la Résilience Economique de la Vallée de l'Eyrieux (EN REVE)",
        "Le Labo.VE",
    ),
    ("Montrieux le Hameau\nTiers-lieu agroécologique au coeur de la Sainte Baume", "Montrieux le Hameau"),
    ("La Redonnaise de Manufacture (Nom provisoire)", "La Redonnaise de Manufacture"),
    ("Manufacture de Proximité de l'Hermitage", "L'Hermitage"),
    ('Manufacture de proximité "RUBICUBE"', "RUBICUBE"),
    ("SCENE NATIONALE 61 bdd h.s = modifier mail quelquun@exemple.fr", "SCENE NATIONALE 61"),
)
PERSONS = (
    (
        "Gautier FIHUE entreprise individuelle pour la\n(Ferme collective de la ferme du Temple)",
        "Ferme collective de la ferme du Temple",
        "FIHUE",
    ),
    (
        "Bouillon de printemps\nreprésenté par Joseph Petit, trésorier de l'association\n",
        "Bouillon de printemps",
        "Petit",
    ),
)


@pytest.mark.parametrize("cell", A_NAME)
def test_a_plain_name_is_left_as_it_is(cell: str) -> None:
    assert take_apart(cell) == Named(cell)


@pytest.mark.parametrize("cell", A_BEARER)
def test_a_body_that_applies_is_a_bearer_and_no_name(cell: str) -> None:
    said = take_apart(cell)
    assert (said.name, said.of_bearer) == (None, False)
    assert said.bearers == (cell,)


@pytest.mark.parametrize(("cell", "name"), ITS_BEARERS_NAME)
def test_a_legal_form_before_a_proper_name_gives_both_and_says_whose_name_it_is(cell: str, name: str) -> None:
    assert take_apart(cell) == Named(name, (), (cell,), of_bearer=True)


@pytest.mark.parametrize(("cell", "name", "bearers"), BOTH)
def test_a_cell_that_says_both_is_taken_apart(cell: str, name: str, bearers: tuple[str, ...]) -> None:
    assert take_apart(cell) == Named(name, (), bearers)


@pytest.mark.parametrize(("cell", "bearers"), NO_NAME)
def test_what_is_no_name_is_unknown(cell: str, bearers: tuple[str, ...]) -> None:
    assert take_apart(cell) == Named(None, (), bearers)


@pytest.mark.parametrize(("cell", "name"), SHORTENED)
def test_of_a_long_cell_only_the_name_is_kept(cell: str, name: str) -> None:
    assert take_apart(cell) == Named(name)


@pytest.mark.parametrize(("cell", "name", "person"), PERSONS)
def test_a_person_is_no_bearer_and_no_name(cell: str, name: str, person: str) -> None:
    assert take_apart(cell) == Named(name)
    assert person not in without_persons(cell)


def test_a_former_name_is_another_name() -> None:
    assert take_apart("[ma]FAT (anciennent L'Argonaute)") == Named("[ma]FAT", ("L'Argonaute",))


def _read(slug: str) -> ListingRead:
    mapping = read_mapping(LISTINGS / f"{slug}.toml")
    version = mapping.in_use
    return read_file(mapping, LISTINGS / version.file, version=version.date, reference=reference())


@pytest.mark.parametrize("slug", ["fabriques", "manufactures"])
def test_in_the_real_lists_each_cell_taken_apart_is_reported_once_and_no_name_is_a_sentence(
    slug: str,
) -> None:
    read = _read(slug)
    mended = [line.record_id for line in read.report if line.rule == "name-and-bearer"]
    assert len(mended) == len(set(mended))
    untouched = [record for record in read.records if record.record_id not in mended]
    assert all(record.all("name") and not record.all("bearer") for record in untouched)
    assert all(len(str(name)) <= 2 * LONGEST_NAME for one in read.records for name in one.all("name"))
    assert not any(line.action == "refused" for line in read.report)


def test_the_report_quotes_no_person_and_the_row_stays_as_published() -> None:
    read = _read("fabriques")
    assert not any("FIHUE" in line.before or "Joseph" in line.before for line in read.report)
    record = next(one for one in read.records if one.record_id == "fabt-342")
    assert "FIHUE" in record.payload["lib_territoire"]


AN_AUTHORITY = (
    ("Communauté de Communes de Montesquieu", None, ("Communauté de Communes de Montesquieu",)),
    ("Ville de Nice - 27 Delvalle", "27 Delvalle", ("Ville de Nice",)),
    (
        "COMMUNAUTE DE COMMUNES DU BRIANCONNAIS - Altipolis",
        "Altipolis",
        ("COMMUNAUTE DE COMMUNES DU BRIANCONNAIS",),
    ),
    ("Ville de Sens - Service Informatique", None, ("Ville de Sens - Service Informatique",)),
    ("Commune de l'Île-d'Yeu", None, ("Commune de l'Île-d'Yeu",)),
    ("GIP Récia", None, ("GIP Récia",)),
)
A_HOUSE = (
    "Mairie de Lormes",
    "Lycée la tourrache",
    "Collège Louise Michel",
    "CCI Grand Lille Coworking",
    "CC.META",
    "CCAS de Nevers",
    "Commune Mesure",
    "La Ville à joie",
    "Ville de Metz Médiathèque Verlaine",
    "Fablab de la Communauté de communes du Pays de Nay",
    "Communauté Emmaüs",
)


@pytest.mark.parametrize(("cell", "name", "bearers"), AN_AUTHORITY)
def test_an_authority_bears_a_place_and_names_none(
    cell: str, name: str | None, bearers: tuple[str, ...]
) -> None:
    assert of_an_authority(cell) == Named(name, (), bearers)


@pytest.mark.parametrize("cell", A_HOUSE)
def test_a_house_of_an_authority_and_any_other_name_stay_as_they_are(cell: str) -> None:
    assert of_an_authority(cell) is None


@pytest.mark.parametrize("slug", ["fabriques", "cvl", "cget", "bfc"])
def test_in_the_real_lists_a_quotation_mark_never_stands_alone_in_a_name(slug: str) -> None:
    read = _read(slug)
    names = [
        str(name) for one in read.records for field in ("name", "alias", "bearer") for name in one.all(field)
    ]
    assert [name for name in names if name.count('"') == 1] == []


def test_a_lone_quotation_mark_leaves_a_name_and_is_reported() -> None:
    read = _read("cvl")
    (line,) = [line for line in read.report if line.rule == "lone-quote" and "Ouches" in line.before]
    assert (line.action, line.after) == ("mended", "Tiers-Lieu Au Grès des Ouches")
