"""`florilege programme`: what is listed, what clashes, the calendar that it writes, what it refuses."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

from icalendar import Calendar

from tests.exchange.test_programme import PROGRAMME, SHIPPED
from tests.program import run


def study(folder: Path, text: str) -> Path:
    (folder / "study").mkdir()
    (folder / "study" / "programme.toml").write_text(text, encoding="utf-8")
    return folder / "study"


def test_sessions_are_listed_and_the_calendar_is_written(tmp_path: Path) -> None:
    made = run(
        "programme", study(tmp_path, PROGRAMME), "--ics", "days.ics", "--language", "en", folder=tmp_path
    )
    assert made.returncode == 0, made.stderr
    assert "health (title not" in made.stdout
    assert "days.ics: 2 sessions, 0 without a day left out" in made.stderr
    found = Calendar.from_ical((tmp_path / "days.ics").read_bytes()).walk("VEVENT")
    assert [str(one["summary"]) for one in found] == ["One", "health (title not found)"]


def test_it_is_written_for_conference_software_by_the_ending_of_the_name(tmp_path: Path) -> None:
    folder = study(tmp_path, PROGRAMME)
    for name in ("schedule.xml", "schedule.json"):
        made = run("programme", folder, "--schedule", name, folder=tmp_path)
        assert made.returncode == 0, made.stderr
        assert f"{name}: 2 sessions, 0 without an hour left out" in made.stderr
    assert ET.parse(tmp_path / "schedule.xml").getroot().findtext("version") == "1"
    assert json.loads((tmp_path / "schedule.json").read_text())["schedule"]["version"] == "1"
    assert run("programme", folder, "--schedule", "schedule.txt", folder=tmp_path).returncode == 2


def test_a_programme_that_clashes_ends_with_one_and_says_where(tmp_path: Path) -> None:
    text = PROGRAMME.replace("start = 2022-10-29T15:30:00", "start = 2022-10-29T15:00:00")
    made = run("programme", study(tmp_path, text), "--json", folder=tmp_path)
    assert made.returncode == 1
    data = json.loads(made.stdout)
    assert [one["kind"] for one in data["clashes"]] == ["room", "person"]
    assert "Anne Martin : « Un » et" in made.stderr


def test_what_is_not_there_or_cannot_be_read_is_refused_with_its_line(tmp_path: Path) -> None:
    folder = study(tmp_path, PROGRAMME.replace('mandate = "elected"', 'mandate = "mayor"'))
    refused = run("programme", folder, folder=tmp_path)
    assert refused.returncode == 3
    assert "19" in refused.stderr
    (folder / "programme.toml").unlink()
    absent = run("programme", folder, folder=tmp_path)
    assert absent.returncode == 3
    assert "docs/exchange.md" in absent.stderr


def test_the_example_shipped_can_be_held_as_far_as_it_is_known(tmp_path: Path) -> None:
    made = run("programme", SHIPPED.parent, "--json", folder=tmp_path)
    assert made.returncode == 0, made.stderr
    sessions = json.loads(made.stdout)["sessions"]
    assert len(sessions) == 12
    assert sum(one["title"] is None for one in sessions) == 11
