"""Strict reading of environment variables: a wrong value stops the start with a sentence for the operator."""

import os
import re
import secrets
from datetime import date
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from .dates import DateFault, parse_date

# A name, with a leading dot for all names under it, or an IPv6 address in brackets.
HOST = re.compile(r"\.?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]")
ORIGIN = re.compile(r"https?://[^/\s,]+")


def env_text(name: str, default: str) -> str:
    return os.environ.get(name, "").strip() or default


def env_bool(name: str, default: bool) -> bool:
    given = os.environ.get(name, str(default)).strip()
    if given not in ("True", "False"):
        raise ImproperlyConfigured(f"{name} must be True or False, not {given!r}.")
    return given == "True"


def env_int(name: str, default: int, *, least: int, most: int) -> int:
    given = os.environ.get(name, str(default)).strip()
    if not given.isdecimal() or not least <= int(given) <= most:
        raise ImproperlyConfigured(f"{name} must be a whole number from {least} to {most}, not {given!r}.")
    return int(given)


def env_list(name: str, default: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def env_codes(name: str) -> list[str]:
    """Codes of ours, such as office, separated by commas; none by default."""
    codes = env_list(name, "")
    wrong = [code for code in codes if not re.fullmatch("[a-z]+(_[a-z]+)*", code)]
    if wrong:
        raise ImproperlyConfigured(f"{name} must list codes such as office separated by commas, not {wrong[0]!r}.")
    return codes


def env_dates(name: str) -> list[date]:
    """Days as people write them, 05/02/2027, separated by commas; none by default."""
    try:
        return [parse_date(written) for written in env_list(name, "")]
    except DateFault as fault:
        raise ImproperlyConfigured(f"{name} must list days such as 05/02/2027 separated by commas. {fault}") from fault


def env_hosts(name: str, default: str) -> list[str]:
    hosts = env_list(name, default)
    wrong = [host for host in hosts if not HOST.fullmatch(host)]
    if wrong or not hosts:
        raise ImproperlyConfigured(
            f"{name} must list host names separated by commas, such as khuyenhoc.example.vn "
            f"(no scheme, no port, no *), not {wrong[0] if wrong else ''!r}."
        )
    return hosts


def env_origins(name: str) -> list[str]:
    origins = env_list(name, "")
    wrong = [origin for origin in origins if not ORIGIN.fullmatch(origin)]
    if wrong:
        raise ImproperlyConfigured(
            f"{name} must list origins with their scheme and without a path, separated by commas, "
            f"such as https://khuyenhoc.example.vn, not {wrong[0]!r}."
        )
    return origins


def env_secret(name: str, key_file: Path) -> str:
    """The signing key: the variable, else the file that `make run` keeps in var/."""
    given = os.environ.get(name, "").strip()
    if not given and key_file.is_file():
        given = key_file.read_text().strip()
    if len(given) < 50:
        raise ImproperlyConfigured(
            f"{name} must be a random text of at least 50 characters (or lie in {key_file.name} in VAR_DIR). "
            f"Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    return given


def make_secret(key_file: Path) -> None:
    """Write a fresh signing key, readable by its owner only; an existing one stays."""
    key_file.parent.mkdir(parents=True, exist_ok=True)
    if not key_file.exists():
        with os.fdopen(os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))


def env_database(name: str, default_file: Path) -> dict[str, object]:
    """SQLite in one file by default; PostgreSQL by URL (DESIGN 5)."""
    given = os.environ.get(name, "").strip() or f"sqlite:///{default_file}"
    try:
        database: dict[str, object] = dict(dj_database_url.parse(given))
    except ValueError as fault:
        raise ImproperlyConfigured(
            f"{name} must be postgresql://user:password@host:5432/name or sqlite:////path/file, "
            "and what it holds could not be read as one of these."
        ) from fault
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["OPTIONS"] = SQLITE_OPTIONS
    elif database["ENGINE"] == "django.db.backends.postgresql":
        database |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    else:
        raise ImproperlyConfigured(f"{name} must name PostgreSQL or SQLite, not {database['ENGINE']}.")
    return database


# WAL lets readers go on while one writes; FULL survives a power cut; IMMEDIATE takes the write lock at the start of a
# transaction, so two writers queue instead of failing half-way; recursive triggers make REPLACE fire delete triggers.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON; PRAGMA foreign_keys=ON;"
    ),
}
