"""Settings of the live service, where people sign in; the commands that build a study need none of it."""

from __future__ import annotations

import os
from pathlib import Path

from florilege.web.settings import *  # noqa: F403
from florilege.web.settings import DATABASES, FLORILEGE_PROXIES, PACKAGE
from florilege.web.settings import INSTALLED_APPS as BUILDING

INSTALLED_APPS = [
    *BUILDING,
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django_tasks",
    "django_tasks_db",
    "florilege.web.background",
    "florilege.web.letters",
    "florilege.web.accounts",
    "florilege.web.campaigns",
    "florilege.web.newsletter",
    "florilege.web.contributions",
    "florilege.web.exchange",
    "florilege.web.articles",
    "florilege.web.practices",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "florilege.web.accounts.headers.Headers",
    "florilege.web.api.door.ApiDoor",
    "florilege.web.publication.public_first.PublicFirst",
    "florilege.web.accounts.bodies.Bodies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "florilege.web.workspace.refusals.SayRefusals",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "accounts" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "florilege.web.accounts.page_words.page_words",
            ]
        },
    }
]
ROOT_URLCONF = "florilege.web.service_urls"
DATABASES["default"] |= {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}
FLORILEGE_TEAM = True
"""Whether the workspace asks who one is, and answers beyond this machine."""
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
CSRF_FAILURE_VIEW = "florilege.web.accounts.views.form_refused"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/espace/"
ACCOUNT_ADAPTER = "florilege.web.accounts.adapters.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
# of passwords, axes counts the failures, in the store, and locks at five; this holds one-time codes, counted by each process
ACCOUNT_RATE_LIMITS = {"login_failed": "10/10m/key"}
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_FORMS = {
    "reset_password": "florilege.web.accounts.password_letters.PasswordForm",
    "reset_password_from_key": "florilege.web.accounts.password_letters.NewPasswordForm",
}
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
PASSWORD_RESET_TIMEOUT = 4 * 60 * 60
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Florilège"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = os.environ.get("FLORILEGE_HTTPS", "1") == "0"
USERSESSIONS_TRACK_ACTIVITY = True
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "florilege.web.accounts.lockout.typed_address"
AXES_IPWARE_PROXY_COUNT = ALLAUTH_TRUSTED_PROXY_COUNT = FLORILEGE_PROXIES
AXES_SENSITIVE_PARAMETERS = ["login", "password"]
AXES_VERBOSE = False
AXES_LOCKOUT_TEMPLATE = "locked.html"
AXES_HTTP_RESPONSE_CODE = 429
SECURE_COOKIES = os.environ.get("FLORILEGE_HTTPS", "1") != "0"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE_COOKIES else None
SECURE_REFERRER_POLICY = "same-origin"
FLORILEGE_PROOFS = os.environ.get("FLORILEGE_PROOFS", str(Path.cwd() / "var" / "proofs"))
"""Where the files that people give as proof are kept."""
FLORILEGE_PROPOSALS_AN_HOUR = int(os.environ.get("FLORILEGE_PROPOSALS_AN_HOUR", "12"))
"""Corrections that one address of the network may propose within an hour; a third of it without script."""
FLORILEGE_PROGRAM_PROPOSALS_AN_HOUR = int(os.environ.get("FLORILEGE_PROGRAM_PROPOSALS_AN_HOUR", "200"))
"""Corrections that one token of the API may propose within an hour; 0: as many as it likes."""
FLORILEGE_REGISTRATIONS_AN_HOUR = int(os.environ.get("FLORILEGE_REGISTRATIONS_AN_HOUR", "60"))
"""Registrations for the exchange days that one address of the network may send within an hour; 0: as many as it likes."""
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
EMAIL_HOST = os.environ.get("FLORILEGE_SMTP_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("FLORILEGE_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("FLORILEGE_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("FLORILEGE_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("FLORILEGE_SMTP_TLS") == "1"
EMAIL_TIMEOUT = int(os.environ.get("FLORILEGE_SMTP_TIMEOUT", "30"))
DEFAULT_FROM_EMAIL = os.environ.get("FLORILEGE_FROM", "florilege@localhost")
FLORILEGE_RETURNS = os.environ.get("FLORILEGE_RETURNS", "")
"""The address that letters come back to, which takes `+` and a reference before its `@`; "": that of the sender."""
FLORILEGE_ADDRESS = os.environ.get("FLORILEGE_ADDRESS", "http://127.0.0.1:8000").rstrip("/")
"""Where the service stands, for links in letters: never what a request says of itself."""
FLORILEGE_LETTERS_DAYS = int(os.environ.get("FLORILEGE_LETTERS_DAYS", "90"))
FLORILEGE_LETTERS_AN_HOUR = int(os.environ.get("FLORILEGE_LETTERS_AN_HOUR", "0"))
"""Letters within an hour beyond which those of the newsletter wait; 0: as many as the mail server takes."""
FLORILEGE_WATCH_DAYS = int(os.environ.get("FLORILEGE_WATCH_DAYS", "0"))
"""Days between two rounds of the places' web sites that the worker makes by itself; 0: only when somebody asks."""
FLORILEGE_CONTACT = os.environ.get("FLORILEGE_CONTACT", "")
TASKS = {
    "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["letters", "long"]},
}
FLORILEGE_DUTIES = "florilege.web.duties.table.DUTIES"
"""What performs each kind of work: named here, since it stands above the rooms that ask for it."""
FLORILEGE_READERS = "florilege.web.newsletter_forms.readers.takes_letter"
"""What knows who takes the letter of the study (`articles.readers.KnowsReaders`), by its dotted name; "": nobody does."""
SILENCED_SYSTEM_CHECKS = ["axes.W003"]
