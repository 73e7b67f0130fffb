"""The index of the full text: what goes in, the same bytes for the same contents, made again only when they change."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from florilege.evidence.privacy import E_MAIL
from florilege.faults import Words
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.edition import full_text
from florilege.web.publication.edition.export import write_site
from florilege.web.publication.edition.pagefind import Indexing, IndexingFailed, Record
from florilege.web.publication.edition.site_folder import MANIFEST
from tests.publication import factory
from tests.publication.tied_actors import with_actors


def fragments(site: Path) -> dict[str, dict[str, object]]:
    """What the index holds of each page, by address."""
    found = {}
    for path in (site / "pagefind/fragment").iterdir():
        read = json.loads(gzip.decompress(path.read_bytes()).removeprefix(b"pagefind_dcd"))
        found[read["url"]] = read
    return found


def test_every_sheet_and_main_page_is_searched_in_each_language(site: Path, contents: StudyContents) -> None:
    found = fragments(site)
    for place in contents.places:
        french = found[f"lieux/{place.slug}/index.html"]
        english = found[f"en/lieux/{place.slug}/index.html"]
        assert french["meta"]["title"] == english["meta"]["title"] == place.name  # type: ignore[index]
    assert {"methode/index.html", "en/methode/index.html", "territoires/region-53/index.html"} <= set(found)
    kinds = found[f"en/lieux/{contents.places[0].slug}/index.html"]["content"]
    assert "third place" in str(kinds)


def test_the_index_belongs_to_french_and_english_and_to_nothing_we_do_not_use(site: Path) -> None:
    entry = json.loads((site / "pagefind/pagefind-entry.json").read_text())
    assert list(entry["languages"]) == ["en", "fr"]
    names = {path.name for path in (site / "pagefind").iterdir() if path.is_file()}
    assert {"pagefind.js", "pagefind-worker.js", "wasm.fr.pagefind", "wasm.en.pagefind"} <= names
    assert not any("ui" in name.split(".")[0] for name in names)


def test_what_nobody_may_read_is_not_searched(site: Path) -> None:
    everything = json.dumps(list(fragments(site).values()), ensure_ascii=False)
    assert E_MAIL.search(everything) is None


def test_an_index_of_the_same_contents_is_not_made_again(
    contents: StudyContents, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(full_text, "start", lambda _items: pytest.fail("indexed again"))
    assert write_site(contents, site).written == 0


def test_a_changed_value_changes_the_index_and_leaves_no_old_file(
    contents: StudyContents, site: Path
) -> None:
    before = fragments(site)
    changed = replace(contents.places[0], called=Words("Un nom tout autre", "Un nom tout autre"))
    write_site(replace(contents, places=(changed, *contents.places[1:])), site, with_report=False)
    after = fragments(site)
    address = f"lieux/{changed.slug}/index.html"
    assert "Un nom tout autre" in str(after[address]["content"])
    assert set(before) == set(after)
    known = json.loads((site / MANIFEST).read_text())
    there = {path.relative_to(site).as_posix() for path in (site / "pagefind").rglob("*") if path.is_file()}
    assert there == {name for name in known if name.startswith("pagefind/")}


def test_a_damaged_index_is_made_again(contents: StudyContents, site: Path) -> None:
    whole = {path: path.read_bytes() for path in (site / "pagefind").rglob("*") if path.is_file()}
    next(iter((site / "pagefind/fragment").iterdir())).unlink()
    (site / "pagefind/pagefind.js").write_bytes(b"")
    assert write_site(contents, site).written == 2
    assert {path: path.read_bytes() for path in (site / "pagefind").rglob("*") if path.is_file()} == whole


def test_the_same_records_give_the_same_bytes_whatever_their_number_of_runs() -> None:
    records = [
        Record(f"{language}/{rank}/", language, f"texte {rank} commun", {"title": str(rank), "where": "ici"})
        for language in ("fr", "en")
        for rank in range(40)
    ]
    first, second = Indexing(records).files(), Indexing(records).files()
    assert first == second


def test_a_refused_record_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Record, "message", lambda _self: {"type": "AddRecord", "index_id": 0})
    with pytest.raises(IndexingFailed):
        Indexing([Record("a/", "fr", "texte", {})]).files()


@pytest.mark.django_db
def test_an_actor_with_a_page_is_found_by_every_name_that_it_has() -> None:
    contents = with_actors(factory.publishable_study())
    records = {one.url: one for one in full_text.items(contents, {}) if isinstance(one, Record)}
    (actor,) = [one for one in contents.ecosystem.by_slug.values() if one.short == "UBO"]
    found = records[f"acteurs/{actor.slug}/index.html"]
    assert found.meta["title"] == "Université de Bretagne occidentale"
    assert {"UBO", "Ateliers des Capucins", "Le Bocal"} <= set(found.text.split(" · "))
    assert records[f"en/acteurs/{actor.slug}/index.html"].meta["where"] != found.meta["where"]
    without_page = [
        one for one in contents.ecosystem.found.actors if one.slug not in contents.ecosystem.by_slug
    ]
    assert without_page
    assert not any(f"acteurs/{one.slug}/index.html" in records for one in without_page)
