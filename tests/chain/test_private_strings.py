"""An electronic address written anywhere in a listing is nowhere in what is published: texts, slugs, files, folders."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chain import small_study

MAIL = "secret.personne@exemple.fr"
TRACES = ("secret.personne", "secretpersonne", "secret-personne", "exemple.fr", "exemplefr")
"""The address, and what slugs, file names and search indexes would make of it."""
KEPT_AS_THEY_ARE = ("id", "lon", "lat", "x", "y", "siren", "code", "date", "score", "result")
"""Columns of numbers, codes and dates: planted, the row would be refused."""


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study with the address in each text of one row of a listing, in names, and in a bearer; built."""
    folder = tmp_path_factory.mktemp("planted")
    study = small_study.make(folder)
    head, *rows = small_study.read_rows(study, "cget")
    plant_in = [
        rank
        for rank, name in enumerate(head)
        if not any(part in name.lower() for part in KEPT_AS_THEY_ARE) and rows[3][rank]
    ]
    assert len(plant_in) > 4
    rows[3] = [f"{cell} {MAIL}" if rank in plant_in else cell for rank, cell in enumerate(rows[3])]
    small_study.write_rows(study, "cget", [head, *rows])
    path = small_study.data_file(study, "fabriques")
    data = json.loads(path.read_text(encoding="utf-8"))
    alone = [one for one in data["features"] if ";" not in one["properties"]["id_territoire"]]
    alone[0]["properties"]["lib_territoire"] = f"Le Lieu dit {MAIL}"
    alone[1]["properties"]["lib_territoire"] = f"Le Grenier (anciennement {MAIL})"
    alone[2]["properties"]["lib_territoire"] = f"Commune de Tours {MAIL}"
    alone[3]["properties"]["lib_territoire"] = f"La Halle\nPorté par Association Halle {MAIL}"
    alone[4]["properties"]["lib_territoire"] = MAIL
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    result = small_study.build(study, folder)
    assert result.returncode == 0, result.stderr
    return folder


def published(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every name of a file or folder of the site, and every content, packed ones unpacked."""
    site = folder / "site"
    for path in sorted(site.rglob("*")):
        name = str(path.relative_to(site))
        yield name, name.encode()
        if not path.is_file() or path.suffix == ".woff2":
            continue
        content = path.read_bytes()
        yield name, content
        if content[:2] == b"\x1f\x8b":
            yield name, gzip.decompress(content)
        if content[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                for member in packed.namelist():
                    yield f"{name}/{member}", member.encode() + b"\n" + packed.read(member)


def leaks(folder: Path) -> list[str]:
    return sorted(
        {
            name
            for name, content in published(folder)
            if any(trace.encode() in content.lower() for trace in TRACES)
        }
    )


def addresses(folder: Path) -> list[dict[str, str]]:
    with (folder / "study" / "addresses.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_nothing_published_tells_an_address_written_in_a_listing(planted: Path) -> None:
    assert leaks(planted) == []


def test_no_address_of_a_page_tells_it_either(planted: Path) -> None:
    assert not [one for one in addresses(planted) if any(trace in one["slug"] for trace in TRACES)]


def test_a_page_address_that_told_it_is_replaced_and_no_redirect_tells_it(planted: Path) -> None:
    """A study of an earlier version of the software holds such lines."""
    known = addresses(planted)
    place = next(one for one in known if one["slug"].startswith("le-lieu-dit"))
    rest = [one for one in known if one is not place]
    before = [
        {**place, "slug": "le-lieu-dit-secretpersonneexemplefr"},
        {**place, "slug": "secretpersonneexemplefr-lieu", "state": "former"},
        {**place, "slug": "un-ancien-nom", "state": "former"},
    ]
    with (planted / "study" / "addresses.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, ["place_id", "slug", "state"], lineterminator="\n")
        writer.writeheader()
        writer.writerows([*before, *rest])
    result = small_study.build(planted / "study", planted)
    assert result.returncode == 0, result.stderr
    assert leaks(planted) == []
    ours = {one["slug"]: one["state"] for one in addresses(planted) if one["place_id"] == place["place_id"]}
    assert ours == {place["slug"]: "current", "un-ancien-nom": "former"}
    assert (planted / "site" / "lieux" / "un-ancien-nom" / "index.html").is_file()
