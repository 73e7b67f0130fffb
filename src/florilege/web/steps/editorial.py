"""A step of a study: what its team wrote, monographs once approved, news, and who publishes it, in which colours."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from florilege.editorial.imprint import (
    Imprint,
    Partner,
    PublishedImprint,
    PublishedPartner,
    read_imprint,
    style_of,
)
from florilege.editorial.monographs import (
    APPROVED,
    Monograph,
    Picture,
    PictureFile,
    by_place,
    published,
    read_monograph,
)
from florilege.editorial.news import Nameable, WrittenItem, read_item, read_themes
from florilege.editorial.pictures import MOST_PIXELS, WIDTHS, NotAPicture, sizes_of
from florilege.exchange.programme import read_programme
from florilege.faults import StudyFileRefused, Words
from florilege.linkage.identities import read_identities
from florilege.listings.counts import in_english, in_french
from florilege.web.inventory.addresses import read_addresses
from florilege.web.inventory.models import Place
from florilege.web.steps.step import (
    Counts,
    Progress,
    StepReport,
    last_fingerprint,
    run_step,
    software_fingerprint,
)
from florilege.web.study.folder import StudyFolder, file_fingerprint, fingerprint
from florilege.web.study.measures import EditorialContent, keep
from florilege.web.study.models import StudyPicture
from florilege.web.study.open_study import OpenStudy

EDITORIAL_ROOMS = (
    "editorial",
    "exchange/programme.py",
    "territory",
    "web/study",
    "web/steps/step.py",
    "web/steps/editorial.py",
)
"""What this step rests on."""
LOGO = 320
"""Width of a logo in pixels: twice what the foot of a page gives it."""


def stamp(folder: StudyFolder) -> str:
    """Changes when a monograph, a picture, a logo, a news item or the imprint does; empty when there is none."""
    folders = (folder.monographs_folder, folder.partners_folder)
    files = [path for one in folders for path in sorted(one.glob("*")) if path.is_file()]
    files += folder.news
    if folder.news:
        files += [path for path in (folder.news_themes, folder.programme) if path.is_file()]
    files += [folder.imprint] if folder.imprint.is_file() else []
    parts = [part for path in files for part in (path.name, file_fingerprint(path))]
    return fingerprint(*parts) if parts else ""


def check(study: OpenStudy) -> None:
    """Refuse what cannot be published as it is written: an unknown place, a field, a picture that cannot be read."""
    _read(study)
    _imprint(study)
    _news(study)


def editorial_step(study: OpenStudy, force: bool, _progress: Progress) -> StepReport:
    """Keep what is approved with the study, pictures in the sizes of the pages."""

    def inputs() -> str:
        return fingerprint(
            last_fingerprint(study.row, "link"), stamp(study.folder), software_fingerprint(*EDITORIAL_ROOMS)
        )

    return run_step(study, "editorial", inputs=inputs, work=lambda: _keep(study), force=force)


def _keep(study: OpenStudy) -> Counts:
    found = _read(study)
    there = frozenset(Place.objects.filter(replaced_by__isnull=True).values_list("public_id", flat=True))
    approved = {place: one for place, one in found.items() if one.state == APPROVED and place in there}
    _note_gone(study, [one for place, one in found.items() if place not in there])
    StudyPicture.objects.filter(study=study.row).delete()
    monographs = tuple(
        published(one, place_id, [_stored(study, one, picture) for picture in one.pictures])
        for place_id, one in sorted(approved.items())
    )
    themes, items = _news(study)
    reserved = {one.item.key: one.reserved for one in items if one.reserved is not None}
    content = EditorialContent(
        monographs, _published_imprint(study), tuple(one.item for one in items), themes, reserved
    )
    keep(study.row, content)
    states = Counter(one.state for one in found.values())
    return {"monographs": len(found), "approved": states[APPROVED], "news": len(items)}


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


def _note_gone(study: OpenStudy, gone: Sequence[Monograph]) -> None:
    """Say which monographs are kept but not published: their place is in no listing that is read now."""
    if gone:
        names = ", ".join(f"{one.name}.toml" for one in gone)
        one = len(gone) == 1
        notice = Words(
            f"{in_french(len(gone), 'monographie', 'monographies')} dont le lieu n’est plus dans aucun recensement, "
            f"{'gardée sans être publiée' if one else 'gardées sans être publiées'} : {names}",
            f"{in_english(len(gone), 'monograph', 'monographs')} whose place is no longer in any listing, kept but not published: "
            f"{names}",
        )
        study.announce(notice)


def _news(study: OpenStudy) -> tuple[Mapping[str, Words], tuple[WrittenItem, ...]]:
    """The themes of the news, and the items, each with what it names checked."""
    folder = study.folder
    themes = read_themes(folder.text(folder.news_themes), file=str(folder.news_themes))
    if not folder.news:
        return themes, ()
    known = Nameable(_places_by_name(folder), themes, _events(study))
    return themes, tuple(
        read_item(folder.text(path), file=str(path), key=path.stem, known=known) for path in folder.news
    )


def _places_by_name(folder: StudyFolder) -> Mapping[str, str]:
    """Id or address of a place, of today or before → its id of today; a place that no listing holds any more keeps its own."""
    identities = read_identities(folder.text(folder.identities), file=str(folder.identities))
    found = {one.place_id: one.place_id for one in identities}
    merged = Place.objects.filter(replaced_by__isnull=False)
    found |= dict(merged.values_list("public_id", "replaced_by__public_id"))
    addresses = read_addresses(folder.text(folder.addresses), file=str(folder.addresses))
    by_address = {one.slug: found.get(one.place_id, one.place_id) for one in addresses}
    return {**by_address, **found}


def _events(study: OpenStudy) -> Mapping[str, Words]:
    """Key → title of the exchange days of the study's programme, where it has one."""
    path = study.folder.programme
    if not path.is_file():
        return {}
    event = read_programme(study.folder.text(path), file=str(path)).event
    return {event.key: event.title}


def _imprint(study: OpenStudy) -> Imprint:
    path = study.folder.imprint
    found = read_imprint(study.folder.text(path), file=str(path))
    for one in found.partners:
        if one.logo:
            _check_file(
                study.folder.partners_folder / one.logo, str(path), one.line, "partner.logo", "partners/"
            )
    return found


def _published_imprint(study: OpenStudy) -> PublishedImprint:
    found = _imprint(study)
    partners = tuple(
        PublishedPartner(one.name, one.url, one.role, _logo(study, one)) for one in found.partners
    )
    return PublishedImprint(found.publisher, partners, style_of(found.colours), found.press)


def _logo(study: OpenStudy, partner: Partner) -> PictureFile | None:
    if not partner.logo:
        return None
    (size,) = _sizes(study, (study.folder.partners_folder / partner.logo).read_bytes(), widths=(LOGO,))
    return size


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
            hint = Words(
                "enregistrer l’image de nouveau, plus petite", "save a smaller version of the picture"
            )
        else:
            return
    raise StudyFileRefused(expected, file=file, line=line, column=column, value=path.name, hint=hint)


def _path(monograph: Monograph, picture: Picture) -> Path:
    return Path(monograph.file).parent / picture.file


def _stored(study: OpenStudy, monograph: Monograph, picture: Picture) -> tuple[PictureFile, ...]:
    """The sizes of a picture, kept in the store."""
    return _sizes(study, _path(monograph, picture).read_bytes(), widths=WIDTHS)


def _sizes(study: OpenStudy, content: bytes, *, widths: Sequence[int]) -> tuple[PictureFile, ...]:
    """A picture kept in the store at some widths: the name of each, which holds its hash, width and height."""
    stem = hashlib.sha256(content).hexdigest()[:16]
    files: list[PictureFile] = []
    for size in sizes_of(content, widths=widths):
        name = f"{stem}-{size.width}.webp"
        StudyPicture.objects.get_or_create(
            study=study.row,
            name=name,
            defaults={"content": size.content, "width": size.width, "height": size.height},
        )
        files.append((name, size.width, size.height))
    return tuple(files)
