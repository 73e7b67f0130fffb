"""A grid made of the indicators that the claims of some places can support."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from florilege.appraisal.indicators import REGISTRY
from florilege.faults import InputRefused, Words
from florilege.listings.vocabulary import VOCABULARIES
from florilege.study_drafts.first_places import FirstPlace
from florilege.toml_text import TomlValue

AXES: Mapping[str, Words] = {
    "organisation": Words("Organisation", "Organisation"),
    "model": Words("Modèle", "Model"),
    "services": Words("Offre de services", "Services"),
    "anchoring": Words("Ancrage territorial", "Territorial anchoring"),
}
ENOUGH, FEWEST = 0.25, 0.05
"""Shares of the places of which an indicator must be known: usually, and where nothing is known of so many."""


class Proposed(Struct, frozen=True):
    """A criterion that may be proposed: how an indicator is turned into a value, from 0 to 1, and what its ends look like."""

    indicator: str
    axis: str
    title: Words
    value: Mapping[str, TomlValue]
    low: Words
    high: Words
    direction: str = "up"


_FORMS: Mapping[str, float] = {
    "cooperative": 1.0, "association": 0.8, "collective": 0.7, "public-company": 0.6, "public": 0.5, "company": 0.3,
}  # fmt: skip
CRITERIA: tuple[Proposed, ...] = (
    Proposed(
        "service_families", "services", Words("Services à l’entrepreneur", "Services to entrepreneurs"),
        {"kind": "points", "points": [[0, 0.0], [1, 0.3], [3, 0.7], [6, 1.0]]},
        Words("un service", "one service"), Words("six services ou plus", "six services or more"),
    ),
    Proposed(
        "mix_of_uses", "model", Words("Mélange des usages", "Mix of uses"),
        {"kind": "points", "points": [[0, 0.0], [1, 0.2], [2, 0.6], [3, 0.85], [5, 1.0]]},
        Words("un seul usage", "a single use"), Words("cinq familles d’usages", "five families of uses"),
    ),
    Proposed(
        "contact_channels", "services", Words("Facile à joindre", "Easy to reach"),
        {"kind": "linear", "from": 0, "to": 4},
        Words("aucun moyen publié", "no way published"),
        Words("site, téléphone, réseau social et horaires", "site, telephone, social account and hours"),
    ),
    Proposed(
        "weekly_hours", "services", Words("Ouvert longtemps", "Open long hours"),
        {"kind": "linear", "from": 0, "to": 60},
        Words("fermé", "closed"), Words("soixante heures par semaine", "sixty hours a week"),
    ),
    Proposed(
        "legal_form", "organisation", Words("Gouvernance ouverte", "Open governance"),
        {"kind": "table", "table": {form: _FORMS.get(form, 0.4) for form in VOCABULARIES["legal_form"]}},
        Words("société commerciale", "commercial company"), Words("coopérative", "cooperative"),
    ),
    Proposed(
        "state_label", "organisation", Words("Projet reconnu par l’État", "Project recognised by the State"),
        {"kind": "points", "points": [[0, 0.0], [1, 0.8], [2, 1.0]]},
        Words("aucun label", "no label"), Words("deux labels", "two labels"),
    ),
    Proposed(
        "years_attested", "model", Words("Durée attestée", "Attested duration"),
        {"kind": "linear", "from": 0, "to": 10},
        Words("une seule mention", "a single mention"),
        Words("dix ans entre la première et la dernière", "ten years between the first and the last"),
    ),
    Proposed(
        "distance_to_next", "anchoring", Words("Ce que le territoire perdrait", "What the area would lose"),
        {"kind": "log", "from": 0.5, "to": 50},
        Words("un lieu semblable à moins de 500 m", "a similar place within 500 m"),
        Words("aucun à moins de 50 km", "none within 50 km"),
    ),
    Proposed(
        "places_per_100k", "anchoring", Words("Rareté pour les habitants", "Scarcity for inhabitants"),
        {"kind": "log", "from": 0.5, "to": 50},
        Words("cinquante lieux pour 100 000 habitants", "fifty places per 100,000 inhabitants"),
        Words("un lieu pour 200 000 habitants", "one place per 200,000 inhabitants"), direction="down",
    ),
    Proposed(
        "actor_families", "anchoring", Words("Familles d’acteurs réunies", "Families of actors brought together"),
        {"kind": "linear", "from": 0, "to": 5},
        Words("aucune", "none"), Words("les cinq familles", "all five families"),
    ),
)  # fmt: skip
"""What may be proposed. The scales are those of the study that started this, in `docs/method.md`."""


TITLES: Mapping[str, Words] = {one.indicator: one.title for one in CRITERIA}


class Supported(Struct, frozen=True):
    """A criterion of the grid. known : share of the places of the scope of which it is known, in [0, 1]"""

    criterion: Proposed
    known: float


class SupportedGrid(Struct, frozen=True):
    """The grid, and what was left out of it: indicator → why."""

    criteria: tuple[Supported, ...]
    left_out: Mapping[str, Words]
    known_at_least: int


def supported_grid(places: Sequence[FirstPlace], size: int, *, files: Sequence[str] = ()) -> SupportedGrid:
    """The indicators known of enough of the places and that tell them apart; raises InputRefused where there is none.

    size : of the list; how many criteria a place must be known by leaves three times as many candidates, where there are
    files : those that the places come from, to name them
    """
    shares = {
        one.indicator: sum(one.indicator in place.raws for place in places) / max(len(places), 1)
        for one in CRITERIA
    }
    distinctive = {one.indicator: _sets_apart(one.indicator, places) for one in CRITERIA}
    for least in (ENOUGH, FEWEST):
        kept = [one for one in CRITERIA if shares[one.indicator] >= least and distinctive[one.indicator]]
        if len(kept) > 1:
            break
    if not kept:
        raise _nothing_compares(places, shares, distinctive, files)
    order = {axis: rank for rank, axis in enumerate(AXES)}
    kept.sort(key=lambda one: order[one.axis])
    criteria = tuple(Supported(one, shares[one.indicator]) for one in kept)
    return SupportedGrid(
        criteria, _left_out(shares, distinctive, kept), _known_at_least(places, criteria, size)
    )


def _nothing_compares(
    places: Sequence[FirstPlace],
    shares: Mapping[str, float],
    distinctive: Mapping[str, bool],
    files: Sequence[str],
) -> InputRefused:
    """The refusal of files of which no criterion can be made, with what they lack."""
    file = ", ".join(files) or None
    if len(places) < 2:
        counted = "un seul" if places else "aucun"
        counted_en = "only one" if places else "none"
        return InputRefused(
            Words(
                f"plusieurs lieux ouverts à comparer ({counted} dans ce qui est donné)",
                f"several open places to compare ({counted_en} in what is given)",
            ),
            file=file,
            hint=Words(
                "donner un fichier qui liste plusieurs lieux, une ligne par lieu",
                "give a file that lists several places, one row per place",
            ),
        )
    same = [one.title for one in CRITERIA if shares[one.indicator] and not distinctive[one.indicator]]
    rare = [one for one in CRITERIA if shares[one.indicator] and distinctive[one.indicator]]
    reasons = [
        *(
            [_listed(same, Words("la même valeur pour tous les lieux", "the same value for all places"))]
            if same
            else []
        ),
        *(
            Words(
                f"« {one.title.fr} » : connu de {shares[one.indicator]:.0%} des lieux",
                f"“{one.title.en}”: known for {shares[one.indicator]:.0%} of the places",
            )
            for one in rare
        ),
    ]
    reasons.append(
        Words("rien d’autre n’en est connu", "nothing else is known about them")
        if reasons
        else Words("rien n’en est connu", "nothing is known about them")
    )
    return InputRefused(
        Words(
            "une colonne au moins qui dise ce que les lieux offrent, où ils sont ou comment les joindre, et qui les distingue "
            f"({' ; '.join(one.fr for one in reasons)})",
            "at least one column that says what places offer, where they are or how to reach them, and distinguishes them "
            f"({'; '.join(one.en for one in reasons)})",
        ),
        file=file,
        hint=Words(
            "ajouter une colonne (services, type, adresse, code postal, site…), ou partir d’un tableau de candidats : "
            "florilege new --list",
            "add a column (services, kind, address, postcode, website…), or start from a table of candidates: "
            "florilege new --list",
        ),
    )


def _listed(titles: Sequence[Words], why: Words) -> Words:
    return Words(
        f"{', '.join(f'« {one.fr} »' for one in titles)} : {why.fr}",
        f"{', '.join(f'“{one.en}”' for one in titles)}: {why.en}",
    )


def _sets_apart(indicator: str, places: Sequence[FirstPlace]) -> bool:
    return len({place.raws[indicator] for place in places if indicator in place.raws}) > 1


def _left_out(
    shares: Mapping[str, float], distinctive: Mapping[str, bool], kept: Sequence[Proposed]
) -> dict[str, Words]:
    found: dict[str, Words] = {}
    for one in CRITERIA:
        if one in kept:
            continue
        share = shares[one.indicator]
        if share and not distinctive[one.indicator]:
            found[one.indicator] = Words("le même pour tous les lieux", "the same for all places")
        else:
            unknown = REGISTRY[one.indicator].unknown
            found[one.indicator] = Words(
                f"connu de {share:.0%} des lieux ({unknown.fr})",
                f"known for {share:.0%} of the places ({unknown.en})",
            )
    return found


def _known_at_least(places: Sequence[FirstPlace], criteria: Sequence[Supported], size: int) -> int:
    """The most criteria, up to half of them, by which half the places and three times the size are known."""
    known = [sum(one.criterion.indicator in place.raws for one in criteria) for place in places]
    wanted = min(len(places), max(3 * size, (len(places) + 1) // 2))
    for least in range((len(criteria) + 1) // 2, 1, -1):
        if sum(count >= least for count in known) >= wanted:
            return least
    return 1
