"""What an entrepreneur comes for: needs in plain words, the services that answer each, and the steps of a project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from florilege.faults import Words
from florilege.web.publication.contents.places import PlaceContent


@dataclass(frozen=True, slots=True)
class Need:
    """A need. services : any of these answers it; said : how people ask for it, in each language"""

    code: str
    title: Words
    services: tuple[str, ...]
    said: Words


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a project, and the needs that it usually has."""

    code: str
    title: Words
    needs: tuple[str, ...]


NEEDS: tuple[Need, ...] = (
    Need(
        "desk",
        Words("un poste de travail", "a desk"),
        ("coworking", "telework"),
        Words(
            "coworking cotravail poste de travail télétravail travailler bureau partagé open space wifi",
            "coworking desk hot desk workspace telework remote work wifi open space",
        ),
    ),
    Need(
        "offices",
        Words("des bureaux, une salle de réunion", "offices, a meeting room"),
        ("offices", "meeting-rooms"),
        Words(
            "bureaux bureau fermé salle de réunion locaux location domiciliation réunir",
            "offices office meeting room premises rent registered address",
        ),
    ),
    Need(
        "make",
        Words("fabriquer, prototyper", "making, prototyping"),
        ("prototyping", "craft-workshops"),
        Words(
            "fabriquer fabrication prototype prototyper imprimante 3d découpe laser fraiseuse fab lab fablab"
            " atelier menuiserie couture électronique machines établi artisan maquette makerspace",
            "make making prototype 3d printer printing laser cutter milling fab lab fablab makerspace"
            " workshop woodwork sewing electronics machines craft",
        ),
    ),
    Need(
        "support",
        Words("être accompagné, être hébergé", "support, incubation"),
        ("business-support", "incubation", "startup-hosting"),
        Words(
            "accompagnement accompagner conseil incubateur incubation accélérateur pépinière mentor création"
            " d’entreprise hébergement jeune pousse startup financement",
            "support advice incubator incubation accelerator mentor start-up startup hosting business creation funding",
        ),
    ),
    Need(
        "learn",
        Words("se former", "training"),
        ("training", "higher-education"),
        Words(
            "formation former cours apprendre atelier école université certification",
            "training course learn class school university",
        ),
    ),
    Need(
        "meet",
        Words("rencontrer, faire connaître", "meeting people, being seen"),
        ("networking", "events", "open-innovation", "demonstration", "research-transfer"),
        Words(
            "réseau rencontrer mise en relation événement innovation ouverte démonstration exposer recherche"
            " laboratoire partenaires investisseurs clients",
            "network meet networking events open innovation demonstration show research partners investors clients",
        ),
    ),
    Need(
        "digital",
        Words("des ordinateurs, une aide au numérique", "computers, help with digital tools"),
        ("equipment", "digital-help"),
        Words(
            "ordinateur internet informatique aide numérique démarches imprimante scanner médiation site web",
            "computer internet help digital tools printer scanner paperwork",
        ),
    ),
    Need(
        "media",
        Words("un studio, une scène", "a studio, a stage"),
        ("media-production", "culture"),
        Words(
            "studio vidéo son podcast enregistrement tournage scène spectacle exposition culture",
            "studio video sound podcast recording filming stage show exhibition culture",
        ),
    ),
)
STEPS: tuple[Step, ...] = (
    Step("idea", Words("j’ai une idée", "I have an idea"), ("support", "learn", "meet")),
    Step("try", Words("je l’essaie, je fabrique", "I try it out, I make it"), ("make", "desk", "digital")),
    Step("start", Words("je crée l’entreprise", "I set up the company"), ("support", "desk", "offices")),
    Step("grow", Words("je la fais grandir", "I make it grow"), ("offices", "meet", "learn")),
)
BY_CODE: Mapping[str, Need] = {need.code: need for need in NEEDS}


def services_of(place: PlaceContent) -> tuple[str, ...]:
    """The codes of the services that the sources give a place; none is unknown, not absent."""
    shown = place.shown.get("service")
    return tuple(str(value) for value in shown.values) if shown is not None else ()


def answers(place: PlaceContent, need: Need) -> tuple[str, ...]:
    """The services of a place that answer a need."""
    offered = set(services_of(place))
    return tuple(code for code in need.services if code in offered)
