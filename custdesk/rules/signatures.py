"""Signatures are handwriting on paper; the program only notes them: R-007, R-051."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Final

from custdesk.language import N_, Text
from custdesk.problem import Problem
from custdesk.rules.values import Values, day, earlier, filled, text, yes

NO_SIGNATURE_REASONS: Final = ("refused", "unreachable", "anonymous", "left")


def only_if_on_paper() -> Text:
    """Return the warning shown where a signature is recorded (R-007)."""
    return N_("Only if the customer signed on paper")


def is_signed(values: Values) -> bool:
    """Tell whether a customer's signature is recorded: name and date, both as read from paper (R-007)."""
    return filled(values, "signed_by_customer_name") and day(values, "signed_at") is not None


def record_problems(
    values: Values,
    staff_names: Iterable[str] = (),
    today: datetime.date | None = None,
    *,
    customer: str = "complainant",
    done: str = "handled_at",
) -> list[Problem]:
    """Find what is wrong with a recorded signature; nothing recorded is nothing wrong (R-007, R-051).

    The signer may not be of the office; another than the customer needs the relation; no date in the
    future or before the work was done; not together with a reason for no signature. `customer` and `done` name the
    fields with the customer and the moment the work was done.
    """
    name, on = text(values, "signed_by_customer_name"), day(values, "signed_at")
    found = []
    if name and on is None:
        found.append(
            Problem(N_("Enter the date beside the signature as read from paper"), "signed_at", "R-007")
        )
    if on and not name:
        way = N_("Enter the name of the signer as read from paper")
        found.append(Problem(way, "signed_by_customer_name", "R-007"))
    if name and _bare(name) in {_bare(staff) for staff in staff_names}:
        way = N_("Nobody of the office signs for the customer; enter who really signed")
        found.append(Problem(way, "signed_by_customer_name", "R-007"))
    expected = text(values, customer)
    if name and expected and _bare(name) != _bare(expected) and not filled(values, "signer_relation"):
        way = N_("Enter how the signer is related to the customer")
        found.append(Problem(way, "signer_relation", "R-007"))
    if on and today and on > today:
        found.append(Problem(N_("A signature cannot be dated in the future"), "signed_at", "R-007"))
    if on and earlier(on, values.get(done)):
        way = N_("The signature is dated before the work was done; let the customer sign after it")
        found.append(Problem(way, "signed_at", "R-051"))
    if (name or on) and filled(values, "no_signature_reason"):
        way = N_("Record either the signature or why there is none")
        found.append(Problem(way, "no_signature_reason", "R-051"))
    return found


def missing_signature(values: Values) -> list[Problem]:
    """Ask for signer and date, or for the reason why there is none: never an absolute block (R-051)."""
    if is_signed(values):
        return []
    reason = text(values, "no_signature_reason")
    if reason == "anonymous" and not yes(values, "anonymous"):
        way = N_("The complainant is known; choose another reason for the missing signature")
        return [Problem(way, "no_signature_reason", "R-051")]
    if reason in NO_SIGNATURE_REASONS:
        return []
    way = N_("Record who signed on paper and when, or why nobody signed")
    return [Problem(way, "signed_by_customer_name", "R-051")]


def _bare(name: str) -> str:
    return "".join(name.split()).casefold()
