"""The constraints of the national schema of digital mediation places, version 1.0.2, restated as our own table.

Source: Table Schema "Lieux de médiation numérique", LaMednum/standard-mediation-num (La MedNum, ANCT, Datactivist;
Licence Ouverte 2.0), https://schema.data.gouv.fr/LaMednum/standard-mediation-num: names of columns, which are required,
patterns and closed lists. Version 1.0.2 adds one label to 1.0.1 and spells it without the space that its other labels
have before their bracket. `services` is not required; `pivot` and `date_maj` are, until version 2.0.0.

`faults` checks what a Table Schema checks (https://specs.frictionlessdata.io/table-schema): an empty cell is a missing
value; patterns hold for whole cells; nothing else of the columns is looked at. One thing is checked beyond the schema:
`horaires`, whose form its description asks for and no pattern holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from florilege.listings.formats.open_place import is_day
from florilege.listings.weekly_openings import is_osm

VERSION = "1.0.2"
MISSING, REPEATED, PATTERN, LIST, DAY, NUMBER, LENGTH, HOURS = (
    "missing", "repeated", "pattern", "list", "day", "number", "length", "hours",
)  # fmt: skip
"""What a cell can fail: required, unique, pattern, a closed list, a date, a number, a length, the form of hours."""


class Column(Struct, frozen=True):
    """A column of the schema.

    values : what each part of the cell may be, parts standing between "|"; empty for no closed list
    kind : "text", "number", "day" (ISO) or "hours" (form of OpenStreetMap)
    """

    name: str
    required: bool = False
    unique: bool = False
    pattern: str = ""
    values: tuple[str, ...] = ()
    kind: str = "text"
    longest: int | None = None


class SchemaFault(Struct, frozen=True):
    """A cell that the schema refuses. row : rank of the row, from 0; code : one of those above"""

    row: int
    column: str
    value: str
    code: str


SCHEMA: tuple[Column, ...] = (
    Column("id", required=True, unique=True),
    Column("pivot", required=True, pattern=r"[a-zA-Z0-9]{9,14}"),
    Column("nom", required=True),
    Column("commune", required=True),
    Column("code_postal", required=True, pattern=r"\d{5}"),
    Column("code_insee", pattern=r"([013-9]\d|2[AB1-9])\d{3}"),
    Column("adresse", required=True),
    Column("complement_adresse"),
    Column("latitude", kind="number"),
    Column("longitude", kind="number"),
    Column("typologie"),
    Column("telephone", pattern=r"\+(33|590|594|262|596|269|687|689|508|681)\d{6,9}"),
    Column("courriels"),
    Column("site_web"),
    Column("horaires", kind="hours"),
    Column("presentation_resume", longest=280),
    Column("presentation_detail"),
    Column("source"),
    Column("itinerance", values=("Itinérant", "Fixe")),
    Column("structure_parente"),
    Column("date_maj", required=True, kind="day"),
    Column(
        "services",
        values=(
            "Aide aux démarches administratives",
            "Maîtrise des outils numériques du quotidien",
            "Insertion professionnelle via le numérique",
            "Utilisation sécurisée du numérique",
            "Parentalité et éducation avec le numérique",
            "Loisirs et créations numériques",
            "Compréhension du monde numérique",
            "Accès internet et matériel informatique",
            "Acquisition de matériel informatique à prix solidaire",
        ),
    ),
    Column(
        "publics_specifiquement_adresses",
        values=("Jeunes", "Étudiants", "Familles et/ou enfants", "Seniors", "Femmes"),
    ),
    Column(
        "prise_en_charge_specifique",
        values=(
            "Surdité",
            "Handicaps moteurs",
            "Handicaps mentaux",
            "Illettrisme",
            "Langues étrangères (anglais)",
            "Langues étrangères (autres)",
            "Déficience visuelle",
        ),
    ),
    Column("frais_a_charge", values=("Gratuit", "Gratuit sous condition", "Payant")),
    Column(
        "dispositif_programmes_nationaux",
        values=(
            "Aidants Connect",
            "Bibliothèques numérique de référence",
            "Certification PIX",
            "Conseillers numériques",
            "Emmaüs Connect",
            "France Services",
            "Grande école du numérique",
            "La Croix Rouge",
            "Point d'accès numérique CAF",
            "Promeneurs du net",
            "Relais numérique (Emmaüs Connect)",
        ),
    ),
    Column(
        "formations_labels",
        values=(
            "Formé à « Mon Espace Santé »",
            "Formé à « DUPLEX » (illettrisme)",
            "Arnia/MedNum BFC (Bourgogne-Franche-Comté)",
            "Collectif ressources et acteurs réemploi (Normandie)",
            "Étapes numériques(La Poste)",
            "Fabriques de Territoire",
            "Les Éclaireurs du numérique (Drôme)",
            "Mes Papiers (Métropole de Lyon)",
            "ORDI 3.0",
            "SUD LABS (PACA)",
        ),
    ),
    Column("autres_formations_labels"),
    Column(
        "modalites_acces",
        values=(
            "Se présenter",
            "Téléphoner",
            "Contacter par mail",
            "Prendre un RDV en ligne",
            "Ce lieu n'accueille pas de public",
            "Envoyer un mail avec une fiche de prescription",
        ),
    ),
    Column(
        "modalites_accompagnement",
        values=("En autonomie", "Accompagnement individuel", "Dans un atelier collectif", "À distance"),
    ),
    Column("fiche_acces_libre"),
    Column("prise_rdv"),
)
"""The columns, in the order of the schema."""
COLUMNS = tuple(column.name for column in SCHEMA)
REQUIRED = tuple(column.name for column in SCHEMA if column.required)
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")


def faults(rows: Iterable[Mapping[str, str]]) -> Iterator[SchemaFault]:
    """The cells of a table that the schema refuses, row by row, in the order of its columns."""
    seen: dict[str, set[str]] = {column.name: set() for column in SCHEMA if column.unique}
    for rank, row in enumerate(rows):
        for column in SCHEMA:
            value = row.get(column.name, "")
            code = fault_of(column, value)
            if code is None and value in seen.get(column.name, ()):
                code = REPEATED
            if code is not None:
                yield SchemaFault(rank, column.name, value, code)
            if column.unique:
                seen[column.name].add(value)


def fault_of(column: Column, value: str) -> str | None:
    """What a cell fails, alone; None when the schema takes it."""
    if not value:
        return MISSING if column.required else None
    if column.pattern and re.fullmatch(column.pattern, value, re.ASCII) is None:
        return PATTERN
    if column.values and not _are_listed(value.split("|"), column.values):
        return LIST
    if column.longest is not None and len(value) > column.longest:
        return LENGTH
    return _fault_of_kind(column.kind, value)


def _are_listed(parts: Sequence[str], values: Sequence[str]) -> bool:
    return all(part in values for part in parts)


def _fault_of_kind(kind: str, value: str) -> str | None:
    if kind == "day" and not is_day(value):
        return DAY
    if kind == "number" and _NUMBER.fullmatch(value) is None:
        return NUMBER
    return HOURS if kind == "hours" and not is_osm(value) else None
