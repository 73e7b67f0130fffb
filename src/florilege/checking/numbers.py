"""Numbers and dates as the pages print them, in French and in English."""

from __future__ import annotations

from collections.abc import Mapping

NUMBER: Mapping[str, str] = {
    "fr": r"[−-]?\d{1,3}(?:\u202f\d{3})+(?:,\d+)?|[−-]?\d+(?:,\d+)?",
    "en": r"[−-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[−-]?\d+(?:\.\d+)?",
}
"""Language → pattern of a number; the space between thousands is a narrow one (`pages` sees to it)."""
WORDS: Mapping[str, Mapping[str, float]] = {
    "fr": {"un": 1, "une": 1, "Un": 1, "Une": 1, "aucun": 0, "aucune": 0, "Aucun": 0, "Aucune": 0, "jamais": 0,
           "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10},
    "en": {"one": 1, "One": 1, "a": 1, "an": 1, "A": 1, "An": 1, "no": 0, "No": 0, "none": 0, "None": 0, "never": 0,
           "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10},
}  # fmt: skip
"""Language → small numbers in words."""
MONTHS: Mapping[str, tuple[str, ...]] = {
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
           "novembre", "décembre"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
}  # fmt: skip


def number(text: str, language: str) -> float:
    """A printed number, or a small one in words."""
    word = WORDS[language].get(text)
    if word is not None:
        return word
    plain = text.replace("\u202f", "").replace("−", "-")
    return float(plain.replace(",", ".") if language == "fr" else plain.replace(",", ""))


def agrees(text: str, derived: float, language: str) -> bool:
    """Whether a printed number is a value rounded to the digits printed."""
    if text in WORDS[language]:
        return number(text, language) == derived
    decimals = len(text.partition("," if language == "fr" else ".")[2])
    return abs(number(text, language) - derived) <= 0.5 * float(f"1e-{decimals}") + 1e-9


def date_pattern(language: str) -> str:
    """Pattern of a date: a day, a month or a year."""
    months = "|".join(MONTHS[language])
    return rf"\d{{1,2}}(?:er)? (?:{months}) \d{{4}}|(?:{months}) \d{{4}}|\d{{4}}"


def iso(text: str, language: str) -> str:
    """A printed date as files write it: 2022-07-12, 2022-07 or 2022."""
    parts = text.replace("1er ", "1 ").split(" ")
    if len(parts) == 1:
        return parts[0]
    month = MONTHS[language].index(parts[-2]) + 1
    day = f"-{int(parts[0]):02}" if len(parts) == 3 else ""
    return f"{parts[-1]}-{month:02}{day}"


def decimal(value: float | str) -> float:
    """A number of a file, or NaN."""
    try:
        return float(value)
    except ValueError:
        return float("nan")
