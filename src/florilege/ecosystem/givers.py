"""Who gives a label and who leads a network: a stated table, each row with the page that says so."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources

from msgspec import Struct

from florilege.ecosystem.mentions import OF_LABELS, Mention, Source
from florilege.faults import Words
from florilege.listings.licences import FACT_CITED


class Giver(Struct, frozen=True):
    """Who stands behind a code of the vocabularies `label` or `network`; `actor` is None when no source says."""

    code: str
    actor: Mention | None
    url: str
    reason: Words


def _actors(read: Mapping[str, Mapping[str, str]]) -> dict[str, Mention]:
    return {
        key: Mention(
            key=f"{OF_LABELS}:{key}",
            names=(actor["name"],),
            source=Source(OF_LABELS, key, licence=FACT_CITED),
            former=(actor["former"],) if "former" in actor else (),
            short=actor.get("short", ""),
            legal_form=actor.get("legal_form", ""),
            commune_code=actor.get("commune_code", ""),
        )
        for key, actor in read.items()
    }


@lru_cache(maxsize=1)
def givers() -> Mapping[tuple[str, str], Giver]:
    """("label" or "network", code) → who gives or leads it, of the table shipped with the package."""
    text = resources.files("florilege.ecosystem").joinpath("label_givers.toml").read_text(encoding="utf-8")
    read = tomllib.loads(text)
    actors = _actors(read["actor"])
    return {
        (field, row["code"]): Giver(
            row["code"], actors[row["actor"]] if row["actor"] else None, row["source"], Words(**row["reason"])
        )
        for field in ("label", "network")
        for row in read[field]
    }
