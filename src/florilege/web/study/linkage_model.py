"""The linkage model of a study, and how good the merging by it is."""

from __future__ import annotations

import json
from collections.abc import Mapping

from florilege.linkage.evaluation import shipped_quality
from florilege.linkage.model import Model, read_model, shipped_model
from florilege.web.study.folder import StudyFolder
from florilege.web.study.measures import Measure, MergeQuality


def model_of(folder: StudyFolder) -> Model:
    """The linkage model of a study: its own where it has one, else the shipped one."""
    text = folder.text(folder.linkage_model)
    return read_model(text, file=str(folder.linkage_model)) if text else shipped_model()


def quality_of(folder: StudyFolder) -> MergeQuality:
    """How good the merging of records is: as measured for the model of the study, else for the shipped one."""
    text = folder.text(folder.linkage_quality)
    own = text and folder.linkage_model.exists()
    found: Mapping[str, object] = json.loads(text) if own else shipped_quality()
    pairs = found.get("judged_pairs")
    return MergeQuality(
        precision=_measure(found.get("precision")),
        recall=_measure(found.get("recall")),
        f1=_measure(found.get("f1")),
        judged_pairs=pairs if isinstance(pairs, int) else None,
    )


def _measure(value: object) -> Measure | None:
    """A figure with its interval, or alone; None for what was not measured."""
    if isinstance(value, dict):
        number, low, high = (_number(value.get(key)) for key in ("value", "low", "high"))
        return None if number is None else Measure(number, low, high)
    plain = _number(value)
    return None if plain is None else Measure(plain, None, None)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
