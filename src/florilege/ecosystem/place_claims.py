"""From the claims of places to mentions of actors and ties: which field says which role, as `tie_rules.toml` states."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources

from msgspec import Struct
from msgspec.structs import replace

from florilege.ecosystem.givers import givers
from florilege.ecosystem.identifiers import IdentifierRefused, rna, siren
from florilege.ecosystem.mentions import (
    ACTOR,
    FAMILIES,
    PLACE,
    LeftOut,
    Mention,
    PlaceClaim,
    PlaceFamily,
    Source,
    TieClaim,
)
from florilege.ecosystem.names import no_name, parted, slug_of
from florilege.faults import Words

_SHARE = re.compile(
    r"^(?P<name>.*?)\s+(?P<share>\d+(?:[.,]\d+)?)\s*%?(?P<planned>\s+(?:planned|prévus?|prévue?s?))?$"
)
GIVEN = {"label": "labels", "network": "networks"}
"""Fields whose codes stand for an actor by the table of givers → the role of that actor."""

LEFT_OUT: Mapping[str, Words] = {
    "number": Words("un nombre ne nomme personne", "a number names nobody"),
    "nothing said": Words("la valeur ne dit rien", "the value says nothing"),
    "address": Words("une adresse de page ou de messagerie n’est pas un nom", "a page or e-mail address is not a name"),
    "person": Words("une personne : seules les organisations sont tenues", "a person: only organisations are kept"),
    "planned": Words("une part seulement prévue", "a share that is only planned"),
    "no share": Words("une part sans nom ou sans pourcentage", "a share without a name or a percentage"),
    "nobody described": Words(
        "un numéro ou une forme sans acteur nommé dans la fiche", "a number or a legal form without a named actor in the record"
    ),
    "several described": Words(
        "un numéro ou une forme qui peut être celui de plusieurs acteurs de la fiche",
        "a number or a legal form that may belong to several actors of the record",
    ),
    "several values": Words("deux numéros dans une fiche", "two numbers in one record"),
    "wrong number": Words("un numéro dont la clé ou la forme est fausse", "a number with a wrong check digit or format"),
    "no target": Words("l’autre acteur n’est pas nommé", "the other actor is not named"),
    "unknown giver": Words("qui donne ce label, ou anime ce réseau, n’est pas sourcé", "who gives this label, or leads this network, has no source"),
    "itself": Words("un acteur lié à lui-même", "an actor tied to itself"),
    "gone": Words("un acteur dont plus aucune source ne parle", "an actor that no source mentions any more"),
    "unknown family": Words("une famille qui n’est pas l’une des cinq", "a family that is none of the five"),
}  # fmt: skip
"""Why a value made no actor and no tie."""


class TieRule(Struct, frozen=True):
    """A field, the role that it states, how its values are parted, and whose the tie is: the place's or an actor's."""

    field: str
    role: str
    split: str
    target: str
    shares: bool
    reason: Words


class TieRules(Struct, frozen=True):
    """The rules by field; the fields of numbers and forms, and the field of the actor whom they describe."""

    by_field: Mapping[str, TieRule]
    described_by: str
    describing: frozenset[str]


@dataclass(slots=True)
class Read:
    """What claims were read into: mentions and ties, families without a name, and all that was left out."""

    mentions: list[Mention] = field(default_factory=list)
    ties: list[TieClaim] = field(default_factory=list)
    families: list[PlaceFamily] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


@lru_cache(maxsize=1)
def tie_rules() -> TieRules:
    """The rules shipped with the package."""
    text = resources.files("florilege.ecosystem").joinpath("tie_rules.toml").read_text(encoding="utf-8")
    read = tomllib.loads(text)
    rules = {
        rule["field"]: TieRule(
            field=rule["field"],
            role=rule["role"],
            split=rule.get("split", ""),
            target=rule.get("target", PLACE),
            shares=rule.get("shares", False),
            reason=Words(**rule["reason"]),
        )
        for rule in read["rule"]
    }
    return TieRules(rules, read["described"]["by"], frozenset(read["described"]["fields"]))


def fields_read() -> frozenset[str]:
    """The fields of places that this module reads: a caller need give no other claims."""
    rules = tie_rules()
    return frozenset({*rules.by_field, *rules.describing, *GIVEN, "actor_family"})


def of_claims(claims: Iterable[PlaceClaim], communes: Mapping[str, str]) -> Read:
    """The mentions, ties and families that claims of places say.

    communes : place id → commune code of today, or ""
    Whatever their order: claims are taken record by record, in the order of listings, records and fields.
    """
    records: dict[tuple[str, str], list[PlaceClaim]] = defaultdict(list)
    for claim in claims:
        records[claim.listing, claim.record_id].append(claim)
    read = Read()
    for key in sorted(records):
        ordered = sorted(records[key], key=lambda one: (one.field, one.value, one.url, one.place_id))
        _of_record(ordered, communes.get(ordered[0].place_id, ""), read)
    return read


def source_of(claim: PlaceClaim) -> Source:
    """Where a claim of a place stands."""
    return Source(claim.listing, claim.record_id, claim.url, claim.date, claim.licence, claim.note)


def _of_record(claims: Sequence[PlaceClaim], near: str, read: Read) -> None:
    rules = tie_rules()
    found: dict[str, Mention] = {}
    named: dict[str, list[Mention]] = defaultdict(list)
    # the actors that others refer to come first: a share is one of the operator's
    for claim in sorted(
        claims, key=lambda one: one.field in rules.by_field and rules.by_field[one.field].target != PLACE
    ):
        rule = rules.by_field.get(claim.field)
        if rule is not None:
            for mention, tie in _ties(claim, rule, read, near=near, named=named):
                if mention.key not in found:
                    found[mention.key] = mention
                    named[claim.field].append(mention)
                read.ties.append(tie)
        elif claim.field in GIVEN:
            _of_giver(claim, read)
        elif claim.field == "actor_family":
            _of_family(claim, read)
    described = _described(claims, named[rules.described_by], read)
    read.mentions.extend(described.get(key, mention) for key, mention in found.items())


def _ties(
    claim: PlaceClaim, rule: TieRule, read: Read, *, near: str, named: Mapping[str, Sequence[Mention]]
) -> Iterator[tuple[Mention, TieClaim]]:
    """The actors that a value names, each with its tie; what names nobody is left out."""
    source = source_of(claim)
    target_kind, target = PLACE, claim.place_id
    if rule.target != PLACE:
        others = named.get(rule.target, ())
        if len(others) != 1:
            read.left_out.append(LeftOut("no target", claim.field, claim.value, source))
            return
        target_kind, target = ACTOR, others[0].key
    for written in claim.value.split(rule.split) if rule.split else [claim.value]:
        if not written.strip():
            continue
        text, share, why = _with_share(written.strip()) if rule.shares else (written.strip(), "", "")
        parts = parted(text)
        why = why or no_name(parts.name)
        if why:
            read.left_out.append(LeftOut(why, claim.field, written.strip(), source))
            continue
        key = f"{claim.listing}:{claim.record_id}/{claim.field}/{slug_of(parts.name)}"
        mention = Mention(
            key,
            (parts.name,),
            source,
            former=parts.former,
            short=parts.short,
            near=near,
            places=(claim.place_id,),
        )
        yield mention, TieClaim(
            key, rule.role, target_kind, target, source,
            share=share, field=claim.field, value=claim.value, remark=parts.remark,
        )  # fmt: skip


def _with_share(text: str) -> tuple[str, str, str]:
    """Name, percentage, and why the share makes no tie, or ""."""
    found = _SHARE.match(text)
    if found is None or not found["name"]:
        return text, "", "no share"
    return found["name"], found["share"], "planned" if found["planned"] else ""


def _of_giver(claim: PlaceClaim, read: Read) -> None:
    source = source_of(claim)
    giver = givers().get((claim.field, claim.value))
    if giver is None or giver.actor is None:
        read.left_out.append(LeftOut("unknown giver", claim.field, claim.value, source))
        return
    read.mentions.append(giver.actor)
    read.ties.append(
        TieClaim(
            giver.actor.key, GIVEN[claim.field], PLACE, claim.place_id, source,
            field=claim.field, value=claim.value,
        )
    )  # fmt: skip


def _of_family(claim: PlaceClaim, read: Read) -> None:
    if claim.value in FAMILIES:
        read.families.append(PlaceFamily(claim.place_id, claim.value, source_of(claim)))
    else:
        read.left_out.append(LeftOut("unknown family", claim.field, claim.value, source_of(claim)))


def _described(claims: Sequence[PlaceClaim], actors: Sequence[Mention], read: Read) -> dict[str, Mention]:
    """The actors of a record with the numbers and forms that it gives them, by key.

    With several actors, that of the same page as the number; a number that may be that of several is left out. Two
    different numbers are both left out: which is right is not known.
    """
    said: dict[tuple[str, str], dict[str, PlaceClaim]] = defaultdict(dict)
    for claim in claims:
        if claim.field not in tie_rules().describing:
            continue
        whose = list(actors) if len(actors) < 2 else [one for one in actors if one.source.url == claim.url]
        value = _checked(claim, read)
        if len(whose) == 1 and value:
            said[whose[0].key, claim.field].setdefault(value, claim)
        elif value:
            why = "several described" if actors else "nobody described"
            read.left_out.append(LeftOut(why, claim.field, claim.value, source_of(claim)))
    described = {one.key: one for one in actors}
    for (key, named_field), values in said.items():
        if len(values) > 1:
            read.left_out.extend(
                LeftOut("several values", named_field, one.value, source_of(one)) for one in values.values()
            )
            continue
        described[key] = _with(described[key], named_field, next(iter(values)))
    return described


def _with(mention: Mention, named_field: str, value: str) -> Mention:
    if named_field == "siren":
        return replace(mention, siren=value)
    if named_field == "rna":
        return replace(mention, rna=value)
    return replace(mention, legal_form=value)


def _checked(claim: PlaceClaim, read: Read) -> str:
    """The value as it is kept, or "" when a number is wrong, which is counted."""
    check = {"siren": siren, "rna": rna}.get(claim.field)
    if check is None:
        return claim.value
    try:
        return check(claim.value)
    except IdentifierRefused:
        read.left_out.append(LeftOut("wrong number", claim.field, claim.value, source_of(claim)))
        return ""
