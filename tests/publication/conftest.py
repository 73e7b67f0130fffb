"""A published study in the store, and its site in a folder, for the tests of this folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from florilege.web.publication.contents.loading import load
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.edition.export import write_site
from florilege.web.publication.edition.site_folder import MANIFEST
from tests.publication import factory


@pytest.fixture
def contents(db: None) -> StudyContents:
    """A study of a dozen places, as loaded from the store."""
    factory.publishable_study()
    return load(factory.SLUG)


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where its static edition stands once a test has asked for it: the contents are the same for every test."""
    return tmp_path_factory.mktemp("published") / "site"


@pytest.fixture
def site(contents: StudyContents, published: Path, tmp_path: Path) -> Path:
    """A copy of its static edition, to be changed, with the times of its files."""
    if not published.exists():
        write_site(contents, published)
    copy = Path(shutil.copytree(published, tmp_path / "site"))
    (
        copy / MANIFEST
    ).touch()  # written last, as a publication does: what is younger than it is taken for changed
    return copy
