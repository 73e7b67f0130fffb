"""`florilege doctor`: what an installation has, what it lacks, what for, and how to fix it."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import platform
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from msgspec import Struct

from florilege import __version__
from florilege.cli.application import AsJson
from florilege.faults import NO, Words
from florilege.study_templates import catalogue

PACKAGE = Path(__file__).resolve().parents[1]
_AGAIN = Words(
    "réinstaller le paquet : pip install --force-reinstall florilege-*.whl",
    "install the package again: pip install --force-reinstall florilege-*.whl",
)
_BUILT = Words(
    "depuis le dépôt : make frontend catalogues ; sinon réinstaller le paquet",
    "from the repository: make frontend catalogues; else install the package again",
)


class Part(Struct, frozen=True):
    """Something that an installation may have.

    found : its version or where it is, "" where it is not there; needed : whether a study cannot be built without it
    serves : what for; mend : how to have it
    """

    name: Words
    found: str
    needed: bool
    serves: Words
    mend: Words


def doctor(
    language: Annotated[str, typer.Option("--lang", help="Language of the answer: fr or en.")] = "fr",
    as_json: AsJson = False,
) -> None:
    """Show what this installation has and lacks, and how to fix it; exit 1 if a study cannot be built.

    Example: florilege doctor
    """
    if language not in catalogue.LANGUAGES:
        raise typer.BadParameter("--lang takes fr or en")
    found = tuple(parts())
    if as_json:
        rows = [
            {"part": one.name.in_language(language), "found": one.found or None, "needed": one.needed, "serves": one.serves.in_language(language),
             "mend": one.mend.in_language(language)} for one in found
        ]  # fmt: skip
        sys.stdout.write(
            json.dumps({"version": __version__, "parts": rows}, ensure_ascii=False, indent=2) + "\n"
        )
    else:
        _print(found, language)
    if any(one.needed and not one.found for one in found):
        raise typer.Exit(NO)


def _print(found: tuple[Part, ...], language: str) -> None:
    sys.stdout.write(
        f"florilege {__version__} · Python {platform.python_version()} · {platform.system()} {platform.machine()}\n"
    )
    colon = " : " if language == "fr" else ": "
    for one in found:
        serves = one.serves.in_language(language)
        if one.found:
            sys.stdout.write(f"  ✓ {one.name.in_language(language)} ({one.found}){colon}{serves}\n")
            continue
        mark = "✗" if one.needed else "–"
        absent = Words("absent", "absent").in_language(language)
        sys.stdout.write(
            f"  {mark} {one.name.in_language(language)} ({absent}){colon}{serves}\n      → {one.mend.in_language(language)}\n"
        )
    lacking = [one.name.in_language(language) for one in found if one.needed and not one.found]
    said = (
        Words(f"Il manque : {', '.join(lacking)}.", f"Missing: {', '.join(lacking)}.")
        if lacking
        else Words(
            "Rien ne manque pour bâtir et publier une étude.",
            "Nothing is missing to build and publish a study.",
        )
    )
    sys.stdout.write(said.in_language(language) + "\n")


_LIBRARIES = (
    ("highspy", Words("prouver la liste", "the proof of the list")),
    ("duckdb", Words("lier les fiches", "linking records")),
    ("typst", Words("le rapport en PDF", "the report as PDF")),
    ("pagefind_bin", Words("la recherche dans le site", "search within the site")),
    ("tantivy", Words("le chercheur de lieux du service", "the finder of the service")),
    ("granian", Words("le service d’une équipe", "the service of a team")),
    ("psycopg", Words("un magasin PostgreSQL", "a PostgreSQL store")),
)
_PROGRAMS = (
    (
        Words("Java", "Java"), ("java",), Words("Spark, rien d’autre", "Spark only"),
        Words("un Java 17 ou plus récent", "Java 17 or later"),
    ),
    (
        Words("navigateur", "browser"), ("chromium", "chromium-headless-shell", "google-chrome", "firefox"),
        Words("regarder le site ; rien n’en dépend", "looking at the site; nothing depends on it"),
        Words("n’importe quel navigateur", "any browser"),
    ),
    (
        Words("LibreOffice", "LibreOffice"), ("soffice", "libreoffice"),
        Words("ouvrir les tableurs ; rien n’en dépend", "opening spreadsheets; nothing depends on it"),
        Words("n’importe quel tableur", "any spreadsheet program"),
    ),
)  # fmt: skip


def parts() -> Iterator[Part]:
    """What an installation may have: what is needed first."""
    pages = Words("les pages du site", "the pages of the site")
    yield Part(
        Words("styles et scripts", "styles and scripts"),
        _file("web/static/build/site.css"),
        True,
        pages,
        _BUILT,
    )
    faces = Words("les pages et le rapport", "pages and report")
    yield Part(Words("polices", "fonts"), _fonts(), True, faces, _BUILT)
    english = Words("les pages en anglais", "pages in English")
    catalogue_file = _file("web/locale/en/LC_MESSAGES/messages.mo")
    yield Part(Words("catalogue anglais", "English catalogue"), catalogue_file, True, english, _BUILT)
    where = Words("communes, intercommunalités, régions", "communes, EPCI, regions")
    yield Part(
        Words("référentiel du territoire", "territory reference"),
        _files("territory/data"),
        True,
        where,
        _AGAIN,
    )
    for name, serves in _LIBRARIES:
        install = Words(f"pip install {name}", f"pip install {name}")
        yield Part(Words(name, name), _version(name, name), True, serves, install)
    spark = Words("lier des millions de fiches, rien d’autre", "linking millions of records only")
    install = Words('pip install "florilege[spark]"', 'pip install "florilege[spark]"')
    yield Part(Words("Spark", "Spark"), _version("pyspark", "pyspark"), False, spark, install)
    for program, names, serves, mend in _PROGRAMS:
        yield Part(program, _program(*names), False, serves, mend)


def _version(module: str, package: str) -> str:
    if importlib.util.find_spec(module) is None:
        return ""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "?"


def _program(*names: str) -> str:
    return next((found for name in names if (found := shutil.which(name))), "")


def _file(name: str) -> str:
    return Path(name).name if (PACKAGE / name).is_file() else ""


def _files(folder: str) -> str:
    return str(sum(1 for _ in (PACKAGE / folder).iterdir())) if (PACKAGE / folder).is_dir() else ""


def _fonts() -> str:
    built = PACKAGE / "web/static/build"
    count = len([*built.rglob("*.woff2"), *(built / "printed").glob("*.ttf")])
    return str(count) if count else ""
