"""The study file of a draft: its grid, weights and rules, with comments in the chosen language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from florilege.appraisal.indicators import REGISTRY
from florilege.faults import Words
from florilege.listings.counts import spaced
from florilege.study_drafts.balance import Balance
from florilege.study_drafts.supported_grid import AXES, SupportedGrid
from florilege.toml_text import entry, written

SEED = 1


class StudyDraft(Struct, frozen=True):
    """All that the study file is made from.

    kinds : codes of the kinds in its scope; language : of its comments; size_was_said : whether a person said the size
    rules_left_out : attribute → why there is no rule on it; out_of_scope : places of the files that are not considered
    """

    slug: str
    title: str
    size: int
    listings: Sequence[str]
    kinds: Sequence[str]
    grid: SupportedGrid
    rules: Sequence[Balance]
    language: str
    size_was_said: bool
    rules_left_out: Mapping[str, Words]
    out_of_scope: int


def study_text(draft: StudyDraft) -> str:
    """The study file as TOML."""
    return (
        "\n".join([*_head(draft), *_grid(draft), *_weights(draft), *_rules(draft), *_robustness(draft)])
        + "\n"
    )


def _head(draft: StudyDraft) -> list[str]:
    said = Words(
        "Étude ébauchée d’après les fichiers donnés ; ce qui a été deviné est dans GUESSES.md.",
        "A study drafted from the files given; what was guessed is in GUESSES.md.",
    )
    scope = Words("Le champ : quels lieux sont considérés.", "The scope: which places are considered.")
    known = Words(
        "Un lieu n’est candidat que si autant de critères au moins sont connus de lui ; ce qui ne l’est pas reste inconnu, jamais zéro.",
        "A place is a candidate only if at least this many criteria are known for it; the others stay unknown, never zero.",
    )
    return [
        _comment(draft, said), "", "[study]", entry("slug", draft.slug),
        entry("title", {"fr": draft.title, "en": draft.title}),
        _comment(draft, Words("Combien de lieux la liste garde.", "How many places the list keeps.")),
        entry("size", draft.size), entry("ties", ["corroboration"]), entry("listings", list(draft.listings)),
        _comment(draft, known), entry("known_at_least", draft.grid.known_at_least), entry("known_per_axis", 0),
        entry("unknown_reference", "low"), "", _comment(draft, scope), "[study.scope]",
        entry("status", ["open", "unknown"]), *([entry("kind", list(draft.kinds))] if draft.kinds else []),
    ]  # fmt: skip


def _grid(draft: StudyDraft) -> list[str]:
    axes = dict.fromkeys(one.criterion.axis for one in draft.grid.criteria)
    lines: list[str] = []
    for axis in axes:
        lines += ["", "[[axis]]", entry("key", axis), entry("title", _both(AXES[axis]))]
    for one in draft.grid.criteria:
        criterion, indicator = one.criterion, REGISTRY[one.criterion.indicator]
        says = Words(
            f"{indicator.meaning.fr} ; connu de {one.known:.0%} des lieux",
            f"{indicator.meaning.en}; known for {one.known:.0%} of the places",
        )
        ends = {"fr": [criterion.low.fr, criterion.high.fr], "en": [criterion.low.en, criterion.high.en]}
        down = [entry("direction", criterion.direction)] if criterion.direction != "up" else []
        lines += [
            "", _comment(draft, says), "[[criterion]]", entry("key", criterion.indicator), entry("axis", criterion.axis),
            entry("indicator", criterion.indicator), *down, entry("title", _both(criterion.title)),
            entry("value", criterion.value), entry("anchors", ends),
        ]  # fmt: skip
    return lines


def _weights(draft: StudyDraft) -> list[str]:
    names = [one.criterion.indicator for one in draft.grid.criteria]
    if len(names) == 1:
        return ["", "[weights]", entry(names[0], 1.0)]
    says = Words(
        "Poids : chaque critère compte entre la moitié et le double d’une part égale ; toute pondération entre ces bornes est admise.",
        "Weights: each criterion counts between half and twice an equal share; every weighting within these bounds is admissible.",
    )
    share = 1 / len(names)
    low, high = round(share / 2, 4), round(min(1.0, 2 * share), 4)
    lines = [
        "",
        _comment(draft, says),
        "[weights.bounds]",
        *(f"{name} = {written([low, high])}" for name in names),
    ]
    return [*lines, "", "[weights.reference]", *(entry(name, round(share, 4)) for name in names)]


def _rules(draft: StudyDraft) -> list[str]:
    lines: list[str] = []
    for rule in draft.rules:
        lines += ["", "[[rule]]", entry("key", rule.key), entry("title", _both(rule.title))]
        if rule.count:
            lines += [entry("kind", "at_most"), entry("count", rule.count), entry("each", rule.attribute)]
        else:
            lines += [entry("kind", "at_most_one_per"), entry("attribute", rule.attribute)]
        lines += [entry("missing", "free"), entry("reason", _both(rule.reason))]
    return lines


def _robustness(draft: StudyDraft) -> list[str]:
    says = Words(
        "Jusqu’où la liste tient : pondérations et inconnues tirées dix mille fois.",
        "How far the list holds: weights and unknowns drawn ten thousand times.",
    )
    return [
        "", _comment(draft, says), "[robustness]", entry("draws", 10_000), entry("seed", SEED), entry("core", 0.95),
        entry("exterior", 0.05),
    ]  # fmt: skip


def _both(words: Words) -> dict[str, str]:
    return {"fr": words.fr, "en": words.en}


def _comment(draft: StudyDraft, words: Words) -> str:
    said = words.in_language(draft.language).replace("\n", " ")
    return "# " + spaced(said, draft.language)
