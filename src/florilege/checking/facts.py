"""What pages say of one place's criteria, score and acceptability: on every page that names a place."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence

from florilege.checking.criteria import counted, kilometres, position
from florilege.checking.json_values import mapping, number_of
from florilege.checking.numbers import agrees, number
from florilege.checking.rules import ALL, HOME, SELECTION, SHEET, TERRITORY, Case, Derive, Rule


def measured(indicator: str) -> Derive:
    """The least of a measure, counted again."""

    def derive(case: Case) -> Sequence[float] | None:
        raw = case.criteria.raw(case.place_id, indicator)
        return None if raw is None or isinstance(raw[0], str) else (raw[0],)

    return derive


def near(case: Case) -> Sequence[float] | None:
    """The distances that a sentence gives to the place it names, derived from positions."""
    found = case.criteria.nearest(case.place_id)
    if case.place is None:
        return None
    low, high = found[0] if found else (math.inf, math.inf)
    bounds = " au plus" in case.found or " at most" in case.found
    wanted = [_far(case, 0, high, EXACT if not bounds else UP)]
    if len(case.numbers) == 2:
        wanted = [_far(case, 0, low, DOWN), _far(case, 1, high, UP)]
    named = [row for row in case.data.scope if _is_called(row, case.names[0])]
    own = position(case.place)
    if found and any(row["place_id"] in found[1] for row in named):
        return wanted
    for row in named:  # another one as near, or one whose position the dossier may not copy
        other = position(row)
        if own and other and len(case.numbers) == 1:
            return (_far(case, 0, kilometres(own, other), EXACT if not bounds else UP),)
    return None if not named or not found else wanted


def or_nearer(case: Case) -> Sequence[float] | None:
    """The most to the nearest place that a sentence names, and the least to another, the second that it names."""
    found = case.criteria.nearest(case.place_id)
    if found is None:
        return None
    (low, high), surest, maybe = found[0], found[1], case.criteria.perhaps_nearest(case.place_id)
    first, second = (
        [row["place_id"] for row in case.data.scope if _is_called(row, name)] for name in case.names[:2]
    )
    if not first or not second:
        return None
    if surest.isdisjoint(first) or maybe.isdisjoint(second):
        return [math.nan for _ in case.numbers]
    wanted = [_far(case, 0, high, UP)]
    return wanted if len(case.numbers) == 1 else [*wanted, _far(case, 1, low, DOWN)]


def _is_called(row: Mapping[str, str], said: str) -> bool:
    """Whether a place bears a name; one without a name is named by who runs it, whatever the kind of that body."""
    if row["name"] or not row["bearer"]:
        return row["name"] == said
    bodies = row["bearer"].casefold().split("|")
    return any(body.partition(" ")[2] in said.casefold() for body in bodies if " " in body)


EXACT, UP, DOWN = 0, 1, -1


def _far(case: Case, rank: int, kilometres_away: float, ends: int) -> float:
    """A distance in the unit in which a number is printed; that number itself where it is the distance to the nearest ten
    metres, or to a digit of its own, rounded up or down as a bound is."""
    units = re.findall(r"\d\s(k?m)\b", re.sub("|".join(map(re.escape, case.names)) or "(?!)", "", case.found))
    metres = rank < len(units) and units[rank] == "m"
    derived = kilometres_away * (1000 if metres else 1)
    printed = number(case.numbers[rank], case.language)
    step = 10.0 if metres else 1.0 if printed >= 10 else 0.1
    off = (printed - derived) / step
    if ends == EXACT:
        return printed if metres and abs(off) <= 0.5 + 1e-6 else derived
    return printed if -0.02 <= off * ends < 1.02 else math.nan


def density(case: Case) -> Sequence[float] | None:
    found = case.criteria.density(case.place_id)
    if found is None:
        return None
    if len(case.numbers) == 1:
        return (found[0],)
    return [_end(case, 0, found[0], DOWN), _end(case, 1, found[1], UP)]


def _end(case: Case, rank: int, derived: float, ends: int) -> float:
    """The number printed where it is an end of a range, rounded down or up to its last digit; else not a number."""
    printed, decimals = number(case.numbers[rank], case.language), re.split("[.,]", case.numbers[rank])[1:]
    off = (printed - derived) * (10 ** len(decimals[0]) if decimals else 1)
    return printed if -1e-6 <= off * ends < 1 + 1e-6 else math.nan


def of_choice(*parts: Callable[[Case], float]) -> Derive:
    return lambda case: [part(case) for part in parts] if case.choice else None


def rate(case: Case) -> float:
    return 100 * case.choice.rate[0] if case.choice else math.nan


def _rates(case: Case) -> Sequence[float] | None:
    return [100 * one for one in case.choice.rate] if case.choice else None


def _bounds(case: Case) -> Sequence[float] | None:
    return [100 * one for one in case.choice.rate[1:]] if case.choice else None


def _score(case: Case) -> Sequence[float] | None:
    return case.choice.score if case.choice else None


def _score_alone(case: Case) -> Sequence[float] | None:
    """A score whose interval rounds to one number."""
    if case.choice is None:
        return None
    low, high = case.choice.score[1:]
    same = len(case.numbers) == 1 or agrees(case.numbers[1], high, case.language)
    return (case.choice.score[0], low if same else high)[: len(case.numbers)]


def _least_and_most(case: Case) -> Sequence[float] | None:
    if case.choice is None:
        return None
    low, high = case.choice.score[1:]
    return (low, high) if len(case.numbers) == 2 else _printed(case, low, high)


def reason(code: str, *names: str) -> Derive:
    """Numbers that selection.json gives of a reason of the place; "objective" is the total of the list."""

    def derive(case: Case) -> Sequence[float] | None:
        said = case.choice.reasons.get(code) if case.choice else None
        if said is None:
            return (math.nan,) * len(case.numbers)
        return [
            number_of(case.data.selection["objective"]) if name == "objective" else number_of(said.get(name))
            for name in names
        ]  # fmt: skip

    return derive


def _short_of(case: Case) -> Sequence[float] | None:
    """How far the score of a place is from that of the kept one named, of 1."""
    names = {row["place_id"] for row in case.data.places if case.names[0] in (row["name"], row["bearer"])}
    rivals = [case.data.choice[one] for one in names if one in case.data.choice]
    gaps = [one.score[0] - case.choice.score[0] for one in rivals if one.kept and case.choice is not None]
    if not gaps:
        return None
    return next((gap for gap in gaps if agrees(case.numbers[0], gap, case.language)), gaps[0]), 1.0


def _of_title(case: Case, title: str) -> Sequence[float] | None:
    """What a place is worth on a criterion or an axis, at least and at most."""
    criteria = case.criteria
    if title in criteria.by_title:
        return criteria.value(case.place_id, criteria.by_title[title])
    return criteria.axis_value(case.place_id, criteria.axes[title]) if title in criteria.axes else None


def _value(case: Case) -> Sequence[float] | None:
    """What a place is worth on the criterion or the axis of the row."""
    found = _of_title(case, case.sentence.row)
    return None if found is None else _printed(case, *found)


def _printed(case: Case, low: float, high: float) -> Sequence[float] | None:
    """One number where both ends round to it."""
    if len(case.numbers) == 2:
        return low, high
    said = case.numbers[0]
    return (
        (low,) if agrees(said, high, case.language) else (high if agrees(said, low, case.language) else low,)
    )


def _weight(case: Case) -> float:
    title, criteria = case.sentence.row, case.criteria
    if title in criteria.by_title:
        return criteria.weight(criteria.by_title[title].key)
    if title in criteria.axes:
        return sum(criteria.weight(one.key) for one in criteria.members(criteria.axes[title]))
    return math.nan


def _weights(case: Case) -> Sequence[float] | None:
    weight = _weight(case)
    return None if math.isnan(weight) else (100 * weight,)


def _contribution(case: Case) -> Sequence[float] | None:
    found, weight = _of_title(case, case.sentence.row), _weight(case)
    return None if found is None else _printed(case, *(weight * end for end in found))


def _of_column(case: Case) -> Sequence[float] | None:
    """A cell of the table of values: what the place of the row is worth on the criterion of the column, in hundredths."""
    criterion = case.criteria.by_title.get(case.sentence.label)
    if criterion is None or not case.place_id:
        return None
    found = case.criteria.value(case.place_id, criterion)
    return None if found is None else _printed(case, *(100 * end for end in found))


def _of_row(case: Case) -> Sequence[float] | None:
    """A cell of the table of candidates, under the title of its criterion or the name of its column."""
    said = case.criteria.row(case.place_id)
    label = case.sentence.label or case.sentence.row
    criterion = case.criteria.by_title.get(label)
    named = criterion.input if criterion is not None else None
    for column, text in said.items():
        if column == named or (named is None and column.lower() == label.lower()):
            try:
                ends = [float(one) for one in text.split("..")]
            except ValueError:
                return None
            return ends if len(ends) == len(case.numbers) else None
    return None


def _unknown(case: Case) -> Sequence[float] | None:
    said = case.choice.reasons.get("contributions") if case.choice else None
    return (number_of(said.get("unknown")),) if said else None


def _rank(name: str) -> Derive:
    return lambda case: (case.data.ranks[case.place_id][name],) if case.place_id in case.data.ranks else None


def _known_of_2022(case: Case) -> Sequence[float] | None:
    criterion = case.criteria.by_title.get(case.names[0])
    places = [row for row in case.data.of_2022 if row["in_scope"] == "true"]
    if criterion is None or not counted(criterion):
        return None
    return sum(case.criteria.known(row["place_id"], criterion) for row in places), len(places)


def _missing(case: Case) -> Sequence[float] | None:
    row = case.data.unjudged.get(case.place_id)
    criteria = len(mapping(case.data.selection.get("weights")))
    return (criteria - len(row["missing"].split("|")), criteria) if row else None


RULES: tuple[Rule, ...] = (
    Rule(ALL, r"[Pp]remier lieu semblable : @, à # k?m au plus(?: \(ou @, qui est peut-être ce lieu même\)|, ou @, peut-être"
         r" plus proche)",
         r"[Nn]earest similar place: @, # k?m away at most(?: \(or @, which may be this very place\)|, or @, which may be nearer)",
         or_nearer),
    Rule(ALL, r"[Pp]remier lieu semblable : @, à # k?m au plus, ou @, à # k?m au moins",
         r"[Nn]earest similar place: @, # k?m away at most, or @, at least # k?m away",
         or_nearer),
    Rule(ALL, r"[Pp]remier lieu semblable : @, à # (?:k?m)(?: au plus)?",
         r"[Nn]earest similar place: @, (?:at most |up to )?# (?:k?m)(?: away)?(?: at most)?",
         near),
    Rule(ALL, r"[Pp]remier lieu semblable : @, entre # (?:k?m) et # k?m",
         r"[Nn]earest similar place: @, between # (?:k?m) and # k?m away",
         near),
    Rule(ALL, r"(?:de|De) # à # lieux pour 100[\u202f ]000 habitants(?:, selon ce qu’un recensement régional y ajouterait)?",
         r"# to # places per 100,000 inhabitants",
         density),
    Rule(ALL, r"# lieux? pour 100[\u202f ]000 habitants", r"# places? per 100,000 inhabitants", density),
    Rule(ALL, r"# ans? d’existence attestés?",
         r"# documented years? of existence",
         measured("years_attested")),
    Rule(ALL, r"# familles? d’usages", r"# famil(?:y|ies) of uses", measured("mix_of_uses")),
    Rule(ALL, r"~ services? à l’entrepreneur",
         r"~ services? for entrepreneurs",
         measured("service_families")),
    Rule(ALL, r"~ moyens? de le joindre", r"~ ways? to reach it", measured("contact_channels")),
    Rule(ALL, r"# familles? d’acteurs réunies?",
         r"# famil(?:y|ies) of actors brought together",
         measured("actor_families")),
    Rule(ALL, r"# labels? de l’État", r"# State labels?", measured("state_label")),
    Rule((SELECTION, SHEET), r"~ critères? sans source", r"~ criteri(?:on|a) without a source", _unknown),
    Rule((HOME, SELECTION, SHEET), r"(?:gardé|il est) dans # %(?: des tirages)?",
         r"(?:kept|it is) in #%(?: of the draws)?",
         of_choice(rate)),
    Rule((SHEET,), r"^(?:à débattre|socle|hors sélection) · # %$",
         r"^(?:borderline|core|outside the list) · #%$",
         of_choice(rate)),
    Rule((SELECTION, SHEET), r"^\[(?:taux de maintien|maintien)\] # %(?: intervalle à 95 % :)? #–# %$",
         r"^\[acceptability\] #%(?: 95% interval:)? #–#%$",
         _rates),
    Rule((SELECTION, TERRITORY), r"^\[(?:taux de maintien|maintien)\] # %$",
         r"^\[acceptability\] #%$",
         of_choice(rate)),
    Rule((SELECTION,), r"^\[intervalle\] #–# %$", r"^\[interval\] #–#%$", _bounds),
    Rule((SELECTION, SHEET), r"^\[score(?: de référence)?\] #(?: entre)? #–#(?: selon ce qui est inconnu)?$",
         r"^\[(?:reference )?score\] #(?: between)? #–#(?: depending on the unknowns)?$",
         _score),
    Rule((SELECTION, SHEET), r"^\[score(?: de référence)?\] #(?: #)?(?: aucun critère n’est inconnu)?$",
         r"^\[(?:reference )?score\] #(?: #)?(?: no criterion is unknown)?$",
         _score_alone),
    Rule((TERRITORY,), r"^\[score\] #(?:–#)?$", r"^\[score\] #(?:–#)?$", _least_and_most),
    Rule((SELECTION,), r"^\[meilleur\] #$", r"^\[best\] #$", _rank("best")),
    Rule((SELECTION,), r"^\[(?:pire|le pire)\] #$", r"^\[worst\] #$", _rank("worst")),
    Rule((SELECTION,), r"^\[médian\] #$", r"^\[median\] #$", _rank("median")),
    Rule((SELECTION,), r"^\[à 5 %\] #$", r"^\[at 5%\] #$", _rank("low")),
    Rule((SELECTION,), r"^\[à 95 %\] #$", r"^\[at 95%\] #$", _rank("high")),
    Rule((SHEET,), r"le total de la liste \(#\) perd #",
         r"the list's total \(#\) loses #",
         reason("margin", "objective", "margin")),
    Rule((SHEET, SELECTION, TERRITORY), r"coûterait # au total de la liste \(#\)",
         r"would cost # of the list's total \(#\)",
         reason("loss", "loss", "objective")),
    Rule((TERRITORY,), r"Il lui manque # points? sur # pour la place que prend « @ »",
         r"It is # points? of # short of the place that “@” takes",
         _short_of),
    Rule((SHEET,), r"^\[valeur\] #(?:–#)?(?: non renseigné)?$",
         r"^\[value\] #(?:–#)?(?: not stated)?$",
         _value),
    Rule((SHEET,), r"^\[poids\] # %$", r"^\[weight\] #%$", _weights),
    Rule((SHEET,), r"^\[apport\] #(?:–#)?$", r"^\[contribution\] #(?:–#)?$", _contribution),
    Rule((SELECTION,), r"^\[[^]]+\] #(?:–#)?$", r"^\[[^]]+\] #(?:–#)?$", _of_column),
    Rule((SHEET,), r"d’après la table : (?:de )?#(?: à #)?", r"in the table: (?:from )?#(?: to #)?", _of_row),
    Rule((SHEET,), r"^\[[^]]+\] (?:de )?#(?: à #)?$", r"^\[[^]]+\] (?:from )?#(?: to #)?$", _of_row),
    Rule((HOME, SELECTION), r"^@ connu pour # sur #$", r"^@ known for # of #$", _known_of_2022),
    Rule((TERRITORY,), r"^\[connus\] #/#$", r"^\[known\] #/#$", _missing),
)  # fmt: skip
