"""Settings. Everything that differs between installations comes from the environment; the defaults suit one laptop."""

from __future__ import annotations

import hashlib
import os
import secrets
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from taizhang.config import limits, object_storage, outside
from taizhang.config.database import database_settings, replica_settings
from taizhang.config.home import PROJECT, home_folder
from taizhang.config.map_tiles import map_tiles

HOME = home_folder()
HOME.mkdir(parents=True, exist_ok=True)


def _secret_key() -> str:
    """The installation's own key: from the environment, else made once and kept readable for its owner only."""
    if key := os.environ.get("TAIZHANG_SECRET_KEY"):
        return key
    path = HOME / "secret-key"
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text()


SECRET_KEY = _secret_key()

DIGESTS = {"sha256": "aes", "sm3": "sm4"}
SEAL_DIGEST = os.environ.get("TAIZHANG_DIGEST", "sha256")
"""With what the journal is sealed; `sm3` also locks stored secrets with SM4 instead of AES (商用密码)."""
if SEAL_DIGEST not in DIGESTS or SEAL_DIGEST not in hashlib.algorithms_available:
    raise ImproperlyConfigured(f"TAIZHANG_DIGEST={SEAL_DIGEST}：只能写 sha256 或 sm3，且本机的 OpenSSL 要支持它。")
SECRETS_CIPHER = DIGESTS[SEAL_DIGEST]

DEBUG = os.environ.get("TAIZHANG_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("TAIZHANG_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
SECURE = os.environ.get("TAIZHANG_HTTPS") == "1"
"""Set where the installation is reached over HTTPS: cookies go over nothing else, and plain HTTP is led there.

The server in front must set X-Forwarded-Proto itself, and throw away what a client sends under that name.
"""

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django_tasks",
    "django_tasks_db",
    "taizhang.accounts",
    "taizhang.tallies",
    "taizhang.search",
    "taizhang.journal",
    "taizhang.watch",
    "taizhang.orgs",
    "taizhang.boundaries",
    "taizhang.notices",
    "taizhang.campaigns",
    "taizhang.subjects",
    "taizhang.imports",
    "taizhang.duties",
    "taizhang.draws",
    "taizhang.inspections",
    "taizhang.cases",
    "taizhang.methods",
    "taizhang.licences",
    "taizhang.courses",
    "taizhang.enforcement",
    "taizhang.supplies",
    "taizhang.tips",
    "taizhang.risks",
    "taizhang.burden",
    "taizhang.books",
    "taizhang.dispatch",
    "taizhang.proposals",
    "taizhang.funds",
    "taizhang.transfers",
    "taizhang.referrals",
    "taizhang.stationery",
    "taizhang.retention",
    "taizhang.lists",
    "taizhang.reports",
    "taizhang.standings",
    "taizhang.points",
    "taizhang.exposures",
    "taizhang.foresight",
    "taizhang.archive",
    "taizhang.workflows",
    "taizhang.openrosa",
    "taizhang.doors",
    "taizhang.web",
]

MIDDLEWARE = [
    "taizhang.watch.request_lines.request_lines",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "taizhang.web.middleware.content_security_policy",
    "taizhang.web.limits.limited_by_source",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "taizhang.web.english.door.english",
    "taizhang.web.middleware.acting_post",
    "taizhang.web.session_limits.session_limits",
    "taizhang.web.middleware.own_password_first",
    "taizhang.web.middleware.second_factor_first",
    "taizhang.web.middleware.refusals_as_pages",
    *(["taizhang.web.replicas.ReadFromReplicas"] if os.environ.get("DATABASE_REPLICA_URL", "").strip() else []),
]

ROOT_URLCONF = "taizhang.config.urls"
WSGI_APPLICATION = "taizhang.config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "taizhang.web.navigation.frame",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

REPLICAS = replica_settings(os.environ.get("DATABASE_REPLICA_URL", ""))
"""Copies that dashboards and exports are read from, by alias; none by default."""
REPLICA_LAG = int(os.environ.get("TAIZHANG_REPLICA_LAG") or 5)
"""Seconds that a copy may be behind and still be read from."""
DATABASES = {"default": database_settings(os.environ.get("DATABASE_URL", ""), HOME), **REPLICAS}
DATABASE_ROUTERS = ["taizhang.watch.replicas.Router"] if REPLICAS else []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["taizhang.notices.sign_in.WithUnread", "django.contrib.auth.backends.ModelBackend"]
"""The second for those who signed in before the first was there."""
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "taizhang.accounts.passwords.NotUsedLately"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
KNOWN_PASSWORDS = HOME / "known-passwords.txt"
"""A list of one's own, of passwords that have got about: one a line, in small letters."""
if KNOWN_PASSWORDS.exists():
    _common = "django.contrib.auth.password_validation.CommonPasswordValidator"
    AUTH_PASSWORD_VALIDATORS.append({"NAME": _common, "OPTIONS": {"password_list_path": KNOWN_PASSWORDS}})
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign-in"
THREADS = int(os.environ.get("TAIZHANG_THREADS") or 16)
"""Requests that one web process works on at once. Records that wait at the same moment are taken in together: with few
threads hardly any wait. Each has a connection to the database; those that nobody needs end by themselves."""
TRUSTED_HOPS = int(os.environ.get("TAIZHANG_HOPS") or (1 if SECURE else 0))
"""How many servers of our own stand in front, each adding to X-Forwarded-For whom it saw."""
LIMITS = limits.by_source(os.environ)
"""Other limits than those of `accounts.limits`, by door."""
SECOND_FACTOR = frozenset(filter(None, os.environ.get("TAIZHANG_SECOND_FACTOR", "").split(",")))
"""Roles whose people must bind an authenticator first, for example system-admin,security-admin,auditor."""
OIDC = outside.oidc(os.environ)
"""The OpenID Connect provider through which people may sign in as well; None where there is none."""
WECOM = outside.wecom(os.environ)
"""WeCom or 政务微信, likewise."""
MAP_TILES = map_tiles(os.environ)
"""What lies under the map; nothing by default, and then no page calls outside."""
PASSWORD_DAYS = int(os.environ.get("TAIZHANG_PASSWORD_DAYS") or 0)
"""How old a password may become; 0: as old as it likes."""
IDLE = limits.minutes_by_role(
    os.environ, "TAIZHANG_IDLE", "system-admin=15,security-admin=15,auditor=15" if SECURE else ""
)
LONGEST = limits.minutes_by_role(os.environ, "TAIZHANG_LONGEST", "*=720" if SECURE else "")
"""Minutes after which a sign-in ends, untouched or in any case, by role."""
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
CSRF_FAILURE_VIEW = "taizhang.web.pages.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("TAIZHANG_ORIGINS", "").split(",") if origin]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
"""Addresses that are keys go to nobody else. Not `no-referrer`: browsers then send forms with `Origin: null`."""
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^health$", r"^ready$", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
"""Subdomains and preload lists of browsers: what else a domain serves is for its owner to decide, not for us."""
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # the server looks for collected files there, and warns where the folder is missing
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = HOME
STORAGES = {
    "default": object_storage.files(os.environ),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
FILE_UPLOAD_TEMP_DIR = None
DATA_UPLOAD_MAX_MEMORY_SIZE = 30 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

LONG_QUEUE = "long"
"""Work of many minutes waits apart, so that nothing short stands behind it."""
QUEUES = ["default", LONG_QUEUE]
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": QUEUES}}

PACKS = [PROJECT / "taizhang" / "packs", PROJECT / "packs", HOME / "packs"]
"""Where packs lie: those of an installed product, those of a source checkout, last the installation's own."""

MANUAL = [PROJECT / "taizhang" / "manual", PROJECT / "docs" / "manual", PROJECT / "docs"]
"""Where the chapters of the manual lie: within an installed product, or in its sources."""

DEMONSTRATION = HOME / "demonstration.json"
"""Where it is, this installation is a demonstration: every page says so. It holds the accounts to sign in with."""

METRICS_TOKEN = os.environ.get("TAIZHANG_METRICS_TOKEN", "")
"""Whoever shows it may read /metrics; without one only this machine itself may."""

OUTGOING = frozenset(filter(None, os.environ.get("TAIZHANG_OUTGOING", "").split(",")))
"""Hosts and networks inside that settable addresses may lead to; all others inside are refused."""
HEAD_TO = [place.strip() for place in os.environ.get("TAIZHANG_HEAD_TO", "").split(",") if place.strip()]
"""Second places for the head of the chain: files, mailto:…, https://…"""
ADDRESS = os.environ.get("TAIZHANG_ADDRESS", "").rstrip("/")
"""Where people reach the installation: what is sent outwards links there, without it there is no link."""
_MAIL = urlsplit(os.environ.get("TAIZHANG_MAIL", ""))
EMAIL_HOST, EMAIL_PORT = _MAIL.hostname or "", _MAIL.port or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_MAIL.username or ""), unquote(_MAIL.password or "")
EMAIL_USE_SSL = _MAIL.scheme == "smtps"
DEFAULT_FROM_EMAIL = os.environ.get("TAIZHANG_MAIL_FROM", EMAIL_HOST_USER or "taizhang@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "taizhang.watch.logs.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"urllib3": {"level": "WARNING"}},  # its debugging lines hold addresses with secrets
    "root": {"handlers": ["stderr"], "level": os.environ.get("TAIZHANG_LOG", "WARNING")},
}
