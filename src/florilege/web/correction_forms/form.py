"""The form of a correction: what is shown of each field and who says it, and beside it what may be said instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from florilege.evidence.contributions import EXPECTED, PLACE, REMOVAL, REPLY, SETTABLE, value_of
from florilege.faults import InputRefused, Words, sentence
from florilege.listings.fields import FIELDS
from florilege.listings.vocabulary import VOCABULARIES
from florilege.web.contributions.models import Proposal
from florilege.web.contributions.proposals import Said, differences, values_shown
from florilege.web.publication.contents.places import PlaceContent
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.pages.place import ledger
from florilege.web.publication.pages.sources import Source
from florilege.web.publication.text import words
from florilege.web.publication.text.values import Written, code_label, field_label

OFFERED = frozenset(
    {
        "name",
        "alias",
        "kind",
        "status",
        "opening_year",
        "address",
        "postcode",
        "website",
        "phone",
        "opening_hours",
    }
    | {"accessible", "service", "equipment_detail", "audience", "operator", "legal_form", "surface_m2"}
    | {"coworking_seats", "workstations", "companies_hosted", "jobs", "events_per_year"}
)
"""Fields that every form asks for; those shown of the place, and those that a questionnaire asks, come beside."""
GROUP_TITLES: Mapping[str, Words] = {
    "asked": Words("Ce que l’on vous demande", "What we ask you"),
    "identity": Words("Le lieu", "The place"),
    "offer": Words("Ce qu’il offre", "What it offers"),
    "organisation": Words("Qui le porte", "Who runs it"),
    "figures": Words("Ses chiffres", "Its figures"),
}
NOTHING = Words("", "")
UNITS: Mapping[str, Words] = {
    "m2": Words("m²", "m²"),
    "EUR": Words("euros", "euros"),
    "percent": Words("%", "%"),
    "hours/week": Words("heures par semaine", "hours a week"),
}


Sent = Mapping[str, Sequence[str]]
"""A form as it was sent: name → values."""


class Option(Struct, frozen=True):
    """One of the values that a field may take."""

    code: str
    label: str
    chosen: bool


class Control(Struct, frozen=True):
    """One field of the form. kind : "choice", "choices", "lines" or "line"; shown, sources : what the sheet says now

    given : what was typed; wrong : the value shown is said to be wrong; fault : why it was not taken; expected : in words
    """

    field: str
    label: str
    kind: str
    options: tuple[Option, ...]
    shown: tuple[Written, ...]
    sources: tuple[Source, ...]
    given: str
    wrong: bool
    fault: str
    expected: str
    unit: str
    mode: str


class Group(Struct, frozen=True):
    """Fields that go together. open : whether it is unfolded at first"""

    key: str
    title: str
    controls: tuple[Control, ...]
    open: bool


class Form(Struct, frozen=True):
    """The form of a place. reply, removal : None where it is not the place that speaks"""

    groups: tuple[Group, ...]
    reply: str | None
    removal: bool | None
    faults: tuple[tuple[str, str, str], ...]


class FormRefused(Exception):
    """Fields that could not be read. faults : field → why, in both languages"""

    def __init__(self, faults: Mapping[str, InputRefused]) -> None:
        super().__init__(", ".join(faults))
        self.faults = faults


def form(
    place: PlaceContent,
    contents: StudyContents,
    language: str,
    *,
    said_by: str,
    asked: Sequence[str] = (),
    sent: Sent | None = None,
    faults: Mapping[str, InputRefused] | None = None,
    aimed: str = "",
) -> Form:
    """The form, with what was sent or drafted before. asked : fields that come first; aimed : one to open on"""
    faults = faults or {}
    fields = [one for one in asked if one in SETTABLE]
    groups = [_group("asked", fields, place, contents, language, sent, faults, opened=True)] if fields else []
    for part in ledger.PARTS:
        those = [
            name
            for name in SETTABLE
            if FIELDS[name].group in ledger.PARTS[part]
            and (name in OFFERED or name in place.shown)
            and name not in fields
            and not name.endswith(ledger.DETAIL) | (name == "actor_family")
        ]
        opened = (
            aimed in those
            or bool(faults.keys() & set(those))
            or (not fields and part == "identity" and not aimed)
        )
        groups.append(_group(part, those, place, contents, language, sent, faults, opened=opened))
    is_place = said_by == PLACE
    return Form(
        groups=tuple(one for one in groups if one.controls),
        reply=(_one(sent, "reply")) if is_place else None,
        removal=(sent is not None and "removal" in sent) if is_place else None,
        faults=tuple(
            (key, field_label(key, language) if key in FIELDS else key, sentence(why, language))
            for key, why in faults.items()
        ),
    )


def _group(
    key: str,
    fields: Iterable[str],
    place: PlaceContent,
    contents: StudyContents,
    language: str,
    sent: Sent | None,
    faults: Mapping[str, InputRefused],
    *,
    opened: bool,
) -> Group:
    title = words.said(GROUP_TITLES[key], language)
    controls = tuple(_control(one, place, contents, language, sent, faults.get(one)) for one in fields)
    return Group(key, title, controls, opened)


def _control(
    name: str,
    place: PlaceContent,
    contents: StudyContents,
    language: str,
    sent: Sent | None,
    fault: InputRefused | None,
) -> Control:
    spec, codes = FIELDS[name], VOCABULARIES.get(name) if FIELDS[name].kind == "code" else None
    entry = ledger.entry(place, name, contents, language)
    shown = [str(one) for one in place.shown[name].values] if name in place.shown else []
    typed = sent is not None and f"f.{name}" in sent
    given = list(sent.get(f"f.{name}", ())) if sent is not None and (typed or f"m.{name}" in sent) else None
    kind = _kind(name)
    options: tuple[Option, ...] = ()
    if kind == "choices" and codes is not None:
        chosen = set(shown if given is None else given)
        options = tuple(Option(one, code_label(name, one, language), one in chosen) for one in codes)
    elif kind == "choice":
        first = (given or [""])[0]
        pairs = (
            (
                ("true", words.said(Words("oui", "yes"), language)),
                ("false", words.said(Words("non", "no"), language)),
            )
            if spec.kind == "boolean"
            else tuple((one, code_label(name, one, language)) for one in codes or ())
        )
        options = tuple(Option(code, label, code == first) for code, label in pairs)
    text = "\n".join(shown if given is None and kind == "lines" else given or ())
    return Control(
        field=name,
        label=words.capitalised(field_label(name, language)),
        kind=kind,
        options=options,
        shown=entry.values,
        sources=entry.sources,
        given=text,
        wrong=sent is not None and f"x.{name}" in sent,
        fault=sentence(fault, language) if fault is not None else "",
        expected=EXPECTED[spec.kind].in_language(language)
        if spec.kind in ("integer", "number", "year", "url")
        else "",
        unit=words.said(UNITS.get(spec.unit or "", NOTHING), language),
        mode={"integer": "numeric", "year": "numeric", "number": "decimal", "url": "url"}.get(
            spec.kind, "text"
        ),
    )


def _kind(name: str) -> str:
    spec = FIELDS[name]
    coded = spec.kind == "code" and name in VOCABULARIES
    if spec.multiple:
        return "choices" if coded else "lines"
    return "choice" if coded or spec.kind == "boolean" else "line"


def read(sent: Sent, place_id: str, *, said_by: str, language: str) -> tuple[Said, ...]:
    """What a form that was sent says beside what is shown; raises FormRefused with the fault of each field."""
    shown = values_shown(place_id)
    lines: list[Said] = []
    faults: dict[str, InputRefused] = {}
    for name in SETTABLE:
        multiple = FIELDS[name].multiple
        if multiple and f"m.{name}" not in sent:
            continue  # the form did not show it
        given = [part for one in sent.get(f"f.{name}", ()) for part in _parts(one, multiple=multiple)]
        try:
            for one in given:
                value_of(name, one)
            lines += differences(name, shown.get(name, ()), given, wrong=f"x.{name}" in sent)
        except InputRefused as refused:
            faults[name] = refused
    if said_by == PLACE:
        reply = _one(sent, "reply").strip()
        try:
            if reply:
                value_of("name", " ".join(reply.split()))
                lines.append(Said(REPLY, language, right=reply))
        except InputRefused as refused:
            faults["reply"] = refused
        if "removal" in sent:
            lines.append(Said(REMOVAL))
    if not lines and not faults:
        faults[""] = InputRefused(
            Words("au moins une correction", "at least one correction"),
            hint=Words("changer un champ, puis envoyer", "change a field, then send"),
        )
    if faults:
        raise FormRefused(faults)
    return tuple(lines)


def _parts(text: str, *, multiple: bool) -> list[str]:
    parts = text.splitlines() if multiple else [text]
    return [one.strip() for one in parts if one.strip()]


def drafted(proposal: Proposal) -> Sent:
    """A draft, as if its form had just been sent."""
    held: dict[str, list[str]] = {}
    shown = values_shown(proposal.place_id)
    for one in proposal.values.all():
        if one.kind == REMOVAL:
            held["removal"] = ["1"]
        elif one.kind == REPLY:
            held["reply"] = [one.right]
        elif FIELDS[one.field].multiple:
            held.setdefault(f"m.{one.field}", ["1"])
            values = held.setdefault(f"f.{one.field}", list(shown.get(one.field, ())))
            if one.wrong in values:
                values.remove(one.wrong)
            values += [one.right] if one.right else []
        elif one.right:
            held[f"f.{one.field}"] = [one.right]
        else:
            held[f"x.{one.field}"] = ["1"]
    return held


def _one(sent: Sent | None, key: str) -> str:
    return next(iter((sent or {}).get(key, ())), "")
