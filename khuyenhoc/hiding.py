"""Keeps secrets that stand in an address, those of links without a password, out of every line that is logged."""

import logging
import re

_SECRET = re.compile(r"(/lien-ket/)[\w-]{20,}")


def hide(text: str) -> str:
    return _SECRET.sub(r"\1…", text)


class HideSecrets(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        told = record.getMessage()
        if (hidden := hide(told)) != told:
            record.msg, record.args = hidden, ()
        return True
