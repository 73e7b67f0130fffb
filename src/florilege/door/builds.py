"""A study's folder opened, and built: `florilege.open_study(path).build(out)`, and its list, `.selection()`."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, to_builtins

from florilege.door.appraisals import Appraisals, appraisals_of
from florilege.door.sources import Progress
from florilege.faults import InputRefused, StudyFileRefused, Words
from florilege.files import read_text
from florilege.selection.outcome import Selection
from florilege.selection.outcome_reading import selection_of as read_back
from florilege.selection.study_file import StudyFile, read_study
from florilege.web.study.store_opening import open_store

if TYPE_CHECKING:  # the shell's rooms need the store to be open
    from florilege.web.steps.chain import Chain


class StepDone(Struct, frozen=True):
    """One step of a build: how long it took, in seconds, whether nothing had changed, and what it counted."""

    step: str
    seconds: float
    unchanged: bool
    counts: Mapping[str, int | float | str]


class Build(Struct, frozen=True):
    """What a build did.

    steps : in order; notices : what is to be said, in both languages; peak_mb : most memory held, in megabytes
    infeasible : whether no list satisfies the rules: the site is published all the same, and says so
    site : the folder of the site
    """

    steps: tuple[StepDone, ...]
    notices: tuple[str, ...]
    infeasible: bool
    peak_mb: int
    site: Path

    def to_dict(self) -> dict[str, object]:
        """Plain values, ready for JSON."""
        # the folder of the site is the one value that JSON has no form for
        return dict(to_builtins(self, enc_hook=str))


class Study(Struct, frozen=True):
    """A study in its folder, its file read; database : URL of its store, "" for the usual one."""

    folder: Path
    file: StudyFile
    database: str = ""

    def build(
        self,
        out: Path | str,
        *,
        progress: Progress | None = None,
        force: bool = False,
        without_share_alike: bool = False,
        without_report: bool = False,
        site: str = "",
    ) -> Build:
        """Import, link, appraise, select and publish, as `florilege build` does.

        out : folder of the static site; progress : told each step; force : every step runs, changed or not
        without_share_alike, without_report, site : as the options of that command
        Raises InputRefused, or one of its kinds, the store and the study's files then being as before.
        """
        from florilege.web.steps.order import STEPS

        chain = self._run(
            "publish",
            progress,
            out=Path(out),
            force=STEPS if force else (),
            share_alike=not without_share_alike,
            with_report=not without_report,
            address=site,
        )
        return Build(
            steps=tuple(
                StepDone(one.step, one.seconds, one.unchanged, dict(one.counts)) for one in chain.reports
            ),
            notices=chain.notices_in_both,
            infeasible=chain.infeasible,
            peak_mb=chain.peak_mb,
            site=Path(out),
        )

    def appraise(self, *, progress: Progress | None = None) -> Appraisals:
        """The scores of the study's places, as `florilege appraise` has them; raises what `build` raises."""
        self._run("appraise", progress)
        from florilege.web.study.candidates import stored_candidates
        from florilege.web.study.folder import open_folder
        from florilege.web.study.open_study import open_study as open_row

        opened = open_row(open_folder(self.folder))
        return appraisals_of(stored_candidates(opened), opened.file)

    def selection(self) -> Selection:
        """The selection last computed, as the store holds it: what `florilege.select` gives, and nothing is run.

        It is the list computed: the changes that persons make to it (`overrides.csv`) are not in it.
        Raises InputRefused where the study was not selected yet, or another version of the software did it.
        """
        _open(self.database)
        from florilege.web.study.candidates import stored_candidates
        from florilege.web.study.folder import open_folder
        from florilege.web.study.open_study import open_study as open_row
        from florilege.web.study.selections import selection_of

        opened = open_row(open_folder(self.folder))
        run = selection_of(opened.row) if opened.row.pk is not None else None
        if run is None:
            raise InputRefused(
                Words("une étude dont la liste a été calculée", "a study with a computed list"),
                file=str(self.folder),
                hint=Words(
                    "la calculer d’abord : study.build(…), ou florilege select ÉTUDE",
                    "compute it first: study.build(…), or florilege select STUDY",
                ),
            )
        aside = stored_candidates(opened).not_eligible if run.computed["not_eligible"] else ()
        try:
            return read_back(run.computed, not_eligible=aside)
        except (KeyError, TypeError, ValueError) as error:
            raise InputRefused(
                Words(
                    "une liste calculée par cette version de Florilège",
                    "a list that this version of Florilège computed",
                ),
                file=str(self.folder),
                hint=Words(
                    "la calculer à nouveau : study.build(…, force=True)",
                    "compute it again: study.build(…, force=True)",
                ),
            ) from error

    def _run(
        self,
        last: str,
        progress: Progress | None,
        *,
        out: Path | None = None,
        force: Collection[str] = (),
        share_alike: bool = True,
        with_report: bool = True,
        address: str = "",
    ) -> Chain:
        _open(self.database)
        from florilege.web.steps.chain import run_chain

        return run_chain(
            self.folder, last=last, out=out, force=force, progress=progress or (lambda *_: None),
            share_alike=share_alike, with_report=with_report, address=address,
        )  # fmt: skip


def open_study(path: Path | str, *, database: str = "") -> Study:
    """A study's folder, its file read and checked; nothing is written.

    path : the folder with study.toml
    database : URL of the store, one a process: sqlite:///file or postgresql://…; "" for DATABASE_URL or the usual file
    Raises StudyFileRefused, naming the line, for what cannot be used.
    """
    folder = Path(path)
    file = folder / "study.toml"
    return Study(folder, read_study(read_text(file, StudyFileRefused), file=str(file)), database)


def _open(database: str) -> None:
    """The store opened; raises InputRefused for a URL that is none, or where the process has opened another."""
    from django.conf import settings

    if database and settings.configured and os.environ.get("DATABASE_URL", "") != database:
        raise InputRefused(
            Words("le magasin que ce programme a déjà ouvert", "the store that this process has opened"),
            column="database",
            value=database,
            hint=Words("ouvrir l’autre dans un autre programme", "open the other in another process"),
        )
    # nothing here waits for another: in a notebook, whose loop of events runs, Django would refuse every question
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    try:
        open_store(database)
    except ValueError as error:
        raise InputRefused(
            Words("une adresse de magasin", "the URL of a store"),
            column="database",
            value=database or str(error),
        ) from error
