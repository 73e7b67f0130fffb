"""What persons write for the publication: monographs, kept once approved, and who publishes, with whom, in which colours."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from florilege.editorial import news
from florilege.editorial.imprint import Imprint, read_imprint, style_of
from florilege.editorial.monographs import (
    APPROVED,
    STATES,
    Monograph,
    Picture,
    by_place,
    public_data,
    read_monograph,
)
from florilege.editorial.pictures import MOST_PIXELS, WIDTHS, NotAPicture, sizes_of
from florilege.faults import StudyFileRefused, Words
from florilege.linkage.identities import read_identities
from florilege.web.inventory.models import Place
from florilege.web.study.folder import StudyFolder, file_fingerprint, fingerprint
from florilege.web.study.models import StudyPicture
from florilege.web.study.open_study import OpenStudy

LOGO = 320
"""Width of a logo in pixels: twice what the foot of a page gives it."""


def stamp(folder: StudyFolder) -> str:
    """Changes when a monograph, a picture, a logo, a news item or the imprint does; empty when there is none."""
    folders = (folder.monographs_folder, folder.partners_folder)
    files = [path for one in folders for path in sorted(one.glob("*")) if path.is_file()]
    files += folder.news
    files += [folder.imprint] if folder.imprint.is_file() else []
    parts = [part for path in files for part in (path.name, file_fingerprint(path))]
    return fingerprint(*parts) if parts else ""


def check(study: OpenStudy) -> None:
    """Refuse what cannot be published as it is written: an unknown place, a field, a picture that cannot be read."""
    _read(study)
    _imprint(study)
    _news(study)


def keep(study: OpenStudy) -> Mapping[str, int]:
    """Keep what is approved with the study, pictures in the sizes of the pages; returns how many stand at each state."""
    found = _read(study)
    there = frozenset(Place.objects.filter(replaced_by__isnull=True).values_list("public_id", flat=True))
    approved = {place: one for place, one in found.items() if one.state == APPROVED and place in there}
    _tell_of_gone(study, [one for place, one in found.items() if place not in there])
    StudyPicture.objects.filter(study=study.row).delete()
    published: list[dict[str, object]] = []
    for place_id, one in sorted(approved.items()):
        data = public_data(one, place_id)
        data["pictures"] = [
            {**dict(said), **_stored(study, one, picture)}
            for said, picture in zip(_pictures(data), one.pictures, strict=True)
        ]
        published.append(data)
    states = Counter(one.state for one in found.values())
    study.row.method = {
        **study.row.method,
        "monographs": published,
        "monograph_states": {state: states[state] for state in STATES},
        "imprint": _imprint_data(study),
        "news": _news(study),
    }
    study.row.save(update_fields=("method",))
    return states


def _pictures(data: Mapping[str, object]) -> list[dict[str, object]]:
    pictures = data["pictures"]
    assert isinstance(pictures, list)
    return pictures


def _read(study: OpenStudy) -> dict[str, Monograph]:
    folder = study.folder
    monographs = [
        read_monograph(folder.text(path), file=str(path), name=path.stem) for path in folder.monographs
    ]
    if not monographs:
        return {}
    for one in monographs:
        for picture in one.pictures:
            _check_picture(one, picture)
    merged = Place.objects.filter(replaced_by__isnull=False)
    survivors = dict(merged.values_list("public_id", "replaced_by__public_id"))
    known = {
        one.place_id for one in read_identities(folder.text(folder.identities), file=str(folder.identities))
    }
    return by_place(monographs, survivors, known | set(Place.objects.values_list("public_id", flat=True)))


def _tell_of_gone(study: OpenStudy, gone: Sequence[Monograph]) -> None:
    """Say which monographs are kept but not published: their place is in no listing that is read now."""
    if gone:
        names = ", ".join(f"{one.name}.toml" for one in gone)
        told = Words(
            f"{len(gone)} monographie(s) dont le lieu n’est plus dans aucun recensement, gardées sans être publiées : {names}",
            f"{len(gone)} monograph(s) whose place is in no listing any more, kept and not published: {names}",
        )
        study.notices.append(f"{told.fr} / {told.en}")


def _news(study: OpenStudy) -> list[Mapping[str, object]]:
    folder = study.folder
    return [news.data_of(news.read_item(folder.text(path), file=str(path))) for path in folder.news]


def _imprint(study: OpenStudy) -> Imprint:
    path = study.folder.imprint
    found = read_imprint(study.folder.text(path), file=str(path))
    for one in found.partners:
        if one.logo:
            _check_file(
                study.folder.partners_folder / one.logo, str(path), one.line, "partner.logo", "partners/"
            )
    return found


def _imprint_data(study: OpenStudy) -> dict[str, object]:
    found = _imprint(study)
    partners: list[dict[str, object]] = []
    for one in found.partners:
        said: dict[str, object] = {"name": one.name, "url": one.url}
        if one.role is not None:
            said["role"] = {"fr": one.role.fr, "en": one.role.en}
        if one.logo:
            content = (study.folder.partners_folder / one.logo).read_bytes()
            (said["logo"],) = _sizes(study, content, widths=(LOGO,))
        partners.append(said)
    return {"publisher": dict(found.publisher), "partners": partners, "style": style_of(found.colours)}


def _check_picture(monograph: Monograph, picture: Picture) -> None:
    _check_file(_path(monograph, picture), monograph.file, picture.line, "picture.file", "monographs/")


def _check_file(path: Path, file: str, line: int | None, column: str, where: str) -> None:
    """Refuse a picture that is not there or cannot be read, naming the file and the line that ask for it."""
    if not path.is_file():
        expected = Words("un fichier qui existe", "a file that exists")
        hint = Words(f"le poser dans {where}", f"put it in {where}")
    else:
        try:
            sizes_of(path.read_bytes(), widths=())
        except NotAPicture:
            most = MOST_PIXELS // 1_000_000
            expected = Words(
                f"une image JPEG, PNG ou WebP de {most} millions de pixels au plus",
                f"a JPEG, PNG or WebP picture of at most {most} million pixels",
            )
            hint = Words("enregistrer l’image de nouveau, plus petite", "save the picture again, smaller")
        else:
            return
    raise StudyFileRefused(expected, file=file, line=line, column=column, value=path.name, hint=hint)


def _path(monograph: Monograph, picture: Picture) -> Path:
    return Path(monograph.file).parent / picture.file


def _stored(study: OpenStudy, monograph: Monograph, picture: Picture) -> dict[str, object]:
    """The sizes of a picture, kept in the store."""
    return {"files": _sizes(study, _path(monograph, picture).read_bytes(), widths=WIDTHS)}


def _sizes(study: OpenStudy, content: bytes, *, widths: Sequence[int]) -> list[list[object]]:
    """A picture kept in the store at some widths: the name of each, which holds its hash, width and height."""
    stem = hashlib.sha256(content).hexdigest()[:16]
    files: list[list[object]] = []
    for size in sizes_of(content, widths=widths):
        name = f"{stem}-{size.width}.webp"
        StudyPicture.objects.get_or_create(
            study=study.row,
            name=name,
            defaults={"content": size.content, "width": size.width, "height": size.height},
        )
        files.append([name, size.width, size.height])
    return files
