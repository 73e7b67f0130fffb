"""What is asked of the finder, as the address of its page says it: the same parameters for the static page and the live one.

q : in the reader's own words · need : code, once for each · from : a place as typed · where : a place that is known, as a
code ("35238" a commune, "d35" a département, "r53" a région, "@48.11,-1.68" a point) · within : kilometres · step, kind : codes ·
open, accessible, unknown : "1" · page : of the answers
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from msgspec import Struct
from msgspec.structs import replace

from florilege.web.publication.search.question_words import DISTANCES, LONGEST_QUESTION

TICKS = ("open", "accessible", "unknown")


class Asked(Struct, frozen=True):
    """A question to the finder. within : 0 where the reader leaves it to the finder"""

    question: str = ""
    needs: tuple[str, ...] = ()
    typed: str = ""
    where: str = ""
    within: int = 0
    step: str = ""
    kind: str = ""
    open: bool = False
    accessible: bool = False
    unknown: bool = False
    page: int = 1

    @property
    def nothing(self) -> bool:
        """Whether it asks nothing at all: a distance alone is no question."""
        return replace(self, within=0, page=1) == Asked()

    def address(self, **changed: object) -> str:
        """Its parameters as an address says them, with some of them changed; empty when it asks nothing."""
        asked = replace(self, **changed)
        said: list[tuple[str, str]] = []
        said += [("q", asked.question)] if asked.question else []
        said += [("need", need) for need in asked.needs]
        said += [("from", asked.typed)] if asked.typed else []
        said += [("where", asked.where)] if asked.where and not asked.typed else []
        said += [("within", str(asked.within))] if asked.within else []
        said += [("step", asked.step)] if asked.step else []
        said += [("kind", asked.kind)] if asked.kind else []
        said += [(name, "1") for name in TICKS if getattr(asked, name)]
        said += [("page", str(asked.page))] if asked.page > 1 else []
        return f"?{urlencode(said)}" if said else ""


def asked_of(parameters: Mapping[str, Sequence[str]]) -> Asked:
    """The question of an address; what it says in a way that nobody understands is as if it were not said."""

    def one(name: str) -> str:
        found = parameters.get(name) or ("",)
        return found[-1].strip()[:LONGEST_QUESTION].replace("\0", "")

    within, page = one("within"), one("page")
    return Asked(
        question=one("q"),
        needs=tuple(dict.fromkeys(code for code in parameters.get("need") or () if code))[:20],
        typed=one("from"),
        where="" if one("from") else one("where"),
        within=int(within) if within in map(str, DISTANCES) else 0,
        step=one("step"),
        kind=one("kind"),
        open=one("open") == "1",
        accessible=one("accessible") == "1",
        unknown=one("unknown") == "1",
        page=int(page) if page.isascii() and page.isdigit() and 0 < int(page[:6]) < 100_000 else 1,
    )
