"""The merge of texts written at once: no word that anybody typed is lost, whoever comes first."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from florilege.exchange.differences import alike
from florilege.exchange.merging import Clash, merged, plain_lines, unsettled, words_of
from tests.examples import examples

BASE = "Un atelier partagé.\nIl coûte 300 euros par an.\nOn y vient à pied.\n"
WORDS = st.sampled_from(["eau", "bois", "commune", "le", "la", "du", "12", "l’été", "coût", ".", ","])
LINE = st.lists(WORDS, max_size=8).map(" ".join)
TEXT = st.lists(LINE, max_size=5).map("\n".join)
ANY = st.text(alphabet="ab \n.,’⟦¦⟧\t", max_size=30)


@st.composite
def _edited(draw: st.DrawFn, text: str) -> str:
    """What a person makes of a text: words put in, taken out, changed, in a few places."""
    found = text
    for rank in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(found)))
        gone = draw(st.integers(0, 6))
        found = (
            found[:at]
            + draw(st.sampled_from(["", f" mot{rank} ", f"\nligne{rank}", "x", "."]))
            + found[at + gone :]
        )
    return found


EDITS = TEXT.flatmap(lambda base: st.tuples(st.just(base), _edited(base), _edited(base)))
ALL = st.one_of(EDITS, st.tuples(ANY, ANY, ANY), st.tuples(TEXT, TEXT, TEXT))


def test_two_who_edit_other_lines_both_are_followed_without_a_word() -> None:
    mine = BASE.replace("partagé", "partagé par trois communes")
    theirs = BASE.replace("à pied", "à pied ou à vélo")
    found = merged(BASE, theirs, mine)
    assert found.text == mine.replace("à pied", "à pied ou à vélo")
    assert found.clashes == ()


def test_two_who_edit_other_words_of_a_line_are_both_followed() -> None:
    found = merged(
        "Il coûte 300 euros par an.", "Il coûte 450 euros par an.", "Il coûte 300 euros par an, tout compris."
    )
    assert found.text == "Il coûte 450 euros par an, tout compris."
    assert found.clashes == ()


def test_the_same_words_changed_by_both_stand_twice_and_are_told() -> None:
    found = merged("Il coûte 300 euros par an.", "Il coûte 450 euros par an.", "Il coûte 520 euros par an.")
    assert found.text == "Il coûte ⟦450 ¦ 520⟧ euros par an."
    assert found.clashes == (Clash("450", "520"),)
    assert unsettled(found.text) == ("⟦450 ¦ 520⟧",)


def test_two_who_begin_an_empty_field_are_both_kept_on_lines_of_their_own() -> None:
    assert merged("", "Un jardin.", "Une cuisine.") == merged("", "Un jardin.", "Une cuisine.")
    assert merged("", "Un jardin.", "Une cuisine.").text == "Un jardin.\nUne cuisine."


def test_two_who_go_on_at_the_end_are_kept_one_after_the_other() -> None:
    found = merged("Un jardin", "Un jardin partagé", "Un jardin ouvert")
    assert found.text == "Un jardin partagé ouvert"


def test_what_one_removes_and_the_other_writes_again_stays() -> None:
    found = merged("a\nb\nc\n", "a\nc\n", "a\nb de bois\nc\n")
    assert found.text == "a\nb de bois\nc\n"


def test_a_choice_made_within_the_marks_takes_their_place() -> None:
    both = merged("Il coûte 300 euros.", "Il coûte 450 euros.", "Il coûte 520 euros.").text
    chosen = both.replace("⟦450 ¦ 520⟧", "450")
    assert merged(both, both, chosen).text == "Il coûte 450 euros."


def test_typing_goes_on_from_what_was_sent_while_others_write() -> None:
    """A person types on while her text comes back merged: the next save starts from what she had sent."""
    sent, typed_on = "Un jardin", "Un jardin ouvert"
    standing = merged("", "Une cuisine.", sent).text
    assert words_of(merged(sent, standing, typed_on).text) == ("Une", "cuisine", "Un", "jardin", "ouvert")


@given(ALL)
def test_an_unchanged_side_leaves_the_other_one(texts: tuple[str, str, str]) -> None:
    base, one, _ = texts
    assert merged(base, one, base).text == plain_lines(one)
    assert merged(base, base, one).text == plain_lines(one)
    assert merged(base, one, one).text == plain_lines(one)
    assert merged(base, one, base).clashes == ()


@settings(max_examples=examples(600))
@given(ALL)
def test_no_word_that_anybody_typed_is_lost(texts: tuple[str, str, str]) -> None:
    base, theirs, mine = texts
    found = Counter(words_of(merged(base, theirs, mine).text))
    for side in (theirs, mine):
        typed = Counter(words_of(side)) - Counter(words_of(base))
        assert not typed - found, (texts, typed - found)


@settings(max_examples=examples(600))
@given(ALL)
def test_whoever_comes_first_the_same_words_stand(texts: tuple[str, str, str]) -> None:
    base, theirs, mine = texts
    one, other = merged(base, theirs, mine), merged(base, mine, theirs)
    assert Counter(words_of(one.text)) == Counter(words_of(other.text))
    assert len(one.clashes) == len(other.clashes)


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_ends_of_lines_of_any_system_are_the_same(end: str) -> None:
    assert merged("a\nb\n", "a\nb\n", f"a{end}b{end}c{end}").text == "a\nb\nc\n"


SEQUENCE = st.lists(st.sampled_from("abc"), max_size=14)


@settings(max_examples=examples(400))
@given(SEQUENCE, SEQUENCE, st.integers(0, 30))
def test_what_is_alike_is_in_both_in_order_and_as_much_as_can_be(
    one: list[str], other: list[str], most: int
) -> None:
    blocks = alike(one, other, most)
    assert blocks[-1] == (len(one), len(other), 0)
    left = right = 0
    for start, in_other, length in blocks:
        assert start >= left
        assert in_other >= right
        assert one[start : start + length] == other[in_other : in_other + length]
        left, right = start + length, in_other + length
    longest = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i, a in enumerate(one):
        for j, b in enumerate(other):
            longest[i + 1][j + 1] = longest[i][j] + 1 if a == b else max(longest[i][j + 1], longest[i + 1][j])
    if len(one) + len(other) - 2 * longest[-1][-1] <= most:
        assert sum(length for _, _, length in blocks) == longest[-1][-1]


def test_two_texts_with_nothing_in_common_are_both_kept_whole() -> None:
    one, other = (" ".join(f"{name}{rank}" for rank in range(1200)) for name in ("un", "deux"))
    found = merged(" ".join(f"base{rank}" for rank in range(1200)), one, other)
    assert not (Counter(words_of(one)) + Counter(words_of(other))) - Counter(words_of(found.text))
