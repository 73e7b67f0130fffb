"""The tables that tests of the Python door read: those of a template and of the example, made up."""

from __future__ import annotations

from pathlib import Path

import florilege

ROOT = Path(__file__).parents[2]
TEMPLATE = Path(florilege.__file__).parent / "study_templates" / "25-sur-300" / "en"
CANDIDATES, STUDY = TEMPLATE / "candidates.csv", TEMPLATE / "study.toml"
EXAMPLE = ROOT / "docs" / "examples" / "two_listings.py"
ATELIERS, COWORKING = EXAMPLE.with_name("ateliers.csv"), EXAMPLE.with_name("coworking.csv")
