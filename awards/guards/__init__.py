"""What the database itself refuses and logs, a file per noun; khuyenhoc/triggers.py finds it here."""

from . import certificates, chain, emulation, inspection, learning, nominations

_NOUNS = (nominations, chain, certificates, learning, inspection, emulation)

LOGGED = [log for noun in _NOUNS for log in noun.LOGGED]
GUARDS = [guard for noun in _NOUNS for guard in noun.GUARDS]
