"""A store written before the measures were typed opens, and its site is the same."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from florilege.faults import Words
from florilege.selection.overrides import ENTERS
from florilege.web.study.measures import LinkageMeasures, Measure, Measures, measures_of
from florilege.web.study.models import SelectionRun, Study
from florilege.web.study.selections import document_of, published_of

BEFORE = [("study", "0004_pictures")]
SAID = {
    "fr": "Le bail se termine.",
    "en": "The lease is ending.",
    "author": "A. Auteur",
    "date": "2026-05-04",
}
METHOD = {
    "linkage": {"precision": {"value": 0.9, "low": 0.8, "high": 1}, "recall": 0.7, "judged_pairs": 12, "wrong_merges": ["a|b"]},
    "field_rules": "", "vocabulary": {"arsenal": {"fr": "l’arsenal", "en": "the arsenal"}},
    "visits": [
        {"name": "v", "place_id": "p1", "date": "2026-05-01", "who": ["A"], "seen": {"fr": "Ouvert."},
         "claims": [{"field": "jobs", "value": 12, "verdict": "confirmed", "found": None}],
         "photographs": [{"file": "a.jpg", "credit": "A", "alt": None}]}
    ],
    "criteria": {"labels": {"known": 0.5, "distinct": 3, "clamped": 0, "correlation": None}},
    "weights": {"labels": 1.0}, "weights_rescaled": False, "clamped_values": 0,
    "stages": [
        {"code": "long_list", "fr": "lieux recensés", "en": "places listed", "count": 9},
        {"code": "in_scope", "fr": "dans le champ", "en": "within", "count": 8},
        {"code": "appraisable", "fr": "assez connus", "en": "known", "count": 7},
        {"code": "short_list", "fr": "après", "en": "after", "count": 6},
        {"code": "selected", "fr": "gardés", "en": "kept", "count": 2},
    ],
    "other_reading": {}, "findings": [],
    "passages": [["p1", "short_list", "out", "person", "a", "b", "A", "2026-05-04"]],
    "stage_log": [{"place_id": "p1", "stage": "short_list", "outcome": "out", "stands": True, **SAID}],
    "monographs": [
        {"place_id": "p1", "author": "A", "date": "2026-05-04", "approved_by": "B",
         "paragraphs": [{"text": {"fr": "Un lieu."}, "original": "fr", "cites": {"jobs": [12]}}],
         "pictures": [{"file": "a.jpg", "credit": "A", "licence": "CC-BY-4.0", "alt": {"fr": "a", "en": "b"}, "files": [["x-480.webp", 480, 320]]}]}
    ],
    "monograph_states": {"approved": 1},
    "imprint": {"publisher": {"name": "Agence"}, "partners": [{"name": "P", "url": "", "logo": ["l-320.webp", 320, 90]}], "style": ""},
    "news": [{"date": "2026-05-04", "title": {"fr": "a", "en": "b"}, "text": {"fr": "c", "en": "d"}, "page": ""}],
}  # fmt: skip
RESULT = {
    "status": "optimal",
    "selected": [{"place_id": "p2", "score": 0.5, "acceptability": None, "class": None}],
    "not_selected": [],
    "published": ["p2", "p1"],
    "overrides": [{"place_id": "p1", "change": "in", "effect": "enters", "stands": True, **SAID}],
    "broken_rules": [
        {"rule": "regions", "fr": "a", "en": "b", "group": "x", "found": 3.0, "least": None, "most": 2.0}
    ],
}


@pytest.fixture
def opened(transactional_db: None) -> Study:
    """A store as it was, brought up to date as `open_store` does."""
    executor = MigrationExecutor(connection)
    executor.migrate(BEFORE)
    before = executor.loader.project_state(BEFORE).apps
    old = before.get_model("study", "Study").objects.create(
        slug="s", file_text="", listings=[], method=METHOD
    )
    bare = before.get_model("study", "Study").objects.create(slug="new", file_text="", listings=[], method={})
    before.get_model("study", "SelectionRun").objects.create(study=old, status="optimal", result=RESULT)
    before.get_model("study", "SelectionRun").objects.create(
        study=bare, status="optimal", result={"status": "optimal"}
    )
    executor.loader.build_graph()
    executor.migrate(executor.loader.graph.leaf_nodes())
    return Study.objects.get(slug="s")


def test_what_the_steps_measured_before_is_read_as_it_was(opened: Study) -> None:
    found = measures_of(opened)
    assert found.linkage.quality.precision == Measure(0.9, 0.8, 1.0)
    assert (found.linkage.quality.recall, found.linkage.quality.f1) == (Measure(0.7, None, None), None)
    assert found.linkage.vocabulary == {"arsenal": Words("l’arsenal", "the arsenal")}
    assert [one.claims[0].value for one in found.linkage.visits] == [12]
    assert found.appraisal.scope is not None
    assert (found.appraisal.scope.listed, found.appraisal.criteria["labels"].distinct) == (9, 3)
    assert [(one.code, one.count) for one in found.decisions.stages] == [("short_list", 6), ("selected", 2)]
    assert [one.reason for one in found.decisions.passages] == [Words("a", "b")]
    assert [(one.decision.author, one.stands) for one in found.decisions.log] == [("A. Auteur", True)]
    assert found.editorial.monographs[0].pictures[0].files == (("x-480.webp", 480, 320),)
    assert found.editorial.imprint.partners[0].logo == ("l-320.webp", 320, 90)
    assert [one.title for one in found.editorial.news] == [Words("a", "b")]


def test_the_list_computed_and_the_list_published_are_parted_and_say_the_same_together(opened: Study) -> None:
    run = SelectionRun.objects.get(study=opened)
    assert not run.computed.keys() & {"published", "overrides", "broken_rules"}
    listed = published_of(run)
    assert listed is not None
    assert (listed.places, listed.changes[0].effect) == (("p2", "p1"), ENTERS)
    assert document_of(run) == RESULT


def test_a_study_of_which_nothing_was_measured_opens_too(opened: Study) -> None:
    bare = Study.objects.get(slug="new")
    assert measures_of(bare) == Measures(linkage=LinkageMeasures())
    assert published_of(SelectionRun.objects.get(study=bare)) is None
