"""Addresses of the pages that only a team that signs in has, the same under each language's prefix."""

from __future__ import annotations

from django.urls import URLPattern, path

from florilege.web.workspace import moderation, team_campaigns, team_practices, team_work


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
    ]
