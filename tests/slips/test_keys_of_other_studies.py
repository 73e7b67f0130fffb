"""The keys that the real study does not use, written wrong, are refused with their line too."""

from __future__ import annotations

import pytest

from florilege.listings.mapping import parse_mapping
from florilege.selection.study_file import read_study
from tests.slips.slips import Slip
from tests.slips.test_every_key import FREE, check

HEAD = """
[study]
slug = "autre"
title = { fr = "Autre", en = "Other" }
"""
AXES = """
[[axis]]
key = "services"
title = { fr = "Services", en = "Services" }
"""
CRITERIA = """
[[criterion]]
key = "breadth"
axis = "services"
column = "largeur"
source = "column"
unknown = [0.2, 0.8]
direction = "down"
value = { kind = "linear", from = 0.0, to = 8.0 }

[[criterion]]
key = "reach"
axis = "services"
column = "portee"
value = { kind = "table", table = { none = 0.0, all = 1.0 } }
justification = { fr = "dit", en = "said" }
"""
RULES = """
[[rule]]
key = "wide"
kind = "at_least"
count = 2
where = { "criterion.breadth" = { min = 0.5, max = 0.9 }, "axis.services" = { min = 0.1 } }
missing = "error"
relax_weight = 2.0

[[rule]]
key = "cost"
kind = "budget"
attribute = "cost"
limit = 1000.0

[[rule]]
key = "with"
kind = "include"
ids = ["a"]
reason = { fr = "dit", en = "said" }

[[rule]]
key = "both"
kind = "together"
ids = ["b", "c"]
"""
END = """
[robustness]
seconds = 60.0
"""
RANGE = HEAD.replace("slug", 'size = [20, 25]\nobjective = "mean"\naggregation = "geometric"\nslug')
ONE = HEAD.replace("slug", 'size = 4\nties = ["breadth"]\nslug')
STUDIES = {
    "a range of sizes, a geometric mean, exact weights": RANGE
    + AXES
    + CRITERIA
    + "\n[weights]\nbreadth = 0.4\nreach = 0.6\n"
    + RULES
    + END,
    "an order of importance": ONE + AXES + CRITERIA + '\n[weights]\norder = ["breadth", "reach"]\n' + RULES,
}

MAPPING = """
slug = "autre"
title = { fr = "Autre", en = "Other" }
publisher = "Qui publie"
licence = "etalab-2.0"
attribution = "Qui publie, 2023"
format = "xlsx"
current = "2022-05"
max_refused = 0.1
exhaustive_for = "label:msap"

[coverage]
regions = ["52", "53"]
kinds = ["coworking"]
exhaustive = true
source = "https://exemple.fr/liste"
reason = { fr = "Tous.", en = "All." }

[[version]]
date = "2022-05"
file = "autre/un.xlsx"
sheet = "lieux"
header_row = 2
encoding = "cp1252"
delimiter = ";"
decimal = ","

[[version]]
date = "2023"
file = "autre/deux.xlsx"
member = "result.records"

[record]
id = "ID"
ids_last = true

[[field]]
field = "name"
column = ["NOM", "SUITE", "FIN"]
join = [" ", ", "]
licence = "ODbL-1.0"

[[field]]
field = "kind"
constant = "coworking"

[[field]]
field = "service"
column = "SERVICES"
glued = true
values = { A = ["coworking", "offices"], B = [] }

[position]
code = "geocoded"
precision = "street"
shared_by = 4
score_floor = 0.5
"""
OF_TABLES = {
    r"weights\.(breadth|reach) number": "weights are brought to a sum of 1, and this is said",
    r"rule\.relax_weight number": "any number above 0",
    r"criterion\.column text": "a column of the table, looked for when the table is read",
    r"rule\.(ids|attribute) text": "ids and columns of the table, looked for when the table is read",
    r"rule\.limit number": "a budget like another",
    r"robustness\.seconds number": "a time like another",
    r"criterion\.value\.table\.[^.]+ key": "a word of the table",
    r"version\.(file|sheet|member) text": "looked for when the file is read",
    r"field\.(column|join) text|record\.id text": "columns, looked for when the file is read",
    r"slug text": "compared with the name of the file, when it is read from a file",
}


@pytest.mark.parametrize("name", STUDIES)
def test_a_slip_in_a_study_of_a_table_is_refused_with_its_line(name: str) -> None:
    def read(slip: Slip) -> None:
        read_study(slip.text, file="study.toml", table=True)

    read_study(STUDIES[name], file="study.toml", table=True)
    check("study.toml", STUDIES[name], read, FREE | OF_TABLES)


def test_a_slip_in_a_mapping_of_a_workbook_is_refused_with_its_line() -> None:
    parse_mapping(MAPPING, file="autre.toml")
    check("autre.toml", MAPPING, lambda slip: parse_mapping(slip.text, file="autre.toml"), FREE | OF_TABLES)
