"""Telephone numbers: the rule of now, by `phonenumbers`, beside that of before, by regular expressions.

Usage: python -m benchmarks.readers.telephones
Prints every text on which the two differ, of the real listings, of made-up overseas numbers and of what people also
write; and the time each takes.
"""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from types import MappingProxyType

import phonenumbers

from florilege.listings import values
from florilege.listings.mapping import read_mapping
from florilege.listings.readers import read_file
from florilege.listings.telephones import phone
from florilege.territory.reference import reference

STUDY = Path(__file__).parents[2] / "studies" / "lieux-innovation"
OVERSEAS = {
    "262": ("262", "692", "693", "269", "639"),
    "590": ("590", "690", "691"),
    "594": ("594", "694"),
    "596": ("596", "696", "697"),
}
ISLANDS = {"508": 6, "687": 6, "689": 8, "681": 6}
_PHONE = re.compile(r"(?:\+33\s*(?:\(0\))?|0033|0)\s*([1-9](?:[\s.\-/]*\d){8})(?!\d)")
_OVERSEAS_NUMBER = re.compile(
    r"(?:\+|00)\s*(262|590|594|596|508|687|689)\s*(?:\(0\))?\s*((?:\d[\s.\-/]*){6,10})(?!\d)"
)
OVERSEAS_FIGURES = MappingProxyType({"262": 9, "590": 9, "594": 9, "596": 9, "508": 6, "687": 6, "689": 8})
"""Calling code of each part of France overseas → figures of a number after it (plan of Arcep; OPT for 687 and 689)."""
OWN_PLAN = frozenset({"687", "689"})
"""Calling codes of Nouvelle-Calédonie and Polynésie, whose numbers are none of the French plan."""


def by_expressions(text: str) -> str | None:
    """The rule of before: the first French number of the text, by regular expressions."""
    overseas = _overseas_phone(text)
    if overseas is not None:
        return overseas
    lost = text.strip()
    found = _PHONE.search(f"0{lost}" if len(lost) == 9 and lost.isdigit() else text)
    if not found:
        return None
    return _in_pairs("0" + re.sub(r"\D", "", found.group(1)))


def _overseas_phone(text: str) -> str | None:
    found = _OVERSEAS_NUMBER.search(text)
    if not found:
        return None
    code, figures = found.group(1), re.sub(r"\D", "", found.group(2))
    if len(figures) == OVERSEAS_FIGURES[code] + 1 and figures[0] == "0" and code not in OWN_PLAN:
        figures = figures[1:]
    if len(figures) != OVERSEAS_FIGURES[code]:
        return None
    if code in OWN_PLAN:
        return f"+{code} {_in_pairs(figures)}"
    return _in_pairs(f"0{code}{figures}" if code == "508" else f"0{figures}")


def _in_pairs(figures: str) -> str:
    return " ".join(figures[start : start + 2] for start in range(0, len(figures), 2))


def real_texts() -> Counter[str]:
    """Every cell of the nine listings to which a mapping applies the rule, in all their versions."""
    seen: Counter[str] = Counter()

    def noting(text: str) -> str | None:
        seen[text] += 1
        return phone(text)

    rules = values.RULES
    values.RULES = {**rules, "phone": noting}
    for path in sorted((STUDY / "listings").glob("*.toml")):
        mapping = read_mapping(path)
        for version in mapping.versions:
            read_file(mapping, path.parent / version.file, version=version.date, reference=reference())
    values.RULES = rules
    return seen


def overseas_texts() -> Iterable[str]:
    """Numbers of each part of France overseas, in the ways that people write them."""
    for code, areas in OVERSEAS.items():
        for area in areas:
            for rest in ("41 23 45", "81.23.45", "001234"):
                yield from (f"+{code} {area} {rest}", f"00{code} {area} {rest}", f"+{code} (0){area} {rest}")
                yield from (f"+{code} 0{area} {rest}", f"0{area} {rest}", f"+33 {area} {rest}")
    for code, length in ISLANDS.items():
        for figures in ("41234567"[:length], "28123456"[:length], "87123456"[:length], "40412"):
            yield from (f"+{code} {figures}", f"+{code} {_in_pairs(figures)}", f"00{code} {figures}", figures)
    yield from ("+508 0508 41 23 45", "05 08 41 23 45", "+33 508 41 23 45")


DIRTY = (
    "Tél. : 01 23 45 67 89", "01 23 45 67 89 / 06 12 34 56 78", "01.23.45.67.89 poste 12", "01-23-45-67-89 (accueil)",
    "+33 (0)1 23 45 67 89", "0033 (0)1 23 45 67 89", "0033 1 23 45 67 89", "(+33) 1 23 45 67 89", "33 1 23 45 67 89",
    "0 800 123 456", "0800 123 456", "36 30", "3949", "09 70 00 00 00", "123456789", "SIRET 123 456 789 00012",
    "12345678900012", "+32 2 123 45 67", "+41 (0)22 123 45 67", "+44 20 7123 4567", "+352 26 12 34 56", "+34 91 123 45 67",
    "01 23 45 67", "01 23 45 67 8", "01 23 45 67 89 01", "01 23 45 67 89 et 90", "2026-01-02", "0612345678@exemple.org",
    "du 01/02/2023 au 03/04/2024", "01 23 45 67 89", "01 23 45 67 89", "０１ ２３ ４５ ６７ ８９",
    "+33 6 12 34 56 78 ou +262 692 12 34 56", "+33 6 12 34 56 78", "00 33 1 23 45 67 89", "+330123456789",
    "tel:+33123456789", "https://wa.me/33612345678", "0123456789;0612345678", "01 23 45 67 89 Fax 01 23 45 67 88", "00 00 00 00 00",
    "01_23_45_67_89", "01 . 23 . 45 . 67 . 89", "O1 23 45 67 89", "01,23,45,67,89", "1 23 45 67 89", "123 456 789", "0 1 2 3 4 5 6 7 8 9",
)  # fmt: skip
"""What people also write in the cell of a telephone, and what is none."""


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _timed(rule: Callable[[str], str | None], texts: Iterable[str]) -> tuple[dict[str, str | None], float]:
    begun = time.perf_counter()
    found = {text: rule(text) for text in texts}
    return found, time.perf_counter() - begun


def main() -> None:
    real = real_texts()
    for title, texts in (
        ("real listings", list(real)),
        ("overseas, made up", list(dict.fromkeys(overseas_texts()))),
        ("as people write", list(DIRTY)),
    ):
        ours, our_time = _timed(by_expressions, texts)
        theirs, their_time = _timed(phone, texts)
        differing = [text for text in texts if ours[text] != theirs[text]]
        _say(
            f"\n{title}: {len(texts)} different texts, {len(differing)} differences; expressions {our_time:.3f} s, phonenumbers {their_time:.3f} s"
        )
        for text in differing:
            _say(f"  {text!r} × {real[text] or 1}: before {ours[text]!r}, phonenumbers {theirs[text]!r}")
        if title == "real listings":
            invalid = [text for text, found in theirs.items() if found and not _valid(found)]
            _say(f"  numbers that phonenumbers calls invalid: {len(invalid)}")
            for text in invalid:
                _say(f"  {text!r} → {theirs[text]!r}")


def _valid(written: str) -> bool:
    regions = ("FR", "RE", "YT", "GP", "GF", "MQ", "PM")
    numbers = [phonenumbers.parse(written, region) for region in regions]
    return any(phonenumbers.is_valid_number(number) for number in numbers)


if __name__ == "__main__":
    main()
