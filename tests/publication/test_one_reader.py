"""A study file has one reader: what the pages print of it is what the selection was computed with."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from florilege.appraisal.grid import Criterion
from florilege.selection.study_file import Robustness, StudyFile, read_study
from florilege.web.publication.contents.loading import load
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.pages.selection import page as selection_page
from tests.publication import factory

Held = tuple[Callable[[StudyContents], object], Callable[[StudyFile], object]]


def _run(contents: StudyContents) -> tuple[float, float, str]:
    assert contents.selection is not None
    return contents.selection.core, contents.selection.exterior, contents.selection.unknown_reference


def _plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


HELD: dict[str, Held] = {
    "known_at_least": (lambda c: c.known_at_least, lambda s: s.known_at_least),
    "known_per_axis": (lambda c: c.known_per_axis, lambda s: s.known_per_axis),
    "aggregation": (lambda c: c.geometric, lambda s: s.grid.aggregation == "geometric"),
    "unknown_reference": (lambda c: _run(c)[2], lambda s: s.unknown_reference),
    "robustness.core": (lambda c: _run(c)[0], lambda s: s.robustness.core),
    "robustness.exterior": (lambda c: _run(c)[1], lambda s: s.robustness.exterior),
    "axis": (lambda c: [(a.key, a.title) for a in c.axes], lambda s: [(a.key, a.title) for a in s.grid.axes]),
    "criterion.key": (
        lambda c: [(one.key, one.axis, one.title) for one in c.criteria],
        lambda s: [(one.key, one.axis, one.title) for one in s.grid.criteria],
    ),
    "criterion.anchors": (
        lambda c: [[(_plain(a.fr), a.en) for a in one.anchors] for one in c.criteria],
        lambda s: [list(zip(*one.anchors, strict=True)) for one in s.grid.criteria],
    ),
    "criterion.justification": (
        lambda c: [one.why for one in c.criteria],
        lambda s: [one.justification for one in s.grid.criteria],
    ),
    "weights": (
        lambda c: [one.weight for one in c.criteria],
        lambda s: pytest.approx(s.grid.weights.reference.tolist(), abs=1e-12),
    ),
    "rule.reason": (
        lambda c: [one.reason for one in c.selection.rules if one.key == "regions"] if c.selection else None,
        lambda s: [one.reason for one in s.rules if one.key == "regions"],
    ),
}
"""What pages print of a study file, and what the selection is computed with."""
EDITS = {
    "as it is": (),
    "nothing said": (
        ("known_at_least = 4\n", ""), ("unknown_reference = \"low\"\n", ""), ("core = 0.95\nexterior = 0.05\n", ""),
        ("reason = {", "title = {"),
    ),
    "zeros": (("known_at_least = 4", "known_at_least = 0\nknown_per_axis = 0"), ("exterior = 0.05", "exterior = 0"), ("core = 0.95", "core = 1.0")),
    "other values": (
        ("known_at_least = 4", 'known_at_least = 5\nknown_per_axis = 2\naggregation = "geometric"'),
        ('unknown_reference = "low"', 'unknown_reference = "middle"'), ("core = 0.95\nexterior = 0.05", "core = 0.8\nexterior = 0.1"),
        ("legal_body = 0.2", "legal_body = 2"), ("labels = 0.1", "labels = 1"),
        ('title = { fr = "Labels reçus", en = "Labels received" }', 'justification = { fr = "Peu connu, gardé.", en = "Little known, kept." }'),
    ),
    "no axis": (("[[axis]]", "[[x]]"),),
}  # fmt: skip


def edited(name: str) -> str:
    """The study file of the small study, edited."""
    text = factory.STUDY_FILE
    if name == "no axis":
        head, _, rest = text.partition("[[axis]]")
        text = head + rest[rest.index("[[criterion]]") :]
        return "\n".join(line for line in text.splitlines() if not line.startswith("axis ="))
    for before, after in EDITS[name]:
        assert before in text
        text = text.replace(before, after)
    return text


def published(text: str) -> StudyContents:
    """What is published of the small study when its file is so."""
    study = factory.publishable_study()
    study.file_text = text
    study.save()
    run = study.selection
    run.computed = {
        **run.computed,
        "unknown_reference": read_study(text, file="study.toml").unknown_reference,
    }
    run.save()
    return load(factory.SLUG)


@pytest.mark.django_db
@pytest.mark.parametrize("name", EDITS)
def test_each_value_on_a_page_is_the_one_that_the_selection_is_computed_with(name: str) -> None:
    text = edited(name)
    contents, study = published(text), read_study(text, file="study.toml")
    differing = {key for key, (shown, computed) in HELD.items() if shown(contents) != computed(study)}
    assert differing == set()


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "words"), [("fr", "0 %"), ("en", "0%")])
def test_a_threshold_of_zero_is_printed_as_zero(language: str, words: str) -> None:
    view = selection_page.view(published(edited("zeros")), language)
    assert view is not None
    assert (_plain(view.exterior), _plain(view.core)) == (words, words.replace("0", "100"))


def test_no_key_of_a_study_file_is_forgotten() -> None:
    """A new field of the study file is held here, or named here with why no page reads it from the file."""
    read = {
        "known_at_least",
        "known_per_axis",
        "unknown_reference",
        "grid",
        "rules",
        "robustness",
        "conditions",
    }
    of_the_store = {"slug", "title", "sizes", "listings", "scope"}  # as the steps kept it
    of_the_selection = {"objective", "ties", "stages"}  # as `selection.json` says it
    of_refusals = {"file", "listings_line"}
    of_tables = {
        "id_column",
        "name_column",
        "candidates",
    }  # read by the rows of the table, and by what is said of them
    held = read | of_the_store | of_the_selection | of_refusals | of_tables
    assert set(StudyFile.__struct_fields__) == held
    assert set(Robustness.__struct_fields__) == {"core", "exterior"} | {"draws", "seed", "seconds"}
    printed = {"key", "axis", "title", "anchors", "justification"}
    measured = {"source", "input", "function", "unknown", "line"}
    assert set(Criterion.__struct_fields__) == printed | measured
