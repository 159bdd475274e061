"""Print the migration of a new form: `python -m tools.new_migration complaint` (paste it, then never change it)."""

from __future__ import annotations

import sys

import peewee

from custdesk.binders import BY_KEY
from custdesk.record import lines_of


def statements(key: str) -> list[str]:
    """Return the SQL that makes a form's tables and indexes, as peewee would write it."""
    record = BY_KEY[key]
    models: list[type[peewee.Model]] = [record, *(lines.line for lines in lines_of(record).values())]
    database = peewee.SqliteDatabase(None)
    found = []
    for model in models:
        with database.bind_ctx([model]):
            schema = model._schema
            found.append(schema._create_table(safe=False).query()[0])
            found += [index.query()[0] for index in schema._create_indexes(safe=False)]
    return found


def main() -> None:
    """Print a migration module for the forms named on the command line."""
    print('"""Frozen SQL of ' + ", ".join(sys.argv[1:]) + '."""\n')
    print("from __future__ import annotations\n\nfrom typing import Final\n")
    print("from playhouse.sqlcipher_ext import SqlCipherDatabase\n\nSTATEMENTS: Final = (")
    for key in sys.argv[1:]:
        for statement in statements(key):
            print(f"    {_wrapped(statement)},")
    print(")\n\n\ndef up(database: SqlCipherDatabase) -> None:")
    print(
        '    """Make the tables."""\n    for statement in STATEMENTS:\n        database.execute_sql(statement)'
    )


def _wrapped(statement: str) -> str:
    lines, line = [], ""
    for word in statement.replace("\\", "\\\\").split(" "):
        if len(line) + len(word) > 95:
            lines.append(line)
            line = ""
        line += word + " "
    lines.append(line.rstrip())
    return '"""' + "\n        ".join(part.rstrip() for part in lines) + '"""'


if __name__ == "__main__":
    main()
