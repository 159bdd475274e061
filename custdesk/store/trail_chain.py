"""Following the chain of the trail line by line: the one test of a store, of a printed head, and of a month's folder."""

from __future__ import annotations

from custdesk.language import N_, Text
from custdesk.store import trail
from custdesk.store.trail import GENESIS, TrailLine


class ChainWalk:
    """Follows lines from a known one on; `broken` is the first line that does not hold, 0 while all do.

    `seq` and `digest` are of the line before: 0 and the genesis digest where the trail begins.
    """

    def __init__(self, seq: int = 0, digest: str = GENESIS) -> None:
        self.seq = seq
        self.digest = digest
        self.broken = 0

    def follow(self, line: TrailLine) -> Text | None:
        """Go on to the next line; say what is wrong with it."""
        trouble = self._joins(line.seq, line.previous)
        if trouble is None and digest_of(line) != line.digest:
            trouble = N_("Trail line {seq} was changed").having(seq=line.seq)
        return self._stand_on(line.seq, line.digest, trouble)

    def pass_sealed(self, seq: int, previous: str, digest: str) -> Text | None:
        """Go on over a line whose content is not shown here: that it joins the others is all that can be said."""
        return self._stand_on(seq, digest, self._joins(seq, previous))

    def _joins(self, seq: int, previous: str) -> Text | None:
        if seq != self.seq + 1:
            if seq > self.seq:
                return N_("Trail lines {first} to {last} are missing").having(
                    first=self.seq + 1, last=seq - 1
                )
            return N_("Trail line {seq} stands after line {before}").having(seq=seq, before=self.seq)
        if previous != self.digest:
            return N_("Trail line {seq} does not continue line {before}").having(seq=seq, before=self.seq)
        return None

    def _stand_on(self, seq: int, digest: str, trouble: Text | None) -> Text | None:
        if trouble is not None and not self.broken:
            self.broken = seq
        self.seq, self.digest = seq, digest
        return trouble


def digest_of(line: TrailLine) -> str:
    """Return the digest a line should have; empty where its parts are no plain values."""
    try:
        return trail.line_digest(line)
    except (TypeError, ValueError):
        return ""
