"""Phiếu tài khoản: the printed one-time password, and the user name suggested from a person's name."""

import re
import secrets

from khuyenhoc.names import search_key

from .models import User

# 32 signs that nobody takes for another on paper: no l beside i and 1, neither o nor 0. Twelve of them are 60 bits.
ALPHABET = "23456789abcdefghijkmnpqrstuvwxyz"
GROUPS, GROUP = 3, 4
USERNAME_LENGTH = 40


def one_time_password() -> str:
    """ "k7m2-p9rw-t4hn", as printed; the dashes are for the eye."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))
    return "-".join(groups)


def free_username(name: str) -> str:
    """ "Trần Thị Hương" is tran-thi-huong, the second one tran-thi-huong-2."""
    words = re.findall("[a-z0-9]+", search_key(name))
    base = "-".join(words)[: USERNAME_LENGTH - 4].strip("-") or "can-bo"
    taken = set(User.objects.filter(username__startswith=base).values_list("username", flat=True))
    number, username = 1, base
    while username in taken:
        number += 1
        username = f"{base}-{number}"
    return username
