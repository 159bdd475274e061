"""Who signed on paper: facts of a record, entered by a person, never drawn; and where a sheet is signed (R-007, M-2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from custdesk.fields import Choice, Day, Options, ShortText
from custdesk.language import N_, Text
from custdesk.problem import Problem
from custdesk.record import AnyRecord, Record, described, through_of
from custdesk.rules import signatures
from custdesk.rules.signed_paper import ITS_OWN, BoxLabel
from custdesk.sheet import ListSheet, Row, Sheet, Signatures, Table
from custdesk.workflow import Facts, Values

NO_SIGNATURE: Final = Options(
    refused=N_("Refused to sign"),
    unreachable=N_("Not reachable"),
    anonymous=N_("Anonymous", "no signature"),
    left=N_("Moved away"),
)


class SignedByCustomer(Record):
    """The fields of a record whose sheet the customer signs: signer and date as read from paper, or the reason."""

    signed_by_customer_name = ShortText(
        N_("Customer's signature: name"), hint=signatures.only_if_on_paper(), stays_open=True
    )
    signer_relation = ShortText(N_("Signer's relation"), stays_open=True)
    signed_at = Day(N_("Signed on"), future=False, stays_open=True)
    no_signature_reason = Choice(N_("Why not signed"), NO_SIGNATURE, stays_open=True)

    class Meta:
        """No table of its own: the fields go to the record's table."""

        table_name = "signed_by_customer"


SIGNED: Final = ("signed_by_customer_name", "signer_relation", "signed_at", "no_signature_reason")

#: boxes whose signature is that of `SignedByCustomer`, by their label
OWN_BOXES: Final = (N_("Customer's signature"), N_("Customer's signature for the callback"))
#: the box whose signature is that of the order the sheet is about: P-07 holds both (R-067, R-075)
WORK_BOX: Final = N_("Customer's signature for the work")
CUSTOMER_BOXES: Final = (*OWN_BOXES, WORK_BOX, N_("Signature", "owner"))


@cache
def boxes_of(record: AnyRecord, sheet: Sheet | ListSheet) -> tuple[BoxLabel, ...]:
    """Return where a sheet is signed, as its declaration says; none of a public one (R-007)."""
    if isinstance(sheet, ListSheet):
        return (
            *_by_hand(record, "lines", sheet.by_hand),
            *_boxes(record, "signatures", sheet.signatures.labels),
        )
    if sheet.public:
        return ()
    found: list[BoxLabel] = []
    for part in sheet.parts:
        if isinstance(part, Signatures):
            before = sum(one.box.startswith("signatures.") for one in found)
            found += _boxes(record, "signatures", part.labels, before)
        elif isinstance(part, Row):
            found += [one for box in part.boxes for one in _boxes(record, box.name, box.signs)]
        elif isinstance(part, Table):
            found += _by_hand(record, part.name, part.by_hand)
    return tuple(found)


def own_box(record: AnyRecord, sheet: Sheet | ListSheet) -> BoxLabel | None:
    """Return the box that the record's own fields of the customer's signature repeat; None where there is none."""
    return next((one for one in boxes_of(record, sheet) if one.fills == ITS_OWN), None)


def _boxes(record: AnyRecord, under: str, labels: Iterable[Text], before: int = 0) -> Iterator[BoxLabel]:
    for place, label in enumerate(labels, before + 1):
        yield BoxLabel(f"{under}.{place}", label, label in CUSTOMER_BOXES, fills=_fills(record, label))


def _by_hand(record: AnyRecord, under: str, labels: Iterable[Text]) -> Iterator[BoxLabel]:
    """Yield the columns that are signed in each line; one with the name of a field takes an answer by hand instead."""
    answers = {thing.label for thing in described(record).values()}
    for place, label in enumerate(labels, 1):
        if label not in answers:
            yield BoxLabel(f"{under}.{place}", label, label in CUSTOMER_BOXES, dated=False)


def _fills(record: AnyRecord, label: Text) -> str:
    if label in OWN_BOXES and issubclass(record, SignedByCustomer):
        return ITS_OWN
    if label == WORK_BOX:
        return next((one.via for one in through_of(record).values() if one.kind.name == SIGNED[0]), "")
    return ""


def named(values: Values, facts: Facts, *names: str) -> dict[str, object]:
    """Return the values with these links replaced by the linked record's name, as the rules compare names."""
    found = dict(values)
    for name in names:
        link = values.get(name)
        seen = facts.linked(link) if isinstance(link, int) else None
        if seen is not None:
            found[name] = seen.values.get("name") or seen.number
    return found


def signature_problems(values: Values, before: Values, facts: Facts) -> list[Problem]:
    """Find what is wrong with a signature that is recorded now (R-007, R-051).

    One recorded earlier is judged again only by closing: names change, and a reopened case is handled anew.
    """
    if all(values.get(name) == before.get(name) for name in SIGNED):
        return []
    return signatures.record_problems(
        named(values, facts, "complainant"), facts.staff_names(), facts.now.date()
    )
