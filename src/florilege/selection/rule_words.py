"""A rule of balance in words: those of the study, else made from its keys."""

from __future__ import annotations

from florilege.faults import Words
from florilege.selection.rules import SIZE, Level, Rule
from florilege.selection.study_file import StudyFile
from florilege.written_numbers import all_digits, in_words, with_comma


def rule_words(key: str, study: StudyFile) -> Words:
    """A rule in words, without its reason: those of the study, else made from its keys. The size is a rule too."""
    if key == SIZE:
        least, most = study.sizes
        places = _counted(most)
        if least == most:
            return Words(f"{most} {places.fr}", f"{most} {places.en}")
        return Words(f"de {least} à {most} {places.fr}", f"{least} to {most} {places.en}")
    rule = next(rule for rule in study.rules if rule.key == key)
    return rule.title if rule.title is not None else _made(rule, study)


def _made(rule: Rule, study: StudyFile) -> Words:
    each_fr = f" par {rule.attribute}" if rule.attribute else ""
    each_en = f" for each {rule.attribute}" if rule.attribute else ""
    tail_fr, tail_en = _conditions(rule, study)
    ids = ", ".join(rule.ids)
    return {
        "at_least": Words(
            f"au moins {rule.count}{each_fr}{tail_fr}", f"at least {rule.count}{each_en}{tail_en}"
        ),
        "at_most": Words(
            f"au plus {rule.count}{each_fr}{tail_fr}", f"at most {rule.count}{each_en}{tail_en}"
        ),
        "at_most_one_per": Words(
            f"au plus un par {rule.attribute}", f"at most one for each {rule.attribute}"
        ),
        "include": Words(f"gardé d’avance : {ids}", f"kept beforehand: {ids}"),
        "exclude": Words(f"écarté d’avance : {ids}", f"left out beforehand: {ids}"),
        "together": Words(f"ensemble ou pas du tout : {ids}", f"together or not at all: {ids}"),
        "apart": Words(f"pas ensemble : {ids}", f"not together: {ids}"),
        "budget": Words(
            f"{rule.attribute} : {in_words(rule.limit).fr} au plus",
            f"{rule.attribute}: {in_words(rule.limit).en} at most",
        ),
    }[rule.kind]


def _conditions(rule: Rule, study: StudyFile) -> tuple[str, str]:
    """What a rule counts, between brackets, in French and in English; "" where it counts every place."""
    where = [f"{name} = {' | '.join(values)}" for name, values in rule.where.items()]
    levels = [level_words(level, study) for level in rule.levels]
    fr, en = [*where, *(one.fr for one in levels)], [*where, *(one.en for one in levels)]
    return (f" ({', '.join(fr)})", f" ({', '.join(en)})") if fr else ("", "")


def level_words(level: Level, study: StudyFile) -> Words:
    """A condition on the value of an axis or of a criterion, by its title; an end of the scale is no bound."""
    group, _, key = level.key.partition(".")
    named = study.grid.axes if group == "axis" else study.grid.criteria
    title = next(one.title for one in named if one.key == key)
    least, most = all_digits(level.least), all_digits(level.most)
    if level.least == level.most:
        fr, en = f"à {least}", f"at {least}"
    elif level.most >= 1:
        fr, en = f"à {least} au moins", f"at {least} or more"
    elif level.least <= 0:
        fr, en = f"à {most} au plus", f"at {most} or less"
    else:
        fr, en = f"de {least} à {most}", f"from {least} to {most}"
    return Words(f"« {title.fr} » {with_comma(fr)}", f'"{title.en}" {en}')


def _counted(count: int) -> Words:
    return Words("lieux", "places") if count > 1 else Words("lieu", "place")
