"""The archive of a dossier: the same bytes for the same content, and every fault of it named."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from florilege.faults import DossierRefused
from florilege.selection.dossier import archive
from florilege.selection.dossier.archive import (
    open_dossier,
    pack,
    public_key_of,
    read_private_key,
    read_public_key,
)
from tests.examples import examples
from tests.selection.sealed_dossiers import (
    KEY,
    OTHER,
    TABLE,
    TABLE_STUDY,
    members,
    played,
    refusal,
    table_dossier,
    zipped,
)


@pytest.fixture
def sealed_table(tmp_path: Path) -> bytes:
    return table_dossier(tmp_path)


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


@settings(max_examples=examples(200), deadline=None)
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


@settings(max_examples=examples(60), deadline=None)
@given(st.data())
def test_a_dossier_cut_short_is_refused(data: st.DataObject) -> None:
    dossier = pack({"a.csv": b"id\n" * 100}, {"kind": "table"})
    refusal(dossier[: data.draw(st.integers(0, len(dossier) - 1))])


@settings(max_examples=examples(60), deadline=None)
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
    [b"", b"[]", b"{}", b"\xff", b'{"format": 3}', b'{"format": 1}', b'{"format": 2, "files": []}', b"[" * 100_000,
     b'{"format": 2, "files": {"a.csv": null}}', b'{"format": 2, "files": {"a.csv": {"sha256": 3}}}'],
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
