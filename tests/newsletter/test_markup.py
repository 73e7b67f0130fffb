"""The small markup of an issue, its two faces; and the pace of letters."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from florilege.web.letters.pace import Pace
from florilege.web.newsletter import territories
from florilege.web.newsletter.markup import Link, as_html, as_text, parsed

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a\nb\n\nc", "<p>a<br>b</p>\n<p>c</p>"),
        ("## A <b>\ntext", "<h2>A &lt;b&gt;</h2>\n<p>text</p>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("before:\n– a\n* b\nafter", "<p>before:</p>\n<ul><li>a</li><li>b</li></ul>\n<p>after</p>"),
        ("[x & y](https://a.org/?b=1&c=2).", '<p><a href="https://a.org/?b=1&amp;c=2">x &amp; y</a>.</p>'),
        ("see https://a.org/b.", '<p>see <a href="https://a.org/b">https://a.org/b</a>.</p>'),
        ("[x](mailto:a@b.org)", '<p><a href="mailto:a@b.org">x</a></p>'),
        ("[x](javascript:alert)", "<p>[x](javascript:alert)</p>"),
        ('[x](https://a"onclick=b)', '<p>[x](<a href="https://a">https://a</a>"onclick=b)</p>'),
        ("#no heading", "<p>#no heading</p>"),
        ("", ""),
    ],
)
def test_markup_becomes_html_and_whatever_is_none_stays(text: str, html: str) -> None:
    assert as_html(parsed(text)) == html


def test_in_plain_text_the_address_of_a_link_follows_its_words() -> None:
    text = "## Head\n\n- [a](https://a.org/)\n- https://b.org/"
    assert as_text(parsed(text)) == "Head\n----\n\n- a <https://a.org/>\n- https://b.org/\n"


class Said(HTMLParser):
    """The words of HTML, and the tags left open."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words, self.open = "", [""]
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ("p", "br", "h2", "ul", "li", "a")
        assert [name for name, _ in attrs] == (["href"] if tag == "a" else [])
        if tag != "br":
            self.open.append(tag)
        self.words += " "

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


SIGNS = st.text(st.sampled_from("ab# -\n[]()<>&\"'/:.*–hps://\u2028\x00é"), max_size=60)
PIECES = st.sampled_from(
    ["[a](https://b.org/)", "https://c.org", "## d", "- e", "\n\n", "<script>", "[", "](mailto:x)"]
)


@given(st.lists(st.one_of(SIGNS, PIECES), max_size=12).map("".join))
def test_both_faces_of_any_text_say_the_same_words_and_html_is_well_formed(text: str) -> None:
    blocks = parsed(text)
    read = Said(as_html(blocks))
    assert read.open == [""]
    # a link that shows its address alone, as text does: its words stay
    bare = [
        replace(block, lines=tuple(tuple(words(part) for part in line) for line in block.lines))
        for block in blocks
    ]
    assert signs(read.words) == signs(as_text(bare))


def words(part: str | Link) -> str:
    return part if isinstance(part, str) else part.words


def signs(text: str) -> str:
    return "".join(re.findall(r"\w", text))


def test_no_bound_lets_all_go_at_once() -> None:
    assert Pace(0, [NOON] * 50).next(NOON) == NOON


def test_a_minute_takes_a_sixtieth_of_an_hour_and_an_hour_no_more_than_its_number() -> None:
    pace = Pace(120)
    for _ in range(2):
        assert pace.next(NOON) == NOON
        pace.took(NOON)
    assert pace.next(NOON) == NOON + timedelta(minutes=1)
    tried = [NOON - timedelta(minutes=59) + timedelta(seconds=29 * n) for n in range(120)]
    assert Pace(120, tried).next(NOON) == tried[0] + timedelta(hours=1)


@given(st.integers(1, 400), st.integers(1, 300))
def test_no_hour_holds_more_than_the_pace_says(an_hour: int, letters: int) -> None:
    pace, now, sent = Pace(an_hour), NOON, []
    for _ in range(letters):
        now = pace.next(now)
        pace.took(now)
        sent.append(now)
    for start in sent:
        assert sum(start <= one < start + timedelta(hours=1) for one in sent) <= an_hour


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("commune-35238", "Rennes (35)"), ("departement-35", "Ille-et-Vilaine (département)"), ("region-53", "Bretagne (région)"),
        ("243500139", "Rennes Métropole (EPCI)"), ("commune-00000", ""), ("region-", ""), ("", ""), ("nowhere-35", ""),
    ],
)  # fmt: skip
def test_a_territory_is_known_by_the_key_of_its_page(key: str, name: str) -> None:
    assert territories.called(key) == name


def test_territories_that_share_a_commune_reach_each_other_and_no_others_do() -> None:
    reached = territories.reached(["commune-35238"])
    assert reached == {"commune-35238", "243500139", "departement-35", "region-53"}
    whole = territories.reached(["region-53"])
    assert {"commune-29019", "departement-22", "commune-35288"} <= whole
    assert not {"commune-44109", "region-52"} & whole
    assert territories.reached([]) == frozenset()
