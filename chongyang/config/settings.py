"""Settings, all by environment; `docs/reference/settings.md` lists each.

DATABASE_URL          PostgreSQL as the run role (default: the embedded server of this checkout)
DATABASE_OWNER_URL    the same database as its owner, for migrate and make_city
CHONGYANG_AS_OWNER    1: this process works as the owner
MQTT_URL              broker of the device gateway, mqtt://host:port
CHONGYANG_PREPARE     1: statements are prepared once a connection, for gateways and worker
CHONGYANG_SECRETS     path of the secrets file (default var/secrets.json, made by `make setup`)
CHONGYANG_DEMO        1: a demo city, which says so on every page and helps with signing in
CHONGYANG_HOSTS       comma-separated host names that the site answers to
CHONGYANG_HTTPS       1: cookies and redirects for HTTPS alone
CHONGYANG_API_CALLS   calls a minute that a token of the JSON door may make (600)
CHONGYANG_ONE_SESSION 1: signing in ends the account's other sessions
CHONGYANG_LOG_FORMAT  json: one object a line, for machines
CHONGYANG_METRICS_TOKEN  lets a monitor on another machine read /metrics
CHONGYANG_TELEPHONY   the exchange of the line: null (none, the demo's) or webhook
CHONGYANG_TELEPHONY_URL     where commands to the exchange are posted
CHONGYANG_TELEPHONY_SECRET  signs what the exchange sends and what it is sent, 32 characters or more
CHONGYANG_APP, CHONGYANG_SMS, CHONGYANG_VOICE  adapter of each channel: null | webhook
CHONGYANG_MESSAGE_URL, CHONGYANG_MESSAGE_SECRET, CHONGYANG_MESSAGE_TIMEOUT  of the webhook adapter
CHONGYANG_PAYMENTS    vendors of people's own payments: wechat, alipay, sandbox; their keys are secrets
CHONGYANG_LINKAGE     the engine that scores pairs of records: duckdb (in this process) or spark
CHONGYANG_LINKAGE_MEMORY  gibibytes that it may take (4)
CHONGYANG_WATCH_URL  where `watch_alerting` posts when the escalation stands still
CHONGYANG_FEEDS       folder with the city's own descriptions of feeds, beside the shipped ones
CHONGYANG_FEED_FILES  where received files wait until they are taken in (var/feeds)
CHONGYANG_FEED_BYTES  the largest file of a feed that is received (1 GiB)
CHONGYANG_UPLOAD_BYTES  the largest file that any other page takes (32 MiB)
CHONGYANG_FILES       where files that people hand in lie sealed (var/files)
CHONGYANG_FILE_BYTES  the largest of them (20 MiB)
CHONGYANG_SCANNER     virus scanner of these files: null or clamav
CHONGYANG_CLAMAV      where clamd listens: tcp://host:port or unix:/path
CHONGYANG_PROGRAMMES  folder with the city's own programmes of money, beside the shipped ones
CHONGYANG_PURCHASE_RULES  folder with the counties' own rules of what government buys, beside the shipped ones
CHONGYANG_DROP        folder into which departments put files; unset: none is watched
"""

import json
import os
from pathlib import Path
from typing import Any

from django.conf import global_settings
from psycopg.conninfo import conninfo_to_dict

ROOT = Path(__file__).resolve().parent.parent.parent
VAR = Path(os.environ.get("CHONGYANG_VAR", ROOT / "var"))
PACKAGE = ROOT / "chongyang"


def _flag(name: str) -> bool:
    return os.environ.get(name, "") not in ("", "0", "false", "no")


SECRETS_PATH = Path(os.environ.get("CHONGYANG_SECRETS", VAR / "secrets.json"))


def _secrets(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text()))
    except FileNotFoundError:
        raise SystemExit(f"No secrets at {path}. Run `make setup`, or set CHONGYANG_SECRETS.") from None


SECRETS = _secrets(SECRETS_PATH)
SECRET_KEY = SECRETS["django"]
FIELD_KEYS = {1: SECRETS["fields"], **{int(k): v for k, v in SECRETS.get("older_fields", {}).items()}}
FIELD_KEY_NUMBER = int(SECRETS.get("field_key_number", 1))
INDEX_KEY = SECRETS["index"]

DEMO = _flag("CHONGYANG_DEMO")
DEBUG = False
HTTPS = _flag("CHONGYANG_HTTPS")
THIS_MACHINE = ["127.0.0.1", "localhost", "[::1]"]
HOSTS = [host for host in os.environ.get("CHONGYANG_HOSTS", "").split(",") if host]
ALLOWED_HOSTS = [*HOSTS, *THIS_MACHINE]  # probes come from this machine whatever the city's name is
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in HOSTS] if HTTPS else []
METRICS_TOKEN = os.environ.get("CHONGYANG_METRICS_TOKEN", "")
TELEPHONY = os.environ.get("CHONGYANG_TELEPHONY", "null")
TELEPHONY_URL = os.environ.get("CHONGYANG_TELEPHONY_URL", "")
TELEPHONY_SECRET = os.environ.get("CHONGYANG_TELEPHONY_SECRET", "")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "chongyang.core",
    "chongyang.territory",
    "chongyang.roads",
    "chongyang.policy",
    "chongyang.registry",
    "chongyang.groups",
    "chongyang.privacy",
    "chongyang.claims",
    "chongyang.linkage",
    "chongyang.registration",
    "chongyang.exchange",
    "chongyang.providers",
    "chongyang.treasury",
    "chongyang.alerting",
    "chongyang.workforce",
    "chongyang.telecare",
    "chongyang.services",
    "chongyang.supplies",
    "chongyang.emergency",
    "chongyang.hotline",
    "chongyang.funding",
    "chongyang.scenarios",
    "chongyang.purchase",
    "chongyang.orders",
    "chongyang.checkout",
    "chongyang.activities",
    "chongyang.visits",
    "chongyang.scheduling",
    "chongyang.settlement",
    "chongyang.quality",
    "chongyang.timebank",
    "chongyang.projects",
    "chongyang.approvals",
    "chongyang.designations",
    "chongyang.indicators",
    "chongyang.reporting",
    "chongyang.duties",
    "chongyang.supervision",
    "chongyang.gateway",
    "chongyang.api",
    "chongyang.web",
    "chongyang.workshop",
]

MIDDLEWARE = [
    "chongyang.web.parts.watching.watch",
    "django.middleware.security.SecurityMiddleware",
    "chongyang.web.parts.middleware.content_security",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "chongyang.web.parts.taking.limits",
    "chongyang.web.parts.middleware.plain_text",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "chongyang.web.parts.middleware.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "chongyang.web.parts.middleware.sessions",
    "chongyang.web.account.middleware.second_factor",
    "chongyang.web.parts.middleware.scopes",
]

ROOT_URLCONF = "chongyang.config.urls"
CSRF_FAILURE_VIEW = "chongyang.web.parts.errors.form_expired"
WSGI_APPLICATION = "chongyang.config.wsgi.application"

_LOADERS = [
    (
        "template_partials.loader.Loader",
        [
            (
                "django.template.loaders.cached.Loader",
                [
                    "django.template.loaders.filesystem.Loader",
                    "django.template.loaders.app_directories.Loader",
                ],
            )
        ],
    )
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": sorted(PACKAGE.glob("web/*/templates")),
        "OPTIONS": {
            "loaders": _LOADERS,
            "builtins": [
                "template_partials.templatetags.partials",
                "chongyang.web.parts.templatetags.parts",
                "chongyang.web.parts.templatetags.moments",
                "chongyang.web.parts.templatetags.help_words",
                "chongyang.web.parts.templatetags.maps",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "chongyang.web.parts.context.page",
            ],
        },
    }
]


POOLED: dict[str, Any] = {"pool": {"min_size": 1, "max_size": 12, "timeout": 10}}


def _prepared() -> dict[str, Any]:
    """Statements planned once a connection: a press is the same thirty each time. For gateways and worker."""
    return {"server_side_binding": True, "prepare_threshold": 3} if _flag("CHONGYANG_PREPARE") else {}


def _database() -> dict[str, Any]:
    """The database as the run role, or as its owner where the process says so."""
    name = "DATABASE_OWNER_URL" if _flag("CHONGYANG_AS_OWNER") else "DATABASE_URL"
    parts = conninfo_to_dict(os.environ.get(name, "postgresql:///chongyang"))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname", "chongyang"),
        "USER": parts.get("user", "chongyang_run"),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": str(parts.get("port", "")),
        "CONN_MAX_AGE": 0,
        "OPTIONS": {**(POOLED if _flag("CHONGYANG_POOL") else {}), **_prepared()},
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MQTT_URL = os.environ.get("MQTT_URL", "mqtt://127.0.0.1:1883")
MESSAGING = {
    "app": os.environ.get("CHONGYANG_APP", "null"),
    "sms": os.environ.get("CHONGYANG_SMS", "null"),
    "voice": os.environ.get("CHONGYANG_VOICE", "null"),
}
MESSAGE_URL = os.environ.get("CHONGYANG_MESSAGE_URL", "")
MESSAGE_SECRET = os.environ.get("CHONGYANG_MESSAGE_SECRET", "")
MESSAGE_TIMEOUT = float(os.environ.get("CHONGYANG_MESSAGE_TIMEOUT", "3"))
PAYMENTS = os.environ.get("CHONGYANG_PAYMENTS", "sandbox" if DEMO else "").replace(",", " ").split()
PAYMENT_SECRETS = {name: dict(SECRETS.get(name, {})) for name in ("wechat", "alipay")}
PAYMENT_NOTICES = f"https://{HOSTS[0] if HOSTS else 'localhost'}/notices/"
WATCH_URL = os.environ.get("CHONGYANG_WATCH_URL", "")
FEEDS = os.environ.get("CHONGYANG_FEEDS", "")
FEED_FILES = Path(os.environ.get("CHONGYANG_FEED_FILES", VAR / "feeds"))
FEED_BYTES = int(os.environ.get("CHONGYANG_FEED_BYTES", str(1024**3)))
UPLOAD_BYTES = int(os.environ.get("CHONGYANG_UPLOAD_BYTES", str(32 * 1024**2)))
DROP = os.environ.get("CHONGYANG_DROP", "")
FILES = Path(os.environ.get("CHONGYANG_FILES", VAR / "files"))
FILE_BYTES = int(os.environ.get("CHONGYANG_FILE_BYTES", str(20 * 1024**2)))
DESTRUCTION_LEDGER = Path(os.environ.get("CHONGYANG_DESTRUCTION_LEDGER", VAR / "destructions.jsonl"))
SCANNER = os.environ.get("CHONGYANG_SCANNER", "null")
CLAMAV = os.environ.get("CHONGYANG_CLAMAV", "")
PROGRAMMES = os.environ.get("CHONGYANG_PROGRAMMES", "")
PURCHASE_RULES = os.environ.get("CHONGYANG_PURCHASE_RULES", "")
LINKAGE = os.environ.get("CHONGYANG_LINKAGE", "duckdb")
LINKAGE_MEMORY_GIB = float(os.environ.get("CHONGYANG_LINKAGE_MEMORY", "4"))

AUTH_USER_MODEL = "territory.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ["username", "display_name"]}),
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher", *global_settings.PASSWORD_HASHERS]

# Sign-in (GB/T 22239 level 3, usual parameters: 5 failures lock, idle 30 minutes, two factors)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_FORMS = {
    "login": "chongyang.web.account.forms.SignInForm",
    "reauthenticate": "chongyang.web.account.forms.PasswordAgainForm",
    "change_password": "chongyang.web.account.forms.NewPasswordForm",
}
MFA_FORMS = {
    "authenticate": "chongyang.web.account.forms.CodeForm",
    "reauthenticate": "chongyang.web.account.forms.CodeAgainForm",
    "activate_totp": "chongyang.web.account.forms.FirstCodeForm",
}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_ADAPTER = "chongyang.web.account.adapter.ClosedAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_CHANGE_EMAIL = False
ACCOUNT_PREVENT_ENUMERATION = True
# By user name first: who tries one name 10,000 times shuts out that name and nobody else at the same address.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "5/15m/key,200/15m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1
MFA_ADAPTER = "chongyang.web.account.adapter.RequiredFactors"
MFA_TOTP_ISSUER = "Chongyang"
SECOND_FACTOR_REQUIRED = True
ONE_SESSION = _flag("CHONGYANG_ONE_SESSION")
IDLE_SECONDS = int(os.environ.get("CHONGYANG_IDLE_SECONDS", "1800"))
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$", "^metrics$"]
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # a browser's preload list is the domain owner's decision
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
API_CALLS_A_MINUTE = int(os.environ.get("CHONGYANG_API_CALLS", "600"))
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "door_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [*sorted(PACKAGE.glob("*/locale")), *sorted(PACKAGE.glob("web/*/locale"))]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [
    *sorted(PACKAGE.glob("web/*/static")),
    ("htmx", ROOT / "node_modules" / "htmx.org" / "dist"),
    ("htmx-ext-sse", ROOT / "node_modules" / "htmx-ext-sse" / "dist"),
]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MIMETYPES = {".mjs": "text/javascript", ".pmtiles": "application/octet-stream"}


LOG_FORMAT = os.environ.get("CHONGYANG_LOG_FORMAT", "line")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"discreet": {"()": "chongyang.core.logs.Discreet"}},
    "formatters": {
        "line": {"()": "chongyang.core.logs.Lines"},
        "json": {"()": "chongyang.core.logs.JsonLines"},
    },
    "handlers": {
        "out": {
            "class": "logging.StreamHandler",
            "formatter": LOG_FORMAT if LOG_FORMAT == "json" else "line",
            "filters": ["discreet"],
        }
    },
    "loggers": {
        **{
            name: {"level": "WARNING"}
            for name in ("procrastinate", "httpx", "httpcore", "django.db.backends")
        },
        "django": {"handlers": [], "level": "INFO", "propagate": True},  # not Django's own handlers
        "django.request": {"level": "ERROR"},  # our own line tells every status
    },
    "root": {"handlers": ["out"], "level": os.environ.get("CHONGYANG_LOG", "INFO")},
}
