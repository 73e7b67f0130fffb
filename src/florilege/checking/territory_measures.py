"""What pages say is measured of territories: inhabitants, rates, reach, peers, where next; from their published tables."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from florilege.checking.numbers import agrees, date_pattern, decimal, iso, number
from florilege.checking.published import codes, table, vocabulary
from florilege.checking.rules import DONE, TERRITORIES, TERRITORY, Case, Derive, Judgement, Rule
from florilege.checking.territory_tables import FRANCE, Row

_PAGES = (TERRITORY, TERRITORIES)


def _page(case: Case) -> str:
    """End of the address of the page of a territory, "" for the index, whatever its lines lead to."""
    found = re.search(r"territoires/([^/]+)/", case.sentence.page)
    return found[1] if found is not None else ""


def _own(case: Case) -> Row | None:
    """The row of the territory that a page is about."""
    return case.data.territories.by_page.get(_page(case))


def _peer(case: Case) -> Row | None:
    """The row of the peer that a line of the table of peers is about, or of the territory itself, its first line."""
    wanted, own = case.sentence.row, _own(case)
    if own is not None and wanted in (f"{own['name']} (ici)", f"{own['name']} (here)"):
        return own
    return next((row for row in case.data.territories.peers(_page(case)) if row["name"] == wanted), None)


def _numbers(row: Row | None, *columns: str) -> Sequence[float] | None:
    """Numbers of a row; None where one is not given."""
    if row is None or not all(row[column] for column in columns):
        return None
    return [decimal(row[column]) for column in columns]


RATE = ("rate", "rate_low", "rate_high")


def _own_column(*columns: str) -> Derive:
    return lambda case: _numbers(_own(case), *columns)


def _peer_column(*columns: str) -> Derive:
    return lambda case: _numbers(_peer(case), *columns)


def _peer_rate(case: Case) -> Sequence[float] | None:
    """A rate, between what and what, and how many places it counts, which the page must say where not all are."""
    row = _peer(case)
    found = _numbers(row, *RATE)
    if row is None or found is None:
        return None
    if len(case.numbers) == 4:
        return [*found, decimal(row["counted"])]
    return found if row["counted"] == row["places"] else [math.nan, *found[1:]]


def _inhabitants(case: Case) -> Sequence[float] | None:
    """Those of `territories.csv`; of a site without it, of an EPCI those that its density is counted for."""
    if (said := _numbers(_own(case), "inhabitants")) is not None:
        return said
    found = case.data.inhabitants.get(case.sentence.territory)
    return (found[0],) if found else None


def _better(case: Case) -> Sequence[float] | None:
    """The rate of the peer that a sentence names: the highest of all, else what it says is wrong."""
    alike = case.data.territories.peers(_page(case))
    named = next((row for row in alike if row["name"] == case.names[0]), None)
    if named is None or not named["rate"]:
        return None
    best = max(decimal(row["rate"]) for row in alike if row["rate"])
    rates = [decimal(named[column]) for column in RATE]
    return [rates[0] if rates[0] == best else math.nan, *rates[1:]]


def _service(words: str) -> str:
    """The code of a service in words; "" where no single one is called so."""
    found = set(codes().get(("service", words.lower()), ()))
    return found.pop() if len(found) == 1 else ""


def _reached(case: Case, service: str, kilometres: str) -> Row | None:
    where = case.data.territories.where(_page(case))
    reach = case.data.territories.reach.get((_service(service), *where), {})
    return reach.get(number(kilometres, case.language))


def _shares(case: Case) -> Sequence[float] | None:
    """Percentages of inhabitants within a distance: about, then at least and at most, in one number where they print alike."""
    row = _reached(case, case.sentence.row, case.numbers[0])
    if row is None:
        return None
    if not row["reached"]:
        return [math.nan] * len(case.numbers)  # the tables cannot tell what the page does
    if not decimal(row["inhabitants"]):
        return None
    about, least, most = (
        100 * decimal(row[column]) / decimal(row["inhabitants"])
        for column in ("reached", "reached_least", "reached_most")
    )
    wanted = [decimal(row["kilometres"]), about, least, most]
    if len(case.numbers) == 2 and row["reached_least"] != row["reached_most"]:
        return [wanted[0], math.nan]  # it may be otherwise, and the page does not say so
    if len(case.numbers) == 3:
        return [*wanted[:2], most if agrees(case.numbers[2], least, case.language) else least]
    return wanted[: len(case.numbers)]


def _far(case: Case) -> Sequence[float] | None:
    """Inhabitants beyond a distance, the distance, and between what and what they may be."""
    row = _reached(case, case.names[0], case.numbers[1])
    if row is None:
        return None
    inhabitants = decimal(row["inhabitants"])  # not a number where it is not stated
    about, low, high = (
        inhabitants - decimal(row[one]) for one in ("reached", "reached_most", "reached_least")
    )
    if len(case.numbers) == 2 and low != high:
        return [math.nan, math.nan]
    return [about, decimal(row["kilometres"]), low, high][: len(case.numbers)]


def _beyond(case: Case) -> Sequence[float] | None:
    """The last distance, inhabitants and communes beyond it."""
    row = _reached(case, case.names[0], case.numbers[0])
    if row is None or not row["communes_beyond"]:
        return None
    beyond = decimal(row["inhabitants"]) - decimal(row["reached"])
    return decimal(row["kilometres"]), beyond, decimal(row["communes_beyond"])


def _sites(case: Case) -> Sequence[float] | None:
    """People served by next places in the communes named; then those unreached, where a sentence says of how many."""
    where = case.data.territories.where(_page(case))
    rows = case.data.territories.next_sites.get((_service(case.names[0]), *where), ())
    if not rows:
        return None
    joined = re.split(r", | et | and ", case.names[1])
    named = [part for row in rows for part in re.split(r", | et | and ", row["commune"])]
    own = sum(decimal(row["people_added"]) for row in rows) if joined == named else math.nan
    around = sum(decimal(row.get("people_around") or 0) for row in rows)
    kilometres = decimal(rows[0]["kilometres"])
    if len(rows) == 1:
        said_own = "d’ici" in case.found or "of them here" in case.found
        return [own + around, own, kilometres] if said_own else [math.nan if around else own, kilometres]
    gap, proved = _proved(case, rows[0])
    return [own if proved else math.nan, decimal(rows[0]["unreached"]), kilometres, *gap]


def _proved(case: Case, row: Row) -> tuple[list[float], bool]:
    """How much more the best choice may serve, in percent, where a sentence says so; whether it says rightly which it is."""
    with_gap = "meilleur choix" in case.found or "best choice" in case.found
    gap = decimal(row["gap"] or 0)
    return ([100 * gap / (1 - gap)] if with_gap else []), with_gap == (row["proved"] != "true")


def _all_served(case: Case) -> Sequence[float] | None:
    """The distance within which all are served: stated, and without a next place in the tables."""
    where = (_service(case.names[0]), *case.data.territories.where(_page(case)))
    row = case.data.territories.reach.get(where, {}).get(number(case.numbers[0], case.language))
    if row is None:
        return None
    reported = row["inhabitants"] and not case.data.territories.next_sites.get(where)
    return (decimal(row["kilometres"]) if reported else math.nan,)


def _records(case: Case) -> Sequence[float] | None:
    """Records that a listing had in a territory at the date of a line, of those that were read at that date."""
    where = case.data.territories.where(_page(case))
    date = iso(case.sentence.row, case.language) if _is_date(case.sentence.row, case.language) else ""
    counts = [
        int(row["records"]) for row in case.data.territories.counts.get(where, ()) if row["version"] == date
    ]
    said = number(case.numbers[0], case.language)
    return (said if said in counts else counts[0],) if counts else None


def _is_date(text: str, language: str) -> bool:
    return re.fullmatch(date_pattern(language), text) is not None


def _in_france(case: Case) -> Sequence[float] | None:
    """Next places in the whole country, those that they serve of those unreached, and how far from the best."""
    rows = case.data.territories.next_sites.get((_service(case.names[0]), *FRANCE), ())
    if not rows:
        return None
    served = sum(decimal(row["people_added"]) for row in rows)
    proved = "prouvé" in case.found or "proved" in case.found
    count = len(rows) if proved == (rows[0]["proved"] == "true") else math.nan
    gap = 0.0 if proved else decimal(rows[0]["gap"])
    more = [] if proved else [100 * gap / (1 - gap)]
    return [count, served, decimal(rows[0]["unreached"]), decimal(rows[0]["kilometres"]), *more]


def _added(case: Case) -> Sequence[float] | None:
    """People whom a next place in the commune of a line adds, for the service of the heading above."""
    service = next(
        (one for one in case.data.territories.services() if _named(case.sentence.heading, one)), ""
    )
    rows = case.data.territories.next_sites.get((service, *FRANCE), ())
    row = next((row for row in rows if row["commune"] == case.sentence.row), None)
    return _numbers(row, "people_added")


def _named(heading: str, service: str) -> bool:
    """Whether a heading ends with the words of a service."""
    return any(
        heading.lower().endswith(f": {words}")
        for (of, words), found in codes().items()
        if of == "service" and service in found
    )


def _distance(case: Case) -> Sequence[float] | None:
    """A distance at the head of a column: one of those published."""
    said = number(case.numbers[0], case.language)
    return (said,) if said in case.data.territories.limits() else None


def _stated(case: Case) -> Sequence[float]:
    """Services that a source states in a territory, of all those there are words for."""
    places = {row["place_id"] for row in case.territory if row["in_scope"] == "true"}
    stated = {
        row["value"]
        for place in places
        for row in case.data.claims_of.get(place, ())
        if row["field"] == "service" and row["shown"] == "true"
    }
    return len(stated), len({row["code"] for row in vocabulary() if row["of"] == "service"})


def _peers_with(case: Case) -> Sequence[float] | None:
    """Peers where a listing that looked in the région of the territory too states a service; and how many peers there are."""
    sealed, service = case.data.sealed.get("coverage.csv"), _service(case.names[0])
    alike = case.data.territories.peers(_page(case))
    if not sealed or not service or not alike:
        return None
    coverage = {row["listing"]: set(row["regions"].split("|")) for row in table(sealed)}
    regions = {row["region"] for row in case.territory if row["in_scope"] == "true"} - {""}
    counts: set[int] = set()
    for region in regions or {""}:  # an EPCI may lie in two régions: the page takes one of them
        looked = {slug for slug, where in coverage.items() if where & {"all", region}}
        counts.add(sum(_states(case, peer["code"], service, looked) for peer in alike))
    said = number(case.numbers[0], case.language)
    return (said if said in counts else min(counts), len(alike))


def _states(case: Case, epci: str, service: str, looked: set[str]) -> bool:
    """Whether a listing among some states a service of a place of an EPCI."""
    return any(
        row["field"] == "service" and row["value"] == service and row["source"] in looked
        for place in case.data.within(epci)
        if place["in_scope"] == "true"
        for row in case.data.claims_of.get(place["place_id"], ())
    )


def dated(case: Case, judgement: Judgement) -> None:
    """The date at the head of a line: that of a version counted in the territory of the page."""
    said = case.sentence.text
    if case.sentence.row != said or not _is_date(said, case.language):
        return
    counts = case.data.territories.counts.get(case.data.territories.where(_page(case)), ())
    if iso(said, case.language) in {row["version"] for row in counts}:
        judgement.left, judgement.derived = DONE, judgement.derived + 1


RULES: tuple[Rule, ...] = (
    Rule(_PAGES, r"^\[# km\] # %(?: \((?:#–)?# %\))?$", r"^\[# km\] #%(?: \((?:#–)?#%\))?$", _shares),
    Rule(_PAGES, r"^# km$", r"^# km$", _distance),
    Rule((TERRITORY,), r"^\[fiches\] #$", r"^\[records\] #$", _records),
    Rule((TERRITORY,), r"· # habitants?$", r"· # inhabitants?$", _inhabitants),
    Rule((TERRITORY,), r"^\[habitants\] #$", r"^\[inhabitants\] #$", _peer_column("inhabitants")),
    Rule((TERRITORY,), r"^\[densité\] #$", r"^\[density\] #$", _peer_column("density")),
    Rule((TERRITORY,), r"^\[métropole à\] # km$", r"^\[distance to a métropole\] # km$", _peer_column("metropole_km")),
    Rule((TERRITORY,), r"^\[lieux\] #$", r"^\[places\] #$", _peer_column("places")),
    Rule((TERRITORY,), r"^\[gardés\] #$", r"^\[kept\] #$", _peer_column("kept")),
    Rule((TERRITORY,), r"^\[taux\] # pour 100[\u202f ]000 habitants \(entre # et #\)(?: ; lieux comptés : #)?$",
         r"^\[rate\] # per 100,000 inhabitants \(between # and #\)(?:; places counted: #)?$",
         _peer_rate),
    Rule((TERRITORY,), r"^Aller voir @, du même rang et mieux pourvu : # pour 100[\u202f ]000 habitants \(entre # et #\)",
         r"^Visit @, of the same kind and better served: # per 100,000 inhabitants \(between # and #\)",
         _better),
    Rule((TERRITORY,), r"pays \(#\) : # pour 100[\u202f ]000 habitants \(entre # et #\)",
         r"alone \(#\): # per 100,000 inhabitants \(between # and #\)",
         _own_column("counted", *RATE)),
    Rule((TERRITORY,), r"(?:^|taux lissé : |taux de tous les territoires : |; taux : )"
         r"# pour 100[\u202f ]000 habitants \(entre # et #\)",
         r"(?:^|smoothed rate: |rate of all territories: |; rate: )# per 100,000 inhabitants \(between # and #\)",
         _own_column(*RATE)),
    Rule((TERRITORY,), r"qui n’y comptent pas : #\.$", r"not counted here: #\.$", _own_column("added")),
    Rule((TERRITORY,), r"^Une source y dit # services sur #", r"^A source states # services there, of #", _stated),
    Rule((TERRITORY,), r"^Une source y dit un service sur #", r"^A source states one service there, of #",
         lambda case: tuple(_stated(case))[1:]),
    Rule((TERRITORY,), r"(?:et aucune ici : |(?<=\)), |(?<=\)) et )@ \(# sur #\)",
         r"(?:and none here: |(?<=\)), |(?<=\)) and )@ \(# of #\)",
         _peers_with),
    Rule((TERRITORY,), r"^# habitants à plus de # km par la route d’un lieu de « @ » des recensements de tout le pays"
         r"(?: \(entre # et #\))?\.$",
         r"^# inhabitants more than # km by road from a place for “@” of the listings of the whole country"
         r"(?: \(between # and #\))?\.$",
         _far),
    Rule((TERRITORIES,), r"À plus de # km par la route d’un lieu de « @ » des recensements de tout le pays : # habitants \(communes : #\)",
         r"More than # km by road from a place for “@” of the listings of the whole country: # inhabitants \(communes: #\)",
         _beyond),
    Rule((TERRITORIES,),
         r"^# lieux de « @ » de plus, dans ces communes, rapprocheraient # des # habitants.* en # km par la route"
         r"(?: ; c’est prouvé| ; le meilleur choix en rapprocherait au plus # %)",
         r"^# more places for “@”, in these communes, would serve # of the # inhabitants.* within # km by road"
         r"(?:; it is proved|; the best choice would serve at most #%)",
         _in_france),
    Rule((TERRITORIES,), r"^\[habitants rapprochés\] #$", r"^\[inhabitants served\] #$", _added),
    Rule(_PAGES,
         r"^(?:Un lieu|Des lieux) de « @ » à @ rapprocherai(?:en)?t # (?:des # )?habitants(?:, dont # d’ici,)? .*?"
         r" en # km par la route(?: ; le meilleur choix en rapprocherait au plus # %)?",
         r"^(?:A place|Places) for “@” in @ would serve # (?:of the # )?inhabitants(?:, # of them here,)? .*?"
         r" within # km by road(?:; the best choice would serve at most #%)?",
         _sites),
    Rule((TERRITORY,), r"^Tous ses habitants sont à moins de # km par la route d’un lieu de « @ » recensé",
         r"^All its inhabitants are within # km by road of a listed place for “@”",
         _all_served),
)  # fmt: skip
