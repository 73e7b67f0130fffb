"""What a selection says, part by part: each candidate, each rule, each other reading. As data, each has its own keys."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import asdict

from florilege.faults import Words
from florilege.selection.reasons import Reason

Data = dict[str, object]
Ids = tuple[str, ...]


def in_both(words: Words) -> Data:
    """A sentence as `selection.json` has it."""
    return {"fr": words.fr, "en": words.en}


class Judged(Struct, frozen=True):
    """One candidate that was compared, kept or not.

    score, score_low, score_high : under the reference weights, from 0 to 1; the interval is that of what is unknown
    acceptability : share of the draws that keep it, with its 95 % interval; None when none was solved
    standing : "core", "borderline" or "exterior" by that share; certain : what is proved without draws, if anything
    reasons : why it is kept or not, where that was asked for
    """

    place_id: str
    name: str
    score: float
    score_low: float
    score_high: float
    acceptability: float | None
    ci_low: float | None
    ci_high: float | None
    standing: str | None
    certain: str | None
    reasons: tuple[Reason, ...]

    def as_data(self) -> Data:
        """As `selection.json` has it."""
        return {
            "place_id": self.place_id,
            "name": self.name,
            "score": self.score,
            "score_low": self.score_low,
            "score_high": self.score_high,
            "acceptability": self.acceptability,
            "ci_low": self.ci_low,
            "ci_high": self.ci_high,
            "class": self.standing,
            "certain": self.certain,
            "reasons": [one.as_data() for one in self.reasons],
        }


class LittleKnown(Struct, frozen=True):
    """A candidate of which too little is known to be compared; missing : keys of the criteria not known."""

    place_id: str
    name: str
    missing: Ids

    @property
    def words(self) -> Words:
        """What is missing, as a sentence."""
        named = ", ".join(self.missing)
        return Words(f"Rien n’est connu de : {named}.", f"Nothing is known about: {named}.")

    def as_data(self) -> Data:
        """As `selection.json` has it."""
        return {"place_id": self.place_id, "name": self.name, "missing": list(self.missing)}


class RuleEffect(Struct, frozen=True):
    """What a rule does to the list.

    binding : whether the total would be greater without it; price : by how much; changes : whether the list would be
    another; None where it was not measured
    exchanged : what enters and what leaves without it, where that was measured
    """

    key: str
    words: Words
    binding: bool | None
    price: float | None
    changes: bool | None
    exchanged: Exchanged | None = None
    reason: Words | None = None

    def as_data(self) -> Data:
        """As `selection.json` has it."""
        data: Data = {"key": self.key, **in_both(self.words)}
        data |= {"binding": self.binding, "price": self.price, "changes": self.changes}
        if self.exchanged is not None:
            data |= self.exchanged.as_data()
        if self.reason is not None:
            data["reason"] = in_both(self.reason)
        return data


class Exchanged(Struct, frozen=True):
    """The ids that enter a list and those that leave it."""

    enters: Ids
    leaves: Ids

    def as_data(self) -> Data:
        """As `selection.json` has it."""
        return {"enters": list(self.enters), "leaves": list(self.leaves)}


NO_LIST: Data = {"enters": None, "leaves": None}
"""What stands where no list satisfies the rules: an empty list would say that nothing changes."""


class OtherReading(Struct, frozen=True):
    """The list when what is unknown is read the other way, "low" or "middle".

    selected, exchanged : its ids, and what differs; None when no list satisfies the rules then
    """

    unknown_reference: str
    selected: Ids | None
    exchanged: Exchanged | None

    def as_data(self) -> Data:
        """As `selection.json` has it."""
        data: Data = {"unknown_reference": self.unknown_reference}
        if self.selected is None or self.exchanged is None:
            return data | {"status": "infeasible", "selected": None} | NO_LIST
        return data | {"selected": list(self.selected)} | self.exchanged.as_data()


class LeftOut(Struct, frozen=True):
    """What changes when a criterion counts for nothing, or without the marks of a juror, told by a number.

    exchanged : None when no list satisfies the rules then
    """

    criterion: str
    juror: str
    exchanged: Exchanged | None

    def as_data(self) -> Data:
        """As `selection.json` has it."""
        who: Data = {"criterion": self.criterion} if self.criterion else {"juror": self.juror}
        if self.exchanged is None:
            return who | {"status": "infeasible"} | NO_LIST
        return who | self.exchanged.as_data()


class SeenList(Struct, frozen=True):
    """A list that draws gave, and how many of them."""

    count: int
    place_ids: Ids

    def as_data(self) -> Data:
        """As `selection.json` has it."""
        return {"count": self.count, "place_ids": list(self.place_ids)}


class SeenLists(Struct, frozen=True):
    """The lists seen in the draws: how many different ones, how often the one kept, the most frequent."""

    different: int
    reference: int
    most_frequent: tuple[SeenList, ...]

    def as_data(self) -> Data:
        """As `selection.json` has it."""
        return {
            "different": self.different,
            "reference": self.reference,
            "most_frequent": [one.as_data() for one in self.most_frequent],
        }


class ToFindOut(Struct, frozen=True):
    """A fact not known of a borderline candidate; weight : how far it moves its acceptability, from -1 to 1."""

    place_id: str
    name: str
    criterion: str
    weight: float

    def as_data(self) -> Data:
        """As `selection.json` has it."""
        return asdict(self)


class RankRange(Struct, frozen=True):
    """The ranks of a candidate by score alone over the draws, 1 the best; low, high : reached in 5 % and in 95 %."""

    place_id: str
    best: int
    low: int
    median: int
    high: int
    worst: int

    def as_data(self) -> Data:
        """As `selection.json` has it."""
        return asdict(self)


class BoundChange(Struct, frozen=True):
    """One bound of the study file to change for a list to exist.

    ids : the candidates to take out of the rule, where it has no number to change
    """

    rule: str
    before: int | float
    after: int | float
    words: Words
    ids: Ids = ()

    def as_data(self) -> Data:
        """As `selection.json` has it."""
        data: Data = {"rule": self.rule, "from": self.before, "to": self.after, **in_both(self.words)}
        return data | ({"ids": list(self.ids)} if self.ids else {})


class RuleRelaxed(Struct, frozen=True):
    """The least changes of one rule alone under which a list exists."""

    rule: str
    words: Words
    changes: tuple[BoundChange, ...]

    def as_data(self) -> Data:
        """As `selection.json` has it."""
        return {"rule": self.rule, **in_both(self.words), "changes": listed(self.changes)}


def listed(changes: Sequence[BoundChange]) -> list[Data]:
    """Changes as `selection.json` has them."""
    return [one.as_data() for one in changes]
