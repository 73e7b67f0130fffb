"""The licences that data are published under, by their codes (those of SPDX where it has one)."""

from __future__ import annotations

FACT_CITED = "fact-cited"
"""No licence: a fact, cited with the page that states it."""
LICENCES = (
    "etalab-2.0",
    "etalab-1.0",
    "ODbL-1.0",
    "ODC-By-1.0",
    "PDDL-1.0",
    "CC0-1.0",
    "CC-BY-4.0",
    "CC-BY-3.0",
    "CC-BY-2.0",
    "CC-BY-SA-4.0",
    "CC-BY-SA-3.0",
    "CC-BY-SA-2.0",
    "MIT",
    "OGL-UK-3.0",
    FACT_CITED,
)
"""Licences that a mapping may name. Those that forbid commerce or changes are none of open data, and are not here."""
TO_FILL = "à préciser"
"""Stands, in a mapping that is only proposed, where a person is to say who publishes and under which licence."""
