"""All settings, read from the environment and nothing else; README.md has the table."""

import logging
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pghistory

from config import api_settings as api
from config import content_security, logs, sentry, unfold
from config import environment as env
from config.scrub import Scrubber, secrets_of

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_DIR = BASE_DIR / ".local"

ENVIRONMENT = env.with_files(os.environ)
DEBUG = env.flag(ENVIRONMENT, "DEBUG", default=True)
SECRET_KEY = env.secret(ENVIRONMENT, "SECRET_KEY", debug=DEBUG)
SECRET_KEY_FALLBACKS = env.texts(ENVIRONMENT, "SECRET_KEY_FALLBACKS")
BASE_URL = env.base_url(ENVIRONMENT, "BASE_URL", default="http://127.0.0.1:8000")
ALLOWED_HOSTS = env.names(
    ENVIRONMENT, "ALLOWED_HOSTS", default=["127.0.0.1", "localhost"] if DEBUG else []
)
if not ALLOWED_HOSTS:
    raise env.refuse("ALLOWED_HOSTS", "must name the hosts this site answers for when DEBUG is off")
CSRF_TRUSTED_ORIGINS = [BASE_URL]

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "config.apps.LongshoreAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django_prometheus",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "csp",
    "django_structlog",
    "pgtrigger",
    "pghistory",
    "django_countries",
    "rest_framework",
    "django_filters",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
    # Before accounts, which takes their models out of the admin.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "accounts",
    "vendors",
    "teams",
    "sourcing",
    "risk",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "accounts.request_id.RequestIdMiddleware",
    "config.logs.LogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "config.content_security.ContentSecurityMiddleware",
    "config.null_characters.NullCharacterMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.signin.middleware.SeenSessions",
    "accounts.middleware.TenancyMiddleware",
    "accounts.history_origin.HistoryOrigin",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context.current_organization",
            ],
        },
    },
]

# --- Database: the application's role, and the owner that migrates -------------------------
# Both aliases stand for one database. Without DATABASE_URL the embedded server is started at
# the first connection, never by merely importing this file.
APPLICATION_ROLE = "longshore_app"
OWNER_ROLE = "longshore_owner"


def _databases() -> dict[str, dict[str, Any]]:
    application = env.database(ENVIRONMENT, "DATABASE_URL")
    owner = env.database(ENVIRONMENT, "MIGRATION_DATABASE_URL")
    if application is None:
        if owner is not None:
            raise env.refuse("MIGRATION_DATABASE_URL", "is set, so DATABASE_URL must be set too")
        embedded = {"NAME": "longshore", "EMBEDDED": LOCAL_DIR / "postgres"}
        application = {**embedded, "USER": APPLICATION_ROLE}
        owner = {**embedded, "USER": OWNER_ROLE}
    owner = owner or dict(application)
    shared: dict[str, Any] = {"ENGINE": "accounts.database", "CONN_MAX_AGE": 60}
    # A migration that can not get its lock gives up instead of stopping everyone behind it.
    impatient = {**owner.get("OPTIONS", {}), "options": "-c lock_timeout=5s"}
    return {
        "default": {
            **application,
            **shared,
            "ATOMIC_REQUESTS": True,
            "CONN_HEALTH_CHECKS": True,
            "STEP_DOWN_TO": APPLICATION_ROLE,
        },
        "owner": {**owner, **shared, "CONN_MAX_AGE": 0, "OPTIONS": impatient},
    }


DATABASES = _databases()
# Read by `manage.py backup`: a role that may read every organization's rows.
BACKUP_DATABASE = env.database(ENVIRONMENT, "BACKUP_DATABASE_URL")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

PGHISTORY_APPEND_ONLY = True
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()

# --- People and sessions ---------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
UNFOLD = unfold.UNFOLD
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY = True

# --- Interface for programs: accounts/api/ has the conventions, config/api.py the addresses ---
KNOX_TOKEN_MODEL = "accounts.ApiToken"  # noqa: S105 - a model, not a secret
# Knox's own token model is replaced by ours, so its table would stay empty.
MIGRATION_MODULES = {"knox": None}
REST_KNOX = {"TOKEN_PREFIX": "lsh_", "AUTH_HEADER_PREFIX": "Bearer"}
API_REQUESTS_PER_MINUTE = env.count(os.environ, "API_REQUESTS_PER_MINUTE", default=600)
REST_FRAMEWORK = api.REST_FRAMEWORK
DRF_STANDARDIZED_ERRORS = api.STANDARDIZED_ERRORS
SPECTACULAR_SETTINGS = api.SPECTACULAR

# --- Signing in: django-allauth, by e-mail address only; nobody signs up ---------------------
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.signin.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "20/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/5m/key",
}
MFA_ADAPTER = "accounts.signin.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "accounts.signin.forms.CodeForm",
    "authenticate_webauthn": "accounts.signin.forms.SecurityKeyForm",
    "login_webauthn": "accounts.signin.forms.PasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Longshore"
MFA_TOTP_TOLERANCE = 1
ALLAUTH_TRUSTED_PROXY_COUNT = env.count(ENVIRONMENT, "TRUSTED_PROXIES", default=0, least=0)
# An identity provider's address must be public and https, except while trying things out.
SSO_ALLOWS_PRIVATE_ADDRESSES = DEBUG
# Counts attempts to sign in. In the database all web processes see the same count, without Redis
# and after a restart too.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# --- Language, time, static files ------------------------------------------------------------
LANGUAGE_CODE = "en-us"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
DATE_FORMAT = "j M Y"
DATETIME_FORMAT = "j M Y, H:i"
FORMAT_MODULE_PATH = ["config.formats"]
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STORAGES = {
    "default": env.file_storage(ENVIRONMENT, "DOCUMENT_STORAGE_URL", LOCAL_DIR / "media"),
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if not DEBUG
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG

# --- Uploaded files: never at an address of their own, refused while they stream in ----------
#: Longer lists are exported by a worker.
EXPORT_DIRECT_ROWS = 5_000
DOCUMENT_MAX_MB = env.whole_number(ENVIRONMENT, "DOCUMENT_MAX_MB", default=25)
DOCUMENT_RETENTION_DAYS = env.whole_number(ENVIRONMENT, "DOCUMENT_RETENTION_DAYS", default=30)
DOCUMENT_SCANNER = env.virus_scanner(ENVIRONMENT, "DOCUMENT_SCANNER")
FILE_UPLOAD_HANDLERS = [
    "sourcing.uploads.DocumentLimitHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- Security: a public address over https turns on what needs https -------------------------
_HTTPS = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = _HTTPS
CSRF_COOKIE_SECURE = _HTTPS
SECURE_SSL_REDIRECT = _HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _HTTPS else None
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if _HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _HTTPS
SECURE_HSTS_PRELOAD = _HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {**content_security.STRICT, "upgrade-insecure-requests": _HTTPS}
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
# A probe speaks plain http to the process itself, not to the proxy in front.
SECURE_REDIRECT_EXEMPT = [r"^health/(live|ready|work)$", r"^metrics$"]
METRICS_TOKEN = env.token(ENVIRONMENT, "METRICS_TOKEN")

# --- Mail: without EMAIL_URL every mail becomes a file in .local/mail ------------------------
DEFAULT_FROM_EMAIL = f"Longshore <longshore@{urlsplit(BASE_URL).hostname}>"
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAIL_DIRECTORY = LOCAL_DIR / "mail"
EMAIL_TIMEOUT = 20
_SMTP = env.email(ENVIRONMENT, "EMAIL_URL")
if _SMTP is None:
    EMAIL_BACKEND = "risk.mail.files.EmlFileBackend"
else:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = _SMTP["EMAIL_HOST"]
    EMAIL_PORT = _SMTP["EMAIL_PORT"]
    EMAIL_HOST_USER = _SMTP["EMAIL_HOST_USER"] or ""
    EMAIL_HOST_PASSWORD = _SMTP["EMAIL_HOST_PASSWORD"] or ""
    EMAIL_USE_TLS = _SMTP.get("EMAIL_USE_TLS", False)
    EMAIL_USE_SSL = _SMTP.get("EMAIL_USE_SSL", False)

# --- Work that runs later: Redis only wakes the worker, PostgreSQL holds the work ------------
REDIS_URL = env.redis_url(ENVIRONMENT, "REDIS_URL")
CELERY_BROKER_URL = REDIS_URL or "memory://localhost/"
CELERY_TASK_ALWAYS_EAGER = not REDIS_URL
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 30 * 60
CELERY_VISIBILITY_TIMEOUT = 60 * 60
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": CELERY_VISIBILITY_TIMEOUT,
    "socket_timeout": 30,
    "socket_keepalive": True,
    "health_check_interval": 30,
}
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_POOL_ACQUIRE_TIMEOUT = 10
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True
# The schedule only says how often to look; what is due, and in whose local time, is decided
# from the organizations' own rows.
CELERY_BEAT_SCHEDULE = {
    "forget-kept-answers": {"task": "accounts.tasks.forget_answers", "schedule": 3600.0},
    "look-for-due-scans": {"task": "risk.tasks.scan_due", "schedule": 300.0},
    "look-for-due-alerts": {"task": "risk.tasks.send_due", "schedule": 30.0},
    "look-for-due-letters": {"task": "accounts.tasks.send_due_letters", "schedule": 30.0},
    "look-for-due-exports": {"task": "accounts.tasks.make_due_exports", "schedule": 30.0},
    "check-documents": {"task": "sourcing.tasks.check_due", "schedule": 30.0},
    "remove-discarded-files": {"task": "sourcing.tasks.tidy_files", "schedule": 3600.0},
    "look-for-due-imports": {"task": "sourcing.tasks.run_due_imports", "schedule": 30.0},
    "judge-service-levels": {"task": "sourcing.tasks.judge_everywhere", "schedule": 3600.0},
    "keep-measurement-months": {
        "task": "sourcing.tasks.keep_measurement_months",
        "schedule": 21600.0,
    },
    "apply-retention": {"task": "risk.tasks.apply_retention_everywhere", "schedule": 86400.0},
    "sweep-expired-leases": {"task": "risk.tasks.sweep_leases", "schedule": 60.0},
}

# --- Logs and reports of errors --------------------------------------------------------------
_SCRUBBER = Scrubber(secrets_of(ENVIRONMENT, env.SECRETS) | ({SECRET_KEY} if not DEBUG else set()))
LOGGING = logs.configured(is_production=not DEBUG, scrubber=_SCRUBBER)
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_TRUST_UPSTREAM_REQUEST_ID = True  # written by accounts.request_id
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG
sentry.start(
    dsn=env.sentry_dsn(ENVIRONMENT, "SENTRY_DSN"), is_production=not DEBUG, scrubber=_SCRUBBER
)
