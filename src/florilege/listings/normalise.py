"""Cleaning rules, each with a name that a mapping file can call and that the import report shows.

A rule takes a text and gives the text mended, or None when nothing can be known from it. A rule never guesses:
what it does not understand it gives back as it is, or as unknown where the field has a strict form.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from urllib.parse import unquote, urlsplit, urlunsplit

from florilege.listings.mojibake import without_mojibake
from florilege.listings.telephones import phone

Rule = Callable[[str], str | None]

_BREAK = re.compile(r"\s*<\s*br\s*/?\s*>\s*", re.IGNORECASE)
_TAG = re.compile(r"<[a-zA-Z/][^>]*>")
_SPACES = re.compile(r"[\s\u00a0\u200b\ufeff]+")
_ADDRESS = re.compile(r"(?:https?:/{1,2}|www\.)[^\s|<>\"]+", re.IGNORECASE)
_DOMAIN = re.compile(r"^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:[/?#]\S*)?$", re.IGNORECASE)
_HOST = re.compile(r"^[\w-]+(?:\.[\w-]+)+(?::\d+)?$")
_HANDLE = re.compile(r"^@?([A-Za-z0-9_]{1,30})$")
_AT = re.compile(r"(?:^|\s)@([A-Za-z0-9_]{1,30})")
_PAGE = re.compile(r"^@?([^\s/@]+)$")
_PATH = re.compile(r"^/?((?:pages|groups)/\S+)$")
_NEVER = re.compile(r"(?!)")
_TWITTER = ("twitter.com", "x.com")
_FACEBOOK = ("facebook.com", "facebook.fr", "fb.com", "fb.me")
_CEDEX = re.compile(r"\s*\bcedex\b.*$", re.IGNORECASE)
_POSTCODE = re.compile(
    r"^[\s\-–—(]*(?:FR?[\s\-–.]*)?"
    r"([0-9]{2}[^\S\r\n]?[0-9]{3}(?=\D|$)|[0-9]{4}(?=(?:[.,]0+)?\s*$))"
    r"(?:[.,]0+)?(?:[\s\-–—,)]+(?=[^\W\d_])[^\d]*(?:\d{1,2})?)?[\s\-–—,)]*\Z",
    re.IGNORECASE,
)
_INSEE = re.compile(r"^(?:\d{5}|2[AB]\d{3})$")
_ASIDE = re.compile(r"\s*\([^()]*\)\s*$")
_SMALL_WORDS = frozenset(
    (
        "à",
        "au",
        "aux",
        "d",
        "de",
        "des",
        "du",
        "en",
        "et",
        "l",
        "la",
        "le",
        "les",
        "lès",
        "lez",
        "sous",
        "sur",
    )
)
_SERVICES_WITHOUT_PAGE = ("sharer", "share", "search", "hashtag", "intent", "home")


def without_html(text: str) -> str:
    """Line breaks of HTML become commas, other tags go, entities become letters."""
    if "<" in text:
        text = _TAG.sub(" ", _BREAK.sub(", ", text))
    return html.unescape(text)


def single_spaces(text: str) -> str | None:
    """Line breaks, no-break and repeated spaces become one space; none at the ends; an empty text is unknown."""
    # most texts are plain: the spaces of ASCII are those that `split` knows
    return (" ".join(text.split()) if text.isascii() else _SPACES.sub(" ", text).strip()) or None


def url(text: str) -> str | None:
    """The first address of the text, with its scheme, its host in lower case; unknown when there is none."""
    found = _ADDRESS.search(text)
    candidate = found.group(0) if found else text.strip()
    if not found and not _DOMAIN.match(candidate):
        return None
    candidate = candidate.rstrip(".,;)")
    candidate = re.sub(r"^(https?):/(?!/)", r"\1://", candidate, flags=re.IGNORECASE)
    if not re.match(r"^https?://", candidate, re.IGNORECASE):
        candidate = f"http://{candidate}"
    scheme, host, path, query, fragment = urlsplit(candidate)
    if not _HOST.match(host.lower()):
        return None
    return urlunsplit((scheme.lower(), host.lower(), path, query, fragment))


def twitter(text: str) -> str | None:
    """The name of a Twitter account, without its @; unknown when the text names another service."""
    return _account(text, hosts=_TWITTER, alone=_HANDLE)


def facebook(text: str) -> str | None:
    """The name of a Facebook page; unknown when the text names another service."""
    path = _PATH.match(text.strip())
    if path:
        return _page(f"https://www.facebook.com/{path.group(1)}")
    return _account(text, hosts=_FACEBOOK, alone=_PAGE)


def instagram(text: str) -> str | None:
    """The name of an Instagram account; unknown when the text names another service."""
    return _account(text, hosts=("instagram.com",), alone=re.compile(r"^@?([A-Za-z0-9_.]{1,30})$"))


def linkedin_within(text: str) -> str | None:
    """The name of a page of LinkedIn whose whole address stands in the text, or None."""
    return _account(text, hosts=("linkedin.com",), alone=_NEVER)


def twitter_within(text: str) -> str | None:
    """The name of an account of Twitter whose whole address stands in the text, or None."""
    return _account(text, hosts=_TWITTER, alone=_NEVER)


def instagram_within(text: str) -> str | None:
    """The name of an account of Instagram whose whole address stands in the text, or None."""
    return _account(text, hosts=("instagram.com",), alone=_NEVER)


def facebook_within(text: str) -> str | None:
    """The name of a page of Facebook whose whole address stands in the text, or None."""
    return _account(text, hosts=_FACEBOOK, alone=_NEVER)


def _account(text: str, *, hosts: tuple[str, ...], alone: re.Pattern[str]) -> str | None:
    for found in _ADDRESS.finditer(text):
        address = url(found.group(0))
        host = urlsplit(address).netloc if address else ""
        if address and (host in hosts or host.endswith(tuple(f".{name}" for name in hosts))):
            return _page(address)
    bare = re.match(
        r"^(?:[a-z-]+\.)?(?:" + "|".join(map(re.escape, hosts)) + r")/\S+$", text.strip(), re.IGNORECASE
    )
    if bare:
        return _page(f"https://{text.strip()}")
    if _ADDRESS.search(text):
        return None
    match = alone.match(text.strip())
    if match:
        return match.group(1)
    at = _AT.search(text) if alone is _HANDLE else None
    return at.group(1) if at else None


def _page(address: str) -> str | None:
    """The part of an address that names the account: the last of its path, or the `id` of a profile."""
    parts = urlsplit(address)
    identifier = re.search(r"(?:^|&)id=(\d+)", parts.query)
    if parts.path.strip("/") == "profile.php":
        return identifier.group(1) if identifier else None
    steps = [unquote(step).lstrip("@") for step in parts.path.split("/") if step]
    if steps and steps[0] in ("pg", "company", "in", "school", "people", "#!"):
        steps = steps[1:]
    if steps and steps[0] in ("pages", "groups") and len(steps) > 1:
        return steps[-1]
    if not steps or steps[0] in _SERVICES_WITHOUT_PAGE:
        return None
    return steps[0]


def _is_figures(text: str) -> bool:
    """Whether a text is made of the figures 0 to 9 only (`isdigit` takes "²" too)."""
    return text.isascii() and text.isdigit()


def postcode(text: str) -> str | None:
    """Five figures, a lost leading zero put back; "0" and anything else is unknown.

    What stands around them in a cell is passed over: "F-33000", "33 000", "33000.0", "33000 CEDEX 4", "33600 - Pessac".
    Whether such a code exists is not looked at here.
    """
    found = _POSTCODE.match(text)
    figures = re.sub(r"\s", "", found[1]) if found else ""
    return figures.zfill(5) if figures and int(figures) != 0 else None


def insee_code(text: str) -> str | None:
    """An INSEE code of commune, a lost leading zero put back; "0" and anything else is unknown."""
    code = text.strip().upper().removesuffix(".0")
    code = code.zfill(5) if _is_figures(code) and len(code) == 4 else code
    return code if _INSEE.match(code) and code != "00000" else None


def departement_code(text: str) -> str | None:
    """A code of département, a lost leading zero put back; "0" and anything else is unknown."""
    code = text.strip().upper()
    code = code.zfill(2) if _is_figures(code) else code
    return code if re.match(r"^(?:\d{2,3}|2[AB])$", code) and code != "00" else None


def siren(text: str) -> str | None:
    """Nine figures that pass the check sum, lost leading zeros put back; anything else is unknown.

    The sum is Luhn's (ISO/IEC 7812), as for every SIREN number.
    """
    figures = text.strip().removesuffix(".0").replace(" ", "")
    if not _is_figures(figures) or len(figures) > 9 or int(figures) == 0:
        return None
    figures = figures.zfill(9)
    doubled = (int(figure) * (2 if rank % 2 else 1) for rank, figure in enumerate(figures))
    return figures if sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0 else None


def without_cedex(text: str) -> str | None:
    """A town without the postal mention "Cedex" and what follows it."""
    return _CEDEX.sub("", text).strip() or None


def without_capitals(text: str) -> str:
    """The name of a town all in capitals, written with capitals where French has them."""
    if not text.isupper() or len(text) < 3:
        return text
    words = re.split(r"([\s\-'’]+)", text.lower())
    return "".join(
        word if word in _SMALL_WORDS and rank else word[:1].upper() + word[1:]
        for rank, word in enumerate(words)
    )


def decimal_point(text: str) -> str:
    """A number with a decimal point and no space between thousands."""
    return re.sub(r"(?<=\d)[\s\u00a0\u202f](?=\d)", "", text.strip()).replace(",", ".")


def house_number(text: str) -> str:
    """An address whose number was kept as a decimal one ("12.0 rue Haute")."""
    return re.sub(r"^(\d{1,5})[.,]0(?=\s|$)", r"\1", text.strip())


def without_aside(text: str) -> str | None:
    """The text without a remark in brackets at its end."""
    return _ASIDE.sub("", text).strip() or None


def without_lone_quote(text: str) -> str:
    """A name without a quotation mark that is never closed, or never opened; any other as it is, so is a mark alone."""
    marks = [pair for pair in ('"', "“”", "«»") if sum(map(text.count, pair)) == 1]
    if not marks:
        return text
    left = " ".join("".join(letter for letter in text if letter not in "".join(marks)).split())
    return left or text


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "html": without_html,
        "mojibake": without_mojibake,
        "spaces": single_spaces,
        "url": url,
        "twitter": twitter,
        "facebook": facebook,
        "instagram": instagram,
        "phone": phone,
        "postcode": postcode,
        "insee-code": insee_code,
        "departement-code": departement_code,
        "siren": siren,
        "cedex": without_cedex,
        "capitals": without_capitals,
        "decimal-point": decimal_point,
        "aside": without_aside,
        "house-number": house_number,
    }
)
"""The rules that a mapping may name."""


_POSTCODE_IN_TEXT = re.compile(
    r"(?<![\d.,/])(?:FR?[\s-]?)?((?:0[1-9]|[1-8]\d|9[0-578])\d{3}|(?:0[1-9]|[1-8]\d|9[0-578])[ \u00a0\u202f]\d{3})(?!\d)"
    r"\s*(?:[-–—,:)]\s*)?(?=[^\W\d_])"
)
"""A postal code before a town: five figures, or two and three, of a département that exists."""
_AT_THE_END = re.compile(r"[,\s(\-–—]((?:0[1-9]|[1-8]\d|9[0-578])\d{3})[\s).]*\Z")
"""A postal code after the town, where a text ends: "2 rue Haute, Crest (26400)"."""
_WAY = re.compile(
    r"(?:bis|ter|rue|avenue|av|boulevard|bd|place|pl|quai|all[ée]es?|chemin|ch|route|rte|impasse|cours|square|zone|za|zi"
    r"|bp|cs|lieu|hameau|r[ée]sidence|b[âa]timent|bat|m2|euros?|habitants)\b",
    re.IGNORECASE,
)


_POST_BOX = re.compile(r"\b(?:BP|CS|TSA)\s*\Z", re.IGNORECASE)


def _codes_within(address: str) -> list[re.Match[str]]:
    """Where postal codes stand before a town: neither the number of a street, written in two parts, nor a post box."""
    return [
        found
        for found in _POSTCODE_IN_TEXT.finditer(address)
        if not _WAY.match(address, found.end()) and not _POST_BOX.search(address[: found.start()])
    ]


def _code_at_the_end(address: str) -> re.Match[str] | None:
    found = _AT_THE_END.search(address)
    return None if found is None or _POST_BOX.search(address[: found.start(1)]) else found


def postcode_within(address: str) -> str | None:
    """The postal code written in an address before the town, else where the address ends, or None."""
    found = _codes_within(address)
    if found:
        return re.sub(r"\s", "", found[-1].group(1))
    last = _code_at_the_end(address)
    return last.group(1) if last else None


def city_within(address: str) -> str | None:
    """The town written in an address after the postal code, else before the code that ends it, or None."""
    found = _codes_within(address)
    if found:
        town = re.split(r"[,;\n(]|\s[-–—](?:\s|\Z)", address[found[-1].end() :])[0]
        return without_cedex(_SPACES.sub(" ", town).strip())
    town = _town_at_the_end(address)
    return without_cedex(_SPACES.sub(" ", town)) if town else None


def _town_at_the_end(address: str) -> str | None:
    """The town before a postal code that ends an address, where a comma or a dash parts it from the street."""
    last = _code_at_the_end(address)
    if not last:
        return None
    before = address[: last.start()].rstrip(" ,-–—(")
    town = re.split(r"[,;\n]|\s[-–—]\s", before)[-1].strip()
    return town if town and not any(letter.isdigit() for letter in town) else None


def street_within(address: str) -> str | None:
    """An address without the postal code and what follows it; the whole when it holds none."""
    found = _codes_within(address)
    street = address[: found[-1].start()] if found else address
    town = None if found else _town_at_the_end(address)
    if town is not None:
        street = address[: address.rindex(town)]
    return _SPACES.sub(" ", street).strip(" ,;-–—") or None


EXTRACTS: Mapping[str, Rule] = MappingProxyType(
    {
        "postcode": postcode_within,
        "city": city_within,
        "street": street_within,
        "twitter": twitter_within,
        "facebook": facebook_within,
        "instagram": instagram_within,
        "linkedin": linkedin_within,
    }
)
"""What a mapping may take out of a text that holds more: a part of it, not a mending."""
