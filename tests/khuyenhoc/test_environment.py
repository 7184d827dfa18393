"""The settings are read in a process of their own, as a server reads them at its start."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from khuyenhoc import environment as env

ROOT = Path(__file__).resolve().parents[2]
KEY = "a key that is long enough and for this test alone, never used"

SHOW = """
import json
from khuyenhoc import settings
names = ["DEBUG", "HTTPS", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_AGE",
    "CSRF_COOKIE_SECURE", "SECURE_PROXY_SSL_HEADER", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "X_FRAME_OPTIONS"]
shown = {name: getattr(settings, name) for name in names}
shown["engine"] = settings.DATABASES["default"]["ENGINE"]
shown["database"] = str(settings.DATABASES["default"]["NAME"])
print(json.dumps(shown))
"""


def start(**variables):
    """A start of the settings with these variables only."""
    environment = {"PATH": os.environ["PATH"], "SECRET_KEY": KEY, **variables}
    return subprocess.run(
        [sys.executable, "-c", SHOW], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_nothing_set_but_a_key_is_a_safe_server(tmp_path):
    shown = json.loads(start(VAR_DIR=str(tmp_path)).stdout)

    assert shown == {
        "DEBUG": False,
        "HTTPS": True,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_AGE": 12 * 3600,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_PROXY_SSL_HEADER": None,
        "ALLOWED_HOSTS": ["127.0.0.1", "localhost", "[::1]"],
        "CSRF_TRUSTED_ORIGINS": [],
        "X_FRAME_OPTIONS": "DENY",
        "engine": "django.db.backends.sqlite3",
        "database": str(tmp_path / "khuyenhoc.sqlite3"),
    }


def test_what_is_set_is_taken():
    shown = json.loads(
        start(
            DEBUG="True",
            HTTPS="False",
            ALLOWED_HOSTS="khuyenhoc.example.vn, .nari.example.vn",
            SESSION_HOURS="8",
            DATABASE_URL="postgresql://hoi:mat%20khau@db.example.vn:5432/khuyenhoc",
        ).stdout
    )

    assert shown["DEBUG"] is True
    assert shown["SECURE_SSL_REDIRECT"] is shown["SESSION_COOKIE_SECURE"] is False
    assert shown["SECURE_HSTS_SECONDS"] == 0
    assert shown["ALLOWED_HOSTS"] == ["khuyenhoc.example.vn", ".nari.example.vn"]
    assert shown["SESSION_COOKIE_AGE"] == 8 * 3600
    assert (shown["engine"], shown["database"]) == ("django.db.backends.postgresql", "khuyenhoc")


@pytest.mark.parametrize(
    "name, value, sentence",
    [
        ("DEBUG", "yes", "DEBUG must be True or False, not 'yes'."),
        ("HTTPS", "", "HTTPS must be True or False, not ''."),
        ("BEHIND_PROXY", "1", "BEHIND_PROXY must be True or False, not '1'."),
        ("SESSION_HOURS", "abc", "SESSION_HOURS must be a whole number from 1 to 720, not 'abc'."),
        ("SESSION_HOURS", "0", "SESSION_HOURS must be a whole number from 1 to 720, not '0'."),
        ("HSTS_SECONDS", "-1", "HSTS_SECONDS must be a whole number from 0 to 63072000, not '-1'."),
        ("SIGN_IN_TRIES", "1", "SIGN_IN_TRIES must be a whole number from 3 to 20, not '1'."),
        ("SIGN_IN_TRIES_ANYWHERE", "4", "SIGN_IN_TRIES_ANYWHERE must be a whole number from 5 to 200, not '4'."),
        ("SIGN_IN_LOCK_MINUTES", "0", "SIGN_IN_LOCK_MINUTES must be a whole number from 1 to 1440, not '0'."),
        ("SLIP_DAYS", "365", "SLIP_DAYS must be a whole number from 1 to 60, not '365'."),
        ("SECOND_FACTOR_ROLES", "Thường trực", "SECOND_FACTOR_ROLES must list codes such as office"),
        ("HOLIDAYS", "05/02/2027, 31/2/2027", "HOLIDAYS must list days such as 05/02/2027 separated by commas."),
        ("SECRET_KEY", "short", "SECRET_KEY must be a random text of at least 50 characters"),
        ("ALLOWED_HOSTS", "https://khuyenhoc.example.vn", "not 'https://khuyenhoc.example.vn'."),
        ("CSRF_TRUSTED_ORIGINS", "khuyenhoc.example.vn", "CSRF_TRUSTED_ORIGINS must list origins with their scheme"),
        (
            "DATABASE_URL",
            "mysql://u:p@h/n",
            "DATABASE_URL must name PostgreSQL or SQLite, not django.db.backends.mysql.",
        ),
    ],
)
def test_a_wrong_value_stops_the_start_with_a_sentence(name, value, sentence):
    stopped = start(**{name: value})

    assert stopped.returncode == 1
    assert stopped.stderr.splitlines()[-1].startswith(f"django.core.exceptions.ImproperlyConfigured: {name} must ")
    assert sentence in stopped.stderr.splitlines()[-1]


@pytest.mark.parametrize("value", ["*", "host:8000", "http://host", "host/path", "two words", "-host", "", " , "])
def test_hosts_that_could_never_match_or_match_all_are_refused(monkeypatch, value):
    monkeypatch.setenv("ALLOWED_HOSTS", value)

    with pytest.raises(ImproperlyConfigured, match="ALLOWED_HOSTS must list host names separated by commas"):
        env.env_hosts("ALLOWED_HOSTS", "localhost")


@pytest.mark.parametrize("value", ["host", "//host", "ftp://host", "https://host/path", "https://a https://b"])
def test_origins_that_could_never_match_are_refused(monkeypatch, value):
    monkeypatch.setenv("CSRF_TRUSTED_ORIGINS", value)

    with pytest.raises(ImproperlyConfigured, match="CSRF_TRUSTED_ORIGINS must list origins with their scheme"):
        env.env_origins("CSRF_TRUSTED_ORIGINS")


@pytest.mark.parametrize(
    "value", ["not a url", "postgresql://u:hemmelig@h:port/n", "oracle://u:hemmelig@h/n", "khuyenhoc.db"]
)
def test_a_database_that_cannot_be_read_is_refused_without_telling_its_password(value):
    stopped = start(DATABASE_URL=value)

    assert stopped.returncode == 1
    assert "ImproperlyConfigured: DATABASE_URL must " in stopped.stderr.splitlines()[-1]
    assert "hemmelig" not in stopped.stderr


def test_an_empty_variable_of_text_is_as_good_as_none(monkeypatch):
    monkeypatch.setenv("VAR_DIR", " ")

    assert env.env_text("VAR_DIR", "/srv/var") == "/srv/var"


def test_the_key_is_made_once_for_its_owner_only_and_read_from_its_file(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    key_file = tmp_path / "var" / "secret_key"
    env.make_secret(key_file)
    key = env.env_secret("SECRET_KEY", key_file)
    env.make_secret(key_file)

    assert env.env_secret("SECRET_KEY", key_file) == key
    assert len(key) >= 50
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600


def test_without_a_key_the_start_says_how_to_make_one(tmp_path):
    stopped = start(SECRET_KEY="", VAR_DIR=str(tmp_path))

    assert "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'" in stopped.stderr
    assert "in VAR_DIR" in stopped.stderr


def test_sqlite_is_opened_so_that_it_survives_a_power_cut_and_writers_queue(monkeypatch, tmp_path):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    file = tmp_path / "x.sqlite3"

    assert env.env_database("DATABASE_URL", file).items() >= {"NAME": str(file), "OPTIONS": env.SQLITE_OPTIONS}.items()
    assert env.SQLITE_OPTIONS["transaction_mode"] == "IMMEDIATE"
    assert env.SQLITE_OPTIONS["init_command"] == (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON; PRAGMA foreign_keys=ON;"
    )
