"""A territory on one page, as a PDF."""

from __future__ import annotations

import io

import pikepdf
import pytest

from florilege.cli.report import _of_territory
from florilege.faults import InputRefused
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.report import territory as sheet
from florilege.web.publication.site import Site


def largest(site: Site, level: str) -> str:
    """The key of the territory of a level that has most places."""
    found = [one for one in site.shared.territories.by_key.values() if one.level == level]
    return max(found, key=lambda one: len(one.places)).key


@pytest.mark.parametrize(("level", "language"), [("commune", "fr"), ("region", "en")])
def test_a_territory_fits_on_one_page_that_says_its_language_and_its_name(
    contents: StudyContents, level: str, language: str
) -> None:
    site = Site(contents)
    territory = site.shared.territories.by_key[largest(site, level)]
    with pikepdf.open(io.BytesIO(sheet.pdf(site.shared.territories, territory, language))) as document:
        assert len(document.pages) == 1
        assert str(document.Root["/Lang"]) == language
        with document.open_metadata() as about:
            assert territory.name in about["dc:title"]
            assert about["pdfuaid:part"] == "1"


def test_more_candidates_than_a_page_holds_are_counted_on_it(
    contents: StudyContents, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = iter((2, 2, 1))
    monkeypatch.setattr(sheet, "_pages", lambda _made: next(pages))
    tried: list[int] = []
    written = sheet._written
    monkeypatch.setattr(
        sheet, "_written", lambda one, view, most: tried.append(most) or written(one, view, most)
    )
    site = Site(contents)
    found = site.shared.territories
    sheet.pdf(found, found.by_key[largest(site, "region")], "fr")
    assert tried == list(sheet.FITS[:3])


def test_a_territory_without_a_place_is_refused_with_the_nearest_key(contents: StudyContents) -> None:
    site = Site(contents)
    key = largest(site, "commune")
    with pytest.raises(InputRefused) as refused:
        _of_territory(site, key[:-1] + "x", "fr")
    assert refused.value.hint is not None
    assert key[:-1] in refused.value.hint.fr
