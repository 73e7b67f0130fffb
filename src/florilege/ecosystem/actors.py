"""Actors and ties, made of what sources say: what is shown, by which rule, and where sources disagree."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import combinations

from msgspec import Struct

from florilege.ecosystem.families import FamilyClaim, families_disagree, family_claims, shown_family
from florilege.ecosystem.mentions import OF_LABELS, OF_STUDY, PLACE, Mention, TieClaim
from florilege.ecosystem.names import actor_name, slug_of
from florilege.ecosystem.territories import epci_named, of_commune, of_mention

EXCLUSIVE = ("runs", "owns")
"""Roles that one actor has at a time, unless one source names several: two sources that differ disagree."""
FAMILIES_DIFFER, NUMBERS_DIFFER, DATES_DIFFER, RIVALS = "families", "numbers", "dates", "rivals"


class Actor(Struct, frozen=True):
    """An organisation, with all that is said of it.

    name : the one shown; `names` every spelling, `former` and `short` as stated
    family : a code of `FAMILIES`, or "" when unknown
    siren, rna : what most sources say, "" when unknown; `numbers` all of them
    commune_code : of its seat as stated or as its number says, "" when unknown; never that of a place it is tied to
    """

    actor_id: str
    slug: str
    name: str
    names: tuple[str, ...]
    former: tuple[str, ...]
    short: str
    family: str
    family_claims: tuple[FamilyClaim, ...]
    siren: str
    rna: str
    numbers: tuple[str, ...]
    commune_code: str
    website: str
    publishes: tuple[str, ...]
    mentions: tuple[Mention, ...]

    @property
    def families_disagree(self) -> bool:
        return families_disagree(self.family_claims)


class Tie(Struct, frozen=True):
    """An actor and a place, or another actor, with one role; every source of it is a claim.

    start, end : what most claims say, "" when unknown
    """

    actor_id: str
    role: str
    target_kind: str
    target_id: str
    start: str
    end: str
    share: str
    claims: tuple[TieClaim, ...]

    @property
    def key(self) -> str:
        """What tells it from all others: "actor role kind:target"."""
        return f"{self.actor_id} {self.role} {self.target_kind}:{self.target_id}"


class Disagreement(Struct, frozen=True):
    """Where sources differ.

    kind : FAMILIES_DIFFER or NUMBERS_DIFFER of an actor; DATES_DIFFER of a tie; RIVALS for one role of a place
    subject : an actor id, the key of a tie, or "role place_id"
    between : the families, numbers, dates or actor ids that differ
    certain : False where one may have followed the other: no source dates the ties
    """

    kind: str
    subject: str
    between: tuple[str, ...]
    certain: bool = True


def actor_of(actor_id: str, mentions: Sequence[Mention], slug: str = "") -> Actor:
    """The actor that some mentions are of, the study's own first."""
    ordered = sorted(mentions, key=_by_weight)
    name = _shown_name(ordered)
    spelled = tuple(dict.fromkeys(text for one in ordered for text in one.names))
    claims = tuple(claim for one in ordered for claim in family_claims(one, _epci(one)))
    sirens = Counter(one.siren for one in ordered if one.siren)
    rnas = Counter(one.rna for one in ordered if one.rna)
    return Actor(
        actor_id=actor_id,
        slug=slug or slug_of(name) or actor_id,
        name=name,
        names=spelled,
        former=tuple(dict.fromkeys(text for one in ordered for text in one.former)),
        short=next((one.short for one in ordered if one.short), ""),
        family=shown_family(claims),
        family_claims=claims,
        siren=_most(sirens),
        rna=_most(rnas),
        numbers=(*sorted(sirens), *sorted(rnas)),
        commune_code=_seat(ordered),
        website=next((one.website for one in ordered if one.website), ""),
        publishes=tuple(dict.fromkeys(slug for one in ordered for slug in one.publishes)),
        mentions=tuple(ordered),
    )


def _by_weight(mention: Mention) -> tuple[int, int, str]:
    order = {OF_STUDY: 0, OF_LABELS: 1}
    return order.get(mention.source.listing, 2), mention.source.line, mention.key


def _shown_name(ordered: Sequence[Mention]) -> str:
    """The study's own, else the spelling said most often: one with small letters first, then the longest."""
    if ordered[0].source.listing in (OF_STUDY, OF_LABELS):
        return ordered[0].names[0]
    former = {text for one in ordered for text in one.former}
    counts = Counter(one.names[0] for one in ordered)
    return max(
        counts, key=lambda name: (name not in former, name != name.upper(), counts[name], len(name), name)
    )


def _most(counts: Counter[str]) -> str:
    return max(sorted(counts), key=lambda value: counts[value]) if counts else ""


def _seat(ordered: Sequence[Mention]) -> str:
    stated = next((one.commune_code for one in ordered if one.commune_code), "")
    if stated:
        return stated
    own = [(territory, code) for territory, code in map(of_mention, ordered) if code.startswith("commune ")]
    return own[0][0].commune if own else ""


def _epci(mention: Mention) -> str:
    return epci_named(actor_name(mention.names[0]), of_commune(mention.commune_code or mention.near))


def slugs_of(names: Mapping[str, str]) -> dict[str, str]:
    """Actor id → a slug of its name; of several actors with one name, the oldest has it bare."""
    taken: set[str] = set()
    found: dict[str, str] = {}
    for actor_id, name in names.items():
        slug = slug_of(name) or actor_id
        found[actor_id] = slug if slug not in taken else f"{slug}-{actor_id}"
        taken.add(found[actor_id])
    return found


def ties_of(claims: Iterable[tuple[str, str, TieClaim]]) -> tuple[Tie, ...]:
    """The ties that claims state, sorted: (actor id, id of the target, claim) each; one tie with all its sources."""
    found: dict[tuple[str, str, str, str], list[TieClaim]] = defaultdict(list)
    for actor_id, target_id, claim in claims:
        found[actor_id, claim.role, claim.target_kind, target_id].append(claim)
    return tuple(
        Tie(
            *key,
            start=_most(Counter(one.start for one in listed if one.start)),
            end=_most(Counter(one.end for one in listed if one.end)),
            share=_most(Counter(one.share for one in listed if one.share)),
            claims=_once_a_page(listed),
        )
        for key, listed in sorted(found.items())
    )


def _once_a_page(claims: Iterable[TieClaim]) -> tuple[TieClaim, ...]:
    """The claims of a tie, sorted. A page that a listing cites and that ties.csv cites too is one source: the line of
    ties.csv is kept, which may date it."""
    ordered = sorted(set(claims), key=_by_source)
    cited = {one.source.url for one in ordered if one.source.file}
    return tuple(one for one in ordered if one.source.file or one.source.url not in cited)


def _by_source(claim: TieClaim) -> tuple[str, ...]:
    source = claim.source
    return (
        source.listing,
        source.record_id,
        claim.field,
        source.url,
        source.date,
        claim.actor,
        claim.value,
        str(source.line),
    )


def disagreements_of(actors: Iterable[Actor], ties: Sequence[Tie]) -> tuple[Disagreement, ...]:
    """Where sources differ on a family, a number, a date, or on who runs or owns a place."""
    found: list[Disagreement] = []
    for actor in actors:
        if actor.families_disagree:
            families = tuple(sorted({claim.family for claim in actor.family_claims}))
            found.append(Disagreement(FAMILIES_DIFFER, actor.actor_id, families))
        for numbers in ({one.siren for one in actor.mentions}, {one.rna for one in actor.mentions}):
            found += _differing(NUMBERS_DIFFER, actor.actor_id, numbers)
    for tie in ties:
        for dates in ({one.start for one in tie.claims}, {one.end for one in tie.claims}):
            if len({date[:4] for date in dates - {""}}) > 1:
                found += _differing(DATES_DIFFER, tie.key, dates)
    return (*found, *_rivals(ties))


def _differing(kind: str, subject: str, values: Set[str]) -> list[Disagreement]:
    said = tuple(sorted(values - {""}))
    return [Disagreement(kind, subject, said)] if len(said) > 1 else []


def _rivals(ties: Sequence[Tie]) -> list[Disagreement]:
    rival: dict[tuple[str, str], list[Tie]] = defaultdict(list)
    for tie in ties:
        if tie.role in EXCLUSIVE and tie.target_kind == PLACE:
            rival[tie.role, tie.target_id].append(tie)
    found: list[Disagreement] = []
    for (role, place), listed in sorted(rival.items()):
        pairs = [
            (one, other)
            for one, other in combinations(listed, 2)
            if not _joint(one, other) and not _apart(one, other)
        ]
        if pairs:
            between = tuple(sorted({tie.actor_id for pair in pairs for tie in pair}))
            found.append(
                Disagreement(RIVALS, f"{role} {place}", between, any(_at_once(*pair) for pair in pairs))
            )
    return found


def _joint(one: Tie, other: Tie) -> bool:
    """Whether one source names both, and so that they share the role: one record, or one page that ties.csv cites."""
    return any(
        first.source.url == second.source.url
        and (
            bool(first.source.url and (first.source.file or second.source.file))
            or (first.source.listing, first.source.record_id)
            == (second.source.listing, second.source.record_id)
        )
        for first in one.claims
        for second in other.claims
    )


def _apart(one: Tie, other: Tie) -> bool:
    """Whether the stated dates say that one ended before the other began."""
    return any(
        early.end and late.start and early.end[: len(late.start)] <= late.start[: len(early.end)]
        for early, late in ((one, other), (other, one))
    )


def _at_once(one: Tie, other: Tie) -> bool:
    """Whether both are stated for one time: by their dates, or by sources of one year."""
    if one.start and other.start and not (one.end or other.end):
        return True
    years = {claim.source.date[:4] for claim in one.claims} - {""}
    return any(claim.source.date[:4] in years for claim in other.claims)
