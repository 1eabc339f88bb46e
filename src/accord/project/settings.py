"""Django's settings, made from ours."""

import contextlib
import hashlib
import os
import secrets
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from accord.project.config import mail_from, mail_server, outside, settings_from
from accord.project.database import url as database_url

ACCORD = settings_from()


def _secret(home: Path) -> str:
    """The installation's key: made once, readable by its owner only, outside the database."""
    path = home / "secret.key"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.write_text(secrets.token_urlsafe(50), encoding="ascii")
        fresh.chmod(0o600)
        with contextlib.suppress(FileExistsError):
            os.link(fresh, path)
        fresh.unlink()
    return path.read_text(encoding="ascii").strip()


def _database(address: str) -> dict[str, Any]:
    parts = conninfo_to_dict(address)
    known = {"dbname", "user", "password", "host", "port"}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname", "accord"),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": parts.get("port", ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {k: v for k, v in parts.items() if k not in known},
    }


SECRET_KEY = _secret(ACCORD.home)
DEBUG = ACCORD.debug
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *ACCORD.allowed_hosts]
_PUBLIC_HOST = ACCORD.address.split("://", 1)[-1]
if _PUBLIC_HOST.rsplit(":", 1)[0] not in ALLOWED_HOSTS:
    ALLOWED_HOSTS.append(_PUBLIC_HOST.rsplit(":", 1)[0])
CSRF_TRUSTED_ORIGINS = [ACCORD.public_url] if ACCORD.public_url else []
DATABASES = {"default": _database(database_url(ACCORD))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "members.Member"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # an address is unique whatever its case: a constraint over Lower("email")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "django_htmx",
    "django_cotton",
    "procrastinate.contrib.django",
    "accord.members",
    "accord.ledger",
    "accord.outbox",
    "accord.agreement",
    "accord.steps.collect",
    "accord.steps.identity",
    "accord.steps.scoring",
    "accord.steps.lifecycle",
    "accord.steps.handoff",
    "accord.steps.outcomes",
    "accord.steps.activity",
    "accord.steps.sla",
    "accord.planning",
    "accord.journey",
    "accord.reporting",
    "accord.telling",
    "accord.connectors.files",
    "accord.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accord.web.base.middleware.policy",
    "accord.web.base.middleware.security_headers",
]
ROOT_URLCONF = "accord.project.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": sorted((Path(__file__).parent.parent / "web").glob("*/templates")),
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accord.web.base.context.everywhere",
            ],
        },
    }
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "accord.web.login.adapter.ClosedDoor"
ACCOUNT_SESSION_REMEMBER = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/login/"
ADDRESS = ACCORD.address
MAIL_SERVER, MAIL_FROM, OUTSIDE = mail_server(ACCORD), mail_from(ACCORD), outside(ACCORD)
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if MAIL_SERVER else 'console'}.EmailBackend"
DEFAULT_FROM_EMAIL = MAIL_FROM
if MAIL_SERVER:  # what log-in sends, as forgotten passwords
    EMAIL_HOST, EMAIL_PORT, EMAIL_TIMEOUT = MAIL_SERVER.host, MAIL_SERVER.port, 15
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL_SERVER.user, MAIL_SERVER.password
    EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL_SERVER.encryption == "starttls", MAIL_SERVER.encryption == "tls"

LANGUAGE_CODE = ACCORD.language
LANGUAGES = [("en", "English"), ("ru", "Русский"), ("ar", "العربية"), ("zh-hans", "简体中文"), ("zh-hant", "繁體中文")]
LOCALE_PATHS = [Path(__file__).parent.parent / "web" / "locale"]
TIME_ZONE = ACCORD.time_zone
USE_TZ = True
STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
LAKE = ACCORD.lake or str(ACCORD.home / "lake")
REPLAYS = str(ACCORD.home / "replays")
SEAL_AFTER_DAYS = ACCORD.seal_after_days
KEEP_MONTHS = ACCORD.keep_months
MEDIA_ROOT = ACCORD.home / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # the scoring of a large agreement as one form

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
_IS_HTTPS = ACCORD.address.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _IS_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _IS_HTTPS else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "accord.web.base.views.csrf_refused"
# Two installations on one host must not log each other out.
SESSION_COOKIE_NAME = "accord_" + hashlib.sha256(str(ACCORD.home).encode()).hexdigest()[:8]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"one_line": {"()": "accord.project.logs.OneLine"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"procrastinate": {"level": "WARNING"}, "django.request": {"filters": ["one_line"]}},
}
