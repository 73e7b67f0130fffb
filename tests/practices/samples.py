"""Exchange days of the tests: a programme, three practices of two territories, and what they say together."""

from __future__ import annotations

from pathlib import Path

PROGRAMME = """[event]
key = "days"
title = { fr = "Journées des lieux", en = "Days of the places" }
start = 2022-09-22
end = 2022-09-23

[[theme]]
key = "health"
title = { fr = "santé", en = "health" }

[[theme]]
key = "housing"
title = { fr = "logement", en = "housing" }

[[session]]
key = "health-1"
title = { fr = "Soigner près de chez soi", en = "Care close to home" }
theme = "health"
start = 2022-09-22T14:00:00
end = 2022-09-22T15:30:00

[[session]]
key = "housing-1"
theme = "housing"
"""
OVEN = """kind = "innovation"
language = "fr"
author = "commune-51454"
date = 2022-09-22
validated = 2022-10-01
event = "days"
session = "health-1"
territories = ["departement-59"]
themes = ["health", "housing"]
places = ["PLACE"]
title = "Un cabinet partagé dans un tiers-lieu"
what = \"\"\"Trois soignants reçoivent à tour de rôle dans une salle du lieu.

Le planning est tenu par l’accueil.\"\"\"
where = "Quartier de la gare, au rez-de-chaussée."
for_whom = "Les habitants qui n’ont plus de médecin."
figures = "Deux demi-journées par semaine, 40 consultations par mois."
cost = "300 euros de loyer par mois, payés par la commune."
went_wrong = "Personne n’avait prévu de salle d’attente. Écrire à jean.dupont@example.org."

[other]
title = "A shared practice in a third place"
what = "Three carers take turns in one room of the place."

[contact]
name = "Anne Martin"
function = "directrice"
organisation = "Ville de Reims"
phone = "03 26 00 00 00"
consent = true

[[trial]]
territory = "commune-59350"
date = 2022-11-05
outcome = "adapted"
text = "Un seul soignant, le jeudi."
language = "fr"
told = 2023-11-20

[[trial]]
territory = "departement-59"
date = 2022-12-01
"""
LACK = """kind = "difficulty"
language = "fr"
author = "departement-59"
date = 2022-09-22
validated = 2022-10-03
event = "days"
session = "housing-1"
themes = ["housing"]
title = "Pas de bail assez court"
what = "Les baux durent trois ans : personne ne s’engage."

[contact]
name = "Paul Secret"
phone = "03 20 00 00 00"
"""
WAITING = """kind = "good-practice"
author = "commune-51454"
date = 2022-09-22
title = "Pas encore validée"
"""
SYNTHESIS = """introduction = { fr = "Deux ateliers, deux territoires.", en = "Two workshops, two territories." }

[[theme]]
key = "health"

[[theme.common]]
text = { fr = "Les locaux existent déjà : il manque qui les ouvre.", en = "The rooms are there: what lacks is who opens them." }
practices = ["cabinet"]

[[theme.differs]]
text = { fr = "À Reims la commune paie ; ailleurs, personne.", en = "In Reims the commune pays; elsewhere nobody does." }
practices = ["cabinet", "bail"]

[[theme.request]]
text = { fr = "Un bail de six mois, partout.", en = "A lease of six months, everywhere." }
practices = ["bail"]

[[theme]]
key = "housing"

[[theme.request]]
text = { fr = "Un interlocuteur par département.", en = "One contact in each département." }
practices = ["bail"]
"""


def write(study: Path, place: str) -> None:
    """Put the exchange days into the folder of a study. place : id of the place that a practice concerns"""
    (study / "practices").mkdir(exist_ok=True)
    (study / "programme.toml").write_text(PROGRAMME, encoding="utf-8")
    (study / "practices" / "cabinet.toml").write_text(OVEN.replace("PLACE", place), encoding="utf-8")
    (study / "practices" / "bail.toml").write_text(LACK, encoding="utf-8")
    (study / "practices" / "attente.toml").write_text(WAITING, encoding="utf-8")
    (study / "synthesis.toml").write_text(SYNTHESIS, encoding="utf-8")
