"""The journal of what persons settled: read as written or refused with the line, and any act can be undone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from florilege.faults import InputRefused, TableRefused
from florilege.linkage.decisions import (
    COLUMNS,
    UNDO,
    Decision,
    Settled,
    Signature,
    acts_naming,
    alone,
    contradiction,
    divided,
    left_for_later,
    merged,
    postponed,
    read_decisions,
    set_apart,
    standing,
    taken_back,
    undone,
    write_decisions,
)

HEAD = ",".join(COLUMNS) + "\n"
SAME = "1,same,cget,1,pdl,2,,A. Reader,2026-11-01,same door\n"
NOBODY = Signature()


def test_an_empty_file_and_one_without_a_line_settle_nothing() -> None:
    assert read_decisions("", file="decisions.csv") == ()
    assert read_decisions(HEAD, file="decisions.csv") == ()


def test_decisions_are_read_in_the_order_of_the_file() -> None:
    journal = read_decisions(HEAD + SAME + ",different,bfc,3,cvl,a:b,,,,\n", file="decisions.csv")
    assert [one.act for one in journal] == [1, 2]
    assert standing(journal) == (Settled("cget:1", "pdl:2", True), Settled("bfc:3", "cvl:a:b", False))


@pytest.mark.parametrize(
    ("said", "same"), [("oui", True), ("TRUE", True), (" 1 ", True), ("non", False), ("0", False)]
)
def test_a_verdict_may_be_said_in_words(said: str, same: bool) -> None:
    journal = read_decisions(HEAD + f",{said},cget,1,pdl,2,,,,\n", file="decisions.csv")
    assert standing(journal)[0].same is same


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("first,second,same\n", 1, None),
        (HEAD + SAME + ",perhaps,cget,1,pdl,3,,,,\n", 3, "verdict"),
        (HEAD + SAME + ",same,cget,,pdl,3,,,,\n", 3, "first_record"),
        (HEAD + ",same,cget,1,pdl\n", 2, "second_record"),
        (HEAD + ",same,cget,1,cget,1,,,,\n", 2, None),
        (HEAD + SAME + "x,same,cget,1,pdl,3,,,,\n", 3, "act"),
        (HEAD + SAME + "2,undo,,,,,,,,\n", 3, "undoes"),
        (HEAD + SAME + "2,undo,,,,,7,,,\n", 3, "undoes"),
    ],
)
def test_a_fault_is_refused_with_its_line(text: str, line: int, column: str | None) -> None:
    with pytest.raises(TableRefused) as refusal:
        read_decisions(text, file="decisions.csv")
    where = refusal.value.where
    assert (where.file, where.line, where.column) == ("decisions.csv", line, column)


def test_decisions_that_cannot_all_be_obeyed_are_refused() -> None:
    text = HEAD + SAME + ",same,pdl,2,bfc,3,,,,\n" + ",different,bfc,3,cget,1,,,,\n"
    with pytest.raises(TableRefused) as refusal:
        read_decisions(text, file="decisions.csv")
    assert refusal.value.where.line == 4


def test_a_decision_taken_back_contradicts_nothing() -> None:
    text = HEAD + SAME + "2,same,pdl,2,bfc,3,,,,\n" + "3,different,bfc,3,cget,1,,,,\n" + "4,undo,,,,,2,,,\n"
    journal = read_decisions(text, file="decisions.csv")
    assert [item.same for item in standing(journal)] == [True, False]


def test_a_pair_left_for_later_waits_until_somebody_settles_it() -> None:
    journal = left_for_later((), ("b:1", "a:1"), NOBODY)
    assert postponed(journal) == {("a:1", "b:1")}
    assert standing(journal) == ()
    assert postponed((*journal, *merged(journal, ["a:1"], ["b:1"], NOBODY))) == frozenset()


KEYS = [f"a:{number}" for number in range(5)]


def places(journal: tuple[Decision, ...]) -> list[set[str]]:
    """The groups that the decisions alone make of five records that nothing else links."""
    groups = [{key} for key in KEYS]
    for item in standing(journal):
        if item.same:
            touched = [group for group in groups if group & {item.first, item.second}]
            groups = [group for group in groups if group not in touched] + [set().union(*touched)]
    return groups


acts = st.lists(
    st.one_of(
        st.tuples(st.just("merge"), st.integers(0, 4), st.integers(0, 4)),
        st.tuples(st.just("split"), st.integers(0, 4), st.integers(0, 4)),
        st.tuples(st.just("alone"), st.integers(0, 4), st.just(0)),
        st.tuples(st.just("undo"), st.integers(0, 9), st.just(0)),
    ),
    max_size=9,
)


def act(journal: tuple[Decision, ...], kind: str, one: int, other: int) -> tuple[Decision, ...]:
    """The journal with one act more, by which a person merges or splits places as they are then."""
    of = {key: group for group in places(journal) for key in group}
    first, second = KEYS[one % 5], KEYS[other]
    if kind == "merge" and of[first] is not of[second]:
        return (*journal, *merged(journal, sorted(of[first]), sorted(of[second]), NOBODY))
    if kind == "split" and of[first] is of[second] and first != second:
        return (*journal, *divided(journal, [first], sorted(of[first] - {first}), NOBODY))
    if kind == "alone":
        return (*journal, *set_apart(journal, first, NOBODY))
    if kind == "undo":
        try:
            return (*journal, *taken_back(journal, one, NOBODY))
        except InputRefused:
            return journal
    return journal


@given(acts)
def test_whatever_is_merged_split_and_undone_the_journal_can_be_obeyed(
    said: list[tuple[str, int, int]],
) -> None:
    journal: tuple[Decision, ...] = ()
    for kind, one, other in said:
        before = journal
        journal = act(journal, kind, one, other)
        assert contradiction(standing(journal)) is None
        if journal != before and kind == "merge":
            assert any({KEYS[one % 5], KEYS[other]} <= group for group in places(journal))
        if journal != before and kind == "split":
            assert {KEYS[one % 5]} in places(journal)
        if kind == "alone":
            assert {KEYS[one % 5]} in places(journal)
            assert KEYS[one % 5] in alone(journal)
        assert all({key} in places(journal) for key in alone(journal))
    assert read_decisions(write_decisions(journal), file="d") == journal


@given(acts, st.integers(1, 9))
def test_an_act_undone_is_as_if_it_had_not_been(said: list[tuple[str, int, int]], number: int) -> None:
    journal: tuple[Decision, ...] = ()
    for kind, one, other in said:
        journal = act(journal, kind, one, other)
    kinds = {one.act: one.verdict for one in journal}
    if number not in kinds or number in undone(journal) or kinds[number] == UNDO:
        return
    try:
        after = (*journal, *taken_back(journal, number, NOBODY))
    except InputRefused:
        return
    without = tuple(one for one in journal if one.act != number and one.undoes != number)
    assert (set(standing(after)), alone(after)) == (set(standing(without)), alone(without))
    redone = (*after, *taken_back(after, after[-1].act, NOBODY))
    assert (set(standing(redone)), alone(redone)) == (set(standing(journal)), alone(journal))


def test_an_undo_that_would_make_the_journal_contradict_itself_is_refused_with_the_act_to_undo_first() -> (
    None
):
    """A is not B; then A is B, A is C, B is C. Without the second act, C makes one place of A and B, who are two."""
    lines = [("different", "b"), ("same", "b"), ("same", "c")]
    journal = tuple(Decision(act, verdict, "x:a", f"x:{key}") for act, (verdict, key) in enumerate(lines, 1))
    journal = (*journal, Decision(4, "same", "x:b", "x:c"))
    with pytest.raises(InputRefused) as refusal:
        taken_back(journal, 2, NOBODY)
    assert refusal.value.value == 2
    assert "x:a" in str(refusal.value)
    assert "x:b" in str(refusal.value)
    # with the last act undone first, nothing ties the two any more
    journal = (*journal, *taken_back(journal, 4, NOBODY))
    journal = (*journal, *taken_back(journal, 2, NOBODY))
    assert read_decisions(write_decisions(journal), file="d") == journal
    assert [(one.first, one.second, one.same) for one in standing(journal)] == [
        ("x:a", "x:b", False),
        ("x:a", "x:c", True),
    ]


def test_a_record_said_to_be_alone_is_the_same_as_none_that_it_was_the_same_as() -> None:
    journal = merged((), ["a:1"], ["a:2"], NOBODY)
    journal = (*journal, *merged(journal, ["a:2"], ["a:3"], NOBODY))
    journal = (*journal, *set_apart(journal, "a:2", NOBODY))
    assert standing(journal) == ()
    assert alone(journal) == {"a:2"}
    journal = (*journal, *taken_back(journal, 3, NOBODY))
    assert [item.same for item in standing(journal)] == [True, True]
    assert alone(journal) == frozenset()


def test_a_record_is_alone_until_a_person_says_that_it_is_the_same_as_another() -> None:
    journal = set_apart((), "a:1", NOBODY)
    journal = (*journal, *divided(journal, ["a:1"], ["a:3"], NOBODY))
    assert alone(journal) == {"a:1"}
    journal = (*journal, *merged(journal, ["a:2"], ["a:1"], NOBODY))
    assert alone(journal) == frozenset()
    journal = (*journal, *taken_back(journal, 3, NOBODY))
    assert alone(journal) == {"a:1"}
    assert read_decisions(write_decisions(journal), file="d") == journal


def test_an_undo_of_alone_that_would_bring_back_a_contradiction_is_refused() -> None:
    journal = merged((), ["a:1"], ["a:2"], NOBODY)
    journal = (*journal, *set_apart(journal, "a:1", NOBODY))
    journal = (*journal, *merged(journal, ["a:1"], ["a:3"], NOBODY))
    journal = (*journal, *divided(journal, ["a:2"], ["a:3"], NOBODY))
    with pytest.raises(InputRefused):
        taken_back(journal, 2, NOBODY)


def test_alone_names_one_record() -> None:
    with pytest.raises(TableRefused) as refusal:
        read_decisions(HEAD + "1,seule,cget,1,pdl,2,,,,\n", file="decisions.csv")
    assert refusal.value.where.column == "second_listing"
    assert alone(read_decisions(HEAD + ",seule,cget,1,,,,,,\n", file="decisions.csv")) == {"cget:1"}


def test_the_acts_that_hold_and_name_a_record_are_those_that_say_something_of_it_still() -> None:
    journal = merged((), ["a:1"], ["a:2"], NOBODY)
    journal = (*journal, *divided(journal, ["a:1"], ["a:2"], NOBODY))
    journal = (*journal, *set_apart(journal, "a:3", NOBODY))
    journal = (*journal, *left_for_later(journal, ("a:2", "a:4"), NOBODY))
    assert acts_naming(journal, {"a:1"}) == (2,)
    assert acts_naming(journal, {"a:2", "a:3"}) == (2, 3, 4)
    journal = (*journal, *taken_back(journal, 3, NOBODY))
    assert acts_naming(journal, {"a:3"}) == ()


def test_an_act_that_does_not_stand_cannot_be_undone() -> None:
    journal = merged((), ["a:1"], ["a:2"], NOBODY)
    journal = (*journal, *taken_back(journal, 1, NOBODY))
    for number in (1, 5):
        with pytest.raises(InputRefused):
            taken_back(journal, number, NOBODY)


SIGNED = Signature("A. Reader", "2026-11-01", "same door")


def test_each_line_of_an_act_bears_its_number_and_its_signature() -> None:
    journal = divided((), ["b:1", "a:1"], ["a:2"], SIGNED)
    signed = {"who": "A. Reader", "date": "2026-11-01", "reason": "same door"}
    assert journal == (
        Decision(1, "different", "a:2", "b:1", **signed),
        Decision(1, "different", "a:1", "a:2", **signed),
    )
    later = left_for_later(journal, ("b:1", "a:3"), SIGNED)
    assert later == (Decision(2, "later", "a:3", "b:1", **signed),)
    assert taken_back((*journal, *later), 1, SIGNED) == (Decision(3, "undo", undoes=1, **signed),)


def test_a_merge_says_one_pair_each_pair_that_somebody_said_to_be_different_and_binds_each_place() -> None:
    journal = divided((), ["a:1"], ["b:2"], SIGNED)
    lines = merged(journal, ["a:0", "a:1"], ["b:1", "b:2"], SIGNED)
    assert [(one.act, one.verdict, one.pair) for one in lines] == [
        (2, "same", ("a:0", "b:1")),
        (2, "same", ("a:1", "b:2")),
        (2, "same", ("a:0", "a:1")),
        (2, "same", ("b:1", "b:2")),
    ]
    assert [one.same for one in standing((*journal, *lines))] == [True] * 4
    once = merged(divided((), ["b:2"], ["a:0"], SIGNED), ["a:0"], ["b:2"], SIGNED)
    assert [one.pair for one in once] == [("a:0", "b:2")]


def test_the_last_verdict_on_a_pair_holds_in_whatever_order_its_records_are_named() -> None:
    text = HEAD + SAME + ",different,pdl,2,cget,1,,,,\n"
    assert standing(read_decisions(text, file="d")) == (Settled("cget:1", "pdl:2", False),)
    text = HEAD + SAME + ",same,bfc,3,bfc,4,,,,\n" + ",same,pdl,2,cget,1,,,,\n"
    assert [one.first for one in standing(read_decisions(text, file="d"))] == ["bfc:3", "cget:1"]


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("same", "same"), ("Même", "same"), ("1", "same"), ("true", "same"), ("different", "different"),
        ("DIFFÉRENT", "different"), ("false", "different"), ("later", "later"), ("plus tard", "later"),
        ("annuler", "undo"),
    ],
)  # fmt: skip
def test_every_word_of_a_verdict_is_read_in_both_languages(said: str, verdict: str) -> None:
    pair = ",,,,,1" if verdict == "undo" else ",cget,1,pdl,9,"
    journal = read_decisions(HEAD + SAME + f",{said}{pair},B,2026,why\n", file="d")
    assert (journal[1].act, journal[1].verdict, journal[1].undoes) == (2, verdict, verdict == "undo")
    assert (journal[1].who, journal[1].date, journal[1].reason) == ("B", "2026", "why")


@pytest.mark.parametrize("column", ["first_listing", "first_record", "second_listing", "second_record"])
def test_a_line_names_its_two_records_whole(column: str) -> None:
    cells = {"first_listing": "cget", "first_record": "1", "second_listing": "pdl", "second_record": "2"}
    row = ",".join((cells | {column: ""}).values())
    with pytest.raises(TableRefused) as refusal:
        read_decisions(f"{HEAD},same,{row},,,,\n", file="d")
    assert (refusal.value.where.line, refusal.value.where.column) == (2, column)


@pytest.mark.parametrize("number", ["0", "-1", "1.5", "²"])
def test_the_number_of_an_act_is_one_or_more(number: str) -> None:
    with pytest.raises(TableRefused) as refusal:
        read_decisions(HEAD + SAME.replace("1,same", f"{number},same", 1), file="d")
    assert refusal.value.where.column == "act"
    with pytest.raises(TableRefused) as refusal:
        read_decisions(HEAD + SAME + f"2,undo,,,,,{number},,,\n", file="d")
    assert refusal.value.where.column == "undoes"


def test_an_act_cannot_take_itself_back() -> None:
    with pytest.raises(TableRefused) as refusal:
        read_decisions(HEAD + SAME + "2,undo,,,,,2,,,\n", file="d")
    assert (refusal.value.where.line, refusal.value.where.column) == (3, "undoes")


def test_the_line_refused_is_the_last_one_that_says_the_opposite_of_the_others() -> None:
    text = HEAD + "".join(
        f",{verdict},x,{first},x,{second},,,,\n"
        for verdict, first, second in (
            ("different", 1, 3), ("different", 3, 1), ("same", 1, 2), ("same", 3, 4), ("same", 2, 4)
        )
    )  # fmt: skip
    with pytest.raises(TableRefused) as refusal:
        read_decisions(text, file="d")
    assert (refusal.value.where.line, refusal.value.value) == (3, "x:1, x:3")


links = st.lists(
    st.tuples(st.sampled_from(KEYS), st.sampled_from(KEYS), st.booleans()).filter(
        lambda one: one[0] != one[1]
    ),
    max_size=7,
)


@given(links)
def test_verdicts_contradict_each_other_when_a_chain_of_same_ties_two_that_are_different(
    said: list[tuple[str, str, bool]],
) -> None:
    settled = [Settled(*one) for one in said]
    reached = {key: {key} for key in KEYS}
    for _ in KEYS:
        for one in settled:
            if one.same:
                both = reached[one.first] | reached[one.second]
                for key in both:
                    reached[key] = reached[key] | both
    denied = [one for one in settled if not one.same and one.second in reached[one.first]]
    assert contradiction(settled) == (denied[0] if denied else None)


def test_lines_that_bear_one_number_are_one_act_and_are_taken_back_together() -> None:
    text = HEAD + "4,same,a,1,b,2,,,,\n4,same,a,3,b,4,,,,\n,same,a,5,b,6,,,,\n"
    journal = read_decisions(text, file="d")
    assert [one.act for one in journal] == [4, 4, 5]
    assert undone(journal) == frozenset()
    journal = (*journal, *taken_back(journal, 4, NOBODY))
    assert undone(journal) == {4}
    assert [one.first for one in standing(journal)] == ["a:5"]


def test_a_merge_does_not_settle_the_pairs_that_somebody_left_for_later() -> None:
    journal = left_for_later((), ("a:1", "b:1"), NOBODY)
    lines = merged(journal, ["a:0", "a:1"], ["b:0", "b:1"], NOBODY)
    assert [one.pair for one in lines] == [("a:0", "b:0"), ("a:0", "a:1"), ("b:0", "b:1")]


def test_what_a_person_merged_is_bound_by_that_act_and_not_again_by_the_next() -> None:
    journal = merged((), ["a:0", "b:0"], ["a:1", "b:1"], NOBODY)
    lines = merged(journal, ["a:0", "b:0", "a:1", "b:1"], ["a:2"], NOBODY)
    assert [one.pair for one in lines] == [("a:0", "a:2")]
    journal = (*journal, *lines)
    journal = (*journal, *taken_back(journal, 1, NOBODY))
    assert [one.first for one in standing(journal)] == ["a:0"]


def test_the_others_of_a_place_that_an_act_made_stay_one_when_a_record_of_it_is_said_to_be_alone() -> None:
    journal = merged((), ["a:0", "a:1"], ["a:2", "a:3"], NOBODY)
    journal = (*journal, *set_apart(journal, "a:0", NOBODY))
    assert sorted(map(sorted, places(journal))) == [["a:0"], ["a:1", "a:2", "a:3"], ["a:4"]]
    assert acts_naming(journal, {"a:3"}) == (1,)
    journal = (*journal, *taken_back(journal, 1, NOBODY))
    assert standing(journal) == ()


def test_a_pair_left_for_later_takes_no_verdict_back_wherever_the_line_stands() -> None:
    """Undo, later, and the undo of the undo: the verdict that came before all three holds again."""
    journal = divided((), ["a:0"], ["b:0"], NOBODY)
    said_after = (*journal, *left_for_later(journal, ("a:0", "b:0"), NOBODY))
    journal = (*journal, *taken_back(journal, 1, NOBODY))
    journal = (*journal, *left_for_later(journal, ("a:0", "b:0"), NOBODY))
    assert postponed(journal) == {("a:0", "b:0")}
    journal = (*journal, *taken_back(journal, 2, NOBODY))
    for said in (journal, said_after):
        assert standing(said) == (Settled("a:0", "b:0", False),)
        assert postponed(said) == frozenset()


def test_a_file_without_verdicts_is_refused() -> None:
    with pytest.raises(TableRefused) as refusal:
        read_decisions("act,first_listing,first_record,second_listing,second_record\n", file="d")
    assert refusal.value.where.line == 1
