"""Every setting of the product, composed from the environment (`config/env.py`)."""

from datetime import timedelta
from urllib.parse import urlsplit

from config import env
from config.storage import storages

BASE_DIR = env.Path(__file__).resolve().parent.parent
VAR_DIR = env.folder()

DEMO = env.flag("DEMO", False)
# Without a key Django refuses whatever needs one; a default that everybody knows would sign sessions all the same.
SECRET_KEY = env.text("SECRET_KEY")
ENCRYPTION_KEYS = env.words("ENCRYPTION_KEYS")
PUBLIC_URL = env.text("PUBLIC_URL", f"http://{env.text('HOST', '127.0.0.1')}:{env.text('PORT', '8000')}").rstrip("/")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", f"{urlsplit(PUBLIC_URL).hostname},127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
DEBUG = False

INSTALLED_APPS = [
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_celery_beat",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
    "accounts",
    "tenants",
    "workflows",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "tenants.middleware.RequestId",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "tenants.middleware.CurrentTenant",
    "workflows.web.console.PersonalTime",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
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
            ],
            "libraries": {"console": "workflows.admin.tags"},
        },
    }
]

# --- PostgreSQL: three logins, so that no face can do more than its own tenant's rows allow -------------------------
DATABASES = env.databases(
    [("default", "APP_DATABASE_URL"), ("owner", "DATABASE_URL"), ("engine", "ENGINE_DATABASE_URL")]
)
if "owner" in DATABASES and "default" not in DATABASES:
    raise env.BadSetting("APP_DATABASE_URL: must be set where DATABASE_URL is (the faces never act as the owner).")
DATABASES.setdefault("default", {"ENGINE": "django.db.backends.postgresql", "NAME": "stellwerk", "OPTIONS": {}})
DATABASE_LOGINS = {
    login: DATABASES.get(alias, {}).get("USER") or f"stellwerk_{login}"
    for login, alias in (("owner", "owner"), ("app", "default"), ("engine", "engine"))
}
# A pool keeps connections over requests: one connect per request costs fifteen times the query.
DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 0, "max_size": 12, "timeout": 5, "max_idle": 60}
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Redis: cache, and the broker's queue of nudges ------------------------------------------------------------------
REDIS_URL = env.text("REDIS_URL", "redis://127.0.0.1:6379/0")
BROKER_URL = env.text("BROKER_URL", REDIS_URL)
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "stellwerk",
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# --- Who you are ----------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
# The check looks for `unique=True` on the e-mail; ours is unique by a constraint that also ignores case.
SILENCED_SYSTEM_CHECKS = ["auth.E003"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "admin:login"
SECURE_HTTPS = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_HTTPS
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_HTTPS else 0
# Alpine, which unfold ships, evaluates its attributes: 'unsafe-eval' cannot be avoided in the console.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'", "'unsafe-eval'"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
        "base-uri": ["'self'"],
        "object-src": ["'none'"],
    }
}

# --- The API --------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["tenants.api.authentication.KeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["tenants.api.permissions.RoleAllows"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["tenants.api.parsers.StrictJSONParser"],
    "EXCEPTION_HANDLER": "tenants.api.problems.answer_problem",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Stellwerk API",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "DESCRIPTION": "Build, start, watch and repair workflows.",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
}
MAX_BODY_BYTES = 5 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_BODY_BYTES

# --- The way out ----------------------------------------------------------------------------------------------------
EGRESS_ALLOW = env.networks("EGRESS_ALLOW")
EGRESS_OWN = (env.text("HOST", "127.0.0.1"), env.parsed("PORT", "8000", int), ("/hooks/", "/demo/")) if DEMO else None

# --- Language, time, files ------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "templates" / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.Path(env.text("STATIC_ROOT", str(VAR_DIR / "static")))
# Static files are served straight from the packages: nothing to collect, in development and in one-command mode alike.
WHITENOISE_USE_FINDERS = True
STORAGES = env.parsed("STORAGE_URL", (VAR_DIR / "files").as_uri(), storages)
APPEND_SLASH = False
LOG_FORMAT = env.parsed("LOG_FORMAT", "console", lambda word: {"json": "json", "console": "console"}[word])
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "config.logging.JsonFormatter"},
        "console": {"()": "config.logging.ConsoleFormatter"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "httpcore": {"level": "WARNING"},
        "kombu": {"level": "WARNING"},
        # A line for each nudge tells nothing: what happened is in the runs.
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
    },
}
UNFOLD = {
    "SITE_TITLE": "Stellwerk",
    "SITE_HEADER": "Stellwerk",
    "SITE_SYMBOL": "conversion_path",
    "SITE_URL": None,
    "SHOW_HISTORY": False,
    "SHOW_LANGUAGES": True,
    "DASHBOARD_CALLBACK": "workflows.admin.home.show_home",
    "SIDEBAR": {"navigation": "workflows.admin.menu.menu"},
    "STYLES": ["workflows.admin.menu.stylesheet"],
    "SCRIPTS": ["workflows.admin.menu.live_script"],
}
