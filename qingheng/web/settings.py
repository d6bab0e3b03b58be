"""设置: the one settings file. Offline defaults; every variable is read by a typed reader that fails loudly.

    QINGHENG_HOME             where the database, the key and what is produced live (./var)
    DATABASE_URL              sqlite:///… or postgres://… (sqlite in QINGHENG_HOME)
    QINGHENG_SECRET_KEY       or QINGHENG_SECRET_KEY_FILE; else a key is made once in QINGHENG_HOME
    QINGHENG_ALLOWED_HOSTS    names under which the server is reached (localhost, 127.0.0.1)
    QINGHENG_TRUSTED_ORIGINS  https://… of a reverse proxy
    QINGHENG_HTTPS            1 where people reach the server by TLS (0)
    QINGHENG_ZONE             inner | outer | single (single)
    QINGHENG_PACK             id or folder of the policy pack whose pages are shown (qingshui)
    QINGHENG_TODAY            YYYY-MM-DD: the server's day in demonstrations and tests
    QINGHENG_METRICS_TOKEN    or …_FILE: who may read /metrics from another machine
    QINGHENG_LOG_LEVEL        DEBUG | INFO | WARNING | ERROR (INFO)

Policy is never a setting: it is data in `packs/`, dated and cited.
"""

from datetime import timedelta
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from qingheng.foundation.kernel.clock import clock
from qingheng.web.environment import (
    database,
    env_bool,
    env_choice,
    env_list,
    env_secret,
    env_text,
    secret_key,
)

WEB = Path(__file__).resolve().parent

HOME = Path(env_text("QINGHENG_HOME", "var")).resolve()
HOME.mkdir(mode=0o700, parents=True, exist_ok=True)

#: 分区: the inner zone holds sealed content, the outer one never does; `single` says on every page that it is both.
ZONE = env_choice("QINGHENG_ZONE", "single", ("inner", "outer", "single"))
METRICS_TOKEN = env_secret("QINGHENG_METRICS_TOKEN", "")
HTTPS = env_bool("QINGHENG_HTTPS", False)

try:
    clock()  # a wrong QINGHENG_TODAY stops the start, not the first request
except ValueError as error:
    raise ImproperlyConfigured(str(error)) from None

DEBUG = False
SECRET_KEY = secret_key(HOME)
PACK = env_text("QINGHENG_PACK", "qingshui")
ALLOWED_HOSTS = env_list("QINGHENG_ALLOWED_HOSTS", ("localhost", "127.0.0.1", "[::1]"))
CSRF_TRUSTED_ORIGINS = env_list("QINGHENG_TRUSTED_ORIGINS", ())
DATABASES = {"default": database("DATABASE_URL", f"sqlite:///{HOME / 'db.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "qingheng.web",
    "qingheng.assessment",
    "qingheng.foundation.register",
    "qingheng.foundation.record",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "rules",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "ninja",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "qingheng.web.middleware.headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "qingheng.web.middleware.language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "qingheng.web.middleware.Refusals",
]

ROOT_URLCONF = "qingheng.web.urls"
WSGI_APPLICATION = "qingheng.web.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "qingheng.web.templatetags.qingheng"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "qingheng.web.context.shell",
            ],
        },
    }
]

# ---- languages: Chinese is the source, English is complete; only the cookie of the switch changes it
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [WEB / "policy" / "locale"]  # the pages of the packs are no app of their own
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# ---- people and sign-in
AUTH_USER_MODEL = "record.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "qingheng.web.accounts.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None  # an account is an office on this machine, not a mailbox
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_CHANGE_EMAIL = False
ACCOUNT_EMAIL_NOTIFICATIONS = False
# Failed sign-ins are counted by axes, on the account and in the database; these bound what one address may try.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "60/m/ip", "reauthenticate": "10/m/user"}
ACCOUNT_FORMS = {
    "login": "qingheng.web.accounts.SignInForm",
    "change_password": "qingheng.web.accounts.PasswordForm",
    "reauthenticate": "qingheng.web.accounts.ConfirmForm",
}
MFA_ADAPTER = "qingheng.web.accounts.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "清衡"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = ["username"]
# The account is what is locked: another address, browser or cookie does not open it again.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "qingheng.web.accounts.name_tried"
AXES_LOCKOUT_CALLABLE = "qingheng.web.accounts.locked_out"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# ---- sessions, cookies, transport. The policy itself is written in middleware.py.
SESSION_COOKIE_AGE = 10 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "qingheng.web.errors.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# ---- static files: served from the packages themselves, nothing is collected. A vendored folder carries its version
# in its name, so a browser may keep it for ever.
STATIC_URL = "/static/"
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.AppDirectoriesFinder"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 60
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/vendor/[^/]+-\d[^/]*/"
WHITENOISE_ALLOW_ALL_ORIGINS = False

# ---- background work, caches, mail, logs: all on this machine
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {
        "handlers": ["stderr"],
        "level": env_choice("QINGHENG_LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
    },
    "loggers": {
        "django.utils.autoreload": {"level": "WARNING"},
        "axes": {"level": "WARNING"},
        "waitress.queue": {"level": "ERROR"},
    },
}
