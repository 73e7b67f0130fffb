"""The static edition: only what changed is written, and a kill leaves nothing behind."""

from __future__ import annotations

import base64
import hashlib
import os
import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from florilege.faults import Words
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.edition import site_folder
from florilege.web.publication.edition.export import PublishCounts, publish, write_site
from florilege.web.publication.edition.site_folder import MANIFEST, is_whole
from tests.publication import factory


def tree(out: Path) -> dict[str, bytes]:
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }


def test_each_place_has_a_page_in_each_language_and_counts_say_what_was_done(
    contents: StudyContents, tmp_path: Path
) -> None:
    counts = write_site(contents, tmp_path / "site")
    for place in contents.places:
        assert (tmp_path / "site/lieux" / place.slug / "index.html").is_file()
        assert (tmp_path / "site/en/lieux" / place.slug / "index.html").is_file()
    assert counts.written == counts.files == len(tree(tmp_path / "site")) - 1
    assert counts.pages == len(list((tmp_path / "site").rglob("*.html"))) - 2


def test_publishing_again_writes_nothing(contents: StudyContents, site: Path) -> None:
    before = {name: (site / name).stat().st_mtime_ns for name in tree(site) if name != MANIFEST}
    counts = write_site(contents, site)
    assert (counts.written, counts.removed) == (0, 0)
    assert before == {name: (site / name).stat().st_mtime_ns for name in before}


def test_two_publications_of_one_store_are_the_same_bytes(
    contents: StudyContents, site: Path, tmp_path: Path
) -> None:
    write_site(contents, tmp_path / "again")
    assert tree(site) == tree(tmp_path / "again")


def test_a_place_that_is_gone_takes_its_pages_with_it(contents: StudyContents, site: Path) -> None:
    gone = contents.places[-1]
    counts = write_site(replace(contents, places=contents.places[:-1]), site)
    assert counts.removed >= 2
    assert not (site / "lieux" / gone.slug).exists()


def test_a_file_that_someone_removed_comes_back(contents: StudyContents, site: Path) -> None:
    (site / "index.html").unlink()
    assert not is_whole(site)
    assert write_site(contents, site).written == 1
    assert is_whole(site)


def test_a_damaged_file_is_mended(contents: StudyContents, site: Path) -> None:
    whole = tree(site)
    page = site / "index.html"
    page.write_bytes(page.read_bytes().replace(b"</h1>", b"</h2>", 1))
    (site / "donnees/index.html").write_bytes(b"")
    assert not is_whole(site)
    assert write_site(contents, site).written == 2
    assert tree(site) == whole
    assert is_whole(site)


def test_damage_that_left_no_trace_is_mended_when_all_is_written_afresh(
    contents: StudyContents, site: Path
) -> None:
    whole = tree(site)
    page = site / "index.html"
    before = page.stat()
    page.write_bytes(page.read_bytes().replace(b"</h1>", b"</h2>", 1))
    os.utime(page, ns=(before.st_atime_ns, before.st_mtime_ns))
    counts = write_site(contents, site, afresh=True)
    assert counts.written == counts.files
    assert tree(site) == whole


def test_a_stranger_file_in_the_folder_is_left_alone(contents: StudyContents, site: Path) -> None:
    (site / "CNAME").write_text("exemple.fr")
    write_site(contents, site)
    assert (site / "CNAME").read_text() == "exemple.fr"


@pytest.mark.parametrize("after", [0, 3, 17, 40])
def test_killed_in_the_middle_the_next_run_gives_the_same_site(
    contents: StudyContents, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    """The killed run was of another state of the store: nothing of it may stay."""
    whole = tree(site)
    other = replace(
        contents,
        places=(
            replace(contents.places[0], called=Words("Autre nom", "Autre nom"), slug="autre-nom"),
            *contents.places[1:5],
        ),
    )
    done = 0
    write = site_folder.SiteFolder.write

    def stops(folder: site_folder.SiteFolder, name: str, content: bytes) -> site_folder.Written:
        nonlocal done
        if done == after:
            raise KeyboardInterrupt
        done += 1
        return write(folder, name, content)

    monkeypatch.setattr(site_folder.SiteFolder, "write", stops)
    with pytest.raises(KeyboardInterrupt):
        write_site(other, site)
    assert not is_whole(site)
    monkeypatch.undo()
    write_site(contents, site)
    assert tree(site) == whole


def test_a_former_address_leads_to_the_present_one(site: Path, contents: StudyContents) -> None:
    present = contents.places[0].slug
    text = (site / "lieux/les-capucins-brest/index.html").read_text()
    assert f"../{present}/index.html" in text
    assert (site / "lieux" / present / "index.html").is_file()


def test_no_link_of_the_site_is_broken(site: Path) -> None:
    broken = []
    for page in sorted(site.rglob("*.html")):
        text = page.read_text()
        for target in re.findall(r'(?:href|src)="([^"]+)"', text):
            if re.match(r"https?:|data:|mailto:", target):
                continue
            path, _, anchor = target.partition("#")
            plain = path.partition("?")[0]
            # only the page of a wrong address, served at any depth, counts from the root of the site
            assert not plain.startswith("/") or page.name == "404.html", (page, target)
            file = (
                (site / plain[1:] if plain.startswith("/") else page.parent / plain).resolve()
                if path
                else page
            )
            if not file.is_file():
                broken.append((page.name, target))
            elif anchor and file.suffix == ".html" and f'id="{anchor}"' not in file.read_text():
                broken.append((page.relative_to(site).as_posix(), target))
    assert broken == []


def test_the_pages_obey_their_own_content_policy(site: Path) -> None:
    for page in site.rglob("*.html"):
        text = page.read_text()
        assert not re.search(r"\sstyle=|\son[a-z]+=", text), page
        for style in re.findall(r"<style>(.*?)</style>", text, re.S):
            digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
            assert f"style-src 'sha256-{digest}';" in text, page
        scripts = re.findall(r"<script([^>]*)>", text)
        assert all("src=" in one or "application/" in one for one in scripts), page


@pytest.mark.parametrize(
    ("address", "base"),
    [("", "/"), ("https://exemple.fr", "/"), ("https://exemple.github.io/etude/2026", "/etude/2026/")],
)
def test_the_page_of_a_wrong_address_needs_no_file_and_leads_home_from_any_depth(
    contents: StudyContents, tmp_path: Path, address: str, base: str
) -> None:
    write_site(contents, tmp_path / "site", address=address, with_report=False)
    for language in ("", "en/"):
        text = (tmp_path / "site" / language / "404.html").read_text()
        assert len(re.findall("<style>.{9000,}</style>", text)) == 1
        assert not re.search(r'<link rel="stylesheet"|<script|\ssrc=|url\((?!["\']?data:)', text)
        inside = [one for one in re.findall(r'href="([^"]+)"', text) if not one.startswith(("data:", "#"))]
        assert f"{base}{language}lieux/index.html" in inside
        assert all(one.startswith(base) and "//" not in one for one in inside)


def test_an_older_file_of_the_same_size_put_in_the_place_of_another_is_mended(
    contents: StudyContents, site: Path
) -> None:
    whole = tree(site)
    page = site / "index.html"
    page.write_bytes(page.read_bytes().replace(b"</h1>", b"</h2>", 1))
    os.utime(page, (1_000_000_000, 1_000_000_000))
    assert not is_whole(site)
    assert write_site(contents, site).written == 1
    assert tree(site) == whole


def test_no_two_elements_of_a_page_share_an_id(site: Path) -> None:
    for page in site.rglob("*.html"):
        ids = re.findall(r'\sid="([^"]+)"', page.read_text())
        assert len(ids) == len(set(ids)), page


def test_progress_reaches_the_number_of_pages(contents: StudyContents, tmp_path: Path) -> None:
    reported: list[tuple[int, int]] = []
    counts = write_site(
        contents,
        tmp_path / "site",
        with_report=False,
        progress=lambda done, total: reported.append((done, total)),
    )
    assert reported[-1] == (counts.pages, counts.pages)


@pytest.mark.django_db
def test_a_study_without_a_selection_is_published_all_the_same(tmp_path: Path) -> None:
    study = factory.publishable_study()
    study.selection.delete()
    study.appraisals.all().delete()
    counts = publish(factory.SLUG, tmp_path / "site")
    assert isinstance(counts, PublishCounts)
    assert "n’est pas encore calculée" in (tmp_path / "site/selection/index.html").read_text()


@pytest.mark.django_db
def test_rules_that_clash_are_published_as_such(tmp_path: Path) -> None:
    study = factory.publishable_study()
    run = study.selection
    run.status = "infeasible"
    three = change("regions", "au plus 2 par région : 3 au lieu de 2", "at most 2 a region: 3 instead of 2")
    four = change("size", "taille de la liste : 4 au lieu de 5", "size of the list: 4 instead of 5")
    run.computed = {
        **run.computed, "status": "infeasible", "selected": [], "clash": ["regions", "size"], "clash_words": [],
        "relaxation": [three],
        "relaxations_by_rule": [
            {"rule": "regions", "fr": "", "en": "", "changes": [three]},
            {"rule": "size", "fr": "", "en": "", "changes": [four]},
        ],
    }  # fmt: skip
    run.save()
    publish(factory.SLUG, tmp_path / "site")
    text = (tmp_path / "site/en/selection/index.html").read_text()
    assert "No list satisfies all the rules" in text
    assert text.count("At most 2 a region: 3 instead of 2") == 1
    assert "Or change a single rule" in text
    assert "Size of the list: 4 instead of 5" in text


def change(rule: str, fr: str, en: str) -> dict[str, object]:
    return {"rule": rule, "from": 0, "to": 0, "fr": fr, "en": en}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("left", "clash_shown", "said"),
    [
        (0, False, ("Aucun candidat ne reste, sur 9.", "No candidate is left, of 9.")),
        (
            1,
            True,
            (
                "Il reste 1 candidat sur 9, pour une liste de 2 lieux au moins.",
                "1 candidate is left of 9, for a list of 2 or more.",
            ),
        ),
    ],
)
def test_a_shortage_of_candidates_is_published_with_its_causes(
    left: int, clash_shown: bool, said: tuple[str, str], tmp_path: Path
) -> None:
    study = factory.publishable_study()
    run = study.selection
    run.status = "infeasible"
    run.computed = {
        **run.computed, "status": "infeasible", "selected": [], "clash": ["size"], "clash_words": [],
        "shortage": {
            "left": left, "needed": 2, "considered": 9,
            "causes": [{"fr": "trop peu connu", "en": "too little known", "count": 9 - left}],
        },
        "relaxation": [change("size", "", "")], "relaxations_by_rule": None,
    }  # fmt: skip
    run.save()
    publish(factory.SLUG, tmp_path / "site")
    text = (tmp_path / "site/en/selection/index.html").read_text()
    assert said[1] in text
    assert f"Too little known: {9 - left}" in text
    assert ("cannot all be satisfied" in text) is clash_shown
    assert said[0] in (tmp_path / "site/selection/index.html").read_text().replace("\u202f", " ").replace(
        "\u00a0", " "
    )


@pytest.mark.django_db
def test_a_reading_and_a_juror_without_any_list_are_told_so(tmp_path: Path) -> None:
    study = factory.publishable_study()
    run = study.selection
    none = {"status": "infeasible", "enters": None, "leaves": None}
    other = {"unknown_reference": "middle", "selected": None, **none}
    run.computed = {**run.computed, "other_reading": other, "leave_one_out": [{"juror": "J1", **none}]}
    run.save()
    publish(factory.SLUG, tmp_path / "site")
    selection = (tmp_path / "site/en/selection/index.html").read_text()
    assert selection.count("No list would satisfy all the rules.") == 2
    assert "The list would be the same." not in selection
    assert "No list would satisfy all the rules." in (tmp_path / "site/en/methode/index.html").read_text()


@pytest.mark.django_db
@pytest.mark.parametrize("count", [3, 60])
def test_the_number_of_queries_does_not_depend_on_the_number_of_places(
    count: int, django_assert_max_num_queries: object, tmp_path: Path
) -> None:
    factory.publishable_study(factory.FEW[:2] + factory.many(count), kept=2)
    with django_assert_max_num_queries(22):  # type: ignore[operator]
        publish(factory.SLUG, tmp_path / "site")
