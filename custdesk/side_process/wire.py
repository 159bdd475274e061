"""What travels between the desk and a process beside it: JSON with a tail of bytes, never pickled objects."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO, Final

HEAD: Final = struct.Struct(">IQ")  # how many bytes of JSON, how many after it
MOST_JSON: Final = 4 * 2**20


def send(stream: BinaryIO, said: Mapping[str, Any], *parts: bytes) -> None:
    """Write one message; its parts arrive as one tail. Raises OSError where nobody listens any more."""
    head = json.dumps(said, separators=(",", ":")).encode()
    stream.write(HEAD.pack(len(head), sum(map(len, parts))))
    stream.write(head)
    for part in parts:
        stream.write(part)
    stream.flush()


def receive(stream: BinaryIO, most: int) -> tuple[dict[str, Any], bytes]:
    """Read one message. Raises EOFError where there is none or half of one, ValueError for more than `most` bytes."""
    json_length, length = HEAD.unpack(_exactly(stream, HEAD.size))
    if json_length > MOST_JSON or length > most:
        raise ValueError("a message longer than any")
    said = json.loads(_exactly(stream, json_length))
    if not isinstance(said, dict):
        raise ValueError("no message")
    return said, _exactly(stream, length)


def sizes_of(parts: Sequence[bytes]) -> list[int]:
    """Return the lengths by which the other side takes a tail apart."""
    return [len(part) for part in parts]


def _exactly(stream: BinaryIO, count: int) -> bytes:
    found = stream.read(count) if count else b""
    if len(found) < count:
        raise EOFError
    return found
