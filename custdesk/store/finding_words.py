"""The words that are filters in the search box, derived from what the forms declare."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from custdesk.binders import ALL, SHELVES
from custdesk.language import N_, Words
from custdesk.office.finding import Meaning, Owed, Sort, Vocabulary
from custdesk.office.folding import plain
from custdesk.record import VOIDED, Form
from custdesk.rules.rooms import RoomIndex

#: what a title may lose and still be understood, the longest first: 值班记录 is 值班
_ENDS: Final = ("记录表", "登记表", "处理单", "记录", "登记", "单", "表")
_OPEN: Final = ("未结", "未办结", "未结案", "未完", "未完成", "没办完", "在办", "进行中")
_CLOSED: Final = ("已结", "已办结", "办结", "已完", "完结", "了结")
_VOID: Final = ("作废", "已作废", "废单")
_LATE: Final = ("逾期", "超期", "超时", "过期", "已逾期", "已超期")
_TODAY: Final = ("今天到期", "今日到期", "今天截止")


@lru_cache(maxsize=8)
def _meanings(language: str) -> dict[str, Meaning]:
    words = Words(language)
    ways = [words] if language == "zh_Hans" else [words, Words("zh_Hans")]
    found: dict[str, Meaning] = {}
    for group in (_general(words), _forms(words, ways), _shelves(words, ways), _labels(words, ways)):
        found = {**_merged(group), **found}  # what comes first goes before what follows
    return found


def _merged(group: Iterable[tuple[str, Meaning]]) -> dict[str, Meaning]:
    """Join what several forms call alike: 已回访 is a state of two."""
    found: dict[str, Meaning] = {}
    for name, meaning in group:
        said = plain(name)
        known = found.get(said, meaning)
        label = known.label if known.label == meaning.label else f"{known.label}、{meaning.label}"
        if len(said) > 1:
            found[said] = Meaning(
                known.sort, label, known.forms | meaning.forms, known.states | meaning.states, known.owed
            )
    return found


def _forms(words: Words, ways: list[Words]) -> Iterator[tuple[str, Meaning]]:
    for record in ALL:
        meaning = Meaning(Sort.FORM, words(record.form.tab), frozenset({record.form.key}))
        for way in ways:
            yield from _each(_names(record.form, way), meaning)


def _labels(words: Words, ways: list[Words]) -> Iterator[tuple[str, Meaning]]:
    for record in ALL:
        for state, label in record.form.flow.states.items():
            meaning = Meaning(Sort.STATE, words(label), states=frozenset({(record.form.key, state)}))
            yield from _each((way(label) for way in ways), meaning)


def _general(words: Words) -> Iterator[tuple[str, Meaning]]:
    """Give what is said of every form alike."""
    open_: set[tuple[str, str]] = set()
    closed: set[tuple[str, str]] = set()
    void: set[tuple[str, str]] = set()
    for record in ALL:
        form = record.form
        for state in form.flow.states:
            if state == VOIDED:
                void.add((form.key, state))
            elif not form.register:
                (open_ if form.is_open(state) else closed).add((form.key, state))
    for names, label, states in (
        (_OPEN, N_("Open", "filter"), open_), (_CLOSED, N_("Closed", "find"), closed), (_VOID, N_("Voided"), void),
    ):  # fmt: skip
        yield from _each((*names, words(label)), Meaning(Sort.STATE, words(label), states=frozenset(states)))
    for names, label, owed in (
        (_LATE, N_("Overdue"), Owed.LATE), (_TODAY, N_("Due today"), Owed.TODAY),
    ):  # fmt: skip
        yield from _each((*names, words(label)), Meaning(Sort.DUE, words(label), owed=owed))


def _each(names: Iterable[str], meaning: Meaning) -> Iterator[tuple[str, Meaning]]:
    for name in names:
        yield name, meaning


def _names(form: Form, words: Words) -> Iterator[str]:
    """Give what a form is called: its tab, its title and the parts of it, both in short, its number."""
    for said in (words(form.tab), words(form.title)):
        for part in (said, *re.split(r"[/／]", said)):
            yield part
            yield _short(part)
    yield form.number  # not its prefix: TS and WX are people's initials


def _short(name: str) -> str:
    for end in _ENDS:
        if name.endswith(end) and len(name) > len(end) + 1:
            return name[: -len(end)]
    return name


def _shelves(words: Words, ways: list[Words]) -> Iterator[tuple[str, Meaning]]:
    """Give the tabs that hold several forms, where no form has the same name."""
    taken = {plain(name) for record in ALL for way in ways for name in _names(record.form, way)}
    for key, label in SHELVES.items():
        forms = frozenset(record.form.key for record in ALL if record.form.shelf == key)
        for way in ways:
            if key != "more" and plain(way(label)) not in taken:
                yield way(label), Meaning(Sort.FORM, words(label), forms)


def vocabulary(language: str, rooms: RoomIndex | None = None) -> Vocabulary:
    """Return the filter words of a screen language, with an estate's rooms."""
    return Vocabulary(_meanings(language), rooms if rooms is not None else RoomIndex(()))


def labelled(language: str, sort: Sort) -> list[tuple[str, str]]:
    """Return what may be clicked instead of typed: (what is shown, what is typed)."""
    words = Words(language)
    if sort is Sort.FORM:
        said = [words(record.form.tab) for record in ALL]
    elif sort is Sort.STATE:
        general = (N_("Open", "filter"), N_("Closed", "find"), N_("Voided"), N_("Overdue"), N_("Due today"))
        said = [words(one) for one in general]
    else:
        return [(words(shown), word) for shown, word in _TIMES]
    return [(one, one) for one in said]


_TIMES: Final = (
    (N_("Today"), "今天"), (N_("Yesterday", "find"), "昨天"), (N_("This week"), "本周"), (N_("Last week", "find"), "上周"),
    (N_("This month"), "本月"), (N_("Last month", "find"), "上月"), (N_("This year"), "今年"), (N_("Last year", "find"), "去年"),
)  # fmt: skip
