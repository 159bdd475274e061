"""The list of mixed matters: every key that walks passes over the heads."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from ui.matter_list import Head, Matter, MatterList

K = Qt.Key


@pytest.fixture
def matters(shown, dressed):
    found = MatterList("今天")
    found.show_rows([Head("逾期"), *(Matter(number) for number in range(10)), Head("今日"), *(Matter(number) for number in range(10, 20))])  # fmt: skip
    return shown(found)


@pytest.mark.parametrize(
    ("start", "key", "wanted"),
    [
        (15, K.Key_Home, 0), (3, K.Key_End, 19), (0, K.Key_Home, 0), (19, K.Key_End, 19), (5, K.Key_PageDown, 13),
        (13, K.Key_PageUp, 5), (9, K.Key_Down, 10), (10, K.Key_Up, 9), (2, K.Key_PageUp, 0), (18, K.Key_PageDown, 19),
    ],
)  # fmt: skip
def test_every_key_that_walks_passes_over_the_heads(matters, keys, start, key, wanted):
    matters.setCurrentIndex(matters.matters.index(start + 1 + (start > 9)))
    assert matters.key() == start
    keys.press(matters, key)
    assert matters.key() == wanted


def test_a_line_changes_where_it_stands(matters):
    matters.choose_row(3)
    chosen = matters.key()
    matters.change_row(2, Matter(1, text="漏水"))
    assert (matters.key(), matters.keys()[:3]) == (chosen, [0, 1, 2])
    assert matters.matters.index(2).data() == "漏水"
