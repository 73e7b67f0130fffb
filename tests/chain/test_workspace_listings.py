"""The listings of a study from its workspace: a newer version, a listing more, and one taken out again."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.error import HTTPError

import pytest

from florilege.listings.mapping import read_mapping
from tests.chain.served import Reader, hidden

PDL = "study/listings/pdl/tiers_lieux_pays_de_la_loire.csv"


def test_a_newer_version_is_compared_then_accepted(reader: Reader, linked: Path) -> None:
    page = reader.get("/espace/recensements/")
    where, reported = reader.send(
        "/espace/recensements/", page, linked / PDL, listing="pdl", date="2021-11-06"
    )
    assert where == "/espace/recensements/pdl/2021-11-06/"
    assert "Gullivigne" in reported
    assert not (linked / "study" / "renewals.csv").exists()
    with pytest.raises(HTTPError) as unread:
        reader.post(where, reported, who="Team", read="of another file")
    assert "telle qu’elle a été lue" in unread.value.read().decode()
    where, after = reader.post(where, reported, who="Team", read=hidden(reported, "read"))
    assert where == "/espace/recensements/"
    assert "Versions acceptées" in after
    assert "Gullivigne" in reader.get("/espace/")
    where, undone_page = reader.post(where, after, undo="1", who="Team")
    assert "annulé" in undone_page
    assert "Annuler l’acte" not in undone_page
    assert "Gullivigne" not in reader.get("/espace/")


def test_a_listing_more_is_shown_as_it_will_be_read_corrected_and_added(reader: Reader, linked: Path) -> None:
    sent = linked / "ateliers.csv"
    sent.write_text(
        "Nom;Commune;CP;Precisions\nAtelier Un;Laval;53000;https://un.example.org\nAtelier Deux;Nantes;44000;https://deux.example.org\n",
        encoding="utf-8",
    )
    study = linked / "study" / "study.toml"
    before = study.read_text("utf-8")
    form = "/en/espace/recensements/nouveau/"
    where, reported = reader.send(form, reader.get("/en/espace/recensements/"), sent)
    assert where.startswith(form)
    assert "Atelier Deux" in reported
    assert study.read_text("utf-8") == before
    ranks = dict(re.findall(r'name="column\.(\d+)" value="([^"]+)"', reported))
    columns = {name: rank for rank, name in ranks.items()}
    guessed = dict(re.findall(r'name="was\.(\d+)" value="([^"]*)"', reported))
    assert {name: guessed[rank] for name, rank in columns.items()} == {
        "Nom": "name", "Commune": "city", "CP": "postcode", "Precisions": "website",
    }  # fmt: skip
    sure = {f"column.{rank}": name for rank, name in ranks.items()}
    sure |= {f"was.{rank}": field for rank, field in guessed.items()}
    sure |= {f"field.{rank}": field for rank, field in guessed.items()}
    sure |= {
        "publisher": "The team",
        "licence": "etalab-2.0",
        "date": "2025-05-05",
        "kind": "atelier-partage",
    }
    # read again with a column that is left out, then with a choice that no place can be read by
    _, again = reader.post(where, reported, **sure | {f"field.{columns['Precisions']}": "", "again": "1"})
    assert "un.example.org</td>" not in again
    with pytest.raises(HTTPError) as refusal:
        reader.post(where, reported, **sure | {f"field.{columns['Nom']}": "", "add": "1", "who": "Ada"})
    assert refusal.value.code == 422
    assert study.read_text("utf-8") == before
    led, after = reader.post(
        where, reported, **sure | {f"field.{columns['Precisions']}": "", "add": "1", "who": "Ada"}
    )
    assert led == "/en/espace/recensements/"
    assert "ateliers" in after
    mapping = read_mapping(linked / "study" / "listings" / "ateliers.toml")
    assert (mapping.publisher, mapping.licence, mapping.in_use.date) == (
        "The team",
        "etalab-2.0",
        "2025-05-05",
    )
    assert {rule.field for rule in mapping.fields} == {"name", "city", "postcode", "kind"}
    assert study.read_text("utf-8") != before
    assert "Ada" in reader.get("/en/espace/actes/")
    # sent again, it is a version of what the study now has
    with pytest.raises(HTTPError) as known:
        reader.send(form, reader.get("/en/espace/recensements/"), sent)
    assert "A newer version" in known.value.read().decode()


def test_a_listing_added_is_taken_out_again_once_the_page_said_what_would_go(
    reader: Reader, linked: Path
) -> None:
    sent = linked / "ateliers.csv"
    sent.write_text("Nom;Commune;CP\nAtelier Un;Laval;53000\nAtelier Deux;Nantes;44000\n", encoding="utf-8")
    study = linked / "study" / "study.toml"
    before = study.read_text("utf-8")
    assert "Recensements ajoutés" not in reader.get("/espace/recensements/")
    where, reported = reader.send("/espace/recensements/nouveau/", reader.get("/espace/recensements/"), sent)
    ranks = dict(re.findall(r'name="column\.(\d+)" value="([^"]+)"', reported))
    guessed = dict(re.findall(r'name="was\.(\d+)" value="([^"]*)"', reported))
    fields = {f"column.{rank}": name for rank, name in ranks.items()}
    fields |= {f"{part}.{rank}": field for rank, field in guessed.items() for part in ("was", "field")}
    fields |= {"date": "2025-05-05", "kind": "atelier-partage", "add": "1", "who": "Ada"}
    _, after = reader.post(where, reported, **fields)
    page = "/espace/recensements/ateliers/retirer/"
    assert "ateliers/retirer/" in after
    asked = reader.get(page)
    assert re.search(r'fiches\s?: <span class="num">2</span>', asked)
    assert re.search(r'est seul à donner\s?: <span class="num">2</span>', asked)
    for said in ("Atelier Un", "Atelier Deux", "listings/ateliers/ateliers.csv", "listings/ateliers.toml"):
        assert said in asked
    assert study.read_text("utf-8") != before  # the page alone changes nothing
    assert "What would be removed" in reader.get("/en" + page)

    # what was edited since is named, and nothing goes
    mapping = linked / "study" / "listings" / "ateliers.toml"
    written = mapping.read_text("utf-8")
    mapping.write_text(written + "# mine\n", "utf-8")
    with pytest.raises(HTTPError) as refusal:
        reader.post("/en" + page, asked, who="Ada")
    assert refusal.value.code == 422
    assert "ateliers.toml" in refusal.value.read().decode()
    mapping.write_text(written, "utf-8")

    led, left = reader.post("/en" + page, reader.get("/en" + page), remove="1", who="Béa")
    assert led == "/en/espace/recensements/"
    assert "ateliers" not in left
    assert study.read_text("utf-8") == before
    assert not mapping.exists()
    assert not (linked / "study" / "listings" / "ateliers").exists()
    assert not (linked / "study" / "additions").exists()
    log = reader.get("/en/espace/actes/")
    assert "added listing removed" in log
    assert "Béa" in log
    with pytest.raises(HTTPError) as gone:
        reader.get(page)
    assert gone.value.code == 422


@pytest.mark.parametrize(
    "fields", [{"listing": "pdl", "date": "soon"}, {"listing": "../pdl", "date": "2024-01-01"}]
)
def test_what_cannot_be_received_is_refused_and_kept_nowhere(
    reader: Reader, linked: Path, fields: dict[str, str]
) -> None:
    with pytest.raises(HTTPError) as refusal:
        reader.send("/espace/recensements/", reader.get("/espace/recensements/"), linked / PDL, **fields)
    assert refusal.value.code == 422
    assert not (linked / "var" / "uploads").exists()
