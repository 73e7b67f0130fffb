"""The comparison of two sites misses nothing: neither a byte, nor a file, nor what lies in an archive."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest

from benchmarks.publication.compare_sites import compare, main


@pytest.fixture
def sites(tmp_path: Path) -> tuple[Path, Path]:
    """Two sites that hold the same."""
    both = (tmp_path / "before", tmp_path / "after")
    for site in both:
        (site / "data").mkdir(parents=True)
        (site / "index.html").write_text('<link href="./assets/site.css?0123456789">\n<p>one</p>\n')
        (site / "data" / "x.pf").write_bytes(gzip.compress(b"words", mtime=0))
        with zipfile.ZipFile(site / "data" / "dossier.zip", "w") as archive:
            archive.writestr("claims.csv", "a,b\n1,2\n")
    return both


def test_sites_that_hold_the_same_are_the_same(
    sites: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*map(str, sites)]) == 0
    assert "same 3 · differing 0 · only before 0 · only after 0" in capsys.readouterr().out


def test_a_word_a_file_too_many_and_one_too_few_are_reported(
    sites: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    before, after = sites
    (after / "index.html").write_text('<link href="./assets/site.css?0123456789">\n<p>two</p>\n')
    (after / "new.txt").write_text("")
    (after / "data" / "x.pf").unlink()
    assert main([str(before), str(after)]) == 1
    reported = capsys.readouterr().out
    for line in ("≠ index.html", "-<p>one</p>", "+<p>two</p>", "+ new.txt", "- data/x.pf"):
        assert line in reported


def test_a_file_within_an_archive_is_compared_for_itself(sites: tuple[Path, Path]) -> None:
    before, after = sites
    (after / "data" / "x.pf").write_bytes(gzip.compress(b"other", mtime=0))
    with zipfile.ZipFile(after / "data" / "dossier.zip", "w") as archive:
        archive.writestr("claims.csv", "a,b\n1,3\n")
        archive.writestr("more.csv", "")
    found = compare(before, after)
    assert set(found.differing) == {"data/dossier.zip!claims.csv", "data/x.pf!content"}
    assert found.added == ["data/dossier.zip!more.csv"]
    with zipfile.ZipFile(after / "data" / "dossier.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("claims.csv", "a,b\n1,2\n")
    assert set(compare(before, after).differing) == {"data/x.pf!content"}
    assert set(compare(before, after, as_they_are=True).differing) == {"data/x.pf", "data/dossier.zip"}


def test_what_is_put_at_a_fixed_value_is_counted_and_nothing_else_is(sites: tuple[Path, Path]) -> None:
    before, after = sites
    (after / "index.html").write_text('<link href="./assets/site.css?abcdefabcd">\n<p>one</p>\n')
    found = compare(before, after)
    assert (found.is_same, found.normalised["asset stamp"]) == (True, 2)
    assert not compare(before, after, as_they_are=True).is_same
