"""What was guessed for a study, each with the line to change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from florilege.faults import Words
from florilege.listings.column_guesses import GEOCODER
from florilege.listings.counts import in_english, in_french, spaced
from florilege.listings.coverage import EVERYWHERE
from florilege.listings.fields import FIELDS
from florilege.study_drafts.answers import QUESTIONS
from florilege.study_drafts.sources import Drafted
from florilege.study_drafts.study_text import StudyDraft
from florilege.study_drafts.supported_grid import TITLES
from florilege.territory.reference import reference

FILE = "GUESSES.md"
_HEAD = Words(
    "# Ce qui a été deviné\n\nChaque ligne dit ce qui a été pris, pourquoi, et où le changer. Relire, corriger, puis relancer "
    "`florilege build`.\n",
    "# What was guessed\n\nEach line says what was assumed, why, and where to change it. Review, correct, then run `florilege build` again.\n",
)


class Choice(Struct, frozen=True):
    """A thing that was guessed. file, line : where to change it, in the folder of the study"""

    file: str
    line: int
    what: Words
    why: Words

    def worded(self, language: str) -> str:
        """On one line."""
        colon = " : " if language == "fr" else ": "
        why = self.why.in_language(language)
        said = self.what.in_language(language) + (f" ({why})" if why else "")
        return f"{self.file}:{self.line}{colon}{spaced(' '.join(said.split()), language)}"


def choices(drafts: Sequence[Drafted], study: StudyDraft, text: str) -> tuple[Choice, ...]:
    """Everything that was guessed, file by file, then of the study. text : of the study file"""
    found = [choice for one in drafts for choice in of_listing(one)]
    return (*found, *_of_study(study, text))


def of_listing(drafted: Drafted) -> Iterator[Choice]:
    """What was guessed of a file."""
    file = f"listings/{drafted.source.slug}.toml"
    lines = drafted.text.split("\n")
    suggestion = drafted.source.suggestion
    for reason in suggestion.detected.reasons:
        yield Choice(file, _line(lines, _starts("format =")), reason, Words("", ""))
    for question in drafted.answers.taken:
        key = {"kind": "constant", "date": "date"}.get(question, question)
        value = getattr(drafted.answers, question)
        asked = QUESTIONS[question]
        yield Choice(
            file, _line(lines, _starts(f"{key} =")), Words(f"{asked.fr} : {value}", f"{asked.en}: {value}"),
            Words("personne ne l’a dit", "nobody specified it"),
        )  # fmt: skip
    if drafted.max_refused is not None:
        refused = sum(line.action == "refused" for line in drafted.read.report)
        yield Choice(
            file, _line(lines, _starts("max_refused =")),
            Words(f"{in_french(refused, 'ligne laissée', 'lignes laissées')} de côté sur {drafted.read.rows}",
                  f"{in_english(refused, 'row', 'rows')} of {drafted.read.rows} left out"),
            Words("sans nom, ou mal coupées ; var/reports les nomme", "no name, or wrongly split; var/reports names them"),
        )  # fmt: skip
    for guess in suggestion.guesses:
        label = FIELDS[guess.field].label
        sure = Words(f"confiance {guess.confidence:.0%}", f"confidence {guess.confidence:.0%}")
        columns = " + ".join(guess.columns or (guess.column,))
        yield Choice(
            file, _line(lines, _starts(f'field = "{guess.field}"')),
            Words(f"« {columns} » dit : {label.fr}", f"“{columns}” says: {label.en}"),
            _joined((*guess.reasons, sure)),
        )  # fmt: skip
    yield from _of_rows(drafted, file, lines)
    if suggestion.unused:
        listed = ", ".join(suggestion.unused)
        yield Choice(
            file, _line(lines, _starts("[record]")), Words(f"colonnes laissées de côté : {listed}", f"columns left out: {listed}"),
            Words("rien n’y est reconnu", "nothing is recognised in them"),
        )  # fmt: skip
    regions = drafted.mapping.coverage.regions
    if regions:
        names = ", ".join(reference().regions[code].name for code in regions if code != EVERYWHERE)
        what = Words(
            f"régions où ce fichier a cherché : {names or 'toutes'}",
            f"regions where this file looked: {names or 'all'}",
        )
        why = Words("celles où il a ses lieux", "those where it has its places")
        yield Choice(file, _line(lines, _starts("regions =")), what, why)
    for words in suggestion.to_check:
        yield Choice(file, 1, words, Words("", ""))


def _of_rows(drafted: Drafted, file: str, lines: Sequence[str]) -> Iterator[Choice]:
    """What was guessed of the rows themselves: their ids, their dates, their points, their half-days, cells that say nothing."""
    suggestion = drafted.source.suggestion
    record = next((rank for rank, line in enumerate(lines) if line == "[record]"), 0)

    def under(start: str) -> int:
        return record + _line(lines[record:], _starts(start))

    if suggestion.record_id is None:
        yield Choice(
            file, under("template ="), Words("identifiant de chaque fiche : le rang de sa ligne", "id of each record: the rank of its row"),
            Words("aucune colonne n’est remplie et différente à chaque ligne", "no column is filled in and different on every row"),
        )  # fmt: skip
    else:
        name = suggestion.record_id
        yield Choice(
            file, under("id ="), Words(f"« {name} » dit : identifiant de la fiche", f"“{name}” says: id of the record"),
            _joined(suggestion.id_reasons),
        )  # fmt: skip
    if suggestion.dates is not None:
        name = suggestion.dates.column
        yield Choice(
            file, under("date ="), Words(f"« {name} » dit : date de la fiche", f"“{name}” says: date of the record"),
            _joined(suggestion.dates.reasons),
        )  # fmt: skip
    if suggestion.points is not None:
        points = suggestion.points
        sure = Words(f"confiance {points.confidence:.0%}", f"confidence {points.confidence:.0%}")
        for field, column in (("latitude", points.latitude), ("longitude", points.longitude)):
            label = FIELDS[field].label
            yield Choice(
                file, _line(lines, _starts(f'field = "{field}"')),
                Words(f"« {column} » dit : {label.fr}", f"“{column}” says: {label.en}"), _joined((*points.reasons, sure)),
            )  # fmt: skip
    if "[position]" in lines:
        names = ", ".join(column for column in suggestion.columns if column.startswith(GEOCODER))
        yield Choice(
            file, _line(lines, _starts("[position]")),
            Words(f"précision des points d’après {names}", f"precision of the points from {names}"),
            Words("colonnes du géocodeur national", "columns of the national geocoder"),
        )  # fmt: skip
    if 'compute = "half-days"' in lines:
        yield Choice(
            file, _line(lines, _starts('compute = "half-days"')),
            Words("horaires et heures par semaine d’après quatorze colonnes", "opening hours and hours a week from fourteen columns"),
            Words("une par demi-journée", "one per half-day"),
        )  # fmt: skip
    if drafted.mapping.unknown:
        marks = ", ".join(sorted(drafted.mapping.unknown))
        yield Choice(
            file, _line(lines, _starts("unknown =")), Words(f"cellules qui ne disent rien : {marks}", f"cells that mean “unknown”: {marks}"),
            Words("", ""),
        )  # fmt: skip


def _of_study(study: StudyDraft, text: str) -> Iterator[Choice]:
    lines = text.split("\n")
    file = "study.toml"
    if not study.size_was_said:
        yield Choice(
            file, _line(lines, _starts("size =")),
            Words(f"une liste de {in_french(study.size, 'lieu', 'lieux')}", f"a list of {in_english(study.size, 'place', 'places')}"),
            Words("personne ne l’a dit", "nobody specified it"),
        )  # fmt: skip
    kinds = ", ".join(study.kinds)
    if kinds:
        out = study.out_of_scope
        aside = Words("tous ceux des fichiers", "all those of the files")
        if out:
            gone = in_french(out, "lieu fermé ou sans type exclu", "lieux fermés ou sans type exclus")
            gone_en = in_english(out, "place closed or without a kind", "places closed or without a kind")
            aside = Words(f"{aside.fr} ; {gone}", f"{aside.en}; {gone_en} left out")
        yield Choice(
            file, _line(lines, _starts("kind = [")), Words(f"types de lieux du champ : {kinds}", f"types of places in the scope: {kinds}"),
            aside,
        )  # fmt: skip
    for one in study.grid.criteria:
        title = one.criterion.title
        yield Choice(
            file, _line(lines, _starts(f'key = "{one.criterion.indicator}"')),
            Words(f"critère « {title.fr} »", f"criterion “{title.en}”"),
            Words(f"connu de {one.known:.0%} des lieux", f"known for {one.known:.0%} of the places"),
        )  # fmt: skip
    for name, why in study.grid.left_out.items():
        first = _line(lines, _starts("[[criterion]]"))
        title = TITLES[name]
        yield Choice(
            file, first, Words(f"sans le critère « {title.fr} »", f"without the criterion “{title.en}”"), why
        )
    for rule in study.rules:
        yield Choice(
            file,
            _line(lines, _starts(f'key = "{rule.key}"')),
            Words(f"règle : {rule.title.fr}", f"rule: {rule.title.en}"),
            rule.reason,
        )
    for attribute, why in study.rules_left_out.items():
        yield Choice(
            file, _line(lines, _starts("[robustness]")), Words(f"sans règle sur « {attribute} »", f"without a rule on “{attribute}”"), why,
        )  # fmt: skip
    if len(study.grid.criteria) > 1:
        yield Choice(
            file, _line(lines, _starts("[weights")), Words("les critères pèsent autant l’un que l’autre", "criteria weigh the same"),
            Words("rien ne dit lequel compte plus", "nothing says which counts more"),
        )  # fmt: skip


def guesses_text(found: Sequence[Choice], language: str) -> str:
    """`GUESSES.md`, in a language."""
    lines = [_HEAD.in_language(language)]
    for file in dict.fromkeys(one.file for one in found):
        lines += [f"## {file}", ""]
        lines += [f"- {one.worded(language)}" for one in found if one.file == file]
        lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def _starts(start: str) -> Callable[[str], bool]:
    return lambda line: line.startswith(start)


def _line(lines: Sequence[str], is_it: Callable[[str], bool]) -> int:
    return next((rank for rank, line in enumerate(lines, start=1) if is_it(line)), 1)


def _joined(reasons: Sequence[Words]) -> Words:
    return Words(" ; ".join(one.fr for one in reasons), "; ".join(one.en for one in reasons))
