"""Each value of the grid on a sheet leads to the lines that it was measured from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.pages.place import page as place_page


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_a_criterion_measured_leads_to_its_facts(
    contents: StudyContents, site: Path, language: str
) -> None:
    led = 0
    for place in contents.places:
        text = (site / ("en" if language == "en" else "") / "lieux" / place.slug / "index.html").read_text(
            "utf-8"
        )
        ids = re.findall(r'\bid="([^"]+)"', text)
        assert len(ids) == len(set(ids)), place.slug
        view = place_page.view(place, contents, language)
        by_label = {line.label: line for line in view.scores if not line.axis}
        fields = {claim.pk: claim.field for claim in place.claims}
        for criterion in contents.criteria:
            cell = place.cells.get(criterion.key)
            if cell is None:
                continue
            line = by_label[criterion.title.in_language(language)]
            cited = {fields[pk] for pk in cell.claims if pk in fields}
            assert bool(line.evidence) == bool(cell.known and cited)
            for anchor, _ in line.evidence:
                assert anchor in ids
                assert f'href="#{anchor}"' in text
                led += 1
    assert led > 0
