"""The signs by which the field of a column is known: what it is called, and what its texts look like."""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec import Struct

from florilege.faults import Words
from florilege.listings.normalise import (
    city_within,
    departement_code,
    insee_code,
    postcode,
    postcode_within,
    siren,
)
from florilege.listings.telephones import phone
from florilege.territory.names import commune_name, plain
from florilege.territory.reference import Reference

Test = Callable[[str, Reference], bool]

_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$", re.IGNORECASE)
_URL = re.compile(
    r"^\s*(?:https?://|www\.)\S|^[\w-]+(?:\.[\w-]+)*\.(?:fr|com|org|net|eu|bzh|coop|io)(?:/\S*)?$", re.I
)
_STREET = re.compile(
    r"\b(?:rue|avenue|av|boulevard|bd|place|pl|quai|allee|chemin|route|impasse|cours|square|zone|za|zi|hameau|lieu dit)\b"
)
_HOURS = re.compile(
    r"\b(?:Mo|Tu|We|Th|Fr|Sa|Su|PH)\b.*\d{1,2}:\d{2}|\d{1,2} ?[hH:] ?\d{0,2}\s*(?:-|–|à|/)\s*\d{1,2} ?[hH:]"
)
_YEAR = re.compile(r"^(?:18|19|20)\d{2}(?:\.0)?$")
_BOOLEAN = frozenset({"true", "false", "oui", "non", "yes", "no", "0", "1", "vrai", "faux"})


def _host(*names: str) -> Test:
    return lambda text, _: any(name in text.lower() for name in names)


def _is_town(text: str, reference: Reference) -> bool:
    coded = any(letter.isdigit() for letter in text) and postcode_within(text) is not None
    town = city_within(text) if coded else None
    return commune_name(town or text) in reference.town_names


def is_postcode(text: str, reference: Reference) -> bool:
    code = postcode(text)
    return code is not None and bool(reference.with_postcode(code))


def is_commune(text: str, reference: Reference) -> bool:
    code = insee_code(text)
    return code is not None and reference.current(code) is not None


def is_street(text: str) -> bool:
    """Whether a text holds a word for a kind of way."""
    return _STREET.search(plain(text)) is not None


def _is_name(text: str, reference: Reference) -> bool:
    return (
        1 < len(text.strip()) < 120
        and any(letter.isalpha() for letter in text)
        and not _URL.match(text)
        and not _is_town(text, reference)
        and postcode_within(text) is None
    )


class Sign(Struct, frozen=True):
    """How a field is known: words that its column is named with, and what its texts look like.

    named : plain words, the surest first; content_counts : how far the content alone can tell, in [0, 1]
    alone : words that say less, and only where the column is called nothing else: "Lieu", not "Type de lieu"
    """

    field: str
    named: tuple[str, ...]
    holds: Test
    looks: Words
    content_counts: float
    clean: tuple[str, ...] = ("spaces",)
    alone: tuple[str, ...] = ()


_CALLED_AFTER_WHAT_IT_LISTS = (
    "lieu", "lieux", "tiers lieu", "tiers lieux", "etablissement", "etablissements", "structures", "espace", "espaces",
    "site", "sites", "raison sociale", "raison sociale de l etablissement", "etab", "fablab", "fablabs", "coworking",
    "espace de coworking", "espaces de coworking", "espace coworking", "mediatheque", "mediatheques", "bibliotheque",
    "bibliotheques", "incubateur", "incubateurs", "pepiniere", "pepinieres", "laboratoire", "laboratoires", "equipement",
    "equipements", "association", "associations", "entreprise", "entreprises", "societe", "organisme", "organismes",
    "projet", "projets", "initiative", "initiatives", "acteur", "acteurs", "place", "places", "venue", "organisation",
    "lieu d accueil", "structure d accueil", "designation", "appellation",
)  # fmt: skip

SIGNS: tuple[Sign, ...] = (
    Sign(
        "name",
        (
            "nom du lieu",
            "nom",
            "noms",
            "name",
            "titre",
            "denomination",
            "intitule",
            "lib",
            "libelle",
            "enseigne",
            "structure",
        ),
        _is_name,
        Words("des noms, presque tous différents", "names, almost all different"),
        0.35,
        ("html", "spaces"),
        _CALLED_AFTER_WHAT_IT_LISTS,
    ),
    Sign(
        "postcode",
        ("code postal", "cp", "postcode", "postal code", "zip", "postal"),
        is_postcode,
        Words("des codes postaux qui existent", "postal codes that exist"),
        0.75,
        ("postcode",),
    ),
    Sign(
        "commune_code",
        ("code insee", "insee", "codgeo", "code commune", "citycode", "depcom", "id geo", "inseecom", "com"),
        is_commune,
        Words("des codes Insee de communes qui existent", "Insee codes of communes that exist"),
        0.75,
        ("insee-code",),
    ),
    Sign(
        "city",
        ("ville", "commune", "city", "localite", "town", "nomcom", "lib geo", "cominit"),
        _is_town,
        Words("des noms de communes", "commune names"),
        0.75,
        ("html", "spaces", "cedex", "capitals"),
    ),
    Sign(
        "departement_code",
        ("departement", "dep", "dept", "code departement", "inseedep"),
        lambda text, reference: departement_code(text) in reference.departements,
        Words("des codes de départements", "département codes"),
        0.3,
        ("departement-code",),
    ),
    Sign(
        "address",
        ("adresse", "address", "rue", "voie", "street", "addr"),
        lambda text, _: is_street(text),
        Words("des noms de voies", "street names"),
        0.6,
        ("html", "spaces"),
    ),
    Sign(
        "twitter",
        ("twitter", "compte twitter"),
        _host("twitter.com", "@"),
        Words("des comptes Twitter", "Twitter accounts"),
        0.0,
        ("twitter",),
    ),
    Sign(
        "facebook",
        ("facebook", "page facebook"),
        _host("facebook.", "fb.me"),
        Words("des pages Facebook", "Facebook pages"),
        0.55,
        ("facebook",),
    ),
    Sign(
        "instagram",
        ("instagram",),
        _host("instagram.com"),
        Words("des comptes Instagram", "Instagram accounts"),
        0.55,
        ("instagram",),
    ),
    Sign(
        "email",
        ("email", "e mail", "mail", "courriel", "courriels"),
        lambda text, _: bool(_EMAIL.match(text.strip())),
        Words("des adresses électroniques", "e-mail addresses"),
        0.9,
    ),
    Sign(
        "website",
        ("site web", "web", "url", "site", "website", "site internet", "lien"),
        lambda text, _: bool(_URL.match(text.strip())),
        Words("des adresses de pages", "web page addresses"),
        0.55,
        ("url",),
    ),
    Sign(
        "phone",
        ("telephone", "tel", "phone", "contact tel", "standard", "fixe", "mobile"),
        lambda text, _: len(re.sub(r"\D", "", text)) >= 9 and phone(text) is not None,
        Words("des numéros de téléphone français", "French telephone numbers"),
        0.8,
        ("phone",),
    ),
    Sign(
        "opening_hours",
        ("horaires", "opening hours", "horaire", "openhoursstring", "ouverture"),
        lambda text, _: bool(_HOURS.search(text)),
        Words("des jours et des heures", "days and hours"),
        0.7,
        ("html", "spaces"),
    ),
    Sign(
        "siren",
        ("siren", "numero siren"),
        lambda text, _: len(text.strip()) == 9 and siren(text) is not None,
        Words("des numéros dont la clé est juste", "numbers with a valid check digit"),
        0.7,
        ("siren",),
    ),
    Sign(
        "opening_year",
        (
            "annee ouverture",
            "annee creation",
            "annee",
            "year",
            "date creation",
            "date ouverture",
            "ouverture",
        ),
        lambda text, _: bool(_YEAR.match(text.strip())),
        Words("des années", "years"),
        0.2,
    ),
    Sign(
        "accessible",
        ("acces pmr", "pmr", "accessible", "accessibilite", "wheelchair"),
        lambda text, _: plain(text) in _BOOLEAN,
        Words("oui ou non", "yes or no"),
        0.0,
    ),
    Sign(
        "operator",
        ("gestionnaire", "operator", "organisation", "organisme", "porteur", "structure parente"),
        lambda text, _: any(letter.isalpha() for letter in text),
        Words("des noms d’organismes", "organisation names"),
        0.0,
        ("html", "spaces"),
    ),
)
"""In the order in which a tie is settled."""
LATITUDES = ("latitude", "lat", "y", "coor1", "ylat")
LONGITUDES = ("longitude", "long", "lon", "lng", "x", "xlong")
DATES = (
    "date maj",
    "mise a jour",
    "maj",
    "updated at",
    "updated",
    "modification",
    "datemaj",
    "timestamp",
    "date",
)
"""What the columns of the points and of the dates of the rows are called, the surest first."""
