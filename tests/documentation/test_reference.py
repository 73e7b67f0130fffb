"""The reference that the site has says all that the code has: verbs and options, indicators, rules, fields, exit codes."""

from __future__ import annotations

import re

import pytest

from florilege.appraisal.indicators import REGISTRY
from florilege.faults import InputRefused
from florilege.listings.fields import FIELDS
from florilege.listings.licences import LICENCES
from florilege.listings.mapping import FORMATS
from florilege.listings.vocabulary import VOCABULARIES
from florilege.selection.rules import KINDS
from tests.documentation.reference import PAGES, commands, faults, fields, indicators, rules

LANGUAGES = pytest.mark.parametrize("language", ["fr", "en"])


def section(page: str, title: str) -> str:
    """What stands under a title, up to the next of its height."""
    height = title.split(" ")[0]
    return page.split(f"\n{title}\n")[1].split(f"\n{height} ")[0]


def test_every_verb_has_its_place_with_every_argument_and_option() -> None:
    page, verbs = commands.page(), commands.verbs()
    assert len(verbs) > 30
    assert {"import", "user add"} <= set(verbs)
    for verb, command in verbs.items():
        said = section(page, f"## florilege {verb}")
        for one in command.params:
            if getattr(one, "hidden", False):
                continue
            for name in (*one.opts, *one.secondary_opts):
                if name.startswith("-"):
                    assert f"`{name}`" in said, f"{verb}: {name}"
            assert not one.help or commands.cell(one.help) in said, f"{verb}: {one.name}"
        assert f"](#{commands.anchor(verb)})" in page


def test_an_example_of_a_verb_is_a_command_and_not_a_paragraph() -> None:
    said = section(commands.page(), "## florilege import")
    assert '$ florilege import studies/lieux-innovation --undo 3 --who "A. Reader"\n' in said
    assert "Example:" not in said


@LANGUAGES
def test_every_indicator_says_what_it_measures_and_what_unknown_means(language: str) -> None:
    page = indicators.page(language)
    for one in REGISTRY.values():
        said = section(page, f"## `{one.name}`")
        for words in (one.meaning, one.unit, one.unknown):
            assert indicators.cell(words.in_language(language)) in said, one.name
        assert all(f"`{name}`" in said for name in (*one.inputs, *one.categories)), one.name


@LANGUAGES
def test_every_kind_of_rule_has_its_keys_an_example_and_its_sentence(language: str) -> None:
    page = rules.page(language)
    assert set(rules.MEANINGS) == set(KINDS)
    for kind in KINDS:
        said = section(page, f"## `{kind}`")
        assert f'kind = "{kind}"' in said
        assert rules.cell(rules.reported(kind)[3].in_language(language)) in said


def test_a_key_that_a_rule_is_refused_without_is_said_to_be_required() -> None:
    required, others, _, _ = rules.reported("budget")
    assert set(required) == {"kind", "attribute", "limit"}
    assert "where" not in others
    assert {"key", "title", "reason", "missing", "relax_weight"} == set(others)
    assert "reason" in rules.reported("exclude")[0]


@LANGUAGES
def test_formats_fields_codes_and_licences_are_all_there(language: str) -> None:
    page = fields.page(language)
    named = set(re.findall(r"`([^`]+)`", page))
    codes = {code for name, said in VOCABULARIES.items() if name in FIELDS for code in said}
    assert {*FORMATS, *FIELDS, *codes, *LICENCES} <= named


@LANGUAGES
def test_every_exit_code_has_its_meaning(language: str) -> None:
    assert set(faults.exit_codes()) == set(faults.CODES)
    page = faults.page(language)
    for name, code in faults.exit_codes().items():
        assert f"| {code} | {faults.CODES[name].in_language(language)} |" in page


def test_every_class_of_faults_is_there() -> None:
    named = {one.name for one in faults.classes()}
    loaded = {one.__name__ for one in InputRefused.__subclasses__() if one.__module__.startswith("florilege")}
    assert loaded
    assert loaded <= named
    assert {f"`{name}`" for name in named} <= set(re.findall(r"`\w+`", faults.page("en")))


def test_a_page_of_reference_has_one_title() -> None:
    for name, write in PAGES.items():
        page = re.sub(r"(?s)```.*?```", "", write())
        assert len(re.findall(r"^# ", page, re.MULTILINE)) == 1, name
