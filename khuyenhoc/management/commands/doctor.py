import sys
from typing import Any

from django.core.management.base import BaseCommand

from khuyenhoc.doctor import examine

SIGNS = {"good": "ok  ", "warn": "WARN", "bad": "BAD "}


class Command(BaseCommand):
    help = "Looks the installation over and says what is wrong and what to do; ends with status 1 if anything is bad."

    def handle(self, **options: Any) -> None:
        findings = []
        for finding in examine():
            findings.append(finding)
            self.stdout.write(f"{SIGNS[finding.tone]} {finding.what}" + (f". {finding.todo}" if finding.todo else "."))
        bad = sum(finding.tone == "bad" for finding in findings)
        warned = sum(finding.tone == "warn" for finding in findings)
        self.stdout.write(f"{len(findings)} things looked at: {bad} bad, {warned} to watch.")
        if bad:
            sys.exit(1)
