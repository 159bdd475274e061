"""What a month lacks, named one by one: signatures, approvals, numbers, paper, duties (R-007, R-008, R-012, M-6)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from custdesk.figures import obligations as duties
from custdesk.language import N_, Text
from custdesk.month_folder.month import Month, title_of
from custdesk.record import VOIDED, AnyRecord
from custdesk.rules import obligations as rules
from custdesk.rules.periods import due_day
from custdesk.snapshot import Snapshot
from custdesk.store import reserving
from custdesk.store.homecoming import Awaited
from custdesk.store.reader import ListQuery
from custdesk.store.settings_then import SettingsThen, began_on

#: the kinds in the order of the start page, with the heading of each
KINDS: Final[Mapping[str, Text]] = {
    "unfinished": N_("The month is not over"),
    "duty": N_("Duties of the month not fulfilled"),
    "overdue": N_("Overdue duties"),
    "unsent": N_("Not sent"),
    "not_home": N_("Printed sheets that are not home"),
    "unread": N_("Sheets home whose signatures nobody has read"),
    "unsigned": N_("Not signed"),
    "not_printed": N_("Records without a printed form"),
    "not_drawn": N_("Records whose sheet could not be written"),
    "file": N_("Files that could not be taken along"),
    "missing": N_("Numbers that are missing"),
    "left_out": N_("Numbers left out by a restore"),
    "reserved": N_("Empty sheets with a number that nobody typed in yet"),
    "void": N_("Voided numbers"),
    "void_reserved": N_("Voided numbers of empty sheets"),
    "kept_back": N_("Kept back"),
}
_AHEAD: Final = datetime.timedelta(days=100)  # a duty about a month is due that much later at most


class Gap(Struct, frozen=True):
    """One thing a month lacks: of which kind, at which number, and a sentence where there is more to say.

    `words`: the sentence repeats what somebody wrote, and is left out of the public version.
    """

    kind: str
    number: str = ""
    title: Text | str = ""
    text: Text | str = ""
    words: bool = False
    record: int | None = None


class Gaps:
    """Gathers what a month lacks; what is found while the folder is written is added by `add`."""

    def __init__(self, month: Month) -> None:
        self.month = month
        self.found: list[Gap] = []
        self._own: set[int] = set(month.ids)

    def add(self, kind: str, one: Snapshot, text: Text | str = "", *, words: bool = False) -> None:
        """Add something a record lacks."""
        number = one.number or f"#{one.id}"
        self.found.append(Gap(kind, number, title_of(one.record), text, words, one.id))

    def look(self) -> list[Gap]:
        """Look everywhere; return everything in the order of the kinds, each in the order it was found."""
        for part in (
            self._unfinished, self._duties, self._unsent, self._paper, self._unsigned, self._unprinted, self._numbers,
            self._kept_back,
        ):  # fmt: skip
            self.found += part()
        order = list(KINDS)
        found = sorted(dict.fromkeys(self.found), key=lambda one: order.index(one.kind))
        return [self._public(one) for one in found] if self.month.public else found

    @staticmethod
    def _public(one: Gap) -> Gap:
        return Gap(one.kind, one.number, one.title, "" if one.words else one.text, record=one.record)

    # -- duties --------------------------------------------------------------------------------------------

    def _unfinished(self) -> Iterator[Gap]:
        if self.month.office.now() < self.month.until:
            yield Gap("unfinished", text=N_("Written on {moment}").having(moment=self.month.office.now()))

    def _duties(self) -> Iterator[Gap]:
        """Name the duties about this month that are not done, and those due in it that are overdue."""
        office, period = self.month.office, self.month.period
        facts, forms, database = office.facts(), self.month.store.forms, self.month.store.database
        for one in duties.instances(
            duties.duties_of(forms.values()), period.first, period.last + _AHEAD, facts, waived=duties.waivers(facts),
            since=began_on(database), then=SettingsThen(database, office.settings).on,
        ):  # fmt: skip
            about = period.first <= one.period.first and one.period.last <= period.last
            if not (about or due_day(one.due_at) in period) or one.state not in (
                rules.UPCOMING, rules.DUE, rules.OVERDUE,
            ):  # fmt: skip
                continue
            if one.state != rules.OVERDUE and not about:
                continue
            missing = one.judged.missing
            text = (
                N_("{period}: {missing}").having(period=one.period.name, missing=missing)
                if missing
                else one.period.name
            )
            yield Gap("overdue" if one.state == rules.OVERDUE else "duty", "", one.duty.label, text)

    def _unsent(self) -> Iterator[Gap]:
        """Name what the forms themselves call unsent."""
        for record in self.month.store.forms.values():
            for wanted in record.form.filters:
                if "unsent" in (wanted.name, wanted.bench):
                    yield from self._filtered(record, wanted, "unsent")

    def _filtered(self, record: AnyRecord, wanted: Any, kind: str) -> Iterator[Gap]:
        month = self.month
        query = ListQuery(record.form.key, wanted, since=month.since, until=month.until, descending=False)
        for hit in month.reader.records_as_hits([one for one in month.reader.ids(query) if one in self._own]):
            yield Gap(kind, hit.number or f"#{hit.id}", title_of(record), "", record=hit.id)

    # -- paper ---------------------------------------------------------------------------------------------

    def _paper(self) -> Iterator[Gap]:
        """Name the sheets of the month, or printed in it, that are not home or of which nobody read the signatures."""
        lists = {one.period.key: one.period.text for one in self.month.lists}
        for one in self.month.reader.not_home():
            if one.edition and self._belongs(one.record, one.number, one.printed_at):
                text = self._away(one)
                if one.record is None:
                    text = N_("{period}: {missing}").having(period=lists[one.number], missing=text)
                yield Gap("not_home", one.number, one.title, text, record=one.record)
        for unread in self.month.reader.to_read():
            if self._belongs(unread.record, unread.number, None):
                text = N_("{sheet}, edition {edition}").having(sheet=unread.sheet, edition=unread.edition)
                if unread.record is None:
                    text = N_("{period}: {missing}").having(period=lists[unread.number], missing=unread.sheet)
                yield Gap("unread", unread.number, unread.title, text, record=unread.record)

    def _belongs(self, record: int | None, number: str, at: datetime.datetime | None) -> bool:
        if record is None:
            return number in {one.period.key for one in self.month.lists} and not self.month.public
        printed_now = at is not None and self.month.since <= at < self.month.until
        return record in self._own or (printed_now and record not in self.month.past.hidden)

    @staticmethod
    def _away(one: Awaited) -> Text:
        said = {"sheet": one.sheet, "edition": one.edition, "day": one.printed_at.date()}
        if one.home:
            pages = ", ".join(map(str, one.missing))
            return N_("{sheet}, edition {edition}, printed {day}: page {pages} is missing").having(
                **said, pages=pages
            )
        return N_("{sheet}, edition {edition}, printed {day}").having(**said)

    def _unsigned(self) -> Iterator[Gap]:
        """Name what the forms call unsigned, and the boxes that were found empty on the newest sheet that was read."""
        for record, ids in self.month.forms:
            for wanted in record.form.filters:
                if wanted.name == "unsigned":
                    yield from self._filtered(record, wanted, "unsigned")
            for one in ids if record.form.sheets else ():
                read = self.month.reader.signatures(one)
                empty = [kept.label for kept in read if kept.print == read[0].print and not kept.name]
                for label in empty:
                    (hit,) = self.month.reader.records_as_hits([one])
                    yield Gap("unsigned", hit.number or f"#{one}", title_of(record), label, record=one)

    def _unprinted(self) -> Iterator[Gap]:
        for record, ids in self.month.forms:
            if not record.form.sheets:
                continue
            printed = self.month.past.on_paper(ids, self.month.books)
            for hit in self.month.reader.records_as_hits([one for one in ids if one not in printed]):
                if hit.state != VOIDED:
                    yield Gap("not_printed", hit.number or f"#{hit.id}", title_of(record), record=hit.id)

    # -- numbers -------------------------------------------------------------------------------------------

    def _numbers(self) -> Iterator[Gap]:
        month = self.month
        for missing in month.past.missing_numbers(month.since, month.until):
            run = missing.first if missing.first == missing.last else f"{missing.first} – {missing.last}"
            yield Gap("left_out" if missing.left_out else "missing", run)
        titles = {key: title_of(record) for key, record in month.store.forms.items()}
        for one in reserving.between(month.store.database, month.since, month.until):
            title = titles.get(one.form, "")
            if one.waiting:
                text = N_("{sheet}, set aside {day}").having(sheet=one.sheet, day=one.reserved_at.date())
                yield Gap("reserved", one.number, title, text)
            elif one.voided_at is not None:
                yield Gap("void_reserved", one.number, title, one.void_reason, words=True)

    def _kept_back(self) -> Iterator[Gap]:
        """Say how many records of the month are not shown to whoever writes the folder; which, nobody learns (R-064)."""
        count = self.month.past.count_hidden(self.month.since, self.month.until)
        if count:
            yield Gap(
                "kept_back",
                text=N_("{count} confidential records are not in this folder").having(count=count),
            )


def plain(found: Sequence[Gap], month: Month) -> list[dict[str, Any]]:
    """Return gaps as index.json keeps them, in the paper's words."""
    words = month.words
    return [
        {
            "kind": one.kind, "heading": words(KINDS[one.kind]), "number": one.number, "title": words.show(one.title),
            "text": words.show(one.text),
        }
        for one in found
    ]  # fmt: skip
