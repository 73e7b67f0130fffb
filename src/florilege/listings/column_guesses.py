"""What each column of an unknown table may say, judged by its name and by what it holds, with the reasons in words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from msgspec import Struct

from florilege.faults import Words
from florilege.listings.column_signs import SIGNS, Sign, is_street
from florilege.listings.contact_signs import MOBILE_WORDS, PLACE_WORDS, is_mobile, is_personal_address
from florilege.listings.mojibake import without_mojibake
from florilege.listings.vocabulary import VOCABULARIES
from florilege.listings.vocabulary_words import code_of, code_within
from florilege.territory.names import plain
from florilege.territory.reference import Reference
from florilege.toml_text import TomlValue

ENOUGH = 0.5
"""A guess below this is not written, unless no other column can be the name of a place."""
IDS = (
    "id",
    "identifiant",
    "uid",
    "uuid",
    "gid",
    "code",
    "index",
    "ref",
    "reference",
    "num",
    "numero",
    "cle",
    "slug",
)
"""Names of the columns of ids, the surest first."""
_NUMBERED = frozenset({"commune_code", "postcode", "siren", "departement_code"})
"""Fields whose texts are numbers that ids may be too: of a column called an id only its name can make one of these."""
GEOCODER = "result_"
"""How the columns begin that the national geocoder adds to a table."""


_NEARLY_ALL, _SOME = 0.9, 0.3
_LOOKED_AT = 100
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table and its texts that say something, row by row.

    rows : of the table; texts : (row, text), none empty; often : each text and how many rows say it
    """

    name: str
    rows: int
    texts: tuple[tuple[int, str], ...]
    often: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # asked dozens of times of each column
        object.__setattr__(self, "often", Counter(text for _, text in self.texts))

    @property
    def filled(self) -> float:
        """Share of the rows in which it says something, in [0, 1]."""
        return len(self.texts) / max(self.rows, 1)

    @property
    def distinct(self) -> float:
        """Share of its texts that differ, in [0, 1]."""
        return len(self.often) / max(len(self.texts), 1)

    def share(self, holds: Callable[[str], bool]) -> float:
        """Share of its texts for which something holds, in [0, 1]; 0 when it says nothing."""
        if not self.texts:
            return 0.0
        return sum(count for text, count in self.often.items() if holds(text)) / len(self.texts)

    def may_hold(self, holds: Callable[[str], bool], share: float) -> bool:
        """Whether something may hold for a share of its texts: not where it holds for less than half of that among a hundred.

        The hundred are taken at equal distances from the first to the last. Most columns are nothing of what is asked.
        """
        if len(self.texts) <= 2 * _LOOKED_AT:
            return True
        step = len(self.texts) / _LOOKED_AT
        looked_at = [self.texts[int(rank * step)][1] for rank in range(_LOOKED_AT)]
        return sum(holds(text) for text in looked_at) >= share * _LOOKED_AT / 2


class Guess(Struct, frozen=True):
    """What a column is taken for.

    confidence : in [0, 1]; 0.5 is a coin, 1 is never reached
    keys, clean : further keys of the `[[field]]` and their values, its cleaning rules apart
    columns : all that it is made of, in their order, where it is made of several
    """

    column: str
    field: str
    confidence: float
    reasons: tuple[Words, ...]
    keys: tuple[tuple[str, TomlValue], ...] = ()
    columns: tuple[str, ...] = ()
    clean: tuple[str, ...] = ()


def readings(column: Column, *, reference: Reference) -> tuple[Guess, ...]:
    """All that a column may be taken for, whatever the others are."""
    of_vocabulary = vocabulary_guess(column)
    return (*_of_column(column, reference), *((of_vocabulary,) if of_vocabulary is not None else ()))


def guesses(
    columns: Sequence[Column], *, reference: Reference, read: Mapping[str, Sequence[Guess]] | None = None
) -> tuple[Guess, ...]:
    """The likeliest column of each field, each column for one field, the surest first.

    read : the readings of each column, by its name, where they are known: they take most of the time
    """
    known = (
        {column.name: readings(column, reference=reference) for column in columns} if read is None else read
    )
    of_vocabularies = VOCABULARIES.keys()
    found = [
        guess
        for last in (False, True)
        for column in columns
        for guess in known[column.name]
        if (guess.field in of_vocabularies) == last
    ]
    taken: dict[str, Guess] = {}
    columns_taken: set[str] = set()
    for guess in sorted(found, key=lambda one: -one.confidence):
        if guess.column not in columns_taken and guess.field not in taken:
            taken[guess.field] = guess
            columns_taken.add(guess.column)
    if "name" not in taken:
        operator = taken.get("operator")
        free = [column for column in columns if column.name not in columns_taken]
        whose = [column for column in columns if operator is not None and column.name == operator.column]
        by_name = _named_for_names(free) or _by_what_it_holds([*free, *whose], reference)
        return (
            *(guess for guess in taken.values() if by_name is None or guess.column != by_name.column),
            *((by_name,) if by_name is not None else ()),
        )
    return tuple(taken.values())


def _by_what_it_holds(columns: Sequence[Column], reference: Reference) -> Guess | None:
    """For want of a column that is called a name, the first whose texts could be names and nearly all differ."""
    holds = next(sign.holds for sign in SIGNS if sign.field == "name")

    def may_be_a_name(text: str) -> bool:
        letters, figures = sum(map(str.isalpha, text)), sum(map(str.isdigit, text))
        return letters > figures and "@" not in text and len(text) <= _LONGEST_NAME and holds(text, reference)

    for column in columns:
        whole = column.filled >= _NEARLY_ALL and column.distinct >= _NEARLY_ALL
        if not whole or column.share(may_be_a_name) < _NEARLY_ALL or column.share(is_street) > _SOME:
            continue
        lacking = Words(
            "aucune colonne ne s’appelle un nom ; ses textes sont presque tous différents, ni adresses, ni communes, ni codes",
            "no column has a name like “name”; the texts of this one are nearly all different, and are not addresses, towns or codes",
        )
        return Guess(column.name, "name", 0.4, (lacking,), clean=("html", "spaces"))
    return None


def _named_for_names(columns: Sequence[Column]) -> Guess | None:
    """For want of better, the column that is called a name, whatever it holds."""
    words = next(sign.named for sign in SIGNS if sign.field == "name")
    named = [(named_like(column.name, words), column) for column in columns if column.texts]
    surety, column = max(named, key=lambda one: one[0], default=(0.0, None))
    if column is None or surety == 0:
        return None
    lacking = Words(
        "faute de mieux : ce qu’elle contient ne ressemble pas à des noms de lieux",
        "for lack of a better column: its content does not look like names of places",
    )
    return Guess(
        column=column.name,
        field="name",
        confidence=0.3 * surety,
        reasons=(*_name_reason(column.name, surety), lacking),
        clean=("html", "spaces"),
    )


def _of_column(column: Column, reference: Reference) -> Iterable[Guess]:
    for sign in SIGNS:
        named = max(named_like(column.name, sign.named), _named_alone(column.name, sign.alone))
        if not column.texts:
            continue
        if named == 0 and sign.content_counts == 0:
            continue
        holds = partial(_holds, sign, reference)
        if not column.may_hold(holds, ENOUGH):
            continue
        share = column.share(holds)
        if share < ENOUGH:
            continue
        if named == 0 and sign.field in _NUMBERED and named_like(column.name, IDS) > 0:
            continue  # Ids counted from 10001 on would all be communes of Aube.
        confidence = share * (sign.content_counts + (1 - sign.content_counts) * named)
        if sign.field == "name":
            confidence *= 0.4 + 0.6 * column.distinct * min(1.0, column.filled * 1.05)
        confidence *= 0.75 if column.name.startswith(GEOCODER) else 1.0
        confidence *= 0.7 + 0.3 * column.filled
        if confidence < ENOUGH:
            continue
        yield Guess(
            column=column.name,
            field=sign.field,
            confidence=min(confidence, 0.99) - _less_of_the_place(column, sign.field),
            reasons=(*_name_reason(column.name, named), _content_reason(sign.looks, share)),
            clean=sign.clean,
        )


def _less_of_the_place(column: Column, field: str) -> float:
    """What the confidence in a column of contacts loses to one that is more surely the place's: 0 for other fields."""
    words = set(words_of_name(column.name))
    called = 0.0 if words & PLACE_WORDS else 0.05
    if field == "phone":
        return called + 0.1 * bool(words & MOBILE_WORDS) + 0.2 * column.share(is_mobile)
    return called + 0.2 * column.share(is_personal_address) if field == "email" else 0.0


def _holds(sign: Sign, reference: Reference, text: str) -> bool:
    return sign.holds(text, reference)


def named_like(name: str, words: Sequence[str]) -> float:
    """How far the name of a column is one of some words: 1 for the first of them alone, 0 for none of them."""
    parts = words_of_name(name)
    said = " ".join(parts)
    for rank, word in enumerate(words):
        surety = 1.0 - 0.3 * rank / max(len(words), 1)
        if said == word:
            return surety
        if f" {word} " in f" {said} ":
            return surety * (0.85 if len(parts) < 4 else 0.7)
    return 0.0


def words_of_name(name: str) -> tuple[str, ...]:
    """The words of the name of a column, without accents: "numVoie" and "N° de voie" have two and three."""
    bare = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", without_mojibake(name))
    return tuple(plain(bare.replace("°", " ").replace("º", " ")).split())


def _named_alone(name: str, words: Sequence[str]) -> float:
    """How far the name of a column is one of some words and nothing else, less than those that say it outright."""
    return 0.8 * named_like(name, words) if " ".join(words_of_name(name)) in words else 0.0


def _name_reason(name: str, named: float) -> tuple[Words, ...]:
    if named == 0:
        return ()
    return (Words(f"la colonne s’appelle « {name} »", f"the column is called “{name}”"),)


def _content_reason(looks: Words, share: float) -> Words:
    return Words(f"{share:.0%} des cellules : {looks.fr}", f"{share:.0%} of the cells: {looks.en}")


_MARKS = ("|", ";", " – ", ",")
_MOST_WORDS, _NAMED = 40, 6
_CALLED_SERVICES = (
    "services",
    "service",
    "activites",
    "activite",
    "offre de services",
    "offre",
    "prestations",
)


def vocabulary_guess(column: Column) -> Guess | None:
    """The vocabulary whose codes or words a column holds, with a table of the words it has; None when it has none."""
    words, mark = _words_of(column)
    if not words or len(words) > _MOST_WORDS:
        return None
    named = named_like(column.name, _CALLED_SERVICES)
    may_be_names = mark is None and len(column.texts) > 4 and column.distinct > _NEARLY_ALL
    best: tuple[float, str, dict[str, str]] | None = None
    for name in ("kind", "status", "label", "service", "audience", "legal_form", "network", "theme"):
        exact = {word: code_of(word, name) for word in words}
        known = {
            word: code or ("" if may_be_names else code_within(word, name)) for word, code in exact.items()
        }
        sure = sum(count * (1.0 if exact[word] else 0.9) for word, count in words.items() if known[word])
        share = sure / sum(words.values())
        if share >= (_SOME if name == "service" and named else ENOUGH) and (best is None or share > best[0]):
            best = (share, name, known)
    if best is None:
        return None
    share, name, known = best
    values: dict[str, TomlValue] = {word: code or () for word, code in known.items()}
    split = (("split", mark),) if mark else ()
    keys = (*split, ("values", values))
    label = Words(f"le vocabulaire « {name} »", f"the vocabulary “{name}”")
    reasons = (_content_reason(label, share), *_unknown_reason([word for word in known if not known[word]]))
    if name == "service":
        reasons = (*_name_reason(column.name, named), *reasons)
        share += (1 - share) * named / 2
    return Guess(column.name, name, min(0.9 * share, 0.9), reasons, keys)


def _unknown_reason(words: Sequence[str]) -> tuple[Words, ...]:
    if not words:
        return ()
    listed = ", ".join(words[:_NAMED])
    more, more_en = ("", "")
    if len(words) > _NAMED:
        more, more_en = f" et {len(words) - _NAMED} de plus", f" and {len(words) - _NAMED} more"
    return (
        Words(f"sans code, à compléter : {listed}{more}", f"without a code, to be given: {listed}{more_en}"),
    )


def _words_of(column: Column) -> tuple[dict[str, int], str | None]:
    """The words of a column and how often each comes, and the mark that parts them when there is one."""
    mark = next((mark for mark in _MARKS if column.share(partial(_stands_in, mark)) > 0.1), None)
    counts: dict[str, int] = {}
    for _, text in column.texts:
        for word in text.split(mark) if mark else (text,):
            if word.strip():
                counts[word.strip()] = counts.get(word.strip(), 0) + 1
        if len(counts) > 2 * _MOST_WORDS:
            return {}, mark
    return counts, mark


def _stands_in(mark: str, text: str) -> bool:
    return mark in text


def chosen_guess(column: Column, field: str) -> Guess:
    """What a column is taken for where a person says so: cleaned as the texts of that field are, its words as codes."""
    reason = Words("choisi par une personne", "chosen by a person")
    clean = next((sign.clean for sign in SIGNS if sign.field == field), ("html", "spaces"))
    if field not in VOCABULARIES:
        return Guess(column.name, field, 1.0, (reason,), clean=clean)
    words, mark = _words_of(column)
    codes = {word: code_of(word, field) or code_within(word, field) for word in words}
    values: dict[str, TomlValue] = {word: code or () for word, code in codes.items()}
    return Guess(
        column.name, field, 1.0, (reason,), ((("split", mark),) if mark else ()) + (("values", values),)
    )
