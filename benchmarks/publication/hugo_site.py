"""A Hugo site with the pages of a published site, at the same addresses: what `benchmarks.publication.hugo` times.

One file of content for each page, with its data as front matter, ready to be written:

  sheets        from the open data: claims by field with their sources, criteria, records, stages, ties, nearest places
  other pages   what the page published names, in its order: its title, breadcrumb, places, links and paragraphs
  drawings      the largest drawing of the page published, as it is

The templates (`hugo_templates`) do what templates do: words in two languages, tables, bars, links, figures written the
way of the language. The pages "not found" are Hugo's own, one a language.
"""

from __future__ import annotations

import csv
import html
import json
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from florilege.listings.fields import FIELDS

TEMPLATES = Path(__file__).parent / "hugo_templates"
LANGUAGES = ("fr", "en")
NEIGHBOURS = 6
LARGE_DRAWING = 1000
"""Characters from which a drawing is one of the page's own and not a sign."""
EXPECTED = ("opening_year", "operator", "legal_form", "website", "audience")
"""Fields that a sheet names as unknown when no claim tells them."""

Row = Mapping[str, str]
Content = dict[str, object]


@dataclass(frozen=True)
class Page:
    """One page of the published site: its language, and its address without it (`lieux/ade-nantes`)."""

    language: str
    address: str
    file: Path

    @property
    def slug(self) -> str | None:
        """The slug of the place whose sheet it is; None of any other page."""
        section, _, name = self.address.partition("/")
        return name if section == "lieux" and name and "/" not in name else None


def pages_of(site: Path) -> Sequence[Page]:
    """Every page of a published site, but those "not found"."""
    found = []
    for file in sorted(site.rglob("*.html")):
        parts = file.relative_to(site).parts
        if file.name != "index.html":
            continue
        language, address = ("en", parts[1:-1]) if parts[0] == "en" else ("fr", parts[:-1])
        found.append(Page(language, "/".join(address), file))
    return found


def fewer(pages: Sequence[Page], count: int) -> Sequence[Page]:
    """About `count` pages evenly from all, each in both its languages; sections are always among them."""
    addresses = sorted({page.address for page in pages})
    kept = {address for address in addresses if "/" not in address}
    asked = min(len(addresses), max(1, count // len(LANGUAGES)))
    kept |= {addresses[rank * len(addresses) // asked] for rank in range(asked)}
    return [page for page in pages if page.address in kept]


def make_hugo_site(site: Path, target: Path, pages: Sequence[Page]) -> int:
    """Write the Hugo site of these pages in the folder `target`; returns how many files of content it has."""
    shutil.copytree(TEMPLATES, target, dirs_exist_ok=True)
    for language in LANGUAGES:
        with (target / "i18n" / f"{language}.toml").open("a", encoding="utf-8") as words:
            for field in FIELDS.values():
                label = field.label.fr if language == "fr" else field.label.en
                words.write(f"field_{field.key} = {json.dumps(label, ensure_ascii=False)}\n")
    data = OpenData(site / "data")
    addresses = {page.address for page in pages}
    above = {
        address.rsplit("/", depth)[0] for address in addresses for depth in range(1, address.count("/") + 1)
    }
    sections = {"", *(above & addresses)} | {address for address in addresses if "/" not in address}
    for page in pages:
        folder = target / "content" / page.language
        name = f"{page.address}/_index.md" if page.address in sections else f"{page.address}.md"
        file = folder / name.removeprefix("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(_content(page, data), ensure_ascii=False) + "\n", encoding="utf-8")
    return len(pages)


class OpenData:
    """The open data of a published site, by place."""

    def __init__(self, folder: Path) -> None:
        self.places = {row["slug"]: row for row in _rows(folder / "places.csv")}
        self.claims = _by(_rows(folder / "claims.csv"), "place_id")
        self.records = _by(_rows(folder / "records.csv"), "place_id")
        self.stages = _by(_rows(folder / "stages.csv"), "place_id")
        self.ties = _by(_rows(folder / "ties.csv"), "place")
        self.actors = {row["actor"]: row for row in _rows(folder / "actors.csv")}
        selection = json.loads((folder / "selection.json").read_text(encoding="utf-8"))
        self.weights: Mapping[str, float] = selection.get("weights", {})
        self.judged = {
            one["place_id"]: one
            for one in (*selection.get("selected", ()), *selection.get("not_selected", ()))
        }
        self.missing = {one["place_id"]: one["missing"] for one in selection.get("not_appraisable", ())}
        self.nearest = _nearest(list(self.places.values()))


def _rows(path: Path) -> Sequence[Row]:
    """The lines of a file of the open data; none when the study has no such file."""
    if not path.is_file():
        return ()
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def _by(rows: Iterable[Row], key: str) -> Mapping[str, Sequence[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[key]].append(row)
    return found


def _nearest(places: Sequence[Row]) -> Mapping[str, Sequence[tuple[Row, float]]]:
    """The nearest places of each place that has a position, with the kilometres as the crow flies."""
    placed = [place for place in places if place["latitude"]]
    if not placed:
        return {}
    latitude, longitude = (
        np.radians([float(place[name]) for place in placed]) for name in ("latitude", "longitude")
    )
    found = {}
    for rank, place in enumerate(placed):
        half = (
            np.sin((latitude - latitude[rank]) / 2) ** 2
            + np.cos(latitude) * np.cos(latitude[rank]) * np.sin((longitude - longitude[rank]) / 2) ** 2
        )
        km = 2 * 6371 * np.arcsin(np.sqrt(half))
        km[rank] = np.inf
        order = np.argsort(km, kind="stable")[: min(NEIGHBOURS, len(placed) - 1)]
        found[place["place_id"]] = [(placed[other], round(float(km[other]), 1)) for other in order]
    return found


def _content(page: Page, data: OpenData) -> Content:
    published = page.file.read_text(encoding="utf-8")
    place = data.places.get(page.slug) if page.slug else None
    shared: Content = {"trail": _trail(published, page), "drawing": _drawing(published)}
    if place is not None:
        return {"title": place["name"], "type": "sheet", **shared, **_sheet(place, page.language, data)}
    named = [data.places[slug] for slug in _places_named(published) if slug in data.places]
    content: Content = {
        "title": _text(_first(r"<h1[^>]*>(.*?)</h1>", published)) or "Florilège",
        **shared,
        "places": [_line(one, page.language, data) for one in named],
        "paragraphs": _paragraphs(published),
        "links": _links(published, page),
    }
    if page.address.startswith("territoires/"):
        content |= {"type": "territory", "figures": _figures(named), "kinds": _kinds(named)}
    return content


# — Sheets, from the open data


def _sheet(place: Row, language: str, data: OpenData) -> Content:
    number = place["place_id"]
    facts = _facts(data.claims.get(number, ()))
    judged = data.judged.get(number)
    reported = {fact["field"] for fact in facts}
    return {
        "place_id": number,
        "class": place["class"] or "none",
        "reasons": [reason[language] for reason in judged["reasons"]] if judged else [],
        "commune": {"code": place["commune_code"], "name": place["commune"]}
        if place["commune_code"]
        else None,
        "epci": place["epci_code"],
        "precision": place["position_precision"],
        "disagreements": sum(len(list(_versions(fact))) > 1 for fact in facts),
        "facts": facts,
        "missing": [field for field in EXPECTED if field not in reported],
        "criteria": _criteria(judged["reasons"], data.weights) if judged else [],
        "ties": [_tie(tie, data) for tie in data.ties.get(number, ())],
        "stages": [_stage(stage, language) for stage in data.stages.get(number, ())],
        "records": [_record(record) for record in data.records.get(number, ())],
        "neighbours": [
            {"slug": other["slug"], "name": other["name"], "commune": other["commune"], "km": km}
            for other, km in data.nearest.get(number, ())
        ],
        "structured": _structured(place),
    }


def _facts(claims: Sequence[Row]) -> list[Content]:
    """Claims by field, those of one value together, the value shown first."""
    fields: defaultdict[str, defaultdict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for claim in claims:
        fields[claim["field"]][claim["value"]].append(claim)
    return [
        {
            "field": field,
            "versions": sorted(
                (
                    {
                        "value": " ".join(filter(None, (value, said[0]["unit"]))),
                        "shown": any(claim["shown"] == "true" for claim in said),
                        "sources": [
                            {
                                "listing": claim["source"],
                                "url": claim["source_url"],
                                "date": claim["date"],
                                "licence": claim["licence"],
                            }
                            for claim in said
                        ],
                    }
                    for value, said in values.items()
                ),
                key=lambda version: not version["shown"],
            ),
        }
        for field, values in fields.items()
    ]


def _versions(fact: Content) -> Iterable[object]:
    versions = fact["versions"]
    return versions if isinstance(versions, list) else ()


def _criteria(reasons: Sequence[Mapping[str, object]], weights: Mapping[str, float]) -> list[Content]:
    numbers = next((one["numbers"] for one in reasons if one["code"] == "contributions"), {})
    contributions = numbers.get("contributions", {}) if isinstance(numbers, dict) else {}
    return [
        {
            "criterion": key,
            "weight": weight,
            "contribution": given,
            "value": given / weight if weight else 0.0,
        }
        for key, weight in weights.items()
        if (given := contributions.get(key)) is not None
    ]


def _tie(tie: Row, data: OpenData) -> Content:
    actor = data.actors.get(tie["actor"], {})
    return {
        "actor": actor.get("name", tie["actor"]),
        "family": actor.get("family", ""),
        **{key: tie[key] for key in ("role", "source_url", "date", "licence")},
    }


def _stage(stage: Row, language: str) -> Content:
    reason = stage.get("reason_en") if language == "en" else stage["reason"]
    return {"stage": stage["stage"], "outcome": stage["outcome"], "reason": reason or stage["reason"]}


def _record(record: Row) -> Content:
    return {
        "listing": record["listing"],
        "version": record["version"],
        "record": record["record_id"],
        "name": record["name"],
        "probability": _number(record["match_probability"]),
    }


def _structured(place: Row) -> Content:
    return {
        "@context": "https://schema.org",
        "@type": "Place",
        "identifier": place["place_id"],
        "name": place["name"],
        "address": {
            "@type": "PostalAddress",
            "addressCountry": "FR",
            "addressLocality": place["commune"],
            "addressRegion": place["region"],
        },
        "geo": {"@type": "GeoCoordinates", "latitude": place["latitude"], "longitude": place["longitude"]},
        "url": place["website"],
    }


def _number(text: str) -> float | None:
    return float(text) if text else None


# — Other pages, from what the page published names


def _line(place: Row, language: str, data: OpenData) -> Content:
    judged = data.judged.get(place["place_id"])
    missing = data.missing.get(place["place_id"], ())
    return {
        "slug": place["slug"],
        "name": place["name"],
        "commune": place["commune"],
        **{key: _number(place[key]) for key in ("acceptability", "score_low", "score_high")},
        "reason": judged["reasons"][-1][language] if judged else ", ".join(missing),
    }


def _figures(places: Sequence[Row]) -> list[Content]:
    return [
        {"name": "listed", "count": len(places)},
        {"name": "candidates", "count": sum(place["candidate"] == "true" for place in places)},
        {"name": "kept", "count": sum(place["selected"] == "true" for place in places)},
        {"name": "little_known", "count": sum(place["candidate"] != "true" for place in places)},
    ]


def _kinds(places: Sequence[Row]) -> list[Content]:
    counted = Counter(kind for place in places for kind in place["kind"].split("|") if kind)
    return [{"kind": kind, "count": count} for kind, count in counted.most_common()]


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text, re.DOTALL)
    return found[1] if found else ""


def _text(marked: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", marked)).split())


def _main(published: str) -> str:
    return _first(r"<main[^>]*>(.*)</main>", published)


def _drawing(published: str) -> str:
    largest = max(re.findall(r"<svg.*?</svg>", _main(published), re.DOTALL), key=len, default="")
    return largest if len(largest) >= LARGE_DRAWING else ""


def _places_named(published: str) -> Sequence[str]:
    """Slugs of the places that the page links to, each once, in its order."""
    return list(dict.fromkeys(re.findall(r'href="[./]*(?:en/)?lieux/([^/"]+)/index\.html', _main(published))))


def _address(link: str, page: Page) -> str:
    """A link of a page, as an address from the root of its language."""
    depth = len(page.file.parts)
    parts = [*page.file.parts[:-1]]
    for part in link.partition("#")[0].split("/"):
        if part == "..":
            parts.pop()
        elif part not in ("", ".", "index.html"):
            parts.append(part)
    root = depth - 1 - (page.address.count("/") + 1 if page.address else 0)
    return "".join(f"{part}/" for part in parts[root:])


def _trail(published: str, page: Page) -> list[Content]:
    steps = re.findall(
        r"<li[^>]*>(.*?)</li>", _first(r'<nav class="trail"[^>]*>(.*?)</nav>', published), re.DOTALL
    )
    return [
        {"name": _text(step), "to": _address(link, page) if (link := _first(r'href="([^"]*)"', step)) else ""}
        for step in steps
    ]


def _links(published: str, page: Page) -> list[Content]:
    """Links to pages that are no sheets, each address once."""
    found: dict[str, str] = {}
    for link, name in re.findall(
        r'<a [^>]*?href="([./][^"]*index\.html)[^"]*"[^>]*>(.*?)</a>', _main(published), re.DOTALL
    ):
        address = _address(link, page)
        if address.count("/") > 2 or not address.startswith("lieux/"):
            found.setdefault(address, _text(name))
    return [{"to": address, "name": name} for address, name in found.items()]


def _paragraphs(published: str) -> list[str]:
    return [said for one in re.findall(r"<p[ >].*?</p>", _main(published), re.DOTALL) if (said := _text(one))]
