"""What persons decide, stage by stage: read with its line, the last line standing, what cannot stand together refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from florilege.faults import InputRefused, Words, sentence
from florilege.selection.stages import (
    DECIDED,
    IN,
    OUT,
    SELECTION,
    SHORT_LIST,
    STAGES,
    VISITS,
    Eligible,
    StageDecision,
    StageSettings,
    check_consistent,
    left_out,
    of_candidates,
    passages,
    read_changes,
    read_stages,
    standing,
)
from florilege.selection.study_file import read_study

HEADER = "place_id,stage,outcome,reason_fr,reason_en,author,date\n"
CHANGES = "place_id,change,reason_fr,reason_en,author,date\n"
GOOD = "p1,short_list,out,fermé,closed,A. Auteur,2026-05-04\n"
STUDY = """[study]
slug = "essai"
size = 2
[study.stages]
{settings}
[[criterion]]
key = "a"
value = {{ kind = "linear", from = 0, to = 1 }}
[weights]
a = 1
"""


def said(
    place: str, stage: str, outcome: str, *, line: int = 2, file: str = "stages.csv", author: str = "A"
) -> StageDecision:
    return StageDecision(
        place, stage, outcome, Words("parce que", "because"), author, "2026-05-04", file, line
    )


def refused(text: str, *, header: str = HEADER) -> InputRefused:
    read = read_stages if header == HEADER else read_changes
    with pytest.raises(InputRefused) as caught:
        read(header + text, file="log.csv")
    return caught.value


def test_a_line_is_read_with_its_reason_its_author_its_date_and_its_line() -> None:
    (one,) = read_stages(HEADER + GOOD, file="log.csv")
    assert one == StageDecision(
        "p1", SHORT_LIST, OUT, Words("fermé", "closed"), "A. Auteur", "2026-05-04", "log.csv", 2
    )


@pytest.mark.parametrize(
    ("text", "column", "value"),
    [
        ("p1,shortlist,out,a,b,c,2026-05-04\n", "stage", "shortlist"),
        ("p1,visits,maybe,a,b,c,2026-05-04\n", "outcome", "maybe"),
        ("p1,visits,out,a,b,c,4 mai 2026\n", "date", "4 mai 2026"),
        ("p1,visits,out,a,b,c,2026-02-30\n", "date", "2026-02-30"),
        ("p1,visits,out,,b,c,2026-05-04\n", "reason_fr", None),
        ("p1,visits,out,a,  ,c,2026-05-04\n", "reason_en", None),
        ("p1,visits,out,a,b,,2026-05-04\n", "author", None),
        (",visits,out,a,b,c,2026-05-04\n", "place_id", None),
    ],
)
def test_a_wrong_cell_is_refused_with_its_line_its_column_and_its_value(
    text: str, column: str, value: str | None
) -> None:
    fault = refused(GOOD + text)
    assert (fault.where.file, fault.where.line, fault.where.column) == ("log.csv", 3, column)
    assert fault.value == value
    for language in ("fr", "en"):
        assert column in sentence(fault, language)


def test_a_wrong_header_is_refused() -> None:
    with pytest.raises(InputRefused) as caught:
        read_stages("place_id,stage\n", file="log.csv")
    assert caught.value.where.line == 1


def test_a_change_of_the_list_is_a_decision_at_the_stage_of_the_selection() -> None:
    (one,) = read_changes(CHANGES + "p1,in,a,b,c,2026-05-04\n", file="overrides.csv")
    assert (one.stage, one.outcome) == (SELECTION, IN)
    assert refused("p1,add,a,b,c,2026-05-04\n", header=CHANGES).where.column == "change"


def test_a_former_id_leads_to_the_place_it_is_now() -> None:
    eligible = Eligible(candidates={"p3"}, survivors={"p1": "p2", "p2": "p3"})
    (one,) = of_candidates([said("p1", VISITS, IN)], eligible)
    assert one.place_id == "p3"


@pytest.mark.parametrize(
    ("place_id", "hint"), [("p9", "known_at_least"), ("p8", "scope"), ("p2x", "p2"), ("zzz", "places.csv")]
)
def test_what_is_no_candidate_is_refused_with_what_to_do(place_id: str, hint: str) -> None:
    eligible = Eligible(candidates={"p2"}, survivors={}, not_appraisable={"p9"}, others={"p8", "p9", "p2"})
    with pytest.raises(InputRefused) as caught:
        of_candidates([said(place_id, VISITS, IN, line=7)], eligible)
    assert (caught.value.where.line, caught.value.where.column) == (7, "place_id")
    assert hint in sentence(caught.value, "en")


def test_a_place_out_at_the_short_list_cannot_be_in_at_the_visits_and_both_lines_are_said() -> None:
    with pytest.raises(InputRefused) as caught:
        check_consistent([said("p1", SHORT_LIST, OUT, line=2), said("p1", VISITS, IN, line=5)])
    assert caught.value.where.line == 5
    assert "ligne 2 de stages.csv" in sentence(caught.value, "fr")
    assert "line 2 of stages.csv" in sentence(caught.value, "en")


def test_the_line_written_last_is_the_one_blamed_and_the_other_is_told_as_it_stands() -> None:
    visits, short = said("p1", VISITS, IN, line=2), said("p1", SHORT_LIST, OUT, line=5)
    with pytest.raises(InputRefused) as caught:
        check_consistent([visits, short])
    assert caught.value.where.line == 5
    assert "where this place is in (visits)" in sentence(caught.value, "en")
    assert "où ce lieu est retenu (visites)" in sentence(caught.value, "fr")
    with pytest.raises(InputRefused) as caught:
        check_consistent([replace(short, line=1), visits])
    assert "where this place is out (short list)" in sentence(caught.value, "en")
    assert "où ce lieu est écarté (liste courte)" in sentence(caught.value, "fr")


def test_a_later_line_that_changes_the_decision_makes_the_log_consistent_again() -> None:
    log = [
        said("p1", SHORT_LIST, OUT, line=2),
        said("p1", SHORT_LIST, IN, line=3),
        said("p1", VISITS, IN, line=4),
    ]
    check_consistent(log)


@pytest.mark.parametrize(("stage", "outcome"), [(SHORT_LIST, OUT), (VISITS, OUT), (SELECTION, OUT)])
def test_the_list_cannot_take_a_place_that_the_log_puts_out(stage: str, outcome: str) -> None:
    with pytest.raises(InputRefused) as caught:
        check_consistent([said("p1", stage, outcome)], [said("p1", SELECTION, IN, file="overrides.csv")])
    assert caught.value.where.file == "overrides.csv"


def test_the_list_cannot_drop_a_place_that_the_log_puts_in_at_the_selection_alone() -> None:
    """In at an earlier stage and out of the list is what a stage is for."""
    out = said("p1", SELECTION, OUT, file="overrides.csv")
    with pytest.raises(InputRefused) as caught:
        check_consistent([said("p1", SELECTION, IN)], [out])
    assert caught.value.where.file == "overrides.csv"
    for stage in (SHORT_LIST, VISITS):
        check_consistent([said("p1", stage, IN)], [out])
    for outcome in (IN, OUT):
        check_consistent(
            [said("p1", SELECTION, outcome)], [said("p1", SELECTION, outcome, file="overrides.csv")]
        )


@pytest.mark.parametrize(
    ("first", "second"), [((SHORT_LIST, IN), (VISITS, OUT)), ((SHORT_LIST, OUT), (VISITS, OUT))]
)
def test_a_place_may_go_out_at_the_visits_whatever_the_short_list_said(
    first: tuple[str, str], second: tuple[str, str]
) -> None:
    for log in ([said("p1", *first), said("p1", *second)], [said("p1", *second), said("p1", *first)]):
        check_consistent(log)


def test_words_of_a_log_are_read_whatever_their_case_and_the_spaces_around_them() -> None:
    (one,) = read_stages(
        HEADER + " p1 , Liste Courte ,ÉCARTÉ , fermé , closed , A. Auteur , 2026-05-04 \n", file="log.csv"
    )
    assert one == StageDecision(
        "p1", SHORT_LIST, OUT, Words("fermé", "closed"), "A. Auteur", "2026-05-04", "log.csv", 2
    )


def test_an_unknown_id_is_refused_with_the_nearest_candidate_and_ids_that_go_in_a_circle_end() -> None:
    eligible = Eligible(candidates={"place-1"}, survivors={"a": "b", "b": "a"})
    for place_id, hint in (("place-l", "place-1"), ("a", "places.csv")):
        with pytest.raises(InputRefused) as caught:
            of_candidates([said(place_id, VISITS, IN)], eligible)
        assert hint in sentence(caught.value, "en")


DECISIONS = st.lists(
    st.builds(
        said,
        st.sampled_from(["p1", "p2", "p3"]),
        st.sampled_from(STAGES),
        st.sampled_from([IN, OUT]),
        author=st.sampled_from(["A", "B"]),
    ),
    max_size=12,
)


@given(DECISIONS, st.randoms(use_true_random=False))
def test_the_order_of_lines_about_different_places_changes_nothing(
    log: list[StageDecision], random: object
) -> None:
    places = ["p1", "p2", "p3"]
    apart = [one for place in reversed(places) for one in log if one.place_id == place]
    assert standing(apart) == standing(log)
    settings = StageSettings(short_list=2)
    assert left_out(places, apart, settings) == left_out(places, log, settings)


@given(DECISIONS)
def test_a_line_written_twice_is_as_written_once(log: list[StageDecision]) -> None:
    twice = [one for one in log for _ in range(2)]
    assert standing(twice) == standing(log)


@given(
    DECISIONS,
    st.sampled_from([None, 2, 3, DECIDED]),
    st.sampled_from([None, 2, DECIDED]),
    st.sets(st.sampled_from(["p1", "p2", "p3", "p4"]), max_size=2),
)
def test_the_stages_are_a_funnel_that_each_place_enters_once(
    log: list[StageDecision], short: int | str | None, visits: int | str | None, chosen: set[str]
) -> None:
    """Of a consistent log: each stage holds those that passed the one before, and the last one is the list."""
    order = ["p4", "p3", "p2", "p1"]
    settings = StageSettings(short, visits)
    try:
        check_consistent(log)
    except InputRefused:
        return
    out = set(left_out(order, log, settings))
    computed = chosen - out
    stands = standing(log)
    put_out = {place for (place, stage), one in stands.items() if stage == SELECTION and one.outcome == OUT}
    put_in = {place for (place, stage), one in stands.items() if stage == SELECTION and one.outcome == IN}
    published = (computed - put_out) | put_in
    found = passages(order, log, settings, published=published, computed=computed)
    assert len({(one.place_id, one.stage) for one in found}) == len(found)
    entering = set(order)
    for stage in STAGES:
        of_stage = [one for one in found if one.stage == stage]
        assert {one.place_id for one in of_stage} == entering
        entering = {one.place_id for one in of_stage if one.outcome == IN}
    assert entering == published
    assert all((one.author != "") == (one.decided_by == "person") for one in found)
    assert not out & {one.place_id for one in found if one.stage == SELECTION}


def test_a_size_keeps_the_first_of_the_order_and_says_by_which_rule() -> None:
    found = passages(["p1", "p2", "p3"], [], StageSettings(short_list=2), published={"p1"}, computed={"p1"})
    short = [one for one in found if one.stage == SHORT_LIST]
    assert [(one.place_id, one.outcome, one.decided_by) for one in short] == [
        ("p1", IN, "rule"),
        ("p2", IN, "rule"),
        ("p3", OUT, "rule"),
    ]
    assert "beyond the first 2" in short[2].reason.en


def test_each_passage_says_why_and_by_whom() -> None:
    """Five pass the short list: the list computed, those of whom a person wrote later, then the first; visits need a name."""
    log = [
        said("p6", VISITS, IN, author="B"),
        said("p1", SELECTION, IN, author="C"),
        said("p2", SELECTION, IN, author="D"),
    ]
    found = passages(
        [f"p{rank}" for rank in range(1, 8)],
        log,
        StageSettings(short_list=5, visits=DECIDED),
        published={"p1", "p3"},
        computed={"p3"},
    )
    reported = {(one.place_id, one.stage): (one.outcome, one.author, one.reason.en) for one in found}
    later, sure = "a decision was recorded at a later stage", "in the computed list or the published one"
    first, beyond = ("the computed list, then those kept most often", "the first 5")
    assert reported == {
        ("p1", SHORT_LIST): (IN, "", later),
        ("p2", SHORT_LIST): (IN, "", later),
        ("p3", SHORT_LIST): (IN, "", sure),
        ("p4", SHORT_LIST): (IN, "", f"among {beyond}: {first}"),
        ("p5", SHORT_LIST): (OUT, "", f"beyond {beyond}: {first}"),
        ("p6", SHORT_LIST): (IN, "", later),
        ("p7", SHORT_LIST): (OUT, "", f"beyond {beyond}: {first}"),
        ("p1", VISITS): (IN, "", later),
        ("p2", VISITS): (IN, "", later),
        ("p3", VISITS): (IN, "", sure),
        ("p4", VISITS): (OUT, "", "not named by the team"),
        ("p6", VISITS): (IN, "B", "because"),
        ("p1", SELECTION): (IN, "C", "because"),
        ("p2", SELECTION): (OUT, "", "not kept by the computation"),
        ("p3", SELECTION): (IN, "", "kept by the computation"),
        ("p6", SELECTION): (OUT, "", "not kept by the computation"),
    }


def test_without_a_setting_all_pass_and_a_number_lets_as_many_pass_as_it_says() -> None:
    order = [f"p{rank}" for rank in range(1, 8)]
    found = passages(order, [], StageSettings(visits=4), published={"p7"}, computed={"p7"})
    at = {stage: [one for one in found if one.stage == stage] for stage in STAGES}
    assert {one.reason.en for one in at[SHORT_LIST][:6]} == {"no decision was recorded: all pass"}
    assert [one.place_id for one in at[VISITS] if one.outcome == IN] == ["p1", "p2", "p3", "p7"]


def test_a_place_named_by_a_person_takes_one_of_the_places_of_the_stage() -> None:
    log = [said("p3", SHORT_LIST, IN)]
    found = passages(["p1", "p2", "p3"], log, StageSettings(short_list=2), published={"p1"}, computed={"p1"})
    assert [one.place_id for one in found if one.stage == SHORT_LIST and one.outcome == IN] == ["p1", "p3"]


def test_a_place_that_a_person_decided_of_at_a_later_stage_has_passed_the_earlier_ones() -> None:
    log = [said("p3", VISITS, OUT)]
    found = passages(["p1", "p2", "p3"], log, StageSettings(short_list=2), published={"p1"}, computed={"p1"})
    reported = {(one.place_id, one.stage): (one.outcome, one.decided_by) for one in found}
    assert reported["p3", SHORT_LIST] == (IN, "rule")
    assert reported["p3", VISITS] == (OUT, "person")
    assert reported["p2", SHORT_LIST] == (OUT, "rule")


def test_only_the_places_named_come_to_the_computation_where_the_study_says_so() -> None:
    log = [said("p1", SHORT_LIST, IN), said("p2", VISITS, IN)]
    assert left_out(["p1", "p2", "p3"], log, StageSettings(short_list=DECIDED)) == ("p3",)
    assert left_out(["p1", "p2", "p3"], log, StageSettings(visits=DECIDED)) == ("p1", "p3")
    assert left_out(["p1", "p2", "p3"], log, StageSettings(short_list=2)) == ()


def test_settings_are_read_from_the_study_file() -> None:
    text = STUDY.format(settings='short_list = 40\nvisits = "decided"')
    assert read_study(text, file="s.toml", table=True).stages == StageSettings(40, DECIDED)


def test_a_yes_is_no_number_of_places_even_for_a_list_of_one() -> None:
    text = STUDY.format(settings="short_list = true").replace("size = 2", "size = 1")
    with pytest.raises(InputRefused):
        read_study(text, file="s.toml", table=True)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("", StageSettings()),
        ("short_list = 2\nvisits = 2", StageSettings(2, 2)),
        ("short_list = 1000000", StageSettings(1_000_000)),
        ("visits = 5", StageSettings(None, 5)),
        ('short_list = "decided"\nvisits = 3', StageSettings(DECIDED, 3)),
    ],
)
def test_a_stage_may_hold_as_many_as_the_list_and_as_the_stage_before(
    settings: str, expected: StageSettings
) -> None:
    assert read_study(STUDY.format(settings=settings), file="s.toml", table=True).stages == expected


@pytest.mark.parametrize(
    ("settings", "key", "to_do"),
    [
        ("short_lists = 40", "short_lists", "short_list"),
        ('short_list = "decide"', "short_list", "decided"),
        ("short_list = 1", "short_list", "2 or more"),
        ("short_list = true", "short_list", "number of places"),
        ("short_list = 1000001", "short_list", "number of places"),
        ("short_list = 10\nvisits = 11", "visits", "at most 10"),
    ],
)
def test_a_wrong_setting_is_refused_with_its_line(settings: str, key: str, to_do: str) -> None:
    with pytest.raises(InputRefused) as caught:
        read_study(STUDY.format(settings=settings), file="s.toml", table=True)
    text = sentence(caught.value, "en")
    assert caught.value.where.line == 4 + settings.count("\n") + 1
    assert key in text
    assert to_do in text
