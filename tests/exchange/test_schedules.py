"""`schedule.xml` and its JSON: the same sessions, what the format asks of each, numbers that stay, no name without consent."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET

from florilege.exchange.programme import read_programme
from florilege.exchange.schedules import schedule_json, schedule_xml
from tests.exchange.test_programme import PROGRAMME, SHIPPED, read

REQUIRED = ("room", "title", "type", "date", "start", "duration", "abstract", "slug", "subtitle", "track")
"""Elements that the schema of the format asks of each event."""


def test_each_session_has_what_the_format_asks_for() -> None:
    made = schedule_xml(read(), "en", version="1", address="https://study.example.org/en/days/")
    root = ET.fromstring(made.content)
    events = root.findall("day/room/event")
    assert [one.findtext("title") for one in events] == ["One", "health (title not found)"]
    for one in events:
        assert all(one.find(name) is not None for name in REQUIRED)
        assert int(one.attrib["id"]) > 0
        assert re.fullmatch(r"[0-9]{1,2}:[0-9]{2}", one.findtext("duration") or "")
    assert [one.findtext("duration") for one in events] == ["01:30", "01:30"]
    assert events[0].findtext("date") == "2022-10-29T14:00:00+02:00"
    assert [day.attrib["date"] for day in root.findall("day")] == ["2022-10-29", "2022-10-30"]
    # clocks went back in the night between the two days
    assert root.findall("day")[1].attrib["end"] == "2022-10-30T23:59:59+01:00"
    assert len({one.attrib["guid"] for one in events}) == 2


def test_json_says_the_same() -> None:
    found = json.loads(schedule_json(read(), "en", version="1").content)["schedule"]["conference"]
    entries = [one for day in found["days"] for room in day["rooms"].values() for one in room]
    root = ET.fromstring(schedule_xml(read(), "en", version="1").content)
    assert [one["guid"] for one in entries] == [one.attrib["guid"] for one in root.findall("day/room/event")]
    assert found["time_zone_name"] == "Europe/Paris"
    assert found["daysCount"] == 2


def test_numbers_stay_when_a_session_moves_and_names_need_consent() -> None:
    later = PROGRAMME.replace("start = 2022-10-29T15:30:00", "start = 2022-10-29T16:00:00")
    before, after = (schedule_xml(read(text), "fr", version="1").content for text in (PROGRAMME, later))
    assert re.findall(rb'guid="([^"]+)"', before) == re.findall(rb'guid="([^"]+)"', after)
    assert b"Anne Martin" in before
    assert (
        b"Anne Martin"
        not in schedule_xml(read(PROGRAMME.replace("consent = true", "")), "fr", version="1").content
    )


def test_what_has_no_hour_or_is_cancelled_is_left_out_and_counted() -> None:
    shipped = read_programme(SHIPPED.read_text(encoding="utf-8"), file="programme.toml")
    assert len(schedule_xml(shipped, "fr", version="1").left_out) == 12
    cancelled = read(PROGRAMME.replace("seats = 30", "seats = 30\ncancelled = true"))
    assert schedule_json(cancelled, "fr", version="1").left_out == ("one",)
