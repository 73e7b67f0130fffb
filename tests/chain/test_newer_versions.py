"""A newer version is accepted whole or not at all, whatever was merged, and can be undone, also after other acts."""

from __future__ import annotations

from pathlib import Path

import pytest

from florilege.faults import InputRefused
from florilege.linkage import decisions
from florilege.web.acts import acceptances, identity_repairs, pair_reviews
from florilege.web.steps.rehearsal import rehearse
from tests.chain import growing_study
from tests.chain.growing_study import NOBODY, Growing, place_of, stored, write_version

MILL = ("A1", "Atelier du Moulin", "4 rue du Port", "49400", "Saumur", "https://moulin.example")
WEAVERS = ("A2", "Fabrique des Tisserands", "18 rue Haute", "49400", "Saumur", "https://tisserands.example")
WEAVERS_AT_THE_MILL = (
    "A2", "Atelier du Moulin - fabrique des Tisserands", "4 rue du Port", "49400", "Saumur", "https://moulin.example",
)  # fmt: skip
BARN = ("A3", "Le Grenier", "1 rue Basse", "49300", "Cholet", "")
FORGE = ("A4", "La Forge numérique", "7 quai Sud", "44000", "Nantes", "https://forge.example")
FEBRUARY, MARCH = "2024-02-01", "2024-03-01"


@pytest.fixture
def study(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Growing:
    monkeypatch.chdir(tmp_path)
    return growing_study.make(tmp_path, {"gone": [MILL, WEAVERS, BARN]}, ids_last=True)


@pytest.fixture
def february(study: Growing, tmp_path: Path) -> Path:
    """A version without the mill, with a forge."""
    return write_version(tmp_path / "february.csv", [WEAVERS, BARN, FORGE])


def test_a_place_that_a_person_merged_keeps_its_id_when_its_founding_record_leaves(
    study: Growing, february: Path
) -> None:
    pair_reviews.say_same(study.open(), "gone:A1", "gone:A2", NOBODY)
    study.link()
    merged = place_of()["gone:A1"]
    study.accept("gone", february, FEBRUARY)
    assert place_of()["gone:A2"] == place_of()["gone:A1@2024-01-01"] == merged
    study.link()


def test_the_merge_is_undone_after_the_founding_record_left(study: Growing, february: Path) -> None:
    apart = place_of()
    pair_reviews.say_same(study.open(), "gone:A1", "gone:A2", NOBODY)
    study.link()
    study.accept("gone", february, FEBRUARY)
    pair_reviews.take_back(study.open(), 1, NOBODY)
    study.link()
    assert place_of()["gone:A2"] == apart["gone:A2"]
    assert place_of()["gone:A1@2024-01-01"] == apart["gone:A1"]


def test_a_place_that_the_model_merged_keeps_its_id_when_its_founding_record_leaves(
    study: Growing, tmp_path: Path
) -> None:
    founded = place_of()["gone:A1"]
    study.accept("gone", write_version(tmp_path / "2.csv", [MILL, WEAVERS_AT_THE_MILL, BARN]), FEBRUARY)
    assert place_of()["gone:A1"] == place_of()["gone:A2"] == founded
    study.accept("gone", write_version(tmp_path / "3.csv", [WEAVERS_AT_THE_MILL, BARN]), MARCH)
    assert place_of()["gone:A2"] == place_of()["gone:A1@2024-02-01"] == founded
    study.link()


def test_said_to_be_the_same_through_a_record_that_left_two_records_stay_one_place(
    study: Growing, february: Path
) -> None:
    pair_reviews.say_same(study.open(), "gone:A2", "gone:A1", NOBODY)
    pair_reviews.say_same(study.open(), "gone:A1", "gone:A3", NOBODY)
    study.link()
    study.accept("gone", february, FEBRUARY)
    assert place_of()["gone:A2"] == place_of()["gone:A3"] == place_of()["gone:A1@2024-01-01"]


def test_a_record_said_to_be_alone_since_keeps_nothing_that_left(study: Growing, tmp_path: Path) -> None:
    study.accept("gone", write_version(tmp_path / "2.csv", [MILL, WEAVERS_AT_THE_MILL, BARN]), FEBRUARY)
    study.accept("gone", write_version(tmp_path / "3.csv", [WEAVERS_AT_THE_MILL, BARN]), MARCH)
    together = stored()
    pair_reviews.say_alone(study.open(), "gone:A2", NOBODY)
    study.link()
    assert place_of()["gone:A2"] != place_of()["gone:A1@2024-02-01"]
    pair_reviews.take_back(study.open(), 1, NOBODY)
    study.link()
    assert stored() == together


def test_what_the_next_step_refuses_is_not_accepted_and_nothing_is_written(
    study: Growing, february: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from florilege.web.acts import newer_versions

    carry_over = newer_versions.carry_over

    def twice(*arguments: object, **options: object) -> object:
        kept = carry_over(*arguments, **options)  # type: ignore[arg-type]
        return type(kept)((*kept.identities, kept.identities[0]), kept.decisions, kept.formers, kept.departed)

    monkeypatch.setattr(newer_versions, "carry_over", twice)
    before = {path: path.read_bytes() for path in study.path.rglob("*") if path.is_file()}
    store = stored()
    with pytest.raises(InputRefused) as refusal:
        study.accept("gone", february, FEBRUARY)
    assert refusal.value.where.file == str(study.path / "identities.csv")
    assert {path: path.read_bytes() for path in study.path.rglob("*") if path.is_file()} == before
    assert stored() == store


def test_undone_the_study_is_what_it_was_and_accepted_again_what_it_had_become(
    study: Growing, february: Path
) -> None:
    files, store = study.files(), stored()
    study.accept("gone", february, FEBRUARY)
    files_after, store_after = study.files(), stored()
    study.undo(1)
    assert stored() == store
    kept = {
        name: text for name, text in study.files().items() if name not in ("identities.csv", "addresses.csv")
    }
    empty = {name: text for name, text in kept.items() if text.count("\n") == 1 and text.isascii()}
    assert {name: text for name, text in kept.items() if name not in empty} == {
        name: files[name] for name in kept if name not in empty
    }
    assert all(not files[name] or files[name] == text for name, text in empty.items())
    assert study.files()["identities.csv"].startswith(files["identities.csv"])
    study.accept("gone", february, FEBRUARY)
    assert stored() == store_after
    assert study.files() == files_after


def test_undone_after_other_acts_these_still_hold(study: Growing, february: Path) -> None:
    study.accept("gone", february, FEBRUARY)
    pair_reviews.say_same(study.open(), "gone:A2", "gone:A3", NOBODY)
    study.link()
    study.undo(1)
    after = place_of()
    assert after["gone:A2"] == after["gone:A3"] != after["gone:A1"]
    assert "gone:A4" not in after


def test_an_acceptance_on_which_a_later_act_rests_is_undone_after_that_act_only(
    study: Growing, february: Path
) -> None:
    before = stored()
    study.accept("gone", february, FEBRUARY)
    pair_reviews.say_same(study.open(), "gone:A4", "gone:A3", NOBODY)
    study.link()
    with pytest.raises(InputRefused, match="acts 1"):
        study.undo(1)
    pair_reviews.take_back(study.open(), 1, NOBODY)
    study.undo(1)
    assert stored() == before


def test_an_acceptance_over_which_another_was_accepted_is_undone_after_that_one(
    study: Growing, february: Path, tmp_path: Path
) -> None:
    study.accept("gone", february, FEBRUARY)
    study.accept("gone", write_version(tmp_path / "3.csv", [BARN, FORGE]), MARCH)
    with pytest.raises(InputRefused, match="act 2"):
        study.undo(1)
    study.undo(2)
    study.undo(1)
    assert "gone:A1" in place_of()
    for act in (1, 2, 3, 7):
        with pytest.raises(InputRefused, match="there is none"):
            study.undo(act)
    for act in (2, 3):
        with pytest.raises(InputRefused) as refused:
            study.undo(act)
        assert refused.value.hint is not None
        assert "act 3 undoes act 2" in refused.value.hint.en
        assert f"--listing gone --date {MARCH} --accept" in refused.value.hint.en


def test_an_acceptance_is_not_undone_when_a_file_speaks_of_a_place_that_only_it_holds(
    study: Growing, february: Path
) -> None:
    study.accept("gone", february, FEBRUARY)
    (study.path / "overrides.csv").write_text(f"x\n{place_of()['gone:A4']}\n", encoding="utf-8")
    with pytest.raises(InputRefused, match=r"overrides\.csv"):
        study.undo(1)


def test_a_mapping_edited_since_keeps_its_edits_and_goes_back_to_the_version_before(
    study: Growing, february: Path
) -> None:
    study.accept("gone", february, FEBRUARY)
    mapping = study.path / "listings" / "gone.toml"
    mapping.write_text(
        mapping.read_text(encoding="utf-8").replace('publisher = "X"', 'publisher = "Y"'), encoding="utf-8"
    )
    study.link()
    study.undo(1)
    assert "gone:A1" in place_of()
    assert 'publisher = "Y"' in mapping.read_text(encoding="utf-8")


def brick(study: Growing) -> str:
    """Leave the study as an earlier version of the software did: a record that founds two places."""
    path = study.path / "identities.csv"
    head, first, second, *rest = path.read_text(encoding="utf-8").splitlines()
    elder = first.split(",")[0]
    lines = [head, f"{elder},gone,A1@2024-01-01,", f"{second}{elder}", *rest, f"{elder},gone,A2,"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    departed = study.path / "departed.csv"
    row = f"gone,A1,2024-01-01,2024-02-01,{elder}"
    departed.write_text(f"listing,record_id,version,gone_since,place_id\n{row}\n", encoding="utf-8")
    return elder


def test_a_record_that_founds_two_places_is_refused_with_the_command_that_mends_it_and_it_does(
    study: Growing, february: Path
) -> None:
    study.accept("gone", february, FEBRUARY)
    elder = brick(study)
    broken = (study.path / "identities.csv").read_bytes()
    with pytest.raises(InputRefused, match="identities STUDY --repair"):
        study.link()
    mended = identity_repairs.repair(open_path := study.open().folder, rehearse)
    assert [one.record for one in mended.faults] == ["gone:A2"]
    assert mended.copies[0].read_bytes() == broken
    assert mended.copies[0].parent == open_path.path
    study.link()
    assert place_of()["gone:A2"] == place_of()["gone:A1@2024-01-01"] == elder
    assert identity_repairs.repair(open_path, rehearse).faults == ()


def test_a_replacement_that_goes_in_a_circle_is_refused_and_mended(study: Growing) -> None:
    path = study.path / "identities.csv"
    head, first, second, *rest = path.read_text(encoding="utf-8").splitlines()
    one, other = first.split(",")[0], second.split(",")[0]
    path.write_text("\n".join([head, first + other, second + one, *rest]) + "\n", encoding="utf-8")
    with pytest.raises(InputRefused, match="--repair"):
        study.link()
    assert len(identity_repairs.repair(study.open().folder, rehearse).faults) == 1
    study.link()


def test_a_record_alone_is_tied_to_nothing_until_a_person_says_so(study: Growing, tmp_path: Path) -> None:
    """The next version puts the weavers at the door of the mill, where the model would make them one place."""
    pair_reviews.say_alone(study.open(), "gone:A2", NOBODY)
    study.accept("gone", write_version(tmp_path / "2.csv", [MILL, WEAVERS_AT_THE_MILL, BARN]), FEBRUARY)
    assert place_of()["gone:A1"] != place_of()["gone:A2"]
    assert not pair_reviews.queue(study.open())
    pair_reviews.say_same(study.open(), "gone:A1", "gone:A2", NOBODY)
    study.link()
    assert place_of()["gone:A1"] == place_of()["gone:A2"]
    pair_reviews.take_back(study.open(), 2, NOBODY)
    study.link()
    assert place_of()["gone:A1"] != place_of()["gone:A2"]
    pair_reviews.take_back(study.open(), 1, NOBODY)
    study.link()
    assert place_of()["gone:A1"] == place_of()["gone:A2"]
    assert decisions.alone(pair_reviews.journal(study.open().folder)) == frozenset()


def test_a_version_accepted_before_undoing_was_kept_is_not_undone(study: Growing, february: Path) -> None:
    study.accept("gone", february, FEBRUARY)
    study.open().folder.acceptance(1).unlink()
    with pytest.raises(InputRefused, match=r"1\.json"):
        acceptances.undo(study.open(), 1, who="", today="", rehearse=rehearse)
