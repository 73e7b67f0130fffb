"""Every number of home, selection, method, data and quality comes out of the published files, derived without our pages.

Each line with a number must be explained: by a derivation from the files, or by one of the few constants and the few
measures that no file holds, listed here by name.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median_low

import pytest

from florilege.listings.vocabulary import VOCABULARIES
from tests.publication.printed import NUMBER, Line, Printed, Row, agrees, printed

PAGES = {
    "home": "index.html",
    "selection": "selection/index.html",
    "method": "methode/index.html",
    "data": "donnees/index.html",
    "quality": "donnees/qualite/index.html",
}
LEAST = {"home": 50, "selection": 170, "method": 40, "data": 60, "quality": 90}
"""Numbers found on each page at least: a reader of pages that finds none explains everything."""
SPACE = "[ \u00a0\u202f]"
CONSTANTS = (
    r"parmi les 25 de l’étude de juillet 2022", r"étude de (?:juillet )?2022", r"la liste de 2022",
    r"En juillet 2022, une étude retenait 25 lieux parmi plus de 300",
    r"la liste des plus de 300 lieux", r"parmi les 25 lieux de l’étude de 2022",
    r"à 95 %", r"[Dd]e 0 à 10?0?\b", r"de −1 à 1\b", r"0 est le bas de l’échelle du critère, 100 le haut", r"sur 1\b", r"1 étant le meilleur",
    r"1 000 premiers tirages", r"mesure F1", r"\b[01] : ", r"au bout de 400 pas", r"[Aa]u plus 2 par région", r"membre du jury J1",
    r"\((?:2026)\)", r"WGS 84", r"distance sur 100 km", r"raison \d, en", r"(?:CC BY|ODbL|Licence Ouverte) \d\.0",
    r"au 1er janvier 2026", r"administratif 6\.0\.0", r"\bCC BY 4\.0",
)  # fmt: skip
"""Words of the page that hold a figure and say nothing of the data: the scale, the level of an interval, a licence."""
NOT_IN_FILES = (
    r"connu pour \d+ sur \d+", r"\d+ critères? sans source", r"Pour les \d+ qui sont dans le champ",
    r"96,2 % intervalle à 95 % : 94,1–97,8 %", r"91,5 % intervalle à 95 % : 88,4–94,0 %", r"Mesuré sur 778 paires",
    r"\d+ paires? reste(?:nt)? à trancher", r"\d+ affirmations? (?:ne sont|n’est) pas publiées?", r"Graine des tirages : \d+",
    r"poids \d+ %", r"connu pour 83 %", r"valeurs différentes 9$", r"corrélation 0,21", r"PDF, \d+ ko",
    r"\(0,24\)|\(0,18\)",
)  # fmt: skip
"""What the pages print of the linkage, of the grid and of the report, which no published file of the small site holds."""


class Files:
    """The published files, read as anyone would."""

    def __init__(self, site: Path) -> None:
        self.folder = site / "data"
        self.places = self.table("places.csv")
        self.claims = self.table("claims.csv")
        self.records = self.table("records.csv")
        self.disagreements = self.table("disagreements.csv")
        self.unjudged = self.table("not_appraisable.csv")
        self.kept = self.table("selection.csv")
        self.selection = json.loads((self.folder / "selection.json").read_text(encoding="utf-8"))
        self.quality = json.loads((self.folder / "quality.json").read_text(encoding="utf-8"))
        self.licences = json.loads((self.folder / "licences.json").read_text(encoding="utf-8"))
        self.scope = [row for row in self.places if row["in_scope"] == "true"]
        self.candidates = [row for row in self.places if row["candidate"] == "true"]
        self.outside = [row for row in self.places if row["in_scope"] == "false"]
        self.of_2022 = [row for row in self.places if row["in_2022_study"] == "true"]
        self.by_slug = {row["slug"]: row for row in self.places}
        lines = [*self.selection["selected"], *self.selection["not_selected"]]
        self.choice = {one["place_id"]: one for one in lines}

    def table(self, name: str) -> list[dict[str, str]]:
        with (self.folder / name).open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))

    core, exterior = 0.95, 0.05
    """The thresholds of the study, which it states."""

    @property
    def shown_values(self) -> int:
        """Fields of places of which a value is shown, the two halves of a position being one."""
        halves = ("latitude", "longitude")
        return len(
            {
                (row["place_id"], "position" if row["field"] in halves else row["field"])
                for row in self.claims
                if row["shown"] == "true"
            }
        )

    @property
    def listings(self) -> int:
        return len({row["listing"] for row in self.records})

    def classed(self, part: str, klass: str) -> int:
        return sum(one["class"] == klass for one in self.selection[part])

    def of(self, targets: Sequence[str]) -> dict[str, str]:
        """The place whose sheet something leads to."""
        slugs = [found[1] for target in targets if (found := re.search(r"lieux/([^/]+)/index", target))]
        return self.by_slug[slugs[0]]


Rule = tuple[str, Callable[[Files], Sequence[float]]]
RULES: tuple[Rule, ...] = (
    (r"(#) lieux parmi (#), et les raisons", lambda f: (len(f.kept), len(f.scope))),
    (r"(#) recensements rapprochés", lambda f: (f.listings,)),
    (r"la moitié des faits montrés des lieux du champ datent de (#) ou d’avant", lambda f: (_median_year(f),)),
    (r"^(#) du socle", lambda f: (f.classed("selected", "core"),)),
    (r"^(#) à débattre", lambda f: (f.classed("selected", "borderline"),)),
    (r"^fiches sources (#) (#) recensements, (#)–(#) rapprochées en (#) lieux$",
     lambda f: (len(f.records), f.listings, *_years(f), len(f.places))),
    (r"^lieux du champ de l’étude (#) dont (#) assez connus", lambda f: (len(f.scope), len(f.candidates))),
    (r"^affirmations sourcées (#)", lambda f: (len(f.claims),)),
    (r"^désaccords entre sources (#) (#) % des valeurs montrées",
     lambda f: (len(f.disagreements), 100 * len(f.disagreements) / f.shown_values)),
    (r"(#) candidats assez connus pour être jugés, (#) critères", lambda f: (len(f.candidates), _criteria(f))),
    (r"^(#) certain, (#) discutables, (#) autres possibles\.$",
     lambda f: (f.classed("selected", "core"), len(f.kept) - f.classed("selected", "core"),
                f.classed("not_selected", "borderline"))),
    (r"Le choix a été refait (#) fois : la liste exacte publiée ici est revenue (#) fois, et il est sorti (#) listes",
     lambda f: (f.selection["draws"], f.selection["portfolios"]["reference"], f.selection["portfolios"]["different"])),
    (r"gardé dans au moins (#) % des tirages", lambda f: (100 * f.core,)),
    (r"refait le choix (#) fois", lambda f: (f.selection["draws"],)),
    (r"choix refait (#) fois", lambda f: (f.selection["draws"],)),
    (r"[Pp]art des? (#) tirages", lambda f: (f.selection["draws"],)),
    (r"est la part de (#) tirages", lambda f: (f.selection["draws"],)),
    (r"\. (#) d’entre eux ont pu être confirmés", lambda f: (len(f.of_2022),)),
    (r"^(#) lieux ont pu être confirmés", lambda f: (len(f.of_2022),)),
    (r"^(#) sont assez connus pour être jugés ;", lambda f: (sum(one["candidate"] == "true" for one in f.of_2022),)),
    (r"un autre lieu cité par les mêmes recensements : lieu dit fermé \((#)\)",
     lambda f: (sum(one["status"] == "closed" for one in f.outside),)),
    (r"^(#) lieux gardés sur (#) candidats", lambda f: (len(f.kept), len(f.candidates))),
    (r"(#) lieux assez connus pour être jugés ; (#) autres ne le sont pas",
     lambda f: (len(f.candidates), len(f.unjudged))),
    (r"\(?[Aa]u moins (#) %", lambda f: (100 * f.core,)),
    (r"(?:\(a|; hors sélection : a|A)u plus (#) %", lambda f: (100 * f.exterior,)),
    (r"Les (#) lieux gardés", lambda f: (len(f.kept),)),
    (r"parmi les (#) candidats quand", lambda f: (len(f.candidates),)),
    (r"Voir les (#) candidats", lambda f: (len(f.candidates),)),
    (r"la somme des scores de ses (#) lieux, est de (#)\.", lambda f: (len(f.kept), f.selection["objective"])),
    (r"(?:Entrerai(?:en)?t|Sortirai(?:en)?t) \((#)\)", lambda f: (_swapped(f),)),
    (r"Les tirages donnent (#) listes différentes ; la plus fréquente est revenue (#) fois, la liste calculée (#) fois",
     lambda f: (f.selection["portfolios"]["different"], f.selection["portfolios"]["most_frequent"][0]["count"],
                f.selection["portfolios"]["reference"])),
    (r"^(#) lieux recensés$", lambda f: (len(f.places),)),
    (r"^(#) dans le champ de l’étude$", lambda f: (len(f.scope),)),
    (r"^(#) assez connus pour être jugés$", lambda f: (len(f.candidates),)),
    (r"^(#) gardés$", lambda f: (len(f.kept),)),
    (r"^(#) fiches, (#) affirmations publiées", lambda f: (len(f.records), len(f.claims))),
    (r"^(#) fiches font (#) lieux ; (#) lieux sont faits de plusieurs fiches",
     lambda f: (len(f.records), len(f.places), sum(int(one["records"]) > 1 for one in f.places))),
    (r"(#) désaccords (?:sont montrés|en tout)", lambda f: (len(f.disagreements),)),
    (r"^Sur (#) lieux : ce que l’on sait", lambda f: (len(f.places),)),
)  # fmt: skip


def _years(files: Files) -> tuple[int, int]:
    years = [int(row["version"][:4]) for row in files.records]
    return min(years), max(years)


def _median_year(files: Files) -> int:
    scope = {row["place_id"] for row in files.scope}
    return median_low(
        int(row["date"][:4])
        for row in files.claims
        if row["shown"] == "true" and row["date"] and row["place_id"] in scope
    )


def _swapped(files: Files) -> int:
    """Places that the other reading of the unknown brings in, and so puts out."""
    return len(set(files.selection["other_reading"]["selected"]) - {one["place_id"] for one in files.kept})


def _criteria(files: Files) -> int:
    """Of a place of which nothing is known, every criterion is missing."""
    return max(len(row["missing"].split("|")) for row in files.unjudged)


def explained(line: str, files: Files) -> tuple[str, list[str]]:
    """What is left of a line once each part that is derived or constant is taken out; and what disagrees."""
    wrong: list[str] = []
    for pattern, derive in RULES:
        found = re.search(_pattern(pattern), line)
        if found is None:
            continue
        for text, expected in zip(found.groups(), derive(files), strict=True):
            if not agrees(text, expected):
                wrong.append(f"{found[0]}: {text} is printed, {expected} derived")
        line = line[: found.start()] + " " + line[found.end() :]
    for pattern in (*NOT_IN_FILES, *CONSTANTS):
        line = re.sub(_pattern(pattern), " ", line)
    return line, wrong


def _pattern(text: str) -> str:
    """A pattern as typed, for any of the spaces of French; # stands for a number."""
    spaced = text.replace("(#)", f"({NUMBER.pattern})").replace("(?:#)", f"(?:{NUMBER.pattern})")
    head = re.split(rf"({re.escape(NUMBER.pattern)})", spaced)
    return "".join(part if part == NUMBER.pattern else part.replace(" ", SPACE) for part in head)


def without_names(text: str, files: Files) -> str:
    """A text without names that hold a figure: places, listings, files and columns."""
    titles = ("Base des tiers-lieux 2019", "Pages sur l’étude de 2022", "étude2022")
    names = [row["name"] for row in files.places if re.search(r"\d", row["name"])]
    listed = [one["file"] for one in files.licences["files"]] + [
        "reason_1",
        "reason_2",
        "reason_3",
        "in_2022_study",
    ]
    for name in sorted((*titles, *names, *listed), key=len, reverse=True):
        text = text.replace(name, " ")
    return text


def line_faults(line: Line, files: Files) -> Iterator[str]:
    text = without_names(line.text, files)
    left, wrong = explained(_special(line, text, files), files)
    yield from wrong
    if re.search(r"\d", left):
        yield f"nothing explains {line.text!r}: left {left.strip()!r}"


def _special(line: Line, text: str, files: Files) -> str:
    """A line about one place, one file or one listing, its numbers taken out where they agree with the files."""
    named = [target.split("data/")[-1] for target in line.targets if "data/" in target]
    file = next((one for name in named if (one := files.folder / name).is_file()), None)
    if file is not None:
        size = file.stat().st_size
        text = _taken(text, r"(#) (k?)o\b", lambda g: agrees(g[0], size / (1000 if g[1] else 1)))
        rows = _rows_of(file)
        text = _taken(text, r"\((#) lignes?\)", lambda g: rows is None or agrees(g[0], rows))
        dated = re.search(r"\d{4}-\d\d-\d\d", file.name)
        return text.replace(f"version du {dated[0]}", "") if dated is not None else text
    if any("lieux/" in target and "region" not in target for target in line.targets):
        place = files.of(line.targets) if re.search(r"lieux/[^/]+/index", str(line.targets)) else None
        choice = files.choice.get(place["place_id"]) if place is not None else None
        if choice is not None:
            rate = 100 * choice["acceptability"]
            text = _taken(text, r"(#) %", lambda g: agrees(g[0], rate))
        missing = {row["place_id"]: row["missing"].split("|") for row in files.unjudged}
        if place is not None and place["place_id"] in missing:
            count = len(missing[place["place_id"]])
            text = _taken(text, r"rien n’est su de (#) critères", lambda g: agrees(g[0], count))
    months = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
    versions = {row["version"] for row in files.records}

    def is_version(groups: Sequence[str]) -> bool:
        month = months.split("|").index(groups[1]) + 1
        return f"{groups[2]}-{month:02}-{int(groups[0]):02}" in versions

    return _taken(text, rf"(\d+)(?:er)? ({months}) (\d{{4}})", is_version)


def _rows_of(file: Path) -> int | None:
    if file.suffix == ".csv":
        with file.open(encoding="utf-8", newline="") as stream:
            return sum(1 for _ in csv.reader(stream)) - 1
    csv_file = file.with_suffix(".csv")
    return _rows_of(csv_file) if csv_file.is_file() else None


def _taken(text: str, pattern: str, holds: Callable[[Sequence[str]], bool]) -> str:
    """The text without what matches and holds."""
    return re.sub(_pattern(pattern), lambda found: " " if holds(found.groups()) else found[0], text)


def _interval(low: float, high: float) -> tuple[float, ...]:
    return (low, high)


def of_choice(row: Row, files: Files) -> Iterator[tuple[str, Sequence[float]]]:
    """A line of the list: rate, its interval, score, its interval."""
    one = files.choice[files.of(row.targets)["place_id"]]
    yield row.cells[1], (100 * one["acceptability"], 100 * one["ci_low"], 100 * one["ci_high"])
    yield row.cells[2], (one["score"], one["score_low"], one["score_high"])


def of_rate(row: Row, files: Files) -> Iterator[tuple[str, Sequence[float]]]:
    one = files.choice[files.of(row.targets)["place_id"]]
    yield row.cells[2], (100 * one["acceptability"],)
    yield row.cells[3], (100 * one["ci_low"], 100 * one["ci_high"])


def of_rank(row: Row, files: Files) -> Iterator[tuple[str, Sequence[float]]]:
    ranks = {one["place_id"]: one for one in files.selection["ranks"]}
    one = ranks[files.of(row.targets)["place_id"]]
    for cell, key in zip(row.cells[2:], ("best", "low", "median", "high", "worst"), strict=True):
        yield cell, (one[key],)


def of_region(row: Row, files: Files) -> Iterator[tuple[str, Sequence[float]]]:
    """A région of home: its places of the scope, and those kept."""
    code = re.search(r"region[-/](\w+)/", str(row.targets))
    assert code is not None
    wanted = "" if code[1] == "00" else code[1]
    listed = [one for one in files.scope if one["region"] == wanted]
    kept = {one["place_id"] for one in files.kept}
    yield row.cells[1], (len(listed),)
    yield row.cells[2], (sum(one["place_id"] in kept for one in listed),)


def of_total(row: Row, files: Files) -> Iterator[tuple[str, Sequence[float]]]:
    """A région or a kind of place: those kept, and the candidates."""
    code = re.search(r"region-(\w+)/", str(row.targets))
    kinds = {words.fr.casefold(): kind for kind, words in VOCABULARIES["kind"].items()}
    kept = {one["place_id"] for one in files.selection["selected"]}
    listed = [
        one
        for one in files.candidates
        if (
            one["region"] == code[1]
            if code is not None
            else one["kind"].split("|")[0] == kinds.get(row.cells[0].casefold())
        )
    ]
    yield row.cells[1], (sum(one["place_id"] in kept for one in listed),)
    yield row.cells[2], (len(listed),)


def of_rule(row: Row, files: Files) -> Iterator[tuple[str, Sequence[float]]]:
    prices = [one["price"] for one in files.selection["rules"]]
    yield row.cells[2], (next(price for price in prices if agrees(row.cells[2], price)),)


def of_listing(row: Row, files: Files) -> Iterator[tuple[str, Sequence[float]]]:
    """A listing of the method: its records, its places, those of them that another cites. Rows read are in no file."""
    (slug,) = (target.removeprefix("#source-") for target in row.targets)
    places = [one["listings"].split("|") for one in files.places]
    yield row.cells[2], (sum(one["listing"] == slug for one in files.records),)
    yield row.cells[5], (sum(slug in one for one in places),)
    yield row.cells[6], (sum(slug in one and len(one) > 1 for one in places),)


def of_licence(row: Row, files: Files) -> Iterator[tuple[str, Sequence[float]]]:
    counts = Counter(one["licence"] for one in files.claims)
    yield row.cells[-1], (next(count for count in counts.values() if agrees(row.cells[-1], count)),)


def of_field(row: Row, files: Files, rank: int) -> Iterator[tuple[str, Sequence[float]]]:
    """A field of the quality page, in the order of quality.json."""
    one = files.quality["fields"][rank]
    for cell, key in zip(row.cells[1:4], ("known", "corroborated", "disputed"), strict=True):
        share = one[key]
        yield cell, (100 * share["count"] / share["of"],) if share["of"] else ()
    years = one["years"]
    if years["oldest"] is not None:
        same = years["oldest"] == years["newest"]
        yield (
            row.cells[4],
            (years["oldest"],) if same else (years["oldest"], years["newest"], years["median"]),
        )


def of_quality_region(row: Row, files: Files, codes: Sequence[str]) -> Iterator[tuple[str, Sequence[float]]]:
    """A région of the quality page: the one whose places, share filled and share of fine positions these are."""
    said = [[found[0] for found in NUMBER.finditer(cell)] for cell in row.cells[1:4]]
    for code in codes:
        listed = [one for one in files.places if (one["region"] or "00") == code]
        parts = [
            one["known_by_region"][code] for one in files.quality["fields"] if code in one["known_by_region"]
        ]
        filled = 100 * sum(p["count"] for p in parts) / sum(p["of"] for p in parts)
        fine = 100 * sum(one["position_precision"] in ("address", "street") for one in listed) / len(listed)
        derived = (len(listed), filled, fine)
        if all(agrees(text, number) for (text,), number in zip(said, derived, strict=True)):
            yield from zip(row.cells[1:4], ((one,) for one in derived), strict=True)
            return
    yield row.cells[1], (-1,)


def of_count(row: Row, counts: Mapping[str, int]) -> Iterator[tuple[str, Sequence[float]]]:
    """A line of counts: the label is a year or a number of listings, or else its count is among those of the file."""
    label = NUMBER.match(row.cells[0])
    if label is not None and label[0] in counts:
        yield row.cells[1], (counts[label[0]],)
    else:
        yield row.cells[1], (next((one for one in counts.values() if agrees(row.cells[1], one)), -1),)


def derivations(page: Printed, files: Files) -> Iterator[tuple[str, Sequence[float]]]:
    """Each cell of a table that has numbers, and what they should be."""
    fields = 0
    codes = sorted({one["region"] or "00" for one in files.places})
    counted = {
        "Lieux dont les sources disent": Counter(one["field"] for one in files.disagreements),
        "Lieux, selon le nombre": Counter(
            str(len(one["listings"].split("|")) if one["listings"] else 0) for one in files.places
        ),
        "Lieux, selon la finesse": Counter(one["position_precision"] for one in files.places),
        "Valeurs montrées, selon l’année": files.quality["values_by_year"],
    }
    simple: Mapping[str, Callable[[Row, Files], Iterator[tuple[str, Sequence[float]]]]] = {
        "Du plus sûr": of_choice, "Les candidats non gardés": of_choice, "Taux de maintien et son": of_rate,
        "Rang parmi": of_rank, "Lieux recensés et lieux gardés": of_region, "Le total de la liste": of_rule,
        "La liste calculée et ses candidats": of_total,
        "Ce qui a été lu": of_listing, "Affirmations publiées par licence": of_licence,
    }  # fmt: skip
    for table in page.tables:
        for row in table.rows:
            for start, derive in simple.items():
                if table.caption.startswith(start):
                    yield from derive(row, files)
            for start, counts in counted.items():
                if table.caption.startswith(start):
                    yield from of_count(row, counts)
            if table.caption.startswith("Connu :".replace(" :", "\u202f:")):
                yield from of_field(row, files, fields)
                fields += 1
            if table.caption.startswith("Rempli"):
                yield from of_quality_region(row, files, codes)


UNDERIVED_TABLES = ("De 0 à 100", "Ce qui changerait si un critère", "")
"""Values criterion by criterion, which no file holds; names alone; the columns of the files."""


@pytest.mark.parametrize("kind", list(PAGES))
def test_every_number_of_the_page_is_derived_again_from_the_published_files(site: Path, kind: str) -> None:
    files, page = Files(site), printed(site / PAGES[kind])
    faults = [fault for line in page.lines for fault in line_faults(line, files)]
    checked = sum(len(NUMBER.findall(without_names(line.text, files))) for line in page.lines)
    for cell, expected in derivations(page, files):
        said = [found[0] for found in NUMBER.finditer(without_names(cell, files))]
        checked += len(said)
        if len(said) == 2 < len(expected):
            said.append(said[-1])
        if len(said) != len(expected) or not all(
            agrees(text, one) for text, one in zip(said, expected, strict=True)
        ):
            faults.append(f"{cell!r} is printed, {list(expected)} derived")
    assert not faults, "\n".join(faults)
    assert checked >= LEAST[kind]


def test_a_number_that_the_files_contradict_is_found(site: Path) -> None:
    """The check is no rubber stamp: another number on the page, and it fails."""
    file = site / PAGES["home"]
    text = file.read_text(encoding="utf-8")
    for before, after in (
        ("parmi 11", "parmi 12"),
        ('class="big">91<', 'class="big">92<'),
        (">99,5", ">98,5"),
    ):
        assert before in text
        file.write_text(text.replace(before, after), encoding="utf-8")
        files, page = Files(site), printed(file)
        assert [fault for line in page.lines for fault in line_faults(line, files)]


@pytest.mark.parametrize("kind", list(PAGES))
def test_both_languages_print_the_same_numbers(site: Path, kind: str) -> None:
    def numbers(language: str) -> Counter[str]:
        page = printed(site / language / PAGES[kind])
        cells = [cell for table in page.tables for row in table.rows for cell in row.cells[1:]]
        text = re.sub(r"(?<=\d),(?=\d{3}\b)", "", " | ".join(cells)) if language else " | ".join(cells)
        found = (
            re.sub(r"[\u202f\u00a0 ]", "", one).replace(",", ".")
            for one in re.findall(r"\d+(?:[\u202f ]\d{3})*(?:[.,]\d+)?", text)
        )
        return Counter(found)

    assert numbers("") == numbers("en")
