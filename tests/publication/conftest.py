"""A published study in the store, and its site in a folder, for the tests of this folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from florilege.web.publication.contents.loading import load
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.edition.export import write_site
from tests.publication import factory


@pytest.fixture
def contents(db: None) -> StudyContents:
    """A study of a dozen places, as loaded from the store."""
    factory.publishable_study()
    return load(factory.SLUG)


@pytest.fixture
def site(contents: StudyContents, tmp_path: Path) -> Path:
    """Its static edition."""
    out = tmp_path / "site"
    write_site(contents, out)
    return out
