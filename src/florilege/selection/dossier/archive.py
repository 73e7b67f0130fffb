"""The sealed file: a zip with a manifest of checksums, signed when a key is given; the same content, the same bytes."""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Mapping, Sequence

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from msgspec import Struct

from florilege.faults import DossierRefused, Words

MANIFEST, SIGNATURE = "manifest.json", "signature.json"
FORMAT = 2
MOST_FILES = 40
LARGEST = 256 * 1024 * 1024
"""Bytes of all the files together, unpacked: a table of 100,000 candidates needs a quarter of it."""
_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    KeyError,
    OverflowError,
)
"""What the standard library raises, by version of Python, of an archive that is none or is damaged."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
_DAMAGED = Words("un dossier scellé, entier et inchangé", "a sealed dossier, complete and unchanged")
_ASK_AGAIN = Words(
    "le demander de nouveau à qui l’a scellé", "ask for it again from the person who sealed it"
)


class Opened(Struct, frozen=True):
    """A dossier whose checksums are right. signer : public key of who signed it, base64, or None."""

    files: Mapping[str, bytes]
    manifest: Mapping[str, object]
    signer: str | None


def pack(
    files: Mapping[str, bytes], about: Mapping[str, object], *, key: Ed25519PrivateKey | None = None
) -> bytes:
    """The bytes of a dossier. about : what the manifest says besides its files' checksums."""
    listed = {
        name: {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
        for name, content in sorted(files.items())
    }
    signer = None if key is None else public_key_of(key)
    manifest = _json({"format": FORMAT, **about, "signed_by": signer, "files": listed})
    held = {MANIFEST: manifest, **dict(sorted(files.items()))}
    if key is not None:
        held[SIGNATURE] = _json(
            {
                "algorithm": "Ed25519",
                "of": MANIFEST,
                "public_key": signer,
                "signature": base64.b64encode(key.sign(manifest)).decode(),
            }
        )
    return bundled(held)


def bundled(files: Mapping[str, bytes]) -> bytes:
    """Files as one zip, in their order: the same bytes for the same files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, date_time=_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            archive.writestr(entry, content)
    return out.getvalue()


def open_dossier(data: bytes, *, file: str, key: str | None = None) -> Opened:
    """A dossier, its checksums and its signature checked; raises DossierRefused, naming the member.

    key : public key, base64, that it must be signed by
    """
    held = _members(data, file=file)
    if MANIFEST not in held:
        raise _refused(file, MANIFEST, "absent")
    manifest = _object(held[MANIFEST], file=file, member=MANIFEST)
    if manifest.get("format") != FORMAT:
        raise _another_format(manifest.get("format"), file=file)
    signer = _signer(held, manifest, file=file, key=key)
    listed = manifest.get("files")
    if not isinstance(listed, dict):
        raise _refused(file, MANIFEST, "files")
    files = {name: content for name, content in held.items() if name not in (MANIFEST, SIGNATURE)}
    for name in sorted(files.keys() ^ listed.keys()):
        raise _refused(file, name, "absent" if name in listed else "not in the manifest")
    for name, content in files.items():
        said = listed[name]
        sums = said.get("sha256") if isinstance(said, dict) else None
        if hashlib.sha256(content).hexdigest() != sums:
            raise _refused(file, name, "sha256")
    return Opened(files, manifest, signer)


def _another_format(said: object, *, file: str) -> DossierRefused:
    older = isinstance(said, int) and said < FORMAT
    hint = Words(
        "prendre la version de florilege qui l’a scellé (« software » du manifeste)",
        'use the version of florilege that sealed it ("software" in the manifest)',
    )
    newer = Words("prendre une version plus récente de florilege", "use a newer version of florilege")
    return DossierRefused(
        Words(f"un dossier du format {FORMAT}", f"a dossier of format {FORMAT}"),
        file=file, column=MANIFEST, value=said, hint=hint if older else newer,
    )  # fmt: skip


def unbundled(data: bytes, *, file: str) -> dict[str, bytes]:
    """The files of a zip, in its order; raises DossierRefused for what is no such one, is damaged or too large."""
    return _members(data, file=file)


def read_private_key(text: bytes, *, file: str) -> Ed25519PrivateKey:
    """A private key in PEM (PKCS 8), as `openssl genpkey -algorithm ed25519` writes it; raises DossierRefused."""
    try:
        key = load_pem_private_key(text, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _no_key(file) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise _no_key(file)
    return key


def read_public_key(text: str, *, file: str) -> str:
    """A public key as base64 of its 32 bytes, from that or from PEM; raises DossierRefused."""
    said = text.strip()
    try:
        if said.startswith("-----BEGIN"):
            found = load_pem_public_key(said.encode())
            if not isinstance(found, Ed25519PublicKey):
                raise _no_public_key(file)
            return base64.b64encode(found.public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()
        Ed25519PublicKey.from_public_bytes(base64.b64decode(said, validate=True))
    except (ValueError, TypeError, binascii.Error, UnsupportedAlgorithm) as error:
        raise _no_public_key(file) from error
    return said


def public_key_of(key: Ed25519PrivateKey) -> str:
    """The public key of a private one, base64 of its 32 bytes."""
    return base64.b64encode(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


def _members(data: bytes, *, file: str) -> dict[str, bytes]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _FAULTS as error:
        raise _refused(file, "", str(error)) from error
    with archive:
        entries = archive.infolist()
        _check_names([entry.filename for entry in entries], file=file)
        held: dict[str, bytes] = {}
        for entry in entries:
            left = LARGEST - sum(map(len, held.values()))
            held[entry.filename] = _read(archive, entry, left, file=file)
        return held


def _check_names(names: Sequence[str], *, file: str) -> None:
    if len(names) > MOST_FILES:
        raise _refused(file, "", f"{len(names)} > {MOST_FILES}")
    for rank, name in enumerate(names):
        if "/" in name or "\\" in name or "\0" in name or name.startswith(".") or not name:
            raise _refused(file, name, "name")
        if name in names[:rank]:
            raise _refused(file, name, "twice")


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int, *, file: str) -> bytes:
    """One member, never more of it than it says nor than `left` bytes, which the whole dossier may still hold."""
    if entry.file_size > left:
        raise _refused(file, entry.filename, f"> {LARGEST // 2**20} MB")
    try:
        with archive.open(entry) as stream:
            content = stream.read(entry.file_size + 1)
    except _FAULTS as error:
        raise _refused(file, entry.filename, str(error)) from error
    if len(content) != entry.file_size:
        raise _refused(file, entry.filename, f"{len(content)} / {entry.file_size}")
    return content


def _signer(
    held: Mapping[str, bytes], manifest: Mapping[str, object], *, file: str, key: str | None
) -> str | None:
    """Who signed, None when nobody did. The manifest says who will: a signature cannot be taken away unseen."""
    announced = manifest.get("signed_by")
    if SIGNATURE not in held:
        if announced is not None:
            raise _refused(file, SIGNATURE, "absent")
        if key is not None:
            raise _not_signed(file, None)
        return None
    said = _object(held[SIGNATURE], file=file, member=SIGNATURE)
    signer = str(said.get("public_key"))
    try:
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(signer, validate=True))
        public.verify(base64.b64decode(str(said.get("signature")), validate=True), held[MANIFEST])
    except (InvalidSignature, ValueError) as error:
        raise DossierRefused(
            Words(f"une signature de {MANIFEST}", f"a signature of {MANIFEST}"),
            file=file, column=SIGNATURE, value=signer, hint=_ASK_AGAIN,
        ) from error  # fmt: skip
    if announced != signer:
        raise _refused(file, SIGNATURE, signer)
    if key is not None and signer != key:
        raise _not_signed(file, signer)
    return signer


def _not_signed(file: str, signer: str | None) -> DossierRefused:
    return DossierRefused(
        Words("un dossier signé par la clé demandée", "a dossier signed with the given key"),
        file=file,
        column=SIGNATURE,
        value=signer or "",
        hint=Words(
            "vérifier la clé publique, ou qui a remis ce dossier",
            "check the public key, or where this dossier came from",
        ),
    )


def _no_key(file: str) -> DossierRefused:
    return DossierRefused(
        Words("une clé privée Ed25519 en PEM", "an Ed25519 private key in PEM"),
        file=file,
        hint=Words(
            "openssl genpkey -algorithm ed25519 -out cle.pem",
            "openssl genpkey -algorithm ed25519 -out key.pem",
        ),
    )


def _no_public_key(file: str) -> DossierRefused:
    return DossierRefused(
        Words("une clé publique Ed25519, en base64 ou en PEM", "an Ed25519 public key, in base64 or PEM"),
        file=file,
        hint=Words(
            "openssl pkey -in cle.pem -pubout -out cle.pub.pem",
            "openssl pkey -in key.pem -pubout -out key.pub.pem",
        ),
    )


def _object(content: bytes, *, file: str, member: str) -> dict[str, object]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise _refused(file, member, "JSON") from error
    if not isinstance(found, dict):
        raise _refused(file, member, "JSON")
    return found


def _refused(file: str, member: str, value: str) -> DossierRefused:
    return DossierRefused(_DAMAGED, file=file, column=member or None, value=value, hint=_ASK_AGAIN)


def _json(data: Mapping[str, object]) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()
