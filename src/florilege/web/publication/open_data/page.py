"""The page of the open data, ready to print: files, columns, licences."""

from __future__ import annotations

from msgspec import Struct

from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.open_data.columns import COLUMNS, NOT_ALWAYS
from florilege.web.publication.open_data.files import Files
from florilege.web.publication.pages.method import LicenceLine, ListingLine, licence_lines, listing_line
from florilege.web.publication.text import labels, words


class ColumnLine(Struct, frozen=True):
    """A column of a file, documented."""

    name: str
    meaning: str


class FileLine(Struct, frozen=True):
    """A file of open data.

    licences : name and address of its licence, of each of them where no single one is allowed, and then why; none for a
    file whose licence nobody states
    """

    name: str
    size: str
    meaning: str
    rows: str
    licences: tuple[tuple[str, str], ...]
    why: str


class DataView(Struct, frozen=True):
    """The data page ready to print.

    binding : share-alike licences of the claims in the files; share_alike : the listings under them
    """

    files: tuple[FileLine, ...]
    tables: tuple[tuple[str, tuple[ColumnLine, ...]], ...]
    licences: tuple[LicenceLine, ...]
    attributions: tuple[ListingLine, ...]
    share_alike: tuple[str, ...]
    binding: tuple[str, ...]


def data_view(contents: StudyContents, files: Files, language: str) -> DataView:
    """The data page in a language."""
    listings = tuple(listing_line(listing, language) for listing in contents.listings)
    claims = files.licences.get("claims.csv")
    binding = claims.binding if claims is not None else ()
    return DataView(
        files=tuple(
            FileLine(
                file.name,
                words.size(len(file.content), language),
                words.said(file.meaning, language),
                "" if file.rows is None else words.number(file.rows, language),
                *_file_licence(files, file.name, language),
            )
            for file in files.listed
        ),
        tables=tuple(
            (name, tuple(ColumnLine(column, words.said(meaning, language)) for column, meaning in columns))
            for name, columns in COLUMNS.items()
            if name in files.by_name or name not in NOT_ALWAYS
        ),
        licences=licence_lines(contents, language),
        attributions=listings,
        share_alike=tuple(
            words.said(listing.title, language) for listing in contents.listings if listing.licence in binding
        ),
        binding=tuple(words.said(labels.of_licence(code)[1], language) for code in binding),
    )


def _file_licence(files: Files, name: str, language: str) -> tuple[tuple[tuple[str, str], ...], str]:
    """Names and addresses of the licences of a file, and why they are several; nothing where none is stated."""
    found = files.licences.get(name)
    if found is None:
        return (), ""
    named = tuple(
        (words.said(label, language), url) for _, label, url in map(labels.of_licence, found.licences)
    )
    return named, "" if found.licence else words.said(found.why, language)
