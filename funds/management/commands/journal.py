from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from chapters.models import Unit
from chapters.reach import within
from funds.journal import journal
from funds.models import Fund


class Command(BaseCommand):
    help = "Prints the fund books as a journal for hledger: manage.py journal | hledger -f - balance"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--unit", help="code of a unit: its books and those below it; without it all books")

    def handle(self, *, unit: str | None, **options: Any) -> None:
        funds = Fund.objects.all()
        if unit:
            funds = funds.filter(within([Unit.objects.get(code=unit).path], "unit__path"))
        for line in journal(funds):
            self.stdout.write(line, ending="")
