"""What an entrepreneur comes for: needs in plain words, the services that answer each, and the steps of a project."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from florilege.faults import Words
from florilege.web.publication.contents.places import PlaceContent


class Need(Struct, frozen=True):
    """A need. services : any of these answers it

    said : the expressions by which people ask for it, in each language, parted by commas
    things : machines and subjects of this need that a fact can name; for each, the expressions that mean it
    thing_services : those of the services where one finds such things; none, all of them
    narrow : expressions that only some of the services answer: an office is no meeting room
    """

    code: str
    title: Words
    services: tuple[str, ...]
    said: Words
    things: tuple[Words, ...] = ()
    thing_services: tuple[str, ...] = ()
    narrow: tuple[tuple[Words, tuple[str, ...]], ...] = ()


class Step(Struct, frozen=True):
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
            "coworking, cotravail, espace de travail, poste de travail, télétravail, travailler, bureau partagé,"
            " bureau nomade, open space, wifi",
            "coworking, desk, hot desk, workspace, telework, remote work, shared office, work, wifi, open space",
        ),
        (Words("fibre optique, fibre, très haut débit", "fibre, high speed internet"),),
    ),
    Need(
        "offices",
        Words("des bureaux, une salle de réunion", "offices, a meeting room"),
        ("offices", "meeting-rooms"),
        Words(
            "louer, location, local à louer, locaux, local",
            "rent, renting, premises",
        ),
        (
            Words("visioconférence, visio", "video conference, video conferencing"),
            Words("vidéoprojecteur, vidéoprojection", "projector, video projector"),
            Words("domiciliation, domicilier", "registered address"),
        ),
        narrow=(
            (
                Words(
                    "bureau, bureau fermé, bureau privatif, bureau à louer, louer un bureau, location de bureau",
                    "office, private office, office to rent, rent an office",
                ),
                ("offices",),
            ),
            (
                Words(
                    "salle de réunion, salle à louer, louer une salle, location de salle, salle, réunion, réunir",
                    "meeting room, room, rent a room, room to rent, meeting",
                ),
                ("meeting-rooms",),
            ),
        ),
    ),
    Need(
        "make",
        Words("fabriquer, prototyper", "making, prototyping"),
        ("prototyping", "craft-workshops"),
        Words(
            "fabriquer, fabrication, fabrication numérique, prototype, prototyper, prototypage, fab lab, fablab,"
            " atelier, atelier partagé, menuiserie, couture, électronique, machine, établi, artisan, artisanat,"
            " maquette, makerspace, découpe, bricoler, bois, travail du bois, meuble, mobilier, métal, textile, céramique",
            "make, making, prototype, prototyping, fab lab, fablab, makerspace, workshop, woodwork, sewing,"
            " electronics, machine, craft, cutting, wood, furniture, metal, textile, ceramics",
        ),
        (
            Words("imprimante 3D, impression 3D, imprimer en 3D", "3D printer, 3D printing, 3D print"),
            Words(
                "découpe laser, découpeuse laser, découpe au laser, graveuse laser, laser",
                "laser cutter, laser cutting, laser cut, laser engraver",
            ),
            Words(
                "fraiseuse, fraiseuse numérique, fraisage, CNC, commande numérique",
                "milling, milling machine, CNC",
            ),
            Words(
                "découpe vinyle, découpeuse vinyle, plotter de découpe, découpe de vinyle",
                "vinyl cutter, vinyl cutting",
            ),
            Words("brodeuse, brodeuse numérique, broderie", "embroidery machine, embroidery"),
            Words("machine à coudre", "sewing machine"),
            Words("fer à souder, soudure, poste à souder", "soldering, soldering iron, welding"),
            Words("scanner 3D, numérisation 3D", "3D scanner, 3D scanning"),
            Words("robotique, robot", "robotics, robot"),
            Words("Arduino", "Arduino"),
            Words("réalité virtuelle, casque VR", "virtual reality, VR headset"),
        ),
        ("prototyping",),
    ),
    Need(
        "support",
        Words("être accompagné, être hébergé", "support, incubation"),
        ("business-support", "incubation", "startup-hosting"),
        Words(
            "accompagnement, accompagner, être accompagné, conseil, création d’entreprise, créer mon entreprise, jeune pousse, startup, start-up",
            "support, advice, business creation, start a business, startup, start-up, business support",
        ),
        (
            Words(
                "aide au financement, financement, financer, levée de fonds, financement participatif",
                "help with funding, funding, fund raising, financing, crowdfunding",
            ),
            Words("mentorat, mentor, parrainage", "mentoring, mentor"),
        ),
        narrow=(
            (
                Words(
                    "incubateur, incubation, accélérateur, accélération", "incubator, incubation, accelerator"
                ),
                ("incubation",),
            ),
            (
                Words(
                    "pépinière, pépinière d’entreprises, hébergement, hébergement d’entreprise",
                    "business nursery, startup hosting",
                ),
                ("startup-hosting", "incubation"),
            ),
        ),
    ),
    Need(
        "learn",
        Words("se former", "training"),
        ("training", "higher-education"),
        Words(
            "formation, se former, former, cours, apprendre, école, université, certification, stage",
            "training, course, learn, class, school, university",
        ),
    ),
    Need(
        "meet",
        Words("rencontrer, faire connaître", "meeting people, being seen"),
        ("networking", "events", "open-innovation", "demonstration", "research-transfer"),
        Words(
            "réseau, rencontrer, rencontre, mise en relation, événement, innovation ouverte, démonstration, exposer,"
            " recherche, laboratoire, partenaire, trouver des partenaires, investisseur, client",
            "network, meet, meet people, networking, event, open innovation, demonstration, show, research, partner,"
            " investor, client",
        ),
    ),
    Need(
        "digital",
        Words("des ordinateurs, une aide au numérique", "computers, help with digital tools"),
        ("equipment", "digital-help"),
        Words(
            "ordinateur, internet, informatique, aide numérique, aide au numérique, aide informatique, démarches,"
            " démarches en ligne, imprimante, imprimer, scanner, médiation numérique, espace public numérique, EPN,"
            " conseiller numérique, site web",
            "computer, internet, digital help, help with digital tools, printer, print, scanner, paperwork",
        ),
    ),
    Need(
        "media",
        Words("un studio, une scène", "a studio, a stage"),
        ("media-production", "culture"),
        Words(
            "studio, vidéo, son, enregistrement, tournage, scène, spectacle, exposition, culture, concert",
            "studio, video, sound, recording, filming, stage, show, exhibition, culture, concert",
        ),
        (
            Words("studio photo, photographie", "photo studio, photography"),
            Words("podcast, studio de podcast", "podcast, podcast studio"),
            Words("studio d’enregistrement", "recording studio"),
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


def expressions(said: Words) -> tuple[str, ...]:
    """The expressions of both languages, each once."""
    found = [one.strip() for text in (said.fr, said.en) for one in text.split(",")]
    return tuple(dict.fromkeys(one for one in found if one))


def evidence_of(place: PlaceContent) -> tuple[int, str]:
    """How many sources give the services shown, and the latest date of one ("" when none is dated)."""
    shown = place.shown.get("service")
    if shown is None:
        return 0, ""
    chosen = set(shown.claims)
    claims = [claim for claim in place.claims if claim.pk in chosen]
    return len({claim.listing for claim in claims}), max((claim.date for claim in claims), default="")
