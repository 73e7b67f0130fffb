"""The folder of a study: the files people write, and those the software keeps beside them."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from florilege import files
from florilege.faults import InputRefused, StudyFileRefused, Words
from florilege.files import write_whole
from florilege.selection.study_file import StudyFile
from florilege.toml_lines import nearest

READ_WHOLE = ("listings", "visits", "monographs", "news", "partners", "programme", "practices")
"""Folders of a study of which every file is read."""
UNDER_WAY = ".under-way.json"
"""Journal of files being written together, in the folder of the study."""


class StudyFolder(Struct, frozen=True):
    """Where the files of one study are."""

    path: Path

    @property
    def study_file(self) -> Path:
        return self.path / "study.toml"

    @property
    def identities(self) -> Path:
        return self.path / "identities.csv"

    @property
    def addresses(self) -> Path:
        return self.path / "addresses.csv"

    @property
    def decisions(self) -> Path:
        return self.path / "decisions.csv"

    @property
    def former_names(self) -> Path:
        """Names that earlier versions of the listings document, made from them by `florilege.linkage.fit`."""
        return self.path / "former_names.csv"

    @property
    def actors(self) -> Path:
        """Organisations that the team writes of, beside those that the listings name."""
        return self.path / "actors.csv"

    @property
    def ties(self) -> Path:
        """What ties organisations to places and to one another, as the team writes it, each with its source."""
        return self.path / "ties.csv"

    @property
    def actor_identities(self) -> Path:
        """The ids of the actors, which never die."""
        return self.path / "actor_identities.csv"

    @property
    def actor_decisions(self) -> Path:
        """Journal of what persons decided of pairs of actors."""
        return self.path / "actor_decisions.csv"

    @property
    def linkage_model(self) -> Path:
        """The study's own linkage model, where it was fitted on its own decisions; else the shipped one serves."""
        return self.path / "linkage.json"

    @property
    def linkage_quality(self) -> Path:
        return self.path / "linkage_quality.json"

    @property
    def field_rules(self) -> Path:
        """Which claim of a field is shown, where the study wants it otherwise than the shipped rules."""
        return self.path / "field_rules.toml"

    @property
    def departed(self) -> Path:
        """Records that their listing no longer holds, and the place of each."""
        return self.path / "departed.csv"

    @property
    def renewals(self) -> Path:
        """The versions of listings that were accepted, one a line: what each changed, who accepted it and when."""
        return self.path / "renewals.csv"

    def acceptance(self, act: int) -> Path:
        """What an act of `renewals` changed, so that it can be undone."""
        return self.path / "renewals" / f"{act}.json"

    @property
    def marks(self) -> Path:
        """The jury's marks, where the grid gives it criteria; never published as they are."""
        return self.path / "marks.csv"

    @property
    def stages(self) -> Path:
        """The log of what persons decided at each stage: short list, visits, selection."""
        return self.path / "stages.csv"

    @property
    def overrides(self) -> Path:
        """The changes that persons make to the list computed, each with its reason."""
        return self.path / "overrides.csv"

    @property
    def contributions(self) -> Path:
        """Journal of the corrections that the team accepted or made: values, replies of places, wishes to be taken off."""
        return self.path / "contributions.csv"

    @property
    def scenarios(self) -> Path:
        """Journal of the scenarios kept in the laboratory; a working file, not part of what is published."""
        return self.path / "scenarios.csv"

    @property
    def programme(self) -> Path:
        """The programme of the exchange days."""
        return self.path / "programme.toml"

    @property
    def programme_releases(self) -> tuple[Path, ...]:
        """The programme as it stood at each of its releases, by number."""
        found = [one for one in (self.path / "programme").glob("*.toml") if one.stem.isdecimal()]
        return tuple(sorted(found, key=lambda one: int(one.stem)))

    def programme_release(self, number: int) -> Path:
        """Where a release of the programme is kept."""
        return self.path / "programme" / f"{number}.toml"

    @property
    def practices(self) -> tuple[Path, ...]:
        """The practices of the exchange days, by name."""
        return tuple(sorted((self.path / "practices").glob("*.toml")))

    def practice(self, key: str) -> Path:
        """Where a practice is kept."""
        return self.path / "practices" / f"{key}.toml"

    @property
    def synthesis(self) -> Path:
        """What the practices say together, theme by theme, for the plenary."""
        return self.path / "synthesis.toml"

    @property
    def visits(self) -> tuple[Path, ...]:
        """The forms of visits to places, by name."""
        return tuple(sorted((self.path / "visits").glob("*.toml")))

    @property
    def monographs_folder(self) -> Path:
        """What persons write of places, and the photographs that go with it."""
        return self.path / "monographs"

    @property
    def monographs(self) -> tuple[Path, ...]:
        """The monographs, by name."""
        return tuple(sorted(self.monographs_folder.glob("*.toml")))

    @property
    def news(self) -> tuple[Path, ...]:
        """The news that the team writes, by name."""
        return tuple(sorted(path for path in (self.path / "news").glob("*.toml") if path != self.news_themes))

    @property
    def news_themes(self) -> Path:
        """The themes by which news are followed, and what they are called."""
        return self.path / "news" / "themes.toml"

    @property
    def imprint(self) -> Path:
        """Who publishes the study, with whom, in which colours."""
        return self.path / "publication.toml"

    @property
    def partners_folder(self) -> Path:
        """The logos of the partners."""
        return self.path / "partners"

    @property
    def vocabulary(self) -> Path:
        """The other language of free texts that sources write in one."""
        return self.path / "vocabulary.toml"

    def table(self, file: StudyFile) -> Path:
        """The table of candidates that the study file names."""
        return self.path / file.candidates

    def mapping(self, slug: str) -> Path:
        return self.path / "listings" / f"{slug}.toml"

    @property
    def watched(self) -> Path:
        """The visits to the web sites of the places."""
        return self.path / "watch.csv"

    @property
    def files(self) -> tuple[Path, ...]:
        """The files of the study, there or not, those of its folders apart."""
        return (
            self.study_file, self.identities, self.addresses, self.decisions, self.former_names, self.linkage_model,
            self.linkage_quality, self.field_rules, self.departed, self.renewals, self.marks, self.stages,
            self.overrides, self.scenarios, self.imprint, self.vocabulary, self.watched, self.actors, self.ties,
            self.actor_identities, self.actor_decisions, self.contributions, self.programme, self.synthesis, self.path / UNDER_WAY,
        )  # fmt: skip

    def text(self, path: Path) -> str:
        """The text of one of the study's files; an absent one is empty."""
        return read_text(path) if os.path.lexists(path) else ""


def open_folder(path: Path) -> StudyFolder:
    """The folder of a study, from the folder itself or its study file; raises StudyFileRefused when absent."""
    folder = StudyFolder(path.parent if path.name == "study.toml" else path)
    if not folder.study_file.is_file():
        raise StudyFileRefused(
            Words("un dossier d’étude qui contient study.toml", "a study folder containing study.toml"),
            file=str(folder.study_file),
            hint=Words("vérifier le chemin", "check the path"),
        )
    return folder


def check_mappings(folder: StudyFolder, file: StudyFile) -> None:
    """Each listing that the study names has its mapping file, or its table of candidates is there; raises
    StudyFileRefused, naming the line."""
    if file.candidates:
        _check_table(folder, file)
        return
    for slug in file.listings:
        path = folder.mapping(slug)
        if not path.is_file():
            there = sorted(found.stem for found in path.parent.glob("*.toml"))
            listed = ", ".join(there)
            raise StudyFileRefused(
                Words(
                    f"un recensement qui a son fichier, ici listings/{path.name} (il y a : {listed})",
                    f"a listing with its own file, here listings/{path.name} (there are: {listed})",
                ),
                file=file.file,
                line=file.listings_line,
                column="study.listings",
                value=slug,
                hint=nearest(slug, there)
                or Words(f"écrire listings/{path.name}", f"write listings/{path.name}"),
            )


def _check_table(folder: StudyFolder, file: StudyFile) -> None:
    """The mapping of a table is proposed where it is not there: the table itself must be."""
    path = folder.table(file)
    if path.is_file():
        return
    beside = sorted(found.name for found in folder.path.iterdir() if found.is_file())
    raise StudyFileRefused(
        Words("la table de candidats, dans le dossier de l’étude", "the table of candidates, in the folder of the study"),
        file=file.file,
        line=file.listings_line,
        column="study.candidates",
        value=file.candidates,
        hint=nearest(file.candidates, beside) or Words("l’y copier", "copy it there"),
    )  # fmt: skip


def check_out_file(folder: StudyFolder, out: Path, *others: Path | None, within: str = "") -> None:
    """Refuse a file to write that is one of the study's own, or would stand among them; see `files.check_out_file`.

    others : what is read besides; within : the one folder of the study that the file may be written into
    """
    files.check_out_file(out, (*folder.files, *_listing_files(folder), *others))
    for name in READ_WHOLE:
        if name != within and files.is_within(out, folder.path / name):
            raise files.overwriting(out, folder.path / name)


def check_site(folder: StudyFolder, out: Path) -> None:
    """Refuse a folder for the site that is the study's, holds it, or is among its files; see `files.check_out_folder`.

    A folder of its own beside them, `build/site` in the study's, writes over nothing that is read.
    """
    if files.is_within(folder.path, out):
        raise files.overwriting(out, folder.path)
    for read in (*folder.files, *(folder.path / name for name in READ_WHOLE)):
        if files.is_within(out, read):
            raise files.overwriting(out, read)
    files.check_out_folder(out)


def _listing_files(folder: StudyFolder) -> Iterator[Path]:
    """The files that the study's mappings name, wherever they are; a mapping that cannot be read names none."""
    from florilege.listings.mapping import read_mapping  # a tenth of a second, seldom needed

    for path in sorted(folder.mapping("*").parent.glob("*.toml")):
        try:
            mapping = read_mapping(path)
        except InputRefused:
            continue  # the chain refuses it, and then writes nothing
        yield from (path.parent / version.file for version in mapping.versions)


def read_text(path: Path) -> str:
    """A UTF-8 text of a study; raises StudyFileRefused, naming the line, for what is none or cannot be read."""
    return files.read_text(path, StudyFileRefused)


@contextmanager
def unchanged_when_refused(*paths: Path) -> Iterator[None]:
    """Put files back as they were when what is done within is refused."""
    before = {path: path.read_bytes() if path.exists() else None for path in paths}
    try:
        yield
    except InputRefused:
        for path, content in before.items():
            if content is None:
                path.unlink(missing_ok=True)
            else:
                write_whole(path, content)
        raise


def write_together(folder: StudyFolder, texts: Mapping[Path, str]) -> None:
    """Write several files of a study as one: a kill in the middle leaves them to be finished, never half written.

    All the texts are first written whole to one journal; whoever opens the study next finishes what it says.
    """
    relative = {str(path.relative_to(folder.path)): text for path, text in texts.items()}
    write_whole(folder.path / UNDER_WAY, json.dumps(relative, ensure_ascii=False))
    finish_writing(folder)


def finish_writing(folder: StudyFolder) -> None:
    """Finish the writing that a kill left in the middle, if any."""
    journal = folder.path / UNDER_WAY
    if not journal.exists():
        return
    for name, text in json.loads(journal.read_text(encoding="utf-8")).items():
        write_whole(folder.path / name, text)
    journal.unlink()


def fingerprint(*parts: str | bytes) -> str:
    """SHA-256 of several parts, each with its length so that no two lists of parts look alike."""
    digest = hashlib.sha256()
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        digest.update(len(content).to_bytes(8, "big"))
        digest.update(content)
    return digest.hexdigest()


def file_fingerprint(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
