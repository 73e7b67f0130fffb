"""What cannot be read is refused, with file, line or row, column, value and what was expected; nothing is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import florilege.selection
from florilege.faults import InputRefused, StudyFileRefused, TableRefused, sentence
from florilege.selection.attributes import EPCI_KINDS, ZONES
from florilege.selection.select import select_table
from florilege.selection.study_file import read_study
from florilege.selection.table import read_table
from florilege.territory.reference import reference
from tests.program import run
from tests.selection.written import select

SCHEMA = json.loads(
    (Path(florilege.selection.__file__).parent / "selection.schema.json").read_text(encoding="utf-8")
)

STUDY = """[study]
slug = "essai"
size = 2
ties = ["breadth"]

[[axis]]
key = "services"

[[criterion]]
key = "breadth"
axis = "services"
value = { kind = "linear", from = 0, to = 8 }

[[criterion]]
key = "reach"
axis = "services"
direction = "down"
value = { kind = "log", from = 1, to = 100 }

[weights.bounds]
breadth = [0.2, 0.8]

[[rule]]
kind = "at_most"
count = 1
each = "region"

[robustness]
draws = 40
"""
TABLE = """id,name,breadth,reach,region
a,A,8,1,nord
b,B,4..6,10,nord
c,C,,50,sud
d,D,2,n/a,sud
"""


def changed(text: str, before: str, after: str) -> str:
    assert before in text
    return text.replace(before, after, 1)


def test_the_example_itself_is_accepted_and_has_the_published_form() -> None:
    study = read_study(STUDY, file="study.toml", table=True)
    data = select(study, read_table(TABLE, study, file="table.csv"))
    Draft202012Validator(SCHEMA).validate(json.loads(json.dumps(data)))
    assert data["status"] == "optimal"
    assert {item["place_id"] for item in data["selected"]} == {"a", "d"} or len(data["selected"]) == 2


def test_a_clash_has_the_published_form_too() -> None:
    study = read_study(changed(STUDY, "count = 1", "count = 0"), file="study.toml", table=True)
    data = select(study, read_table(TABLE, study, file="table.csv"))
    Draft202012Validator(SCHEMA).validate(json.loads(json.dumps(data)))
    assert data["status"] == "infeasible"
    assert set(data["clash"]) == {"at_most-1", "size"}
    assert len(data["not_selected"]) == 4


@pytest.mark.parametrize(
    ("before", "after", "line", "words"),
    [
        ("size = 2", "size = 0", 3, "size"),
        ("size = 2", "size = [1, 2]", 3, "objective"),
        ("size = 2", 'sise = 2', None, "sise"),
        ('ties = ["breadth"]', 'ties = ["breath"]', 4, "breadth"),
        ('key = "reach"', 'key = "breadth"', 15, "breadth"),
        ('axis = "services"\nvalue', 'axis = "service"\nvalue', 11, "services"),
        ("from = 1, to = 100", "from = 0, to = 100", 18, "0"),
        ('direction = "down"', 'direction = "downwards"', 17, "down"),
        ("breadth = [0.2, 0.8]", "breath = [0.2, 0.8]", 21, "breadth"),
        ("breadth = [0.2, 0.8]", "breadth = [0.8, 0.2]", 21, "breadth"),
        ("breadth = [0.2, 0.8]", "breadth = [1.2, 1.8]", 21, "1.2"),
        ('kind = "at_most"', 'kind = "at_moost"', 24, "at_most"),
        ("count = 1", "count = -1", 25, "-1"),
        ("count = 1", "cuont = 1", None, "count"),
        ('each = "region"', 'each = "region"\nwhere = { "axis.service" = { min = 0.5 } }', 27, "services"),
        ("draws = 40", "draws = 40\nseeds = 3", 30, "seed"),
        ("count = 1", 'count = 1\nkey = "size"', 26, "size"),
        ("count = 1", 'count = 1\nkey = ""', 26, "size"),
        ('direction = "down"', 'direction = "down"\nsource = "jurry"', 18, "jury"),
        ('direction = "down"', 'direction = "down"\nindicator = "mix_of_uses"\nsource = "column"', 19, "indicator"),
        ("[weights.bounds]", "[weigths.bounds]", 20, "weights"),
        ("draws = 40", "core = 0.01\nexterior = 0.5", 29, "core"),
        ("draws = 40", "core = nan", 29, "nan"),
        ("count = 1", "count = 1\nwhere = { zone = [] }", 26, "zone"),
        ("count = 1", "count = 1\nwhere = { zone = { a = 1 } }", 26, "zone"),
        ("breadth = [0.2, 0.8]", "breadth = [true, 0.8]", 21, "True"),
        ("breadth = [0.2, 0.8]", "breadth = [0.2, 0.8]\n[[weights.ratio]]\nover = 'breadth'\nunder = 'reach'\nat_least = 1e9", 25, "1000000000.0"),
        ("breadth = [0.2, 0.8]", "breadth = [0.2, 0.8]\n[weights.reference]\nbreadth = 9\nreach = 1", 23, "0.9"),
    ],
)  # fmt: skip
def test_a_slip_in_the_study_file_is_named(before: str, after: str, line: int | None, words: str) -> None:
    with pytest.raises(StudyFileRefused) as refusal:
        read_study(changed(STUDY, before, after), file="study.toml", table=True)
    assert refusal.value.where.file == "study.toml"
    assert line is None or refusal.value.where.line == line
    for language in ("fr", "en"):
        assert words in sentence(refusal.value, language)


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        ("breadth = 0\nreach = 0", "0"),
        ("breadth = -0.5\nreach = 1", "-0.5"),
        ("breadth = 1", "reach"),
        ('order = ["breadth"]', "breadth"),
        ('order = ["breadth", "breadth"]', "breadth"),
    ],
)
def test_weights_that_weigh_nothing_are_refused(weights: str, words: str) -> None:
    text = changed(STUDY, "[weights.bounds]\nbreadth = [0.2, 0.8]", f"[weights]\n{weights}")
    with pytest.raises(StudyFileRefused) as refusal:
        read_study(text, file="study.toml", table=True)
    assert words in sentence(refusal.value, "en")


@pytest.mark.parametrize("said", ['column = "breadth"', 'source = "column"'])
def test_a_study_computes_its_criteria_from_its_sources(said: str) -> None:
    """A column, where there is no table, would be asked for in vain."""
    text = changed(STUDY, 'key = "breadth"', f'key = "breadth"\n{said}')
    with pytest.raises(StudyFileRefused) as refusal:
        read_study(text, file="study.toml")
    assert "--candidates" in sentence(refusal.value, "fr")


def test_with_one_size_the_objective_is_the_total() -> None:
    study = read_study(changed(STUDY, "size = 2", 'size = 2\nobjective = "mean"'), file="s.toml", table=True)
    assert study.objective == "total"


def test_exact_weights_are_brought_to_one_and_it_is_said() -> None:
    text = changed(STUDY, "[weights.bounds]\nbreadth = [0.2, 0.8]", "[weights]\nbreadth = 3\nreach = 1")
    study = read_study(text, file="study.toml", table=True)
    data = select(study, read_table(TABLE, study, file="table.csv"))
    assert data["weights_rescaled"] is True
    assert data["weights"] == {"breadth": 0.75, "reach": 0.25}


@pytest.mark.parametrize(
    ("before", "after", "line", "column"),
    [
        ("b,B,4..6,10,nord", "b,B,6..4,10,nord", 3, "breadth"),
        ("b,B,4..6,10,nord", "b,B,nan,10,nord", 3, "breadth"),
        ("b,B,4..6,10,nord", "b,B,inf,10,nord", 3, "breadth"),
        ("b,B,4..6,10,nord", "b,B,quatre,10,nord", 3, "breadth"),
        ("b,B,4..6,10,nord", "a,B,4..6,10,nord", 3, "id"),
        ("b,B,4..6,10,nord", ",B,4..6,10,nord", 3, "id"),
        ("b,B,4..6,10,nord", "b,B,4..6,10", 3, None),
        ("id,name", "identifiant,name", 1, None),
        ("breadth,reach", "breadth,breadth", 1, "breadth"),
        ("breadth,reach", "breadth,rich", 1, "reach"),
    ],
)
def test_a_slip_in_the_table_is_named(before: str, after: str, line: int, column: str | None) -> None:
    study = read_study(STUDY, file="study.toml", table=True)
    with pytest.raises(TableRefused) as refusal:
        read_table(changed(TABLE, before, after), study, file="table.csv")
    where = refusal.value.where
    assert (where.file, where.line) == ("table.csv", line)
    assert where.column == column


def test_an_attribute_that_a_rule_names_and_a_candidate_lacks_is_a_fault_unless_the_rule_says_otherwise() -> (
    None
):
    table = changed(TABLE, "c,C,,50,sud", "c,C,,50,")
    study = read_study(STUDY, file="study.toml", table=True)
    with pytest.raises(StudyFileRefused) as refusal:
        select(study, read_table(table, study, file="table.csv"))
    assert "c" in str(refusal.value.value)
    for missing, able in (("out", False), ("free", True)):
        text = changed(STUDY, 'each = "region"', f'each = "region"\nmissing = "{missing}"')
        text = changed(text, "size = 2", "size = 3")
        study = read_study(text, file="study.toml", table=True)
        status = select(study, read_table(table, study, file="table.csv"))["status"]
        assert (status == "optimal") is able


@pytest.mark.parametrize("which", ["study", "table"])
def test_nothing_is_written_when_something_is_refused(which: str, tmp_path: Path) -> None:
    study, table, out = tmp_path / "s.toml", tmp_path / "t.csv", tmp_path / "out" / "selection.json"
    study.write_text(STUDY if which == "table" else changed(STUDY, "count = 1", "count = 'un'"), "utf-8")
    table.write_text(TABLE if which == "study" else changed(TABLE, "a,A,8", "a,A,huit"), "utf-8")
    with pytest.raises(InputRefused):
        select_table(table, study, out)
    assert not out.exists()
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["s.toml", "t.csv"]


@pytest.mark.parametrize(
    ("study", "table", "code", "status"),
    [
        (STUDY, TABLE, 0, "optimal"),
        (STUDY.replace("count = 1", "count = 0"), TABLE, 1, "infeasible"),
        (STUDY.replace("size = 2", "size = 'deux'"), TABLE, 3, None),
        (STUDY, TABLE.replace("a,A,8", "a,A,huit"), 3, None),
        (STUDY, "", 3, None),
        (None, TABLE, 3, None),
    ],
)
def test_the_command_says_by_its_exit_code_how_it_ended(
    study: str | None, table: str, code: int, status: str | None, tmp_path: Path
) -> None:
    if study is not None:
        (tmp_path / "s.toml").write_text(study, "utf-8")
    (tmp_path / "t.csv").write_text(table, "utf-8")
    ended = run("select", "--candidates", "t.csv", "--study", "s.toml", "--out", "o.json", folder=tmp_path)
    assert ended.returncode == code, ended.stderr
    if status is None:
        assert not (tmp_path / "o.json").exists()
        assert "refusé" in ended.stderr
        assert "refused" in ended.stderr
    else:
        assert json.loads((tmp_path / "o.json").read_text("utf-8"))["status"] == status


def test_a_table_without_the_column_that_a_rule_names_is_refused_even_where_it_has_no_row() -> None:
    study = read_study(changed(STUDY, 'each = "region"', 'each = "regoin"'), file="study.toml", table=True)
    for table in (TABLE, TABLE.splitlines()[0] + "\n"):
        with pytest.raises(StudyFileRefused) as refusal:
            read_table(table, study, file="table.csv")
        assert (refusal.value.where.line, refusal.value.value) == (26, "regoin")
        assert "« region »" in sentence(refusal.value, "fr")


def test_no_candidate_at_all_is_a_clash_with_the_size() -> None:
    study = read_study(STUDY, file="study.toml", table=True)
    data = select(study, read_table(TABLE.splitlines()[0] + "\n", study, file="table.csv"))
    assert (data["status"], data["clash"]) == ("infeasible", ["size"])


def test_the_words_for_zones_and_intercommunalities_are_those_of_the_territory() -> None:
    communes = reference().communes.values()
    assert set(ZONES) == {one.zone for one in communes}
    assert set(EPCI_KINDS) == {one.epci_kind for one in communes if one.epci_kind}


@pytest.mark.parametrize("cost", ["nan", "inf", "-inf", "1e400", "-100", "-1e18", "cher", "1e13"])
def test_a_cost_that_is_none_is_refused(tmp_path: Path, cost: str) -> None:
    study = changed(
        STUDY,
        'kind = "at_most"\ncount = 1\neach = "region"',
        'kind = "budget"\nattribute = "cost"\nlimit = 5',
    )
    (tmp_path / "s.toml").write_text(study, encoding="utf-8")
    rows = TABLE.splitlines()
    table = "\n".join(
        [rows[0] + ",cost", *(f"{row},{cost if rank == 2 else 1}" for rank, row in enumerate(rows[1:]))]
    )
    (tmp_path / "t.csv").write_text(table + "\n", encoding="utf-8")
    with pytest.raises(StudyFileRefused) as caught:
        select_table(tmp_path / "t.csv", tmp_path / "s.toml", tmp_path / "o.json")
    said = sentence(caught.value, "en")
    assert "a cost as a number" in said
    assert cost in said
    assert not (tmp_path / "o.json").exists()


# values that rules and conditions want of a table


WANTED = STUDY.replace(
    'kind = "at_most"\ncount = 1\neach = "region"\n', 'kind = "at_most"\ncount = 1\nwhere = { WHERE }\n'
)
ASKED = """id,name,breadth,reach,region,use,shared,floor
a,A,8,1,nord,Coworking,oui,1
b,B,4..6,10,nord,Fablab,non,1.50
c,C,,50,sud,,oui,
d,D,2,n/a,sud,Coworking,,3
"""


def refused_where(where: str, table: str = ASKED, study: str = WANTED) -> StudyFileRefused:
    read = read_study(changed(study, "WHERE", where), file="study.toml", table=True)
    with pytest.raises(StudyFileRefused) as refused:
        read_table(table, read, file="table.csv")
    return refused.value


@pytest.mark.parametrize(
    ("where", "value", "meant"),
    [
        ('use = "Cowoking"', "Cowoking", "Coworking"),
        ('use = "coworking"', "coworking", "Coworking"),
        ('use = ["Coworking", "Fab lab"]', "Fab lab", "Fablab"),
        ("shared = true", "true", "oui"),
        ("shared = false", "false", "non"),
        ('shared = "yes"', "yes", "oui"),
        ("floor = 1.5", "1.5", "1.50"),
        ("floor = 1.0", "1.0", "1"),
        ('region = "nord", use = "Cowoking"', "Cowoking", "Coworking"),
    ],
)
def test_a_value_that_no_candidate_has_is_refused_with_the_one_that_was_meant(
    where: str, value: str, meant: str
) -> None:
    fault = refused_where(where)
    line = WANTED.splitlines().index("where = { WHERE }") + 1
    assert (fault.value, fault.where.file, fault.where.line) == (value, "study.toml", line)
    assert f"vouliez-vous dire « {meant} » ?" in sentence(fault, "fr")
    assert f'did you mean "{meant}"?' in sentence(fault, "en")
    assert f'absent = ["{value}"]' in sentence(fault, "en")


def test_the_values_there_are_are_listed_and_the_others_counted() -> None:
    assert "there are: Coworking, Fablab)" in sentence(refused_where('use = "x"'), "en")
    rows = "".join(f"r{rank},R,1,1,region {rank:02},x,oui,1\n" for rank in range(20))
    fault = refused_where('region = "Corse"', ASKED.splitlines()[0] + "\n" + rows)
    assert "region 10, region 11… et 8 autres)" in sentence(fault, "fr")
    assert "region 12" not in sentence(fault, "fr")


def test_a_floor_and_a_ceiling_are_read_alike() -> None:
    floor = WANTED.replace('kind = "at_most"', 'kind = "at_least"')
    assert refused_where('use = "Cowoking"', study=floor).value == "Cowoking"


def test_a_condition_that_wants_what_no_candidate_has_is_refused() -> None:
    study = STUDY + '\n[[condition]]\nkey = "open"\nwhere = { WHERE }\nmissing = "out"\n'
    fault = refused_where('shared = "Oui"', study=study)
    assert fault.where.column == "open.where.shared"
    assert 'did you mean "oui"?' in sentence(fault, "en")


def test_a_value_that_may_well_be_met_nowhere_is_said_to_be_absent() -> None:
    study = changed(WANTED, "where = { WHERE }", 'where = { region = ["nord", "est"] }\nabsent = ["est"]')
    read = read_study(study, file="study.toml", table=True)
    assert select(read, read_table(ASKED, read, file="table.csv"))["status"] == "optimal"


def test_what_is_said_to_be_absent_is_a_value_that_is_wanted() -> None:
    study = changed(WANTED, "where = { WHERE }", 'where = { region = ["nord", "est"] }\nabsent = ["ets"]')
    with pytest.raises(StudyFileRefused) as refused:
        read_study(study, file="study.toml", table=True)
    assert 'did you mean "est"?' in sentence(refused.value, "en")


def test_a_value_of_a_candidate_that_is_not_eligible_is_a_value_of_the_table() -> None:
    study = changed(WANTED, "WHERE", 'use = "Fablab"') + '\n[[condition]]\nwhere = { use = "Coworking" }\nmissing = "free"\n'  # fmt: skip
    read = read_study(study, file="study.toml", table=True)
    assert len(read_table(ASKED, read, file="table.csv").not_eligible) == 1


def test_a_table_without_rows_says_nothing_of_any_value() -> None:
    read = read_study(changed(WANTED, "WHERE", 'use = "Cowoking"'), file="study.toml", table=True)
    assert len(read_table(ASKED.splitlines()[0] + "\n", read, file="table.csv")) == 0


def test_a_scope_beside_a_table_is_refused_since_it_would_hold_nobody_back() -> None:
    study = changed(STUDY, "size = 2\n", 'size = 2\nscope = { region = ["nord"] }\n')
    with pytest.raises(StudyFileRefused) as refused:
        read_study(study, file="study.toml", table=True)
    assert refused.value.where.line == 4
    assert "[[condition]]" in sentence(refused.value, "en")
