"""What a request may ask, parameter by parameter: read by pydantic, said in the OpenAPI file, refused with what to write."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Any

from msgspec import Struct
from pydantic import BaseModel, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from florilege.faults import Words
from florilege.listings.vocabulary import VOCABULARIES
from florilege.territory.reference import departement_codes, region_codes
from florilege.web.api import cursors
from florilege.web.api.problems import Slip, nearest
from florilege.web.api.tables import Column

DEFAULT_LIMIT, MOST = 20, 500
LONGEST_TEXT = 200
FRENCH = "x-fr"
"""Beside each description, the same in French, until the OpenAPI file is made in one language."""
_FLAGS = {"true": True, "false": False}
_WHOLE = re.compile(r"[0-9]{1,6}")
_DEGREES = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{1,12})?")
_BOX = ((-180.0, 180.0), (-90.0, 90.0), (-180.0, 180.0), (-90.0, 90.0))


class Said(Struct, frozen=True):
    """What a parameter or a part of an answer is, in both languages: its description in the OpenAPI file."""

    fr: str
    en: str

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {**handler(schema), "description": self.en, FRENCH: self.fr}


def slip_error(found: object, expected: Words, near: str | None = None) -> PydanticCustomError:
    """What a validator raises: pydantic keeps where it was, and `slips_of` makes a sentence of it."""
    return PydanticCustomError(
        "refused",
        "{expected_en}",
        {
            "found": str(found),
            "expected_fr": expected.fr,
            "expected_en": expected.en.replace("{", "(").replace("}", ")"),
            "nearest": near or "",
        },
    )


_OTHER_FORM = Words("une valeur d’une autre forme", "a value of another form")
_FORMS: Mapping[str, Words] = {
    "missing": Words("une valeur : elle manque", "a value: it is missing"),
    "extra_forbidden": Words("rien de ce nom", "nothing of this name"),
    "too_short": Words("au moins {min_length} élément", "at least {min_length} item"),
    "too_long": Words("{max_length} éléments au plus", "at most {max_length} items"),
    "list_type": Words("une liste", "a list"),
    "string_type": Words("un texte", "a text"),
    "literal_error": Words("« fr » ou « en »", "“fr” or “en”"),
    "model_attributes_type": Words("un objet", "an object"),
    "model_type": Words("un objet", "an object"),
    "dict_type": Words("un objet", "an object"),
}
"""What pydantic refuses by itself → what was expected."""


def slips_of(errors: Iterable[Mapping[str, Any]]) -> list[Slip]:
    """The slips that pydantic met."""
    found = []
    for error in errors:
        context = error.get("ctx", {})
        where = next((str(part) for part in reversed(error["loc"]) if isinstance(part, str)), "")
        usual = _FORMS.get(str(error.get("type", "")), _OTHER_FORM)
        expected = Words(
            context.get("expected_fr", usual.fr.format_map(context)),
            context.get("expected_en", usual.en.format_map(context)),
        )
        found.append(Slip(where, str(context.get("found", "")), expected, context.get("nearest") or None))
    return found


class Checked(Struct, frozen=True):
    """How a parameter is read. check : gives its value or raises `slip_error`; schema : its form, as JSON Schema says it"""

    check: Callable[[object], object]
    schema: Mapping[str, Any]

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(
        self, _schema: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return dict(self.schema)


def _flag(value: object) -> object:
    if isinstance(value, bool) or value is None:
        return value
    if str(value) not in _FLAGS:
        raise slip_error(value, Words("« true » ou « false »", "“true” or “false”"))
    return _FLAGS[str(value)]


Flag = Annotated[bool | None, Checked(_flag, {"type": "boolean"})]


def _limit(value: object) -> object:
    if _WHOLE.fullmatch(str(value)) is None or not 1 <= int(str(value)) <= MOST:
        raise slip_error(value, Words(f"un nombre entier, de 1 à {MOST}", f"a whole number, 1 to {MOST}"))
    return int(str(value))


Limit = Annotated[
    int, Checked(_limit, {"type": "integer", "minimum": 1, "maximum": MOST, "default": DEFAULT_LIMIT})
]


def _text(value: object) -> object:
    if value is not None and len(str(value)) > LONGEST_TEXT:
        raise slip_error(
            f"{str(value)[:20]}…",
            Words(f"{LONGEST_TEXT} signes au plus", f"{LONGEST_TEXT} characters at most"),
        )
    return value


Text = Annotated[str | None, Checked(_text, {"type": "string", "maxLength": LONGEST_TEXT})]


def text_of(longest: int, more: Mapping[str, Any] | None = None) -> Checked:
    """A text of a body, of so many characters at most. more : what the OpenAPI file says of it besides"""

    def check(value: object) -> object:
        if not isinstance(value, str) or len(value) > longest:
            raise slip_error(
                f"{str(value)[:20]}…" if len(str(value)) > 20 else value,
                Words(f"un texte de {longest} signes au plus", f"a text of at most {longest} characters"),
            )
        return value

    return Checked(check, {"type": "string", "maxLength": longest, **(more or {})})


LONGEST_VALUE = 2000


def _scalar(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value) if isinstance(value, (str, int, float)) else ""
    if not isinstance(value, (str, int, float)) or len(text) > LONGEST_VALUE:
        raise slip_error(
            f"{str(value)[:20]}…",
            Words(
                f"un texte de {LONGEST_VALUE} signes au plus, un nombre, true ou false",
                f"a text of at most {LONGEST_VALUE} characters, a number, true or false",
            ),
        )
    return text


Scalar = Annotated[
    str,
    Checked(
        _scalar,
        {
            "anyOf": [
                {"type": "string", "maxLength": LONGEST_VALUE, "format": "plain-text"},
                {"type": "number"},
                {"type": "boolean"},
            ]
        },
    ),
]
"""A value as JSON writes it, read as its text."""


def _box(value: object) -> object:
    given = (
        value[-1] if isinstance(value, list) and value else value
    )  # ninja takes a tuple for several values
    parts = str(given).split(",")
    numbers = [float(part) for part in parts if _DEGREES.fullmatch(part)]
    expected = Words(
        "ouest,sud,est,nord en degrés, le sud sous le nord : -2.1,47.9,-1.2,48.3",
        "west,south,east,north in degrees, south below north: -2.1,47.9,-1.2,48.3",
    )
    if len(parts) != 4 or len(numbers) != 4:
        raise slip_error(given, expected)
    within = all(low <= number <= high for number, (low, high) in zip(numbers, _BOX, strict=True))
    if not within or numbers[1] > numbers[3] or not all(map(math.isfinite, numbers)):
        raise slip_error(given, expected)
    return tuple(numbers)


Box = Annotated[
    tuple[float, float, float, float] | None,
    Checked(_box, {"type": "string", "format": "bbox", "example": "-2.1,47.9,-1.2,48.3"}),
]


def _several(value: object, longest: int) -> list[object]:
    """The values of a parameter that may be repeated, so many times at most."""
    values = list(value) if isinstance(value, list) else [value]
    if len(values) > longest:
        raise slip_error(len(values), Words(f"{longest} valeurs au plus", f"{longest} values at most"))
    return values


def codes(listed: Sequence[str], *, longest: int = 50) -> Checked:
    """The type of a filter that takes some of a closed list of codes, repeated for several: any of them will do."""
    known = frozenset(listed)

    def check(value: object) -> object:
        values = _several(value, longest)
        for one in values:
            if one not in known:
                expected = Words(*(f"{a} {', '.join(listed)}" for a in ("l’un de :", "one of:")))
                raise slip_error(one, expected, nearest(str(one), listed))
        return values

    schema = {"type": "array", "items": {"type": "string", "enum": list(listed)}, "maxItems": longest}
    return Checked(check, schema)


def keys(pattern: str, expected: Words, *, longest: int = 50) -> Checked:
    """The type of a filter that takes keys of one form, repeated for several; one that nothing has meets nothing."""
    form = re.compile(pattern)

    def check(value: object) -> object:
        values = _several(value, longest)
        for one in values:
            if not form.fullmatch(str(one)):
                raise slip_error(one, expected)
        return values

    schema = {"type": "array", "items": {"type": "string", "pattern": f"^{pattern}$"}, "maxItems": longest}
    return Checked(check, schema)


def cursor_in(kind: str) -> Checked:
    """The type of the cursor of one kind of rows: the key that it holds, "" at the beginning."""

    def check(value: object) -> object:
        key = cursors.key_of(kind, str(value))
        if key is None:
            expected = Words(
                "le curseur qu’a donné la page d’avant (« next »), tel quel",
                "the cursor that the previous page gave (“next”), unchanged",
            )
            raise slip_error(value, expected)
        return key

    schema = {"type": "string", "format": f"cursor-{kind}"}
    return Checked(check, schema)


def fields_of(columns: Sequence[Column[Any]]) -> Checked:
    """The type of `fields`: names of columns, separated by commas or repeated; none for all of them."""
    listed = [one.name for one in columns]
    known = frozenset(listed)

    def check(value: object) -> object:
        values = list(value) if isinstance(value, list) else [value]
        names = [name for one in values for name in str(one).split(",")]
        for name in names:
            if name not in known:
                expected = Words(*(f"{a} {', '.join(listed)}" for a in ("l’un de :", "one of:")))
                raise slip_error(name, expected, nearest(name, listed))
        if len(set(names)) != len(names):
            raise slip_error(",".join(names), Words("chaque colonne une fois", "each column once"))
        return names

    schema = {
        "type": "array",
        "items": {"type": "string", "enum": listed},
        "minItems": 1,
        "maxItems": len(listed),
        "uniqueItems": True,
    }
    return Checked(check, schema)


def format_of(names: Sequence[str]) -> Checked:
    """The type of `format`, which goes before the Accept header; "" where it is not asked."""

    def check(value: object) -> object:
        if value not in names:
            listed = ", ".join(names)
            raise slip_error(
                value, Words(f"l’un de : {listed}", f"one of: {listed}"), nearest(str(value), names)
            )
        return value

    return Checked(check, {"type": "string", "enum": list(names)})


KINDS, SERVICES, LABELS = (tuple(VOCABULARIES[name]) for name in ("kind", "service", "label"))
STATUSES = tuple(dict.fromkeys((*VOCABULARIES["status"], "unknown")))
REGIONS, DEPARTEMENTS = tuple(sorted(region_codes())), tuple(sorted(departement_codes()))
COMMUNE = keys(
    r"[0-9][0-9AB][0-9]{3}", Words("le code Insee d’une commune, 35238", "the Insee code of a commune, 35238")
)
SIREN = keys(r"[0-9]{9}", Words("un numéro SIREN, neuf chiffres", "a SIREN number, nine digits"))
SLUG = keys(r"[a-z0-9][a-z0-9_-]{0,79}", Words("la clé d’un recensement", "the key of a listing"))
LIMIT = Said(f"lignes d’une page, {MOST} au plus", f"rows of a page, {MOST} at most")
CURSOR = Said(
    "où commence la page : le curseur que donne « next » de la page d’avant",
    "where the page begins: the cursor that “next” of the page before gives",
)
FIELDS = Said("colonnes à rendre, séparées par des virgules ; toutes sinon", "columns to give, separated by commas; else all")  # fmt: skip
FORMAT = Said(
    "le format, qui passe avant l’en-tête Accept", "the format, which goes before the Accept header"
)


class PlaceFilters(BaseModel):
    """What tells places apart, in the API and in the map and list to embed: all filters given hold together."""

    q: Annotated[
        Text,
        Said(
            "mots du nom, du porteur, de la commune ou du département, sans égard aux accents ; tous sont demandés",
            "words of the name, the bearer, the commune or the département, whatever the accents; all are required",
        ),
    ] = None
    kind: Annotated[list[str], codes(KINDS), Said("types de lieu", "types of place")] = Field(
        default_factory=list
    )
    service: Annotated[list[str], codes(SERVICES), Said("services offerts", "services offered")] = Field(
        default_factory=list
    )
    label: Annotated[list[str], codes(LABELS), Said("labels reçus", "labels received")] = Field(
        default_factory=list
    )
    status: Annotated[
        list[str], codes(STATUSES), Said("ouvert, fermé ou inconnu", "open, closed or unknown")
    ] = Field(default_factory=list)
    commune: Annotated[list[str], COMMUNE, Said("codes Insee de communes", "Insee codes of communes")] = (
        Field(default_factory=list)
    )
    epci: Annotated[list[str], SIREN, Said("SIREN d’intercommunalités", "SIREN of groupings of communes")] = (
        Field(default_factory=list)
    )
    departement: Annotated[
        list[str], codes(DEPARTEMENTS, longest=120), Said("codes de départements", "codes of départements")
    ] = Field(default_factory=list)
    region: Annotated[list[str], codes(REGIONS), Said("codes de régions", "codes of régions")] = Field(
        default_factory=list
    )
    listing: Annotated[
        list[str], SLUG, Said("recensements qui citent le lieu", "listings that mention the place")
    ] = Field(default_factory=list)
    selected: Annotated[
        Flag, Said("gardé par le calcul de la sélection", "kept by the computed selection")
    ] = None
    in_list: Annotated[Flag, Said("dans la liste publiée", "on the published list")] = None
    in_scope: Annotated[
        Flag,
        Said(
            "du champ de l’étude : ce que les pages comptent", "in the scope of the study: what pages count"
        ),
    ] = None
    bbox: Annotated[
        Box,
        Said(
            "boîte : ouest,sud,est,nord, en degrés ; un ouest à l’est de l’est fait le tour",
            "box: west,south,east,north, in degrees; a west to the east of the east goes round",
        ),
    ] = None


ANY_OF = ("kind", "service", "label", "status", "commune", "epci", "departement", "region", "listing")
EITHER = ("selected", "in_list", "in_scope")
"""The filters of a place that take several values, any of which will do; and those that take one."""
