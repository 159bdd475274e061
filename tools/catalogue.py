"""The words of screen and paper, kept: collect them, merge them, compile them, say what is missing.

    python tools/catalogue.py extract    N_("...") in custdesk and ui -> resources/locale/custdesk.pot
    python tools/catalogue.py update     the .pot into both .po files; zh_Hant is filled from zh_Hans (OpenCC)
    python tools/catalogue.py compile    the .mo files beside, byte for byte the same each time
    python tools/catalogue.py check      exit 1 and one line for everything that is missing, stale or wrong

Nothing here writes a date or a line number, so two people's catalogues merge.
"""

from __future__ import annotations

import argparse
import ast
import datetime
import io
import string
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import opencc
from babel.messages import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SOURCES = ("custdesk", "ui")
SIMPLIFIED, TRADITIONAL = "zh_Hans", "zh_Hant"
LOCALES = (SIMPLIFIED, TRADITIONAL)
MARK = "N_"
# What OpenCC's s2t writes otherwise than the domain's Traditional terms, or wrongly; applied in this order.
RESPELT = (
    ("答覆", "答復"), ("覆函", "復函"), ("回復", "回覆"), ("公佈", "公布"), ("彙總", "匯總"), ("彙報", "匯報"),
    ("爲", "為"), ("裏", "裡"), ("啓用", "啟用"), ("着", "著"), ("衆", "眾"), ("羣", "群"), ("祕", "秘"), ("覈", "核"),
    ("籤", "簽"), ("瞭解", "了解"), ("每周", "每週"), ("本周", "本週"), ("周末", "週末"), ("}周", "}週"),
    ("周次", "週次"), ("　周", "　週"), ("場地佈置", "場地布置"), ("剛纔", "剛才"), ("編制", "編製"), ("制作", "製作"),
)  # fmt: skip
FILLED_FROM = "zh_Hans: "
LONG_AGO = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
# Headers that hold dates, versions of tools or nobody's address.
UNKEPT = (
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Project-Id-Version",
    "Report-Msgid-Bugs-To",
    "Last-Translator",
    "Language-Team",
    "Generated-By",
)

Key = tuple[str, str | None]


@dataclass(frozen=True)
class Places:
    """Where things lie below a project root."""

    root: Path

    @property
    def template(self) -> Path:
        """The .pot file."""
        return self.root / "resources" / "locale" / "custdesk.pot"

    def translation(self, locale: str) -> Path:
        """The .po file of a locale."""
        return self.root / "resources" / "locale" / locale / "LC_MESSAGES" / "custdesk.po"

    def compiled(self, locale: str) -> Path:
        """The .mo file of a locale."""
        return self.translation(locale).with_suffix(".mo")


def extract(places: Places) -> None:
    """Write the template from the sources."""
    _write(places.template, _text(_collected(places)))


def update(places: Places) -> None:
    """Merge the template into every translation; nothing ever translated is thrown away."""
    template = _read(places.template)
    simplified = _merged(template, _read(places.translation(SIMPLIFIED), SIMPLIFIED), SIMPLIFIED)
    traditional = _merged(template, _read(places.translation(TRADITIONAL), TRADITIONAL), TRADITIONAL)
    _fill(traditional, simplified)
    for locale, catalog in ((SIMPLIFIED, simplified), (TRADITIONAL, traditional)):
        _write(places.translation(locale), _text(catalog))
        missing = sum(1 for message in _messages(catalog) if not message.string)
        print(f"{locale}: {len(catalog)} messages, {missing} to translate")


def compile_all(places: Places) -> None:
    """Write the .mo files."""
    for locale in LOCALES:
        places.compiled(locale).write_bytes(_binary(_read(places.translation(locale), locale)))


def check(places: Places) -> int:
    """Print one line for each finding; return 1 when there is any."""
    findings = list(_findings(places))
    for finding in findings:
        print(finding)
    if findings:
        print(
            f"{len(findings)} findings in the catalogues. Translate resources/locale/*/*/*.po, then: make catalogue"
        )
    return 1 if findings else 0


def _findings(places: Places) -> Iterator[str]:
    source = _collected(places)
    if not places.template.exists() or places.template.read_text(encoding="utf-8") != _text(source):
        yield "custdesk.pot: not what the sources say now"
    wanted = {_key(message) for message in _messages(source)}
    simplified = _read(places.translation(SIMPLIFIED), SIMPLIFIED)
    for locale in LOCALES:
        catalog = _read(places.translation(locale), locale)
        there = {_key(message): message for message in _messages(catalog)}
        for key in sorted(wanted, key=str):
            message = there.get(key)
            if message is None or not message.string:
                yield f"{locale}: missing: {_named(key)}"
        for key, message in there.items():
            yield from (
                f"{locale}: {what}: {_named(key)}" for what in _faults(key, message, wanted, simplified)
            )
        compiled = places.compiled(locale)
        if not compiled.exists() or compiled.read_bytes() != _binary(catalog):
            yield f"{locale}: uncompiled: custdesk.mo is not what custdesk.po says"


def _faults(key: Key, message: Message, wanted: set[Key], simplified: Catalog) -> Iterator[str]:
    if key not in wanted:
        yield "stale"
    if message.fuzzy:
        yield "fuzzy"
    if message.string and _placeholders(key[0]) != _placeholders(str(message.string)):
        yield f"placeholders differ ({message.string})"
    recorded = _recorded(message)
    now = simplified.get(*key)
    if recorded is not None and now is not None and now.string and recorded != _one_line(str(now.string)):
        yield f"zh_Hans has changed since ({recorded} -> {now.string})"


def _collected(places: Places) -> Catalog:
    catalog = Catalog(project="custdesk", charset="utf-8", fuzzy=False)
    for source in SOURCES:
        folder = places.root / source
        for inside in sorted(path.relative_to(folder) for path in folder.rglob("*.py")):
            if any(part.startswith((".", "__pycache__")) for part in inside.parts):
                continue
            for message, context in _marked(folder / inside):
                catalog.add(message, locations=[(f"{source}/{inside.as_posix()}", 0)], context=context)
    return catalog


def _marked(path: Path) -> Iterator[tuple[str, str | None]]:
    """Yield the marked messages of a file, those inside f-strings too (babel sees them from Python 3.12 on only).

    The first argument is the message; a second one is its context.
    """
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == MARK:
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            said = [str(one.value) for one in given if isinstance(one, ast.Constant)]
            if said:
                yield said[0], said[1] if len(said) > 1 else None


def _merged(template: Catalog, old: Catalog, locale: str) -> Catalog:
    """The template's messages with the old translations; what is no longer used is kept aside as obsolete."""
    merged = Catalog(locale=locale, project="custdesk", charset="utf-8", fuzzy=False)
    known = {_key(message): message for message in (*old.obsolete.values(), *_messages(old))}
    for message in _messages(template):
        before = known.pop(_key(message), None)
        merged.add(
            message.id,
            before.string if before else "",
            locations=message.locations,
            context=message.context,
            flags=before.flags if before else (),
            auto_comments=[*message.auto_comments, *(_own_comments(before) if before else ())],
            user_comments=before.user_comments if before else (),
        )
    merged.obsolete.update((key, message) for key, message in known.items() if message.string)
    return merged


def _fill(traditional: Catalog, simplified: Catalog) -> None:
    """Fill what zh_Hant lacks from zh_Hans, and beside each entry note the zh_Hans it was made from.

    An entry a person has corrected stays as it is; one that still is the plain conversion follows zh_Hans.
    """
    convert = _converter()
    for message in _messages(traditional):
        origin = simplified.get(message.id, message.context)
        if origin is None or not origin.string:
            continue
        recorded = _recorded(message)
        untouched = recorded is not None and _one_line(str(message.string)) == convert(recorded)
        if not message.string or untouched:
            message.string = convert(str(origin.string))
        elif recorded is not None and recorded != _one_line(str(origin.string)):
            continue  # a person's words for an older zh_Hans: `check` names it until the note is renewed
        others = [comment for comment in message.auto_comments if not comment.startswith(FILLED_FROM)]
        message.auto_comments = [*others, FILLED_FROM + _one_line(str(origin.string))]


def _converter() -> Callable[[str], str]:
    plain: Callable[[str], str] = opencc.OpenCC("s2t").convert

    def convert(text: str) -> str:
        said = plain(text)
        for wrong, right in RESPELT:
            said = said.replace(wrong, right)
        return said

    return convert


def _own_comments(message: Message) -> list[str]:
    recorded = _recorded(message)
    return [] if recorded is None else [FILLED_FROM + recorded]


def _recorded(message: Message) -> str | None:
    """The zh_Hans an entry was made from; long comments come back from the file in several lines."""
    text = " ".join(message.auto_comments)
    return text.split(FILLED_FROM, 1)[1] if FILLED_FROM in text else None


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _placeholders(text: str) -> set[str] | str:
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError as error:
        return f"unreadable: {error}"


def _messages(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def _key(message: Message) -> Key:
    return str(message.id), message.context


def _named(key: Key) -> str:
    return repr(key[0]) if key[1] is None else f"{key[0]!r} (context {key[1]!r})"


def _read(path: Path, locale: str | None = None) -> Catalog:
    if not path.exists():
        return Catalog(locale=locale, project="custdesk", charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=locale, charset="utf-8")


def _text(catalog: Catalog) -> str:
    catalog.header_comment = "# Words of custdesk. Kept by tools/catalogue.py (make catalogue)."
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=0, sort_output=True, include_lineno=False)
    lines = buffer.getvalue().decode("utf-8").splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(tuple(f'"{name}' for name in UNKEPT)))


def _binary(catalog: Catalog) -> bytes:
    catalog.creation_date = catalog.revision_date = LONG_AGO
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def main(arguments: list[str] | None = None) -> int:
    """Do one of the four things."""
    parser = argparse.ArgumentParser(prog="catalogue.py", description="Keep the words of screen and paper.")
    parser.add_argument("action", choices=("extract", "update", "compile", "check"))
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parent.parent)
    chosen = parser.parse_args(arguments)
    actions: dict[str, Callable[[Places], int | None]] = {
        "extract": extract,
        "update": update,
        "compile": compile_all,
        "check": check,
    }
    return actions[chosen.action](Places(chosen.root)) or 0


if __name__ == "__main__":
    sys.exit(main())
