"""Who signed on paper: facts of a record, entered by a person, never drawn (R-007, M-2)."""

from __future__ import annotations

from typing import Final

from custdesk.errors import Problem
from custdesk.fields import Choice, Day, Options, ShortText
from custdesk.language import N_
from custdesk.record import Record
from custdesk.rules import signatures
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
