"""Fewer candidates left than the list must hold: how many, and why each of the others went."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from florilege.faults import Words
from florilege.selection.candidates import Candidates
from florilege.selection.study_file import StudyFile


@dataclass(frozen=True, slots=True)
class Cause:
    """Why some candidates went, and how many; `condition` is the key of the one that they fail, "" for none."""

    words: Words
    count: int
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Shortage:
    """left : candidates that may be kept; needed : places that a list holds at least; considered : before any went

    causes : the most frequent first; who fails several conditions counts in each
    """

    left: int
    needed: int
    considered: int
    causes: tuple[Cause, ...]

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
        fr = "reste 1 candidat" if self.left == 1 else f"reste {self.left} candidats"
        en = "1 candidate is" if self.left == 1 else f"{self.left} candidates are"
        needed = f"{self.needed} lieux" if self.needed > 1 else "1 lieu"
        return Words(
            f"Il {fr} sur {self.considered}, pour une liste de {needed} au moins.",
            f"{en} left of {self.considered}, for a list of {self.needed} or more.",
        )

    @property
    def clash_words(self) -> dict[str, object]:
        """The size of the list, as what clashes, told by the candidates left."""
        left_fr = {0: "aucun candidat ne reste", 1: "1 candidat reste"}
        left_en = {0: "no candidate is left", 1: "1 candidate is left"}
        fr = left_fr.get(self.left, f"{self.left} candidats restent")
        en = left_en.get(self.left, f"{self.left} candidates are left")
        more = self.needed > 1
        return {
            "fr": f"au moins {self.needed} lieu{'x' if more else ''} à garder, et {fr}",
            "en": f"{self.needed} place{'s' if more else ''} or more to keep, and {en}",
        }

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
    failed = Counter(
        (one.condition.key, one.known) for aside in candidates.not_eligible for one in aside.unmet
    )
    titles = {one.key: one.title for one in study.conditions}
    causes = [Cause(_unmet(titles[key], known=known), count, key) for (key, known), count in failed.items()]
    if candidates.not_appraisable:
        causes.append(Cause(_TOO_LITTLE, len(candidates.not_appraisable)))
    considered = left + len(candidates.not_eligible) + len(candidates.not_appraisable)
    return Shortage(left, needed, considered, tuple(sorted(causes, key=lambda one: -one.count)))


_TOO_LITTLE = Words("trop peu connu pour être jugé", "too little known to be judged")


def _unmet(title: Words, *, known: bool) -> Words:
    if not known:
        return Words(f"condition non vérifiée : {title.fr}", f"condition not verified: {title.en}")
    return Words(f"condition non remplie : {title.fr}", f"condition not met: {title.en}")
