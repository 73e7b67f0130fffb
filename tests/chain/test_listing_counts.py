"""What a listing that was read twice counted in a territory, on its page and in a file."""

from __future__ import annotations

import csv
from pathlib import Path


def test_a_listing_of_several_states_is_counted_at_each_where_it_looked(built_once: Path) -> None:
    site = built_once / "site"
    with (site / "data" / "listing_counts.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    regional = {
        row["version"]: int(row["records"]) for row in rows if (row["level"], row["code"]) == ("region", "52")
    }
    assert regional == {"2020-09-30": 98, "2021-05-04": 116, "2021-11-06": 30}
    assert {row["listing"] for row in rows} == {"pdl"}  # the versions of the others are weeks apart
    page = (site / "territoires" / "region-52" / "index.html").read_text(encoding="utf-8")
    assert "Ce qu’un même recensement comptait" in page


def test_the_page_of_a_region_where_no_listing_was_read_twice_says_nothing_of_it(built_once: Path) -> None:
    pages = (built_once / "site" / "territoires").glob("region-*/index.html")
    others = [page for page in pages if page.parent.name != "region-52"]
    assert others
    assert not [page for page in others if "même recensement" in page.read_text(encoding="utf-8")]
