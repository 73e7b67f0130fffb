"""What the sheet of a place quotes: values and their sources, positions, records, and the figures of its monograph."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from florilege.checking.criteria import kilometres
from florilege.checking.numbers import NUMBER, agrees, date_pattern, decimal, iso, number
from florilege.checking.published import Row, codes
from florilege.checking.rules import DONE, SHEET, Case, Judgement, Rule

POSITION = ("latitude", "longitude")
OF_COMMUNE = (
    "commune_code",
    "city",
    "postcode",
    "departement_code",
    "arrondissement_code",
    "address",
    *POSITION,
)
SCALES = (1.0, 1e-6)
"""A value is printed as it is, or in millions."""


def quoted(case: Case, judgement: Judgement) -> None:
    """Take away what the claims about the place say, and tell the values that none of them does."""
    classes = case.sentence.classes
    if (
        case.place is None
        or classes & {"summary", "rule-said"}
        or not classes & {"ledger", "cited", "monograph", "ties"}
    ):
        return
    if re.match("Texte : |Text: ", case.sentence.text) or re.search(
        "géographie officielle|official geography", case.sentence.text
    ):
        return
    if ("field", case.sentence.text.lower()) in codes():
        judgement.left = DONE  # what a field is called
        return
    if re.search(r"\d", case.sentence.label):
        judgement.left = case.sentence.text
    claims = _claims(case)
    judgement.left = _sources(case, judgement, claims)
    if "ties" in classes:
        return
    if case.sentence.label == "Position":
        judgement.left = _positions(case, judgement)
        return
    own = "value" in classes or ("monograph" in classes and "small" not in classes)
    judgement.left = _values(case, judgement, claims, strict=own and "quoted" not in classes)


def _claims(case: Case) -> Sequence[Row]:
    """The claims about the field of the entry; about any when the label is of no field."""
    claims = case.data.claims_of.get(case.place_id, ())
    label = case.sentence.label or case.sentence.text.partition(":")[0].strip()
    fields: Collection[str] = codes().get(("field", label.lower()), ())
    if label in ("Position",):
        fields = POSITION
    found = [row for row in claims if row["field"] in fields]
    return found or claims


@lru_cache(maxsize=2)
def _dated(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?<=, )({date_pattern(language)})(?= · )")


def _sources(case: Case, judgement: Judgement, claims: Sequence[Row]) -> str:
    """Without hosts, dates and licences of the claims; a date that no claim has is reported."""
    language = case.language
    dates = {row["date"] for row in case.data.claims_of.get(case.place_id, ())}

    def judged(found: re.Match[str]) -> str:
        if iso(found[1], language) in dates:
            judgement.derived += 1
            return DONE
        judgement.wrong.append(
            (found[1], "date: " + ", ".join(sorted({row["date"] for row in claims} - {""})))
        )
        return DONE

    left = _dated(language).sub(judged, judgement.left)
    for host in sorted(_hosts(case), key=len, reverse=True):
        left = left.replace(host, DONE)
    return re.sub(r"· (?:LO 2\.0|ODbL 1\.0|CC[ -]BY(?:-SA)? \d\.0)", DONE, left)


def _hosts(case: Case) -> set[str]:
    addresses = {row["source_url"] for row in case.data.claims_of.get(case.place_id, ())}
    found = {re.sub(r"^https?://(?:www\.)?", "", one).partition("/")[0] for one in addresses}
    return {one for one in found if re.search(r"\d", one)}


def _positions(case: Case, judgement: Judgement) -> str:
    """Without the points that claims give, nor how far they are from the one shown."""
    sign = r"[−-]?\d+[.,]\d+"
    points = _points(case)
    shown = case.place and case.place["latitude"] and _pair(case.place["latitude"], case.place["longitude"])
    near = re.compile(rf"({sign})(?: ;|,) ({sign})(?:, (?:à )?({NUMBER[case.language]}) (k?m)\b)?")

    def judged(found: re.Match[str]) -> str:
        printed = tuple(number(one, "en" if "." in one else "fr") for one in found.groups()[:2])
        point = next(
            (one for one in points if all(abs(a - b) < 6e-6 for a, b in zip(one, printed, strict=True))), None
        )
        if point is None:
            judgement.wrong.append((found[0], "; ".join(f"{a:.5f}, {b:.5f}" for a, b in sorted(points))))
            return DONE
        judgement.derived += 2
        if found[3] and shown:
            away = kilometres(point, shown) * (1000 if found[4] == "m" else 1)
            said = number(found[3], case.language)
            if abs(said - away) > 5.1 if found[4] == "m" else not agrees(found[3], away, case.language):
                judgement.wrong.append((found[0], f"{away:.3g} {found[4]}"))
            judgement.derived += 1
        return DONE

    return near.sub(judged, judgement.left)


def _pair(latitude: str, longitude: str) -> tuple[float, float]:
    return decimal(latitude), decimal(longitude)


def _points(case: Case) -> set[tuple[float, float]]:
    """Points that a source gives, both halves by one record; and the one of places.csv."""
    halves: dict[tuple[str, str, str], dict[str, float]] = {}
    for row in case.data.claims_of.get(case.place_id, ()):
        if row["field"] in POSITION:
            halves.setdefault((row["source"], row["record"], row["date"]), {})[row["field"]] = decimal(
                row["value"]
            )
    found = {(one["latitude"], one["longitude"]) for one in halves.values() if len(one) == 2}
    if case.place and case.place["latitude"]:
        found.add(_pair(case.place["latitude"], case.place["longitude"]))
    return found


def _values(case: Case, judgement: Judgement, claims: Sequence[Row], *, strict: bool) -> str:
    """Without the numbers that claims hold; when `strict`, one that no claim holds is reported."""
    words = " ".join(row["value"] for row in claims)
    if case.place and not codes().get(("field", case.sentence.label.lower())):
        words += f" {case.place['commune_code']}"  # of no field: where the place lies
    tokens = set(re.findall(r"\d+", words))
    amounts = {decimal(row["value"]) for row in claims if not math.isnan(decimal(row["value"]))}
    if "monograph" in case.sentence.classes:  # where a site is given in hectares
        amounts |= {decimal(row["value"]) / 10_000 for row in claims if row["unit"] == "m2"}
    tokens |= (
        {part for row in claims for part in re.findall(r"\d+", row["date"])}
        if not case.sentence.label
        else set()
    )
    telephone = _telephone(judgement.left, words)

    # a year that a sentence about its source adds may be that of a note, which claims.csv does not hold
    noted = "monograph" in case.sentence.classes and "source" in case.sentence.text

    def judged(found: re.Match[str]) -> str:
        said = number(found[0], case.language)
        held = (
            found[0] in tokens
            or _within(found[0], words)
            or any(
                _rounds(found[0], scale * one, case.language)
                for one in amounts
                for scale in SCALES
                if scale == 1.0 or abs(scale * one) >= 0.1
            )
        )
        if held:
            judgement.derived += 1
            return DONE
        if strict and said >= 0 and not (noted and re.fullmatch(r"(?:19|20)\d\d", found[0])):
            judgement.wrong.append(
                (
                    found[0],
                    "; ".join(sorted({row["value"] for row in claims if re.search(r"\d", row["value"])}))[
                        :200
                    ],
                )
            )
            return DONE
        return found[0]

    if telephone:
        judgement.derived += 1
        return DONE
    # people who write a monograph part thousands with a plain space
    left = re.sub(r"(?<!\d)(\d{1,3}) (?=\d{3}(?!\d))", "\\1\u202f", judgement.left)
    return re.sub(rf"(?<![\w■])(?:{NUMBER[case.language]})|(?<=\w)\d+", judged, left)


def _within(said: str, words: str) -> bool:
    return re.search(rf"(?<![\d.]){re.escape(said)}(?![\d.]\d)", words) is not None


def _rounds(text: str, value: float, language: str) -> bool:
    decimals = len(text.partition("," if language == "fr" else ".")[2])
    return (
        abs(number(text, language) - value) <= 0.5 / 10**decimals + 1e-9
        if value % 1 or decimals
        else number(text, language) == value
    )


def _telephone(left: str, words: str) -> bool:
    digits = re.sub(r"\D", "", left)
    held = re.sub(r"[^\d+ ]", "", words)
    return len(digits) >= 9 and any(re.sub(r"\D", "", one).endswith(digits[-9:]) for one in held.split("+"))


def _probabilities(case: Case) -> list[float]:
    said = (row["match_probability"] for row in case.data.records_of.get(case.place_id, ()))
    return [decimal(one) for one in said if one]


def _best(case: Case) -> Sequence[float] | None:
    """Probability of a record of the row: the one of the list that agrees, else the first."""
    found = [100 * one for one in _probabilities(case)]
    said = number(case.numbers[0], case.language)
    return (min(found, key=lambda one: abs(one - said)),) if found else None


def _pair_of_records(case: Case) -> Sequence[float] | None:
    found = _probabilities(case)
    return (
        (100 * found[0],)
        if len(case.data.records_of.get(case.place_id, ())) == 2 and len(set(found)) == 1
        else None
    )


_HALF_A_DIGIT = 0.00005
"""Probabilities of records are published to four decimals."""


def _odds(case: Case) -> Sequence[float] | None:
    found = _probabilities(case)
    if len(case.data.records_of.get(case.place_id, ())) != 2 or len(set(found)) != 1 or not 0 < found[0] < 1:
        return None
    odds = found[0] / (1 - found[0])
    if len(case.numbers) == 3:
        total = _log_odds(found[0], case)
        return (odds, 1, total) if odds >= 1 else (1, 1 / odds, total)
    return None


def _log_odds(probability: float, case: Case) -> float:
    """The log-odds printed, where a probability that is published as this one has them: near 1, four decimals leave room."""
    printed = number(case.numbers[2], case.language)
    least, most = (probability + side * _HALF_A_DIGIT for side in (-1, 1))
    low = math.log(least / (1 - least)) if least > 0 else -math.inf
    high = math.log(most / (1 - most)) if most < 1 else math.inf
    return printed if low <= printed <= high else math.log(probability / (1 - probability))


def _long_odds(case: Case) -> Sequence[float] | None:
    found = _probabilities(case)
    if len(case.data.records_of.get(case.place_id, ())) != 2 or len(set(found)) != 1 or not 0 < found[0] < 1:
        return None
    odds = found[0] / (1 - found[0])
    return 100 if odds > 100 else odds, 1, _log_odds(found[0], case)


def recorded(case: Case, judgement: Judgement) -> None:
    """Without the version, the identifier and the name of the records of the place."""
    if not case.place or not case.sentence.label:
        return
    label, records = case.sentence.label, case.data.records_of.get(case.place_id, ())
    text = case.sentence.text
    if label == "version":
        if iso(text, case.language) in {row["version"] for row in records}:
            judgement.left, judgement.derived = DONE, judgement.derived + 1
        else:
            judgement.wrong.append((text, ", ".join(sorted({row["version"] for row in records}))))
    elif label in ("fiche", "record", "nom dans la fiche", "name in the record"):
        column = "record_id" if label in ("fiche", "record") else "name"
        if text in {row[column] for row in records}:
            judgement.left, judgement.derived = DONE, judgement.derived + 1


RULES: tuple[Rule, ...] = (
    Rule((SHEET,), r"^\[probabilité\] # %$", r"^\[probability\] #%$", _best),
    Rule((SHEET,), r"^[^\[]+ et [^\[]+ : # %$", r"^[^\[]+ and [^\[]+: #%$", _pair_of_records),
    Rule((SHEET,), r"^En tout, plus de # contre # (?:pour|contre) \+#$",
         r"^In all, over # to # (?:for|against) \+#$",
         _long_odds),
    Rule((SHEET,), r"^En tout, # contre # (?:pour|contre) #$", r"^In all, # to # (?:for|against) #$", _odds),
    Rule((SHEET,), r"^En tout, # contre # (?:pour|contre) \+#$",
         r"^In all, # to # (?:for|against) \+#$",
         _odds),
)  # fmt: skip
