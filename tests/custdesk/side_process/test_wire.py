"""What travels between two processes arrives as it was sent, and half of it or too much of it is no message."""

from __future__ import annotations

import io

import pytest

from custdesk.side_process.wire import HEAD, MOST_JSON, receive, send, sizes_of


def sent(said: dict[str, object], *parts: bytes) -> bytes:
    stream = io.BytesIO()
    send(stream, said, *parts)
    return stream.getvalue()


def test_messages_follow_one_another_with_their_tails():
    stream = io.BytesIO(sent({"do": "投诉"}, b"ab", b"", b"c") + sent({"done": 3}))
    assert receive(stream, 3) == ({"do": "投诉"}, b"abc")
    assert receive(stream, 3) == ({"done": 3}, b"")
    assert sizes_of([b"ab", b"", b"c"]) == [2, 0, 1]


def test_half_a_message_is_none():
    whole = sent({"do": "count"}, b"abc")
    for length in range(len(whole)):
        with pytest.raises(EOFError):
            receive(io.BytesIO(whole[:length]), 3)


@pytest.mark.parametrize(
    "content",
    [sent({}, b"four"), HEAD.pack(MOST_JSON + 1, 0), HEAD.pack(2, 0) + b"[]", HEAD.pack(3, 0) + b"xyz"],
    ids=["a tail too long", "words too long", "no message", "no JSON"],
)
def test_what_is_too_much_or_no_message_is_refused(content: bytes):
    with pytest.raises(ValueError, match=r"."):
        receive(io.BytesIO(content), 3)
