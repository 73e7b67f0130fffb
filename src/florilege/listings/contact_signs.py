"""Whether a text is a person's or a place's: a name with a given name in it, a mobile number, an e-mail address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources

from florilege.listings.normalise import postcode_within, siren
from florilege.listings.telephones import phone
from florilege.territory.names import plain

PLACE_WORDS = frozenset(
    (
        "lieu", "lieux", "structure", "structures", "etablissement", "association", "asso", "organisme",
        "accueil", "standard", "fixe", "general", "generale", "public", "secretariat", "site", "siege",
        "entreprise", "societe", "organisation", "mairie", "service", "espace", "centre", "bureau",
        "landline", "place", "venue", "office", "reception", "switchboard",
    )
)  # fmt: skip
"""In the name of a column of contacts, these say that it is the place's: "contact accueil", "TEL STRUCTURE"."""
MOBILE_WORDS = frozenset(("mobile", "mobiles", "portable", "portables", "port", "gsm", "cellulaire", "cell"))
_EMAIL = re.compile(r"([^@\s<>;,]+)@[^@\s<>;,]+\.[a-z]{2,}", re.IGNORECASE)
_SHARED = re.compile(
    r"^(?:contact|info|accueil|acceuil|bonjour|hello|mairie|secretariat|coworking|fablab|mediatheque|bibliotheque"
    r"|espace|tiers-?lieu|pepiniere|incubateur|reception|reservation|communication|numerique|franceservices"
    r"|(?:admin|asso|association|biblio|centre|com|cyber|direction|epn|equipe|france|hub|lab|maison|mjc|msap|office|resa"
    r"|service|services|team|ville)(?=[\d._-]|\Z))"
)
"""How the addresses begin that nobody bears: "contact@…", "mediatheque.ville@…", "bonjour2@…"."""
_INITIAL = re.compile(r"^[a-z][._-][a-z][a-z-]{2,}\d*$")
_CIVIL = re.compile(
    r"^\s*(?:M\.|Mr\b|MM\.|Mmes?\b|Mme\.|Melle\b|Mlle\b|Monsieur\b|Madame\b|Mademoiselle\b|Mrs\b|Ms\b)"
)
_CAPITALS = re.compile(r"^(?:[A-ZÀ-Þ'’-]{2,} ){1,2}[A-ZÀ-Þ][a-zß-ÿ]+(?:-[A-ZÀ-Þ][a-zß-ÿ]+)?$")
_CAPITALS_LAST = re.compile(r"^[A-ZÀ-Þ][a-zß-ÿ]+(?:-[A-ZÀ-Þ][a-zß-ÿ]+)?(?: [A-ZÀ-Þ'’-]{2,}){1,2}$")
_INITIAL_FIRST = re.compile(r"^[A-ZÀ-Þ]\.(?: ?-? ?[A-ZÀ-Þ]\.)? ?[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+)?$")
_PROFILE = re.compile(
    r"(?:linkedin\.com/(?:in|pub)/|facebook\.com/profile\.php|viadeo\.com/(?:[a-z]+/)?profile/|xing\.com/profile/)"
)
_MOST_WORDS = 4


@lru_cache(maxsize=1)
def _given_names() -> frozenset[str]:
    source = resources.files("florilege.listings").joinpath("data", "given_names.txt")
    lines = source.read_text(encoding="utf-8").splitlines()
    return frozenset(name for line in lines if not line.startswith("#") for name in line.split())


def names_a_person(text: str) -> bool:
    """Whether a text is the name of a person: "Mme Garnier", "Paul Martin", "MARTIN Paul", "Jean-Luc",
    "P. Martin", and no more."""
    words = plain(text).split()
    if any(figure.isdigit() for figure in text) or "@" in text or not words:
        return False
    if _CIVIL.match(text) or _INITIAL_FIRST.match(text.strip()):
        return True
    if len(words) > _MOST_WORDS or not text.strip()[:1].isupper():
        return False
    return bool({words[0], words[-1]} & _given_names())


def is_in_capitals_and_not(text: str) -> bool:
    """Whether a text is one name in capitals beside another that is not, as registers write persons: "KERBRAT Youna"."""
    return bool(_CAPITALS.match(text.strip()) or _CAPITALS_LAST.match(text.strip()))


def is_profile(text: str) -> bool:
    """Whether a web address is the page that a network gives to a person: "linkedin.com/in/…"."""
    return _PROFILE.search(text.lower()) is not None


def is_number(text: str) -> bool:
    """Whether a text holds a French telephone number, and is no number of a company."""
    return len(re.sub(r"\D", "", text)) >= 9 and siren(text) is None and phone(text) is not None


def is_mobile(text: str) -> bool:
    """Whether the first telephone number of a text is that of a mobile."""
    number = phone(text)
    return number is not None and number.startswith(("06", "07"))


def is_address(text: str) -> bool:
    """Whether a text holds an e-mail address."""
    return _EMAIL.search(text) is not None


def is_shared_address(text: str) -> bool:
    """Whether an e-mail address is one that nobody bears: "contact@…"."""
    found = _EMAIL.search(text)
    return found is not None and _SHARED.match(found[1].lower()) is not None


def is_personal_address(text: str) -> bool:
    """Whether an e-mail address bears a given name and another one, or an initial and a name: "paul.martin@…"."""
    found = _EMAIL.search(text)
    if found is None or is_shared_address(text):
        return False
    parts = [re.sub(r"\d+$", "", part) for part in re.split(r"[._-]", found[1].lower())]
    if _INITIAL.match(found[1].lower()):
        return True
    return len(parts) > 1 and _has_given_name([parts[0], *(parts[1:] if len(parts) == 2 else ())])


def names_someone_beside(text: str) -> bool:
    """Whether a telephone number or an e-mail address stands with the name of somebody: "06 12 34 56 78 (Paul)"."""
    rest = _EMAIL.sub(" ", text)
    if _CIVIL.match(rest):
        return True
    return postcode_within(rest) is None and _has_given_name(plain(rest).split())


def _has_given_name(words: Sequence[str]) -> bool:
    return not _given_names().isdisjoint(words)
