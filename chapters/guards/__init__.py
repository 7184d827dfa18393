"""What the database itself refuses, logs and derives, a file per noun; khuyenhoc/triggers.py finds it here."""

from . import members, merges, officers, privacy, units, users

_NOUNS = (units, members, merges, officers, users, privacy)

LOGGED = [log for noun in _NOUNS for log in noun.LOGGED]
GUARDS = [guard for noun in _NOUNS for guard in noun.GUARDS]
DERIVED = members.DERIVED
