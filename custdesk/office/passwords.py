"""Passwords separate people at the desk; argon2 keeps them unreadable, not the file unreadable."""

from __future__ import annotations

import secrets
from typing import Final

from custdesk.language import N_
from custdesk.problem import Problem

SHORTEST: Final = 4
CODE_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that look alike on paper


def hash_password(password: str) -> str:
    """Return the argon2 hash of a password."""
    from argon2 import PasswordHasher  # late: 30 ms nobody needs before the first login

    return PasswordHasher().hash(password)


def verify_password(hashed: str | None, password: str) -> bool:
    """Tell whether a password is the right one; an account without a password opens to none."""
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError

    if not hashed:
        return False
    try:
        return PasswordHasher().verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


def password_problems(password: str) -> list[Problem]:
    """Refuse an empty or very short password."""
    if len(password) < SHORTEST:
        return [
            Problem(N_("Choose a password of at least {count} characters").having(count=SHORTEST), "password")
        ]
    return []


def new_recovery_code() -> str:
    """Return a one-time code for a forgotten manager's password, to be printed and locked away."""
    letters = "".join(secrets.choice(CODE_LETTERS) for _ in range(16))
    return "-".join(letters[place : place + 4] for place in range(0, 16, 4))
