"""Words are read by the same rules in the browser and on the server: every name of France, every word of the finder."""

from __future__ import annotations

import json
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest

from florilege.territory.reference import reference
from florilege.web.publication.pages.needs import NEEDS, expressions
from florilege.web.publication.search.question_words import EMPTY
from florilege.web.publication.search.spelling import WordIndex, alike, errors, folded, sounded, stem
from tests.browser.conftest import absent

FRONTEND = Path(__file__).parents[2] / "frontend"
RUN = """
import { folded } from "./src/inventory.ts";
import { errors, sounded, stem, WordIndex } from "./src/words.ts";
import { readFileSync } from "node:fs";
const { texts, pairs, listed, typed } = JSON.parse(readFileSync(0, "utf8"));
const index = new WordIndex(listed);
process.stdout.write(JSON.stringify({
  folded: texts.map(folded),
  stems: texts.flatMap((text) => folded(text).split(" ").map(stem)),
  sounds: texts.map((text) => sounded(folded(text))),
  errors: pairs.map(([one, other, most]) => errors(one, other, most)),
  found: typed.map((word) => { const { ranks, close } = index.find(word); return [ranks, close, index.meant(word)]; }),
}));
"""
ODD = ["Cœur d’ŒUVRE", "L’Haÿ-les-Roses", "Saint-Rémy-lès-Chevreuse", "ﬁn", "m²", "ÅNGSTRÖM", "Łódź", "Ærø", "İstanbul", "ß", "", "  ", "💐", "１２",
       "aux", "eaux", "bureaux", "noyaux", "locaux", "fabriquées", "créée", "annuelle", "lasers", "glass", "former", "forme"]  # fmt: skip
TYPED = [
    "renes",
    "rennes",
    "marseile",
    "fotografie",
    "atelié",
    "boi",
    "ate lyon",
    "ab",
    "x1",
    "saint",
    "zzzz",
    "l’atelier",
    "coeur",
]


@pytest.fixture(scope="module")
def asked() -> dict[str, list[object]]:
    """What both are asked."""
    names = [commune.name for commune in reference().communes.values()]
    said = [one for need in NEEDS for text in (need.said, *need.things) for one in expressions(text)]
    words = sorted({word for name in names[::40] for word in folded(name).split()})
    pairs = [[one, other, most] for one, other in pairwise(words) for most in (0, 1, 2, 12)]
    listed = [folded(name) for name in names[::7]]
    return {
        "texts": [*names, *said, *ODD],
        "pairs": pairs,
        "listed": listed,
        "typed": [*TYPED, *names[::977]],
    }


@pytest.fixture(scope="module")
def in_script(
    asked: dict[str, list[object]], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[object]]:
    """What the modules of the front end make of it."""
    node = shutil.which("node")
    if node is None or not (FRONTEND / "node_modules").is_dir():
        absent("no Node.js, or no modules of the front end: its words were not compared")
    bundle = tmp_path_factory.mktemp("words") / "words.mjs"
    build = [
        FRONTEND / "node_modules/.bin/esbuild",
        "--bundle",
        "--platform=node",
        "--format=esm",
        f"--outfile={bundle}",
    ]
    subprocess.run(
        [*build, "--loader=ts"], input=RUN, text=True, check=True, cwd=FRONTEND, capture_output=True
    )
    ended = subprocess.run(
        [node, bundle], input=json.dumps(asked), text=True, check=True, capture_output=True
    )
    found: dict[str, list[object]] = json.loads(ended.stdout)
    return found


def test_every_name_and_word_is_folded_stemmed_and_heard_alike(
    asked: dict[str, list[object]], in_script: dict[str, list[object]]
) -> None:
    texts = [str(text) for text in asked["texts"]]
    assert len(texts) > 35_000
    plain = [folded(text) for text in texts]
    assert in_script["folded"] == plain
    assert in_script["stems"] == [stem(word) for text in plain for word in text.split(" ")]
    assert in_script["sounds"] == [sounded(text) for text in plain]


def test_errors_are_counted_alike_and_the_same_words_are_found(
    asked: dict[str, list[object]], in_script: dict[str, list[object]]
) -> None:
    assert in_script["errors"] == [errors(*pair) for pair in asked["pairs"]]  # type: ignore[misc]
    index = WordIndex([str(text) for text in asked["listed"]])
    for typed, found in zip(asked["typed"], in_script["found"], strict=True):
        own = index.find(str(typed))
        assert found == [list(own.ranks), list(own.close), list(index.meant(str(typed)))], typed


@pytest.mark.parametrize(
    ("one", "other"),
    [("imprimantes", "imprimante"), ("bureaux", "bureau"), ("locaux", "local"), ("fabriquée", "fabriquer"), ("ateliers", "atelier"),
     ("annuelles", "annuel"), ("réseaux", "réseau"), ("accompagnées", "accompagner"), ("Élans", "elan")],
)  # fmt: skip
def test_plurals_genders_and_infinitives_have_one_stem(one: str, other: str) -> None:
    assert stem(folded(one)) == stem(folded(other))


@pytest.mark.parametrize(
    ("one", "other"), [("former", "forme"), ("course", "cours"), ("son", "sons3"), ("bois", "boire")]
)
def test_other_words_have_other_stems(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_errors_are_bounded_by_the_length_of_the_word() -> None:
    assert alike("coworking", "cowerkin")
    assert not alike("coworking", "cowerxyn")
    assert alike("laser", "lazer")
    assert not alike("bois", "voix")
    assert not EMPTY & {"coworking", "imprimante"}
