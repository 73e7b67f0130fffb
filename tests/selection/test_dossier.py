"""What a dossier holds of a study, and what differs at a replay, told in words; what is sealed at all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace

from florilege.appraisal.indicators import Raw
from florilege.appraisal.marks import Mark, Marks
from florilege.faults import DONE, REFUSED, DossierRefused, InputRefused, sentence
from florilege.selection.dossier.archive import (
    open_dossier,
)
from florilege.selection.dossier.replay import replay
from florilege.selection.dossier.study_content import (
    CARRIED,
    SealedPlace,
    evidence_files,
    measured,
    read_evidence,
    under_pseudonyms,
)
from florilege.selection.dossier.table_content import seal_table
from florilege.selection.dossier.versions import software
from florilege.selection.select import select_table
from florilege.selection.study_file import StudyFile, read_study
from tests.selection.sealed_dossiers import (
    CLAIMS,
    INVENTORY,
    STUDY,
    TABLE,
    TABLE_STUDY,
    again,
    lieux,
    members,
    places,
    played,
    reported,
    study_dossier,
    table_dossier,
)


@pytest.fixture
def sealed_table(tmp_path: Path) -> bytes:
    return table_dossier(tmp_path)


# ── pseudonyms ──


def jury(names: Mapping[str, str]) -> Marks:
    return Marks(
        tuple(
            Mark(names[juror], place, "spirit", mark, 0.5)
            for juror, given_marks in (("x", (5.0, None)), ("y", (2.0, 1.0)), ("z", (5.0, 0.0)))
            for place, mark in zip(("a", "b"), given_marks, strict=True)
        )
    )


def test_pseudonyms_hold_nothing_of_the_names() -> None:
    marked = under_pseudonyms(jury({"x": "Zygmunta", "y": "Quirinus", "z": "Xanthippe"}))
    assert marked == under_pseudonyms(jury({"x": "Ann", "y": "Zoe", "z": "Bob"}))
    assert not any(name in marked.decode() for name in ("Zygmunta", "Quirinus", "Xanthippe"))
    assert len({line.split(",")[0] for line in marked.decode().splitlines()[1:]}) == 3


def test_pseudonyms_do_not_depend_on_the_order_of_the_file() -> None:
    marks = jury({"x": "Ann", "y": "Bob", "z": "Cy"})
    assert under_pseudonyms(Marks(marks.marks[::-1])) == under_pseudonyms(marks)


# ── the evidence ──


@pytest.fixture
def opened_evidence() -> tuple[dict[str, bytes], tuple[SealedPlace, ...]]:
    study = lieux()
    files = evidence_files(places(study), study, INVENTORY)
    return files, read_evidence(files, file="d.zip")


def test_measures_taken_again_from_the_files_are_those_of_the_appraisal(
    opened_evidence: tuple[dict[str, bytes], tuple[SealedPlace, ...]],
) -> None:
    study = lieux()
    before = {one.place_id: one.raws for one in places(study)}
    for place in opened_evidence[1]:
        assert ends(measured(place, study)) == ends(before[place.place_id])


def ends(raws: Mapping[str, Raw]) -> dict[str, tuple[object, object]]:
    return {key: (getattr(raw, "low", None), getattr(raw, "high", None)) for key, raw in raws.items()}


def test_share_alike_and_private_claims_stay_out_and_what_rests_on_them_is_carried(
    opened_evidence: tuple[dict[str, bytes], tuple[SealedPlace, ...]],
) -> None:
    files, found = opened_evidence
    assert b"ODbL" not in files["claims.csv"]
    assert b"mail.example" not in b"".join(files.values())
    assert "Zoé".encode() not in b"".join(files.values())
    context = json.loads(files["context.json"])
    assert context["claims_left_out"] == {"ODbL-1.0": 2, "private": 1}
    assert context["positions_left_out"] == 1
    assert b"48.9" not in files["sites.csv"]
    carried = {one.place_id: one.carried for one in found}
    assert carried["p3"] == {"uses", "distance"}
    assert carried["p2"] == {"ways"}
    assert "distance" in carried["p1"]  # its nearest is p3, whose position is left out
    assert carried["p4"] == frozenset()
    assert context["raws_carried"] == sum(map(len, carried.values()))


def test_whom_a_place_alone_reaches_is_carried_and_nothing_else_for_it() -> None:
    study = read_study(STUDY.replace("contact_channels", "reach"), file="study.toml")
    held = []
    for one in places(study, {"p1": CLAIMS["p1"], "p4": CLAIMS["p4"]}):
        around = replace(one.facts.surroundings, only_reached=(1.5, 4.0))
        known = replace(one, facts=replace(one.facts, surroundings=around))
        held.append(replace(known, raws=measured(known, study)))
    found = read_evidence(evidence_files(held, study, INVENTORY), file="x.zip")
    for one in found:
        assert "ways" in one.carried
        assert ends(measured(one, study))["ways"] == (1.5, 4.0)
    assert found[1].carried == {"ways"}


def test_a_study_is_replayed_from_its_claims_alone() -> None:
    found = played(study_dossier())
    assert found.is_same, reported(found)


def test_a_claim_changed_in_a_dossier_changes_what_is_measured_and_is_reported() -> None:
    dossier = study_dossier()
    claims = members(dossier)["claims.csv"]
    changed = claims.replace(b'"""training"""', b'"""prototyping"""')
    assert changed != claims
    found = played(again(dossier, claims__csv=changed))
    assert "Mix of uses" in reported(found)
    assert "p1" in reported(found)


def test_a_position_changed_in_a_dossier_changes_the_distances() -> None:
    dossier = study_dossier()
    sites = members(dossier)["sites.csv"].replace(b"45.8,4.9", b"44.8,4.9")
    found = played(again(dossier, sites__csv=sites))
    assert "p4" in reported(found)


def test_how_many_measures_are_taken_as_sealed_is_reported() -> None:
    dossier = study_dossier()
    assert played(dossier).carried == sum(
        line.endswith(CARRIED) for line in members(dossier)["raws.csv"].decode().splitlines()
    )


# ── the replay ──


def test_the_same_dossier_is_the_same(sealed_table: bytes) -> None:
    found = played(sealed_table)
    assert found.is_same
    assert found.versions == ()


def test_a_weight_changed_with_its_checksums_differs_and_says_what(sealed_table: bytes) -> None:
    study = TABLE_STUDY.replace("reach = 0.7\nspirit = 0.3", "reach = 0.2\nspirit = 0.8")
    found = played(again(sealed_table, study__toml=study.encode()))
    assert not found.is_same
    lines = reported(found)
    assert "weight (reach): 0.7 in the selection, 0.2 computed" in lines
    assert "computed list: Bora (b) enters it" in lines
    assert "computed list: Alba (a) leaves it" in lines
    assert "Alba (a), score:" in lines
    assert "total of the list:" in lines
    assert any("poids (reach) : 0.7 dans la sélection, 0.2 au calcul" in one.fr for one in found.differences)


@pytest.mark.parametrize(
    ("key", "value"),
    [("objective", 1.9), ("draws", 3), ("seed", 1), ("status", "infeasible"), ("size", 3), ("tied", "maybe"),
     ("rules", []), ("portfolios", {"different": 99}), ("unheard_of", 1)],
)  # fmt: skip
def test_each_thing_that_a_selection_says_is_compared(sealed_table: bytes, key: str, value: object) -> None:
    said = {**json.loads(members(sealed_table)["selection.json"]), key: value}
    found = played(again(sealed_table, selection__json=json.dumps(said).encode()))
    assert not found.is_same


@pytest.mark.parametrize(
    "key", ["score", "score_low", "acceptability", "ci_high", "class", "certain", "reasons", "name"]
)
def test_each_thing_that_a_selection_says_of_a_place_is_compared(sealed_table: bytes, key: str) -> None:
    said = json.loads(members(sealed_table)["selection.json"])
    said["not_selected"][0][key] = {"score": 0.123, "reasons": [], "name": "Zêta"}.get(key, 0.321)
    found = played(again(sealed_table, selection__json=json.dumps(said).encode()))
    assert said["not_selected"][0]["place_id"] in reported(found)


def test_sentences_worded_otherwise_are_told_apart_from_another_result(sealed_table: bytes) -> None:
    said = json.loads(members(sealed_table)["selection.json"])
    said["not_selected"][0]["reasons"][0]["en"] = "As another version would word it."
    found = played(again(sealed_table, selection__json=json.dumps(said).encode()))
    assert not found.is_same
    assert found.words_alone
    said["not_selected"][0]["score"] = 0.123
    found = played(again(sealed_table, selection__json=json.dumps(said).encode()))
    assert not found.is_same
    assert not found.words_alone
    assert not played(sealed_table).words_alone


def test_a_place_put_in_the_list_or_taken_out_of_the_table_is_reported(sealed_table: bytes) -> None:
    said = json.loads(members(sealed_table)["selection.json"])
    moved = said["not_selected"].pop(0)
    said["selected"].append(moved)
    found = played(again(sealed_table, selection__json=json.dumps(said).encode()))
    assert f"({moved['place_id']}) leaves it" in reported(found)
    fewer = "\n".join(line for line in TABLE.splitlines() if not line.startswith("d,")) + "\n"
    found = played(again(sealed_table, candidates__csv=fewer.encode()))
    assert "candidate Dora (d): in the selection only" in reported(found)


@pytest.mark.parametrize(
    "said",
    [b"", b"[]", b"{}", b'{"status": 1}', b'{"status": "optimal", "selected": [1]}', b"[" * 100_000, b"\xff"],
)  # fmt: skip
def test_a_selection_that_is_none_is_refused(sealed_table: bytes, said: bytes) -> None:
    with pytest.raises(InputRefused):
        played(again(sealed_table, selection__json=said))


@pytest.mark.parametrize("name", ["study.toml", "selection.json", "candidates.csv"])
def test_what_a_dossier_of_a_table_must_hold_is_asked_for(sealed_table: bytes, name: str) -> None:
    with pytest.raises(InputRefused) as caught:
        played(again(sealed_table, **{name.replace(".", "__"): None}))
    assert name in sentence(caught.value, "en")


@pytest.mark.parametrize(
    "name", ["claims.csv", "raws.csv", "places.csv", "context.json", "sites.csv", "territory.csv"]
)
@pytest.mark.parametrize("content", [None, b"", b"a,b\n1,2\n", b"\xff\xfe", b"{"])
def test_what_a_dossier_of_a_study_must_hold_is_asked_for(name: str, content: bytes | None) -> None:
    dossier = again(study_dossier(), **{name.replace(".", "__"): content})
    with pytest.raises(DossierRefused) as caught:
        played(dossier)
    assert caught.value.where.column == name


def test_another_version_of_the_software_is_told_and_is_no_difference(sealed_table: bytes) -> None:
    opened = open_dossier(sealed_table, file="d.zip")
    found = replay(opened, {**software(), "highspy": "9.9.9"}, file="d.zip")
    assert found.is_same
    (only,) = found.versions
    assert "9.9.9" in only.fr
    assert "highspy" in only.en


def test_draws_cut_short_by_a_budget_of_seconds_are_replayed_as_many(tmp_path: Path) -> None:
    study = TABLE_STUDY.replace("draws = 300", "draws = 60000\nseconds = 0.000001")
    dossier = table_dossier(tmp_path, study=study)
    said = json.loads(members(dossier)["selection.json"])
    assert said["draws"] < said["draws_asked"]
    assert played(dossier).is_same


def test_a_clash_of_rules_is_replayed_too(tmp_path: Path) -> None:
    study = TABLE_STUDY.replace("size = 2", "size = 4")
    (tmp_path / "study.toml").write_text(study, encoding="utf-8")
    (tmp_path / "table.csv").write_text(TABLE, encoding="utf-8")
    out = tmp_path / "selection.json"
    assert select_table(tmp_path / "table.csv", tmp_path / "study.toml", out) == 1
    files = {
        "study.toml": study.encode(),
        "candidates.csv": TABLE.encode(),
        "selection.json": out.read_bytes(),
    }
    read = read_study(study, file="study.toml", table=True)
    assert played(seal_table(files, read, software(), date="")).is_same


HERE = """
import sys
from pathlib import Path
from florilege.selection.dossier.archive import open_dossier
from florilege.selection.dossier.replay import replay
import os
if sys.argv[2] == "1" and hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
if __name__ == "__main__":
    found = replay(open_dossier(Path(sys.argv[1]).read_bytes(), file="d.zip"), {}, file="d.zip")
    sys.exit(0 if found.is_same else 1)
"""


@pytest.fixture
def elsewhere(tmp_path: Path) -> tuple[Path, Path]:
    dossier, script = tmp_path / "d.zip", tmp_path / "here.py"
    dossier.write_bytes(table_dossier(tmp_path, study=TABLE_STUDY.replace("draws = 300", "draws = 2500")))
    script.write_text(HERE, encoding="utf-8")
    return dossier, script


@pytest.mark.parametrize("threads", ["1", "3"])
def test_another_process_with_other_threads_and_hashes_finds_the_same(
    elsewhere: tuple[Path, Path], threads: str
) -> None:
    dossier, script = elsewhere
    environment = {
        **os.environ,
        "OMP_NUM_THREADS": threads,
        "OPENBLAS_NUM_THREADS": threads,
        "PYTHONHASHSEED": threads,
    }
    run = subprocess.run(
        [sys.executable, script, dossier, threads],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == DONE, run.stderr
    assert run.returncode != REFUSED


# what may be sealed, and what of a table goes in


def sealable(folder: Path) -> tuple[dict[str, bytes], StudyFile]:
    """The files of a table's dossier, as they are handed over to be sealed."""
    table_dossier(folder)
    study = read_study(TABLE_STUDY, file="study.toml", table=True)
    names = {"study.toml": "study.toml", "candidates.csv": "table.csv", "selection.json": "selection.json"}
    return {member: (folder / name).read_bytes() for member, name in names.items()}, study


def test_a_selection_whose_places_were_swapped_is_not_sealed(tmp_path: Path) -> None:
    files, study = sealable(tmp_path)
    said = json.loads(files["selection.json"])
    (kept, *others), (left, *rest) = said["selected"], said["not_selected"]
    said["selected"], said["not_selected"] = [left, *others], [kept, *rest]
    with pytest.raises(DossierRefused) as refused:
        seal_table({**files, "selection.json": json.dumps(said).encode()}, study, software(), date="")
    for language in ("fr", "en"):
        reported = sentence(refused.value, language)
        assert kept["place_id"] in reported
        assert left["place_id"] in reported
        assert "selection.json" in reported


def test_a_selection_of_another_table_is_not_sealed(tmp_path: Path) -> None:
    files, study = sealable(tmp_path)
    table = files["candidates.csv"].replace(b"a,Alba,8,", b"a,Alba,7.5,")
    assert table != files["candidates.csv"]
    with pytest.raises(DossierRefused):
        seal_table({**files, "candidates.csv": table}, study, software(), date="")


def test_a_dossier_of_a_table_holds_the_columns_that_the_study_uses_and_names_the_others(
    tmp_path: Path,
) -> None:
    files, study = sealable(tmp_path)
    assert b"phone" in files["candidates.csv"]
    dossier = seal_table(files, study, software(), date="")
    held = members(dossier)
    assert held["candidates.csv"].decode().splitlines()[0] == "id,name,reach,spirit,region"
    assert held["candidates.csv"].decode().splitlines()[1] == "a,Alba,8,2,N"
    assert json.loads(held["manifest.json"])["columns_left_out"] == ["phone"]
    assert held["README.md"].decode().count("phone") == 2
    assert played(dossier).is_same


def test_columns_that_conditions_rules_and_ties_look_at_stay(tmp_path: Path) -> None:
    text = TABLE_STUDY.replace("size = 2\n", 'size = 1\nties = ["corroboration"]\n').replace(
        'each = "region"', 'where = { kind = "x" }'
    )
    text += '\n[[condition]]\nwhere = { open = "yes" }\n'
    table = "id,reach,spirit,kind,open,corroboration,region,mail\na,8,2,x,yes,3,N,m\nb,8,2,y,yes,4,N,m\nc,9,2,y,no,1,S,m\n"
    (tmp_path / "study.toml").write_text(text, encoding="utf-8")
    (tmp_path / "table.csv").write_text(table, encoding="utf-8")
    out = tmp_path / "selection.json"
    assert select_table(tmp_path / "table.csv", tmp_path / "study.toml", out) == DONE
    files = {
        "study.toml": text.encode(),
        "candidates.csv": table.encode(),
        "selection.json": out.read_bytes(),
    }
    study = read_study(text, file="study.toml", table=True)
    dossier = seal_table(files, study, software(), date="")
    header = members(dossier)["candidates.csv"].decode().splitlines()[0]
    assert header == "id,reach,spirit,kind,open,corroboration"
    assert played(dossier).is_same
