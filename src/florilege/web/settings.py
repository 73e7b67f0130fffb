"""Settings: an embedded database by default, PostgreSQL by DATABASE_URL; nothing secret is written here."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

PACKAGE = Path(__file__).resolve().parent
LOCK_WAIT = 30.0
"""Seconds that a command waits for another that is writing to a SQLite store, unless the address says otherwise."""
LONGEST_WAIT = 86_400.0


def database(url: str) -> dict[str, object]:
    """Django's settings for a database address: sqlite:///path or postgresql://user:word@host:port/name.

    sqlite:///path?timeout=5 waits five seconds for another command that is writing there.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path[1:])
            if parts.path.startswith("//")
            else unquote(parts.path).lstrip("/") or ":memory:",
            "OPTIONS": {
                "timeout": _seconds(dict(parse_qsl(parts.query, keep_blank_values=True))),
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
            },
        }
    if parts.scheme in ("postgres", "postgresql"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "OPTIONS": dict(parse_qsl(parts.query)),
        }
    raise ValueError(f"DATABASE_URL: expected sqlite:///file or postgresql://…, found {parts.scheme!r}")


def _seconds(asked: dict[str, str]) -> float:
    """How long to wait for a lock; raises ValueError for what is no number of seconds, and for any other option."""
    text = asked.pop("timeout", str(LOCK_WAIT))
    if asked:
        raise ValueError(
            f"DATABASE_URL: expected sqlite:///file?timeout=seconds, found {next(iter(asked))!r}"
        )
    seconds = float(text) if text.replace(".", "", 1).isdecimal() else -1.0
    if not 0 <= seconds <= LONGEST_WAIT:
        raise ValueError(f"DATABASE_URL: expected timeout=seconds, 0 to {LONGEST_WAIT:.0f}, found {text!r}")
    return seconds


def default_database_url() -> str:
    """One store an installation: var/florilege.sqlite3 under the working folder."""
    return f"sqlite:///{Path.cwd() / 'var' / 'florilege.sqlite3'}"


SECRET_KEY = os.environ.get("FLORILEGE_SECRET_KEY") or secrets.token_urlsafe(50)
DEBUG = False
ALLOWED_HOSTS = os.environ.get("FLORILEGE_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
DATABASES = {"default": database(os.environ.get("DATABASE_URL") or default_database_url())}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "florilege.web.inventory",
    "florilege.web.study",
    "florilege.web.ecosystem",
    "florilege.web.journal",
    "florilege.web.publication",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "florilege.web.accounts.headers.Headers",
    "florilege.web.api.door.ApiDoor",
    "florilege.web.publication.public_first.PublicFirst",
    "django.middleware.common.CommonMiddleware",
    "florilege.web.workspace.refusals.SayRefusals",
]
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
ROOT_URLCONF = "florilege.web.urls"
TEMPLATES: list[dict[str, object]] = []
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"
STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "static"]
WHITENOISE_USE_FINDERS = True
FLORILEGE_STUDY = os.environ.get("FLORILEGE_STUDY", "")
FLORILEGE_STUDY_FOLDER = os.environ.get("FLORILEGE_STUDY_FOLDER", "")
FLORILEGE_CACHE = os.environ.get("FLORILEGE_CACHE", "")
"""Folder of what the live site makes of a study and could make again; empty: beside the store."""
FLORILEGE_PAGE_MAKER = ""
"""Socket of the process that makes pages for all workers; `florilege serve --team` sets it."""
FLORILEGE_TEAM = False
FLORILEGE_WORKSPACE = os.environ.get("FLORILEGE_WORKSPACE") == "1"
"""Whether the team's pages answer, on loopback only, until people can sign in."""
FLORILEGE_PROXIES = int(os.environ.get("FLORILEGE_PROXIES", "0"))
"""Proxies in front, each of which adds to X-Forwarded-For: what stands before theirs is not believed."""
FLORILEGE_API_RATE = int(os.environ.get("FLORILEGE_API_RATE", "600"))
"""Requests a minute that the API grants an address, in each process; 0 for no limit."""
FLORILEGE_FRESH = float(os.environ.get("FLORILEGE_FRESH", "1"))
"""Seconds for which the API answers from memory before it asks the store again whether the study has changed."""
FLORILEGE_EMBED_FRAMES = os.environ.get("FLORILEGE_EMBED_FRAMES", "*")
"""Sites whose pages may frame the map and list to embed, parted by spaces, as `frame-ancestors` takes them."""
