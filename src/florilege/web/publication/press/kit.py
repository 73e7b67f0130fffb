"""The press kit of an edition in a language: its files, and the archive of them, the same bytes for the same store."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping

from msgspec import Struct

from florilege.faults import Words
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.figures.scene import WIDE
from florilege.web.publication.maps import drawings as map_drawings
from florilege.web.publication.open_data.files import Files
from florilege.web.publication.pages.selection import charts
from florilege.web.publication.press.presentation import Presentation, as_text, contacts_text, presentation
from florilege.web.publication.report import drawings
from florilege.web.publication.report.colours import colours
from florilege.web.publication.text import words
from florilege.web.publication.text.links import LANGUAGES

FOLDER = "presse/"
LIST = "selection.csv"
_THE_SAME = (1980, 1, 1, 0, 0, 0)
"""The moment that each file of the archive bears: the first that the format knows."""
_FONT = ('font-family="Public Sans"', 'font-family="Public Sans, Arial, sans-serif"')
"""Whoever opens a figure elsewhere may not have the face of the site."""
MEANINGS: Mapping[str, Words] = {
    "map": Words(
        "les lieux recensés, et ceux que la liste garde", "the places listed, and those that the list keeps"
    ),
    "values": Words(
        "ce que chaque critère dit des lieux gardés", "what each criterion says about the places kept"
    ),
    "rates": Words("à quel point la place de chacun est sûre", "how certain each place is"),
    "ranks": Words("le rang de chacun au fil des tirages", "the rank of each over the draws"),
    "prices": Words("ce que coûte chaque règle d’équilibre", "what each rule of balance costs"),
    "text": Words("l’édition en une page", "the edition on one page"),
    "contacts": Words("les contacts pour la presse", "the press contacts"),
    "list": Words("la liste, une ligne par lieu gardé", "the list, one row per place kept"),
}


class KitFile(Struct, frozen=True):
    """A file of the kit. name : within the archive; path : within the site, "" where it is in the archive alone"""

    name: str
    path: str
    content: bytes
    meaning: str


class Kit(Struct, frozen=True):
    """The kit in a language: what its page says, its files, its archive and where that stands within the site."""

    said: Presentation
    files: tuple[KitFile, ...]
    path: str
    archive: bytes

    @property
    def figures(self) -> tuple[KitFile, ...]:
        """Its figures, which also stand alone within the site."""
        return tuple(one for one in self.files if one.path.startswith(f"{FOLDER}figures/"))

    @property
    def published(self) -> Mapping[str, bytes]:
        """What it adds to the site, by path."""
        return {self.path: self.archive, **{one.path: one.content for one in self.figures}}


def path_of(language: str) -> str:
    """Where the archive of a language stands within the site."""
    return f"{FOLDER}press-kit-{language}.zip"


def kit(
    contents: StudyContents, files: Files, france: map_drawings.Drawing, language: str, *, address: str
) -> Kit:
    """The kit in a language. files : the open data; address : of the site, "" where it is not known

    Raises InputRefused when the front end, whose colours the figures have, has not been built.
    """
    listed = files.by_name.get(LIST)
    licence = files.licences.get(LIST) if listed is not None else None
    said = presentation(contents, licence, language, address=address)
    inside = [_text("presentation", "text", as_text(said, language), language)]
    inside += _figures(contents, france, language)
    if listed is not None:
        inside.append(KitFile(LIST, f"data/{LIST}", listed.content, _meaning("list", language)))
    contacts = "\n".join(contacts_text(said, language)) + "\n"
    inside.append(_text("contacts", "contacts", contacts, language))
    return Kit(said, tuple(inside), path_of(language), _archive(inside, f"press-kit-{language}/"))


def kits(
    contents: StudyContents, files: Files, france: map_drawings.Drawing, *, address: str
) -> Mapping[str, Kit]:
    """The kit in each language."""
    return {language: kit(contents, files, france, language, address=address) for language in LANGUAGES}


def _text(name: str, key: str, text: str, language: str) -> KitFile:
    # the mark at its head tells the text editors of Windows which encoding it is
    return KitFile(f"{name}.txt", "", text.encode("utf-8-sig"), _meaning(key, language))


def _figures(contents: StudyContents, france: map_drawings.Drawing, language: str) -> Iterator[KitFile]:
    palette = colours(contents.imprint.style)
    drawn = {"map": drawings.france(france, palette)}
    if contents.selection is not None and contents.kept:
        found = charts.figures(contents, contents.selection, language)
        for key, figure in (
            ("values", found.heat),
            ("rates", found.rates),
            ("ranks", found.ranks),
            ("prices", found.prices),
        ):
            if figure is not None:
                wide = next(one for one in figure.scenes if one.layout == WIDE.key)
                drawn[key] = drawings.scene(wide, palette)
    for key, svg in drawn.items():
        content = svg.replace(*_FONT).encode()
        yield KitFile(
            f"figures/{key}.svg", f"{FOLDER}figures/{key}-{language}.svg", content, _meaning(key, language)
        )


def _meaning(key: str, language: str) -> str:
    return words.said(MEANINGS[key], language)


def _archive(files: list[KitFile], folder: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for one in files:
            entry = zipfile.ZipInfo(folder + one.name, _THE_SAME)
            entry.compress_type, entry.create_system, entry.external_attr = (
                zipfile.ZIP_DEFLATED,
                3,
                0o644 << 16,
            )
            archive.writestr(entry, one.content)
    return stream.getvalue()
