"""Files given as proof: known by their content, never by their name; pictures are written anew; moderators alone see them.

Only PDF and three kinds of pictures are taken. A picture is decoded and encoded again, which drops where and when it was
taken, and whatever else hides in it.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import unicodedata
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils import timezone
from PIL import Image, UnidentifiedImageError

from florilege.faults import InputRefused, Words
from florilege.files import write_whole
from florilege.web.contributions.models import Proof, Proposal
from florilege.web.contributions.proposals import ACCEPTED, ANSWERED

LARGEST = 10 * 1024 * 1024
MOST = 5
"""Files of one proposal."""
PIXELS = 40_000_000
SIDE = 2400
"""Pictures are brought down to this many pixels."""
PDF, PICTURE = "application/pdf", "image/webp"
ENDINGS: Mapping[str, str] = {PDF: "pdf", PICTURE: "webp"}
_PICTURES = {"JPEG", "PNG", "WEBP"}
# The file that antivirus programs agree to find, in two halves so that they do not find it here.
_TEST_VIRUS = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|RichMedia|OpenAction|AA)\b")
_UNSAFE = re.compile(r"[^\w .()-]+")


class Sent(Protocol):
    """A file as it arrives."""

    @property
    def name(self) -> str | None: ...
    @property
    def size(self) -> int | None: ...
    def read(self, num_bytes: int | None = None, /) -> bytes: ...


def add(proposal: Proposal, sent: Sent) -> Proof:
    """Keep a file with a proposal; raises InputRefused with what was expected."""
    name = safe_name(sent.name or "")
    if proposal.proofs.count() >= MOST:
        raise InputRefused(
            Words(f"au plus {MOST} fichiers", f"at most {MOST} files"), column="proof", value=name
        )
    if (sent.size or 0) > LARGEST:
        raise too_large(name)
    content = sent.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise too_large(name)
    kind, kept = _read(content, name)
    digest = hashlib.sha256(kept).hexdigest()
    path = folder() / f"{digest}.{ENDINGS[kind]}"
    if path.exists():
        os.utime(path)  # as new: the daily erasure leaves it until its row is there
    else:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(path, kept)
        os.chmod(path, 0o600)
    found = Proof.objects.filter(proposal=proposal, sha256=digest).first()
    return found or Proof.objects.create(
        proposal=proposal, sha256=digest, name=name, kind=kind, size=len(kept), made=timezone.now()
    )


def path_of(proof: Proof) -> Path:
    """Where a file given as proof is."""
    return folder() / f"{proof.sha256}.{ENDINGS[proof.kind]}"


def erase(*, answered_days: int = 90) -> int:
    """Delete files that prove nothing any more; returns how many.

    Of what was refused long ago, and of drafts that were forgotten; a file that an accepted line names stays, as its proof.
    A file written within a day is left: its row may be on its way.
    """
    now = timezone.now()
    old = Proof.objects.filter(
        proposal__state=ANSWERED, proposal__answered__lt=now - timedelta(days=answered_days)
    )
    accepted = Proposal.objects.filter(values__state=ACCEPTED).values("pk")
    old.exclude(proposal__in=accepted).delete()
    kept = set(Proof.objects.values_list("sha256", flat=True))
    gone = 0
    for path in folder().glob("*.*") if folder().is_dir() else ():
        is_new = now.timestamp() - path.stat().st_mtime < timedelta(days=1).total_seconds()
        if path.suffix[1:] in ENDINGS.values() and path.stem not in kept and not is_new:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def folder() -> Path:
    """Where files given as proof are kept: FLORILEGE_PROOFS, else var/proofs beside the store."""
    return Path(settings.FLORILEGE_PROOFS)


def safe_name(name: str) -> str:
    """The name of a file as it may be shown: no folder, no sign that turns the writing or that nobody sees."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    seen = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    return _UNSAFE.sub("_", seen).strip(" .")[:100] or "piece"


def too_large(name: str = "") -> InputRefused:
    """The fault of a file of more than ten megabytes."""
    return InputRefused(
        Words("un fichier de 10 Mo au plus", "a file of at most 10 MB"),
        column="proof",
        value=name or None,
        hint=Words(
            "l’alléger, ou donner l’adresse d’une page", "make it lighter, or give the address of a page"
        ),
    )


def _read(content: bytes, name: str) -> tuple[str, bytes]:
    if _TEST_VIRUS in content:
        raise InputRefused(
            Words("un fichier sans programme malveillant", "a file without malware"),
            column="proof",
            value=name,
        )
    if content.startswith(b"%PDF-"):
        if _ACTIVE.search(content):
            raise InputRefused(
                Words("un PDF sans script ni pièce jointe", "a PDF without scripts or attachments"),
                column="proof", value=name,
                hint=Words("l’imprimer en PDF à nouveau", "print it to PDF again"),
            )  # fmt: skip
        return PDF, content
    return PICTURE, _picture(content, name)


def _picture(content: bytes, name: str) -> bytes:
    try:
        with Image.open(io.BytesIO(content), formats=tuple(_PICTURES)) as picture:
            if picture.width * picture.height > PIXELS:
                raise InputRefused(
                    Words("une image de 40 millions de points au plus", "a picture of at most 40 million pixels"),
                    column="proof", value=name,
                )  # fmt: skip
            turned = picture.convert("RGB")
            turned.thumbnail((SIDE, SIDE))
            out = io.BytesIO()
            turned.save(out, "WEBP", quality=85)
            return out.getvalue()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise InputRefused(
            Words("un PDF, ou une image JPEG, PNG ou WebP", "a PDF, or a JPEG, PNG or WebP picture"),
            column="proof",
            value=name,
        ) from None
