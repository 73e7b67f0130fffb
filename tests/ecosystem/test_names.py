"""Names of organisations: what they are, what is told beside them, what is no name."""

from __future__ import annotations

import pytest

from florilege.ecosystem.names import actor_name, no_name, parted


def test_a_legal_form_and_dots_do_not_tell_two_names_apart() -> None:
    assert actor_name("S.C.I.C. T.E.T.R.I.S") == actor_name("SCIC Tetris")
    assert actor_name("ASSOCIATION BOURGES LAB").words == actor_name("Bourges Lab").words


def test_a_body_is_known_by_what_its_name_begins_with() -> None:
    assert [actor_name(name).kind for name in ("CC DU PITHIVERAIS", "Ville de Metz", "CHATEAUROUX METROPOLE")] == [
        "epci", "commune", "epci",
    ]  # fmt: skip


def test_a_former_name_a_short_name_and_a_remark_stand_in_brackets() -> None:
    assert parted("Association Bliiida (earlier TCRM-Blida)").former == ("TCRM-Blida",)
    assert parted("Communauté d'Agglomération du Pays de Montbéliard (PMA)").short == "PMA"
    h7 = parted("SAS H7 (Groupe SOS, Arty Farty, Axeleo, French Tech One)")
    assert (h7.name, h7.remark) == ("SAS H7", "Groupe SOS, Arty Farty, Axeleo, French Tech One")
    assert parted("SCIC (SCIC) Le Tracteur").short == ""
    assert parted("European Union (ERDF) with the region").name == "European Union"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("35", "number"),
        ("-", "nothing said"),
        ("Non", "nothing said"),
        ("www.lieu.fr", "address"),
        ("M. Dupont", "person"),
        ("6-10 POLE ESS", ""),
    ],
)
def test_what_names_no_organisation_is_known(text: str, why: str) -> None:
    assert no_name(text) == why
