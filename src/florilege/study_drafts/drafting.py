"""A study drafted whole, and written whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct

from florilege.faults import InputRefused, Words
from florilege.listings.counts import in_english, in_french
from florilege.listings.suggest import slug_of
from florilege.selection.study_file import read_study
from florilege.study_drafts.answers import Answers
from florilege.study_drafts.balance import rules_of_balance
from florilege.study_drafts.first_places import IN_SCOPE, FirstPlace, first_places
from florilege.study_drafts.guesses import FILE, Choice, choices, guesses_text
from florilege.study_drafts.mapping_text import title_of
from florilege.study_drafts.sources import Drafted, Source, drafted, sources_of
from florilege.study_drafts.study_text import StudyDraft, study_text
from florilege.study_drafts.supported_grid import TITLES, supported_grid
from florilege.study_templates.catalogue import refuse_taken
from florilege.territory.names import plain
from florilege.territory.reference import reference

USUAL_SIZE, SHARE = 25, 4
"""Places that a list keeps where nobody says how many; never more than one candidate in so many."""
_VOCABULARY = Words(
    "# Mots de cette étude pour les textes que ses sources n’écrivent que dans une langue. Pour chacun :\n#\n"
    '# [[text]]\n# published = "texte tel qu’il est publié"\n# fr = "en français"\n# en = "in English"\n',
    "# Words of this study for the texts that its sources write in one language only. For each:\n#\n"
    '# [[text]]\n# published = "text as published"\n# fr = "en français"\n# en = "in English"\n',
)


class DraftedStudy(Struct, frozen=True):
    """A study ready to be built. files : name in the folder → text; records, places, candidates : how many"""

    files: dict[str, str]
    drafts: tuple[Drafted, ...]
    choices: tuple[Choice, ...]
    records: int
    places: int
    candidates: int
    size: int


def draft_study(
    folder: Path,
    paths: Sequence[Path],
    answered: Callable[[Source], Answers],
    *,
    language: str,
    size: int | None = None,
    title: str = "",
) -> DraftedStudy:
    """A study made from some files; nothing is written.

    answered : what is known of each file; size : of the list, None where nobody said
    Raises InputRefused for a file in which no list of places is seen, and where there are fewer candidates than the size.
    """
    refuse_taken(folder)
    known = reference()
    sources = sources_of(paths, language=language, reference=known)
    drafts = tuple(drafted(one, answered(one), language=language, reference=known) for one in sources)
    _refuse_same_listing(drafts)
    places = first_places(drafts, known, indicators=TITLES)
    scope = [one for one in places if one.status in IN_SCOPE and one.kinds]
    kinds = tuple(dict.fromkeys(kind for one in scope for kind in one.kinds))
    kept = size if size is not None else max(1, min(USUAL_SIZE, len(scope) // SHARE))
    grid = supported_grid(scope, kept, files=[str(path) for path in paths])
    names = [one.criterion.indicator for one in grid.criteria]
    candidates = [one for one in scope if sum(name in one.raws for name in names) >= grid.known_at_least]
    _refuse_too_few(candidates, places, kept)
    rules, left_out = rules_of_balance(candidates, kept)
    name = folder.resolve().name
    study = StudyDraft(
        slug_of(name), title or title_of(f"{name}.toml"), kept, [one.source.slug for one in drafts], kinds, grid, rules, language,
        size_was_said=size is not None, rules_left_out=left_out, out_of_scope=len(places) - len(scope),
    )  # fmt: skip
    text = study_text(study)
    read_study(text, file="study.toml")
    found = choices(drafts, study, text)
    files = {
        "study.toml": text,
        "vocabulary.toml": _VOCABULARY.in_language(language),
        FILE: guesses_text(found, language),
        **{f"listings/{one.source.slug}.toml": one.text for one in drafts},
    }
    records = sum(len(one.read.records) for one in drafts)
    return DraftedStudy(files, drafts, found, records, len(places), len(candidates), kept)


def write_study(folder: Path, drafted_study: DraftedStudy) -> None:
    """Write a study with its listings, all of it or nothing."""
    refuse_taken(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as scratch:
        whole = Path(scratch) / "study"
        for name, text in drafted_study.files.items():
            (whole / name).parent.mkdir(parents=True, exist_ok=True)
            (whole / name).write_text(text, encoding="utf-8")
        for one in drafted_study.drafts:
            stored = whole / "listings" / one.source.stored
            stored.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(one.source.path, stored)
        whole.replace(folder)


def _refuse_same_listing(drafts: Sequence[Drafted]) -> None:
    """Two states of one listing are versions of it, not two sources that agree."""
    for rank, one in enumerate(drafts):
        for other in drafts[:rank]:
            if same_listing(one, other):
                raise InputRefused(
                    Words("des fichiers de recensements différents", "files of different listings"),
                    file=str(one.source.path),
                    value=str(other.source.path),
                    hint=Words(
                        "ce sont deux états d’un même recensement : ne donner que le plus ancien, puis « florilege add » avec l’autre",
                        "they are two states of one listing: give only the older one, then `florilege add` with the other",
                    ),
                )


def same_listing(one: Drafted, other: Drafted) -> bool:
    """Whether two files, of whatever formats, have the same columns and half the names of the smaller in common."""
    if set(one.source.suggestion.columns) != set(other.source.suggestion.columns):
        return False
    names, others = ({plain(name) for name in each.source.suggestion.names} for each in (one, other))
    return len(names & others) >= min(len(names), len(others)) / 2


def _refuse_too_few(candidates: Sequence[FirstPlace], places: Sequence[FirstPlace], size: int) -> None:
    if len(candidates) >= size:
        return
    raise InputRefused(
        Words(
            f"au moins {in_french(size, 'lieu', 'lieux')} que l’on puisse comparer "
            f"({in_french(len(places), 'lu', 'lus')}, {in_french(len(candidates), 'candidat', 'candidats')})",
            f"at least {in_english(size, 'place', 'places')} that can be compared "
            f"({len(places)} read, {in_english(len(candidates), 'candidate', 'candidates')})",
        ),
        column="--size",
        value=size,
        hint=Words(
            f"demander une liste plus courte : --size {max(1, len(candidates) // 2)}, ou donner un fichier qui en dise plus",
            f"ask for a shorter list: --size {max(1, len(candidates) // 2)}, or give a file that says more",
        ),
    )
