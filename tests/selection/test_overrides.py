"""The list published beside the list computed: what a person changes, what is broken then, and nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from florilege.faults import Words
from florilege.selection.overrides import (
    ENTERS,
    LEAVES,
    NOTHING,
    broken_rules,
    changes_of,
    published,
    published_list,
    with_left_out,
)
from florilege.selection.prepared import Problems, prepare
from florilege.selection.stages import IN, OUT, SELECTION, StageDecision
from florilege.selection.study_file import read_study
from florilege.selection.table import read_table
from tests.selection.written import select

STUDY = """[study]
slug = "essai"
size = 3
[[criterion]]
key = "a"
value = { kind = "linear", from = 0, to = 10 }
[weights]
a = 1
[[rule]]
kind = "at_most"
count = 2
each = "region"
title = { fr = "Deux lieux par région", en = "Two places a région" }
[[rule]]
kind = "at_least"
count = 1
where = { region = "sud" }
[[rule]]
kind = "together"
ids = ["d", "e"]
[robustness]
draws = 20
"""
TABLE = "id,a,region\na,9,nord\nb,8,nord\nc,7,nord\nd,2,sud\ne,2,est\nf,1,sud\n"
COMPUTED = ("a", "b", "f")


def change(place: str, outcome: str, *, line: int = 2) -> StageDecision:
    return StageDecision(
        place, SELECTION, outcome, Words("parce que", "because"), "A", "2026-05-04", "overrides.csv", line
    )


def problems() -> Problems:
    study = read_study(STUDY, file="s.toml", table=True)
    return prepare(study, read_table(TABLE, study, file="t.csv"))


def test_the_list_of_these_tests_is_the_one_computed() -> None:
    study = read_study(STUDY, file="s.toml", table=True)
    data = select(study, read_table(TABLE, study, file="t.csv"))
    selected = data["selected"]
    assert isinstance(selected, list)
    assert tuple(sorted(item["place_id"] for item in selected)) == COMPUTED


def test_what_leaves_and_what_enters_follow_from_the_lines_that_stand() -> None:
    changes = changes_of(
        [change("a", OUT), change("c", IN, line=3), change("b", OUT, line=4), change("b", IN, line=5)],
        COMPUTED,
    )
    assert [one.effect for one in changes] == [LEAVES, ENTERS, NOTHING, NOTHING]
    assert [one.stands for one in changes] == [True, True, False, True]
    assert published(COMPUTED, changes) == ("b", "f", "c")


LINES = st.lists(st.builds(change, st.sampled_from("abcdef"), st.sampled_from([IN, OUT])), max_size=10)


@given(LINES)
def test_changes_written_twice_are_as_written_once(lines: list[StageDecision]) -> None:
    once = published(COMPUTED, changes_of(lines, COMPUTED))
    assert published(COMPUTED, changes_of([*lines, *lines], COMPUTED)) == once
    assert published(once, changes_of(lines, once)) == once


@given(LINES)
def test_the_list_published_differs_from_the_list_computed_by_the_changes_and_by_nothing_else(
    lines: list[StageDecision],
) -> None:
    changes = changes_of(lines, COMPUTED)
    listed = set(published(COMPUTED, changes))
    assert set(COMPUTED) - listed == {one.decision.place_id for one in changes if one.effect == LEAVES}
    assert listed - set(COMPUTED) == {one.decision.place_id for one in changes if one.effect == ENTERS}


def test_the_list_computed_breaks_no_rule() -> None:
    assert broken_rules(problems(), COMPUTED) == ()


def test_each_rule_that_the_list_published_breaks_is_said_in_words_with_its_figures() -> None:
    found = {one.rule: one for one in broken_rules(problems(), ("a", "b", "c", "e"))}
    assert found["size"].words == Words("3 lieux : 4 au lieu de 3", "3 places: 4 instead of 3")
    assert found["at_most-1"].words.fr == "Deux lieux par région (nord) : 3 au lieu d’au plus 2"
    assert found["at_most-1"].words.en == "Two places a région (nord): 3 instead of at most 2"
    assert (found["at_most-1"].group, found["at_most-1"].found) == ("nord", 3)
    assert found["at_least-1"].words.en == "at least 1 (region = sud): 0 instead of at least 1"
    assert found["together-1"].words.en == "together or not at all: d, e: separated"


@given(st.sets(st.sampled_from("abcdef")))
def test_a_list_breaks_no_rule_where_the_certificate_says_that_it_may_be(listed: set[str]) -> None:
    """The words and the certificate of the solver agree on every list."""
    import numpy as np

    ready = problems()
    kept = np.array([place in listed for place in ready.candidates.ids])
    assert (broken_rules(ready, listed) == ()) == ready.problem.respects(kept)


def test_places_put_out_at_an_earlier_stage_are_not_chosen_and_what_that_costs_is_reported() -> None:
    study = with_left_out(read_study(STUDY, file="s.toml", table=True), ("a",))
    data = select(study, read_table(TABLE, study, file="t.csv"))
    selected, rules = data["selected"], data["rules"]
    assert isinstance(selected, list)
    assert isinstance(rules, list)
    assert sorted(item["place_id"] for item in selected) == ["b", "c", "f"]
    (reported,) = (rule for rule in rules if rule["key"] == "stages")
    assert (reported["enters"], reported["leaves"], reported["price"]) == (["a"], ["c"], 0.2)


def test_without_such_a_place_the_study_is_as_it_was() -> None:
    study = read_study(STUDY, file="s.toml", table=True)
    assert with_left_out(study, ()) is study


def test_the_rules_are_looked_at_only_when_a_change_has_an_effect() -> None:
    """Compiling the rules of a large study takes time; a line that says what was computed changes nothing."""

    def never() -> Problems:
        raise AssertionError("the rules were asked for")

    same = published_list(COMPUTED, changes_of([change("a", IN)], COMPUTED), never)
    assert (same.places, same.broken) == (tuple(COMPUTED), ())
    assert [one.effect for one in same.changes] == [NOTHING]
    other = published_list(COMPUTED, changes_of([change("a", IN), change("f", OUT)], COMPUTED), problems)
    assert other.places == ("a", "b")
    assert [one.rule for one in other.broken] == ["size", "at_least-1"]
    document = other.beside({"status": "optimal"})
    assert (document["status"], document["published"]) == ("optimal", ["a", "b"])
    assert document["overrides"][1] == {  # type: ignore[index]
        "place_id": "f", "change": "out", "effect": LEAVES, "stands": True,
        "fr": "parce que", "en": "because", "author": "A", "date": "2026-05-04",
    }  # fmt: skip


def test_the_rule_of_earlier_stages_is_told_apart_from_one_of_the_study_and_counts_its_places() -> None:
    study = read_study(
        STUDY.replace('kind = "together"', 'key = "stages"\nkind = "together"'), file="s.toml", table=True
    )
    one, two = (with_left_out(study, ids).rules[-1] for ids in (("a",), ("a", "b")))
    assert (one.key, one.ids) == ("stages-", ("a",))
    assert one.title is not None
    assert two.title is not None
    assert one.title.en == "one place excluded at an earlier stage"
    assert two.title.en == "2 places excluded at an earlier stage"


def test_what_enters_follows_the_list_in_the_order_of_the_ids_and_lines_of_other_stages_say_nothing_of_it() -> (
    None
):
    short = StageDecision("a", "short_list", OUT, Words("x", "x"), "A", "2026-05-04", "stages.csv", 2)
    changes = changes_of([change("e", IN), short, change("d", IN), change("c", IN)], COMPUTED)
    assert len(changes) == 3
    assert published(("f", "a", "b"), changes) == ("f", "a", "b", "c", "d", "e")


def test_a_rule_broken_tells_the_bounds_that_it_has_and_no_other() -> None:
    found = {one.rule: one.as_data() for one in broken_rules(problems(), ("a", "b", "c"))}
    assert (found["at_most-1"]["least"], found["at_most-1"]["most"]) == (None, 2.0)
    assert found["at_most-1"]["group"] == "nord"
    assert "group" not in found["at_least-1"]
    assert (found["at_least-1"]["least"], found["at_least-1"]["most"]) == (1.0, None)
    text = STUDY.replace("size = 3", 'size = [2, 3]\nobjective = "total"')
    study = read_study(text, file="s.toml", table=True)
    ranged = prepare(study, read_table(TABLE, study, file="t.csv"))
    for listed, said in (
        (("a", "b", "f", "c"), "4 instead of at most 3"),
        (("f",), "1 instead of at least 2"),
    ):
        size = next(one for one in broken_rules(ranged, listed) if one.rule == "size")
        assert size.words.en.endswith(said)
