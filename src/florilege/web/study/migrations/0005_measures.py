"""What the steps measured, a part a step; the list computed and the list published, two columns."""

from __future__ import annotations

from collections.abc import Mapping

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

Data = dict[str, object]
DECIDED = ("short_list", "visits", "selected")


def forwards(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    """Put what a store from before holds where it is read now, so that its site can be served as it is."""
    for study in apps.get_model("study", "Study").objects.all():
        study.measures = measures(vars(study)["method"])
        study.save(update_fields=("measures",))
    for run in apps.get_model("study", "SelectionRun").objects.all():
        run.computed, run.published = parted(run.computed)
        run.save(update_fields=("computed", "published"))


def measures(method: Mapping[str, object]) -> Data:
    """The parts of the steps, from the bag that held them all."""
    stages = _objects(method.get("stages"))
    counts = {one["code"]: one["count"] for one in stages}
    found: Data = {
        "linkage": {
            "quality": _quality(method.get("linkage")),
            "field_rules": method.get("field_rules") or "",
            "vocabulary": method.get("vocabulary") or {},
            "visits": method.get("visits") or [],
        },
        "appraisal": {
            "criteria": method.get("criteria") or {},
            "scope": {
                "listed": counts["long_list"], "within": counts["in_scope"], "candidates": counts["appraisable"]
            }
            if {"long_list", "in_scope", "appraisable"} <= counts.keys()
            else None,
        },
        "decisions": {
            "stages": [
                {"code": one["code"], "words": _words(one), "count": one["count"]}
                for one in stages
                if one["code"] in DECIDED
            ],
            "passages": [_passage(one) for one in _lists(method.get("passages"))],
            "log": [
                {"decision": _decision(one, stage=one["stage"], outcome=one["outcome"]), "stands": one["stands"]}
                for one in _objects(method.get("stage_log"))
            ],
        },
    }  # fmt: skip
    imprint = method.get("imprint")
    found["editorial"] = {
        "monographs": [_monograph(one) for one in _objects(method.get("monographs"))],
        "news": method.get("news") or [],
        **({"imprint": imprint} if imprint else {}),
    }
    return found


def parted(result: Data) -> tuple[Data, Data | None]:
    """The list computed and the list published, from the one document that held both."""
    if "published" not in result:
        return result, None
    computed = {
        key: said for key, said in result.items() if key not in ("published", "overrides", "broken_rules")
    }
    changes = [
        {
            "decision": _decision(one, stage="selection", outcome=one["change"]),
            "stands": one["stands"],
            "effect": one["effect"],
        }
        for one in _objects(result.get("overrides"))
    ]
    broken = [
        {
            "rule": one["rule"], "words": _words(one), "group": one.get("group", ""), "found": one["found"],
            "least": one["least"], "most": one["most"],
        }
        for one in _objects(result.get("broken_rules"))
    ]  # fmt: skip
    return computed, {"places": result["published"], "changes": changes, "broken": broken}


def _quality(linkage: object) -> Data:
    said = linkage if isinstance(linkage, dict) else {}
    found: Data = {"judged_pairs": said.get("judged_pairs")}
    for key in ("precision", "recall", "f1"):
        one = said.get(key)
        if isinstance(one, dict) and "value" in one:
            found[key] = {"value": one["value"], "low": one.get("low"), "high": one.get("high")}
        elif isinstance(one, int | float):
            found[key] = {"value": one, "low": None, "high": None}
    return found


def _decision(one: Data, *, stage: object, outcome: object) -> Data:
    return {
        "place_id": one["place_id"], "stage": stage, "outcome": outcome, "reason": _words(one),
        "author": one["author"], "date": one["date"], "file": "", "line": 0,
    }  # fmt: skip


def _passage(row: list[object]) -> Data:
    place, stage, outcome, by, fr, en, author, date = row
    return {
        "place_id": place, "stage": stage, "outcome": outcome, "decided_by": by, "reason": {"fr": fr, "en": en},
        "author": author, "date": date,
    }  # fmt: skip


def _monograph(one: Data) -> Data:
    pictures = [{**picture, "files": picture.get("files", [])} for picture in _objects(one.get("pictures"))]
    return {**one, "pictures": pictures}


def _words(one: Data) -> Data:
    return {"fr": one["fr"], "en": one["en"]}


def _objects(value: object) -> list[Data]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _lists(value: object) -> list[list[object]]:
    return [one for one in value if isinstance(one, list)] if isinstance(value, list) else []


class Migration(migrations.Migration):
    dependencies = [
        ("study", "0004_pictures"),
    ]

    operations = [
        migrations.AddField("study", "measures", models.JSONField(default=dict)),
        migrations.RenameField("selectionrun", "result", "computed"),
        migrations.AddField("selectionrun", "published", models.JSONField(null=True)),
        migrations.RunPython(forwards, migrations.RunPython.noop),
        migrations.RemoveField("study", "method"),
    ]
