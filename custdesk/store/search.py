"""The search index: bigrams of each run of characters in FTS5, checked against the folded text (trap 9)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from custdesk.office.folding import fold
from custdesk.store.trail import Executes


def _tokens(folded: str) -> str:
    tokens = []
    for run in folded.split():
        tokens += [run[place : place + 2] for place in range(len(run) - 1)]
        tokens.append(run[-1])
    return " ".join(dict.fromkeys(tokens))


def plain(text: str) -> str:
    """Return what is compared: folded, blanks made one, invisible signs (zero width, controls) left out."""
    folded = fold(text)
    if not folded.isprintable():
        folded = "".join(
            sign for sign in folded if sign.isspace() or unicodedata.category(sign) not in ("Cc", "Cf", "Cs")
        )
    return " ".join(folded.split())


def write(database: Executes, record_id: int, text: str, *, new: bool = False) -> None:
    """Index a record's text, replacing what was indexed before."""
    folded = plain(text)
    if not new:
        database.execute_sql('DELETE FROM "search" WHERE rowid = ?', (record_id,))
    database.execute_sql(
        'INSERT OR REPLACE INTO "search_text" ("id", "body") VALUES (?, ?)', (record_id, folded)
    )
    database.execute_sql('INSERT INTO "search" (rowid, "body") VALUES (?, ?)', (record_id, _tokens(folded)))


def entry(record_id: int, text: str) -> tuple[tuple[int, str], tuple[int, str]]:
    """Return the rows of both tables for the bulk door."""
    folded = plain(text)
    return (record_id, folded), (record_id, _tokens(folded))


def _quoted(token: str) -> str:
    return '"' + token.replace('"', '""') + '"'


def _condition(term: str) -> str:
    if len(term) == 1:
        return f"{_quoted(term)} *"
    pairs = dict.fromkeys(term[place : place + 2] for place in range(len(term) - 1))
    return " AND ".join(_quoted(pair) for pair in pairs)


def terms_of(query: str) -> list[str]:
    """Part what she typed into terms; each must be found."""
    return plain(query).split()


def find(
    database: Executes, query: str, limit: int = 50, where: str = "", params: Iterable[object] = ()
) -> list[int]:
    """Return the newest records whose folded text holds every term as a plain substring.

    `where` narrows on the header (alias h), so that nobody is told of records they may not see.
    """
    terms = terms_of(query)
    if not terms:
        return []
    match = " AND ".join(_condition(term) for term in terms)
    checks = "".join(' AND instr(t."body", ?) > 0' for _term in terms)
    rows = database.execute_sql(
        'SELECT h."id" FROM "search" s JOIN "header" h ON h."id" = s.rowid'
        f' JOIN "search_text" t ON t."id" = s.rowid WHERE "search" MATCH ? {checks} {where}'
        " ORDER BY s.rowid DESC LIMIT ?",
        (match, *terms, *params, limit),
    )
    return [row[0] for row in rows]


def marked(text: str, query: str) -> list[tuple[int, int]]:
    """Return where the terms stand in a text shown on screen, as (start, end)."""
    folded = fold(text)
    if len(folded) != len(text):
        return []
    return [found.span() for term in terms_of(query) for found in re.finditer(re.escape(term), folded)]
