"""The audit trail: an append-only chain of lines, each holding the digest of the one before.

The format is for ever; it is written down in docs/architecture.md. Order is by sequence, never by clock.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Protocol

from msgspec import Struct
from msgspec.json import Encoder

GENESIS: Final = "0" * 64


class Executes(Protocol):
    """What the trail needs of a database."""

    def execute_sql(self, sql: str, params: Any = ...) -> Any:
        """Run one statement."""


class Touched(Struct, frozen=True):
    """One record after a write: its revision and digest, as the trail line keeps them."""

    record_id: int
    revision: int
    digest: str


class TrailLine(Struct, frozen=True):
    """One line of the trail."""

    seq: int
    at: str
    user: int | None
    what: str
    cause: int
    draft: str
    previous: str
    payload_digest: str
    digest: str
    touched: tuple[Touched, ...] = ()


_CANONICAL: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_QUICK: Final = Encoder(order="sorted")
#: what both encoders write alike; not so a fraction (1e+16, 1e16), a day, or bytes
WORDS: Final = frozenset({str, int, bool, type(None)})
_WHOLE: Final = frozenset({dict, list, tuple})
_NAMES: Final = frozenset({str})


def canonical(value: Any) -> bytes:
    """Return the one byte form of a plain value: sorted keys, no spaces, UTF-8."""
    return _QUICK.encode(value) if _told_alike(value) else _CANONICAL.encode(value).encode()


def _told_alike(value: Any) -> bool:
    """Tell whether the quick encoder writes a value exactly as the first one did, whose digests stand in the trail."""
    parts = value
    if type(value) is dict:
        if not _NAMES.issuperset(map(type, value)):
            return False
        parts = value.values()
    elif type(value) not in _WHOLE:
        return type(value) in WORDS
    sorts = set(map(type, parts))
    return sorts <= WORDS or all(_told_alike(one) for one in parts)


def digest_of(salt: str, plain: Mapping[str, Any]) -> str:
    """Return the salted digest of a record's plain form or of a payload."""
    return digest_of_said(salt, canonical(plain))


def digest_of_said(salt: str, said: bytes) -> str:
    """Return the salted digest of a plain form that is already in its canonical JSON."""
    return hashlib.sha256(salt.encode() + b"\n" + said).hexdigest()


def line_digest(line: TrailLine) -> str:
    """Return the digest that the next line keeps as its `previous`."""
    return hashlib.sha256(
        _QUICK.encode([
            line.seq, line.at, line.user, line.what, line.cause, line.draft, line.previous,
            line.payload_digest, [[one.record_id, one.revision, one.digest] for one in line.touched],
        ])
    ).hexdigest()  # fmt: skip


def new_salt() -> str:
    """Return a random salt: it keeps a digest from being guessed back into the words."""
    return secrets.token_hex(16)


def new_salts(count: int) -> list[str]:
    """Return many salts at once."""
    drawn = secrets.token_hex(16 * count)
    return [drawn[place : place + 32] for place in range(0, 32 * count, 32)]


def head(database: Executes) -> tuple[int, str, str]:
    """Return the last line's sequence, digest and time; 0 and the genesis digest for an empty trail."""
    row = database.execute_sql("SELECT seq, digest, at FROM trail ORDER BY seq DESC LIMIT 1").fetchone()
    return (row[0], row[1], row[2]) if row else (0, GENESIS, "")


def append(
    database: Executes,
    at: datetime.datetime,
    user: int | None,
    what: str,
    payload: Mapping[str, Any],
    touched: Sequence[Touched] = (),
    *,
    cause: int = 0,
    draft: str = "",
) -> int:
    """Write one line and its payload inside the caller's transaction; return its sequence number.

    `cause` is the first line of the same act (0: this one), so that an act is undone as one.
    """
    last, previous, _at = head(database)
    seq = last + 1
    salt = new_salt()
    kept = canonical(payload)
    line = TrailLine(
        seq, at.isoformat(timespec="seconds"), user, what, cause or seq, draft, previous,
        digest_of_said(salt, kept), "", tuple(touched),
    )  # fmt: skip
    database.execute_sql(
        "INSERT INTO trail (seq, at, user, what, cause, draft, previous, payload_digest, digest)"
        " VALUES (?,?,?,?,?,?,?,?,?)",
        (
            seq, line.at, user, what, line.cause, draft, previous, line.payload_digest, line_digest(line),
        ),
    )  # fmt: skip
    database.execute_sql(
        "INSERT INTO trail_payload (seq, salt, body) VALUES (?,?,?)", (seq, salt, kept.decode())
    )
    for start in range(0, len(touched), 500):
        some = touched[start : start + 500]
        database.execute_sql(
            "INSERT INTO trail_record (seq, record, revision, digest) VALUES "
            + ",".join(["(?,?,?,?)"] * len(some)),
            [part for one in some for part in (seq, one.record_id, one.revision, one.digest)],
        )
    return seq


def lines(database: Executes, after: int = 0) -> Iterator[TrailLine]:
    """Read the trail in order, with the records each line touched."""
    rows = database.execute_sql(
        "SELECT seq, at, user, what, cause, draft, previous, payload_digest, digest FROM trail"
        " WHERE seq > ? ORDER BY seq",
        (after,),
    )
    touched = database.execute_sql(
        "SELECT seq, record, revision, digest FROM trail_record WHERE seq > ? ORDER BY seq, rowid", (after,)
    )
    following = touched.fetchone()
    for row in rows:
        found = []
        while following is not None and following[0] <= row[0]:
            if following[0] == row[0]:
                found.append(Touched(*following[1:]))
            following = touched.fetchone()
        yield TrailLine(*row, touched=tuple(found))  # type: ignore[misc]  # a row has the nine columns before
