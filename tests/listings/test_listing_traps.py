"""The traps that the README of each listing names, each met on the real file."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Callable

from florilege.listings.fields import FIELDS
from florilege.listings.records import ListingRead
from florilege.listings.vocabulary import study_vocabulary, words_of
from florilege.territory.history import code_in_note
from tests.listings.real_listings import STUDY, Find, Read

FOLDER = STUDY / "listings"


def rules(read: ListingRead) -> Counter[str]:
    return Counter(line.rule for line in read.report)


class TestCget:
    def test_a_postal_code_of_zero_is_unknown_and_reported(self, read: Read) -> None:
        found = read("cget")
        zeros = [one for one in found.records if one.payload["CP"] == "0"]
        assert len(zeros) == 133
        assert all(one.first("postcode") is None for one in zeros)
        assert rules(found)["postcode"] == 133

    def test_a_commune_code_of_zero_is_unknown_and_the_commune_found_otherwise(self, read: Read) -> None:
        zeros = [one for one in read("cget").records if one.payload["INSEECOM"] == "0"]
        assert len(zeros) == 157
        assert all(one.first("commune_code") is None for one in zeros)
        assert sum(one.location.commune_code is None for one in zeros) == 1

    def test_the_last_rows_without_type_or_address_are_records_whose_kind_is_unknown(
        self, read: Read
    ) -> None:
        last = [one for one in read("cget").records if int(one.record_id) >= 1464]
        assert len(last) == 49
        assert all(not one.all("kind") for one in last)
        assert sum(one.first("address") is None for one in last) == 46
        assert all(one.location.commune_code for one in last)

    def test_the_row_of_tournai_in_belgium_is_not_put_in_cannes(self, record: Find) -> None:
        tournai = record("cget", "848")
        assert tournai.location.commune_code is None
        assert tournai.location.precision == "contradicted"

    def test_places_of_la_reunion_are_not_put_in_corsica(self, read: Read) -> None:
        reunion = [one for one in read("cget").records if one.payload["CP"].startswith("974")]
        assert reunion
        assert all(str(one.location.commune_code).startswith("974") for one in reunion)

    def test_a_score_and_a_code_in_one_column_are_told_apart(self, read: Read) -> None:
        coded = [one for one in read("cget").records if one.payload["PRECISION"] == "9"]
        assert {one.location.precision for one in coded} == {"address"}
        assert (
            next(one for one in read("cget").records if one.payload["PRECISION"] == "4").location.precision
            == "centre"
        )
        poor = [one for one in read("cget").records if one.payload["PRECISION"] in ("0.29", "0.31", "0.34")]
        assert all(one.location.precision not in ("address", "street") for one in poor)

    def test_a_geocoding_that_is_only_a_town_is_a_centre(self, record: Find) -> None:
        assert record("cget", "1422").payload["GEOCOD"] == "Poitiers"
        assert record("cget", "1422").location.precision == "centre"

    def test_an_arrondissement_is_resolved_and_kept(self, read: Read) -> None:
        paris = [one for one in read("cget").records if one.payload["INSEECOM"] == "75111"]
        assert len(paris) == 26
        assert {(one.location.commune_code, one.location.arrondissement) for one in paris} == {
            ("75056", "75111")
        }

    def test_a_former_code_becomes_the_code_of_today(self, record: Find) -> None:
        assert record("cget", "1223").payload["INSEECOM"] == "85217"
        assert record("cget", "1223").first("commune_code") == "85146"
        (kept,) = (one for one in record("cget", "1223").values if one.field == "commune_code")
        assert code_in_note(kept.note or "") == "85217"

    def test_the_first_version_with_semicolons_commas_and_twin_columns_says_the_same(
        self, read: Read, older: Callable[[str, str], ListingRead]
    ) -> None:
        latest = {one.record_id: one for one in read("cget").records}
        first = {one.record_id: one for one in older("cget", "2019-03-21").records}
        assert first.keys() == latest.keys()
        placed = [key for key in latest if first[key].payload["LAT"]]
        assert len(placed) == 1509  # the first version had no point for its last three rows
        assert all(first[key].first("latitude") == latest[key].first("latitude") for key in placed)
        assert (
            sum(first[key].location.commune_code == latest[key].location.commune_code for key in latest)
            > 1500
        )
        assert rules(older("cget", "2019-03-21"))["decimal-point"] == 0

    def test_lost_leading_zeros_of_the_second_version_are_put_back_and_reported(
        self, older: Callable[[str, str], ListingRead]
    ) -> None:
        second = older("cget", "2019-03-23")
        mended = [line for line in second.report if line.rule == "insee-code" and line.after.startswith("0")]
        assert mended
        assert all(line.after == f"0{line.before}" for line in mended)

    def test_another_network_in_the_column_of_twitter_goes_to_its_own_field(self, record: Find) -> None:
        darwin = record("cget", "191")
        assert darwin.first("twitter") is None
        assert darwin.first("facebook") == "darwin.ecosysteme"
        assert record("cget", "158").first("instagram") == "atelierzelium"
        assert record("cget", "242").first("linkedin") == "le-bac-a-sable---working-café"

    def test_what_is_no_web_site_is_unknown(self, record: Find) -> None:
        assert record("cget", "240").payload["WEB"] == "en cours"
        assert record("cget", "240").first("website") is None
        assert record("cget", "1496").first("website") == "http://theschoolab.com/"


class TestFablabs:
    def test_the_id_is_the_rank_of_the_row_and_not_of_the_line(self, record: Find) -> None:
        assert record("fablabs2020", "ligne-48").first("name") == "Fablab Lannion"
        assert record("fablabs2020", "ligne-48").line > 49

    def test_a_name_that_begins_with_a_line_break_is_mended(self, record: Find) -> None:
        assert record("fablabs2020", "ligne-28").payload["titre_initiative"].startswith("\n")
        assert record("fablabs2020", "ligne-28").first("name") == "FabLab Planoise"

    def test_the_lab_of_lannion_stays_in_lannion_although_its_address_is_560_km_away(
        self, record: Find
    ) -> None:
        lannion = record("fablabs2020", "ligne-48").location
        assert (lannion.commune_code, lannion.precision) == ("22113", "contradicted")

    def test_a_lab_of_la_reunion_geocoded_in_the_north_stays_in_la_reunion(self, record: Find) -> None:
        webcup = record("fablabs2020", "ligne-71").location
        assert (webcup.commune_code, webcup.precision) == ("97411", "contradicted")

    def test_rows_geocoded_at_the_town_s_centre_have_no_position(self, read: Read) -> None:
        records = read("fablabs2020").records
        towns = [one for one in records if one.payload["result_type"] == "municipality"]
        assert len(towns) == 42
        assert all(one.location.precision in ("centre", "contradicted") for one in towns)

    def test_a_low_score_is_worth_no_address(self, read: Read) -> None:
        for one in read("fablabs2020").records:
            if one.payload["result_score"] and float(one.payload["result_score"]) < 0.5:
                assert one.location.precision not in ("address", "street")

    def test_a_cedex_town_is_the_town(self, record: Find) -> None:
        brest = record("fablabs2020", "ligne-50")
        assert brest.first("city") == "Brest"
        assert brest.location.commune_code == "29019"

    def test_a_lost_leading_zero_is_put_back(self, record: Find) -> None:
        assert record("fablabs2020", "ligne-85").payload["code_postal"] == "8000"
        assert record("fablabs2020", "ligne-85").first("postcode") == "08000"

    def test_a_postal_code_written_in_the_address_is_found(self, record: Find) -> None:
        lab01 = record("fablabs2020", "ligne-2")
        assert lab01.payload["code_postal"] == ""
        assert lab01.first("postcode") == "01500"
        assert lab01.first("address") == "46-48 Rue Gustave Noblemaire"


class TestPaysDeLaLoire:
    def test_the_corrected_position_is_the_one_used(self, record: Find) -> None:
        usine = record("pdl", "pingcarto85_")
        assert str(usine.location.commune_code).startswith("85")
        assert usine.payload["result_citycode"] == "13119"

    def test_the_schema_of_the_first_version_is_read_as_the_last(
        self, older: Callable[[str, str], ListingRead]
    ) -> None:
        first = older("pdl", "2020-04-14").records
        assert first[0].record_id == "1"
        assert all(
            one.first("legal_form") for one in first if one.payload["MODELE_JURIDIQUE"] == "Association"
        )

    def test_the_key_of_one_version_names_other_places_in_another(
        self, older: Callable[[str, str], ListingRead]
    ) -> None:
        before = {one.record_id: one.first("name") for one in older("pdl", "2020-09-30").records}
        after = {one.record_id: one.first("name") for one in older("pdl", "2021-05-04").records}
        assert sum(before[key] != after[key] for key in before if key in after) >= 57

    def test_letters_of_typology_give_kinds_and_a_theme(self, read: Read) -> None:
        for one in read("pdl").records:
            letters = set(one.payload["TYPOLOGIE"].split("-"))
            assert "tiers-lieu" in one.all("kind")
            assert ("coworking" in one.all("kind")) == ("T" in letters)
            assert ("atelier-partage" in one.all("kind")) == ("O" in letters)
            assert ("responsible-consumption" in one.all("theme")) == ("C" in letters)

    def test_the_listings_named_inside_a_row_are_kept(self, read: Read) -> None:
        many = [one for one in read("pdl").records if len(one.all("network")) == 3]
        assert many
        assert set(many[0].all("network")) == {"ping", "france-tiers-lieux", "cap-tiers-lieux"}

    def test_the_label_is_said_for_those_that_have_it_only(self, read: Read) -> None:
        labelled = [one for one in read("pdl").records if "fabrique-de-territoire" in one.all("label")]
        assert len(labelled) == 13

    def test_two_legal_forms_in_one_cell_are_both_kept(self, read: Read) -> None:
        twice = [one for one in read("pdl").records if len(one.all("legal_form")) == 2]
        assert [set(one.all("legal_form")) for one in twice] == [{"company", "cooperative"}]

    def test_a_mark_of_a_missing_value_is_no_departement(self, read: Read) -> None:
        assert all(one.first("departement_code") != "#N/A" for one in read("pdl").records)


class TestBretagne:
    def test_line_breaks_of_html_are_taken_out_and_reported(self, record: Find, read: Read) -> None:
        assert record("bretagne", "6").first("address") == "MJC de Kerfeunteun, 4, rue Teilhard de Chardin"
        assert not any("<" in str(one.first("address")) for one in read("bretagne").records)
        assert rules(read("bretagne"))["html"] == 39

    def test_places_out_of_bretagne_are_in_their_own_commune(self, read: Read) -> None:
        assert {one.location.commune_code for one in read("bretagne").records} >= {"44109", "44184"}

    def test_a_rename_under_one_id_is_seen_between_versions(
        self, record: Find, older: Callable[[str, str], ListingRead]
    ) -> None:
        before = {one.record_id: one.first("name") for one in older("bretagne", "2016-10-15").records}
        assert before["71"] == "LabFab UTICE"
        assert record("bretagne", "71").first("name") == "LabFab SPI"

    def test_handles_lose_their_sign_and_groups_their_path(self, record: Find) -> None:
        assert record("bretagne", "1").first("twitter") == "makerspace56"
        assert record("bretagne", "13").first("facebook") == "273273166125036"

    def test_an_e_mail_is_kept_and_is_not_public(self, record: Find) -> None:
        assert record("bretagne", "1").first("email")
        assert not FIELDS["email"].public


class TestBourgogneFrancheComte:
    def test_codes_glued_or_in_lower_case_are_read(self, record: Find, read: Read) -> None:
        glued = record("bfc", "mednumBFC_TL_22_")
        assert glued.payload["code_typo"] == "F-TL-C-FO-FTL"
        assert set(glued.all("kind")) == {"fablab", "tiers-lieu", "formation", "mediation-numerique"}
        lower = [one for one in read("bfc").records if one.payload["code_typo"] == "i"]
        assert [one.all("kind") for one in lower] == [("service-public",)]

    def test_the_kinds_are_as_many_as_the_readme_says(self, read: Read) -> None:
        kinds = Counter(kind for one in read("bfc").records for kind in set(one.all("kind")))
        assert kinds["tiers-lieu"] == 125
        assert kinds["coworking"] == 35
        assert kinds["service-public"] == 343 + 1  # and the row that says "i"

    def test_mediation_and_making_is_no_claim_of_a_fab_lab_but_the_name_of_one_is(self, read: Read) -> None:
        making = [
            one for one in read("bfc").records if "F" in re.sub("TL", "", one.payload["code_typo"].upper())
        ]
        assert len(making) == 149
        assert all("mediation-numerique" in one.all("kind") for one in making)
        labs = [one for one in read("bfc").records if "fablab" in one.all("kind")]
        assert labs
        assert all("fablab" in (one.first("name") or "").lower().replace(" ", "") for one in labs)
        assert not any("agricole" in (one.first("name") or "").lower() for one in labs)

    def test_a_code_that_is_explained_nowhere_says_nothing_and_is_reported(self, read: Read) -> None:
        reported = [line for line in read("bfc").report if line.rule == "not-in-vocabulary"]
        assert {line.before for line in reported} == {"C", "c", "F", "P", "FO", "CO"}

    def test_a_point_without_address_or_shared_by_many_is_a_centre(self, read: Read) -> None:
        without = [one for one in read("bfc").records if one.first("address") is None]
        assert len(without) == 17
        assert all(one.location.precision in ("centre", "contradicted") for one in without)

    def test_hours_a_week_come_from_half_days(self, record: Find) -> None:
        first = record("bfc", "mednumBFC_TL_1_")
        assert first.first("weekly_hours") == 35.0
        assert "lundi matin 8h30-12h" in str(first.first("opening_hours"))

    def test_hours_that_are_not_understood_are_unknown_and_reported(self, record: Find, read: Read) -> None:
        reported = [line for line in read("bfc").report if line.rule == "hours-not-understood"]
        assert {line.record_id for line in reported} == {"mednumBFC_TL_265_", "mednumBFC_TL_391_"}
        assert record("bfc", "mednumBFC_TL_265_").first("weekly_hours") is None

    def test_a_row_s_own_date_dates_its_values(self, read: Read) -> None:
        dated = [one for one in read("bfc").records if one.payload["mise_a_jour"] == "05/03/2021"]
        assert len(dated) == 42
        assert {value.date for one in dated for value in one.values} == {"2021-03-05"}


class TestCentreValDeLoire:
    def test_the_point_of_le_hq_far_from_tours_is_not_believed(self, record: Find, read: Read) -> None:
        hq = record("cvl", "192")
        assert (hq.location.commune_code, hq.location.precision) == ("37261", "contradicted")
        reported = [line for line in read("cvl").report if line.record_id == "192"]
        assert any(line.rule == "position-contradicted-by-address" for line in reported)

    def test_a_database_array_is_read(self, read: Read) -> None:
        arrays = [
            one
            for one in read("cvl").records
            if one.payload["c_categories_espace"] == '{EPN,"Promeneur du net",Fablab}'
        ]
        assert [set(one.all("kind")) for one in arrays] == [{"mediation-numerique", "fablab"}]

    def test_every_coworking_space_and_lab_is_one(self, read: Read) -> None:
        records = read("cvl").records
        assert sum(one.payload["c_coworking"] == "True" for one in records) == 27
        assert all("coworking" in one.all("kind") for one in records if one.payload["c_coworking"] == "True")
        assert all("fablab" in one.all("kind") for one in records if one.payload["c_fablab"] == "True")

    def test_a_siren_number_of_zeros_is_unknown(self, read: Read) -> None:
        zeros = [one for one in read("cvl").records if set(one.payload["c_siren_site"]) == {"0"}]
        assert len(zeros) == 22
        assert all(one.first("siren") is None for one in zeros)

    def test_accessibility_is_yes_no_or_unknown(self, read: Read) -> None:
        assert Counter(one.first("accessible") for one in read("cvl").records) == {
            None: 272,
            True: 141,
            False: 13,
        }

    def test_a_no_is_not_a_service(self, read: Read) -> None:
        for one in read("cvl").records:
            assert ("telework" in one.all("service")) == (one.payload["c_espace_teletravail"] == "oui")

    def test_towns_in_capitals_are_written_as_towns(self, record: Find) -> None:
        assert record("cvl", "1").payload["c_city"] == "BOURGES"
        assert record("cvl", "1").first("city") == "Bourges"


class TestLabels:
    def test_several_ids_and_names_of_one_commune_go_together(self, record: Find) -> None:
        assert record("fabriques", "fabt-173").first("name") == "Heko Farm"
        assert record("fabriques", "fabt-216").first("name") == "Foresta"
        assert record("manufactures", "manuprox-2-109").first("name") == "Les Ateliers Vian"

    def test_an_entity_in_a_name_is_no_separator(self, record: Find) -> None:
        assert "Ressources & Compétences" in record("fabriques", "fabt-210").all("bearer")
        assert record("fabriques", "fabt-291").all("bearer") == ("Vert&Co",)

    def test_one_name_for_two_ids_is_the_name_of_both(self, record: Find) -> None:
        for first, second in (("1-36", "1-46"), ("1-26", "2-93")):
            names = {record("manufactures", f"manuprox-{part}").first("name") for part in (first, second)}
            assert len(names) == 1

    def test_a_point_at_the_commune_s_centre_is_no_position_of_the_place(self, read: Read) -> None:
        for slug in ("fabriques", "manufactures"):
            assert {one.location.precision for one in read(slug).records} <= {"centre", "none"}

    def test_a_feature_without_point_is_a_record_all_the_same(self, record: Find) -> None:
        anis = record("fabriques", "fabt-364")
        assert (anis.location.latitude, anis.location.precision) == (None, "none")
        assert anis.location.commune_code == "97801"

    def test_ids_are_not_the_same_from_one_version_to_the_next(
        self, read: Read, older: Callable[[str, str], ListingRead]
    ) -> None:
        now = {one.record_id: one.first("name") for one in read("fabriques").records}
        before = {one.record_id: one.first("name") for one in older("fabriques", "2023-11-15").records}
        assert set(before.values()) ^ set(now.values()) == {"La Ferme de la Chevallerie", "La Ruche d'Idées"}
        assert sum(now.get(key) != name for key, name in before.items()) >= 24


class TestFacts:
    def facts(self) -> list[dict[str, str]]:
        with (FOLDER / "etude2022" / "lieux25_facts.csv").open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))

    def places(self) -> list[dict[str, str]]:
        with (FOLDER / "etude2022" / "lieux25.csv").open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))

    def test_the_ids_of_the_mapping_are_those_of_the_table_of_places(self, read: Read) -> None:
        names = {one.record_id: one.first("name") for one in read("etude2022").records}
        assert names == {place["id"]: place["name"] for place in self.places()}

    def test_every_fact_is_a_value_with_its_page_its_date_and_its_note(self, read: Read) -> None:
        names = {one.first("name"): one for one in read("etude2022").records}
        for fact in self.facts():
            said = [
                value
                for value in names[fact["place"]].values
                if fact["field"] in value.column.split("+")
                and value.source_url == fact["source_url"]
                and (value.date or "") == fact["source_date"]
                and (value.note or "") == fact["note"]
            ]
            assert said, fact
            if fact["unit"]:
                assert any(value.unit == fact["unit"] for value in said), fact

    def test_every_value_retained_of_a_place_is_among_its_facts(self, read: Read) -> None:
        records = {one.record_id: one for one in read("etude2022").records}
        for place in self.places():
            record = records[place["id"]]
            for column in ("surface_m2", "jobs", "investment_eur", "opening_year", "startups_hosted"):
                if place[column]:
                    assert float(place[column]) in record.all(column)

    def test_sources_that_disagree_stay_side_by_side(self, record: Find) -> None:
        assert set(record("etude2022", "louvre-lens-vallee").all("surface_m2")) == {3000.0, 8600.0}

    def test_a_zero_that_a_source_states_is_a_zero(self, record: Find) -> None:
        assert record("etude2022", "la-coque").all("startups_hosted") == (0,)

    def test_coordinates_keep_their_own_licence(self, record: Find) -> None:
        capucins = record("etude2022", "ateliers-des-capucins")
        licences = {value.field: value.licence for value in capucins.values}
        assert licences["latitude"] == licences["longitude"] == "CC-BY-SA-4.0"
        assert licences["surface_m2"] is None

    def test_the_number_in_brackets_does_not_hide_that_the_place_was_kept(
        self, record: Find, read: Read
    ) -> None:
        assert all(True in one.all("in_2022_study") for one in read("etude2022").records)
        assert record("etude2022", "le-cloitre").first("study_number") == 7

    def test_the_arrondissement_named_by_a_source_is_kept(self, record: Find) -> None:
        assert record("etude2022", "raiselab").location.arrondissement == "75111"

    def test_a_fact_without_date_is_not_dated_by_the_listing(self, read: Read) -> None:
        facts = [value for one in read("etude2022").records for value in one.values if value.source_url]
        assert facts
        assert all(value.date is not None for value in facts)
        assert any(value.date == "" for value in facts)

    def test_every_text_noted_in_english_has_its_french(self, read: Read) -> None:
        words = study_vocabulary(STUDY / "vocabulary.toml")
        english = {
            " the ",
            " of ",
            " and ",
            " with ",
            " by ",
            "planned",
            "about",
            "more than",
            "nearly",
            "rooms",
        }
        for one in read("etude2022").records:
            for value in one.values:
                said = value.value if FIELDS[value.field].kind == "text" else None
                for text in (said, value.note):
                    if isinstance(text, str) and any(word in f" {text} " for word in english):
                        assert text in words, text
                        assert words[text].fr != text

    def test_every_unit_has_its_words(self, read: Read) -> None:
        units = {value.unit for one in read("etude2022").records for value in one.values if value.unit}
        assert all(words_of("unit", unit) is not None for unit in units)


def test_geojson_rows_are_counted_by_rank(read: Read) -> None:
    path = FOLDER / "bretagne" / "map_bzh_fablab.geojson"
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    assert [one.line for one in read("bretagne").records] == list(range(1, len(features) + 1))
