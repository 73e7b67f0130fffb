"""A name cell that may hold the place's name, who bears the project, or both, taken apart by its own words.

A listing of a label is filled by applicants: some write the place ("Le Wip"), some who applies ("Commune de Lormes"), some
both ("Le Pré Vert géré par l'association La Locale"), some a sentence. What is no name is unknown, never shown as one;
what names a person is kept nowhere. See decision 53.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct

from florilege.listings.contact_signs import names_a_person

LONGEST_NAME = 60
"""A longer name is told with what it is: it ends where that begins."""
LONGEST_BEARER = 90


class Named(Struct, frozen=True):
    """What a cell says.

    name : the place's, None where the cell says none
    others : other names it gives
    bearers : who bears it, as written; bodies, never persons
    of_bearer : whether the name is only that of its bearer ("SCIC Tropisme"): the place's for want of another
    """

    name: str | None
    others: tuple[str, ...] = ()
    bearers: tuple[str, ...] = ()
    of_bearer: bool = False


_APOSTROPHE = "['’]"
_ARTICLE = rf"(?:(?:la|le|les)\s+|l{_APOSTROPHE}\s*)"
_PUBLIC = (
    r"(?:commune|ville|mairie|communaut[ée]s?|agglom[ée]ration|m[ée]tropole|d[ée]partement|cc|ca|petr|cci|ccas|gip"
    r"|syndicat|universit[ée]|chambre|conseil (?:d[ée]partemental|r[ée]gional|municipal)|groupement|coll[èe]ge|lyc[ée]e)"
)
"""First words of public bodies."""
_FORM = (
    r"(?:asso(?:ciation|\.)?|associtation|ass\.?|s\.?c\.?i\.?c\.?(?:\s+s\.?a\.?(?:r\.?l\.?)?)?|scop(?:arl)?|sasu?|sarl|eurl"
    r"|spl|cae|epcc|cuma|consortium|coop[ée]rative(?: de quartier)?"
    r"|soci[ée]t[ée] coop[ée]rative(?: d['’]int[ée]r[êe]t collectif)?(?:\s*\(scic\))?)"
)
"""Legal forms, as they stand before or behind a proper name."""
_BORNE = (
    r"(?:port[ée]e?s?|g[ée]r[ée]e?s?|anim[ée]e?s?|d[ée]velopp[ée]e?s?|pilot[ée]e?s?|coordonn[ée]e?s?)\s+par"
)
_JOINT = r"\s+[-–—/]\s+"
_UP = r"(?:[A-ZÀ-ÖØ-Þ0-9#\[\"“«@]|" + _ARTICLE + r"[A-ZÀ-ÖØ-Þ0-9#\[\"“«])"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE | re.DOTALL)


PHRASINGS = tuple(
    map(
        _pattern,
        (
            # a person who is the firm: only what it is for is kept
            r".+?\s+(?:entreprise individuelle|auto-?entrepreneu\w*|micro-?entreprise)(?:\s+pour\s+(?:la|le|les)?\s*\(?(?P<name>[^)]+)\)?)?",
            # "Association enregistrée sous le nom A. Nous utilisons le nom B pour communiquer"
            r"(?P<form>\w+)\s+enregistr[ée]e?\s+sous\s+le\s+nom\s+(?P<bearer>[^\n]+)\n+.*?\ble\s+nom\s+(?P<name>.+?)(?:\s+pour\s+communiquer)?",
            r"(?P<bearer>.+?),?\s+repr[ée]sentant\s+(?:du|de la|de l['’])\s*(?:tiers[- ]lieux?\s+)?(?P<name>.+)",
            r"(?P<bearer>.+?)\s+d[ée]pose\s+(?:le|un)\s+dossier\s+au\s+nom\s+(?:du\s+projet\s+)?(?:de\s+)?(?P<name>[^,\n]+).*",
            r"(?P<name>[^\n]+)\n.*\bdont\s+(?P<bearer>.+?)\s+est\s+la\s+structure\s+qui\s+porte.*",
            r"(?P<bearer>[^,\n]+?)(?:,[^\n]*?)?\s+porte\s+(?:ce|le)\s+projet\b.*",
            r"(?P<bearer>.+?)[\s,(]+port(?:eur|euse)\s+(?:administrati(?:f|ve)|principale?)\b.*",
            r"(?P<bearer>.+?)\s+porteu(?:r|se)\s+pour\s+le\s+consortium\s+(?P<name>[^(\n]+?)\s*(?:\(.*|\n.*|r[ée]unissant.*)?",
            r"(?P<bearer>.+?)[\n,]+\s*chef\s+de\s+file\s+du\s+consortium\s+(?:compos|form|de\b)[^\n]*",
            r"(?P<bearer>[^\n]+?)\s+pour\s+le\s+(?:consortium|collectif(?:\s+associatif)?)\s+(?P<name>[^\n]+)",
            r"(?P<bearer>[^\n]+)\n+pour\s+le\s+tiers[- ]lieux?\s*:\s*(?P<name>[^\n]+)",
            # "Le Pré Vert géré par l'association La Locale"
            rf"(?P<name>.+?)\s*(?:[\n,(]\s*(?:[^\n(),]+\s)?|\s){_BORNE}\s+(?P<bearer>[^\n)]+?)(?:\s*\((?P<aside>[^)]*)\)?)?\)?",
            r"(?P<name>[^(\n]+)\(par\s+(?P<bearer>.+?)\)*",
            rf"(?P<name>[^(\n]+)\((?P<bearer>{_PUBLIC}\b[^)]+)\)",
            # "SCIC L'Éprouvette Coop, tiers-lieu l'Éprouvette"
            rf"(?P<bearer>(?:{_ARTICLE})?{_FORM}\s[^\n,]+)[,\n]\s*tiers[- ]lieux?\s+(?P<name>(?:l['’]|\W)?\w[^\n]*)",
        ),
    )
)
"""How cells say both who bears a place and what it is called; the first that holds for the whole cell."""

_LABELLED = re.compile(
    r"^(?:(?P<name>(?:nom\s+du\s+)?(?:consortium|projet|lieu)|(?:pour\s+le\s+)?tiers[- ]lieux?(?:\s+\w+)?)"
    r"|(?P<bearer>(?:nom\s+du\s+)?(?:porteur|structure|demandeur|chef\s+de\s+file)(?:\s+[^:\n]{1,40})?)"
    r"|(?P<left>(?:partenaires?|membres?)[^:\n]*))\s*:\s*(?P<said>.+)$",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^\d+\s*[-.)]\s*(?P<said>.+?)(?P<bears>\s*[-–—]\s*porteur.*)?$", re.IGNORECASE)
_BORNE_LINE = re.compile(rf"^{_BORNE}\s+(?P<said>.+)$", re.IGNORECASE)
_NAMED_LINE = re.compile(r"^tiers[- ]lieux?\s+[\"“«]\s*(?P<said>[^\"”»]+?)\s*[\"”»]$", re.IGNORECASE)

_NO_NAME = re.compile(
    r"^(?:dossier\s+de\b|projet\s+d|candidature\b|requalification\b|cr[ée]ation\s+d|demande\s+d|r[ée]ponse\s+[àa]\b"
    r"|appel\s+[àa]\b|une\s+fabrique\s+de\s+territoire\b)"
    r"|^(?:https?://)?(?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:fr|com|org|net|eu|io|info|coop|bzh)/?$",
    re.IGNORECASE,
)
"""What is written in place of a name: the title of an application, a deed, a bare web domain."""
_NOTE = re.compile(
    r"\s+(?:bdd\b|h\.s\b|=\s|modifier\b|mail\b|[àa]\s+v[ée]rifier\b|doublon\b)[^\n]*", re.IGNORECASE
)
"""Notes of those who keep the listing, behind a name."""
_E_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PERSON = re.compile(r"[,\s]*\brepr[ée]sent[ée]e?s?\s+par\b[^\n]*", re.IGNORECASE)
_ASIDE = re.compile(r"\s*\((?:nom\s+provisoire|en\s+consortium|en\s+constitution)\)", re.IGNORECASE)
_WITH = re.compile(r"[\s,]+en\s+consortium\s+avec\b.*$", re.IGNORECASE)
_FORMERLY = re.compile(r"\s*\(ancienne?(?:ment|nt)?\s+(?P<other>[^)]+)\)", re.IGNORECASE)
_LABEL = re.compile(
    rf"^manufacture\s+de\s+proximit[ée]\s+(?:de\s+(?=l{_APOSTROPHE})|de\s+(?=la\s)|(?P<du>du\s+)|(?=[\"“«])|(?={_ARTICLE}))"
    r"(?P<name>.+)$",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[\"“«]\s*([^\"”»]+?)\s*[\"”»]")

_IS_BODY = re.compile(rf"^(?:{_FORM}|{_PUBLIC})\b", re.IGNORECASE)
_IS_PUBLIC = re.compile(rf"^(?:{_ARTICLE})?{_PUBLIC}\b", re.IGNORECASE)
_IS_UNITED = re.compile(
    r"\bf[ée]d[ée]ration\b|^(?:\S+\s+){1,3}association\s+(?:de|du|des|pour)\b", re.IGNORECASE
)
_AGGLOMERATION = re.compile(
    r"^(?!lab\b|fab|espace\b|tiers)(?:[^\s]+\s){1,2}(?:agglo(?:m[ée]ration)?|m[ée]tropole)$", re.IGNORECASE
)
_AND_PUBLIC = re.compile(
    rf"^(?P<first>.+?)\s+et\s+(?P<second>(?:{_ARTICLE})?{_PUBLIC}\b.+|\S+\s+(?:agglo(?:m[ée]ration)?|m[ée]tropole))$",
    re.IGNORECASE,
)
_LED = re.compile(rf"^(?:{_ARTICLE})?(?P<form>{_FORM})(?:\s+|(?=[\"“«]))(?P<proper>.+)$", re.IGNORECASE)
_TRAILED = re.compile(
    rf"^(?P<proper>.+?)\s*(?:\s[-–—]\s*|\(|\s)(?P<form>{_FORM})(?P<rest>\s*[-–—].*\)|\s*\)|\s*\([^)]*\)|\s+loi\s+1901.*)?$",
    re.IGNORECASE,
)
_WITHIN = re.compile(rf"^(?P<name>.+?)\s+(?P<bearer>association\s+(?P<proper>{_UP}.+))$", re.IGNORECASE)
_SEVERAL = re.compile(r"^associations\b", re.IGNORECASE)
_DESCRIBED = re.compile(
    r"^(?:pour|d['’e]|du|des|en|(?:les\s+)?amis?\s+d)\b|^(?:les\s+)?amis?\s+d", re.IGNORECASE
)
_QUALITY = re.compile(r"^\w+(?:ive|aire|elle|ale|ique|euse|ante|ente)$", re.IGNORECASE)
"""One adjective: with its form it is a name ("Association Créative"), without it none."""
_PROPER = re.compile(rf"^(?:[Ll]a\s|[Ll]es?\s|[Ll]['’]\s?|LA\s|LES?\s)?{_UP}")


def take_apart(text: str) -> Named:
    """The name and the bearers that a cell says."""
    lines = _lines(text)
    whole = "\n".join(lines)
    if not lines:
        return Named(None)
    if _LABELLED.match(lines[0]):
        return _labelled(lines)
    for phrasing in PHRASINGS:
        found = phrasing.fullmatch(whole)
        if found is not None:
            return _by_phrase(found)
    if any(map(_LABELLED.match, lines)):
        return _labelled(lines)
    return _alone(lines[0]) if len(lines) == 1 else _line_by_line(lines)


_AUTHORITY = re.compile(
    rf"^(?:{_ARTICLE})?(?:"
    r"(?i:communaut[ée]\s+(?:de\s+communes|d['’]\s*agglom[ée]ration|urbaine)|conseil\s+(?:d[ée]partemental|r[ée]gional|municipal)"
    r"|syndicat\s+(?:mixte|intercommunal)|petr|gip)\b"
    r"|(?i:commune|ville|m[ée]tropole|d[ée]partement|r[ée]gion)\s+(?i:de\s+la|de\s+l['’]|de|du|d['’])\s*[A-ZÀ-ÖØ-Þ]"
    r").*$"
)
"""Authorities, which are no houses: a town hall, a school or a chamber of commerce is one, and a place by its name."""
_HOUSE = re.compile(
    r"\b(?:fab\s?lab|espace|tiers[- ]?lieux?|atelier|coworking|maison|m[ée]diath[èe]que|biblioth[èe]que|centre|point|h[ôo]tel"
    r"|mairie|p[ée]pini[èe]re|incubateur|cyber\w*|epn|ludoth[èe]que|salle)\b",
    re.IGNORECASE,
)
_SERVICE_POINT = re.compile(
    r"^(?:services?|direction|p[ôo]le|d[ée]partement|mission|cellule|accueil|antenne|si[èe]ge)\b",
    re.IGNORECASE,
)
"""First words of a part of a body, which is no more a place than the body."""


def of_an_authority(text: str) -> Named | None:
    """What the name cell of a listing of places says when it names an authority: who bears the place, and the name that
    stands behind a dash, if it is one. None for every other name.

    "Ville de Nice - 27 Delvalle" is 27 Delvalle; "Ville de Sens - Service informatique" and "Communauté de communes de
    Montesquieu" say no name; "Mairie de Lormes" is a house, and the name of the place.
    """
    line = _text(text)
    head, *rest = re.split(r"\s+[-–—/:]\s+|,\s+", line, maxsplit=1)
    if not _AUTHORITY.match(head) or _HOUSE.search(head):
        return None
    if not rest or _SERVICE_POINT.match(rest[0]):
        return Named(None, (), _bodies([line]))
    return Named(_shortened(rest[0]), (), _bodies([head]))


def without_persons(text: str) -> str:
    """A cell as a report may quote it: without the persons and electronic addresses that it names."""
    quoted = _PERSON.sub(" […]", _E_MAIL.sub("[…]", text))
    return re.sub(
        r"^.+?(?=\s+(?:entreprise individuelle|auto-?entrepreneu|micro-?entreprise))",
        "[…]",
        quoted,
        flags=re.IGNORECASE,
    )


def _lines(text: str) -> list[str]:
    """The lines that say something, without notes, persons and electronic addresses."""
    plain = html.unescape(re.sub(r"<\s*br\s*/?\s*>", "\n", text)).replace("\\'", "'")
    plain = re.sub(r"\s*\+\s*[\r\n]+\s*", "\n+ ", re.sub(r"<[a-zA-Z/][^>]*>", " ", plain))
    lines = re.split(r"[\r\n]+", plain)
    kept = (
        _ASIDE.sub("", _PERSON.sub("", _E_MAIL.sub("", _NOTE.sub("", f"{' '.join(line.split())}"))))
        for line in lines
    )
    return [stripped for line in kept if (stripped := line.strip(" ,;"))]


def _by_phrase(found: re.Match[str]) -> Named:
    parts = found.groupdict()
    said = _text(parts.get("bearer"))
    form = parts.get("form")
    bearers = [f"{form} {said}"] if form and said else [said] if said else []
    name = _text(parts.get("name"))
    if len(bearers) == 1 and name:
        led = _alone(bearers[0])
        if led.bearers and led.name and not led.of_bearer:
            # "Association A - B pour le consortium C": B is the place, C is with it
            return Named(led.name, (), _bodies([*led.bearers, f"Consortium {name}"]))
    named = _shortened(name) if name else None
    return Named(named, (), _bodies(bearers))


def _labelled(lines: Sequence[str]) -> Named:
    """Lines that say what they hold: "Structure : …", "Tiers-lieu : …", "Chef de file du consortium : …"."""
    names: list[str] = []
    bearers: list[str] = []
    for rank, line in enumerate(lines):
        found, borne = _LABELLED.match(line), _BORNE_LINE.match(line)
        if borne:
            bearers.append(borne["said"])
        elif found is None:
            names.extend([line] if rank == 0 else ())
        elif found["name"]:
            names.append(found["said"])
        elif found["bearer"]:
            bearers.append(re.split(r"\s*,\s+pour\b", found["said"])[0])
    return Named(_shortened(names[0]) if names else None, (), _bodies(bearers))


def _line_by_line(lines: Sequence[str]) -> Named:
    """A first line, and others that say who bears it, what it is called, or what it is."""
    first, names, bearers = _alone(lines[0]), list[str](), list[str]()
    for line in lines[1:]:
        borne, numbered, named = _BORNE_LINE.match(line), _NUMBERED.match(line), _NAMED_LINE.match(line)
        members = re.split(_JOINT, line)
        if borne:
            bearers.append(borne["said"])
        elif numbered:
            bearers.extend([numbered["said"]] if numbered["bears"] else ())
        elif named:
            names.append(named["said"])
        elif line.startswith("+"):
            added = _alone(line.lstrip("+ "))
            bearers.extend(added.bearers)
            names.extend([added.name] if added.name and not added.bearers else ())
        elif first.name is None and not first.bearers and len(members) > 2:
            bearers.extend(members)
        elif first.bearers and ":" in line:
            names.append(line.split(":")[0])
    bodies = _bodies((*first.bearers, *bearers))
    if first.name and not first.of_bearer:
        return Named(first.name, tuple(map(_text, names)), bodies)
    if names:
        return Named(_shortened(names[0]), (), bodies)
    return Named(first.name, (), bodies, first.of_bearer)


def _alone(line: str) -> Named:
    """One line: a body, a body and a place, or a name."""
    text = _text(line)
    joined = re.split(r"\s+\+\s*", text, maxsplit=1)
    if len(joined) == 2:
        return _line_by_line([joined[0], f"+ {joined[1]}"])
    if _SEVERAL.match(text):
        return Named(None, (), _bodies(f"Association {name}" for name in _QUOTED.findall(text)))
    shared = _AND_PUBLIC.match(text)
    if shared:
        one = _alone(shared["first"])
        return Named(one.name, one.others, _bodies((*one.bearers, shared["second"])), one.of_bearer)
    if _IS_PUBLIC.match(text) or _IS_UNITED.search(text) or _AGGLOMERATION.match(text):
        return Named(None, (), _bodies([text]))
    return _of_a_body(text) or _of_a_place(text)


def _of_a_body(text: str) -> Named | None:
    """A body by its legal form, and the name that it bears or stands beside; None where no legal form is written."""
    led = _LED.match(text)
    parts = re.split(_JOINT, text) if text.find("(") < 0 or " (" in text.split(" - ")[-1] else [text]
    if len(parts) == 2 and all(_LED.match(part) or _TRAILED.match(part) for part in parts):
        own = _of_a_body(parts[0])
        return Named(own.name if own else None, (), _bodies(parts), of_bearer=True)
    if led and len(parts) == 2:
        return Named(_shortened(parts[1]), (), _bodies([parts[0]]))
    if led:
        proper = re.split(r",\s", led["proper"])[0]
        described = _DESCRIBED.match(proper) or not _PROPER.match(proper)
        body = re.split(r",\s", text)[0]
        said = body if _QUALITY.match(proper) else re.sub(r"\s*\([^)]*\)$", "", proper)
        name = None if described else _shortened(said)
        return Named(name, (), _bodies([body]), of_bearer=name is not None)
    within = _WITHIN.match(text)
    if within and _PROPER.match(within["proper"]) and not _DESCRIBED.match(within["proper"]):
        return Named(_shortened(within["name"].strip(" -–—")), (), _bodies([within["bearer"]]))
    trailed = _TRAILED.match(text)
    if trailed and not _NO_NAME.match(text) and len(trailed["proper"]) > 2:
        body = f"{trailed['form']} {trailed['proper']}" if f"({trailed['form']}" in text else text
        return Named(_shortened(trailed["proper"]), (), _bodies([body]), of_bearer=True)
    return None


def _of_a_place(text: str) -> Named:
    """A name, and another that it is told to have had."""
    former = _FORMERLY.search(text)
    name = _shortened(_WITH.sub("", _FORMERLY.sub("", text)))
    return Named(name, (_text(former["other"]),) if former and name else ())


def _shortened(text: str) -> str | None:
    """A name without the label's words before it and, when it is long, without what it is; None where it is none."""
    name = _text(text)
    labelled = _LABEL.match(name)
    if labelled:
        name = _text(("Le " if labelled["du"] else "") + labelled["name"])
        name = name[:1].upper() + name[1:]
    if _NO_NAME.match(name):
        return None
    for end in (r"\s*:\s+", _JOINT, r",\s+", r"\s+\("):
        if len(name) > LONGEST_NAME:
            name = re.split(end, name)[0]
    name = _text(name)
    if re.match(rf"(?-i:(?:la|les?)\s|l{_APOSTROPHE})", name):
        name = name[:1].upper() + name[1:]
    return name if 0 < len(name) <= 2 * LONGEST_NAME else None


def _bodies(texts: Iterable[str]) -> tuple[str, ...]:
    """Bearers as they are written, each once; a person is none."""
    found: dict[str, None] = {}
    for text in texts:
        body = re.sub(rf"^{_ARTICLE}(?={_FORM}\b|{_PUBLIC}\b)", "", _text(text), flags=re.IGNORECASE)
        for end in (r",\s+", r"\s+[-–—]\s+", r"\s+\("):
            if len(body) > LONGEST_BEARER:
                body = re.split(end, body)[0]
        body = re.sub(r"\s*\([^)]*$", "", body)
        if body and (_IS_BODY.match(body) or not names_a_person(body)):
            found[body] = None
    return tuple(found)


def _text(text: str | None) -> str:
    """One line without quotes around it, nor marks at its ends, a full stop after a whole word among them."""
    line = " ".join((text or "").split()).strip(" ,;\n")
    line = re.sub(
        r"(?<=\w{4})\.$", "", re.sub(r"\b(tiers)-\s+(?=lieux?\b)", r"\1-", line, flags=re.IGNORECASE)
    )
    quoted = re.fullmatch(r"[\"“«]\s*([^\"“”«»]+?)\s*[\"”»]", line)
    return quoted[1] if quoted else line


def _named(said: Named) -> tuple[str, ...]:
    return (said.name,) if said.name else ()


PARTS: Mapping[str, Callable[[Named], tuple[str, ...]]] = MappingProxyType(
    {"place-name": _named, "other-names": lambda said: said.others, "bearers": lambda said: said.bearers}
)
"""What a mapping may draw from such a cell, by the word of its `extract`."""
