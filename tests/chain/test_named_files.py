"""Files named on the command line: what is read is never written over, and what cannot be read or written is refused.

Each verb that takes a file is tried with each kind of wrong one: exit 3 (or 2), words in both languages that name the
file, no traceback, and what was there is there still.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from florilege.cli import main
from florilege.faults import REFUSED, WRONG_USE
from tests.chain.wrong_files import (
    UNREADABLE,
    a_folder,
    a_link_to_nothing,
    another_encoding,
    empty,
    zero_bytes,
)

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


@pytest.fixture(scope="module")
def good_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one good file for each that a verb may ask for."""
    made = tmp_path_factory.mktemp("named")
    written = {
        "table.csv": TABLE, "study.toml": STUDY, "jury.toml": JURY, "marks.csv": MARKS, "listing.csv": LISTING,
        "mapping.toml": MAPPING,
    }  # fmt: skip
    for name, text in written.items():
        (made / name).write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(made)
        patch.delenv("FLORILEGE_SEAL_KEY", raising=False)
        verb("select", "--candidates", "table.csv", "--study", "study.toml", "--out", "selection.json")
        verb("seal", "--candidates", "table.csv", "--study", "study.toml", "--selection", "selection.json")
    return made


@pytest.fixture
def folder(good_files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, where the verbs are run."""
    copy = Path(shutil.copytree(good_files, tmp_path / "named"))
    monkeypatch.chdir(copy)
    monkeypatch.delenv("FLORILEGE_SEAL_KEY", raising=False)
    return copy


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


def test_the_key_that_signs_is_not_written_over(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    key = Ed25519PrivateKey.generate()
    text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "key.pem").write_bytes(text)
    monkeypatch.setenv("FLORILEGE_SEAL_KEY", "key.pem")
    assert verb(*("key.pem" if one == "OUT" else one for one in VERBS["seal"])) == REFUSED
    assert (folder / "key.pem").read_bytes() == text


@pytest.mark.parametrize("made", ["a_file", "a_file/below", "link"])
def test_a_new_study_is_not_made_where_it_cannot_be(made: str, folder: Path) -> None:
    (folder / "a_file").write_text("kept", encoding="utf-8")
    (folder / "link").symlink_to("nowhere")
    assert verb("new", "--template", "label-budget", made) == REFUSED
    assert (folder / "a_file").read_text(encoding="utf-8") == "kept"
