"""Addresses of the pages that only a team that signs in has, the same under each language's prefix."""

from __future__ import annotations

from django.urls import URLPattern, path

from florilege.web.workspace import (
    check_in,
    exchange_days,
    moderation,
    team_campaigns,
    team_letters,
    team_practices,
    team_work,
)


def patterns(prefix: str, language: str) -> list[URLPattern]:
    """The pages in a language."""
    options = {"language": language}
    return [
        path(f"{prefix}espace/propositions/", moderation.queue, options),
        path(f"{prefix}espace/propositions/<slug:key>/", moderation.proposal, options),
        path(f"{prefix}espace/propositions/<slug:key>/effet/", moderation.effect, options),
        path(f"{prefix}espace/propositions/<slug:key>/preuve/<int:number>/", moderation.proof, options),
        path(f"{prefix}espace/lieux/<slug:slug>/lettre/", moderation.post_letter, options),
        path(f"{prefix}espace/travaux/", team_work.work, options),
        path(f"{prefix}espace/pratiques/", team_practices.practices, options),
        path(f"{prefix}espace/campagnes/", team_campaigns.campaigns, options),
        path(f"{prefix}espace/campagnes/nouvelle/", team_campaigns.new_campaign, options),
        path(f"{prefix}espace/campagnes/adresses/", team_campaigns.held_addresses, options),
        path(f"{prefix}espace/campagnes/<int:campaign>/", team_campaigns.campaign, options),
        path(f"{prefix}espace/rencontres/", exchange_days.overview, options),
        path(f"{prefix}espace/rencontres/inscrits/", exchange_days.participants, options),
        path(f"{prefix}espace/rencontres/inscrits.csv", exchange_days.participants_table, options),
        path(f"{prefix}espace/rencontres/badges.pdf", exchange_days.badge_sheets, options),
        path(f"{prefix}espace/rencontres/grille/", exchange_days.grid, options),
        path(f"{prefix}espace/rencontres/accueil/", check_in.door, options),
        path(f"{prefix}espace/rencontres/accueil/personnes.json", check_in.people, options),
        path(f"{prefix}espace/rencontres/accueil/pointages", check_in.marks, options),
        path(f"{prefix}espace/rencontres/accueil/hors-ligne.js", check_in.offline_script, options),
        path(f"{prefix}espace/lettres/", team_letters.letters, options),
        path(f"{prefix}espace/lettres/nouvelle/", team_letters.new_letter, options),
        path(f"{prefix}espace/lettres/<int:issue>/", team_letters.letter, options),
        path(f"{prefix}espace/lettres/<int:issue>/modifier/", team_letters.edit_letter, options),
        path(f"{prefix}espace/lettres/<int:issue>/<slug:text>/", team_letters.letter_as_html, options),
    ]
