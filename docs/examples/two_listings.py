"""Two listings linked, 25 places chosen of 300, and how sure each is: python docs/examples/two_listings.py chart.png

The listings beside this file and the candidates of the template are made up.
"""

from __future__ import annotations

import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import polars as pl

import florilege

HERE = Path(__file__).parent
TEMPLATE = Path(florilege.__file__).parent / "study_templates" / "25-sur-300" / "en"

# Which records are one place: columns are recognised, here from a file and from a frame.
links = florilege.link({"ateliers": HERE / "ateliers.csv", "coworking": pl.read_csv(HERE / "coworking.csv")})
for place, records in links.places.items():
    if len(records) > 1:
        print(links.explain(place)[0].en)
print(f"{len(links.records)} records, {len(links.places)} places, {len(links.to_review)} pairs to review")

# The best list under the rules of the study, proved; and why one place is not on it.
chosen = florilege.select(TEMPLATE / "candidates.csv", TEMPLATE / "study.toml")
print(*(words.en for words in chosen.explain(chosen.not_selected[0].place_id)), sep="\n")

# How often each place is kept, whatever the weights and the unknown: the 25 kept, and those that are close.
close = (pl.col("outcome") == "kept") | (pl.col("acceptability") > 0.2)
frame = chosen.to_frame().filter(close).sort("acceptability", descending=True)
colours = ["#1b6e53" if outcome == "kept" else "#b0b7bd" for outcome in frame["outcome"]]
figure, axes = plt.subplots(figsize=(6, 9), layout="constrained")
axes.barh(frame["name"], frame["acceptability"], color=colours)
axes.invert_yaxis()
axes.set(xlabel="share of the draws that keep it", title=f"{len(chosen.kept)} kept (green), and those close")
figure.savefig(sys.argv[1] if len(sys.argv) > 1 else "acceptability.png")
