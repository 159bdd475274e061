"""Walking the trail from its first line: the chain, the payloads, and what the later parts of a check need to know."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct
from msgspec.structs import replace

from custdesk.language import N_, Text
from custdesk.store import trail
from custdesk.store.trail import GENESIS, Touched, TrailLine

if TYPE_CHECKING:
    from playhouse.sqlcipher_ext import SqlCipherDatabase

#: lines that raise a record's revision without renewing what its header repeats
LEAVES_HEADER: Final = frozenset({"attach", "describe", "detach"})


class LastLine(Struct, frozen=True):
    """The last line of one record; `written` is the last that wrote the columns its header repeats."""

    seq: int
    revision: int
    digest: str
    written_seq: int
    written_at: str


class TrailWalk:
    """One walk; `find` takes what is wrong, `remark` what is only to be told."""

    def __init__(
        self, database: SqlCipherDatabase, find: Callable[..., None], remark: Callable[[Text], None]
    ) -> None:
        self._database = database
        self._find = find
        self._remark = remark
        self.seq = 0
        self.head = GENESIS
        self.lines = 0
        self.left_out: dict[str, list[tuple[int, int]]] = {}  # numbers a restore left out, by series
        self.settings_seqs: list[int] = []
        self.settings_after: list[dict[str, Any] | None] = [
            {}
        ]  # after so many settings lines; None: not known
        self.settings_last: dict[str, tuple[int, str]] = {}
        self._removed: dict[int, tuple[str, int | None]] = {}
        self._missing: list[tuple[int, str]] = []
        self._recomputed = GENESIS

    def run(self) -> None:
        """Walk. Raises peewee.DatabaseError where the file ends the walk."""
        found = self._database.execute_sql(
            "SELECT t.seq, t.at, t.user, t.what, t.cause, t.draft, t.previous, t.payload_digest, t.digest,"
            " p.salt, p.body FROM trail t LEFT JOIN trail_payload p ON p.seq = t.seq ORDER BY t.seq"
        )
        for row in found:
            self.lines += 1
            self._line(replace(TrailLine(*row[:9]), touched=self._touched(row[0])))
            self._payload(row[0], row[1], row[2], row[3], row[7], row[9], row[10])
        self._say_removed()

    def _touched(self, seq: int) -> tuple[Touched, ...]:
        found = self._database.execute_sql(
            "SELECT record, revision, digest FROM trail_record WHERE seq = ? ORDER BY rowid", (seq,)
        )
        return tuple(Touched(*row) for row in found)

    def _line(self, line: TrailLine) -> None:
        if line.seq != self.seq + 1:
            text = N_("Trail lines {first} to {last} are missing").having(
                first=self.seq + 1, last=line.seq - 1
            )
            self._find(text, seq=line.seq)
        elif line.previous not in (self.head, self._recomputed):
            text = N_("Trail line {seq} does not continue line {before}").having(
                seq=line.seq, before=self.seq
            )
            self._find(text, seq=line.seq)
        try:
            self._recomputed = trail.line_digest(line)
        except (TypeError, ValueError):
            self._recomputed = ""
        if self._recomputed != line.digest:
            self._find(N_("Trail line {seq} was changed").having(seq=line.seq), seq=line.seq)
        self.seq, self.head = line.seq, line.digest

    def _payload(
        self, seq: int, at: str, user: int | None, what: str, digest: str, salt: str | None, body: str | None
    ) -> None:
        if body is None or salt is None:
            self._missing.append((seq, what))
            if what == "setting":
                self._setting(seq, None)
            return
        if trail.digest_of_said(str(salt), str(body).encode()) != digest:
            self._find(N_("The content of trail line {seq} was changed").having(seq=seq), seq=seq)
            if what == "setting":
                self._setting(seq, None)
            return
        if what not in ("setting", "restore", "remove_payload"):
            return
        said = json.loads(body)
        if what == "setting":
            self._setting(seq, said)
        elif what == "restore":
            for series, (had, last) in said.get("series", {}).items():
                self.left_out.setdefault(series, []).append((had + 1, last))
        else:
            for one in said.get("seqs", [said.get("seq")]):
                self._removed[one] = (at, user)

    def _setting(self, seq: int, said: dict[str, Any] | None) -> None:
        before = self.settings_after[-1]
        self.settings_seqs.append(seq)
        self.settings_after.append(
            None if said is None or before is None else {**before, said["name"]: said["new"]}
        )
        if said is None:
            self.settings_last.clear()  # which one it was cannot be known; later lines count again
        else:
            self.settings_last[said["name"]] = (seq, json.dumps(said["new"], ensure_ascii=False))

    def _say_removed(self) -> None:
        for seq, _what in self._missing:
            if seq not in self._removed:
                self._find(N_("The content of trail line {seq} is missing").having(seq=seq), seq=seq)
                continue
            at, user = self._removed[seq]
            self._remark(
                N_("The content of trail line {seq} was removed by {who} on {day}").having(
                    seq=seq, who=self._name(user), day=str(at)[:10]
                )
            )

    def _name(self, user: int | None) -> str:
        row = self._database.execute_sql('SELECT "line" FROM "header" WHERE "id" IS ?', (user,)).fetchone()
        return str(row[0]) if row and row[0] else "custdesk"
