"""What the report says, in a language: the views that the pages are made of, written as one document.

The template `report/document.xml` gives it its order and its words; `nodes` turns it into what is typeset.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from florilege.faults import Words
from florilege.web.publication.contents.places import PlaceContent
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.figures.scene import WIDE
from florilege.web.publication.maps import drawings as map_drawings
from florilege.web.publication.pages import directory, home
from florilege.web.publication.pages import imprint as imprint_page
from florilege.web.publication.pages import method as method_page
from florilege.web.publication.pages.actors import of_place as place_actors
from florilege.web.publication.pages.place import ledger
from florilege.web.publication.pages.place import page as place_page
from florilege.web.publication.pages.selection import decisions
from florilege.web.publication.pages.selection import page as selection_page
from florilege.web.publication.pages.selection.charts import Figure
from florilege.web.publication.pages.sources import Source
from florilege.web.publication.report import drawings, nodes
from florilege.web.publication.report.colours import colours
from florilege.web.publication.text import words
from florilege.web.publication.text.templating import environment

NEAR = 60
"""Candidates not kept whose reason is given in full, at most; the others have it in brief."""
MARKS: Mapping[str, Words] = {
    "R": Words("une règle d’équilibre le retient", "a balance rule holds it back"),
    "C": Words(
        "un seul critère, mieux noté, l’y ferait entrer",
        "a single criterion, better rated, would bring it in",
    ),
    "N": Words(
        "aucun critère, même au plus haut, ne l’y ferait entrer à lui seul",
        "no criterion alone, even at its highest, would bring it in",
    ),
    "D": Words(
        "il est démontré qu’il n’est dans aucune liste possible", "it is proved to be in no possible list"
    ),
}
"""Why a candidate is not kept, in brief: each that holds is shown by its letter."""
_MARK_OF = {"kept_out": "R", "certainly_out": "D", "improvement": "C", "no_improvement": "N"}
MAP_SAID = Words(
    "Carte de France : {places} lieux recensés en points et les lieux gardés en fleurs : {kept}.",
    "Map of France: {places} listed places as dots, {kept} kept places as flowers.",
)
MAP_ALONE = Words(
    "Carte de France : {places} lieux recensés en points.", "Map of France: {places} places as dots."
)
LOCATOR = Words(
    "Carte du département {departement} ; {name} y est marqué.",
    "Map of the département {departement}; {name} is marked on it.",
)
LOCATOR_UNKNOWN = Words(
    "Carte du département {departement} ; la position du lieu n’est pas connue.",
    "Map of the département {departement}; the location of the place is unknown.",
)
SUBTITLE = Words(
    "{kept} lieux parmi {places}, et les raisons du choix",
    "{kept} places out of {places}, and the reasons why",
)
ALONE = Words("{places} lieux, et ce que l’on en sait", "{places} places, and what is known about them")
REPORT = Words("Rapport", "Report")
CONTENTS = Words("Sommaire", "Contents")
DAY = Words("Données au {day}", "Data as of {day}")
REPLACED = Words(
    "Caractères sans dessin dans nos polices, remplacés par � : {n}.",
    "Characters missing from our typefaces, replaced by �: {n}.",
)


class Drawn(Struct, frozen=True):
    """A figure of the site in the layout of a page."""

    figure: Figure
    svg: str


class Sheet(Struct, frozen=True):
    """A place kept: what its page on the site shows, its lines known and the labels of those unknown."""

    slug: str
    view: place_page.PlaceView
    known: tuple[ledger.Entry, ...]
    unknown: tuple[str, ...]
    families: tuple[place_actors.Family, ...]
    family_sources: tuple[Source, ...]
    locator: str
    locator_said: str


class BriefLine(Struct, frozen=True):
    """A candidate not kept, in brief."""

    name: str
    commune: str
    score: str
    mark: str


class BriefRegion(Struct, frozen=True):
    """A région and its candidates not kept."""

    name: str
    count: str
    lines: tuple[BriefLine, ...]


def day(contents: StudyContents) -> str:
    """The day of the newest source in use, as YYYY-MM-DD: the report has no other date."""
    return contents.day


class Maps(Struct, frozen=True):
    """The maps that the site has drawn already: France, and each département by its code."""

    france: map_drawings.Drawing
    areas: Mapping[str, map_drawings.AreaDrawing]


def write(contents: StudyContents, language: str, drawn: Maps, drawable: frozenset[int]) -> bytes:
    """The report as JSON: who, when, in which colours and words, and the document as nodes.

    drawable : the code points that the faces of the report draw
    """
    palette = colours(contents.imprint.style)
    tree = nodes.read(_document(contents, language, drawn, palette), drawable)
    replaced = words.said(REPLACED, language).format(n=words.number(tree.replaced, language))
    return json.dumps(
        {
            "about": {
                **_about(contents, language, drawable),
                "replaced": replaced if tree.replaced else "",
            },
            "colours": dict(palette),
            "cover": drawings.cover(drawn.france, palette),
            "flowers": {
                klass: drawings.flower_alone(klass, palette) for klass in ("core", "borderline", "exterior")
            },
            "document": tree.root,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()


def _about(contents: StudyContents, language: str, drawable: frozenset[int]) -> Mapping[str, object]:
    """Title, author, date and the few words that stand on every page."""
    count = {
        "kept": words.number(len(contents.kept), language),
        "places": words.number(len(contents.in_scope), language),
    }
    when = day(contents)

    def said(pair: Words, **numbers: str) -> str:
        return words.said(pair, language).format(**numbers)

    about: dict[str, object] = {
        "language": language,
        "title": contents.title.in_language(language),
        "subtitle": said(SUBTITLE if contents.kept else ALONE, **count),
        "author": contents.imprint.publisher.get("name", "") or "Florilège",
        "report": said(REPORT),
        "contents": said(CONTENTS),
        "dated": said(DAY, day=words.date(when, language)) if when else "",
        "partners": ", ".join(one.name for one in contents.imprint.partners),
    }
    safe = {key: nodes.drawn(str(value), drawable) for key, value in about.items()}
    return {**safe, "date": [int(part) for part in when.split("-")] if when else []}


def _document(
    contents: StudyContents,
    language: str,
    drawn: Maps,
    palette: Mapping[str, str],
) -> str:
    selection = selection_page.view(contents, language)
    found = selection.figures if selection is not None else None
    near = contents.not_kept[:NEAR]
    borderline = [place for place in near if place.choice is not None and place.choice.klass == "borderline"]
    shown_apart = {place.place_id for place in borderline}
    figures = {
        key: Drawn(figure, _svg(figure, palette))
        for key in ("heat", "rates", "ranks", "prices")
        if found is not None and (figure := getattr(found, key)) is not None
    }
    return (
        environment(language)
        .get_template("report/document.xml")
        .render(
            contents=contents,
            home=home.view(contents, language),
            selection=selection,
            method=method_page.view(contents, language),
            figures={key: figures.get(key) for key in ("heat", "rates", "ranks", "prices")},
            map=drawings.france(drawn.france, palette),
            map_said=_map_said(contents, language),
            kept=tuple(
                _sheet(place, contents, language, drawn.areas.get(place.departement_code), palette)
                for place in contents.kept
            ),
            near=selection_page.not_kept_lines(borderline, language),
            others=_others(
                [place for place in contents.not_kept if place.place_id not in shown_apart], language
            ),
            not_kept=len(contents.not_kept),
            marks=tuple((mark, words.said(meaning, language)) for mark, meaning in MARKS.items()),
            changes=decisions.team(contents, language).changes,
            licences=method_page.licence_lines(contents, language),
            imprint=imprint_page.view(contents.imprint, language),
            day=words.date(day(contents), language),
        )
    )


def _svg(figure: Figure, palette: Mapping[str, str]) -> str:
    return drawings.scene(next(one for one in figure.scenes if one.layout == WIDE.key), palette)


def _map_said(contents: StudyContents, language: str) -> str:
    names = [
        f"{place.called.in_language(language)} ({place.commune})"
        if place.commune
        else place.called.in_language(language)
        for place in contents.kept
    ]
    pair = MAP_SAID if names else MAP_ALONE
    return words.said(pair, language).format(
        places=words.number(len(contents.in_scope), language), kept=words.listed(names, language)
    )


def _sheet(
    place: PlaceContent,
    contents: StudyContents,
    language: str,
    area: map_drawings.AreaDrawing | None,
    palette: Mapping[str, str],
) -> Sheet:
    view = place_page.view(place, contents, language)
    parts = view.ledger
    entries = (
        *parts["identity"],
        *view.whereabouts,
        *parts["offer"],
        *parts["organisation"],
        *parts["figures"],
    )
    families = view.actors.families
    spot = None
    if area is not None and place.latitude is not None and place.longitude is not None:
        spot = area.frame.place(place.longitude, place.latitude)
    said = LOCATOR if spot is not None else LOCATOR_UNKNOWN
    return Sheet(
        slug=place.slug,
        view=view,
        known=tuple(one for one in entries if one.values),
        unknown=tuple(one.label for one in entries if not one.values),
        families=families,
        family_sources=tuple(dict.fromkeys(source for family in families for source in family.sources)),
        locator="" if area is None else drawings.locator(area, spot, palette),
        locator_said=words.said(said, language).format(
            departement=place.departement, name=place.called.in_language(language)
        ),
    )


def _others(places: Iterable[PlaceContent], language: str) -> tuple[BriefRegion, ...]:
    """Candidates not kept, région by région, the nearest to the list first."""
    by_region: dict[tuple[str, str], list[PlaceContent]] = defaultdict(list)
    for place in places:
        by_region[directory.region_code(place), place.region].append(place)
    regions = [
        BriefRegion(
            directory.region_name(code, name, language),
            words.number(len(found), language),
            tuple(_brief(place, language) for place in found),
        )
        for (code, name), found in by_region.items()
    ]
    return tuple(sorted(regions, key=lambda one: words.sort_key(one.name)))


def _brief(place: PlaceContent, language: str) -> BriefLine:
    choice = place.choice
    assert choice is not None
    return BriefLine(
        place.called.in_language(language),
        place.commune,
        words.score(choice.score, language),
        _mark([reason.code for reason in choice.reasons]),
    )


def _mark(codes: Sequence[str]) -> str:
    return "".join(mark for mark in MARKS if any(_MARK_OF.get(code) == mark for code in codes))
