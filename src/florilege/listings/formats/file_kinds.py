"""What a file is that holds no table: a document, a picture, an archive; refused by that name, with what to do."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from msgspec import Struct

from florilege.faults import ListingRefused, Words
from florilege.listings.formats.zip_parts import Archive

LOOKED_AT = 4096
"""Bytes of the start of a file that are looked at."""
_ASK = Words(
    "demander le tableau lui-même (CSV, XLSX, ODS) à qui le publie, ou le recopier dans un tableur et l’enregistrer en CSV",
    "ask the publisher for the table itself (CSV, XLSX, ODS), or copy it into a spreadsheet and save it as CSV",
)
_EXTRACT = Words("l’ouvrir, et donner le tableau qu’elle contient", "unpack it and use the table inside")
_EXPORT = Words(
    "exporter la table voulue en CSV ou en GeoJSON", "export the table you need as CSV or GeoJSON"
)
_SAVE = Words(
    "l’ouvrir dans un tableur et l’enregistrer en CSV ou en XLSX, sans mot de passe",
    "open it in a spreadsheet and save it as CSV or XLSX, without a password",
)
_DOWNLOAD = Words(
    "télécharger le tableau, non la page qui le montre ; ou l’ouvrir dans un tableur et l’enregistrer en CSV",
    "download the table itself, not the page that shows it; or open it in a spreadsheet and save it as CSV",
)


class _Kind(Struct, frozen=True):
    what: Words
    to_do: Words


_DOCUMENT = _Kind(Words("un document de texte", "a text document"), _ASK)
_SLIDES = _Kind(Words("un diaporama", "a slide show"), _ASK)
_PDF = _Kind(Words("un PDF", "a PDF"), _ASK)
_PICTURE = _Kind(Words("une image", "a picture"), _ASK)
_PACKED = _Kind(Words("une archive", "an archive"), _EXTRACT)
_BASE = _Kind(Words("une base de données", "a database"), _EXPORT)
_COLUMNS = _Kind(Words("une table Parquet ou Arrow", "a Parquet or Arrow table"), _EXPORT)
_MAP = _Kind(Words("une couche de carte (shapefile)", "a map layer (shapefile)"), _EXPORT)
_OLD = _Kind(
    Words(
        "un fichier d’un ancien Office (.xls, .doc) ou protégé par un mot de passe",
        "a file from an old version of Office (.xls, .doc), or a password-protected one",
    ),
    _SAVE,
)
_PAGE = _Kind(Words("une page web", "a web page"), _DOWNLOAD)
_XML = _Kind(Words("un fichier XML (KML, GPX…)", "an XML file (KML, GPX…)"), _EXPORT)
_UNKNOWN = _Kind(Words("un fichier binaire", "a binary file"), _ASK)
_STARTS: tuple[tuple[bytes, _Kind], ...] = (
    (b"%PDF", _PDF),
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"II*\x00", _PICTURE),
    (b"MM\x00*", _PICTURE),
    (b"{\\rtf", _DOCUMENT),
    (b"\x1f\x8b", _PACKED),
    (b"BZh", _PACKED),
    (b"7z\xbc\xaf", _PACKED),
    (b"Rar!", _PACKED),
    (b"\xfd7zXZ", _PACKED),
    (b"\x28\xb5\x2f\xfd", _PACKED),
    (b"SQLite format 3", _BASE),
    (b"\x00\x01\x00\x00Standard ", _BASE),
    (b"PAR1", _COLUMNS),
    (b"ARROW1", _COLUMNS),
    (b"\x00\x00\x27\x0a", _MAP),
    (b"\xd0\xcf\x11\xe0", _OLD),
)
_WEB = re.compile(rb"(?:<!--.*?-->\s*)?<(?:!doctype html|html|head|body|table)\b", re.IGNORECASE | re.DOTALL)
_MARKUP = re.compile(rb"<(?:\?xml|kml|gpx|svg)\b", re.IGNORECASE)
_OF_TEXT = frozenset(b"\t\n\r\f\x1b")
_MEMBERS = (("word/", _DOCUMENT), ("ppt/", _SLIDES))
_MIMETYPES = (
    (b"application/vnd.oasis.opendocument.text", _DOCUMENT),
    (b"application/vnd.oasis.opendocument.presentation", _SLIDES),
    (b"application/epub", _DOCUMENT),
)
_SHOWN = 3


def refuse_other_kinds(start: bytes) -> None:
    """Raises ListingRefused where the first bytes of a file are those of no table, naming what it is."""
    bare = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    for signature, kind in _STARTS:
        if start.startswith(signature) or bare.startswith(signature):
            raise _refused(kind)
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        raise _refused(_PICTURE)
    if _WEB.match(bare):
        raise _refused(_PAGE)
    if _MARKUP.match(bare):
        raise _refused(_PAGE if b"<html" in bare.lower() else _XML)


def refuse_binary(start: bytes) -> None:
    """Raises ListingRefused where one byte of eight of a text of one byte a character is none that a text holds."""
    strange = sum(1 for byte in start if byte < 32 and byte not in _OF_TEXT)
    if strange * 8 > len(start):
        raise _refused(_UNKNOWN)


def refuse_other_archives(archive: Archive) -> None:
    """Raises ListingRefused for a zip archive that is no workbook, naming what it is and the tables that it holds."""
    for member, kind in _MEMBERS:
        if any(name.startswith(member) for name in archive.names):
            raise _refused(kind)
    declared = b"".join(archive.pieces("mimetype")) if "mimetype" in archive.names else b""
    for mimetype, kind in _MIMETYPES:
        if declared.startswith(mimetype):
            raise _refused(kind)
    if (
        declared
        or "[Content_Types].xml" in archive.names
        or any(name.startswith("xl/") for name in archive.names)
    ):
        return
    tables = (".csv", ".tsv", ".xlsx", ".ods", ".json", ".geojson", ".txt", ".xls")
    held = sorted(name for name in archive.names if PurePosixPath(name).suffix.lower() in tables)
    raise _refused(_PACKED, value=", ".join((held or sorted(archive.names))[:_SHOWN]) or None)


def _refused(kind: _Kind, *, value: str | None = None) -> ListingRefused:
    return ListingRefused(
        Words(
            f"un tableau (CSV, XLSX, ODS, JSON ou GeoJSON) ; ce fichier est {kind.what.fr}",
            f"a table (CSV, XLSX, ODS, JSON or GeoJSON); this file is {kind.what.en}",
        ),
        value=value,
        hint=kind.to_do,
    )
