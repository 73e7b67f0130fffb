"""The study file: what a study asks, how it scores, what a good list must respect. Every refusal names its line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from msgspec import Struct, field

from florilege.appraisal.grid import AGGREGATIONS, Grid, read_grid
from florilege.appraisal.indicators import REGISTRY
from florilege.faults import StudyFileRefused, Words
from florilege.selection.attributes import PLACE_ATTRIBUTES
from florilege.selection.conditions import Condition, read_conditions
from florilege.selection.rules import Rule, Vocabulary, check_attribute, check_values, read_rules
from florilege.selection.stages import StageSettings, read_settings
from florilege.toml_lines import Table, read_toml

DEFAULT_CORE = 0.95
ID_COLUMN, NAME_COLUMN = "id", "name"
"""Columns of a table of candidates, where the study does not say others."""
CANDIDATES = "candidats"
"""The listing that the table of candidates of a study is, and the name of its mapping."""
BUILT_IN_TIES = ("corroboration",)
SLUG = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*$")
FEWEST_KNOWN = 0.05
"""A criterion known for less than this share of the candidates needs a justification in words."""


class Robustness(Struct, frozen=True):
    """How robustness is judged: draws, their seed, thresholds of the classes, a time budget if any."""

    draws: int
    seed: int
    core: float
    exterior: float
    seconds: float | None


class StudyFile(Struct, frozen=True):
    """A study file, read and checked.

    sizes : (least, most) places in the list; listings : their order in the study (empty with a table)
    listings_line : of the file, or of the key that names the table, for refusals that come later; conditions : of eligibility, with a table
    known_at_least : known criteria that a candidate needs; known_per_axis : and for each axis
    unknown_reference : "low" or "middle", how an unknown counts in the reference score
    stages : how many places pass the stages that come before the selection
    id_column, name_column : of a table, the columns that bear the id and the name of each candidate
    candidates : the file of the table, from the folder of the study; "" for a study of places, or a table given apart
    """

    slug: str
    title: Words
    sizes: tuple[int, int]
    objective: str
    scope: Mapping[str, tuple[str, ...]]
    ties: tuple[str, ...]
    known_at_least: int
    known_per_axis: int
    unknown_reference: str
    listings: tuple[str, ...]
    grid: Grid
    rules: tuple[Rule, ...]
    robustness: Robustness
    file: str
    listings_line: int | None = None
    stages: StageSettings = field(default_factory=StageSettings)
    conditions: tuple[Condition, ...] = ()
    id_column: str = ID_COLUMN
    name_column: str = NAME_COLUMN
    candidates: str = ""


def read_study(text: str, *, file: str, table: bool = False) -> StudyFile:
    """A study from its text; raises StudyFileRefused naming file, line, key, value and what was expected.

    table : the study goes with a table of candidates, as one does that names its own; defaults differ (contracts,
    "unknown must not choose")
    """
    return study_of(read_toml(text, file=file, refusal=StudyFileRefused), table=table)


def study_of(root: Table, *, table: bool = False) -> StudyFile:
    """A study from the root table of its file; see `read_study`."""
    root.mark_known("study", "axis", "criterion", "weights", "condition", "rule", "robustness")
    if "study" not in root:
        raise root.absent("study")
    root.refuse_unknown()
    head = root.table("study")
    candidates = head.get("candidates", str, "")
    table = table or bool(candidates)
    grid = read_grid(
        root,
        aggregation=head.choice("aggregation", AGGREGATIONS, "additive"),
        indicators={name: one.categories for name, one in REGISTRY.items()},
        default_source="column" if table else "indicator",
    )
    axes = tuple(axis.key for axis in grid.axes)
    rules = read_rules(root, Vocabulary(axes, grid.keys, None if table else PLACE_ATTRIBUTES))
    slug = _slug(head)
    listings = _listings(head, candidates)
    study = StudyFile(
        slug=slug,
        title=head.bilingual("title", Words(slug, slug)),
        sizes=_sizes(head),
        objective=_objective(head),
        scope=_scope(head, table=table),
        ties=_ties(head, grid),
        known_at_least=_bounded(
            head, "known_at_least", 0 if table else (len(grid.criteria) + 1) // 2, len(grid.criteria)
        ),
        known_per_axis=_bounded(head, "known_per_axis", 0 if table else 1, _most_on_an_axis(grid)),
        unknown_reference=head.choice("unknown_reference", ("low", "middle"), "middle" if table else "low"),
        listings=listings,
        grid=grid,
        rules=rules,
        robustness=_robustness(root.table("robustness")),
        file=root.file,
        listings_line=head.line("candidates" if candidates else "listings"),
        stages=read_settings(head, _sizes(head)[1]),
        conditions=read_conditions(root, table=table),
        id_column=_column(head, "id", ID_COLUMN, table=table),
        name_column=_column(head, "name", NAME_COLUMN, table=table),
        candidates=candidates,
    )
    head.refuse_unknown()
    return study


def _sizes(head: Table) -> tuple[int, int]:
    value = head.raw("size")
    if value is None:
        raise head.absent("size")
    expected = Words(
        "un nombre de lieux, 1 au moins, ou [au moins, au plus]",
        "a number of places, 1 or more, or [least, most]",
    )
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value, value
    whole = isinstance(value, list) and len(value) == 2 and all(type(item) is int for item in value)
    if isinstance(value, list) and whole and 0 < value[0] <= value[1]:
        return value[0], value[1]
    raise head.refused(expected, key="size", value=value)


def _objective(head: Table) -> str:
    least, most = _sizes(head)
    if least == most:  # the two order lists alike, and the total is what is published
        head.choice("objective", ("total", "mean"), "total")
        return "total"
    if "objective" not in head:
        raise head.absent(
            "objective",
            Words("objective = \"total\" ou \"mean\" quand la taille est un intervalle", 'objective = "total" or "mean" when the size is a range'),
            beside="size",
        )  # fmt: skip
    return head.choice("objective", ("total", "mean"))


def _slug(head: Table) -> str:
    slug = head.require("slug", str)
    if not SLUG.match(slug):
        raise head.refused(
            Words(
                "des lettres minuscules, chiffres et traits d’union",
                "lower-case letters, digits and hyphens",
            ),
            key="slug",
            value=slug,
            hint=Words("par exemple « lieux-innovation »", 'for instance "lieux-innovation"'),
        )
    return slug


def _scope(head: Table, *, table: bool) -> dict[str, tuple[str, ...]]:
    """Attribute → values that places of the scope have; a table of candidates has conditions instead."""
    if table and "scope" in head:
        raise head.refused(
            Words(
                "un champ dans une étude de lieux seulement", "no scope here: it goes with a study of places"
            ),
            key="scope",
            hint=Words(
                "avec une table, [[condition]] dit quels candidats sont considérés",
                "with a table, use [[condition]] to say which candidates are considered",
            ),
        )
    scope = head.table("scope")
    for key in scope.keys():
        values = scope.texts(key)
        if not values:
            raise scope.refused(Words("au moins une valeur", "at least one value"), key=key, value=[])
        check_attribute(scope, key, key, PLACE_ATTRIBUTES)
        check_values(scope, key, values, PLACE_ATTRIBUTES[key])
    return {key: scope.texts(key) for key in scope.keys()}


def _column(head: Table, key: str, default: str, *, table: bool) -> str:
    """The column of a table that bears the id or the name; a study of places has no such column."""
    if not table and key in head:
        raise head.refused(
            Words(
                "une colonne avec une table de candidats seulement",
                "no column here: it goes with a table of candidates",
            ),
            key=key,
            hint=Words(
                "dans une étude de lieux, les correspondances de listings/ disent d’où vient le nom",
                "in a study of places, the mappings in listings/ say where the name comes from",
            ),
        )
    return head.get(key, str, default)


def _most_on_an_axis(grid: Grid) -> int:
    """How many criteria the axis with most of them has; all of them without axes."""
    counts = Counter(criterion.axis for criterion in grid.criteria)
    return max(counts.values())


def _ties(head: Table, grid: Grid) -> tuple[str, ...]:
    ties = head.texts("ties")
    valid = (*BUILT_IN_TIES, *grid.keys)
    for rank, key in enumerate(ties):
        if key in ties[:rank]:
            raise head.refused(
                Words("un critère nommé une seule fois", "a criterion that is not repeated"),
                key="ties",
                value=key,
            )
        if key not in valid:
            listed = ", ".join(valid)
            expected = Words(f"un critère de la grille ({listed})", f"a criterion of the grid ({listed})")
            raise head.unknown_word("ties", key, valid, expected)
    return ties


def _bounded(head: Table, key: str, default: int, most: int) -> int:
    value = head.get(key, int, default)
    if not 0 <= value <= most:
        raise head.refused(
            Words(f"un nombre de 0 à {most}", f"a number from 0 to {most}"), key=key, value=value
        )
    return value


def _listings(head: Table, candidates: str) -> tuple[str, ...]:
    """The listings of a study; its table of candidates is its only one."""
    listings = head.texts("listings")
    if candidates and listings:
        raise head.refused(
            Words("des recensements, ou une table de candidats", "either listings or a table of candidates"),
            key="listings",
            value=list(listings),
            hint=Words("garder l’une des clés « listings » et « candidates »", 'keep one of the keys "listings" and "candidates"'),
        )  # fmt: skip
    if candidates:
        return (CANDIDATES,)
    for rank, slug in enumerate(listings):
        if slug in listings[:rank]:
            raise head.refused(Words("un recensement nommé une seule fois", "a listing not repeated"), key="listings", value=slug)  # fmt: skip
    return listings


def _robustness(table: Table) -> Robustness:
    found = Robustness(
        draws=table.get("draws", int, 10_000),
        seed=table.get("seed", int, 0),
        core=table.get("core", float, DEFAULT_CORE),
        exterior=table.get("exterior", float, 0.05),
        seconds=table.optional("seconds", float),
    )
    table.refuse_unknown()
    if found.draws < 0 or found.draws > 10_000_000:
        raise table.refused(
            Words("de 0 à 10 millions", "from 0 to 10 million"), key="draws", value=found.draws
        )
    if not 0 <= found.seed < 2**64:
        raise table.refused(Words("de 0 à 2^64 - 1", "from 0 to 2^64 - 1"), key="seed", value=found.seed)
    if not 0 <= found.exterior < found.core <= 1:
        raise table.refused(
            Words("0 ≤ exterior < core ≤ 1", "0 ≤ exterior < core ≤ 1"),
            key="exterior" if not 0 <= found.exterior < DEFAULT_CORE else "core",
            value=[found.exterior, found.core],
        )
    if found.seconds is not None and found.seconds <= 0:
        raise table.refused(
            Words("un nombre au-dessus de 0", "a number above 0"), key="seconds", value=found.seconds
        )
    return found
