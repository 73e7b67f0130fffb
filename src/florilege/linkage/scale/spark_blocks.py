"""In Spark SQL: what all the records teach of each, what they share, and the pairs that follow.

The same rules as in `linkage.vocabulary` and `linkage.blocking`, whose bounds are taken from there; texts stand
where those have codes. Views in: `taken` (`spark_rows.TAKEN_APART`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from florilege.linkage import blocking
from florilege.linkage.blocking import LeftOut
from florilege.linkage.names import GENERIC_SINGULAR
from florilege.linkage.vocabulary import BRAND_COMMUNES, LOCAL_ADDRESSES
from florilege.territory.distance import EARTH_RADIUS

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from florilege.linkage.scale.spark_work import Work

NAMES = """
SELECT record, listing, commune, departement, place, street, number, at AS name, named.*
FROM taken LATERAL VIEW posexplode(names) AS at, named
"""
WORDS = """
SELECT record, listing, commune, departement, place, street, number, name, whole, at, borne.word, borne.in_town
FROM names LATERAL VIEW posexplode(words) AS at, borne
"""
SITES = """
SELECT record, commune, departement, at, used.domain, used.page FROM taken LATERAL VIEW posexplode(sites) AS at, used
"""
WORD_COMMUNES = "SELECT word, count(DISTINCT place) AS communes FROM words WHERE whole GROUP BY word"
LOCAL_WORDS = f"""
SELECT DISTINCT word, commune, true AS local FROM (
  SELECT word, commune, listing FROM words WHERE whole AND street <> '' AND commune <> '' AND NOT in_town
  GROUP BY word, commune, listing HAVING count(DISTINCT number, street) >= {LOCAL_ADDRESSES})
"""
BRANCHES = """
SELECT brand, body, commune, max(addresses) AS branches FROM (
  SELECT brand, body, commune, listing, count(DISTINCT number, street) AS addresses FROM names
  WHERE whole AND street <> '' AND commune <> '' AND brand <> '' GROUP BY brand, body, commune, listing)
GROUP BY brand, body, commune
"""
BRAND_DOMAINS = f"""
SELECT domain, true AS brand FROM sites WHERE domain <> '' AND commune <> ''
GROUP BY domain HAVING count(DISTINCT commune) >= {BRAND_COMMUNES}
"""
CROWDS = "SELECT commune, count(*) AS crowd FROM taken GROUP BY commune"

TAUGHT_WORDS = """
SELECT record, transform(told, one -> one.communes) AS word_communes, transform(told, one -> one.local) AS word_local
FROM (
  SELECT record, array_sort(collect_list(struct(name, at, coalesce(communes, 0L) AS communes,
    coalesce(local, false) AS local))) AS told
  FROM words LEFT JOIN word_communes USING (word) LEFT JOIN local_words USING (word, commune) GROUP BY record)
"""
TAUGHT_SITES = """
SELECT record, transform(told, one -> one.brand) AS site_brands
FROM (
  SELECT record, array_sort(collect_list(struct(at, coalesce(brand, false) AS brand))) AS told
  FROM sites LEFT JOIN brand_domains USING (domain) GROUP BY record)
"""
TAUGHT = """
SELECT taken.record, coalesce(word_communes, array()) AS word_communes, coalesce(word_local, array()) AS word_local,
  coalesce(site_brands, array()) AS site_brands, coalesce(branches, 0L) AS branches, crowd
FROM taken LEFT JOIN taught_words USING (record) LEFT JOIN taught_sites USING (record)
  LEFT JOIN (SELECT record, branches FROM names JOIN branches USING (brand, body, commune) WHERE name = 0)
    USING (record)
  JOIN crowds USING (commune)
"""
"""(`crowds` has the records without a commune too.)"""
TABLES = {
    "names": NAMES,
    "words": WORDS,
    "sites": SITES,
    "word_communes": WORD_COMMUNES,
    "local_words": LOCAL_WORDS,
    "branches": BRANCHES,
    "brand_domains": BRAND_DOMAINS,
    "crowds": CROWDS,
    "taught_words": TAUGHT_WORDS,
    "taught_sites": TAUGHT_SITES,
    "taught": TAUGHT,
}
SIZES = "SELECT kind, block, largest, count(*) AS members FROM shared GROUP BY kind, block, largest"
OMITTED = """
SELECT kind, count(*) AS blocks, sum(members) AS records, sum(members * (members - 1) DIV 2) AS pairs
FROM sizes WHERE members > largest GROUP BY kind ORDER BY kind
"""
KEPT = """
SELECT concat(kind, ' ', block) AS block, record FROM shared JOIN sizes USING (kind, block)
WHERE members > 1 AND members <= sizes.largest
"""


def blocks(work: Work, size: int) -> tuple[LeftOut, ...]:
    """Make `taught`, what all the records teach of each, and `blocks` (`block`, `record`), records by what they share.

    Returns what the blocks that are too large leave out.
    """
    for name, text in TABLES.items():
        work.kept(name, work.spark.sql(text))
    listed = list(_shared(size))
    work.given("generic", pl.DataFrame({"word": sorted(GENERIC_SINGULAR)}))
    union = " UNION ".join(
        f"SELECT {rank} AS kind, {largest} AS largest, block, record FROM ({text})"
        for rank, (_, largest, text) in enumerate(listed)
    )
    for name, text in (("shared", union), ("sizes", SIZES), ("blocks", KEPT)):
        work.kept(name, work.spark.sql(text))
    return tuple(
        LeftOut(listed[row["kind"]][0], row["blocks"], row["records"], int(row["pairs"]))
        for row in work.spark.sql(OMITTED).collect()
    )


def _shared(size: int) -> list[tuple[str, int, str]]:
    """Each kind of block, how many records it may hold, and the query that gives them, as `blocking.every_block`."""
    most, large = blocking.LARGEST_BLOCK, blocking.largest_commune(size)
    borne = "(SELECT words.*, greatest(coalesce(communes, 0L), 1L) AS known FROM words LEFT JOIN word_communes USING (word))"
    crowded = f"JOIN crowds USING (commune) WHERE commune <> '' AND crowd > {large}"
    forms = "(SELECT record, departement, explode(array(core, squashed)) AS form FROM names)"
    site = (
        "(SELECT sites.*, coalesce(brand, false) AS brand FROM sites LEFT JOIN brand_domains USING (domain))"
    )
    kinds = [
        (
            "commune",
            f"SELECT commune AS block, record FROM taken JOIN crowds USING (commune) "
            f"WHERE commune <> '' AND crowd <= {large}",
        ),
        (
            "rare word",
            f"SELECT word AS block, record FROM {borne} WHERE known <= {blocking.RARE_COMMUNES} "
            f"AND length(word) >= {blocking.SHORTEST_WORD}",
        ),
        (
            "word in département",
            f"SELECT concat(word, ' ', departement) AS block, record FROM {borne} LEFT ANTI JOIN generic USING (word) "
            f"WHERE known <= {blocking.DISTINCTIVE_COMMUNES}",
        ),
        ("page", "SELECT page AS block, record FROM sites"),
        ("web domain", f"SELECT domain AS block, record FROM {site} WHERE domain <> '' AND NOT brand"),
        (
            "brand's domain in département",
            f"SELECT concat(domain, ' ', departement) AS block, record FROM {site} WHERE domain <> '' AND brand",
        ),
        ("account", "SELECT explode(accounts) AS block, record FROM taken"),
        ("phone", "SELECT explode(phones) AS block, record FROM taken"),
        ("form of name", f"SELECT concat(form, ' ', departement) AS block, record FROM {forms}"),
    ]
    within = {
        "word": "SELECT concat(word, ' ', commune) AS block, record FROM words",
        "street": "SELECT concat(street, ' ', commune) AS block, record FROM taken",
        "beginning": f"SELECT concat(left(core, {blocking.ENDS}), ' ', commune) AS block, record FROM names",
        "end": f"SELECT concat(right(core, {blocking.ENDS}), ' ', commune) AS block, record FROM names",
    }
    labels = ("word in commune", "street", "beginning of name", "end of name")
    found = [(kind, most, text) for kind, text in kinds]
    for label, (key, text) in zip(labels, within.items(), strict=True):
        given = " AND street <> ''" if key == "street" else ""
        found.append((f"{label}, in a large commune", blocking.LARGEST_SHARE, f"{text} {crowded}{given}"))
    return found


def near(spark: SparkSession) -> DataFrame:
    """Pairs of records close together (`first`, `second`): a grid of cells as wide as the distance, then the distance."""
    chord = blocking.NEAR_METRES / EARTH_RADIUS
    cells = ", ".join(f"CAST(floor({axis} / {chord!r}) AS LONG) AS c{axis}" for axis in "xyz")
    spark.sql(f"SELECT record, x, y, z, {cells} FROM taken WHERE trusted").createOrReplaceTempView("cells")
    steps = "sequence(-1, 1)"
    spark.sql(
        f"SELECT record, x, y, z, cx + dx AS cx, cy + dy AS cy, cz + dz AS cz FROM cells "
        f"LATERAL VIEW explode({steps}) AS dx LATERAL VIEW explode({steps}) AS dy LATERAL VIEW explode({steps}) AS dz"
    ).createOrReplaceTempView("around")
    apart = " + ".join(f"(a.{axis} - b.{axis}) * (a.{axis} - b.{axis})" for axis in "xyz")
    return spark.sql(
        f"SELECT a.record AS first, b.record AS second FROM cells AS a JOIN around AS b USING (cx, cy, cz) "
        f"WHERE a.record < b.record AND {apart} <= {chord * chord!r}"
    )
