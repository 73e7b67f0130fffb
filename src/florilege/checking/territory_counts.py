"""What the pages of territories count: places, candidates, kept ones, kinds, services, labels, actors."""

from __future__ import annotations

from collections.abc import Sequence

from florilege.checking.published import Row, codes, flagged
from florilege.checking.rules import TERRITORIES, TERRITORY, Case, Derive, Rule


def _territory(count: str) -> Derive:
    """A count of the territory that a page or a row is about."""

    def derive(case: Case) -> Sequence[float] | None:
        if not case.sentence.territory:
            return None
        places = case.territory
        listed, judged = flagged(places, "in_scope"), flagged(places, "candidate")
        counts = {
            "listed": listed, "judged": judged, "kept": case.data.kept_of(places), "unjudged": listed - judged,
            "outside": len(places) - listed,
        }  # fmt: skip
        return (counts[count],)

    return derive


def _index_line(case: Case) -> Sequence[float] | None:
    """A territory of the list of territories: its places, and how many of them are kept."""
    if not case.sentence.territory:
        return None
    kept = case.data.kept_of(case.territory)
    counts = (flagged(case.territory, "in_scope"), kept, kept)  # in words, then beside the mark
    return counts[: len(case.numbers)]


def _of_a_kind(case: Case) -> Sequence[float] | None:
    """Places of the scope that are of the kind, offer the service or have the label that a line names."""
    name = case.names[0].lower()
    kinds, services = codes().get(("kind", name), ()), codes().get(("service", name), ())
    places = [row for row in case.territory if row["in_scope"] == "true"]
    heading = case.sentence.heading.lower()
    if heading.startswith("types") and kinds:
        return (sum(bool(set(row["kind"].split("|")) & set(kinds)) for row in places),)
    if services and heading.startswith("services"):
        return (sum(bool(_said(case, row, "service") & set(services)) for row in places),)
    labels = codes().get(("label", name), ())
    if labels and heading == "labels":
        return (sum(bool(_said(case, row, "label") & set(labels)) for row in places),)
    return None


def _kind_there(case: Case) -> Sequence[float] | None:
    """Places of the scope that are of a kind, where a sentence names the main ones."""
    kinds = codes().get(("kind", case.names[0].lower()))
    if not kinds or not case.sentence.text.startswith(("Surtout", "Mostly")):
        return None
    places = [row for row in case.territory if row["in_scope"] == "true"]
    return (sum(bool(set(row["kind"].split("|")) & set(kinds)) for row in places),)


def _said(case: Case, place: Row, field: str) -> set[str]:
    """The values shown of a field of a place."""
    claims = case.data.claims_of.get(place["place_id"], ())
    return {row["value"] for row in claims if row["field"] == field and row["shown"] == "true"}


def _named(case: Case) -> Sequence[float] | None:
    """Places of the territory of which an actor is named, and all of them."""
    if case.data.ties is None or not case.sentence.territory:
        return None
    places = [row for row in case.territory if row["in_scope"] == "true"]
    return sum(row["place_id"] in case.data.tied for row in places), len(places)


def _actors(case: Case) -> Sequence[float] | None:
    """The actors that take part in a place of the territory."""
    if case.data.ties is None or not case.sentence.territory:
        return None
    places = [row["place_id"] for row in case.territory if row["in_scope"] == "true"]
    return (len({actor for place in places for actor in case.data.tied.get(place, ())}),)


def _density(case: Case) -> Sequence[float] | None:
    """Ties known between the places of the territory and the actors of one of them, over all that there may be; at most
    all of them, since no source says that its list of actors is complete.
    """
    if case.data.ties is None or not case.sentence.territory:
        return None
    places = [row["place_id"] for row in case.territory if row["in_scope"] == "true"]
    actors = {actor for place in places for actor in case.data.tied.get(place, ())}
    pairs = len(actors) * len(places)
    if not pairs:
        return None
    known = sum(len(case.data.tied.get(place, ())) for place in places) / pairs
    return [known, 1.0][: len(case.numbers)]


def _kept_within(case: Case) -> Sequence[float] | None:
    """Places kept in a territory; of a peer, the tables of territories alone tell."""
    if case.sentence.heading in ("À côté de ses pairs", "Compared with its peers"):
        return None
    return _territory("kept")(case)


def _silent(case: Case) -> Sequence[float]:
    return (sum(not _said(case, row, "service") for row in case.territory if row["in_scope"] == "true"),)


COLLECTIVITIES = frozenset(("975", "977", "978", "984", "986", "987", "988"))
"""Overseas collectivities, by the beginning of the codes of their communes: neither régions nor départements."""


def _peopled(case: Case) -> Sequence[float]:
    """Régions, départements, overseas collectivities where the sentence tells them, and EPCI that have a place of the scope."""
    ours = [row for row in case.data.scope if row["commune_code"][:3] not in COLLECTIVITIES]
    beyond = {row["commune_code"][:3] for row in case.data.scope} & COLLECTIVITIES
    regions, departements = (
        len({row[column] for row in ours} - {""}) for column in ("region", "departement")
    )
    districts = len({row["epci_code"] for row in case.data.scope} - {""})
    return [regions, departements, *([len(beyond)] if len(case.numbers) == 4 else []), districts]


def _only_outside(case: Case) -> Sequence[float]:
    """EPCI that listings cite without a place of the scope."""
    cited = {row["epci_code"] for row in case.data.places} - {row["epci_code"] for row in case.data.scope}
    return (len(cited - {""}),)


RULES: tuple[Rule, ...] = (
    Rule((TERRITORY,), r"(?:^Surtout : |, | et )@ \(#\)",
         r"(?:^Mostly: |, | and )@ \(#\)",
         _kind_there),
    Rule((TERRITORY,), r"^~ de ses lieux (?:est|sont) dans la liste",
         r"^~ of its places (?:is|are) on the list",
         _territory("kept")),
    Rule((TERRITORY,), r"^\[(?:lieux recensés|recensés)\] #$",
         r"^\[(?:places listed|listed)\] #$",
         _territory("listed")),
    Rule((TERRITORY,), r"^\[candidats\] #$", r"^\[candidates\] #$", _territory("judged")),
    Rule((TERRITORY,), r"^\[gardés\] #$", r"^\[kept\] #$", _kept_within),
    Rule((TERRITORY,), r"^\[trop peu connus\] #$", r"^\[too little known\] #$", _territory("unjudged")),
    Rule((TERRITORY,), r"^Hors du champ de l’étude #$",
         r"^Outside the scope of the study #$",
         _territory("outside")),
    Rule((TERRITORY,), r"^(?:De|D’)\s?~ lieux?, aucune source ne dit les services",
         r"^No source gives the services of ~ places?",
         _silent),
    Rule((TERRITORY,), r"^Un acteur au moins est nommé pour # lieux? sur #",
         r"^At least one actor is named for # places? of #",
         _named),
    Rule((TERRITORY,), r"^Les # acteurs nommés, et leurs lieux",
         r"^The # actors named, and their places",
         _actors),
    Rule((TERRITORY,), r"\(1 : une seule famille ; 5 : les cinq à parts égales\)",
         r"\(1: one family; 5: all five in equal parts\)",
         lambda _case: ()),
    Rule((TERRITORY,), r"^~ lieux? du champ recensés?", r"^~ places? in scope listed", _territory("listed")),
    Rule((TERRITORY,), r"Densité des liens : #(?:–#)?", r"Density of ties: #(?:–#)?", _density),
    Rule((TERRITORY,), r"^@ #$", r"^@ #$", _of_a_kind),
    Rule((TERRITORIES,), r"^# régions, # départements, ~ collectivités? d’outre-mer et # intercommunalités",
         r"^# regions, # départements, ~ overseas collectivit(?:y|ies) and # intercommunalit(?:é|ie)s",
         _peopled),
    Rule((TERRITORIES,), r"^# régions, # départements et # intercommunalités",
         r"^# regions, # départements and # intercommunalit(?:é|ie)s",
         _peopled),
    Rule((TERRITORIES,), r"^Ma commune, parmi #$", r"^My commune, out of #$",
         lambda case: (len({row["commune_code"] for row in case.data.scope} - {""}),)),
    Rule((TERRITORIES,), r"^Sans lieu du champ #$", r"^Without a place in scope #$", _only_outside),
    Rule((TERRITORIES,), r" #(?: dont ~ gardés?(?: #)?)?$",
         r" #(?: ~ of (?:them|which is) kept(?: #)?)?$",
         _index_line),
)  # fmt: skip
