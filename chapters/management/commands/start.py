"""Start a real installation: its topmost unit and its first administrator."""

import getpass
import os
import sys
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_slug
from django.db import connection
from django.utils import translation

from chapters.actions import Founder, found
from chapters.kinds import ASSOCIATIONS, WORDS
from chapters.models import Unit, User
from khuyenhoc.actions import Refusal
from khuyenhoc.dates import DateFault, parse_date

QUESTIONS = {
    "kind": "Level of the topmost unit (" + ", ".join(ASSOCIATIONS) + ")",
    "designation": "Designation",
    "name": "Name without the designation, such as Na Rì",
    "code": "Code, such as the official one of the place",
    "association_since": "Association since (day/month/year, empty if there is none yet)",
    "username": "User name of the first administrator",
    "user_name": "Full name of the first administrator",
}
MAY_BE_EMPTY = ("designation", "association_since")


class Command(BaseCommand):
    help = (
        "Start a real installation in an empty database: its topmost unit and its first administrator. "
        "Asks for what the options leave out; the password is typed or read from an environment variable."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--kind", help=f"level of the topmost unit: {', '.join(ASSOCIATIONS)}")
        parser.add_argument("--designation", help="huyện, thị xã …; the kind's first one by default")
        parser.add_argument("--name", help="name without the designation")
        parser.add_argument("--code", help="code of the unit")
        parser.add_argument("--association-since", help="day/month/year, if there is an association")
        parser.add_argument("--username", help="how the first administrator signs in")
        parser.add_argument("--user-name", help="her full name")
        parser.add_argument("--password-variable", help="environment variable that holds her password")
        parser.add_argument("--no-input", action="store_true", help="ask nothing; what is missing is an error")

    def handle(self, **options: Any) -> None:
        with translation.override("en"):
            refuse_unless_empty()
            values = self._values(options)
            try:
                unit, user = found(**values, by=Founder())
            except Refusal as refusal:
                raise CommandError(f"Refused ({refusal.field or 'unit'}): {refusal}") from refusal
        self.stdout.write(f"Started: {unit.association_name}. Sign in as {user.username}.")
        self.stdout.write("The first page then says what to do next, such as adding the usual award forms.")

    def _values(self, options: dict[str, Any]) -> dict[str, Any]:
        ask = None if options["no_input"] else input
        values: dict[str, Any] = {"kind": checked_kind(answer("kind", options, ask))}
        designations = WORDS[values["kind"]].designations
        values["designation"] = checked_designation(answer("designation", options, ask), designations)
        for name in ("name", "code", "association_since", "username", "user_name"):
            values[name] = answer(name, options, ask)
        values["association_since"] = checked_date(values["association_since"])
        checked_username(values["username"])
        values["password"] = password(options, User(username=values["username"], name=values["user_name"]))
        return values


def refuse_unless_empty() -> None:
    if Unit._meta.db_table not in connection.introspection.table_names():
        raise CommandError("The database has no tables yet. Run `manage.py migrate` first.")
    if Unit.objects.exists() or User.objects.exists():
        raise CommandError("This database already has units or users; `start` works on an empty one only.")


def answer(name: str, options: dict[str, Any], ask: Any) -> str:
    """The option, else what the operator types; without asking, a missing one is an error."""
    given = options[name]
    while given is None and ask:
        given = ask(f"{QUESTIONS[name]}: ").strip()
        if not given and name not in MAY_BE_EMPTY:
            given = None
    if not given and name not in MAY_BE_EMPTY:
        raise CommandError(f"--{name.replace('_', '-')} is missing.")
    return given or ""


def checked_kind(kind: str) -> str:
    if kind not in ASSOCIATIONS:
        raise CommandError(f"--kind is {kind!r}; it must be one of {', '.join(ASSOCIATIONS)}.")
    return kind


def checked_designation(designation: str, allowed: tuple[str, ...]) -> str:
    if designation and designation not in allowed:
        raise CommandError(f"--designation is {designation!r}; it must be {', '.join(allowed) or 'empty'}.")
    return designation or (allowed[0] if allowed else "")


def checked_date(written: str) -> date | None:
    try:
        return parse_date(written) if written else None
    except DateFault as fault:
        raise CommandError(f"--association-since is {written!r}; write it as 02/10/1996.") from fault


def checked_username(username: str) -> None:
    try:
        validate_slug(username)
    except ValidationError as fault:
        raise CommandError(f"--username is {username!r}; use only letters without marks, digits, - and _.") from fault


def password(options: dict[str, Any], user: User) -> str:
    """From the variable named, else typed twice; never an option, which others on the machine could read."""
    if variable := options["password_variable"]:
        given = os.environ.get(variable, "")
        if not given:
            raise CommandError(f"--password-variable names {variable}, which is empty or not set.")
        refuse_weak(given, user)
        return given
    if options["no_input"]:
        raise CommandError("--password-variable is missing.")
    return typed_password(user)


def typed_password(user: User) -> str:
    while True:
        given = getpass.getpass("Password: ")
        if given != getpass.getpass("Password again: "):
            sys.stderr.write("The two passwords differ. Try again.\n")
            continue
        refuse_weak(given, user)
        return given


def refuse_weak(given: str, user: User) -> None:
    try:
        validate_password(given, user)
    except ValidationError as fault:
        raise CommandError(" ".join(fault.messages)) from fault
