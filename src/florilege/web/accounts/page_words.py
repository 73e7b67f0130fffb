"""The words of the account pages that are ours; allauth brings its own in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest
from django.utils.translation import get_language

from florilege.faults import Words

WORDS: Mapping[str, Words] = {
    "skip": Words("Aller au contenu", "Skip to content"),
    "account": Words("Compte", "Account"),
    "workspace": Words("Espace de travail", "Workspace"),
    "second_factor": Words("Double authentification", "Two-factor sign-in"),
    "sessions": Words("Sessions ouvertes", "Open sessions"),
    "password": Words("Mot de passe", "Password"),
    "sign_in": Words("Se connecter", "Sign in"),
    "with_passkey": Words("Se connecter par une clé d’accès", "Sign in with a passkey"),
    "no_account": Words(
        "Les comptes sont donnés par une personne qui administre l’étude : lui demander un lien.",
        "Accounts are given by an administrator of the study: ask for a link.",
    ),
    "sign_out": Words("Se déconnecter", "Sign out"),
    "other": Words("English", "Français"),
    "other_code": Words("en", "fr"),
    "choose_password": Words("Choisir un mot de passe", "Choose a password"),
    "keep": Words("Garder ce mot de passe", "Save this password"),
    "closed_link": Words("Ce lien n’ouvre rien", "This link does not work"),
    "not_allowed": Words("Cette page demande un autre rôle", "This page asks for another role"),
    "not_allowed_why": Words(
        "Votre rôle dans cette étude ne l’ouvre pas. Une personne qui l’administre peut le changer.",
        "Your role in this study does not open it. An administrator of the study can change that.",
    ),
    "form_refused": Words("Ce formulaire n’a pas pu être lu", "This form could not be read"),
    "form_refused_why": Words(
        "La page était ouverte depuis trop longtemps, ou ce navigateur refuse les cookies de ce site : revenir à la page,"
        " la recharger, et l’envoyer à nouveau.",
        "The page had been open for too long, or this browser refuses the cookies of this site: go back to the page,"
        " reload it, and send it again.",
    ),
    "forgotten": Words("Mot de passe oublié", "Forgotten password"),
    "reset_why": Words(
        "Indiquez l’adresse de votre compte : une lettre y portera le lien par lequel en choisir un autre.",
        "Enter the address of your account: a letter will bring a link to choose another.",
    ),
    "reset_send": Words("Recevoir la lettre", "Send the letter"),
    "reset_sent": Words("C’est demandé", "Request received"),
    "reset_sent_why": Words(
        "Si un compte a cette adresse, la lettre arrive dans quelques minutes ; regardez aussi parmi les indésirables."
        " Le lien sert une fois, dans les quatre heures.",
        "If an account has this address, the letter will arrive within minutes; look in your junk folder too."
        " The link works once, within four hours.",
    ),
    "reset_closed_why": Words(
        "Il a déjà servi, ou plus de quatre heures ont passé.",
        "It has been used already, or more than four hours have passed.",
    ),
    "reset_again": Words("Demander une autre lettre", "Ask for another letter"),
    "reset_done": Words("Votre mot de passe est changé", "Your password is changed"),
    "reset_done_why": Words(
        "Les sessions ouvertes avec l’ancien ont pris fin.",
        "The sessions opened with the old one have ended.",
    ),
    "locked": Words("Trop d’essais", "Too many attempts"),
    "locked_why": Words(
        "Cinq essais de suite ont échoué : vous pourrez recommencer dans une demi-heure.",
        "Five attempts in a row failed: you can try again in half an hour.",
    ),
    "too_large": Words("C’est trop lourd", "This is too large"),
    "too_large_why": Words(
        "Un fichier de preuve pèse 10 Mo au plus, la version d’un recensement 200 Mo. Rien n’a été reçu : revenir en arrière, et"
        " envoyer moins.",
        "A file given as proof has at most 10 MB, a version of a listing 200 MB. Nothing was received: go back, and send a smaller file.",
    ),
    "unreadable": Words("Ce texte ne se lit pas", "This text cannot be read"),
    "unreadable_why": Words(
        "Il contient un signe invisible (de code 0), venu sans doute d’un copier-coller. Rien n’a été gardé : revenir en arrière,"
        " et le taper.",
        "It contains an invisible character (code 0), most likely from a copy and paste. Nothing was kept: go back, and type it.",
    ),
}


def page_words(_request: HttpRequest) -> dict[str, dict[str, str]]:
    """`said`: each text in the language of the request."""
    language = "en" if (get_language() or "fr").startswith("en") else "fr"
    return {"said": {key: words.in_language(language) for key, words in WORDS.items()}}
