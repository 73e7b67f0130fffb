"""Names of French places: what is left out, what is brought to one form, what says little."""

from __future__ import annotations

import pytest

from florilege.linkage.names import ARTICLES, GENERIC_SINGULAR, fold, name_words, names_within, town_words
from tests.linkage.places import NANTES, VIRE, compared, record


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("La Ferme du Lac", "Ferme du Lac"),
        ("L’Étincelle", "L'ETINCELLE"),
        ("Fab Lab des Forges", "FABLAB DES FORGES"),
        ("Fab-Labs des Forges", "fablab des forges"),
        ("Le Co-working du Port", "Coworking du port"),
        ("Le Co Working du Port", "Le Coworking du Port"),
        ("Tiers-lieu Saint-Éloi", "Tiers lieux St Eloi"),
        ("Les Cœurs Réunis", "Coeur Réuni"),
        ("Le F@blier", "Le Fablier"),
        ("Le Pôle Emploi", "Pole Emploi"),
        ("Maison de services au public du Bocage", "MSAP du Bocage"),
        ("Point d’information jeunesse", "PIJ"),
        ("Maison France Services", "MFS"),
        ("Espace public numérique du Bocage", "EPN du Bocage"),
    ],
)
def test_ways_of_writing_one_name_are_one_name(one: str, other: str) -> None:
    assert name_words(one).squashed == name_words(other).squashed


@pytest.mark.parametrize(
    ("one", "other"), [("Le Lac", "Le Bac"), ("Oasis 2", "Oasis 3"), ("Fablab Nord", "Coworking Nord")]
)
def test_names_that_differ_by_a_word_or_a_number_stay_different(one: str, other: str) -> None:
    assert name_words(one).squashed != name_words(other).squashed


def test_a_number_at_the_end_is_a_word_wherever_the_space_is() -> None:
    assert name_words("Berry Lab 36").squashed == name_words("BERRYLAB36").squashed
    assert name_words("BERRYLAB36").words[-1] == "36"


def test_articles_say_nothing_unless_there_is_nothing_else() -> None:
    assert not ARTICLES & set(name_words("Le Jardin de la Dame").words)
    assert name_words("Les").words == ("les",)


def test_folding_twice_is_folding_once() -> None:
    for text in ("L’Œuvre n°2 – Fab Lab", "ÉCO-LIEU  « Là »", "CO-WORKING@Vire"):
        assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Forge / Fablab de la Mine", ("Forge", "Fablab de la Mine")),
        ("Forge - La Mine", ("Forge", "La Mine")),
        ("La Mine (anciennement La Forge)", ("La Mine", "La Forge")),
        ("La Mine, le fablab du bassin", ("La Mine", "le fablab du bassin")),
        ("Le Lab « Ouest »", ("Le Lab", "Ouest")),
    ],
)
def test_a_name_that_joins_several_holds_each(text: str, names: tuple[str, ...]) -> None:
    assert names_within(text) == (text, *names)


def test_a_hyphen_within_a_word_joins_nothing() -> None:
    assert names_within("Saint-Nazaire Lab") == ("Saint-Nazaire Lab",)


def test_a_sentence_is_a_name_by_its_beginning_only() -> None:
    sentence = "La Forge, " + ", ".join(["avec la commune et ses voisins"] * 5)
    assert names_within(sentence)[1:] == ("La Forge",)


def test_a_former_name_is_a_name() -> None:
    now = record("pdl:1", ("La Halle", "La Forge aux Images"), VIRE)
    before = record("cget:1", "La Forge aux Images", VIRE)
    assert compared(now, before)["name_part"] == 1.0
    assert compared(record("pdl:1", "La Halle", VIRE), before)["name_part"] < 0.5


def test_the_short_name_is_found_in_the_long_one() -> None:
    long = record("pdl:1", "Carabistouille, laboratoire de fabrication du Bocage", VIRE)
    short = record("cget:1", "Carabistouille", VIRE)
    assert compared(long, short)["name_part"] == pytest.approx(1.0)


@pytest.mark.parametrize("word", ["Espace", "Coworking", "Fablab", "Tiers-lieu", "Numérique", "Médiathèque"])
def test_what_places_are_called_for_what_they_are_tells_little(word: str) -> None:
    assert set(name_words(word).words) <= GENERIC_SINGULAR
    generic = compared(
        record("cget:1", f"{word} Alizarine", VIRE), record("pdl:1", f"{word} Bergamote", VIRE)
    )
    rare = compared(record("cget:1", f"{word} Alizarine", VIRE), record("pdl:1", f"{word} Alizarine", VIRE))
    assert generic["name_telling"] < 0.15 < 0.4 < rare["name_telling"]
    assert generic["name_whole"] < 0.5 < rare["name_whole"]


def test_the_town_in_a_name_says_where_not_which() -> None:
    assert town_words("Vire Normandie Cedex 2") == {"vire", "normandie"}
    here = compared(record("cget:1", "Alizarine Nantes", NANTES), record("pdl:1", "Bergamote Nantes", NANTES))
    assert here["name_telling"] < 0.15
    assert here["name_whole"] < 0.5


def test_a_word_that_many_towns_bear_tells_less_than_a_rare_one() -> None:
    def bears(name: str, number: int) -> float:
        town = {**VIRE, "city": "", "postcode": ""}
        around = [
            record(f"bfc:{rank}", "La Ruche", {**town, "commune_code": f"{rank:05d}"})
            for rank in range(number)
        ]
        one, other = record("cget:1", name, VIRE), record("pdl:1", name, VIRE)
        return compared(one, other, among=around)["name_telling"]

    assert bears("La Ruche", 30) < bears("La Ruche", 3) < bears("La Ruche", 0)
    assert bears("La Bergamote", 30) == bears("La Bergamote", 0)


def test_letters_in_another_order_are_another_name() -> None:
    measures = compared(record("cget:1", "Sorbier", VIRE), record("pdl:1", "Obriser", VIRE))
    assert measures["name_whole"] < 0.5
    typo = compared(record("cget:1", "Alizarine", VIRE), record("pdl:1", "Alizzarine", VIRE))
    assert typo["name_whole"] > 0.7


def test_an_acronym_beside_the_full_name_is_known() -> None:
    both = record("pdl:1", "CARAB - Centre d’Animation Rurale du Bocage", VIRE)
    assert compared(both, record("cget:1", "CARAB", VIRE))["name_part"] == pytest.approx(1.0)


def test_an_acronym_alone_is_not_taken_for_a_name_that_it_may_stand_for() -> None:
    full = record("pdl:1", "Atelier Bocage Compagnie", VIRE)
    assert compared(full, record("cget:1", "ABC", VIRE))["name_part"] < 0.5


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("Cap emploi", "capemploi"),
        ("France Travail", "francetravail"),
        ("Cyber-espace", "cyberespace"),
        ("Cyber centre", "cybercentre"),
        ("Point info jeunes", "pij"),
        ("Bureau Information Jeunesse", "bij"),
        ("Espace jeunes", "espacejeune"),
        ("Service jeunesse", "espacejeune"),
        ("Espace multimédia", "epn"),
        ("Point numérique", "epn"),
        ("Kiosque numérique", "epn"),
        ("Sous-préfecture", "sousprefecture"),
        ("Maison départementale des solidarités", "maisonsolidarite"),
        ("Conseil départemental", "conseildepartemental"),
        ("Centre médico-social", "centre medicosocial"),
        ("Chambre de commerce et d’industrie", "cci"),
        ("Chambre de métiers", "cci"),
        ("Office de tourisme", "officetourisme"),
    ],
)
def test_the_name_of_an_institution_is_one_word(text: str, joined: str) -> None:
    assert fold(text) == joined
