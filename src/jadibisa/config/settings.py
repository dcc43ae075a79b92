"""Django settings: one file; what differs between places comes from the environment.

JADIBISA_MODE is `demonstration` (the default, loopback only, synthetic people) or `production`. Production demands
JADIBISA_SECRET_KEY_FILE, JADIBISA_MASTER_KEY_FILE and JADIBISA_HOSTS, and refuses the demonstration's conveniences.
"""

import os
from pathlib import Path
from typing import Any

import django_stubs_ext
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

django_stubs_ext.monkeypatch()

ROOT = Path(__file__).resolve().parents[3]
SOURCES = Path(__file__).resolve().parents[1]

MODE = os.environ.get("JADIBISA_MODE", "demonstration")
if MODE not in {"demonstration", "production"}:
    raise ImproperlyConfigured(f"JADIBISA_MODE is {MODE!r}: use demonstration or production")
PRODUCTION = MODE == "production"
DEMONSTRATION = os.environ.get("JADIBISA_DEMONSTRATION", "" if PRODUCTION else "1") == "1"
if PRODUCTION and DEMONSTRATION:
    raise ImproperlyConfigured("production does not start with the demonstration on: unset JADIBISA_DEMONSTRATION")


def _needed(name: str) -> str:
    """A setting that production must name."""
    value = os.environ.get(name, "")
    if PRODUCTION and not value:
        raise ImproperlyConfigured(f"production needs the setting {name}")
    return value


MASTER_KEY_FILE = _needed("JADIBISA_MASTER_KEY_FILE")
_secret_file = _needed("JADIBISA_SECRET_KEY_FILE") or MASTER_KEY_FILE
SECRET_KEY = (
    Path(_secret_file).read_bytes().hex() if _secret_file and Path(_secret_file).exists() else "not-served-" + "0" * 40
)
DEBUG = False
ALLOWED_HOSTS = _needed("JADIBISA_HOSTS").split(",") if PRODUCTION else ["127.0.0.1", "localhost", "testserver"]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if PRODUCTION else []
TRUSTED_PROXIES = tuple(filter(None, os.environ.get("JADIBISA_TRUSTED_PROXIES", "").split(",")))
MAINTENANCE = os.environ.get("JADIBISA_MAINTENANCE", "") == "1"  # every page but the status page says 503
OFFICIAL_ADDRESS = os.environ.get("JADIBISA_OFFICIAL_ADDRESS", "jadibisa.example")
MESSAGES_A_DAY = int(os.environ.get("JADIBISA_MESSAGES_A_DAY", "300000"))  # that strangers may cause
RECEIPTS_KEY = os.environ.get("JADIBISA_RECEIPTS_KEY", "demonstration" if DEMONSTRATION else "")  # of the carrier
REGISTRY_URL = os.environ.get("JADIBISA_REGISTRY_URL", "")  # empty: the in-process registry of the demonstration
BANK_URL = os.environ.get("JADIBISA_BANK_URL", "")  # empty: the in-process bank of the demonstration
ACCEPT_URL = os.environ.get(
    "JADIBISA_ACCEPT_URL", ""
)  # of the thin accept path, as browsers see it; empty: there is none
SITE_URL = os.environ.get(
    "JADIBISA_SITE_URL", ""
)  # where the thin accept path sends people back; empty: its own origin
DRAND = "https://api.drand.sh,https://api2.drand.sh,https://api3.drand.sh,https://drand.cloudflare.com"
BEACON_URLS = tuple(  # empty: in the demonstration the in-process beacon, in production a round is pasted by hand
    filter(None, os.environ.get("JADIBISA_BEACON_URLS", "" if DEMONSTRATION else DRAND).split(","))
)
BEACON_CHAIN_FILE = os.environ.get("JADIBISA_BEACON_CHAIN_FILE", "")  # drand's /info; empty: drand quicknet
TIMESTAMP_URL = os.environ.get("JADIBISA_TIMESTAMP_URL", "")  # empty: no time-stamps, and the public page says so
TIMESTAMP_ROOT_FILE = os.environ.get("JADIBISA_TIMESTAMP_ROOT_FILE", "")
SIGNING_HOST = os.environ.get("JADIBISA_SIGNING_HOST", OFFICIAL_ADDRESS)

STOREYS: dict[str, tuple[str, ...]] = {
    "foundation": ("plumbing", "facts", "places", "messages", "people", "ledger"),
    "journey": ("registration", "verification", "selection", "funding", "training", "certification", "work"),
    "care": ("notices", "tickets", "assistance", "answers"),
    "oversight": ("inclusion", "integrity", "transparency"),
}
OUR_APPS = [f"jadibisa.{storey}.{app}" for storey, apps in STOREYS.items() for app in apps] + ["jadibisa.portal"]
INSTALLED_APPS = [
    *OUR_APPS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "procrastinate.contrib.django",
]
AUTH_USER_MODEL = "people.Account"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pads at random, so that lengths tell nothing (BREACH)
    "csp.middleware.CSPMiddleware",
    "jadibisa.config.maintenance.MaintenanceMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "jadibisa.config.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "jadibisa.config.middleware.ReadableMiddleware",
    "jadibisa.config.middleware.ActorMiddleware",
    "jadibisa.config.middleware.RefusalMiddleware",
]
ROOT_URLCONF = "jadibisa.config.urls"
WSGI_APPLICATION = "jadibisa.config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "jadibisa.portal.views.context.everywhere",
            ],
            "string_if_invalid": "",
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# No host here: libpq reads PGHOST, PGPORT, PGUSER, PGPASSWORD when it connects.
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ.get("PGDATABASE", "jadibisa"),
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 8, "timeout": 5}},
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }
}
# Only allauth keeps something here: how often somebody tried to sign in, which must count over all processes.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "plumbing_cache"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "jadibisa.config.accounts.ClosedAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ADAPTER = "jadibisa.config.accounts.SealedMfaAdapter"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:desk"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # mail leaves through foundation.messages only

SESSION_COOKIE_NAME = "jb"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF, NONCE],
        "script-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF, *([ACCEPT_URL] if "://" in ACCEPT_URL else [])],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
        "worker-src": [SELF],
    }
}

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "bahasa"
LOCALE_PATHS: list[str] = []
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Jakarta"

STATIC_URL = "/static/"
STATIC_ROOT = Path(_needed("JADIBISA_STATIC_ROOT")) if PRODUCTION else None
WHITENOISE_USE_FINDERS = not PRODUCTION
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"jadibisa": {"level": "INFO"}},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
