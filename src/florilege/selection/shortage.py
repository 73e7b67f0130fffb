"""Fewer candidates left than the list must hold: how many, and why each of the others went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct

from florilege.faults import Words
from florilege.selection.candidates import Candidates
from florilege.selection.rules import Rule
from florilege.selection.study_file import StudyFile


class Cause(Struct, frozen=True):
    """Why some candidates went, and how many; `condition` is the key of the one that they fail, "" for none."""

    words: Words
    count: int
    condition: str = ""


class Shortage(Struct, frozen=True):
    """left : candidates that may be kept; needed : places that a list holds at least; considered : before any went

    causes : the most frequent first; who fails several conditions counts in each
    group : of a rule for each value of an attribute, the value
    """

    left: int
    needed: int
    considered: int
    causes: tuple[Cause, ...]
    group: str = ""

    @property
    def words(self) -> Words:
        """The shortage as a sentence."""
        if not self.considered:
            return Words("Il n’y a aucun candidat.", "There is no candidate.")
        if not self.left:
            return Words(
                f"Aucun candidat ne reste, sur {self.considered}.",
                f"No candidate is left, of {self.considered}.",
            )
        needed = f"{self.needed} lieux" if self.needed > 1 else "1 lieu"
        if self.left == self.considered:
            candidates = "1 candidat" if self.left == 1 else f"{self.left} candidats"
            there = "There is 1 candidate" if self.left == 1 else f"There are {self.left} candidates"
            return Words(
                f"Il n’y a que {candidates}, pour une liste de {needed} au moins.",
                f"{there} only, for a list of {self.needed} or more.",
            )
        fr = "reste 1 candidat" if self.left == 1 else f"reste {self.left} candidats"
        en = "1 candidate is" if self.left == 1 else f"{self.left} candidates are"
        return Words(
            f"Il {fr} sur {self.considered}, pour une liste de {needed} au moins.",
            f"{en} left of {self.considered}, for a list of {self.needed} or more.",
        )

    @property
    def clash_words(self) -> Words:
        """The size of the list, as what clashes, told by the candidates left."""
        left_fr = {0: "aucun candidat ne reste", 1: "1 candidat reste"}
        left_en = {0: "no candidate is left", 1: "1 candidate is left"}
        fr = left_fr.get(self.left, f"{self.left} candidats restent")
        en = left_en.get(self.left, f"{self.left} candidates are left")
        more = self.needed > 1
        return Words(
            f"au moins {self.needed} lieu{'x' if more else ''} à garder, et {fr}",
            f"{self.needed} place{'s' if more else ''} or more to keep, and {en}",
        )

    def clash_words_of(self, rule: Words) -> Words:
        """A rule, as what clashes, told by those that it counts and that are left."""
        where = Words(f" ({self.group})", f" ({self.group})") if self.group else Words("", "")
        why_fr = " ; ".join(f"{one.words.fr} : {one.count}" for one in self.causes)
        why_en = "; ".join(f"{one.words.en}: {one.count}" for one in self.causes)
        return Words(
            f"{rule.fr} : il en reste {self.left} sur {self.considered}{where.fr} – {why_fr}",
            f"{rule.en}: {self.left} left of {self.considered}{where.en} – {why_en}",
        )

    def as_data(self) -> dict[str, object]:
        """As `selection.json` has it."""
        return {
            "left": self.left,
            "needed": self.needed,
            "considered": self.considered,
            "fr": self.words.fr,
            "en": self.words.en,
            "causes": [
                {"fr": one.words.fr, "en": one.words.en, "count": one.count}
                | ({"condition": one.condition} if one.condition else {})
                for one in self.causes
            ],
        }


def shortage_of(study: StudyFile, candidates: Candidates) -> Shortage | None:
    """The shortage, None where enough candidates are left for a list."""
    left, needed = len(candidates), study.sizes[0]
    if left >= needed:
        return None
    everyone = range(len(candidates.not_eligible) + len(candidates.not_appraisable))
    return Shortage(left, needed, left + len(everyone), _causes(study, candidates, everyone))


def shortage_of_rule(rule: Rule, study: StudyFile, candidates: Candidates) -> Shortage | None:
    """The shortage of those that a floor counts: None where enough are left, or where none of them went.

    Of a floor for each value, the first value short of them. Conditions on levels are left out: those who went have
    none.
    """
    if rule.kind != "at_least" or any(name not in candidates.attributes for name in rule.attributes):
        return None
    here, aside = (_counted(rule, columns) for columns in (candidates.attributes, candidates.aside))
    for group in sorted(here | aside):
        left, gone = len(here.get(group, ())), aside.get(group, ())
        if left < rule.count and gone:
            return Shortage(left, rule.count, left + len(gone), _causes(study, candidates, gone), group)
    return None


def _counted(rule: Rule, columns: Mapping[str, Sequence[str | None]]) -> dict[str, list[int]]:
    """Who a rule counts among some, by the value of `each`: their ranks."""
    found: dict[str, list[int]] = {}
    for rank in range(len(next(iter(columns.values()), ()))):
        if all(columns[name][rank] in wanted for name, wanted in rule.where.items()):
            group = columns[rule.attribute][rank] if rule.attribute else ""
            if group is not None:
                found.setdefault(group, []).append(rank)
    return found


def _causes(study: StudyFile, candidates: Candidates, who: Collection[int]) -> tuple[Cause, ...]:
    """Why some of those who are no candidates are none. who : ranks, those not eligible first"""
    failed = Counter(
        (one.condition.key, one.known)
        for rank, aside in enumerate(candidates.not_eligible)
        if rank in who
        for one in aside.unmet
    )
    titles = {one.key: one.title for one in study.conditions}
    causes = [Cause(_unmet(titles[key], known=known), count, key) for (key, known), count in failed.items()]
    too_little = sum(rank >= len(candidates.not_eligible) for rank in who)
    if too_little:
        causes.append(Cause(_TOO_LITTLE, too_little))
    return tuple(sorted(causes, key=lambda one: -one.count))


_TOO_LITTLE = Words("trop peu connu pour être jugé", "too little known to be judged")


def _unmet(title: Words, *, known: bool) -> Words:
    if not known:
        return Words(f"condition non vérifiée : {title.fr}", f"condition not verified: {title.en}")
    return Words(f"condition non remplie : {title.fr}", f"condition not met: {title.en}")
