"""Which of the five families an actor is of: claims, the rules that make some of them, and the one that is shown."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib import resources

from msgspec import Struct

from florilege.ecosystem.mentions import Mention, Source
from florilege.ecosystem.names import plain_words
from florilege.faults import Words
from florilege.territory.reference import reference

UNKNOWN = ""
"""The family of an actor of which no source says one, or of which as many say one as another."""
STATED, BY_FORM, BY_NUMBER, BY_NAME = "stated", "form", "number", "name"
"""What a claim rests on: a source that states the family; a stated legal form; a number; words of the name."""
COMMUNE_NUMBER, EPCI_NUMBER, EPCI_NAMED = "siren-of-commune", "siren-of-epci", "name-of-epci"
"""Rules that the reference of territories answers, beside those of `family_rules.toml`."""


class FamilyRule(Struct, frozen=True):
    """A rule of `family_rules.toml`: phrases are words in plain letters."""

    key: str
    family: str
    begins: tuple[str, ...]
    ends: tuple[str, ...]
    words: tuple[str, ...]
    unless: tuple[str, ...]
    legal_forms: frozenset[str]
    reason: Words


class FamilyClaim(Struct, frozen=True):
    """A family that a source gives, or that follows by a rule (its key, "" when the source states the family)."""

    family: str
    strength: str
    rule: str
    source: Source


def _phrases(listed: object) -> tuple[str, ...]:
    return tuple(f" {phrase.strip()} " for phrase in str(listed or "").split(";") if phrase.strip())


@lru_cache(maxsize=1)
def family_rules() -> tuple[FamilyRule, ...]:
    """The rules shipped with the package, in their order."""
    text = resources.files("florilege.ecosystem").joinpath("family_rules.toml").read_text(encoding="utf-8")
    return tuple(
        FamilyRule(
            key=rule["key"],
            family=rule["family"],
            begins=_phrases(rule.get("begins")),
            ends=_phrases(rule.get("ends")),
            words=_phrases(rule.get("words")),
            unless=_phrases(rule.get("not")),
            legal_forms=frozenset(phrase.strip() for phrase in _phrases(rule.get("legal_forms"))),
            reason=Words(**rule["reason"]),
        )
        for rule in tomllib.loads(text)["rule"]
    )


@lru_cache(maxsize=1)
def rule_reasons() -> dict[str, Words]:
    """Key of each rule, those of the reference of territories too → why the family follows."""
    return {rule.key: rule.reason for rule in family_rules()} | {
        COMMUNE_NUMBER: Words(
            "Le SIREN est celui d’une commune : 21, le code de la commune, la clé.",
            "The SIREN is that of a commune: 21, the code of the commune, the check digits.",
        ),
        EPCI_NUMBER: Words(
            "Le SIREN est celui d’un EPCI du code officiel géographique.",
            "The SIREN is that of an intercommunality in the official geographic code.",
        ),
        EPCI_NAMED: Words(
            "Le nom est celui d’un EPCI du département où est le lieu.",
            "The name is that of an intercommunality in the département of the place.",
        ),
    }


def rule_of_name(name: str) -> FamilyRule | None:
    """The first rule that the words of a name fit, or None."""
    text = f" {' '.join(plain_words(name))} "
    for rule in family_rules():
        if any(phrase in text for phrase in rule.unless):
            continue
        if (
            any(text.startswith(phrase) for phrase in rule.begins)
            or any(text.endswith(phrase) for phrase in rule.ends)
            or any(phrase in text for phrase in rule.words)
        ):
            return rule
    return None


def rule_of_form(legal_form: str) -> FamilyRule | None:
    """The rule that a stated legal form fits: by its code, else by its words, or None."""
    by_code = next((rule for rule in family_rules() if legal_form in rule.legal_forms), None)
    return by_code or (rule_of_name(legal_form) if legal_form else None)


def commune_of_siren(siren: str) -> str:
    """The commune of today whose number a SIREN is, or "": 21, département, 0, commune, key."""
    if len(siren) != 9 or not siren.startswith("21"):
        return ""
    found = reference().current(siren[2:4] + siren[5:8])
    return found[0].code if found else ""


def family_claims(mention: Mention, epci: str = "") -> tuple[FamilyClaim, ...]:
    """What a mention says of the family, stated or by rules; claims of no family at all are left out.

    epci : code of the EPCI that the name is the name of, found by the territory of the place, or ""
    """
    claims: list[FamilyClaim] = []
    if mention.family:
        claims.append(FamilyClaim(mention.family, STATED, "", mention.source))
    by_form = rule_of_form(mention.legal_form)
    if by_form is not None:
        claims.append(FamilyClaim(by_form.family, BY_FORM, by_form.key, mention.source))
    if commune_of_siren(mention.siren):
        claims.append(FamilyClaim("local_authorities", BY_NUMBER, COMMUNE_NUMBER, mention.source))
    elif mention.siren in reference().epcis:
        claims.append(FamilyClaim("local_authorities", BY_NUMBER, EPCI_NUMBER, mention.source))
    by_name = rule_of_name(mention.names[0])
    if by_name is not None:
        claims.append(FamilyClaim(by_name.family, BY_NAME, by_name.key, mention.source))
    elif epci:
        claims.append(FamilyClaim("local_authorities", BY_NAME, EPCI_NAMED, mention.source))
    return tuple(claim for claim in claims if claim.family)


def shown_family(claims: Iterable[FamilyClaim]) -> str:
    """The family that is shown: that which most sources state; as many: that for which most rules speak.

    A source counts once for what it states, and once for each kind of evidence that it gives the rules (a form, a
    number, the words of the name): a listing that calls a commune an association has against it its number and its
    name. Where two families are still level, none is shown: UNKNOWN.
    """
    said = {(claim.family, claim.strength, _voice(claim.source)) for claim in claims}
    stated = Counter(family for family, strength, _ in said if strength == STATED)
    by_rules = Counter(family for family, strength, _ in said if strength != STATED)
    ranked = sorted(
        ((stated[family], by_rules[family], family) for family in {one[0] for one in said}), reverse=True
    )
    if not ranked or (len(ranked) > 1 and ranked[0][:2] == ranked[1][:2]):
        return UNKNOWN
    return ranked[0][2]


def families_disagree(claims: Sequence[FamilyClaim]) -> bool:
    """Whether two claims name two families."""
    return len({claim.family for claim in claims}) > 1


def _voice(source: Source) -> tuple[str, str]:
    """Who speaks: a listing once, a file of the study once for each page that it cites."""
    return (source.listing, source.url if source.file else "")
