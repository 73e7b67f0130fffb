"""A family is stated, or follows by a rule that is named; it is never guessed."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from florilege.ecosystem.families import (
    family_claims,
    family_rules,
    rule_of_name,
    rule_reasons,
    shown_family,
)
from florilege.ecosystem.mentions import FAMILIES
from tests.ecosystem.inventories import mention


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("COMMUNE DE BEAUGENCY", "local_authorities"),
        ("CC COEUR DE BERRY", "local_authorities"),
        ("SPL Les Ateliers des Capucins", "local_authorities"),
        ("SEM Metz Techno'Pôles", "local_authorities"),
        ("SAS H7", "companies"),
        ("S.C.I.C. T.E.T.R.I.S", "companies"),
        ("ASS LOISIRS CULTURE", "associations"),
        ("Université d'Artois", "research"),
        ("UNIVERSITE DROUAISE DU TEMPS LIBRE", None),
        ("Crédit Agricole Normandie", "finance"),
        ("Banque alimentaire du Loiret", None),
        ("EPA Euroméditerranée", ""),
        ("CHAMBRE DE COMMERCE ET D'INDUSTRIE DE L'INDRE", ""),
        ("CA Normandie", None),
        ("LA POSTE", None),
        ("Ville en commun", None),
    ],
)
def test_the_words_of_a_name_give_a_family_by_a_rule_or_none(name: str, family: str | None) -> None:
    rule = rule_of_name(name)
    assert (rule.family if rule else None) == family


def test_every_rule_says_why_in_both_languages_and_names_a_family_or_none() -> None:
    reasons = rule_reasons()
    assert all(rule.family in (*FAMILIES, "") for rule in family_rules())
    assert all(reason.fr and reason.en for reason in reasons.values())
    assert {rule.key for rule in family_rules()} <= reasons.keys()


def test_a_family_that_follows_has_the_rule_as_its_source() -> None:
    (claim,) = family_claims(mention("cvl:1/operator/x", "SAS H7"))
    assert (claim.family, claim.rule, claim.source.listing) == ("companies", "company", "cvl")


def test_the_number_of_a_commune_and_its_name_outweigh_a_listing_that_calls_it_an_association() -> None:
    one = replace(
        mention("cvl:1/operator/x", "COMMUNE DE BEAUGENCY", siren="214500282"), legal_form="association"
    )
    claims = family_claims(one)
    assert {claim.family for claim in claims} == {"associations", "local_authorities"}
    assert shown_family(claims) == "local_authorities"


def test_two_families_that_are_level_show_none() -> None:
    one = replace(mention("cvl:1/operator/x", "Fondation du Cloître"), legal_form="company")
    assert shown_family(family_claims(one)) == ""


def test_a_source_that_states_the_family_holds_against_all_rules() -> None:
    one = replace(
        mention("pdl:1/operator/x", "SEM Metz Techno'Pôles"), family="companies", legal_form="public-company"
    )
    assert shown_family(family_claims(one)) == "companies"
