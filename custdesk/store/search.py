"""The search index: pairs of characters in FTS5, exact for two, checked against the folded text for more (trap 9).

A record's text is kept folded in `search_text`. Each run between blanks is cut into its pairs and its last character;
these are the words of `search_pairs`, which keeps no text and no places. Its row ids are made so that a form's
records lie together and its newest last: `form's place << 48 | how timely << 40 | record`.
"""

from __future__ import annotations

import json
import sys
from array import array
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any, Final

from msgspec import Struct

from custdesk.office.finding import Word, words_of
from custdesk.office.folding import fold, plain, plain_texts
from custdesk.store.rows import insert_rows
from custdesk.store.trail import Executes

FORM: Final = 48  # bits below a form's place
TIMELY: Final = 40  # bits below how timely a record was entered
RECORD: Final = (1 << TIMELY) - 1
LATEST: Final = 15  # entered in its month or the next; an old register lies below, by years
MOST_PAIRS: Final = 60  # of one question: longer words are told apart by the text itself

#: the index's row id of a record (alias h, its form's place f); whoever changes it renews every index by a migration
ROW_SQL: Final = f"""(f."place" << {FORM}) | (({LATEST} - coalesce(min({LATEST}, max(0, (
    (substr(h."created_at", 1, 4) - substr(h."happened_at", 1, 4)) * 12
    + substr(h."created_at", 6, 2) - substr(h."happened_at", 6, 2) + 10) / 12)), 0)) << {TIMELY}) | h."id\""""


# -- writing -------------------------------------------------------------------------------------------------


def _pairs(folded: str) -> str:
    """Return the pairs of a folded text, parted by blanks; pairs that come again cost the index nothing."""
    return _pairs_of_many((folded,))[0]


def _pairs_of_many(folded: Sequence[str]) -> list[str]:
    """Return the pairs of each text; a few texts are cut as one, that is twice as fast as each by itself."""
    if "" in folded:  # it has no run, not even an empty one
        return [_pairs(one) if one else "" for one in folded]
    whole = _END.join(folded)
    # each sign's follower, none at the end of a run: that is followed by its blank, which is followed by none
    after = "  ".join(map(_REST, whole.replace(_END, " ").split(" ")))
    cut = array("I", (32,)) * (3 * len(whole))
    cut[0::3] = array("I", whole.encode(_SIGNS))
    cut[1 : 3 * len(after) : 3] = array("I", after.encode(_SIGNS))
    return str(cut, _SIGNS).split(_END)


_END: Final = "\0"  # of one text: no folded one holds it
_REST: Final = itemgetter(slice(1, None))
_SIGNS: Final = "utf-32-le" if sys.byteorder == "little" else "utf-32-be"
_AS_ONE: Final = 32  # texts: more leave the processor's own memory


def _row_of(database: Executes, record_id: int) -> int:
    sql = f'SELECT {ROW_SQL} FROM "header" h JOIN "search_form" f ON f."form" = h."form" WHERE h."id" = ?'
    row = database.execute_sql(sql, (record_id,)).fetchone()
    if row is None:
        _place_forms(database, record_id, record_id)
        row = database.execute_sql(sql, (record_id,)).fetchone()
    return int(row[0])


def _place_forms(database: Executes, first: int, last: int) -> None:
    """Give a place to the forms that never had a record."""
    database.execute_sql(
        'INSERT INTO "search_form" ("form") SELECT DISTINCT "form" FROM "header" WHERE "id" BETWEEN ? AND ?'
        ' AND "form" NOT IN (SELECT "form" FROM "search_form")',
        (first, last),
    )


def write(database: Executes, record_id: int, text: str, *, new: bool = False) -> None:
    """Index a record's text, replacing what was indexed before; the same words cost nothing."""
    folded, row = plain(text), _row_of(database, record_id)
    if not new:
        kept = database.execute_sql(
            'SELECT "body" FROM "search_text" WHERE "id" = ?', (record_id,)
        ).fetchone()
        before = _rows_kept(database, record_id, row)
        if kept is not None and kept[0] == folded and before == [row]:
            return
        for one in before:
            database.execute_sql('DELETE FROM "search_pairs" WHERE rowid = ?', (one,))
    database.execute_sql(
        'INSERT OR REPLACE INTO "search_text" ("id", "body") VALUES (?, ?)', (record_id, folded)
    )
    database.execute_sql('INSERT INTO "search_pairs" (rowid, "body") VALUES (?, ?)', (row, _pairs(folded)))


def _rows_kept(database: Executes, record_id: int, row: int) -> list[int]:
    """Return where a record stands in the index: one place, or another if its day was changed by much."""
    form = row >> FORM << FORM
    may = [form | timely << TIMELY | record_id for timely in range(LATEST + 1)]
    marks = ",".join("?" * len(may))
    found = database.execute_sql(f'SELECT "id" FROM "search_pairs_docsize" WHERE "id" IN ({marks})', may)
    return [one for (one,) in found]


def write_many(database: Any, texts: Sequence[tuple[int, str]], *, new: bool = True) -> None:
    """Index the texts of many records whose header rows are written; `new`: none of them was indexed before."""
    if not texts:
        return
    ids = [record_id for record_id, _text in texts]
    _place_forms(database, min(ids), max(ids))
    rows = dict(
        database.execute_sql(
            f'SELECT h."id", {ROW_SQL} FROM "header" h JOIN "search_form" f ON f."form" = h."form"'
            ' WHERE h."id" IN (SELECT value FROM json_each(?))',
            (json.dumps(ids),),
        ).fetchall()
    )
    connection = database.connection()
    if not new:
        before = [(one,) for record_id, row in rows.items() for one in _rows_kept(database, record_id, row)]
        connection.executemany('DELETE FROM "search_pairs" WHERE rowid = ?', before)
    pieces = [
        plain_texts([text for _record, text in texts[start : start + _AS_ONE]])
        for start in range(0, len(texts), _AS_ONE)
    ]
    bodies = list(zip(ids, chain(*pieces), strict=True))
    if new:
        insert_rows(database, "search_text", ("id", "body"), bodies)
    else:
        connection.executemany('INSERT OR REPLACE INTO "search_text" ("id", "body") VALUES (?, ?)', bodies)
    # in the order of the index's rows: each step back would make FTS5 write out what it holds
    cut = chain(*map(_pairs_of_many, pieces))
    pairs = sorted(zip(map(rows.__getitem__, ids), cut, strict=True))
    connection.executemany('INSERT INTO "search_pairs" (rowid, "body") VALUES (?, ?)', pairs)


def mismatched(database: Executes, most: int = 20) -> list[int]:
    """Return the first records that have no text, or do not stand in the index where they belong; and what has no record."""
    placed = f'"header" h LEFT JOIN "search_form" f ON f."form" = h."form" WHERE h."id" = d."id" & {RECORD}'
    found: dict[int, None] = {}
    for sql in (  # row by row, so that nothing of a large store has to be sorted or held
        'SELECT h."id" FROM "header" h WHERE NOT EXISTS (SELECT 1 FROM "search_text" t WHERE t."id" = h."id")',
        'SELECT t."id" FROM "search_text" t WHERE NOT EXISTS (SELECT 1 FROM "header" h WHERE h."id" = t."id")',
        f'SELECT h."id" FROM "header" h LEFT JOIN "search_form" f ON f."form" = h."form"'
        f' WHERE NOT EXISTS (SELECT 1 FROM "search_pairs_docsize" d WHERE d."id" = {ROW_SQL})',
        f'SELECT d."id" & {RECORD} FROM "search_pairs_docsize" d'
        f' WHERE NOT EXISTS (SELECT 1 FROM {placed} AND d."id" = {ROW_SQL})',
    ):
        found |= dict.fromkeys(row[0] for row in database.execute_sql(f"{sql} LIMIT ?", (most,)).fetchall())
    return list(found)


# -- asking --------------------------------------------------------------------------------------------------


def _quoted(token: str) -> str:
    return '"' + token.replace('"', '""') + '"'


def _pairs_of(text: str) -> list[str]:
    return list(dict.fromkeys(text[place : place + 2] for place in range(len(text) - 1)))


class Question(Struct, frozen=True):
    """What the index is asked (`match`; empty: every word has one character), and what the text has to hold besides."""

    match: str
    checks: str
    params: tuple[str, ...]
    pairs: int = 0  # that the index is asked for


def question(words: Sequence[Word]) -> Question:
    """Return how words are found by the index: exactly, with what the pairs leave open checked in the text (alias t)."""
    parts, left, open_words = [], MOST_PAIRS, []
    for word in words:
        ways = [_pairs_of(needle.text) for needle in word.needles]
        count = sum(map(len, ways))
        if all(ways) and count <= left:
            parts.append(" OR ".join("(" + " AND ".join(map(_quoted, way)) + ")" for way in ways))
            left -= count
            if any(len(one.text) > 2 or one.alone for one in word.needles):
                open_words.append(word)
            continue
        if len(ways) == 1 and len(ways[0]) > left > 0:
            parts.append(" AND ".join(map(_quoted, ways[0][:left])))
            left = 0
        open_words.append(word)
    found, params = checks(open_words)
    return Question(" AND ".join(f"({part})" for part in parts), found, params, MOST_PAIRS - left)


def living(database: Executes, words: Sequence[Word]) -> list[Word]:
    """Leave out the spellings of a word that no record holds: each would be asked for again and again."""
    found = []
    for word in words:
        kept = word.needles
        if len(kept) > 1:
            sql = 'SELECT 1 FROM "search_pairs" WHERE "search_pairs" MATCH ? LIMIT 1'
            asked = [" AND ".join(map(_quoted, _pairs_of(one.text))) for one in kept]
            # one character alone is not asked for: all that it begins would be put together first
            held = [not one or database.execute_sql(sql, (one,)).fetchone() is not None for one in asked]
            kept = tuple(one for one, there in zip(kept, held, strict=True) if there) or kept[:1]
        found.append(Word(kept))
    return found


def checks(words: Sequence[Word]) -> tuple[str, tuple[str, ...]]:
    """Return what a text (alias t) must hold, as SQL that begins with AND, and its values."""
    found, params = "", []
    for word in words:
        ways = []
        for one in word.needles:
            ways.append(_ALONE if one.alone else _WITHIN)
            params += [one.text, _glob(one.text)] if one.alone else [one.text]
        found += f" AND ({' OR '.join(ways)})"
    return found, tuple(params)


_WITHIN: Final = 'instr(t."body", ?) > 0'
_ALONE: Final = f"({_WITHIN} AND ' ' || t.\"body\" || ' ' GLOB ?)"


def begins(words: Sequence[Word]) -> str:
    """Return what the index is asked for words of one character: every pair they begin. Slow for common ones."""
    ways = (" OR ".join(f"{_quoted(needle.text[:2])} *" for needle in word.needles) for word in words)
    return " AND ".join(f"({way})" for way in ways)


def _glob(text: str) -> str:
    safe = "".join(f"[{sign}]" if sign in "*?[" else sign for sign in text)
    return f"*[^0-9a-z*-]{safe}[^0-9a-z*-]*"


def places(database: Executes) -> dict[str, int]:
    """Return where each form's records lie in the index."""
    return {form: place for place, form in database.execute_sql('SELECT "place", "form" FROM "search_form"')}


def condition(text: str, form: str = "") -> tuple[str, tuple[object, ...]]:
    """Return an exact SQL condition on the header (alias h) for records that hold every word, with its values.

    `form`: the caller asks for this form's records only, which the index finds together. Empty for no words.
    """
    words = words_of(text)
    if not words:
        return "", ()
    asked = question(words)
    joined = f' JOIN "search_text" t ON t."id" = s.rowid & {RECORD}' if asked.checks else ""
    within, span = "", tuple[str, ...]()
    if form:
        place = '(SELECT "place" FROM "search_form" WHERE "form" = ?)'
        within, span = f" AND s.rowid >= {place} << {FORM} AND s.rowid < {place} + 1 << {FORM}", (form, form)
    where = f'"search_pairs" MATCH ?{within}{asked.checks}'
    found = f'SELECT s.rowid & {RECORD} FROM "search_pairs" s{joined} WHERE {where}'
    return f'h."id" IN ({found})', (asked.match or begins(words), *span, *asked.params)


# -- showing -------------------------------------------------------------------------------------------------


def marked(text: str, query: str) -> list[tuple[int, int]]:
    """Return where the terms of a query stand in a text shown on screen, as (start, end)."""
    return marks(text, words_of(query))


@lru_cache(maxsize=1024)
def _folded(text: str) -> str:
    """Return a text folded; the same lines are shown again while somebody types."""
    return fold(text)


def marks(text: str, words: Sequence[Word]) -> list[tuple[int, int]]:
    """Return where words stand in a text shown on screen, in any of their spellings, as (start, end)."""
    folded = _folded(text)
    places: Sequence[int] = range(len(text))
    if len(folded) != len(text):
        signs = [fold(sign) for sign in text]
        if "".join(signs) != folded:
            return []  # marks that combine: nobody knows which sign became what
        places = [place for place, sign in enumerate(signs) for _one in sign]
    found = []
    for term in (needle.text for word in words for needle in word.needles):
        start = folded.find(term)
        while start >= 0:
            end = start + len(term)
            found.append((places[start], places[end - 1] + 1))
            start = folded.find(term, end)
    return found
