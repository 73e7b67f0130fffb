"""What the team writes around a study is a step of its own: a new logo computes and seals nothing again."""

from __future__ import annotations

import io
import json
from pathlib import Path

from PIL import Image

from tests.chain import small_study

IMPRINT = """[publisher]
name = "Agence des lieux"

[[partner]]
name = "Un partenaire"
logo = "logo.png"
"""


def write_logo(study: Path, colour: str) -> None:
    out = io.BytesIO()
    Image.new("RGB", (400, 120), colour).save(out, "PNG")
    (study / "partners" / "logo.png").write_bytes(out.getvalue())


def steps(folder: Path) -> dict[str, bool]:
    """Step → whether it found nothing to do; the page where logos stand is written, and no other."""
    result = small_study.build(folder / "study", folder, pages="home")
    assert result.returncode == 0, result.stderr
    return {step["step"]: step["unchanged"] for step in json.loads(result.stdout)["steps"]}


def logos(folder: Path) -> set[str]:
    return {path.name for path in (folder / "site" / "images").iterdir()}


def test_a_new_logo_runs_the_editorial_step_and_the_publication_and_nothing_else(tmp_path: Path) -> None:
    study = small_study.make(tmp_path)
    (study / "partners").mkdir()
    (study / "publication.toml").write_text(IMPRINT, encoding="utf-8")
    write_logo(study, "green")
    assert not any(steps(tmp_path).values())
    assert all(steps(tmp_path).values())
    before, dossier = logos(tmp_path), (tmp_path / "site" / "data" / "dossier.zip").read_bytes()
    forced = small_study.run(
        "home", "publish", study, "--out", tmp_path / "site", "--json", "--force", "--without-report",
        folder=tmp_path, script=small_study.SOME_PAGES,
    )  # fmt: skip
    assert forced.returncode == 0, forced.stderr
    again = json.loads(forced.stdout)["steps"]
    assert [step["step"] for step in again if not step["unchanged"]] == ["publish"]
    write_logo(study, "red")
    ran = [step for step, unchanged in steps(tmp_path).items() if not unchanged]
    assert ran == ["editorial", "publish"]
    assert not logos(tmp_path) & before
    assert (tmp_path / "site" / "data" / "dossier.zip").read_bytes() == dossier
    (study / "overrides.csv").write_text(
        "place_id,change,reason_fr,reason_en,author,date\n", encoding="utf-8"
    )
    ran = [step for step, unchanged in steps(tmp_path).items() if not unchanged]
    assert ran == ["decide", "dossier", "publish"]
