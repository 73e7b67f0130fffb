"""Maps drawn by the server as SVG: France with its overseas départements in frames, and one département."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache

from msgspec import Struct
from msgspec.structs import replace

from florilege.territory.boundaries import Boundary, boundaries
from florilege.territory.reference import reference
from florilege.web.publication.contents.places import PlaceContent
from florilege.web.publication.maps.projection import Frame, Ring, fitted, outline_path

WIDTH, HEIGHT = 640.0, 690.0
MAINLAND = 560.0
"""Height of the mainland in the drawing; overseas départements stand in a row below."""
OVERSEAS = ("971", "972", "973", "974", "976")
OVERSEAS_REGIONS = ("01", "02", "03", "04", "06")
INSET = 88.0
LETTER = 6.4
"""Width of a letter of a label, in units of the drawing."""
LINE = 13.0


class Inset(Struct, frozen=True):
    """The frame of an overseas département."""

    name: str
    left: float
    top: float
    size: float
    path: str

    @property
    def middle(self) -> float:
        return self.left + self.size / 2


class Mark(Struct, frozen=True):
    """A place drawn above the others."""

    x: float
    y: float
    klass: str
    place: PlaceContent


class Label(Struct, frozen=True):
    """A town's name beside its mark; anchor is start, middle or end."""

    x: float
    y: float
    anchor: str
    text: str


class Drawing(Struct, frozen=True):
    """A map of France: land, borders of regions, all places as one path of dots, marks and labels."""

    width: float
    height: float
    land: str
    borders: str
    insets: tuple[Inset, ...]
    dots: str
    marks: tuple[Mark, ...]
    labels: tuple[Label, ...]


class AreaDrawing(Struct, frozen=True):
    """A map of one département or région; dots are all its places."""

    code: str
    width: float
    height: float
    path: str
    dots: str
    frame: Frame


class Base(Struct, frozen=True):
    """What all the maps of France share."""

    land: str
    borders: str
    insets: tuple[Inset, ...]
    mainland: Frame
    overseas: Mapping[str, Frame]


@lru_cache(maxsize=1)
def base() -> Base:
    """France: the mainland and Corsica by the conic projection, overseas départements in frames off Aquitaine."""
    mainland_outlines = [outline for outline in boundaries("departement") if outline.code not in OVERSEAS]
    frame, _, _ = fitted(_rings(mainland_outlines), conic=True, box=(6, 6, WIDTH - 12, MAINLAND - 12))
    regional = [outline for outline in boundaries("region") if outline.code not in OVERSEAS_REGIONS]
    insets: list[Inset] = []
    overseas: dict[str, Frame] = {}
    by_code = {outline.code: outline for outline in boundaries("departement")}
    for rank, code in enumerate(code for code in OVERSEAS if code in by_code):
        outline = by_code[code]
        left, top = 4 + rank * (WIDTH - 8 - INSET) / 4, MAINLAND + 10
        box = (left + 8, top + 8, INSET - 16, INSET - 16)
        overseas[code], _, _ = fitted(_rings([outline]), conic=False, box=box)
        path = outline_path(_rings([outline]), overseas[code], step=1.2, smallest=2)
        insets.append(Inset(outline.name, left, top, INSET, path))
    return Base(
        land=outline_path(_rings(mainland_outlines), frame, step=3.2, smallest=4),
        borders=outline_path(_rings(regional), frame, step=2.2, smallest=4),
        insets=tuple(insets),
        mainland=frame,
        overseas=overseas,
    )


def position(place: PlaceContent) -> tuple[float, float] | None:
    """Where a place falls on the map of France, or None when it has no position there."""
    if place.latitude is None or place.longitude is None:
        return None
    return _on_map(place.departement_code, place.latitude, place.longitude)


def position_or_centre(place: PlaceContent) -> tuple[float, float] | None:
    """Where a place falls on the map, at the centre of its commune when nothing more is known of it."""
    spot = position(place)
    commune = reference().communes.get(place.commune_code) if spot is None else None
    if commune is None or commune.latitude is None or commune.longitude is None:
        return spot
    return _on_map(commune.departement, commune.latitude, commune.longitude)


def _on_map(departement: str, latitude: float, longitude: float) -> tuple[float, float] | None:
    found = base()
    frame = found.overseas.get(departement)
    if frame is None:
        if not (41 < latitude < 51.6 and -5.6 < longitude < 9.8):
            return None
        frame = found.mainland
    return frame.place(longitude, latitude)


def france(
    places: Iterable[PlaceContent], marked: Sequence[PlaceContent], *, labelled: bool = True
) -> Drawing:
    """The map of France with every place as a dot and some marked, with the names of their towns where they fit."""
    found = base()
    marks: list[Mark] = []
    for place in marked:
        spot = position_or_centre(place)
        if spot is not None:
            klass = place.choice.klass if place.choice is not None and place.kept else "study"
            marks.append(Mark(round(spot[0], 1), round(spot[1], 1), klass, place))
    return Drawing(
        width=WIDTH,
        height=HEIGHT,
        land=found.land,
        borders=found.borders,
        insets=found.insets,
        dots=dots(places),
        marks=tuple(marks),
        labels=_labels(marks, found.insets) if labelled else (),
    )


def dots(places: Iterable[PlaceContent]) -> str:
    """Every place as a path of dots (a stroke of no length with round ends): a few bytes a place."""
    spots = {
        (round(spot[0], 1), round(spot[1], 1)) for place in places if (spot := position(place)) is not None
    }
    return "".join(f"M{x:g} {y:g}h0" for x, y in sorted(spots))


def commune_dots(codes: Iterable[str]) -> str:
    """Communes as a path of dots at their centres, on the map of France."""
    communes = reference().communes
    spots = {
        (round(spot[0], 1), round(spot[1], 1))
        for code in codes
        if (one := communes.get(code)) is not None
        and one.latitude is not None
        and one.longitude is not None
        and (spot := _on_map(one.departement, one.latitude, one.longitude)) is not None
    }
    return "".join(f"M{x:g} {y:g}h0" for x, y in sorted(spots))


def departement_drawings(places: Iterable[PlaceContent]) -> Mapping[str, AreaDrawing]:
    """One small map a département, by code, with all its places as dots."""
    of = _located(places, lambda place: place.departement_code)
    return {
        outline.code: _area_drawing(outline, of[outline.code], conic=outline.code not in OVERSEAS)
        for outline in boundaries("departement")
    }


def region_drawings(places: Iterable[PlaceContent]) -> Mapping[str, AreaDrawing]:
    """One small map a région, by code, with all its places as dots."""
    of = _located(places, lambda place: place.region_code)
    return {
        outline.code: _area_drawing(outline, of[outline.code], conic=outline.code not in OVERSEAS_REGIONS)
        for outline in boundaries("region")
    }


def _located(
    places: Iterable[PlaceContent], code: Callable[[PlaceContent], str]
) -> Mapping[str, list[PlaceContent]]:
    of: dict[str, list[PlaceContent]] = defaultdict(list)
    for place in places:
        of[code(place)].append(place)
    return of


def _area_drawing(outline: Boundary, places: Iterable[PlaceContent], *, conic: bool) -> AreaDrawing:
    empty = _empty_area(outline, conic=conic)
    return replace(empty, dots=dots_within(empty.frame, places))


@cache
def _empty_area(outline: Boundary, *, conic: bool) -> AreaDrawing:
    """A département or région without its places."""
    frame, taken_x, taken_y = fitted(_rings([outline]), conic=conic, box=(6, 6, 208, 168))
    frame = Frame(frame.conic, frame.scale, 6, 6, frame.west, frame.north)
    return AreaDrawing(
        code=outline.code,
        width=round(taken_x + 12),
        height=round(taken_y + 12),
        path=outline_path(_rings([outline]), frame, step=2.2, smallest=3),
        dots="",
        frame=frame,
    )


def dots_within(frame: Frame, places: Iterable[PlaceContent]) -> str:
    """The places of known position as a path of dots in a frame."""
    spots = {
        tuple(round(value) for value in frame.place(place.longitude, place.latitude))
        for place in places
        if place.latitude is not None and place.longitude is not None
    }
    return "".join(f"M{spot[0]} {spot[1]}h0" for spot in sorted(spots))


def basemap() -> list[list[int]]:
    """The outer rings of every département for the map that moves: longitude, latitude flattened, in 1/100 degree."""
    rings: list[list[int]] = []
    for ring in _rings(boundaries("departement")):
        flat: list[int] = []
        for longitude, latitude in ring:
            point = [round(longitude * 100), round(latitude * 100)]
            if flat[-2:] != point:
                flat += point
        if len(flat) >= 8:
            rings.append(flat)
    return rings


def _rings(outlines: Iterable[Boundary]) -> list[Ring]:
    """Outer rings only: no area of France has a hole worth drawing."""
    return [polygon[0] for outline in outlines for polygon in outline.polygons]


Box = tuple[float, float, float, float]


def _labels(marks: Sequence[Mark], insets: Sequence[Inset]) -> tuple[Label, ...]:
    """The name of each marked town, once, at the first of four sides where it hides nothing."""
    taken: list[Box] = [(mark.x - 9, mark.y - 9, mark.x + 9, mark.y + 9) for mark in marks]
    taken += [(inset.left, inset.top, inset.left + inset.size, inset.top + inset.size) for inset in insets]
    labels: list[Label] = []
    named: set[str] = set()
    for mark in sorted(marks, key=lambda mark: (mark.klass != "core", mark.y, mark.x)):
        town = mark.place.commune
        if not town or town in named or mark.place.departement_code in OVERSEAS:
            continue
        for label, box in _sides(mark, town):
            own = (mark.x - 9, mark.y - 9, mark.x + 9, mark.y + 9)
            inside = box[0] >= 0 and box[2] <= WIDTH and box[1] >= 0 and box[3] <= HEIGHT
            if inside and not any(_cross(box, other) for other in taken if other != own):
                labels.append(label)
                taken.append(box)
                named.add(town)
                break
    return tuple(labels)


def _sides(mark: Mark, town: str) -> Iterable[tuple[Label, Box]]:
    width = len(town) * LETTER
    x, y = mark.x, mark.y
    yield Label(x + 12, y + 4, "start", town), (x + 10, y - 6, x + 12 + width, y + 7)
    yield Label(x - 12, y + 4, "end", town), (x - 12 - width, y - 6, x - 10, y + 7)
    yield Label(x, y - 13, "middle", town), (x - width / 2, y - 12 - LINE, x + width / 2, y - 10)
    yield Label(x, y + 23, "middle", town), (x - width / 2, y + 11, x + width / 2, y + 13 + LINE)


def _cross(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
