"""A listing to be added: its columns with their guesses, its first records as they will be read, corrected by choosing from lists."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST
from msgspec import Struct

from florilege.faults import InputRefused, ListingRefused, Words, sentence
from florilege.listings.fields import FIELDS, GROUPS
from florilege.listings.licences import LICENCES
from florilege.listings.records import Record
from florilege.listings.vocabulary import VOCABULARIES, words_of
from florilege.study_drafts.additions import Addition, addition, known_listing
from florilege.study_drafts.answers import Answers, checked
from florilege.study_drafts.sources import Source, answers_of, usual_answers
from florilege.web.accounts.rights import accepts_versions
from florilege.web.acts import new_listings
from florilege.web.study.open_study import OpenStudy
from florilege.web.workspace.frame import back, opened_study, page, signed
from florilege.web.workspace.guard import workspace_page
from florilege.web.workspace.views import LARGEST_UPLOAD, linked, uploads_folder

FIRST = 20
"""Records that are shown as they will be read."""
ASKED = ("name", "kind", "city", "service", "website", "phone", "opening_hours")
"""Fields of a record that the preview shows, where a file says them."""
_KEY = re.compile(r"^[0-9a-f]{16}$")
_SAFE = re.compile(r"[^A-Za-z0-9._-]+")


class ColumnLine(Struct, frozen=True):
    """A column. rank : in the form; field : "" where nothing is taken from it; example : a text of it"""

    rank: int
    name: str
    field: str
    reasons: str
    example: str


class NewListing(Struct, frozen=True):
    """The page. fields, kinds, licences : of the lists; rows : the first records, as texts of `heads`"""

    file: str
    records: int
    columns: tuple[ColumnLine, ...]
    fields: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    kinds: tuple[tuple[str, str], ...]
    licences: tuple[str, ...]
    answers: Answers
    kind_is_asked: bool
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    to_check: tuple[str, ...]
    outside: str


@workspace_page(acts=accepts_versions)
@require_POST
def receive(request: HttpRequest, language: str) -> HttpResponse:
    """Keep the file that was sent, and show what it is taken for."""
    try:
        sent = request.FILES.get("file")
        if not isinstance(sent, UploadedFile) or not sent.name:
            raise ListingRefused(Words("un fichier", "a file"))
        if (sent.size or 0) > LARGEST_UPLOAD:
            raise ListingRefused(
                Words("un fichier de 200 Mo au plus", "a file of at most 200 MB"), value=sent.name
            )
        content = b"".join(sent.chunks())
        key = hashlib.sha256(content).hexdigest()[:16]
        folder = uploads_folder() / "new" / key
        folder.mkdir(parents=True, exist_ok=True)
        name = _SAFE.sub("_", Path(sent.name).name).lstrip(".") or "received"
        for old in folder.iterdir():
            old.unlink()
        (folder / name).write_bytes(content)
        slug = known_listing(opened_study().folder.path, folder / name, language=language)
        if slug:
            raise ListingRefused(
                Words("un recensement que l’étude n’a pas", "a listing that the study does not have"),
                file=sent.name, value=slug,
                hint=Words(
                    "c’est une autre version de ce recensement : l’envoyer par « Une version plus récente »",
                    "it is another version of this listing: send it by “A newer version”",
                ),
            )  # fmt: skip
        return back(language, f"espace/recensements/nouveau/{key}/")
    except InputRefused as refused:
        values = {"view": None, "fault": sentence(refused, language)}
        return page(request, language, "recensements/", "workspace_new_listing", values, 422)


@workspace_page(acts=accepts_versions)
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, language: str, key: str) -> HttpResponse:
    """What the file is taken for; POST reads it again with what was chosen, and with `add` takes it in."""
    study = opened_study()
    fault, view = "", None
    try:
        file = _received(key)
        found = _read(study, file, request.POST, language)
        if "add" in request.POST:
            new_listings.take_in(study, found, who=signed(request).who, language=language)
            return linked(study, language)
        view = _view(found, language)
    except InputRefused as refused:
        fault = sentence(refused, language)
        if request.method == "POST" and "add" in request.POST:
            view = _view(_read(study, _received(key), {}, language), language)
    values = {"view": view, "fault": fault}
    return page(
        request,
        language,
        f"recensements/nouveau/{key}/",
        "workspace_new_listing",
        values,
        422 if fault else 200,
    )


def _received(key: str) -> Path:
    folder = uploads_folder() / "new" / key
    found = sorted(folder.iterdir()) if _KEY.match(key) and folder.is_dir() else []
    if not found:
        raise ListingRefused(Words("un fichier reçu", "an uploaded file"), value=key)
    return found[0]


def _read(study: OpenStudy, file: Path, sent: Mapping[str, str], language: str) -> Addition:
    """The file read by what is guessed of it and what was chosen in the form."""
    chosen = {
        sent[name.replace("field.", "column.", 1)]: value
        for name, value in sent.items()
        if name.startswith("field.") and sent.get(name.replace("field.", "was.", 1)) != value
    }
    return addition(
        study.folder.path,
        file,
        lambda source: _answers(source, sent, language),
        language=language,
        chosen=chosen,
    )


def _answers(source: Source, sent: Mapping[str, str], language: str) -> Answers:
    usual = usual_answers(source, language)
    given = {question: sent.get(question, "").strip() for question in usual}
    found = {
        question: checked(question, said) if said else usual[question] for question, said in given.items()
    }
    return answers_of(found, [question for question, said in given.items() if not said])


def _view(added: Addition, language: str) -> NewListing:
    drafted = added.drafted
    suggestion = drafted.source.suggestion
    by_column = {
        column: guess for guess in suggestion.guesses for column in (guess.columns or (guess.column,))
    }
    points = suggestion.points
    halves = {points.latitude: "latitude", points.longitude: "longitude"} if points else {}
    semicolon = " ; " if language == "fr" else "; "
    first = drafted.read.records[0].payload if drafted.read.records else {}
    columns = []
    for rank, name in enumerate(suggestion.columns):
        guess = by_column.get(name)
        reasons = semicolon.join(one.in_language(language) for one in guess.reasons) if guess else ""
        example = next(
            (r.payload[name] for r in drafted.read.records if r.payload.get(name, "").strip()),
            first.get(name, ""),
        )
        columns.append(
            ColumnLine(rank, name, guess.field if guess else halves.get(name, ""), reasons, example[:80])
        )
    shown = [one for one in ASKED if any(record.all(one) for record in drafted.read.records[:FIRST])]
    return NewListing(
        file=drafted.source.path.name,
        records=len(drafted.read.records),
        columns=tuple(columns),
        fields=_fields(language),
        kinds=_words("kind", language),
        licences=LICENCES,
        answers=drafted.answers,
        kind_is_asked=not drafted.source.kind_is_said,
        heads=tuple(FIELDS[one].label.in_language(language) for one in shown),
        rows=tuple(_row(record, shown, language) for record in drafted.read.records[:FIRST]),
        to_check=tuple(one.in_language(language) for one in suggestion.to_check),
        outside=", ".join(_said("kind", kind, language) for kind in added.kinds_outside),
    )


def _fields(language: str) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """The fields that a column may be, by group."""
    return tuple(
        (
            group,
            tuple(
                (key, one.label.in_language(language)) for key, one in FIELDS.items() if one.group == group
            ),
        )
        for group in GROUPS
    )


def _words(field: str, language: str) -> tuple[tuple[str, str], ...]:
    return tuple((code, words.in_language(language)) for code, words in VOCABULARIES[field].items())


def _row(record: Record, shown: Sequence[str], language: str) -> tuple[str, ...]:
    return tuple(
        ", ".join(_said(field, str(value), language) for value in record.all(field)) for field in shown
    )


def _said(field: str, value: str, language: str) -> str:
    words = words_of(field, value)
    return words.in_language(language) if words is not None else value
