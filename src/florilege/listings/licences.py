"""The licences that data are published under, by their codes (those of SPDX where it has one), and what each asks."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct

from florilege.faults import Words

FACT_CITED = "fact-cited"
"""No licence: a fact, cited with the page that states it."""
TO_FILL = "à préciser"
"""Stands, in a mapping that is only proposed, where a person is to say who publishes and under which licence."""

PUBLIC_DOMAIN, CITATION, ATTRIBUTION, NOTICE, SHARE_ALIKE = (
    "public-domain", "citation", "attribution", "notice", "share-alike",
)  # fmt: skip
ASKED: Mapping[str, Words] = MappingProxyType(
    {
        PUBLIC_DOMAIN: Words("rien", "nothing"),
        CITATION: Words("citer la page qui dit le fait", "that the page stating the fact be cited"),
        ATTRIBUTION: Words("nommer la source", "that the source be named"),
        NOTICE: Words(
            "garder la mention des droits et le texte de la licence",
            "that the copyright notice and the text of the licence be kept",
        ),
        SHARE_ALIKE: Words(
            "nommer la source et repartager à l’identique",
            "that the source be named and the data be shared under the same licence",
        ),
    }
)
"""What a licence asks of those who pass the data on, by kind."""


class Licence(Struct, frozen=True):
    """One licence.

    asks : key of `ASKED`; short, name : as the pages write it; page : address of its text, empty for none
    """

    code: str
    asks: str
    short: str
    name: Words
    page: str


def _creative_commons(kind: str, version: str) -> Licence:
    short = f"CC {kind.upper()} {version}"
    return Licence(
        f"CC-{kind.upper()}-{version}",
        SHARE_ALIKE if kind == "by-sa" else ATTRIBUTION,
        short,
        Words(short, short),
        f"https://creativecommons.org/licenses/{kind}/{version}/",
    )


_ALL = (
    Licence(
        "etalab-2.0", ATTRIBUTION, "LO 2.0", Words("Licence Ouverte 2.0", "Open Licence 2.0 (Etalab)"),
        "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
    ),
    Licence(
        "etalab-1.0", ATTRIBUTION, "LO 1.0", Words("Licence Ouverte 1.0", "Open Licence 1.0 (Etalab)"),
        "https://www.etalab.gouv.fr/wp-content/uploads/2014/05/Licence_Ouverte.pdf",
    ),
    Licence(
        "ODbL-1.0", SHARE_ALIKE, "ODbL 1.0", Words("ODbL 1.0", "ODbL 1.0"),
        "https://opendatacommons.org/licenses/odbl/1-0/",
    ),
    Licence(
        "ODC-By-1.0", ATTRIBUTION, "ODC-By 1.0", Words("ODC-By 1.0", "ODC-By 1.0"),
        "https://opendatacommons.org/licenses/by/1-0/",
    ),
    Licence(
        "PDDL-1.0", PUBLIC_DOMAIN, "PDDL 1.0", Words("domaine public (PDDL 1.0)", "public domain (PDDL 1.0)"),
        "https://opendatacommons.org/licenses/pddl/1-0/",
    ),
    Licence(
        "CC0-1.0", PUBLIC_DOMAIN, "CC0 1.0", Words("domaine public (CC0 1.0)", "public domain (CC0 1.0)"),
        "https://creativecommons.org/publicdomain/zero/1.0/",
    ),
    *(_creative_commons("by", version) for version in ("4.0", "3.0", "2.0")),
    *(_creative_commons("by-sa", version) for version in ("4.0", "3.0", "2.0")),
    Licence("MIT", NOTICE, "MIT", Words("licence MIT", "MIT licence"), "https://opensource.org/license/mit"),
    Licence(
        "OGL-UK-3.0", ATTRIBUTION, "OGL 3.0",
        Words("Open Government Licence 3.0 (Royaume-Uni)", "Open Government Licence 3.0 (United Kingdom)"),
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    ),
    Licence(
        FACT_CITED, CITATION, "citation",
        Words("fait cité avec sa source", "fact cited with its source"), "",
    ),
)  # fmt: skip
BY_CODE: Mapping[str, Licence] = MappingProxyType({one.code: one for one in _ALL})
LICENCES = tuple(BY_CODE)
"""Licences that a mapping may name. Those that forbid commerce or changes are none of open data, and are not here."""
