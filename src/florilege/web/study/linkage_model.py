"""The linkage model of a study."""

from __future__ import annotations

from florilege.linkage.model import Model, read_model, shipped_model
from florilege.web.study.folder import StudyFolder


def model_of(folder: StudyFolder) -> Model:
    """The linkage model of a study: its own where it has one, else the shipped one."""
    text = folder.text(folder.linkage_model)
    return read_model(text, file=str(folder.linkage_model)) if text else shipped_model()
