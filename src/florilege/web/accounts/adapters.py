"""What allauth asks of a site: nobody signs up alone, and a sign-in leads to the workspace."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts are given by an administrator: a study's team is known."""

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, _request: HttpRequest) -> str:
        return "/espace/"
