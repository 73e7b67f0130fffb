"""The steps of a build and what they count, in words: the store has them under the names that the command line prints."""

from __future__ import annotations

from collections.abc import Mapping

from florilege.faults import Words
from florilege.web.publication.text import words

STEPS: Mapping[str, Words] = {
    "import": Words("lire les recensements", "read the listings"),
    "link": Words("relier les fiches", "link the records"),
    "ecosystem": Words("rassembler les acteurs", "gather the actors"),
    "appraise": Words("apprécier les lieux", "appraise the places"),
    "territories": Words("mesurer les territoires", "measure the territories"),
    "select": Words("sélectionner", "select"),
    "decide": Words("arrêter la liste", "decide the list"),
    "dossier": Words("composer le dossier", "make the dossier"),
    "exchange": Words("garder les rencontres", "keep the exchange days"),
    "editorial": Words("garder les textes", "keep the texts"),
    "publish": Words("publier", "publish"),
}
COUNTS: Mapping[str, Words] = {
    "listings": Words("recensements", "listings"),
    "read": Words("lus cette fois", "read this time"),
    "records": Words("fiches", "records"),
    "mended": Words("valeurs nettoyées", "cleaned values"),
    "refused": Words("lignes refusées", "refused rows"),
    "places": Words("lieux", "places"),
    "new places": Words("nouveaux lieux", "new places"),
    "pairs to review": Words("paires à trancher", "pairs to review"),
    "acts": Words("décisions suivies", "acts followed"),
    "visits": Words("visites", "visits"),
    "contributions": Words("corrections acceptées", "accepted corrections"),
    "taken off at their request": Words("retirés à leur demande", "removed at their request"),
    "claims": Words("affirmations", "claims"),
    "disagreements": Words("désaccords", "disagreements"),
    "actors": Words("acteurs", "actors"),
    "family known": Words("dont la famille est connue", "with a known family"),
    "ties": Words("liens", "ties"),
    "places with a tie": Words("lieux liés à un acteur", "places with a tie"),
    "left out": Words("valeurs laissées de côté", "values left out"),
    "in scope": Words("dans le champ", "in scope"),
    "candidates": Words("candidats", "candidates"),
    "not appraisable": Words("trop peu connus", "too little known"),
    "clamped values": Words("valeurs ramenées à la borne", "clamped values"),
    "territories rated": Words("territoires mesurés", "territories measured"),
    "services measured": Words("services mesurés", "services measured"),
    "territories counted twice": Words(
        "territoires comptés à deux dates", "territories counted at two dates"
    ),
    "earlier versions refused": Words("versions antérieures refusées", "earlier versions refused"),
    "places placed": Words("lieux situés", "places with a position"),
    "places nowhere": Words("lieux sans position", "places without a position"),
    "status": Words("résultat", "result"),
    "kept": Words("gardés", "kept"),
    "draws": Words("tirages", "draws"),
    "core": Words("certains", "certain"),
    "borderline": Words("à débattre", "borderline"),
    "published": Words("publiés", "published"),
    "put in": Words("ajoutés", "added"),
    "taken out": Words("retirés", "removed"),
    "rules broken": Words("règles non respectées", "rules broken"),
    "decisions": Words("décisions", "decisions"),
    "kB": Words("ko", "kB"),
    "monographs": Words("monographies", "monographs"),
    "approved": Words("approuvées", "approved"),
    "news": Words("actualités", "news items"),
    "sessions": Words("séances", "sessions"),
    "releases": Words("versions du programme", "releases of the programme"),
    "practices": Words("pratiques", "practices"),
    "pages": Words("pages", "pages"),
    "files": Words("fichiers", "files"),
    "written": Words("écrits", "written"),
    "unchanged": Words("inchangés", "unchanged"),
    "removed": Words("supprimés", "removed"),
}
STATUS: Mapping[str, Words] = {
    "optimal": Words("liste optimale", "optimal list"),
    "infeasible": Words("aucune liste ne respecte les règles", "no list satisfies the rules"),
}


def step_words(step: str, counts: Mapping[str, int | float | str], language: str) -> tuple[str, str]:
    """A step and what it counted; a count that has no words keeps the name that the store has."""
    said = [
        f"{words.said(COUNTS[name], language) if name in COUNTS else name} {_value(value, language)}"
        for name, value in counts.items()
    ]
    name = words.said(STEPS[step], language) if step in STEPS else step
    return name, " · ".join(said)


def _value(value: float | str, language: str) -> str:
    if isinstance(value, str):
        return words.said(STATUS[value], language) if value in STATUS else value
    return words.number(value, language)
