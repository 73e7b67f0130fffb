"""A dossier: the same bytes for the same content, every fault of it named, and what differs at a replay told in words."""

from __future__ import annotations

import base64
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from florilege.appraisal.indicators import PlaceFacts, Raw
from florilege.appraisal.marks import Mark, Marks
from florilege.appraisal.scores import cell
from florilege.appraisal.surroundings import Site, surroundings
from florilege.evidence.claims import Claim
from florilege.faults import DONE, REFUSED, DossierRefused, InputRefused, sentence
from florilege.selection.candidates import Entry, gather
from florilege.selection.dossier import archive
from florilege.selection.dossier.archive import (
    open_dossier,
    pack,
    public_key_of,
    read_private_key,
    read_public_key,
)
from florilege.selection.dossier.neighbourhood import Inventory
from florilege.selection.dossier.replay import Replayed, replay
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
from florilege.selection.select import select, select_table
from florilege.selection.selection_json import selection_text
from florilege.selection.study_file import StudyFile, read_study

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
TABLE_STUDY = """
[study]
slug = "essai"
size = 2

[[criterion]]
key = "reach"
value = { kind = "linear", from = 0, to = 10 }

[[criterion]]
key = "spirit"
value = { kind = "linear", from = 0, to = 5 }

[weights]
reach = 0.7
spirit = 0.3

[[rule]]
kind = "at_most"
count = 1
each = "region"

[robustness]
draws = 300
seed = 7
"""
TABLE = "id,name,reach,spirit,region,phone\na,Alba,8,2,N,01\nb,Bora,7,,N,02\nc,Cima,3,1..4,S,03\nd,Dora,1,5,S,04\n"
STUDY = """
[study]
slug = "lieux"
size = 2
known_at_least = 1
known_per_axis = 0

[[criterion]]
key = "uses"
indicator = "mix_of_uses"
title = { fr = "Mélange des usages", en = "Mix of uses" }
value = { kind = "linear", from = 0, to = 4 }

[[criterion]]
key = "distance"
indicator = "distance_to_next"
value = { kind = "log", from = 0.1, to = 100 }

[[criterion]]
key = "ways"
indicator = "contact_channels"
value = { kind = "linear", from = 0, to = 4 }

[weights]
uses = 0.5
distance = 0.3
ways = 0.2

[robustness]
draws = 200
seed = 3
"""


@pytest.fixture
def sealed_table(tmp_path: Path) -> bytes:
    return table_dossier(tmp_path)


def table_dossier(folder: Path, *, key: Ed25519PrivateKey | None = None, study: str = TABLE_STUDY) -> bytes:
    (folder / "study.toml").write_text(study, encoding="utf-8")
    (folder / "table.csv").write_text(TABLE, encoding="utf-8")
    out = folder / "selection.json"
    assert select_table(folder / "table.csv", folder / "study.toml", out) == DONE
    read = read_study(study, file="study.toml", table=True)
    files = {
        "study.toml": study.encode(),
        "candidates.csv": TABLE.encode(),
        "selection.json": out.read_bytes(),
    }
    return seal_table(files, read, software(), date="2026-11-23", key=key)


def facts(
    place: str, *said: tuple[str, str], licence: str = "etalab-2.0", note: str | None = None
) -> tuple[Claim, ...]:
    return tuple(
        Claim(f"l:{place}:{field}:{rank}", place, field, value, "l", place, licence, note=note)
        for rank, (field, value) in enumerate(said, start=1)
    )


CLAIMS: Mapping[str, tuple[Claim, ...]] = {
    "p1": facts(
        "p1", ("kind", "fablab"), ("service", "training"), ("phone", "+33123456789"), note="vu par Zoé"
    ),
    "p2": facts(
        "p2", ("kind", "coworking"), ("website", "https://p2.example"), ("twitter", "someone@mail.example")
    ),
    "p3": facts("p3", ("kind", "fablab"), ("service", "events"), licence="ODbL-1.0"),
    "p4": facts("p4", ("kind", "fablab")),
}
INVENTORY = Inventory(
    (
        Site("p1", ("fablab",), 48.85, 2.35, "200054781"),
        Site("p2", ("coworking",), 47.2, -1.55, "244400404"),
        Site("p3", ("fablab",), 48.9, 2.3, "200054781"),
        Site("p4", ("fablab",), 45.75, 4.85, "200046977"),
        Site("outside", ("fablab",), 45.8, 4.9, "200046977"),
    ),
    {"200054781": 7_000_000, "244400404": 660_000, "200046977": 1_400_000},
    frozenset({"p3"}),
)


def lieux() -> StudyFile:
    return read_study(STUDY, file="study.toml")


def places(study: StudyFile, claims: Mapping[str, tuple[Claim, ...]] = CLAIMS) -> list[SealedPlace]:
    around = surroundings(INVENTORY.sites, INVENTORY.population or {})
    found: list[SealedPlace] = []
    for place, said in claims.items():
        by_field: dict[str, tuple[Claim, ...]] = {}
        for one in said:
            by_field[one.field] = (*by_field.get(one.field, ()), one)
        known = PlaceFacts(place, by_field, around[place], frozenset(), 2024)
        sealed = SealedPlace(place, f"Lieu {place}", 1, {"region": "N"}, known, {})
        found.append(replace(sealed, raws=measured(sealed, study)))
    return found


def study_dossier(files: Mapping[str, bytes] | None = None) -> bytes:
    study = lieux()
    held = places(study)
    entries = [
        Entry(one.place_id, one.name, {key: cell(criterion, one.raws[key]) for key, criterion in
              zip(study.grid.keys, study.grid.criteria, strict=True)}, one.attributes, one.corroboration)
        for one in held
    ]  # fmt: skip
    result = {
        **select(study, gather(entries, study), explain="all"),
        "published": None,
        "overrides": [],
        "broken_rules": [],
    }
    result["published"] = [one["place_id"] for one in json.loads(selection_text(result))["selected"]]
    content = {
        "study.toml": STUDY.encode(),
        **evidence_files(held, study, INVENTORY),
        "selection.json": selection_text(result).encode(),
        **(files or {}),
    }
    about = {"kind": "study", "study": study.slug, "options": {"explain": "all", "ranked": None}}
    return pack(content, about)


def members(dossier: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(dossier)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Zipped by other software: other dates, another order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as written:
        for name in sorted(files, reverse=True):
            written.writestr(name, files[name])
    return out.getvalue()


def again(dossier: bytes, **changed: bytes | None) -> bytes:
    """The dossier with other files, its checksums made right, signed by nobody."""
    held = {name.replace("/", "_"): content for name, content in members(dossier).items()}
    manifest = json.loads(held.pop("manifest.json"))
    held.pop("signature.json", None)
    for name, content in changed.items():
        key = name.replace("__", ".")
        if content is None:
            held.pop(key)
        else:
            held[key] = content
    about = {key: value for key, value in manifest.items() if key not in ("format", "files", "signed_by")}
    return pack(held, about)


def refusal(dossier: bytes, *, key: str | None = None) -> DossierRefused:
    with pytest.raises(DossierRefused) as caught:
        open_dossier(dossier, file="d.zip", key=key)
    assert "d.zip" in sentence(caught.value, "fr")
    assert caught.value.hint is not None
    return caught.value


def played(dossier: bytes) -> Replayed:
    return replay(open_dossier(dossier, file="d.zip"), software(), file="d.zip")


def told(found: Replayed) -> str:
    assert all(one.fr and one.en for one in found.differences)
    return "\n".join(one.en for one in found.differences)


# ── the archive ──


def test_sealed_twice_the_bytes_are_the_same_signed_or_not(tmp_path: Path) -> None:
    for key in (None, KEY):
        assert table_dossier(tmp_path, key=key) == table_dossier(tmp_path, key=key)


def test_zipped_again_by_other_software_it_is_the_same_dossier(sealed_table: bytes) -> None:
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_DEFLATED):
        assert played(zipped(members(sealed_table), method)).is_same


@pytest.mark.parametrize("signed", [False, True])
def test_one_changed_byte_of_a_file_names_it(tmp_path: Path, signed: bool) -> None:
    dossier = table_dossier(tmp_path, key=KEY if signed else None)
    files = members(dossier)
    for name, content in files.items():
        for place in (0, len(content) // 2, len(content) - 1):
            changed = bytearray(content)
            changed[place] ^= 1
            where = refusal(zipped({**files, name: bytes(changed)})).where
            known = {name, "signature.json"} if signed and name == "manifest.json" else {name}
            if name == "manifest.json" and not signed:
                continue  # what it says of a file may be what no longer holds: refused all the same
            assert where.column in known


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_whatever_byte_is_changed_it_is_refused_or_changes_nothing(data: st.DataObject) -> None:
    content = {"study.toml": TABLE_STUDY.encode(), "candidates.csv": TABLE.encode()}
    dossier = pack(content, {"kind": "table"}, key=KEY)
    changed = bytearray(dossier)
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    try:
        opened = open_dossier(bytes(changed), file="d.zip")
    except DossierRefused:
        return
    assert opened == open_dossier(dossier, file="d.zip")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_dossier_cut_short_is_refused(data: st.DataObject) -> None:
    dossier = pack({"a.csv": b"id\n" * 100}, {"kind": "table"})
    refusal(dossier[: data.draw(st.integers(0, len(dossier) - 1))])


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_what_is_no_archive_is_refused(content: bytes) -> None:
    refusal(content)


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "../study.toml", "a/b.csv", "a\\b.csv", "C:\\a.csv", ".hidden"]
)
def test_a_name_that_leads_elsewhere_is_refused(name: str) -> None:
    refusal(zipped({**members(pack({"a.csv": b"id\n"}, {})), name: b"x"}))


def test_a_name_that_comes_twice_is_refused() -> None:
    out = io.BytesIO(pack({"a.csv": b"id\n"}, {}))
    with zipfile.ZipFile(out, "a") as written, pytest.warns(UserWarning, match="Duplicate"):
        written.writestr("a.csv", b"id\nx\n")
    assert refusal(out.getvalue()).where.column == "a.csv"


def test_a_file_missing_or_more_is_named(sealed_table: bytes) -> None:
    files = members(sealed_table)
    without = {name: content for name, content in files.items() if name != "candidates.csv"}
    assert refusal(zipped(without)).where.column == "candidates.csv"
    assert refusal(zipped({**files, "more.csv": b"x"})).where.column == "more.csv"
    assert refusal(zipped({name: files[name] for name in files if name != "manifest.json"})).where.column == (
        "manifest.json"
    )


@pytest.mark.parametrize(
    "manifest",
    [b"", b"[]", b"{}", b"\xff", b'{"format": 2}', b'{"format": 1}', b'{"format": 1, "files": []}', b"[" * 100_000,
     b'{"format": 1, "files": {"a.csv": null}}', b'{"format": 1, "files": {"a.csv": {"sha256": 3}}}'],
)  # fmt: skip
def test_a_manifest_that_says_nothing_usable_is_refused(manifest: bytes) -> None:
    refusal(zipped({"manifest.json": manifest, "a.csv": b"id\n"}))


def test_an_archive_made_to_fill_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "LARGEST", 1_000_000)
    assert refusal(zipped({"a.csv": bytes(1_000_001)})).where.column == "a.csv"
    together = zipped({f"{rank}.csv": bytes(400_000) for rank in range(3)})
    assert len(together) < 10_000
    refusal(together)
    refusal(zipped({f"{rank}.csv": b"" for rank in range(archive.MOST_FILES + 1)}))


def test_an_archive_that_lies_on_its_sizes_is_refused() -> None:
    dossier = zipped({"a.csv": bytes(100_000)})
    lying = dossier.replace((100_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != dossier
    assert refusal(lying).where.column == "a.csv"


# ── the signature ──


def test_a_signature_holds_and_names_its_signer(tmp_path: Path) -> None:
    dossier = table_dossier(tmp_path, key=KEY)
    assert open_dossier(dossier, file="d.zip", key=public_key_of(KEY)).signer == public_key_of(KEY)
    assert open_dossier(dossier, file="d.zip").signer == public_key_of(KEY)


def test_another_signer_or_none_is_refused_when_one_is_asked_for(tmp_path: Path) -> None:
    asked = public_key_of(OTHER)
    assert refusal(table_dossier(tmp_path, key=KEY), key=asked).where.column == "signature.json"
    assert refusal(table_dossier(tmp_path), key=asked).where.column == "signature.json"


def test_a_manifest_changed_under_its_signature_is_refused(tmp_path: Path) -> None:
    files = members(table_dossier(tmp_path, key=KEY))
    forged = {**files, "manifest.json": files["manifest.json"].replace(b"2026-11-23", b"2026-11-24")}
    assert refusal(zipped(forged)).where.column == "signature.json"


def test_a_signature_taken_away_put_on_or_swapped_is_refused(tmp_path: Path) -> None:
    signed, bare = members(table_dossier(tmp_path, key=KEY)), members(table_dossier(tmp_path))
    without = {name: content for name, content in signed.items() if name != "signature.json"}
    assert refusal(zipped(without)).where.column == "signature.json"
    assert (
        refusal(zipped({**bare, "signature.json": signed["signature.json"]})).where.column == "signature.json"
    )
    by_another = base64.b64encode(OTHER.sign(signed["manifest.json"])).decode()
    swapped = json.dumps({"public_key": public_key_of(OTHER), "signature": by_another}).encode()
    assert refusal(zipped({**signed, "signature.json": swapped})).where.column == "signature.json"


@pytest.mark.parametrize("said", [b"{}", b"[]", b'{"public_key": "AAAA", "signature": "AAAA"}', b"not json"])
def test_a_signature_that_is_none_is_refused(tmp_path: Path, said: bytes) -> None:
    files = members(table_dossier(tmp_path, key=KEY))
    assert refusal(zipped({**files, "signature.json": said})).where.column == "signature.json"


def test_keys_are_read_as_openssl_writes_them() -> None:
    pem = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    assert public_key_of(read_private_key(pem, file="key")) == public_key_of(KEY)
    public = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    assert read_public_key(public, file="key") == public_key_of(KEY)
    assert read_public_key(f" {public_key_of(KEY)}\n", file="key") == public_key_of(KEY)


def test_a_key_of_another_sort_is_refused_and_never_shown() -> None:
    rsa = generate_private_key(65537, 2048)
    pem = rsa.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = rsa.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    for text in (pem, b"secret", b"", pem[:200]):
        with pytest.raises(DossierRefused) as caught:
            read_private_key(text, file="FLORILEGE_SEAL_KEY")
        assert caught.value.value is None
    for said in (public, "secret", "", "AAAA"):
        with pytest.raises(DossierRefused):
            read_public_key(said, file="--key")


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


def test_a_study_is_replayed_from_its_claims_alone() -> None:
    found = played(study_dossier())
    assert found.is_same, told(found)


def test_a_claim_changed_in_a_dossier_changes_what_is_measured_and_is_reported() -> None:
    dossier = study_dossier()
    claims = members(dossier)["claims.csv"]
    changed = claims.replace(b'"""training"""', b'"""prototyping"""')
    assert changed != claims
    found = played(again(dossier, claims__csv=changed))
    assert "Mix of uses" in told(found)
    assert "p1" in told(found)


def test_a_position_changed_in_a_dossier_changes_the_distances() -> None:
    dossier = study_dossier()
    sites = members(dossier)["sites.csv"].replace(b"45.8,4.9", b"44.8,4.9")
    found = played(again(dossier, sites__csv=sites))
    assert "p4" in told(found)


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
    lines = told(found)
    assert "weight (reach): 0.7 in the selection, 0.2 computed" in lines
    assert "list computed: Bora (b) enters it" in lines
    assert "list computed: Alba (a) leaves it" in lines
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
    assert said["not_selected"][0]["place_id"] in told(found)


def test_a_place_put_in_the_list_or_taken_out_of_the_table_is_reported(sealed_table: bytes) -> None:
    said = json.loads(members(sealed_table)["selection.json"])
    moved = said["not_selected"].pop(0)
    said["selected"].append(moved)
    found = played(again(sealed_table, selection__json=json.dumps(said).encode()))
    assert f"({moved['place_id']}) leaves it" in told(found)
    fewer = "\n".join(line for line in TABLE.splitlines() if not line.startswith("d,")) + "\n"
    found = played(again(sealed_table, candidates__csv=fewer.encode()))
    assert "candidate Dora (d): in the selection only" in told(found)


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
        told = sentence(refused.value, language)
        assert kept["place_id"] in told
        assert left["place_id"] in told
        assert "selection.json" in told


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
