"""The sources of the site, gathered once for the tests that read them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.documentation.site import assemble


@pytest.fixture(scope="session")
def assembled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the sources of the site."""
    folder = tmp_path_factory.mktemp("documentation") / "pages"
    assemble(folder)
    return folder
