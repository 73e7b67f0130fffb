"""Who publishes a study, with whom, in which colours: `publication.toml` of its folder.

Colours are refused when text in them could not be read: contrast is measured as WCAG 2.2 defines it, on every ground
of the pages that such a text stands on, in light and in dark.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct

from florilege.evidence.privacy import E_MAIL
from florilege.faults import InputRefused, StudyFileRefused, Words
from florilege.toml_lines import Table, read_toml

LEAST_CONTRAST = 4.5
"""Of a text of ordinary size (WCAG 2.2, 1.4.3)."""
GROUNDS = {"light": ("#fbf8f1", "#f3ede0"), "dark": ("#14181f", "#1b212b")}
"""The papers of the pages; the first is what tints are mixed with. The same as in `tokens.css`: a test compares them."""
TINTS = {"light": (0.13, 0.45), "dark": (0.16, 0.45)}
"""How much of a colour its two tints hold: a ground under text, a line."""
ROLES = {"accent": "fir", "second": "ochre"}
"""The colours that a study may set, and the token of each."""
HEAT = (0.18, 0.38, 0.68, 1.0)
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_PHONE = re.compile(r"\+?[0-9][0-9 .()-]{4,24}")
PUBLISHER = ("name", "address", "contact", "director", "host")


class Partner(Struct, frozen=True):
    """A partner as written; logo : a file beside publication.toml, or empty."""

    name: str
    url: str
    role: Words | None
    logo: str
    line: int | None


class PressContact(Struct, frozen=True):
    """Whom journalists may reach: given for publication, unlike any other address. name, phone, email : "" where not given"""

    role: Words
    name: str = ""
    phone: str = ""
    email: str = ""


class Imprint(Struct, frozen=True):
    """What publication.toml says. publisher : the keys of `PUBLISHER` that are given; colours : role → scheme → colour"""

    publisher: Mapping[str, str]
    partners: tuple[Partner, ...]
    colours: Mapping[str, Mapping[str, str]]
    press: tuple[PressContact, ...] = ()


class PublishedPartner(Struct, frozen=True):
    """A partner as published; logo : name, width and height of its picture, or None."""

    name: str
    url: str
    role: Words | None = None
    logo: tuple[str, int, int] | None = None


class PublishedImprint(Struct, frozen=True):
    """What is published of the imprint; style : the colours as a style sheet, empty for the usual ones."""

    publisher: Mapping[str, str]
    partners: tuple[PublishedPartner, ...]
    style: str
    press: tuple[PressContact, ...] = ()


NOTHING = PublishedImprint({}, (), "")
"""Of a study that says nothing of it."""


def read_imprint(text: str, *, file: str) -> Imprint:
    """The imprint of a study; an empty text gives nothing. Raises StudyFileRefused naming line, key and value."""
    root = read_toml(text, file=file, refusal=StudyFileRefused)
    table = root.table("publisher")
    publisher = {key: said for key in PUBLISHER if (said := table.get(key, str, "").strip())}
    table.refuse_unknown()
    colours = root.table("colours")
    found = Imprint(
        publisher,
        tuple(map(_partner, root.tables("partner"))),
        {role: pair for role in ROLES if (pair := _pair(colours, role))},
        tuple(map(_press_contact, root.tables("press_contact"))),
    )
    colours.refuse_unknown()
    root.refuse_unknown()
    return found


def _partner(table: Table) -> Partner:
    url = table.get("url", str, "").strip()
    if url and not url.startswith(("https://", "http://")):
        raise table.refused(Words("une adresse https://…", "an address https://…"), key="url", value=url)
    logo = table.get("logo", str, "").strip()
    if "/" in logo or "\\" in logo or logo.startswith("."):
        expected = Words("le nom d’un fichier posé dans partners/", "the name of a file put in partners/")
        raise table.refused(expected, key="logo", value=logo)
    found = Partner(
        table.require("name", str).strip(),
        url,
        table.bilingual("role") if "role" in table else None,
        logo,
        table.line("logo") or table.line(),
    )
    table.refuse_unknown()
    return found


def _press_contact(table: Table) -> PressContact:
    found = PressContact(
        table.bilingual("role"),
        table.get("name", str, "").strip(),
        table.get("phone", str, "").strip(),
        table.get("email", str, "").strip(),
    )
    if found.email and not E_MAIL.fullmatch(found.email):
        raise table.refused(
            Words("une adresse électronique, comme presse@example.org", "an e-mail address, such as press@example.org"),
            key="email",
            value=found.email,
        )  # fmt: skip
    if found.phone and not _PHONE.fullmatch(found.phone):
        raise table.refused(
            Words("un numéro de téléphone, comme +33 2 99 00 00 00", "a telephone number, such as +33 2 99 00 00 00"),
            key="phone",
            value=found.phone,
        )  # fmt: skip
    if not found.phone and not found.email:
        raise table.absent(
            "email",
            Words("un téléphone (phone) ou une adresse (email)", "a telephone number or an e-mail address"),
            beside="role",
        )
    table.refuse_unknown()
    return found


def _pair(table: Table, role: str) -> dict[str, str]:
    """A colour for light pages and one for dark ones; both or none."""
    keys = {"light": role, "dark": f"{role}_dark"}
    if not any(key in table for key in keys.values()):
        return {}
    return {scheme: _colour(table, key, scheme) for scheme, key in keys.items()}


def _colour(table: Table, key: str, scheme: str) -> str:
    value = table.require(key, str).strip().casefold()
    if not _COLOUR.fullmatch(value):
        raise table.refused(Words("une couleur #rrvvbb", "a colour #rrggbb"), key=key, value=value)
    grounds = (*GROUNDS[scheme], mixed(value, GROUNDS[scheme][0], TINTS[scheme][0]))
    least = min(contrast(value, ground) for ground in grounds)
    if least < LEAST_CONTRAST:
        raise _unreadable(table, key, value, least, scheme)
    return value


def _unreadable(table: Table, key: str, value: str, least: float, scheme: str) -> InputRefused:
    french = f"{least:.1f}".replace(".", ",")
    return table.refused(
        Words(
            f"une couleur lisible sur le fond de la page : contraste de 4,5 au moins, celui-ci est de {french}",
            f"a readable colour: contrast of at least 4.5, this one has {least:.1f}",
        ),
        key=key,
        value=value,
        hint=Words(
            "prendre une couleur plus foncée" if scheme == "light" else "prendre une couleur plus claire",
            "choose a darker colour" if scheme == "light" else "choose a lighter colour",
        ),
    )


def contrast(one: str, other: str) -> float:
    """The contrast of two colours #rrggbb, from 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [part / 255 for part in _parts(colour)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def mixed(colour: str, ground: str, share: float) -> str:
    """A colour laid over a ground: `share` of the first."""
    pairs = zip(_parts(colour), _parts(ground), strict=True)
    return "#" + "".join(f"{round(over * share + under * (1 - share)):02x}" for over, under in pairs)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def style_of(colours: Mapping[str, Mapping[str, str]]) -> str:
    """The colours of a study as a style sheet laid over the tokens; empty when it sets none."""
    if not colours:
        return ""
    light, dark = (";".join(_tokens(colours, scheme)) for scheme in ("light", "dark"))
    return (
        f"@media screen{{:root{{{light}}}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"
    )


def _tokens(colours: Mapping[str, Mapping[str, str]], scheme: str) -> list[str]:
    ground, (pale, mean) = GROUNDS[scheme][0], TINTS[scheme]
    tokens: list[str] = []
    for role, token in ROLES.items():
        colour = colours.get(role, {}).get(scheme)
        if colour is None:
            continue
        tokens += [f"--{token}:{colour}", f"--{token}-2:{mixed(colour, ground, pale)}"]
        tokens.append(f"--{token}-3:{mixed(colour, ground, mean)}")
        if role == "accent":
            tokens += [f"--heat-{rank}:{mixed(colour, ground, share)}" for rank, share in enumerate(HEAT, 1)]
    return tokens
