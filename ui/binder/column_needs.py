"""How wide a list's columns must be: the longest usual answer of each kind of field."""

from __future__ import annotations

from custdesk import fields
from custdesk.language import Words
from custdesk.record import VOIDED, AnyRecord, columns_of, kind_named
from custdesk.sheet import Column
from ui.theme import SIGNS

SAMPLES = {"due_at": f"{SIGNS['overdue']} 12-28 24:00", "line": "10-2-1203"}
SAMPLE_OF: dict[type[fields.Kind], str] = {
    fields.Moment: "12-28 24:00", fields.Span: "2027年第53周", fields.Day: "2027-12-28", fields.Phone: "138****5678", fields.YesNo: "是",
    fields.Number: "10000", fields.Money: "10,000.00",
}  # fmt: skip
WORDY = 4  # the share from which a line of text is what the list is about
FEW, MANY = "字" * 6, "字" * 10  # letters of such words: where room is short, where it is not


def due_first(record: AnyRecord) -> bool:
    """Tell whether a list has the due date before the state: what is seen first says what presses."""
    names = [column.name for column in record.form.columns]
    return "due_at" in names and ("state" not in names or names.index("due_at") < names.index("state"))


def longest(record: AnyRecord, column: Column, words_of: str, words: Words) -> tuple[list[str], bool]:
    """Return samples of the longest usual answers of a column."""
    name, form = column.name, record.form
    if name in SAMPLES:
        return [SAMPLES[name]], False
    if name == "number":
        return [f"{form.prefix or 'TS'}-2027-0000{'-Z' if form.number_by else ''}"], False
    if name == "state":
        states = {code: words(label) for code, label in form.flow.states.items()}
        dated = due_first(record) and "due_at" not in columns_of(record)
        late = "" if dated else f"{SIGNS['overdue']} "
        return [
            (f"{SIGNS['void']} " if code == VOIDED else "" if code in form.flow.ends else late) + said
            for code, said in states.items()
            if code == VOIDED or code not in form.flow.aside
        ], False
    kind = kind_named(record, name)
    if isinstance(kind, fields.ShortText) and column.share >= WORDY:
        return [words_of], True
    if isinstance(kind, fields.Choice):
        return [words(label)[:9] for label in kind.options.values()], False
    if isinstance(kind, fields.Note | fields.Said):
        return [words_of], True
    sample = next((SAMPLE_OF[one] for one in type(kind).__mro__ if one in SAMPLE_OF), "字" * 4)
    if isinstance(kind, fields.Link):
        numbered = set(kind.targets) - {"unit", "staff", "customer"}
        sample = "WX-2027-0000" if numbered else "10-2-1203" if kind.targets == ("unit",) else sample
    return [sample], False
