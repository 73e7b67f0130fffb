"""The figures and maps of the site as SVG that stand alone: colours written out, no style sheet beside them."""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import escape

from florilege.web.publication.figures.scene import Scene
from florilege.web.publication.maps import drawings
from florilege.web.publication.report.colours import figure_styles

Colours = Mapping[str, str]
SANS = 'font-family="Public Sans"'
PETAL = '<ellipse cy="-6.3" rx="{rx}" ry="{ry}" transform="rotate({turn})"/>'


def scene(drawn: Scene, colours: Colours) -> str:
    """A figure of the selection page."""
    shapes = "".join(f'<path class="{one.klass}" d="{one.path}"/>' for one in drawn.shapes)
    labels = "".join(
        f'<text x="{one.x:.1f}" y="{one.y:.1f}" class="{one.klass}"'
        + (f' text-anchor="{one.anchor}"' if one.anchor != "start" else "")
        + (f' transform="rotate({one.turn} {one.x:.1f} {one.y:.1f})"' if one.turn else "")
        + f">{escape(one.text)}</text>"
        for one in drawn.labels
    )
    style = figure_styles(tuple(sorted(colours.items())))
    return _svg(
        drawn.width,
        drawn.height,
        f'<style>text{{fill:{colours["ink"]}}}path{{fill:none}}{style}</style><g {SANS} font-size="12">{shapes}{labels}</g>',
    )


def france(drawing: drawings.Drawing, colours: Colours) -> str:
    """The map of France: places as dots, those marked as flowers, their towns by name."""
    frames = "".join(
        f'<rect x="{one.left}" y="{one.top}" width="{one.size}" height="{one.size}" rx="3" fill="none"'
        f' stroke="{colours["land-line"]}"/><path d="{one.path}" {_land(colours)}/>'
        f'<text x="{one.middle}" y="{one.top + one.size + 15}" text-anchor="middle" font-size="11"'
        f' fill="{colours["ink-2"]}">{escape(one.name)}</text>'
        for one in drawing.insets
    )
    towns = "".join(
        f'<text x="{one.x:.1f}" y="{one.y:.1f}" text-anchor="{one.anchor}" font-size="12" font-weight="600"'
        f' fill="{colours["ink"]}" stroke="{colours["paper"]}" stroke-width="4" stroke-linejoin="round"'
        f' paint-order="stroke">{escape(one.text)}</text>'
        for one in drawing.labels
    )
    marks = "".join(
        f'<g transform="translate({one.x} {one.y})"><circle r="9" fill="{colours["paper"]}" opacity="0.9"/>'
        f"{flower(one.klass, colours)}</g>"
        for one in drawing.marks
    )
    return _svg(
        drawing.width,
        drawing.height,
        f'<g {SANS}><path d="{drawing.land}" {_land(colours)}/><path d="{drawing.borders}" fill="none"'
        f' stroke="{colours["land-line"]}" stroke-width="1.5" stroke-linejoin="round"/>{frames}'
        f"{_dots(drawing.dots, colours['dot'], 2.8, 0.85)}{towns}{marks}</g>",
    )


def cover(drawing: drawings.Drawing, colours: Colours) -> str:
    """The picture of the cover: nothing but places, and the flowers of those kept."""
    marks = "".join(
        f'<g transform="translate({one.x} {one.y}) scale(1.35)"><circle r="8.5" fill="{colours["fir"]}"/>'
        f"{flower('core', {**colours, 'fir': colours['ochre-3'], 'paper': colours['fir']})}</g>"
        for one in drawing.marks
    )
    return _svg(
        drawing.width,
        drawings.MAINLAND,
        f"{_dots(drawing.dots, colours['fir-3'], 2.6, 0.8)}{marks}",
    )


def locator(drawing: drawings.AreaDrawing, spot: tuple[float, float] | None, colours: Colours) -> str:
    """A département, all its places as dots, and the one of the sheet."""
    here = (
        f'<circle cx="{spot[0]:.1f}" cy="{spot[1]:.1f}" r="6.5" fill="{colours["ochre"]}"'
        f' stroke="{colours["paper"]}" stroke-width="2"/>'
        if spot is not None
        else ""
    )
    land = f'fill="{colours["land"]}" stroke="{colours["rule-2"]}" stroke-linejoin="round"'
    return _svg(
        drawing.width,
        drawing.height,
        f'<path d="{drawing.path}" {land}/>{_dots(drawing.dots, colours["dot"], 3.6, 0.9)}{here}',
    )


def flower(klass: str, colours: Colours) -> str:
    """The mark of a class: full petals for the core, lines for the borderline, a ring outside."""
    if klass == "core":
        petals = "".join(PETAL.format(rx=3.7, ry=5.3, turn=turn) for turn in range(0, 360, 72))
        return f'<g fill="{colours["fir"]}">{petals}</g><circle r="2.3" fill="{colours["paper"]}"/>'
    if klass == "exterior":
        return f'<circle r="5.5" fill="none" stroke="{colours["slate"]}" stroke-width="2"/>'
    petals = "".join(PETAL.format(rx=3, ry=4.6, turn=turn) for turn in range(0, 360, 72))
    line = f'fill="none" stroke="{colours["ochre"]}" stroke-width="1.7"'
    return f'<g {line}>{petals}</g><circle r="1.6" fill="{colours["ochre"]}"/>'


def flower_alone(klass: str, colours: Colours) -> str:
    """The mark of a class as a picture of its own."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-12 -12 24 24" width="24" height="24">'
        f"{flower(klass, colours)}</svg>"
    )


def _land(colours: Colours) -> str:
    return (
        f'fill="{colours["land"]}" stroke="{colours["land-line"]}" stroke-width="0.6" stroke-linejoin="round"'
    )


def _dots(path: str, colour: str, width: float, opacity: float) -> str:
    return (
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}" stroke-linecap="round"'
        f' opacity="{opacity}"/>'
    )


def _svg(width: float, height: float, inner: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}"'
        f' width="{width:g}" height="{height:g}">{inner}</svg>'
    )
