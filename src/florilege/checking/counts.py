"""What pages count of the study: places, candidates, kept ones, records, disagreements, lists drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from florilege.checking.json_values import items, mapping, number_of
from florilege.checking.published import Row, codes, flagged
from florilege.checking.rules import ALL, HOME, SELECTION, SHEET, TERRITORY, Case, Derive, Rule


def _region(case: Case) -> Sequence[Row] | None:
    """The places of the région that a row of the home page leads to."""
    code = (
        case.sentence.territory
        or case.sentence.target.rstrip("/").removesuffix("/index.html").rsplit("/", 1)[-1]
    )
    code = code.removeprefix("region-")
    return case.data.within("region-" + code) or None


def _of_region(column: str) -> Derive:
    def derive(case: Case) -> Sequence[float] | None:
        places = _region(case)
        if places is None:
            return None
        return (case.data.kept_of(places) if column == "kept" else flagged(places, column),)

    return derive


def _outside(case: Case) -> Sequence[float]:
    places = case.territory if case.sentence.territory else case.data.places
    return (sum(row["in_scope"] == "false" for row in places),)


def _outside_of_a_kind(case: Case) -> Sequence[float] | None:
    """Places out of the scope that are what a part of the sentence names; one that closed is counted as closed."""
    if case.sentence.text.startswith(("Surtout", "Mostly")):
        return None  # of the places of the scope: `_kind_there`
    places = case.territory if case.sentence.territory else case.data.places
    outside = [row for row in places if row["in_scope"] == "false"]
    name = case.names[0].lower()
    kinds = codes().get(("kind", name))
    counts = Counter(
        "closed" if row["status"] == "closed" else row["kind"].partition("|")[0] for row in outside
    )
    if kinds:
        return (sum(counts[kind] for kind in kinds),)
    if "aucune source" in name or "no source" in name:
        return (counts[""],)
    return (counts["closed"],) if "fermé" in name or "closed" in name else None


def _years(case: Case) -> tuple[int, int]:
    years = [int(row["version"][:4]) for row in case.data.records]
    return min(years), max(years)


def _listings(case: Case) -> int:
    return len({row["listing"] for row in case.data.records})


def _classes(case: Case) -> tuple[int, int, int]:
    """Certain, debatable, other possible ones."""
    kept = set(case.data.kept)
    certain = sum(one.klass == "core" for key, one in case.data.choice.items() if key in kept)
    others = sum(one.klass != "exterior" for key, one in case.data.choice.items() if key not in kept)
    return certain, len(kept) - certain, others


def _certain(case: Case) -> Sequence[float]:
    return _classes(case)[:1]


def _swapped(case: Case) -> Sequence[float]:
    other = mapping(case.data.selection.get("other_reading")).get("selected")
    places = set(other) if isinstance(other, Sequence) else set()
    return (len(places - {key for key, one in case.data.choice.items() if one.kept}),)


def _portfolios(case: Case) -> tuple[float, float, float]:
    said = mapping(case.data.selection.get("portfolios"))
    most = items(said.get("most_frequent"))
    return (
        number_of(said.get("different")),
        number_of(most[0]["count"]) if most else 0,
        number_of(said.get("reference")),
    )


def _certainties(case: Case) -> Sequence[float]:
    """Candidates proved to be in every list, and in none."""
    said = [one.certain for one in case.data.choice.values()]
    return said.count("core"), said.count("exterior")


def _in_2022_judged(case: Case) -> Sequence[float]:
    judged = flagged(case.data.of_2022, "candidate")
    return (judged, flagged(case.data.of_2022, "in_scope") - judged)[: len(case.numbers)]


def _missing(case: Case) -> Sequence[float] | None:
    row = case.data.unjudged.get(case.place_id)
    return (len(row["missing"].split("|")),) if row else None


def _price(case: Case) -> Sequence[float] | None:
    titles = {
        str(one[language]).lower(): one
        for one in items(case.data.selection.get("rules"))
        for language in ("fr", "en")
    }
    rule = titles.get(case.sentence.row.lower())
    return (number_of(rule["price"]),) if rule else None


def _size(case: Case) -> Sequence[float] | None:
    """Size of the file that a sentence leads to, in millions or thousands of bytes."""
    file = case.data.folder.parent / case.sentence.target.lstrip("./")
    unit = 1e6 if " M" in case.found else 1e3
    return (file.stat().st_size / unit,) if file.is_file() else None


def _draws(case: Case) -> float:
    return number_of(case.data.selection["draws"])


def _criteria(case: Case) -> int:
    return len(mapping(case.data.selection.get("weights")))


def of(*parts: object) -> Derive:
    """What each part counts."""
    return lambda case: [_count(case, part) for part in parts]


def _count(case: Case, part: object) -> float:
    data = case.data
    named: Mapping[object, float] = {
        "places": len(data.places), "scope": len(data.scope), "candidates": len(data.candidates),
        "kept": len(data.kept), "records": len(data.records), "claims": len(data.claims), "of 2022": len(data.of_2022),
        "unjudged": len(data.scope) - len(data.candidates), "disagreements": len(data.disagreements),
        "core": 100 * data.study.core, "exterior": 100 * data.study.exterior,
    }  # fmt: skip
    return part(case) if callable(part) else named[part]


RULES: tuple[Rule, ...] = (
    Rule((HOME, SELECTION), r"rien n’est su de ~ critères?", r"nothing is known about ~ criteri(?:a|on)", _missing),
    Rule((HOME,), r"# lieux parmi #, et les raisons",
         r"# places out of #, and the reasons",
         of("kept", "scope")),
    Rule((HOME,), r"# recensements rapprochés", r"# listings combined", of(_listings)),
    Rule((HOME,), r"la moitié des faits montrés des lieux du champ datent de # ou",
         r"half of the facts shown of places in scope are from # or",
         lambda case: (case.data.median_year,)),
    Rule((HOME,), r"^# du socle$", r"^# core$", _certain),
    Rule((HOME,), r"^# à débattre$", r"^# borderline$", lambda case: _classes(case)[1:2]),
    Rule((HOME,), r"sans position précise, # sont au centre",
         r"# have no precise position and are at the centre",
         lambda case: (sum(case.data.by_id[key]["position_precision"] in ("none", "centre") for key in case.data.kept),)),
    Rule((HOME,), r"^# candidatures jugées sur les mêmes # critères",
         r"^# applications judged on the same # criteria",
         of("places", _criteria)),
    Rule((HOME,), r"^# candidatures jugées sur le même critère",
         r"^# applications judged on the same criterion",
         of("places")),
    Rule((HOME,), r"^\[candidatures reçues\] #$", r"^\[applications received\] #$", of("places")),
    Rule((HOME,), r"^\[éligibles\] #$", r"^\[eligible\] #$", of("scope")),
    Rule((HOME,), r"^\[critères\] #$", r"^\[criteria\] #$", of(_criteria)),
    Rule((HOME,), r"^\[fiches sources\] #$", r"^\[source records\] #$", of("records")),
    Rule((HOME,), r"# recensements, #–#$",
         r"# listings, #–#$",
         of(_listings, lambda case: _years(case)[0], lambda case: _years(case)[1])),
    Rule((HOME,), r"rapprochées en # lieux", r"matched into # places", of("places")),
    Rule((HOME,), r"^\[lieux du champ de l’étude\] #$", r"^\[places within the scope\] #$", of("scope")),
    Rule((HOME,), r"^\[affirmations sourcées\] #$", r"^\[sourced claims\] #$", of("claims")),
    Rule((HOME,), r"^\[désaccords entre sources\] #$",
         r"^\[disagreements between sources\] #$",
         of("disagreements")),
    Rule((HOME,), r"# % des valeurs montrées",
         r"#% of values shown",
         lambda case: (100 * len(case.data.disagreements) / max(1, case.data.shown_values),)),
    Rule((HOME, SELECTION), r"~ certains?, ~ discutables?, ~ autres? possibles?",
         r"~ certain, ~ debatable, ~ others? possible",
         lambda case: _classes(case)),
    Rule((HOME, SELECTION), r"# (?:candidats|lieux) assez connus pour être jugés(?:, # critères| ; # autres)?",
         r"# candidates known well enough to be judged(?:, # criteria|, a single criterion)",
         lambda case: [_count(case, one) for one in ("candidates", "unjudged" if "autres" in case.found else _criteria)][: len(case.numbers)]),
    Rule((HOME,), r"dont # assez connus pour être jugés",
         r"of which # are known well enough to be judged",
         of("candidates")),
    Rule((SELECTION,), r"^$",
         r"known to judge # places, too little for (?:# others|one other)",
         lambda case: [_count(case, one) for one in ("candidates", "unjudged")][: len(case.numbers)]),
    Rule((HOME, SELECTION), r"Le choix a été refait # fois",
         r"The choice was made again # times",
         of(_draws)),
    Rule((HOME, SELECTION), r"publiée ici est revenue # fois",
         r"published here came out # times?",
         lambda case: (_portfolios(case)[2],)),
    Rule((HOME, SELECTION), r"publiée ici n’est ~ revenue",
         r"published here ~ came out",
         lambda case: (_portfolios(case)[2],)),
    Rule((HOME, SELECTION), r"il est sorti # listes différentes",
         r"# different lists came out",
         lambda case: (_portfolios(case)[0],)),
    Rule((SELECTION,), r"donnent # listes différentes ; la plus fréquente est revenue # fois, la liste calculée # fois",
         r"give # different lists; the most frequent came up # times, the computed list # times",
         lambda case: _portfolios(case)),
    Rule((HOME, SELECTION), r"(?:au|Au) moins # %", r"at least #%", of("core")),
    Rule((HOME, SELECTION), r"au plus # %", r"at most #%", of("exterior")),
    Rule((HOME, SELECTION), r"refait (?:le choix )?# fois",
         r"(?:repeated the choice|choice repeated) # times",
         of(_draws)),
    Rule((SELECTION,), r"# lieux gardés sur # candidats",
         r"# places kept out of # candidates",
         of("kept", "candidates")),
    Rule((SELECTION,), r"^Les # lieux gardés$", r"^The # kept places$", of("kept")),
    Rule((SELECTION,), r"Part des # tirages", r"Share of the # draws", of(_draws)),
    Rule((SELECTION,), r"; # premiers tirages",
         r"; first # draws",
         lambda case: (number_of(case.data.selection.get("ranks_draws")),)),
    Rule((SELECTION,), r"parmi les # candidats quand", r"among the # candidates as", of("candidates")),
    Rule((SELECTION,), r"la somme des scores de ses # lieux, est de #\.",
         r"the sum of the scores of its # places, is #\.",
         of(lambda case: len(items(case.data.selection["selected"])), lambda case: number_of(case.data.selection["objective"]))),
    Rule((SELECTION,), r"(?:Entreraient|Sortiraient|Entrerait|Sortirait) \(#\)",
         r"Would (?:enter|leave) \(#\)",
         _swapped),
    Rule((SELECTION,), r"^\[prix\] #$", r"^\[price\] #$", _price),
    Rule((SELECTION,), r"Voir les # candidats", r"See the # candidates", of("candidates")),
    Rule((HOME, SELECTION), r"# d’entre eux ont pu être confirmés",
         r"# of them could be confirmed",
         of("of 2022")),
    Rule((SELECTION,), r"^# lieux ont pu être confirmés",
         r"^# (?=of the 25 places of the July 2022 study could be confirmed)",
         of("of 2022")),
    Rule((HOME, SELECTION), r"^# (?:est|sont) assez connus? pour être jugés?(?: ; ~ ne l)?",
         r"^Enough is known to judge #(?:; ~ (?:is|are) not)?",
         _in_2022_judged),
    Rule((HOME, SELECTION), r"Pour les # qui sont dans le champ",
         r"For the # in scope",
         lambda case: (flagged(case.data.of_2022, "in_scope"),)),
    Rule((HOME,), r"^\[recensés\] #$", r"^\[listed\] #$", _of_region("in_scope")),
    Rule((HOME,), r"^\[gardés\] #$", r"^\[kept\] #$", _of_region("kept")),
    Rule((HOME, TERRITORY), r"jamais comptés? avec eux, ~ autres? lieux?",
         r"never counted with them, ~ other places?",
         _outside),
    Rule((HOME, TERRITORY), r"(?:^[^:]* : |(?<=, ))@ \(#\)",
         r"(?:^[^:]*: |(?<=, ))@ \(#\)",
         _outside_of_a_kind),
    Rule((SELECTION,), r"(?<=premiers) des #", r"(?<=first 40) of #", lambda case: (len(case.data.ranks),)),
    Rule((SELECTION,), r"démontré que # candidats? (?:est|sont) dans toutes les listes possibles et que # n",
         r"proved that # candidates? (?:is|are) in every possible list and # in none",
         _certainties),
    Rule(ALL, r"\(PDF, # [kM]o\)", r"\(PDF, # [kM]B\)", _size),
    Rule((SHEET,), r"~ fiches? sources? en parlent?",
         r"~ source records? mentions? it",
         lambda case: (len(case.data.records_of.get(case.place_id, ())),)),
    Rule((SHEET,), r"^# désaccords? entre sources$",
         r"^# disagreements? between sources$",
         lambda case: (case.data.disputed.get(case.place_id, 0),)),
)  # fmt: skip
