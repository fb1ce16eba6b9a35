"""The portal's settings: secure by default, read from the environment.

With DATABASE_URL unset the portal is in local mode: its services live in PORTAL_DIR, its secrets
are made there once, cookies travel over plain HTTP and the pages under /dev/ exist.
"""

from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

import django_stubs_ext
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from secop import env, local

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
PORTAL_DIR = Path(env.text("PORTAL_DIR", str(BASE_DIR / "var"))).resolve()

DATABASE_URL = env.optional("DATABASE_URL")
REDIS_URL = env.optional("REDIS_URL")
LOCAL_MODE = not DATABASE_URL
if LOCAL_MODE:
    local.provide_secrets(PORTAL_DIR)

PORT = env.number("PORT", 8000)
PORTAL_URL = env.text("PORTAL_URL", f"http://localhost:{PORT}" if LOCAL_MODE else None).rstrip("/")

# Security -------------------------------------------------------------------------------------

SECRET_KEY = env.text("SECRET_KEY")
# Signs and encrypts what must outlive a change of SECRET_KEY; newest first, "id:base64key" each.
KEY_RING = env.words("KEY_RING", None)
DEBUG = env.flag("DEBUG", default=False)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]" if LOCAL_MODE else None)
CSRF_TRUSTED_ORIGINS = [PORTAL_URL]
# How many proxies of our own stand before the web process; 0 means X-Forwarded-For is never believed.
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0)

HTTPS = PORTAL_URL.startswith("https://")
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^salud/"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_ENGINE = "accounts.session_engine"
CSRF_FAILURE_VIEW = "secop.errors.csrf_failure"

# Applications ---------------------------------------------------------------------------------

INSTALLED_APPS = [
    "secop.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.forms",  # its widget templates, which PortalRenderer looks up
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "phonenumber_field",
    "allauth",
    "allauth.account",
    "django_otp",
    "django_otp_webauthn",
    "secop.apps.SecopConfig",
    "desk",
    "support",
    "interests",
    "procurement",
    "onboarding",
    "accounts",
    "groundwork.messaging",
    "groundwork.ledger",
    "groundwork.reference",
    "groundwork.files",
    "groundwork.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "secop.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "secop.middleware.SignInMiddleware",
    "secop.middleware.PersonMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "secop.urls"
WSGI_APPLICATION = "secop.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "secop.context.portal",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "groundwork.web.templatetags.portal",
            ],
        },
    },
]
FORM_RENDERER = "groundwork.web.forms.PortalRenderer"

# Data -----------------------------------------------------------------------------------------

DATABASES = {"default": local.database_from_url(DATABASE_URL) if DATABASE_URL else local.database(PORTAL_DIR)}

CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
    ),
    # Pages of documents as pictures: in the memory of the process that drew them and nowhere else.
    "pictures": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pictures",
        "OPTIONS": {"MAX_ENTRIES": 30},
    },
}

STORAGES = {
    "default": {
        "BACKEND": env.text("STORAGE_BACKEND", "django.core.files.storage.FileSystemStorage"),
        "OPTIONS": {"location": PORTAL_DIR / "files"}
        if not env.optional("STORAGE_BACKEND")
        else {"bucket_name": env.text("STORAGE_BUCKET")},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = PORTAL_DIR / "static" if LOCAL_MODE else BASE_DIR / "staticfiles"

# Files that people give -----------------------------------------------------------------------

MEGABYTE = 1024 * 1024
# Small requests stay in memory; anything else is encrypted before its first byte reaches a disk.
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "groundwork.files.uploads.SealedUploadHandler",
]
UPLOAD_DIR = PORTAL_DIR / "quarantine"
UPLOAD_MAX_BYTES = env.number("UPLOAD_MAX_MEGABYTES", 20) * MEGABYTE
UPLOAD_MAX_TABLE_BYTES = 2 * MEGABYTE
# One request may bring several.
UPLOAD_MAX_REQUEST_BYTES = env.number("UPLOAD_MAX_REQUEST_MEGABYTES", 110) * MEGABYTE
UPLOAD_MAX_PAGES = env.number("UPLOAD_MAX_PAGES", 200)
# An identity document is turned into pictures, page by page.
UPLOAD_MAX_MARKED_PAGES = env.number("UPLOAD_MAX_MARKED_PAGES", 30)
UPLOAD_MAX_PIXELS = env.number("UPLOAD_MAX_MEGAPIXELS", 40) * 1_000_000
# What one supplier may keep.
UPLOAD_OWNER_QUOTA = env.number("UPLOAD_OWNER_MEGABYTES", 2048) * MEGABYTE
# What the process that looks inside a file may take.
UPLOAD_PROCESS_MEGABYTES = env.number("UPLOAD_PROCESS_MEGABYTES", 256)
# tcp://host:port or unix:///path; empty means no antivirus. While it does not answer, files wait.
CLAMD_URL = env.optional("CLAMD_URL")

# Mail and background work ---------------------------------------------------------------------

MAIL_DIR = PORTAL_DIR / "mail"
SMTP_HOST = env.optional("SMTP_HOST")
MAILERS = {
    "default": (
        {
            "BACKEND": "groundwork.messaging.backends.SmtpBackend",
            "OPTIONS": {
                "host": SMTP_HOST,
                "port": env.number("SMTP_PORT", 587),
                "username": env.optional("SMTP_USER"),
                "password": env.optional("SMTP_PASSWORD"),
                "use_tls": env.flag("SMTP_STARTTLS", default=True),
                # One mail takes four answers at most: together they must fit into its lease of 60 s.
                "timeout": 12,
            },
        }
        if SMTP_HOST
        else {"BACKEND": "groundwork.messaging.backends.FolderBackend", "OPTIONS": {"folder": str(MAIL_DIR)}}
    )
}
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text(
    "MAIL_FROM", "Portal de Contratación <avisos@portal.example>" if LOCAL_MODE else None
)
# Where people write for help from their own mailbox; /ayuda/contacto/ needs none.
SUPPORT_EMAIL = env.text("SUPPORT_EMAIL", parseaddr(DEFAULT_FROM_EMAIL)[1])

# How soon a reviewer looks at a document, in hours of business days (onboarding.queries.review.promise).
REVIEW_PROMISE_HOURS = env.number("REVIEW_PROMISE_HOURS", 24)

# How long a closed request for help keeps who asked and what was said; how many of the portal's promises are kept is
# counted for ever. The promises themselves are dated parameters (support.queries.tickets.promises).
SUPPORT_KEPT_DAYS = env.number("SUPPORT_KEPT_DAYS", 730)

# After so many days a mail's words are emptied; that it was sent, to whom and when stays.
MAIL_BODY_DAYS = env.number("MAIL_BODY_DAYS", 30)

# What became of mails later: a mailbox to which reports return (imaps://user:password@host/folder), with the address
# that it has as the envelope's sender, or a mail service's events by django-anymail.
BOUNCE_MAILBOX_URL = env.optional("BOUNCE_MAILBOX_URL")
BOUNCE_ADDRESS = env.optional("BOUNCE_ADDRESS")
MAIL_EVENTS_SERVICE = env.optional("MAIL_EVENTS_SERVICE")
ANYMAIL = {
    "WEBHOOK_SECRET": env.words("MAIL_EVENTS_SECRET"),
    "MAILGUN_WEBHOOK_SIGNING_KEY": env.optional("MAIL_EVENTS_SIGNING_KEY"),
}

CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost//"
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {
        "visibility_timeout": 3600,
        # A wake-up is worth a moment, not kombu's six seconds for each request while Redis is away.
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0.1,
        "socket_connect_timeout": 1,
    }
    if REDIS_URL
    else local.broker_options(PORTAL_DIR / "broker")
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 540
# Codes never stand behind digests: a worker consumes the urgent queue and no other.
CELERY_TASK_ROUTES = {"messaging.relay_urgent": {"queue": "urgent"}}
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "America/Bogota"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Over the broker in a folder it would be one more folder to look into ten times a second.
CELERY_WORKER_ENABLE_REMOTE_CONTROL = bool(REDIS_URL)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True

# Time and languages ---------------------------------------------------------------------------

USE_TZ = True
TIME_ZONE = "America/Bogota"
USE_I18N = True
LANGUAGE_CODE = "es-co"
LANGUAGES = [("es-co", _("Español")), ("en", _("Inglés"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_THOUSAND_SEPARATOR = True
PHONENUMBER_DEFAULT_REGION = "CO"
PHONENUMBER_DB_FORMAT = "E164"

# People ---------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.passwords.PredictablePasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("full_name", "username", "email", "firm")},
    },
]
AUTHENTICATION_BACKENDS = ["accounts.backends.PersonBackend"]
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*"]
# The code of our own last stage proves the mailbox: allauth neither sends codes nor links.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = False
# How long a sign-in or registration may take from the password to the last code.
ACCOUNT_LOGIN_TIMEOUT = 30 * 60
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "30/m/ip,5/5m/key",
    "signup": "40/m/ip",
    "reset_password": "20/m/ip,5/10m/key",
    "recovery_answer": "20/m/ip,5/h/key",
    "identity_check": "5/h/ip,3/d/key",
    "reauthenticate": "10/m/user",
    "password_change": "10/h/key",
    "email_change": "10/h/key",
    "export": "10/h/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
# Passkeys: one more factor of our last stage, never a way round it.
OTP_WEBAUTHN_ALLOW_PASSWORDLESS_LOGIN = False
OTP_WEBAUTHN_RP_NAME = "Portal de Contratación"
OTP_WEBAUTHN_RP_ID = urlsplit(PORTAL_URL).hostname or "localhost"
OTP_WEBAUTHN_ALLOWED_ORIGINS = [PORTAL_URL]
# A session ends after this long without activity; sooner on a computer that is said to be shared.
SESSION_IDLE_SECONDS = 30 * 60
SHARED_SESSION_IDLE_SECONDS = 10 * 60
# Acts that bind ask for a proof of identity younger than this.
RECENT_PROOF_SECONDS = 10 * 60

# Logging --------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "secop.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        "django.server": {"handlers": ["stderr"], "propagate": False},
        "celery": {"level": "WARNING"},
    },
}
