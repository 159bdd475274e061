"""The start page: one page without script or net that says what the folder holds, what is missing, how to check it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import groupby
from typing import Any, Final
from urllib.parse import quote

from custdesk.language import N_, Text, Words
from custdesk.month_folder.manifest import MANIFEST

STYLE: Final = """
body { font: 15px/1.55 "Noto Sans SC", "Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", sans-serif; color: #1d2733;
  max-width: 62rem; margin: 1.5rem auto; padding: 0 1.25rem; }
h1 { font-size: 1.5rem; margin: 0 0 .2rem; } h2 { font-size: 1.1rem; margin: 1.7rem 0 .4rem; border-bottom: 1px solid #b9c4cf; }
h3 { font-size: 1rem; margin: .8rem 0 .2rem; } p { margin: .3rem 0; }
.mark { border: 1.5px solid #8a2c0d; color: #8a2c0d; border-radius: 3px; padding: 0 .5em; font-weight: bold; }
.head { font-family: Consolas, "DejaVu Sans Mono", monospace; font-size: 1.05rem; border: 1.5px solid #1d2733; display: inline-block;
  padding: .3rem .8rem; margin: .4rem 0; }
.gaps { border-left: 5px solid #b4480f; background: #fdf3ec; padding: .3rem 1rem .7rem; }
.none { border-left: 5px solid #2d7a4b; background: #eef7f1; padding: .3rem 1rem; }
table { border-collapse: collapse; width: 100%; } th, td { border: 1px solid #c9d2da; padding: .18rem .5rem; text-align: left;
  vertical-align: top; overflow-wrap: anywhere; } th { background: #eef2f6; } td.count, th.count { text-align: right; white-space: nowrap; }
.number { white-space: nowrap; } ul { margin: .2rem 0 .2rem 1.2rem; padding: 0; } code { overflow-wrap: anywhere; white-space: pre-wrap; }
.columns { columns: 22rem; } a { color: #0b5394; } .small { color: #56636f; font-size: .9rem; }
@media print { body { font-size: 10pt; max-width: none; margin: 0; padding: 0; } a { color: inherit; text-decoration: none; }
  h2, h3 { break-after: avoid; } tr { break-inside: avoid; } .list { break-before: page; } @page { margin: 15mm; } }
"""
_SERIAL: Final = re.compile(r"(.*-)([0-9]+)")
POWERSHELL: Final = (
    "Get-Content manifest.sha256 -Encoding UTF8 | ForEach-Object { $h, $f = $_ -split '  ', 2;"
    " if ((Get-FileHash -LiteralPath $f -Algorithm SHA256).Hash -ne $h) { $f } }"
)


def start_page(index: Mapping[str, Any], words: Words) -> bytes:
    """Return the page of a folder from what its index says: everything on it stands there too."""
    return "\n".join(_Page(index, words).lines()).encode()


def _runs(numbers: Sequence[str]) -> list[tuple[str, ...]]:
    """Return numbers side by side: of three and more that follow each other the first and the last."""
    runs: list[list[str]] = []
    for number in numbers:
        before = _SERIAL.fullmatch(runs[-1][-1]) if runs else None
        now = _SERIAL.fullmatch(number)
        if before and now and before[1] == now[1] and int(before[2]) + 1 == int(now[2]):
            runs[-1].append(number)
        else:
            runs.append([number])
    return [
        one
        for run in runs
        for one in ([(run[0], run[-1])] if len(run) > 2 else [(number,) for number in run])
    ]


class _Page:
    """One page while it is put together; every text passes `escape`."""

    def __init__(self, index: Mapping[str, Any], words: Words) -> None:
        self.index, self.words = index, words
        self._listed = {one["number"] for one in index["records"]}

    def say(self, text: Text | str) -> str:
        """Return a text as HTML."""
        return escape(self.words.show(text))

    def lines(self) -> Iterator[str]:
        """Yield the page."""
        title = self.say(self.index["title"])
        yield f'<!DOCTYPE html>\n<html lang="{self._tongue()}">\n<head>\n<meta charset="utf-8">'
        yield (
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        )
        yield f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>"
        yield from self._head()
        yield from self._gaps()
        yield from self._counts()
        yield from self._figures()
        yield from self._forms()
        yield from self._checking()
        yield from self._lists()
        yield from self._records()
        yield "</body>\n</html>\n"

    def _tongue(self) -> str:
        return {"zh_Hans": "zh-CN", "zh_Hant": "zh-TW"}.get(self.words.language, "en")

    # -- what it is ----------------------------------------------------------------------------------------

    def _head(self) -> Iterator[str]:
        index = self.index
        mark = N_("Internal version: holds personal data; for the manager and whoever audits")
        if index["public"]:
            mark = N_("Public version: without names, phones and rooms")
        yield f'<p><span class="mark">{self.say(mark)}</span>'
        if index["practice"]:
            yield f'<span class="mark">{self.say(N_("Practice: not a record of the office"))}</span>'
        yield "</p>"
        said = N_("Written {moment}") if not index.get("written_by") else N_("Written {moment} by {who}")
        moment = said.having(moment=index["written_at"].replace("T", " "), who=index.get("written_by", ""))
        yield f'<p class="small">{self.say(moment)} · {self.say(index["program"])}</p>'
        yield f"<p>{self.say(N_('The head of the trail when this was written; note it down or sign it:'))}</p>"
        yield f'<p class="head">{self.say(index["trail"]["anchor"])}</p>'

    def _gaps(self) -> Iterator[str]:
        gaps: Sequence[Mapping[str, Any]] = self.index["gaps"]
        if not gaps:
            yield f'<div class="none"><p>{self.say(N_("Nothing is missing in this month."))}</p></div>'
            return
        said = N_("What is missing: {count}").having(count=len(gaps))
        yield f'<h2>{self.say(said)}</h2>\n<div class="gaps">'
        for heading, found in groupby(gaps, key=lambda one: one["heading"]):
            some = list(found)
            yield f"<h3>{self.say(heading)} ({len(some)})</h3>\n<ul>"
            for title, alike in groupby(some, key=lambda one: one["title"]):
                yield from self._alike(title, list(alike))
            yield "</ul>"
        yield "</div>"

    def _alike(self, title: str, found: Sequence[Mapping[str, Any]]) -> Iterator[str]:
        """Yield what is missing of one form: numbers with nothing more to say stand side by side."""
        told = [one for one in found if one["text"]]
        for one in told:
            parts = (self._number(one["number"]), self.say(title), self.say(one["text"]))
            yield f"<li>{' · '.join(filter(None, parts))}</li>"
        bare = [one["number"] for one in found if not one["text"] and one["number"]]
        if bare:
            said = f"{self.say(title)} ({len(bare)})" if title else ""
            shown = ", ".join(" – ".join(map(self._number, run)) for run in _runs(bare))
            yield f"<li>{' · '.join(filter(None, (said, shown)))}</li>"

    def _number(self, number: str) -> str:
        if not number:
            return ""
        shown = f'<span class="number">{self.say(number)}</span>'
        if number in self._listed:
            return f'<a href="#{quote(number)}">{shown}</a>'
        return shown

    # -- what it holds -------------------------------------------------------------------------------------

    def _counts(self) -> Iterator[str]:
        counts = self.index["counts"]
        labels = (
            ("records", N_("Records")), ("voided", N_("of these void")), ("sheets", N_("Sheets")), ("lists", N_("Lists")),
            ("scans", N_("Scans and files")), ("registers", N_("Registers")), ("lines", N_("Trail lines")),
            ("files", N_("Files in all")),
        )  # fmt: skip
        yield f"<h2>{self.say(N_('What it holds'))}</h2>\n<table><tr>"
        yield "".join(f'<th class="count">{self.say(label)}</th>' for _name, label in labels)
        yield "</tr><tr>" + "".join(f'<td class="count">{counts[name]}</td>' for name, _label in labels)
        yield "</tr></table>"

    def _figures(self) -> Iterator[str]:
        yield f"<h2>{self.say(N_('Figures of the month'))}</h2>\n<table>"
        for one in self.index["figures"]:
            apart = f' <span class="small">{self.say(one["apart"])}</span>' if one["apart"] else ""
            yield (
                f"<tr><td>{self.say(one['code'].split('.')[0])}</td><td>{self.say(one['label'])}</td>"
                f'<td class="count">{self.say(one["shown"])}{apart}</td></tr>'
            )
        yield "</table>"

    def _forms(self) -> Iterator[str]:
        yield f"<h2>{self.say(N_('Registers'))}</h2>\n<table><tr>"
        yield f"<th>{self.say(N_('Form'))}</th>"
        yield "".join(
            f'<th class="count">{self.say(one)}</th>' for one in (N_("Records"), N_("of these void"))
        )
        yield f"<th>{self.say(N_('Register'))}</th>"
        yield "</tr>"
        for one in self.index["forms"]:
            if one["records"]:
                yield (
                    f"<tr><td>{self.say(one['number'])} {self.say(one['title'])}</td>"
                    f'<td class="count">{one["records"]}</td><td class="count">{one["voided"]}</td>'
                    f"<td>{self._link(one['register'], 'Excel')}</td></tr>"
                )
        yield "</table>"
        empty = [one["title"] for one in self.index["forms"] if not one["records"]]
        if empty:
            said = N_("Without a record in this month: {forms}").having(forms="、".join(empty))
            yield f'<p class="small">{self.say(said)}</p>'

    def _link(self, inside: str, text: Text | str) -> str:
        return f'<a href="{quote(inside)}">{self.say(text)}</a>' if inside else ""

    # -- how it is checked ---------------------------------------------------------------------------------

    def _checking(self) -> Iterator[str]:
        trail = self.index["trail"]
        yield f"<h2>{self.say(N_('How to check this folder'))}</h2>\n<ol>"
        for text in (
            N_(
                "With custdesk: custdesk check --folder FOLDER; with the office's store besides: --store STORE"
            ),
            N_("Without custdesk, in this folder (Linux, macOS): sha256sum -c manifest.sha256"),
            N_("Without custdesk, in PowerShell (Windows); it names every file that was changed:"),
        ):
            yield f"<li>{self.say(text)}</li>"
        yield f"</ol>\n<p><code>{escape(POWERSHELL)}</code></p>"
        yield f"<p>{self.say(N_('The manifest itself has a SHA-256 too. It was shown when this folder was written, and it stands on the trail of the store: compare it with what was noted down.'))}</p>"
        yield f"<p>{self._link(MANIFEST, MANIFEST)} · {self._link('index.json', 'index.json')} · {self._link(trail['file'], trail['file'])}</p>"
        said = N_(
            "The trail's file holds lines {first} to {head}; those of the month end with line {last}. Each line's digest is the SHA-256 of the JSON array [seq, at, user, what, cause, draft, previous, payload_digest, touched] without blanks, with all letters as they are; previous is the digest of the line before, {before} for the first. payload_digest is the SHA-256 of salt, a line feed, and the payload as JSON with sorted keys. A sealed line is of a record that is not shown here."
        )
        filled = said.having(
            first=trail["first"],
            head=trail["head"]["seq"],
            last=trail["last"],
            before=trail["before"]["digest"],
        )
        yield f'<p class="small">{self.say(filled)}</p>'

    # -- everything ----------------------------------------------------------------------------------------

    def _lists(self) -> Iterator[str]:
        if not self.index["lists"]:
            return
        yield f'<h2>{self.say(N_("Every list"))}</h2>\n<ul class="columns">'
        for one in self.index["lists"]:
            scans = " ".join(self._link(scan["file"], N_("scan")) for scan in one["scans"])
            name = f"{one['sheet']} {one['title']} · {one['period']}"
            yield f"<li>{self._link(one['file'], name)} {scans}</li>"
        yield "</ul>"

    def _records(self) -> Iterator[str]:
        records: Sequence[Mapping[str, Any]] = self.index["records"]
        if not records:
            return
        yield f'<h2 class="list">{self.say(N_("Every record"))}</h2>'
        for title, found in groupby(records, key=lambda one: one["title"]):
            yield f"<h3>{self.say(title)}</h3>\n<table>"
            for one in found:
                yield self._row(one)
            yield "</table>"

    def _row(self, one: Mapping[str, Any]) -> str:
        sheets = " ".join(
            self._link(sheet["file"], f"{sheet['sheet']} ({sheet['edition']})") for sheet in one["sheets"]
        )
        scans = " ".join(
            self._link(scan["file"], f"{self.words(N_('scan'))} {place}")
            for place, scan in enumerate(one["scans"], 1)
        )
        happened = one["happened_at"].replace("T", " ")
        return (
            f'<tr id="{escape(one["number"])}"><td class="number">{self.say(one["number"])}</td>'
            f'<td class="number">{self.say(happened)}</td><td>{self.say(one["state_text"])}</td>'
            f"<td>{sheets}</td><td>{scans}</td></tr>"
        )
