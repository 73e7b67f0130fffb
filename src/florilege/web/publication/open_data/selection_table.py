"""The list as a table, for readers of spreadsheets: who is kept and why, and the same of every candidate."""

from __future__ import annotations

import datetime
import io
from collections.abc import Mapping, Sequence

import polars as pl
import xlsxwriter

from florilege.csv_lines import FORMULA
from florilege.selection.choice.parts import Sheet
from florilege.selection.choice.workbook import add_sheet
from florilege.web.publication.contents.places import PlaceContent
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.open_data.columns import SELECTION, SELECTION_TYPES, TEXT
from florilege.web.publication.pages import judgement
from florilege.web.publication.pages.place.answer import answer, what_would_change
from florilege.web.publication.text import labels, words
from florilege.web.publication.text.links import LANGUAGES

LIST_MARK = " | "
REASONS = 3
SHEETS = ("liste - list", "candidats - candidates", "colonnes - columns")
SCORES = frozenset({"score", "score_low", "score_high"})
RATES = frozenset({"acceptability", "ci_low", "ci_high"})


def selection_frame(contents: StudyContents, places: Sequence[PlaceContent], *, address: str) -> pl.DataFrame:
    """One row a place, the surest first. address : of the published site, "" where it is not known"""
    usual = contents.usual
    titles = {listing.slug: listing.title for listing in contents.listings}
    rows = []
    for rank, place in enumerate(places, start=1):
        choice = place.choice
        assert choice is not None
        said = {language: _reasons(place, contents, language, usual) for language in LANGUAGES}
        change = {language: what_would_change(place, contents, language) for language in LANGUAGES}
        rows.append((
            rank, place.place_id, place.name, place.commune or None, place.epci or None, place.region or None,
            place.kept, choice.klass or None, *(labels.of_class(choice.klass).in_language(one) if choice.klass else None for one in LANGUAGES),
            choice.acceptability, choice.ci_low, choice.ci_high, choice.score, choice.score_low, choice.score_high,
            *(said[language][number] or None for number in range(REASONS) for language in LANGUAGES),
            *(change[language] or None for language in LANGUAGES),
            *(
                LIST_MARK.join(titles[slug].in_language(one) if slug in titles else slug for slug in place.listings)
                or None
                for one in LANGUAGES
            ),
            f"{address.rstrip('/')}/lieux/{place.slug}/" if address else f"lieux/{place.slug}/",
        ))  # fmt: skip
    schema = {name: SELECTION_TYPES.get(name, TEXT) for name, _ in SELECTION}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _reasons(
    place: PlaceContent, contents: StudyContents, language: str, usual: Mapping[str, float]
) -> tuple[str, ...]:
    """Three reasons in words: for a place kept what sets it apart, for another what the head of its sheet says."""
    found = (
        judgement.distinctive_facts(place, contents.criteria, usual, language)
        if place.kept
        else answer(place, contents, language)
    )
    return tuple(words.capitalised(found[number]) if number < len(found) else "" for number in range(REASONS))


def guarded_csv(frame: pl.DataFrame) -> bytes:
    """The table as CSV, an apostrophe before each text that a spreadsheet would take for a formula."""
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    begins = {name: pl.col(name).str.slice(0, 1).is_in(FORMULA) for name in texts}
    safe = frame.with_columns(
        pl.when(begins[name]).then(pl.lit("'") + pl.col(name)).otherwise(pl.col(name)).alias(name)
        for name in texts
    )
    return safe.write_csv().encode()


def selection_workbook(kept: pl.DataFrame, candidates: pl.DataFrame, further: Sequence[Sheet] = ()) -> bytes:
    """A workbook: the list, every candidate, what each column says; its texts are texts, never formulas.

    further : sheets that follow, each in both languages. Numbers have all their digits, and are shown with two.
    """
    stream = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(stream, options) as book:
        made = datetime.datetime(2022, 7, 12, tzinfo=datetime.UTC)  # the same bytes for the same list
        book.set_properties({"created": made.replace(tzinfo=None)})
        for name, frame in zip(SHEETS, (kept, candidates, _meanings()), strict=True):
            _sheet(book, name, frame)
        for sheet in further:
            for language in LANGUAGES:
                add_sheet(book, sheet, language)
    return stream.getvalue()


def _meanings() -> pl.DataFrame:
    """Each column with its meaning in both languages."""
    rows = [(name, meaning.fr, meaning.en) for name, meaning in SELECTION]
    return pl.DataFrame(rows, schema=["column", "fr", "en"], orient="row")


def _sheet(book: xlsxwriter.Workbook, name: str, frame: pl.DataFrame) -> None:
    sheet, head = book.add_worksheet(name), book.add_format({"bold": True})
    score, rate = book.add_format({"num_format": "0.00"}), book.add_format({"num_format": "0.0%"})
    sheet.freeze_panes(1, 3)
    for column, title in enumerate(frame.columns):
        sheet.write_string(0, column, title, head)
        shown = score if title in SCORES else rate if title in RATES else None
        for rank, value in enumerate(frame[title].to_list(), start=1):
            if isinstance(value, bool):
                sheet.write_boolean(rank, column, value)
            elif isinstance(value, (int, float)):
                sheet.write_number(rank, column, value, shown)
            elif value is not None:
                sheet.write_string(rank, column, str(value))
    sheet.autofilter(0, 0, frame.height, frame.width - 1)
    sheet.set_column(2, 2, 36)
