from typing import Any

from django.core.management.base import BaseCommand, CommandError

from chapters.models import Unit, User
from reports.demo.load import ACCOUNTS, ADMINISTRATOR, PASSWORD, load


class Command(BaseCommand):
    help = "Loads the Na Rì demonstration (years 2022 to 2024) into an empty database; refuses any other."

    def handle(self, *args: Any, **options: Any) -> None:
        if Unit.objects.exists() or User.objects.exists():
            raise CommandError(
                "This database already holds units or users. The demo is loaded into an empty database only; "
                "point DATABASE_URL at a new one and run migrate first."
            )
        load()
        usernames = ", ".join([ADMINISTRATOR[0], *(username for username, *_ in ACCOUNTS)])
        self.stdout.write(f"Loaded the Na Rì demo. Accounts (password {PASSWORD}): {usernames}")
