"""What kinds of acts are called, as the log of acts prints them."""

from __future__ import annotations

from collections.abc import Mapping

from florilege.faults import Words
from florilege.web.publication.text import words

KINDS: Mapping[str, Words] = {
    "decisions.same": Words("deux fiches sont un même lieu", "two records are one place"),
    "decisions.different": Words("deux fiches sont deux lieux", "two records are two places"),
    "decisions.alone": Words("une fiche est un lieu à elle seule", "a record is a place by itself"),
    "decisions.later": Words("paire de fiches remise à plus tard", "pair of records left for later"),
    "decisions.undo": Words("avis sur des fiches annulé", "verdict on records undone"),
    "actor_decisions.same": Words("deux noms sont un même acteur", "two names are one actor"),
    "actor_decisions.different": Words("deux noms sont deux acteurs", "two names are two actors"),
    "actor_decisions.alone": Words("un nom est un acteur à lui seul", "a name is an actor by itself"),
    "actor_decisions.later": Words("paire d’acteurs remise à plus tard", "pair of actors left for later"),
    "actor_decisions.undo": Words("avis sur des acteurs annulé", "verdict on actors undone"),
    "contributions.value": Words("correction d’un lieu", "correction of a place"),
    "contributions.reply": Words("droit de réponse", "right of reply"),
    "contributions.removal": Words(
        "lieu retiré du site à sa demande", "place removed from the site at its request"
    ),
    "contributions.undo": Words("correction annulée", "correction withdrawn"),
    "stages": Words("étape du choix", "stage of the choice"),
    "overrides": Words("changement de la liste par une personne", "change of the list by a person"),
    "renewals": Words("version d’un recensement", "version of a listing"),
    "scenarios": Words("scénario du laboratoire", "scenario of the laboratory"),
    "owners.accept": Words("« c’est mon lieu » reconnu", "“this is my place” accepted"),
    "owners.refuse": Words("« c’est mon lieu » refusé", "“this is my place” declined"),
    "owners.letter": Words("lettre à un lieu par la poste", "letter to a place by post"),
    "proposals.send": Words("proposition reçue", "proposal received"),
    "proposals.refuse": Words("proposition refusée", "proposal declined"),
    "exchange.release": Words("version du programme rendue publique", "release of the programme made public"),
    "exchange.session": Words("séance déplacée", "session moved"),
    "exchange.share": Words("places des ateliers réparties", "seats of the workshops allocated"),
    "exchange.invite": Words("invitations envoyées", "invitations sent"),
    "exchange.check_in_undone": Words("pointage annulé", "check-in undone"),
    "exchange.end": Words("inscription annulée par l’équipe", "registration cancelled by the team"),
    "listing.add": Words("recensement ajouté", "listing added"),
    "listing.undo": Words("recensement ajouté, retiré", "added listing removed"),
    "campaigns.send": Words("campagne envoyée", "campaign sent"),
    "campaigns.close": Words("campagne close", "campaign closed"),
    "newsletter.send": Words("numéro de la lettre envoyé", "issue of the newsletter sent"),
    "newsletter.pause": Words("envoi de la lettre mis en pause", "sending of the newsletter paused"),
    "newsletter.resume": Words("envoi de la lettre repris", "sending of the newsletter resumed"),
    "newsletter.cancel": Words("envoi de la lettre abandonné", "sending of the newsletter cancelled"),
    "newsletter.again": Words(
        "lettres incertaines envoyées à nouveau", "uncertain letters of an issue sent again"
    ),
    "newsletter.theme": Words("thème de la lettre ajouté", "theme of the newsletter added"),
    "newsletter.theme_removed": Words("thème de la lettre retiré", "theme of the newsletter removed"),
    "contacts.add": Words("adresse d’un lieu ajoutée", "address of a place added"),
    "contacts.remove": Words("adresse d’un lieu effacée", "address of a place erased"),
    "articles.code given": Words("code d’un article donné", "code of an article given"),
    "articles.code withdrawn": Words("code d’un article retiré", "code of an article withdrawn"),
    "practices.open": Words("écriture d’un atelier ouverte", "writing of a workshop opened"),
    "practices.close": Words("écriture d’un atelier close", "writing of a workshop closed"),
    "practices.ask": Words(
        "territoire prié de valider une pratique", "territory asked to validate a practice"
    ),
    "practices.validate": Words("pratique validée par son territoire", "practice validated by its territory"),
    "practices.refuse": Words("pratique refusée par son territoire", "practice declined by its territory"),
    "practices.take back": Words("pratique retirée du site", "practice removed from the site"),
    "practices.give back": Words("pratique publiée à nouveau", "practice published again"),
    "practices.trial": Words(
        "territoire qui veut essayer une pratique", "territory that wants to try a practice"
    ),
    "practices.outcome": Words("ce qu’est devenu un essai", "what came of a practice tried"),
    "practices.decline": Words("essai écarté", "request to try left unpublished"),
    "accounts.role given": Words("rôle donné", "role given"),
    "accounts.account disabled": Words("compte fermé", "account closed"),
    "accounts.account enabled": Words("compte rouvert", "account opened again"),
}
"""Kind of an act, or the file that holds it where each of its lines may be of another kind → its words."""


def kind(name: str, language: str) -> str:
    """What a kind of act is called; one that is not known stays as it is written."""
    found = KINDS.get(name) or KINDS.get(name.partition(".")[0])
    return name if found is None else words.said(found, language)
