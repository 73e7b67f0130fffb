"""The grid of a study: axes, criteria with their value functions, weights, and how values add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from florilege.appraisal.value_functions import ValueFunction, read_value_function
from florilege.appraisal.weights import WeightSpace, read_weights
from florilege.faults import Words
from florilege.toml_lines import Table

AGGREGATIONS = ("additive", "geometric")
SOURCES = ("indicator", "column", "jury")


class Axis(Struct, frozen=True):
    """One of the grounds on which places are judged."""

    key: str
    title: Words


class Criterion(Struct, frozen=True):
    """One criterion: where its raw value comes from, and what it is worth.

    source : "indicator" (computed from claims), "column" (of a table of candidates) or "jury"
    input : the name of the indicator or of the column; the criterion's own key with a jury, whose marks name it
    unknown : bounds of the value when nothing is known
    justification : why a criterion known for few candidates is kept all the same
    line : of the study file, for refusals that come later
    """

    key: str
    axis: str
    title: Words
    source: str
    input: str
    function: ValueFunction
    unknown: tuple[float, float]
    anchors: tuple[tuple[str, ...], tuple[str, ...]]
    justification: Words | None
    line: int | None = None


class Grid(Struct, frozen=True):
    """Axes, criteria in the order of the file, and the weightings accepted."""

    axes: tuple[Axis, ...]
    criteria: tuple[Criterion, ...]
    weights: WeightSpace
    aggregation: str

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(criterion.key for criterion in self.criteria)


def read_grid(
    root: Table, *, aggregation: str, indicators: Mapping[str, Sequence[str]], default_source: str
) -> Grid:
    """The grid of a study file; raises StudyFileRefused, naming the line.

    indicators : names that `indicator = "…"` may take → the categories that each gives, () for numbers
    default_source : of a criterion that names neither indicator nor column
    """
    axes = tuple(_axis(entry) for entry in root.tables("axis"))
    _check_once(root, "axis", [axis.key for axis in axes])
    names = tuple(axis.key for axis in axes)
    criteria = tuple(
        _criterion(entry, axes=names, indicators=indicators, default_source=default_source)
        for entry in root.tables("criterion")
    )
    if not criteria:
        raise root.refused(Words("au moins un critère [[criterion]]", "at least one [[criterion]]"))
    _check_once(root, "criterion", [criterion.key for criterion in criteria])
    weights = read_weights(root, [criterion.key for criterion in criteria])
    return Grid(axes, criteria, weights, aggregation)


def _axis(entry: Table) -> Axis:
    key = entry.require("key", str)
    axis = Axis(key, entry.bilingual("title", Words(key, key)))
    entry.refuse_unknown()
    return axis


def _criterion(
    entry: Table, *, axes: Sequence[str], indicators: Mapping[str, Sequence[str]], default_source: str
) -> Criterion:
    key = entry.require("key", str)
    axis = entry.require("axis", str) if axes else entry.get("axis", str, "")
    if axes and axis not in axes:
        listed = ", ".join(axes)
        raise entry.unknown_word(
            "axis", axis, axes, Words(f"un axe du fichier ({listed})", f"an axis of the file ({listed})")
        )
    source, name = _source(entry, key, tuple(indicators), default_source)
    down = entry.choice("direction", ("up", "down"), "up") == "down"
    entry.require("value", dict)
    function = read_value_function(
        entry.table("value"), down=down, known=indicators[name] if source == "indicator" else None
    )
    if source == "jury" and function.kind != "linear":
        raise entry.table("value").refused(
            Words(
                'kind = "linear", de la plus basse à la plus haute note du jury',
                'kind = "linear", from the lowest mark of the jury to its highest',
            ),
            key="kind",
            value=function.kind,
        )
    criterion = Criterion(
        key=key,
        axis=axis,
        title=entry.bilingual("title", Words(key, key)),
        source=source,
        input=name,
        function=function,
        unknown=entry.interval("unknown", (0.0, 1.0)),
        anchors=_anchors(entry),
        justification=entry.bilingual("justification") if "justification" in entry else None,
        line=entry.line(),
    )
    entry.refuse_unknown()
    return criterion


def _source(entry: Table, key: str, indicators: Sequence[str], default: str) -> tuple[str, str]:
    if "source" in entry:
        entry.choice("source", SOURCES)
    for name, other in (("column", "indicator"), ("indicator", "column")):
        if name in entry and (other in entry or entry.raw("source") not in (None, name)):
            raise entry.refused(
                Words("soit « indicator », soit « column », comme « source »", '"source" set to either "indicator" or "column"'),
                key="source" if "source" in entry else name,
                value=entry.raw("source") or entry.raw(name),
                hint=Words("garder celle des clés qui dit d’où vient le critère", "keep only the key that says where the criterion comes from"),
            )  # fmt: skip
    source = entry.choice(
        "source", SOURCES, "indicator" if "indicator" in entry else "column" if "column" in entry else default
    )
    if default == "indicator" and source == "column":
        raise entry.refused(
            Words("un indicateur : une étude les calcule de ses sources", "an indicator: a study computes its criteria from its sources"),
            key="source" if "source" in entry else "column", value=source,
            hint=Words(
                "ou donner une table de colonnes : florilege select --candidates",
                "or use a table of columns: florilege select --candidates",
            ),
        )  # fmt: skip
    if source == "jury":
        return source, key
    column = entry.get("column", str, key)
    indicator = entry.get("indicator", str, key)
    if source != "indicator":
        return source, column
    if indicator not in indicators:
        listed = ", ".join(indicators)
        expected = Words(f"un indicateur connu ({listed})", f"a known indicator ({listed})")
        raise entry.unknown_word("indicator", indicator, indicators, expected)
    return source, indicator


def _anchors(entry: Table) -> tuple[tuple[str, ...], tuple[str, ...]]:
    anchors = entry.table("anchors")
    found = anchors.texts("fr"), anchors.texts("en")
    anchors.refuse_unknown()
    if len(found[0]) != len(found[1]):
        raise entry.refused(
            Words(
                "autant de repères en français qu’en anglais",
                "the same number of anchors in French and in English",
            ),
            key="anchors",
            value=[len(found[0]), len(found[1])],
        )
    return found


def _check_once(root: Table, name: str, keys: Sequence[str]) -> None:
    for rank, key in enumerate(keys):
        if key in keys[:rank]:
            entry = root.tables(name)[rank]
            raise entry.refused(
                Words("une clé employée une seule fois", "a key that is not used twice"), key="key", value=key
            )
