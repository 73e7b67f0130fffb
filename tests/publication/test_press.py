"""The press kit: a page, an archive of the same bytes for the same store, and nothing said that the files do not say."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from lxml import html
from msgspec.structs import replace

from florilege.editorial.imprint import PressContact, PublishedImprint
from florilege.faults import Words
from florilege.web.publication.contents.decided import Decided
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.edition.export import write_site
from florilege.web.publication.press.kit import Kit
from florilege.web.publication.site_contents import SiteContents
from tests.publication.printed import NUMBER

CONTACT = PressContact(Words("presse", "press"), "A. Martin", "+33 2 99 00 00 00", "presse@example.org")


def inside(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as found:
        assert found.testzip() is None
        return {name.partition("/")[2]: found.read(name) for name in found.namelist()}


def kit(contents: StudyContents, language: str = "fr", address: str = "") -> Kit:
    return SiteContents(contents, address=address).kits[language]


def published(contents: StudyContents) -> StudyContents:
    return replace(contents, imprint=PublishedImprint({"name": "Agence des lieux"}, (), "", (CONTACT,)))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_archive_holds_the_text_the_figures_the_list_and_the_contacts(
    contents: StudyContents, language: str
) -> None:
    found = kit(published(contents), language)
    files = inside(found.archive)
    assert set(files) == {"presentation.txt", "selection.csv", "contacts.txt",
                          *(f"figures/{name}.svg" for name in ("map", "values", "rates", "ranks", "prices"))}  # fmt: skip
    assert {one.name: one.content for one in found.files} == files
    for name, content in files.items():
        if name.endswith(".svg"):
            assert ElementTree.fromstring(content).tag == "{http://www.w3.org/2000/svg}svg"
            assert b"var(--" not in content
    assert files["selection.csv"] == SiteContents(contents).files.by_name["selection.csv"].content
    assert "presse@example.org" in files["contacts.txt"].decode("utf-8-sig")


def test_the_archive_is_the_same_bytes_for_the_same_store(contents: StudyContents) -> None:
    one, other = kit(contents), kit(replace(contents))
    assert one.archive == other.archive
    with zipfile.ZipFile(io.BytesIO(one.archive)) as found:
        assert {entry.date_time for entry in found.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_text_counts_and_names_what_the_files_count_and_name(contents: StudyContents) -> None:
    files = SiteContents(contents).files.by_name

    def rows(name: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(files[name].content.decode("utf-8-sig"))))

    places, records, kept = rows("places.csv"), rows("records.csv"), rows("selection.csv")
    assert contents.selection is not None
    said = kit(contents, "en").said
    counts = [float(found[0].replace(",", "")) for found in NUMBER.finditer(said.counts)]
    assert counts == [
        sum(one["in_scope"] == "true" for one in places),
        sum(one["candidate"] == "true" for one in places),
        len(kept),
    ]
    first = [float(found[0].replace(",", "")) for found in NUMBER.finditer(said.method[0])]
    assert first == [len({one["listing"] for one in records}), len(records), len(places)]
    last = [float(found[0].replace(",", "")) for found in NUMBER.finditer(said.method[2])]
    assert last == [contents.selection.draws]
    assert len(said.method) == 3
    names = [place.called.en for place in contents.kept]
    assert [one.name for one in said.kept] == names
    text = inside(kit(contents, "en").archive)["presentation.txt"].decode("utf-8-sig")
    for place in contents.kept:
        assert f"- {place.called.en} ({place.commune}, {place.region})" in text


def test_what_is_not_known_is_said_so(contents: StudyContents) -> None:
    for language, unknown in (("fr", "non renseigné"), ("en", "not stated")):
        found = kit(contents, language)
        text = inside(found.archive)["presentation.txt"].decode("utf-8-sig")
        assert found.said.contacts == ()
        assert text.rstrip().endswith(unknown)
        assert unknown in found.said.citation
        assert inside(found.archive)["contacts.txt"].decode("utf-8-sig").strip() == unknown


def test_a_study_without_a_list_has_a_kit_that_says_it(contents: StudyContents) -> None:
    nobody = replace(
        contents, selection=None, places=tuple(replace(one, choice=None) for one in contents.places)
    )
    found = kit(nobody)
    assert set(inside(found.archive)) == {"presentation.txt", "contacts.txt", "figures/map.svg"}
    assert "Aucune liste n’est publiée" in found.said.counts
    assert len(found.said.method) == 1


def test_a_list_that_people_changed_says_so(contents: StudyContents) -> None:
    reason = Words("une raison", "a reason")
    change = Decided(
        contents.kept[0].place_id, "selection", "in", reason, "A", "2026-11-20", stands=True, effect="nothing"
    )
    assert "des personnes l’ont changée" in kit(replace(contents, changes=(change,))).said.method[2]
    assert "des personnes" not in kit(contents).said.method[2]


def test_the_page_shows_what_is_inside_and_leads_to_it(contents: StudyContents, tmp_path: Path) -> None:
    site = tmp_path / "site"
    write_site(published(contents), site, address="https://example.org/etude/")
    for language, prefix in (("fr", ""), ("en", "en/")):
        page = site / prefix / "presse/index.html"
        tree = html.fromstring(page.read_bytes())
        links = tree.xpath("//main//a/@href | //main//img/@src")
        archive = next(one for one in links if one.endswith(".zip"))
        assert (page.parent / archive).read_bytes() == kit(
            published(contents), language, "https://example.org/etude/"
        ).archive
        for one in links:
            assert one.startswith(("tel:", "mailto:")) or (page.parent / one.partition("#")[0]).is_file(), one
        assert "mailto:presse@example.org" in links
        assert "tel:+33299000000" in links
        assert "https://example.org/etude/" in tree.text_content()
        assert len(tree.xpath("//main//img")) == 5
    assert "presse@example.org" not in (site / "mentions/index.html").read_text(encoding="utf-8")
