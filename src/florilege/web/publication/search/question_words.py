"""What a question is read with, in one table for the server and for the static finder, which gets it in `offers.js`."""

from __future__ import annotations

from florilege.faults import Words

EMPTY_WORDS = Words(
    "a au aux d de des du l la le les un une et ou en dans pour par sur sous vers chez avec sans pres proche autour cote"
    " je j m me mon ma mes nous on notre nos se s son sa ses il y est ce cette ces qui que quoi qu ai avoir faire"
    " cherche chercher trouver trouve voudrais veux souhaite besoin lieu lieux endroit ville commune agglomeration"
    " moi toi quel quelle quels quelles comment aimerais aimerait peux peut puis utiliser proximite alentours projet entreprise",
    "me please any there have has get use using could would like nearby close project company"
    " the an and or in at near to for of my our i we some is are need needs want looking find where place places around with can",
)
"""Words that ask nothing by themselves."""
EMPTY = frozenset((EMPTY_WORDS.fr + " " + EMPTY_WORDS.en).split())
LONGEST_NAME = 9
"""Words of the longest name of a commune."""
LONGEST_QUESTION = 200
"""Letters: a question is a sentence."""
KINDS_SAID: dict[str, Words] = {
    "tiers-lieu": Words("tiers-lieu, tiers-lieux", "third place"),
    "mediatheque": Words("médiathèque, bibliothèque", "media library, library"),
    "service-public": Words("service public, France Services, maison de services", "public service"),
    "culture": Words("lieu culturel", "cultural place"),
}
"""Kinds of places that people ask for by their name, where no need says it: "fab lab" and "coworking" are needs."""
DISTANCES = (5, 10, 25, 50, 100)
"""Kilometres between which a reader chooses."""
WIDENED = (25, 50, 100)
"""Kilometres looked within, one after the other until a place answers, where the reader chose none."""
APART = 2
"""Words of the same thing may stand this far apart: "découpeuse numérique laser"."""
LONGEST_QUOTE = 180
"""Letters of a quotation on a card."""
