"""All settings, in one file. Each variable of the environment is read once, strictly (docs/operators-guide.md)."""

from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF

from .environment import (
    env_bool,
    env_codes,
    env_database,
    env_dates,
    env_hosts,
    env_int,
    env_origins,
    env_secret,
    env_text,
)

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env_text("VAR_DIR", str(BASE_DIR / "var"))).resolve()

SECRET_KEY = env_secret("SECRET_KEY", VAR_DIR / "secret_key")
DEBUG = env_bool("DEBUG", False)
ALLOWED_HOSTS = env_hosts("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env_origins("CSRF_TRUSTED_ORIGINS")
HTTPS = env_bool("HTTPS", True)
BEHIND_PROXY = env_bool("BEHIND_PROXY", False)

INSTALLED_APPS = [
    "khuyenhoc",
    "chapters",
    "funds",
    "awards",
    "reports",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "khuyenhoc.static_files.StaticFiles",
    "bootstrap",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "khuyenhoc.middleware.nothing_larger",  # before CSRF, which reads what was sent
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "khuyenhoc.middleware.no_demo_from_outside",
    "khuyenhoc.middleware.kept_by_no_browser",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "khuyenhoc.middleware.refusals_in_words",
    "chapters.signin_steps.steps_of_signing_in",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "khuyenhoc.urls"
WSGI_APPLICATION = "khuyenhoc.wsgi.application"

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
                "reports.context.frame",
            ],
            "builtins": ["khuyenhoc.templatetags.text"],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

DATABASES = {"default": env_database("DATABASE_URL", VAR_DIR / "khuyenhoc.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

BACKUP_DIR = Path(env_text("BACKUP_DIR", str(VAR_DIR / "backups"))).resolve()
BACKUP_DAYS = env_int("BACKUP_DAYS", 14, least=1, most=3660)
BACKUP_MONTHS = env_int("BACKUP_MONTHS", 24, least=0, most=1200)

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTH_USER_MODEL = "chapters.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "khuyenhoc.signin.Backend"]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# Passwords tried out are counted in khuyenhoc/lockout.py: of one name from one address, and of one name from anywhere.
AXES_HANDLER = "khuyenhoc.lockout.Handler"
AXES_LOCKOUT_CALLABLE = "khuyenhoc.lockout.locked_page"
AXES_CLIENT_IP_CALLABLE = "khuyenhoc.lockout.client_address"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "username"]
AXES_FAILURE_LIMIT = env_int("SIGN_IN_TRIES", 5, least=3, most=20)
SIGN_IN_TRIES_ANYWHERE = env_int("SIGN_IN_TRIES_ANYWHERE", 20, least=AXES_FAILURE_LIMIT, most=200)
AXES_COOLOFF_TIME = timedelta(minutes=env_int("SIGN_IN_LOCK_MINUTES", 15, least=1, most=24 * 60))
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the page names an hour, and that hour stays
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # who signed in when is User.last_login; a table that only grows helps nobody
AXES_VERBOSE = False

SLIP_DAYS = env_int("SLIP_DAYS", 7, least=1, most=60)
SECOND_FACTOR_ROLES = env_codes("SECOND_FACTOR_ROLES")  # checked against the roles there are in chapters/apps.py
HOLIDAYS = env_dates("HOLIDAYS")  # what the Government adds each year to chapters/holidays.py
OTP_TOTP_ISSUER = "Khuyến học"

# No LocaleMiddleware: one language; Django's own `vi` reads 03/04/2025 as 4 March, hence our formats and catalogue.
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt")]
LOCALE_PATHS = [BASE_DIR / "khuyenhoc" / "locale"]
FORMAT_MODULE_PATH = "khuyenhoc.formats"
USE_I18N = True
USE_THOUSAND_SEPARATOR = False  # it would break ids in URLs; figures go through the `number` filter
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # files live in StoredFile, never on disk
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["map", "png", "jpg", "woff", "woff2", "gz", "br", "zip"]

# A year's grid of one commune is about 60 rows of 30 cells, each with what it was.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6000
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024  # with its one file: khuyenhoc/middleware.py, and the proxy

SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^suc-khoe/$"]
SECURE_HSTS_SECONDS = env_int("HSTS_SECONDS", 31_536_000, least=0, most=63_072_000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = env_int("SESSION_HOURS", 12, least=1, most=24 * 30) * 3600
SESSION_SAVE_EVERY_REQUEST = False
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "khuyenhoc.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],  # Bootstrap's stylesheet draws its ticks and arrows as data: images
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"hide_secrets": {"()": "khuyenhoc.hiding.HideSecrets"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["hide_secrets"]},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "khuyenhoc": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "axes": {"level": "ERROR"},  # khuyenhoc/signin.py writes its own line for each failure
        # fontTools and WeasyPrint report each font they subset and each rule they skip
        "fontTools": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
    },
}
