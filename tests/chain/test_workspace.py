"""The workspace, served for real: what it shows, what an answer changes, and to whom it does not open."""

from __future__ import annotations

import json
import re
import shutil
import socket
import sqlite3
import time
import uuid
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen

import pytest

from florilege.linkage.decisions import Decision, alone, read_decisions, standing, undone
from florilege.listings.mapping import read_mapping
from florilege.web.steps.order import STEPS
from florilege.web.workspace import step_words
from florilege.web.workspace.guard import is_loopback
from tests.chain import small_study
from tests.program import Serving, serving

PDL = "study/listings/pdl/tiers_lieux_pays_de_la_loire.csv"


def serve(folder: Path, *options: str) -> tuple[Serving, str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ("serve", "study", "--port", str(port), "--database", "sqlite:///store.sqlite3", *options)
    process = serving(*command, folder=folder, said=folder / "served.txt")
    address = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            urlopen(f"{address}/static/build/site.css", timeout=5).close()
            return process, address
        except (URLError, ConnectionError):
            time.sleep(0.1)
    process.kill()
    raise AssertionError("the server did not start")


class Reader:
    """A browser without a screen: keeps its cookies, sends the token that a form holds."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> str:
        with self._opener.open(self.address + path, timeout=60) as answer:
            return str(answer.read().decode())

    def post(self, path: str, page: str, **fields: str) -> tuple[str, str]:
        """Send a form of a page; returns where it led and what is there."""
        body = urlencode({"csrfmiddlewaretoken": token(page), **fields}).encode()
        with self._opener.open(self.address + path, body, timeout=60) as answer:
            return answer.geturl().removeprefix(self.address), answer.read().decode()

    def send(self, path: str, page: str, file: Path, **fields: str) -> tuple[str, str]:
        """The same with a file."""
        mark = uuid.uuid4().hex
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in {"csrfmiddlewaretoken": token(page), **fields}.items()
        ]
        head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{file.name}"\r\n\r\n'
        body = b"".join([*parts, head.encode(), file.read_bytes(), f"\r\n--{mark}--\r\n".encode()])
        request = Request(
            self.address + path, body, {"Content-Type": f"multipart/form-data; boundary={mark}"}
        )
        with self._opener.open(request, timeout=60) as answer:
            return answer.geturl().removeprefix(self.address), answer.read().decode()


def token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found is not None
    return found[1]


@pytest.fixture
def reader(linked: Path) -> Iterator[Reader]:
    process, address = serve(linked, "--workspace")
    yield Reader(address)
    process.kill()
    process.wait()


def journal(folder: Path) -> str:
    return (folder / "study" / "decisions.csv").read_text(encoding="utf-8")


def test_an_answer_goes_to_the_journal_and_the_next_question_comes(reader: Reader, linked: Path) -> None:
    page = reader.get("/espace/doublons/")
    first, second = hidden(page, "first"), hidden(page, "second")
    where, after = reader.post(
        "/espace/doublons/",
        page,
        first=first,
        second=second,
        verdict="same",
        who="A. Reader",
        reason="même porte",
    )
    assert where == "/espace/doublons/"
    assert (hidden(after, "first"), hidden(after, "second")) != (first, second)
    assert "A. Reader" in journal(linked)
    assert "même porte" in reader.get("/espace/journal/")
    _, reported = reader.post("/en/espace/journal/", reader.get("/en/espace/journal/"), act="1")
    assert "undone" in reported
    acts = read_decisions(journal(linked), file="decisions.csv")
    assert undone(acts) == {1}
    assert standing(acts) == ()


def test_linked_again_the_acts_take_effect(reader: Reader) -> None:
    page = reader.get("/espace/doublons/")
    first, second = hidden(page, "first"), hidden(page, "second")
    reader.post("/espace/doublons/", page, first=first, second=second, verdict="same")
    where, after = reader.post("/espace/relier/", reader.get("/espace/"))
    assert where == "/espace/"
    assert "en compte" not in after


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
    assert "What would go" in reader.get("/en" + page)

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
    assert "listing added, taken out" in log
    assert "Béa" in log
    with pytest.raises(HTTPError) as gone:
        reader.get(page)
    assert gone.value.code == 422


def test_one_of_two_records_is_said_to_be_alone_and_the_page_says_what_that_means(
    reader: Reader, linked: Path
) -> None:
    page = reader.get("/espace/doublons/")
    assert "jusqu’à ce que quelqu’un dise" in page
    first, second = hidden(page, "first"), hidden(page, "second")
    _, after = reader.post("/espace/doublons/", page, first=first, second=second, verdict="second alone")
    assert alone(read_decisions(journal(linked), file="decisions.csv")) == {second}
    assert (hidden(after, "first"), hidden(after, "second")) != (first, second)
    assert "a place of its own" in reader.get("/en/espace/journal/").lower()


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


def test_a_form_from_elsewhere_and_another_host_are_refused(reader: Reader, linked: Path) -> None:
    with pytest.raises(HTTPError) as refusal:
        urlopen(reader.address + "/espace/doublons/", b"verdict=same", timeout=30)
    assert refusal.value.code == 403
    with pytest.raises(HTTPError) as refusal:
        urlopen(Request(reader.address + "/espace/", headers={"Host": "elsewhere.example"}), timeout=30)
    assert refusal.value.code == 400
    assert not (linked / "study" / "decisions.csv").exists()


def test_without_the_option_there_is_no_workspace(linked: Path) -> None:
    process, address = serve(linked)
    try:
        with pytest.raises(HTTPError) as refusal:
            urlopen(f"{address}/espace/", timeout=30)
        assert refusal.value.code == 404
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("::ffff:127.0.0.1", True),
        ("192.168.0.4", False), ("::ffff:10.0.0.1", False), ("", False), ("localhost.example", False),
    ],
)  # fmt: skip
def test_only_this_machine_is_this_machine(address: str, own: bool) -> None:
    assert is_loopback(address) is own


ALIKE = "trois,Association Tiers-Lieu 4 Cantons,,,https://example.org/page\n"
"""Perhaps the bearer of a place of the listings, which has this very name and a town."""
ACTORS = f"actor,name,family,siren,source_url\nune,Association Invention Une,associations,,https://example.org/page\n{ALIKE}"


@pytest.fixture(scope="module")
def gathered_once(linked_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The linked study with actors of its own, one of whom may be one of the listings'."""
    copy = tmp_path_factory.mktemp("gathered") / "folder"
    shutil.copytree(linked_once, copy)
    (copy / "study" / "actors.csv").write_text(ACTORS, encoding="utf-8")
    result = small_study.run("actors", "study", "--database", "sqlite:///store.sqlite3", folder=copy)
    assert result.returncode == 0, result.stderr
    return copy


@pytest.fixture
def gathered(gathered_once: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "folder"
    shutil.copytree(gathered_once, copy)
    return copy


@pytest.fixture
def actors_reader(gathered: Path) -> Iterator[Reader]:
    process, address = serve(gathered, "--workspace")
    yield Reader(address)
    process.kill()
    process.wait()


def actors_journal(folder: Path) -> tuple[Decision, ...]:
    file = folder / "study" / "actor_decisions.csv"
    return read_decisions(file.read_text(encoding="utf-8") if file.exists() else "", file=file.name)


def actor_of(folder: Path) -> dict[str, str]:
    with sqlite3.connect(folder / "store.sqlite3") as store:
        (stored,) = store.execute("select mentions from ecosystem_gathering").fetchone()
    found: dict[str, str] = json.loads(stored)
    return found


def test_a_question_on_actors_shows_both_with_places_sources_and_why(actors_reader: Reader) -> None:
    for path, words in (
        ("/espace/acteurs/", ("Un acteur ou deux", "Aucun numéro connu", "l’équipe de l’étude", "Ce que disent les noms")),
        ("/en/espace/acteurs/", ("One actor or two", "No known number", "the study’s team", "What the names say")),
    ):  # fmt: skip
        page = actors_reader.get(path)
        keys = hidden(page, "first"), hidden(page, "second")
        assert "actors:trois" in keys
        for said in (*words, *keys, 'data-key="s"', 'href="https://example.org/page"'):
            assert said in page, said
        assert page.count("Fabriques de territoire") >= 1
        assert re.search(r'/lieux/[^"]+"[^>]*>[^<]+</a> <span class="small"[^>]*>\([^)<]+\)', page)


def test_an_answer_on_actors_takes_effect_once_linked_again_and_is_undone(
    actors_reader: Reader, gathered: Path
) -> None:
    page = actors_reader.get("/espace/acteurs/")
    first, second = hidden(page, "first"), hidden(page, "second")
    before = actor_of(gathered)
    where, after = actors_reader.post(
        "/espace/acteurs/", page, first=first, second=second, verdict="same", who="A. Reader", reason="même siège"
    )  # fmt: skip
    assert where == "/espace/acteurs/"
    assert f'value="{first}"' not in after
    assert "ligne des journaux n’est pas encore prise en compte" in actors_reader.get("/espace/")
    assert "en compte" not in actors_reader.post("/espace/relier/", actors_reader.get("/espace/"))[1]
    assert actor_of(gathered)[first] == actor_of(gathered)[second]
    journal_page = actors_reader.get("/espace/acteurs/journal/")
    assert "Un seul acteur" in journal_page
    assert "même siège" in journal_page
    where, reported = actors_reader.post("/en/espace/acteurs/journal/", actors_reader.get("/en/espace/acteurs/journal/"), act="1")  # fmt: skip
    assert where == "/en/espace/acteurs/journal/"
    assert "undone" in reported
    actors_reader.post("/espace/relier/", actors_reader.get("/espace/"))
    assert actor_of(gathered) == before
    assert not (gathered / "study" / "decisions.csv").exists()


@pytest.mark.parametrize(
    ("sent", "verdict", "left"), [("different", "different", 0), ("second alone", "alone", 0), ("later", "later", 1)]
)  # fmt: skip
def test_each_verdict_on_actors_is_one_act_of_their_journal(
    actors_reader: Reader, gathered: Path, sent: str, verdict: str, left: int
) -> None:
    page = actors_reader.get("/espace/acteurs/")
    first, second = hidden(page, "first"), hidden(page, "second")
    _, after = actors_reader.post("/espace/acteurs/", page, first=first, second=second, verdict=sent)
    (line,) = actors_journal(gathered)
    assert line.verdict == verdict
    assert line.keys == ((second,) if verdict == "alone" else (first, second))
    assert after.count(f'name="first" value="{first}"') == left
    assert ("remise à plus tard" in after) == (left == 1)


def test_what_names_no_actor_or_comes_from_elsewhere_is_refused_on_actors_too(
    actors_reader: Reader, gathered: Path
) -> None:
    page = actors_reader.get("/espace/acteurs/")
    with pytest.raises(HTTPError) as refusal:
        actors_reader.post(
            "/espace/acteurs/", page, first="actors:nobody", second="actors:trois", verdict="same"
        )
    assert refusal.value.code == 409
    assert "actors:nobody" in refusal.value.read().decode()
    for path in ("/espace/acteurs/", "/espace/acteurs/journal/"):
        with pytest.raises(HTTPError) as refusal:
            urlopen(actors_reader.address + path, b"verdict=same&act=1", timeout=30)
        assert refusal.value.code == 403
    assert actors_journal(gathered) == ()


def test_before_actors_are_gathered_the_pages_say_so_and_the_button_gathers_them(reader: Reader) -> None:
    assert "florilege actors" in reader.get("/espace/acteurs/")
    board = reader.get("/espace/")
    assert "pas encore été rassemblés" in board
    _, after = reader.post("/espace/relier/", board)
    assert re.search("paires? d’acteurs atten(d|dent) un avis", after)
    assert "florilege actors" not in reader.get("/espace/acteurs/")


def test_each_step_of_a_build_and_each_count_has_words_in_both_languages(built_once: Path) -> None:
    with sqlite3.connect(built_once / "var" / "florilege.sqlite3") as store:
        kept = store.execute("select step, counts from study_steprun").fetchall()
    assert {step for step, _ in kept} == set(step_words.STEPS) == set(STEPS)
    assert {name for _, counts in kept for name in json.loads(counts)} - set(step_words.COUNTS) == set()


def test_a_file_that_cannot_be_read_is_said_on_the_dashboard_when_linked_again(
    actors_reader: Reader, gathered: Path
) -> None:
    file = gathered / "study" / "actors.csv"
    file.write_text(f"{ACTORS}quatre,La Poste,,356000001,https://example.org/page\n", encoding="utf-8")
    with pytest.raises(HTTPError) as refusal:
        actors_reader.post("/espace/relier/", actors_reader.get("/espace/"))
    assert refusal.value.code == 422
    assert "356000001" in refusal.value.read().decode()


PAGES = (
    "",
    "doublons/",
    "journal/",
    "acteurs/",
    "acteurs/journal/",
    "laboratoire/",
    "lieux/",
    "actes/",
    "recensements/",
)


def codes(reader: Reader, prefix: str) -> dict[str, tuple[int, str]]:
    """What each page of the workspace answers."""
    found = {}
    for path in PAGES:
        try:
            found[path] = (200, reader.get(f"{prefix}espace/{path}"))
        except HTTPError as refusal:
            found[path] = (refusal.code, refusal.read().decode())
    return found


def test_a_file_broken_by_hand_is_said_on_the_pages_that_read_it_and_is_no_fault(
    reader: Reader, linked: Path
) -> None:
    (linked / "study" / "decisions.csv").write_text("act,verdict\nnone,none\n", encoding="utf-8")
    (linked / "study" / "actor_decisions.csv").write_bytes(b"\xff\xfe")
    refused = {path: said for path, (code, said) in codes(reader, "/en/").items() if code == 422}
    assert {"", "doublons/", "journal/"} <= {*refused}
    # the laboratory says that nothing is selected yet
    assert [path for path, said in refused.items() if "decisions.csv" not in said] == ["laboratoire/"]
    assert "Nothing was changed" in refused["doublons/"]
    assert {code for code, _ in codes(reader, "/").values()} <= {200, 422}
    (linked / "study" / "study.toml").write_text("[study\n", encoding="utf-8")
    found = codes(reader, "/")
    assert {code for code, _ in found.values()} == {422}
    assert "study.toml" in found[""][1]
