"""Files named on the command line: what is read is never written over, and what cannot be read or written is refused.

Each verb that takes a file is tried with each kind of wrong one: exit 3 (or 2), words in both languages that name the
file, no traceback, and what was there is there still.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from florilege.cli import main
from florilege.faults import REFUSED, WRONG_USE
from tests.chain import small_study

STUDY = """[study]
slug = "essai"
size = 1

[[criterion]]
key = "c"
value = { kind = "linear", from = 0, to = 1 }

[weights]
c = 1

[robustness]
draws = 10
"""
JURY = STUDY.replace('key = "c"\n', 'key = "c"\nsource = "jury"\n', 1).replace("[weights]", "[weights]", 1)
TABLE = "id,c\na,0.4\nb,0.9\n"
MARKS = "juror,place_id,criterion,mark,confidence\nj,a,c,0.3,\nj,b,c,0.6,\n"
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def folder(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one good file for each that a verb may ask for."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FLORILEGE_SEAL_KEY", raising=False)
    written = {
        "table.csv": TABLE, "study.toml": STUDY, "jury.toml": JURY, "marks.csv": MARKS, "listing.csv": LISTING,
        "mapping.toml": MAPPING,
    }  # fmt: skip
    for name, text in written.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    verb("select", "--candidates", "table.csv", "--study", "study.toml", "--out", "selection.json")
    verb("seal", "--candidates", "table.csv", "--study", "study.toml", "--selection", "selection.json")
    capsys.readouterr()
    return tmp_path


LISTING = "id,name,address,postcode,town\n1,Un Lieu,1 rue Basse,33000,Bordeaux\n2,Autre,2 rue Haute,33000,Bordeaux\n"
MAPPING = """slug = "mapping"
title = { fr = "Liste", en = "List" }
format = "csv"
licence = "etalab-2.0"
attribution = "Liste"
publisher = "Liste"
url = "https://example.org/"

[[version]]
date = "2024-01-01"
file = "listing.csv"

[record]
id = "id"

[[field]]
field = "name"
column = "name"
"""


def verb(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    return int(str(ended.value.code))


VERBS: Mapping[str, tuple[str, ...]] = {
    "select": ("select", "--candidates", "table.csv", "--study", "study.toml", "--out", "OUT"),
    "select with a jury": (
        "select", "--candidates", "table.csv", "--study", "jury.toml", "--marks", "marks.csv", "--out", "OUT",
    ),
    "seal": (
        "seal", "--candidates", "table.csv", "--study", "study.toml", "--selection", "selection.json", "--out", "OUT",
    ),
    "replay": ("replay", "dossier.zip", "--out", "OUT"),
    "mapping suggest": ("mapping", "suggest", "listing.csv", "--out", "OUT"),
}  # fmt: skip
INPUTS = [
    (name, argument)
    for name, arguments in VERBS.items()
    for argument in arguments
    if "." in argument and argument != "OUT"
]


def by_its_name(path: Path) -> str:
    return path.name


def by_steps_up_and_down(path: Path) -> str:
    (path.parent / "below").mkdir()
    return f"below/../{path.name}"


def by_a_link(path: Path) -> str:
    (path.parent / "link").symlink_to(path.name)
    return "link"


def by_a_second_name(path: Path) -> str:
    (path.parent / "second").hardlink_to(path)
    return "second"


@pytest.mark.parametrize("leads", [by_its_name, by_steps_up_and_down, by_a_link, by_a_second_name])
@pytest.mark.parametrize(("name", "read"), INPUTS)
def test_what_a_verb_reads_is_never_written_over(
    name: str, read: str, leads: Callable[[Path], str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (folder / read).read_bytes()
    out = leads(folder / read)
    assert verb(*(out if one == "OUT" else one for one in VERBS[name])) == REFUSED
    said = capsys.readouterr().err
    assert (folder / read).read_bytes() == before
    assert out in said
    assert "choose another with --out" in said
    assert "en donner un autre par --out" in said


def a_folder(path: Path) -> None:
    path.mkdir()


def a_link_to_nothing(path: Path) -> None:
    path.symlink_to("nowhere")


def a_link_to_itself(path: Path) -> None:
    path.symlink_to(path.name)


def nothing(path: Path) -> None:
    del path


def empty(path: Path) -> None:
    path.write_bytes(b"")


def zero_bytes(path: Path) -> None:
    path.write_bytes(b"id,c\na,\0\0\n")


def another_encoding(path: Path) -> None:
    path.write_bytes("id,c\né,1\n".encode("utf-16"))


def closed_to_its_reader(path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("nothing is closed to root")
    path.write_text(TABLE, encoding="utf-8")
    path.chmod(0)


UNREADABLE = (
    a_folder, a_link_to_nothing, a_link_to_itself, nothing, empty, zero_bytes, another_encoding, closed_to_its_reader,
)  # fmt: skip


@pytest.mark.parametrize("damage", UNREADABLE)
@pytest.mark.parametrize(("name", "read"), INPUTS)
def test_what_cannot_be_read_is_refused_by_its_name(
    name: str,
    read: str,
    damage: Callable[[Path], object],
    folder: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if name == "mapping suggest" and damage in (zero_bytes, another_encoding):
        pytest.skip("a listing may be in any encoding")
    if read == "table.csv" and damage is another_encoding:
        pytest.skip("a table of candidates may be in any encoding that its mark tells")
    (folder / read).unlink()
    damage(folder / read)
    assert verb(*("out" if one == "OUT" else one for one in VERBS[name])) == REFUSED
    said = capsys.readouterr().err
    assert not (folder / "out").exists()
    assert "Traceback" not in said
    assert read in said
    assert "refusé" in said


@pytest.mark.parametrize("name", [*VERBS, "link --records"])
@pytest.mark.parametrize("out", ["a_folder", "a_file/below", "/dev/null", ""])
def test_where_nothing_can_be_written_nothing_is_done(
    name: str, out: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if name == "link --records" and out in ("a_folder", ""):
        pytest.skip("it writes into a folder")
    (folder / "a_folder").mkdir()
    (folder / "a_file").write_text("kept", encoding="utf-8")
    arguments = VERBS.get(
        name, ("link", "--records", "listing.csv", "--mapping", "mapping.toml", "--out", "OUT")
    )
    assert verb(*(out if one == "OUT" else one for one in arguments)) in (REFUSED, WRONG_USE)
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert (folder / "a_file").read_text(encoding="utf-8") == "kept"
    assert Path("/dev/null").is_char_device()


@pytest.mark.parametrize("name", ["select", "select with a jury"])
@pytest.mark.parametrize("read", ["table.csv", "marks.csv"])
def test_an_endless_cell_is_refused_on_the_line_where_its_row_begins(
    name: str, read: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if read not in VERBS[name]:
        pytest.skip("it reads no marks")
    with (folder / read).open("a", encoding="utf-8") as stream:
        stream.write('"' + "x" * 131_073 + '",1\n')
    assert verb(*("out" if one == "OUT" else one for one in VERBS[name])) == REFUSED
    said = capsys.readouterr().err
    assert f"{read}, line {2 + (folder / read).read_text(encoding='utf-8').count(chr(10)) - 2}" in said
    assert "quote" in said
    assert "guillemet" in said


def test_the_lines_of_a_table_may_end_as_those_of_an_old_spreadsheet(folder: Path) -> None:
    (folder / "table.csv").write_bytes(TABLE.replace("\n", "\r").encode())
    assert verb(*("out.json" if one == "OUT" else one for one in VERBS["select"])) == 0
    assert '"place_id": "b"' in (folder / "out.json").read_text(encoding="utf-8").partition("not_selected")[0]


@pytest.mark.parametrize("wrong", ["listing.csv", "mapping.toml", "model.json", "records.parquet"])
@pytest.mark.parametrize("damage", [a_folder, a_link_to_nothing, empty, zero_bytes])
def test_a_file_to_link_that_cannot_be_read_is_refused(
    wrong: str, damage: Callable[[Path], object], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / wrong).unlink(missing_ok=True)
    damage(folder / wrong)
    arguments = ["link", "--records", "listing.csv", "--mapping", "mapping.toml", "--out", "made"]
    if wrong == "model.json":
        arguments += ["--model", wrong]
    if wrong == "records.parquet":
        arguments = ["link", "--records", wrong, "--out", "made"]
    assert verb(*arguments) == REFUSED
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert wrong in said


def test_a_file_of_records_to_be_made_is_not_the_listing_read(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = folder / "made"
    made.mkdir()
    (folder / "listing.csv").rename(made / "import.csv")
    (folder / "mapping.toml").write_text(MAPPING.replace("listing.csv", "made/import.csv"), encoding="utf-8")
    arguments = ("link", "--records", "made/import.csv", "--mapping", "mapping.toml", "--out", "made")
    assert verb(*arguments) == REFUSED
    assert (made / "import.csv").read_text(encoding="utf-8") == LISTING


OF_A_STUDY: Mapping[str, tuple[str, ...]] = {
    "seal": ("seal", "study", "--out", "OUT"),
    "report": ("report", "study", "--out", "OUT"),
    "export": ("export", "study", "--format", "geojson", "--out", "OUT"),
    "visit-form": ("visit-form", "study", "a-place", "--out", "OUT"),
    "build": ("build", "study", "--out", "OUT"),
    "publish": ("publish", "study", "--out", "OUT"),
}


STUDY_FILES = (
    "study/study.toml",
    "study/marks.csv",
    "study/listings/fabriques.toml",
    "study",
    "a_file/below",
)
AROUND = (".", "study/listings/site", "study/visits")
READ_OF_A_STUDY = (
    "study.toml", "decisions.csv", "identities.csv", "stages.csv", "overrides.csv", "departed.csv", "renewals.csv",
    "former_names.csv", "linkage.json", "field_rules.toml", "publication.toml", "vocabulary.toml",
    "listings/fabriques.toml", "visits/a.toml", "monographs/a.toml", "news/a.toml", "watch.csv",
)  # fmt: skip
OUTS = [
    *((name, out) for name in OF_A_STUDY for out in STUDY_FILES),
    *((name, out) for name in ("build", "publish") for out in AROUND),
    *((name, "store.sqlite3") for name in OF_A_STUDY),
]


def all_in(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def run_all(folder: Path, commands: list[list[str]]) -> list[tuple[int, str]]:
    ended = small_study.run(
        folder=folder, script=Path(__file__).with_name("many_runs.py"),
        answers=json.dumps([[*one, "--database", "sqlite:///store.sqlite3"] for one in commands]),
    )  # fmt: skip
    return [(code, said) for code, said in json.loads(ended.stdout)]


@pytest.fixture(scope="module")
def with_study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("named")
    small_study.make(folder, listings=("fabriques",))
    (folder / "a_file").write_text("kept", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def written_over(with_study: Path) -> dict[tuple[str, str], tuple[int, str]]:
    """How each verb of a study ends that is asked to write over it; the study is as it was after all of them."""
    before = all_in(with_study / "study")
    commands = [[out if one == "OUT" else one for one in OF_A_STUDY[name]] for name, out in OUTS]
    ended = dict(zip(OUTS, run_all(with_study, commands), strict=True))
    assert all_in(with_study / "study") == before
    assert not (with_study / "index.html").exists()
    assert (with_study / "store.sqlite3").read_bytes().startswith(b"SQLite format 3")
    return ended


@pytest.mark.parametrize(("name", "out"), OUTS)
def test_no_verb_writes_over_the_study_that_it_reads_nor_its_store(
    name: str, out: str, written_over: dict[tuple[str, str], tuple[int, str]]
) -> None:
    code, said = written_over[name, out]
    assert code == REFUSED or (code == WRONG_USE and name == "visit-form"), said
    assert "Traceback" not in said
    assert "--out" in said


@pytest.fixture(scope="module")
def damaged(with_study: Path) -> dict[tuple[str, str], tuple[int, str]]:
    """How a study is taken of which one file is a folder, or a link to nothing."""
    cases = [(read, damage) for read in READ_OF_A_STUDY for damage in (a_folder, a_link_to_nothing)]
    for rank, (read, damage) in enumerate(cases):
        path = with_study / f"study-{rank}" / read
        shutil.copytree(with_study / "study", with_study / f"study-{rank}", symlinks=True)
        path.unlink(missing_ok=True)
        path.parent.mkdir(exist_ok=True)
        damage(path)
    ended = run_all(with_study, [["appraise", f"study-{rank}"] for rank in range(len(cases))])
    return {(read, damage.__name__): one for (read, damage), one in zip(cases, ended, strict=True)}


@pytest.mark.parametrize("damage", ["a_folder", "a_link_to_nothing"])
@pytest.mark.parametrize("read", READ_OF_A_STUDY)
def test_a_file_of_a_study_that_cannot_be_read_is_refused_by_its_name(
    read: str, damage: str, damaged: dict[tuple[str, str], tuple[int, str]]
) -> None:
    code, said = damaged[read, damage]
    assert code == REFUSED, said
    assert "Traceback" not in said
    assert Path(read).name in said


def test_the_key_that_signs_is_not_written_over(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    key = Ed25519PrivateKey.generate()
    text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "key.pem").write_bytes(text)
    monkeypatch.setenv("FLORILEGE_SEAL_KEY", "key.pem")
    assert verb(*("key.pem" if one == "OUT" else one for one in VERBS["seal"])) == REFUSED
    assert (folder / "key.pem").read_bytes() == text


@pytest.mark.parametrize("store", ["sqlite:///study", "sqlite:///a_file", "sqlite:///a_file/store"])
def test_a_store_that_does_not_open_is_refused(store: str, with_study: Path) -> None:
    result = small_study.run("link", "study", "--database", store, folder=with_study)
    assert result.returncode == REFUSED, result.stderr
    assert "Traceback" not in result.stderr


def test_an_address_that_is_none_of_a_store_is_wrong_use(with_study: Path) -> None:
    result = small_study.run("link", "study", "--database", "store.sqlite3", folder=with_study)
    assert result.returncode == WRONG_USE, result.stderr


@pytest.mark.parametrize("damage", [a_folder, a_link_to_nothing, empty])
def test_a_newer_version_that_cannot_be_read_is_refused(
    damage: Callable[[Path], object], linked: Path
) -> None:
    damage(linked / "newer.csv")
    asked = ("import", "study", "newer.csv", "--listing", "pdl", "--date", "2025-01-01")
    ((code, said),) = run_all(linked, [list(asked)])
    assert code == REFUSED, said
    assert "Traceback" not in said
    assert "newer.csv" in said


@pytest.mark.parametrize("made", ["a_file", "a_file/below", "link"])
def test_a_new_study_is_not_made_where_it_cannot_be(made: str, folder: Path) -> None:
    (folder / "a_file").write_text("kept", encoding="utf-8")
    (folder / "link").symlink_to("nowhere")
    assert verb("new", "--template", "label-budget", made) == REFUSED
    assert (folder / "a_file").read_text(encoding="utf-8") == "kept"
