"""The columns of the files on territories, each with its meaning, and what each file is."""

from __future__ import annotations

from collections.abc import Mapping

from florilege.faults import Words
from florilege.territory.rates import HOWS
from florilege.web.publication.open_data.territory_terms import COUNTS, NEXT_SITES, REACH, TERRITORIES

Columns = tuple[tuple[str, Words], ...]
_LEVEL = Words("region, departement, epci ou commune", "region, departement, epci or commune")
_OR_FRANCE = Words("france, region, departement ou epci", "france, region, departement or epci")
_CODE = Words(
    "code Insee du territoire ; SIREN pour un EPCI", "Insee code of the territory; SIREN of an EPCI"
)
_SERVICE = Words("service, code du vocabulaire", "service, a code of the vocabulary")
_KILOMETRES = Words(
    "kilomètres par la route : 1,3 fois la distance à vol d’oiseau",
    "kilometres by road: 1.3 times the straight-line distance",
)
_TERRITORIES: Columns = (
    ("level", _LEVEL),
    ("code", _CODE),
    ("name", Words("nom", "name")),
    ("kind", Words("d’un EPCI : METRO, CU, CA ou CC", "of an EPCI: METRO, CU, CA or CC")),
    (
        "page",
        Words(
            "fin de l’adresse de sa page ; vide pour un territoire sans lieu recensé",
            "last part of its page’s address; empty for a territory without a listed place",
        ),
    ),
    ("inhabitants", Words("habitants", "inhabitants")),
    ("places", Words("lieux du champ qui y sont recensés", "places of the scope listed there")),
    ("candidates", Words("dont assez connus pour être jugés", "of which known well enough to be judged")),
    ("kept", Words("dont dans la liste publiée", "of which on the published list")),
    (
        "counted",
        Words(
            "lieux du champ que donnent les recensements de tout le pays : ceux du taux",
            "places of the scope that listings of the whole country give: those of the rate",
        ),
    ),
    (
        "added",
        Words(
            "lieux du champ que seuls d’autres recensements donnent, absents du taux",
            "places of the scope that only other listings give, not in the rate",
        ),
    ),
    ("rate", Words("lieux pour 100 000 habitants", "places per 100,000 inhabitants")),
    (
        "rate_low",
        Words("bas de l’intervalle du taux, à 90 %", "lower end of the 90% interval of the rate"),
    ),
    (
        "rate_high",
        Words("haut de l’intervalle du taux, à 90 %", "upper end of the 90% interval of the rate"),
    ),
    (
        "rate_how",
        Words(
            "d’où vient le taux : " + " ; ".join(f"{code} ({how.fr})" for code, how in HOWS.items()),
            "how the rate was obtained: " + "; ".join(f"{code} ({how.en})" for code, how in HOWS.items()),
        ),
    ),
    (
        "density",
        Words(
            "d’un EPCI : habitants par km², la surface étant estimée d’après l’écart entre communes",
            "of an EPCI: inhabitants per square kilometre, its area estimated from the spacing of communes",
        ),
    ),
    (
        "metropole_km",
        Words(
            "d’un EPCI : kilomètres à vol d’oiseau jusqu’à la métropole la plus proche ; vide outre-mer et en Corse",
            "of an EPCI: straight-line kilometres to the nearest métropole; empty overseas and in Corsica",
        ),
    ),
    ("metropole", Words("d’un EPCI : code de cette métropole", "of an EPCI: code of that métropole")),
    (
        "peers",
        Words(
            "d’un EPCI : codes de ses pairs, le plus proche d’abord, séparés par |",
            "of an EPCI: codes of its peers, nearest first, separated by |",
        ),
    ),
)
_REACH: Columns = (
    ("service", _SERVICE),
    ("level", _OR_FRANCE),
    ("code", _CODE),
    (
        "inhabitants",
        Words(
            "habitants des communes dont le centre est connu, hors des régions où aucun recensement de tout le pays ne donne de"
            " lieu du service",
            "inhabitants of the communes whose centre is known, without the regions where no listing of the whole country gives"
            " a place of the service",
        ),
    ),
    ("kilometres", _KILOMETRES),
    (
        "reached",
        Words(
            "habitants à cette distance au plus d’un lieu du service des recensements de tout le pays, comptés au centre de leur"
            " commune ; vide où l’on ne peut pas le dire",
            "inhabitants within this distance of a place of the service of the listings of the whole country, counted at the"
            " centre of their commune; empty where unknown",
        ),
    ),
    (
        "reached_least",
        Words(
            "au moins, où qu’ils soient dans leur commune",
            "at least, wherever they are in their commune",
        ),
    ),
    (
        "reached_most",
        Words("au plus, où qu’ils soient dans leur commune", "at most, wherever they are in their commune"),
    ),
    (
        "communes_beyond",
        Words(
            "communes au-delà de cette distance ; dit pour la dernière distance seulement",
            "communes beyond this distance; given for the last distance only",
        ),
    ),
    (
        "inhabitants_unknown",
        Words(
            "habitants des communes dont le centre n’est pas connu, ou d’une région où aucun recensement de tout le pays ne donne"
            " de lieu du service : comptés nulle part ailleurs",
            "inhabitants of the communes whose centre is not known, or of a region where no listing of the whole country gives a"
            " place of the service: counted nowhere else",
        ),
    ),
)
_NEXT_SITES: Columns = (
    ("service", _SERVICE),
    ("level", _OR_FRANCE),
    ("code", _CODE),
    ("rank", Words("rang : celle qui rapproche le plus d’abord", "rank: the one that serves most first")),
    ("commune_code", Words("code Insee de la commune", "Insee code of the commune")),
    ("commune", Words("commune", "commune")),
    (
        "people_added",
        Words(
            "habitants du territoire qu’aucun lieu, de quelque recensement qu’il vienne, n’atteint, et qu’un lieu là"
            " atteindrait, en plus des rangs précédents",
            "inhabitants of the territory whom no place, whichever listing gives it, reaches and a place there would, besides"
            " those of the ranks before",
        ),
    ),
    (
        "people_around",
        Words(
            "pour un EPCI : ceux d’ailleurs qu’il atteindrait de plus ; 0 aux autres niveaux, où ils ne sont pas comptés",
            "for an EPCI: those of elsewhere that it would reach besides; 0 at other levels, where they are not counted",
        ),
    ),
    (
        "unreached",
        Words(
            "habitants du territoire qu’aucun lieu, de quelque recensement qu’il vienne, n’atteint ; sans les régions où aucun"
            " recensement de tout le pays ne donne de lieu du service",
            "inhabitants of the territory whom no place, whichever listing gives it, reaches; without the regions where no"
            " listing of the whole country gives a place of the service",
        ),
    ),
    (
        "proved",
        Words(
            "prouvé : aucun autre choix d’autant de communes n’en rapproche plus",
            "proved: no other choice of as many communes serves more",
        ),
    ),
    (
        "gap",
        Words(
            "sinon, écart possible au meilleur choix, de 0 à 1",
            "else, how far the best choice may be, from 0 to 1",
        ),
    ),
    ("kilometres", _KILOMETRES),
)
_COUNTS: Columns = (
    ("listing", Words("recensement", "listing")),
    ("level", Words("region ou departement", "region or departement")),
    ("code", _CODE),
    ("version", Words("date de la version du recensement", "date of the version of the listing")),
    (
        "records",
        Words(
            "fiches de cette version dans ce territoire, du champ de l’étude ou non",
            "records of this version in this territory, of the scope of the study or not",
        ),
    ),
)
TERRITORY_COLUMNS: Mapping[str, Columns] = {
    TERRITORIES: _TERRITORIES,
    REACH: _REACH,
    NEXT_SITES: _NEXT_SITES,
    COUNTS: _COUNTS,
}
WHOLE_NUMBERS = frozenset(
    (
        "inhabitants", "places", "candidates", "kept", "counted", "added", "reached", "reached_least", "reached_most",
        "communes_beyond", "inhabitants_unknown", "rank", "people_added", "people_around", "unreached", "records",
    )
)  # fmt: skip
NUMBERS = frozenset(("rate", "rate_low", "rate_high", "density", "metropole_km", "kilometres", "gap"))
FLAGS = frozenset(("proved",))
TERRITORY_MEANINGS: Mapping[str, Words] = {
    TERRITORIES: Words(
        "une ligne par région, par département, par EPCI, et par commune qui a un lieu : habitants, lieux, taux avec son"
        " intervalle, pairs",
        "one row per region, département and EPCI, and per commune with a place: inhabitants, places, rate with its"
        " interval, peers",
    ),
    REACH: Words(
        "une ligne par service, territoire et distance : habitants à portée d’un lieu recensé",
        "one row per service, territory and distance: inhabitants within reach of a listed place",
    ),
    NEXT_SITES: Words(
        "une ligne par service, territoire et rang : la commune où un lieu de plus rapprocherait le plus d’habitants",
        "one row per service, territory and rank: the commune where one more place would serve most people",
    ),
    COUNTS: Words(
        "une ligne par recensement lu à deux dates au moins, territoire et date : ce qu’il y comptait",
        "one row per listing read at two dates at least, territory and date: what it counted there",
    ),
}
