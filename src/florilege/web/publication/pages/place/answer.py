"""Why a place is kept, or not, or not judged: the answer that stands under its name, in its own particulars."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from florilege.faults import Words
from florilege.listings.counts import in_english, in_french
from florilege.selection.stages import OUT, SELECTION
from florilege.web.publication.contents.candidate_rows import CandidateRow
from florilege.web.publication.contents.places import PlaceContent
from florilege.web.publication.contents.selection import Choice, Criterion
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.pages import judgement, outside
from florilege.web.publication.text import words

WAYS_IN = ("improvement", "no_improvement", "improvement_of_two")
"""Codes of the reasons that say what would bring a place in."""
MOST_MISSING = 4
"""Criteria that nothing is known of, named at the head of a sheet; all are further down."""


def answer(place: PlaceContent, contents: StudyContents, language: str) -> tuple[str, ...]:
    """Why a place is kept, or not, or not judged, as a few sentences."""
    if place.row is not None and place.row.failed:
        return tuple(_not_eligible(place.row, language))
    if not contents.is_in_scope(place):
        return (_outside(place, contents, language),)
    if place.appraisal == "not_appraisable":
        return tuple(_unjudged(place, contents, language))
    by_person = _by_person(place, contents, language)
    if by_person:
        return by_person
    choice, run = place.choice, contents.selection
    if choice is None or run is None:
        return (
            _said(
                language,
                "Candidat : la liste n’est pas encore calculée.",
                "Candidate: the list is not computed yet.",
            ),
        )
    if run.status == "infeasible":
        return (
            _said(
                language,
                "Ni gardé ni écarté : aucune liste ne respecte toutes les règles de l’étude.",
                "Neither kept nor left out: no list respects all the rules of the study.",
            ),
        )
    return tuple(
        _kept(place, choice, contents, language)
        if place.kept
        else _not_kept(place, choice, contents, language)
    )


def _said(language: str, fr: str, en: str) -> str:
    return words.said(Words(fr, en), language)


def _named(place: PlaceContent, language: str) -> str:
    called = place.called.in_language(language)
    return f"«{words.THIN}{called}{words.THIN}»" if language == "fr" else f"“{called}”"


def _outside(place: PlaceContent, contents: StudyContents, language: str) -> str:
    sort = outside.sort_of(place, contents, language)
    return _said(
        language,
        f"Pas jugé : hors du champ de l’étude ({sort}).",
        f"Not judged: outside the scope of the study ({sort}).",
    )


def _not_eligible(row: CandidateRow, language: str) -> Iterator[str]:
    """The conditions that a candidate fails, in its own figures."""
    yield _said(
        language,
        "Pas jugé : la candidature n’est pas éligible.",
        "Not judged: the application is not eligible.",
    )
    for one in row.failed:
        yield words.said(one.said, language)


def _unjudged(place: PlaceContent, contents: StudyContents, language: str) -> Iterator[str]:
    titles = [words.said(one.title, language) for one in contents.criteria if one.key in place.missing]
    known, of, least = (
        len(contents.criteria) - len(place.missing),
        len(contents.criteria),
        contents.known_at_least,
    )
    quoted = [
        f"«{words.THIN}{one}{words.THIN}»" if language == "fr" else f"“{one}”"
        for one in titles[:MOST_MISSING]
    ]
    more = len(titles) - len(quoted)
    if more:
        quoted.append(_said(language, f"{more} autres critères" if more > 1 else "un autre critère",
                            f"{more} other criteria" if more > 1 else "one other criterion"))  # fmt: skip
    listed = words.listed(quoted, language)
    yield _said(language, f"Pas jugé : il manque {listed}.", f"Not judged: nothing is known of {listed}.")
    if known < least:
        needed = "1 is needed" if least == 1 else f"{least} are needed"
        yield _said(
            language,
            f"Les sources disent quelque chose de {in_french(known, 'critère', 'critères')} sur {of} ; il en faut {least}.",
            f"Sources say something of {known} of {in_english(of, 'criterion', 'criteria')}; {needed}.",
        )
    for title in _empty_axes(place, contents, language):
        yield _said(
            language,
            f"De l’axe « {title} », aucune source n’en dit assez.",
            f"Of the axis “{title}”, no source says enough.",
        )


def _empty_axes(place: PlaceContent, contents: StudyContents, language: str) -> Iterator[str]:
    """The axes of which fewer criteria are known than a place needs to be judged."""
    for axis in contents.axes:
        keys = [one.key for one in contents.criteria if one.axis == axis.key]
        if len(set(keys) - set(place.missing)) < min(contents.known_per_axis, len(keys)):
            yield words.said(axis.title, language)


def _by_person(place: PlaceContent, contents: StudyContents, language: str) -> tuple[str, ...]:
    """What a person decided of a place, with the reason written then; nothing where a rule or the optimum decided."""
    if place.change is not None:
        reason = words.said(place.change.reason, language)
        if place.change.effect == "enters":
            return (_said(language, f"Gardé parce que l’équipe l’a ajouté à la liste calculée : {reason}",
                          f"Kept because the team added it to the list computed: {reason}"),)  # fmt: skip
        return (_said(language, f"Pas gardé parce que l’équipe l’a retiré de la liste calculée : {reason}",
                      f"Not kept because the team took it off the list computed: {reason}"),)  # fmt: skip
    for one in contents.stage_log:
        if one.place_id == place.place_id and one.stands and one.outcome == OUT and one.stage != SELECTION:
            reason = words.said(one.reason, language)
            return (_said(language, f"Pas gardé parce qu’une personne l’a écarté avant le calcul : {reason}",
                          f"Not kept because a person left it out before the list was computed: {reason}"),)  # fmt: skip
    return ()


def _kept(place: PlaceContent, choice: Choice, contents: StudyContents, language: str) -> Iterator[str]:
    found = judgement.distinctive_facts(place, contents.criteria, contents.usual, language)
    # as they stand within a sentence: "State label" keeps its capital
    facts = judgement.separator(language).join(found)
    if facts:
        yield _said(
            language, f"Gardé pour ce qui le distingue : {facts}.", f"Kept for what sets it apart: {facts}."
        )
    else:
        yield _said(language, "Gardé dans la meilleure liste que les règles permettent.",
                    "Kept in the best list that the rules allow.")  # fmt: skip
    yield from _steadiness(choice, language)
    yield from _engine(choice, ("helped", "needed"), language)
    yield from _replaced(choice, contents, language)


def what_would_change(place: PlaceContent, contents: StudyContents, language: str) -> str:
    """Who would come in without a place kept; what would bring in one that is not."""
    choice = place.choice
    if choice is None:
        return ""
    if place.kept:
        return " ".join(_replaced(choice, contents, language)) if place.computed else ""
    return " ".join(_engine(choice, WAYS_IN, language))


def _replaced(choice: Choice, contents: StudyContents, language: str) -> Iterator[str]:
    entering = [contents.by_id[one] for one in choice.swapped if one in contents.by_id]
    if entering:
        names = words.listed([_with_town(one, language) for one in entering], language)
        leaving = [contents.by_id[one] for one in choice.also_leaving if one in contents.by_id]
        others = words.listed([_with_town(one, language) for one in leaving], language)
        too_fr = (
            f", et {'sortiraient' if len(leaving) > 1 else 'sortirait'} aussi {others}" if leaving else ""
        )
        too_en = f", and {others} would leave too" if leaving else ""
        yield _said(
            language,
            f"Sans lui {'entreraient' if len(entering) > 1 else 'entrerait'} {names}{too_fr}.",
            f"Without it, {names} would enter{too_en}.",
        )


def _steadiness(choice: Choice, language: str) -> Iterator[str]:
    if choice.acceptability is None:
        return
    rate = words.share(choice.acceptability, language, decimals=1)
    often = _said(language, f"dans {rate} des tirages", f"in {rate} of the draws")
    if choice.acceptability == 1:
        often = _said(language, "dans tous les tirages", "in every draw")
    if choice.klass == "core":
        yield _said(
            language, f"Sa place est certaine : il est {often}.", f"Its place is certain: it is {often}."
        )
    else:
        yield _said(
            language, f"Sa place se discute : il est {often}.", f"Its place is debatable: it is {often}."
        )


def _with_town(place: PlaceContent, language: str) -> str:
    return f"{_named(place, language)} ({place.commune})" if place.commune else _named(place, language)


def _not_kept(place: PlaceContent, choice: Choice, contents: StudyContents, language: str) -> Iterator[str]:
    held = list(_engine(choice, ("kept_out", "impossible"), language))
    yield _lead(held[0] if held else "", choice, contents, language)
    yield from held[1:]
    rivals = [one for one in contents.candidates_of.get(place.commune_code, ()) if place.commune_code]
    if len(rivals) > 1:
        yield _in_its_commune(place, rivals, language)
    improvement = list(_engine(choice, ("improvement",), language))
    if not improvement:
        yield from _farthest(place, contents, language)
    yield from improvement or _engine(choice, ("no_improvement",), language)
    yield from _engine(choice, ("improvement_of_two",), language)


def _lead(held: str, choice: Choice, contents: StudyContents, language: str) -> str:
    """The rule that holds a place back, and else whom it would put out: a list is chosen whole."""
    ranked, of = contents.rank_of[choice.place_id], words.number(len(contents.rank_of), language)
    score = words.score(choice.score, language)
    own = _said(
        language,
        f"{score}, {_ordinal(ranked, language)} sur {of}",
        f"{score}, {_ordinal(ranked, language)} of {of}",
    )
    if held:
        first = held[:1].lower() + held[1:]
        return _said(language, f"Pas gardé (score {own}) : {first}", f"Not kept (score {own}): {first}")
    leaving = [contents.by_id[one] for one in choice.swapped if one in contents.by_id]
    if leaving:
        names = words.listed([_scored(one, language) for one in leaving], language)
        return _said(
            language,
            f"Pas gardé parce que son score ({own}) ne suffit pas : le garder ferait sortir {names}.",
            f"Not kept because its score ({own}) is not enough: keeping it would put out {names}.",
        )
    return _said(language, f"Pas gardé parce que son score ({own}) ne suffit pas.",
                 f"Not kept because its score ({own}) is not enough.")  # fmt: skip


def _scored(place: PlaceContent, language: str) -> str:
    score = "" if place.choice is None else words.score(place.choice.score, language)
    return f"{_named(place, language)} ({score})"


def _in_its_commune(place: PlaceContent, rivals: Sequence[PlaceContent], language: str) -> str:
    """Where a place stands among the candidates of its commune, and who stands before it: the one kept, else the next."""
    rank = next(rank for rank, one in enumerate(rivals) if one is place)  # field by field, equality is long
    kept = next((one for one in rivals if one.kept), None)
    town, of = place.commune, words.number(len(rivals), language)
    ordinal = _ordinal(rank + 1, language)
    if kept is not None:
        other = _scored(kept, language)
        return _said(
            language,
            f"À {town}, il est {ordinal} de {of} candidats, et {other} est gardé.",
            f"In {town} it comes {ordinal} of {of} candidates, and {other} is kept.",
        )
    if rank == 0:
        return _said(language, f"À {town}, il est pourtant {ordinal} de {of} candidats : aucun n’est gardé.",
                     f"In {town} it does come {ordinal} of {of} candidates: none is kept.")  # fmt: skip
    ahead = _scored(rivals[rank - 1], language)
    return _said(
        language,
        f"À {town}, il est {ordinal} de {of} candidats, derrière {ahead}.",
        f"In {town} it comes {ordinal} of {of} candidates, behind {ahead}.",
    )


def _ordinal(rank: int, language: str) -> str:
    number = words.number(rank, language)
    if language == "fr":
        return "1er" if rank == 1 else f"{number}e"
    ending = "th" if 10 <= rank % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")
    return f"{number}{ending}"


def _farthest(place: PlaceContent, contents: StudyContents, language: str) -> Iterator[str]:
    """The criterion that separates a place most from those kept, weights counted."""
    usual = contents.usual

    def gap(criterion: Criterion) -> float:
        cell = place.cells.get(criterion.key)
        if cell is None or not cell.applies:
            return 0.0
        return (criterion.weight or 0.0) * (usual.get(criterion.key, 0.0) - cell.low)

    far = max(contents.criteria, key=gap, default=None)
    if far is None or gap(far) <= 0:
        return
    title, mean = words.said(far.title, language), words.number(usual[far.key], language, decimals=2)
    cell = place.cells[far.key]
    value = words.interval(cell.low, cell.high, language)
    if not cell.known:
        yield _said(
            language,
            f"Ce qui l’en sépare le plus : « {title} », dont aucune source ne dit rien ({mean} sur 1 en moyenne chez les gardés).",
            f"What separates it most: “{title}”, of which no source says anything (those kept average {mean} out of 1).",
        )
        return
    yield _said(
        language,
        f"Ce qui l’en sépare le plus : « {title} » ({value} sur 1, {mean} en moyenne chez les gardés).",
        f"What separates it most: “{title}” ({value} out of 1, {mean} on average for those kept).",
    )


def _engine(choice: Choice, codes: Sequence[str], language: str) -> Iterator[str]:
    """The sentences of the selection of these kinds."""
    for reason in choice.reasons:
        if reason.code in codes:
            yield judgement.reason_said(reason, language)
