"""环境变量: typed readers of the process environment that fail loudly.

Each reader takes a variable's name and a default. A wrong value stops the start with `ImproperlyConfigured`, whose
sentence names the variable, the value and what is allowed. A secret may stand in a file named by `NAME_FILE`.
"""

import os
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

Environ = Mapping[str, str]

_TRUE = ("1", "true", "yes", "on")
_FALSE = ("0", "false", "no", "off")


def env_text(name: str, default: str, environ: Environ = os.environ) -> str:
    """The variable as it stands, or `default` where it is missing or empty."""
    return environ.get(name, "").strip() or default


def env_bool(name: str, default: bool, environ: Environ = os.environ) -> bool:
    """是或否: 1/0, true/false, yes/no, on/off."""
    text = env_text(name, "", environ).lower()
    if not text:
        return default
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be one of {', '.join(_TRUE + _FALSE)}, not {text!r}.")


def env_int(name: str, default: int, environ: Environ = os.environ, *, least: int = 0) -> int:
    """A whole number not below `least`."""
    text = env_text(name, str(default), environ)
    if not text.isascii() or not text.isdigit() or int(text) < least:
        raise ImproperlyConfigured(f"{name} must be a whole number of at least {least}, not {text!r}.")
    return int(text)


def env_choice(name: str, default: str, allowed: Sequence[str], environ: Environ = os.environ) -> str:
    """One word of a closed list."""
    text = env_text(name, default, environ)
    if text not in allowed:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(allowed)}, not {text!r}.")
    return text


def env_list(name: str, default: Sequence[str], environ: Environ = os.environ) -> list[str]:
    """Words separated by commas; empty ones are dropped."""
    words = [word.strip() for word in environ.get(name, "").split(",")]
    return [word for word in words if word] or list(default)


def env_secret(name: str, default: str, environ: Environ = os.environ) -> str:
    """A secret from `NAME`, or from the file that `NAME_FILE` names; both at once is a mistake."""
    direct, path = env_text(name, "", environ), env_text(f"{name}_FILE", "", environ)
    if direct and path:
        raise ImproperlyConfigured(f"Both {name} and {name}_FILE are set: keep one.")
    if not path:
        return direct or default
    try:
        text = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{name}_FILE cannot be read: {path} ({type(error).__name__}).") from None
    if not text:
        raise ImproperlyConfigured(f"{name}_FILE is empty: {path}.")
    return text


def secret_key(home: Path, environ: Environ = os.environ) -> str:
    """The key that signs sessions: from the environment, else one made once and kept in `home` for the owner only.

    A given key under 32 characters is refused. Two processes that start together get the same key: the file is made
    with O_EXCL, and who comes second reads it.
    """
    given = env_secret("QINGHENG_SECRET_KEY", "", environ)
    if given:
        if len(given) < 32:
            raise ImproperlyConfigured("QINGHENG_SECRET_KEY must have at least 32 characters.")
        return given
    path = home / "secret_key"
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        draft = home / f"secret_key.{secrets.token_hex(8)}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    text = path.read_text(encoding="ascii").strip()
    if len(text) < 32:
        raise ImproperlyConfigured(f"The key file {path} is damaged: remove it, and everybody signs in again.")
    return text


def database(name: str, default: str, environ: Environ = os.environ) -> dict[str, Any]:
    """A Django database entry from `sqlite:///path`, `sqlite://:memory:` or `postgres://user:password@host:port/name`.

    SQLite opens in WAL with IMMEDIATE transactions: with DEFERRED ones, a transaction that reads and then writes loses
    to "database is locked" under load instead of waiting. A PostgreSQL query part (`?sslmode=require`) becomes options.
    """
    url = env_text(name, default, environ)
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(name, parts.netloc, unquote(parts.path))
    if parts.scheme in ("postgres", "postgresql"):
        return _postgresql(name, url)
    raise ImproperlyConfigured(f"{name} must begin with sqlite:// or postgres://, not {parts.scheme or url!r}.")


def _sqlite(name: str, netloc: str, path: str) -> dict[str, Any]:
    file = netloc if netloc == ":memory:" else path[1:]
    if not file or (netloc and netloc != ":memory:"):
        raise ImproperlyConfigured(
            f"{name}: write sqlite:///relative/path, sqlite:////absolute/path or sqlite://:memory:."
        )
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        },
    }


def _postgresql(name: str, url: str) -> dict[str, Any]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured(f"{name} has a port that is no number.") from None
    database_name = unquote(parts.path.lstrip("/"))
    if not database_name:
        raise ImproperlyConfigured(f"{name} names no database: postgres://user:password@host:port/NAME.")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database_name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": str(port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
