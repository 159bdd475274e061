"""Compensation agreements, REC-16: plan, counsel, approvals level by level, signed, paid, filed (R-059, R-060)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from custdesk.language import N_, Text
from custdesk.problem import Problem
from custdesk.rules.routing import lead_is_forced
from custdesk.rules.values import Values, earlier, filled, rows, text, yes

GENERAL_MANAGER: Final = "general_manager"
_BASES: Final = (
    ("contract_basis", N_("Enter what the contract says: it is a building dispute")),
    ("technical_opinion", N_("Enter the technical opinion: it is a building dispute")),
    ("counsel_opinion", N_("Enter the legal counsel's opinion: it is a building dispute")),
)


def demand_problems(complaint: Values) -> list[Problem]:
    """Refuse to go on with a payment on a complaint that has not gone to the leader (R-036)."""
    if lead_is_forced(complaint):
        return []
    way = N_("Tick “compensation demanded” on the complaint first: it goes to the supervising leader")
    return [Problem(way, "complaint", "R-036")]


def plan_problems(agreement: Values, *, dispute: bool) -> list[Problem]:
    """Find what the plan lacks before counsel confirms it; a building dispute needs its three bases (R-060)."""
    found = _ask(
        agreement,
        (
            ("plan", N_("Write down the plan for handling the complaint")),
            ("amount", N_("Enter the amount")),
            ("counsel_confirmed_at", N_("Enter when the legal counsel confirmed it")),
        ),
    )
    amount = agreement.get("amount")
    if isinstance(amount, int) and amount <= 0:
        found.append(Problem(N_("Enter an amount above zero"), "amount", "R-060"))
    return found + (_ask(agreement, _BASES) if dispute else [])


def approval_problems(agreement: Values, *, dispute: bool, accused: Iterable[str] = ()) -> list[Problem]:
    """Find what the ladder of approvals lacks: level, name and day of each, in order, after counsel (R-060, R-064).

    In a building dispute the general manager is among them; the accused is not.
    """
    ladder, names = rows(agreement, "approvals"), set(accused)
    found = []
    if not ladder:
        found.append(Problem(N_("Enter who approved it, level by level"), "approvals", "R-060"))
    before: object = agreement.get("counsel_confirmed_at")
    for place, row in enumerate(ladder):
        inside = f"approvals.{place}."
        found += _ask(
            row,
            (
                ("level", N_("Enter the level of each approval")),
                ("name", N_("Enter who gave each approval")),
                ("on", N_("Enter the day of each approval")),
            ),
            inside,
        )
        if earlier(row.get("on"), before):
            way = N_("Level by level: an approval is not older than counsel's word and the level before")
            found.append(Problem(way, f"{inside}on", "R-060"))
        if text(row, "name") and text(row, "name") in names:
            way = N_("Another person must approve it: nobody approves in his own case")
            found.append(Problem(way, f"{inside}name", "R-064"))
        before = row.get("on") or before
    if dispute and ladder and not any(text(row, "level") == GENERAL_MANAGER for row in ladder):
        way = N_("The general manager signs the plan of a building dispute; add the approval")
        found.append(Problem(way, "approvals", "R-060"))
    return found


def signing_problems(agreement: Values) -> list[Problem]:
    """Find what the customer's signature lacks: its day, after the last approval (R-060)."""
    found = _ask(agreement, (("customer_signed_on", N_("Enter when the customer signed the agreement")),))
    ladder = rows(agreement, "approvals")
    if ladder and earlier(agreement.get("customer_signed_on"), ladder[-1].get("on")):
        way = N_("The agreement is signed after its approvals; correct one of the days")
        found.append(Problem(way, "customer_signed_on", "R-060"))
    return found


def payment_problems(agreement: Values) -> list[Problem]:
    """Find what the payment lacks: its day, not before the signature (R-060)."""
    found = _ask(agreement, (("paid_on", N_("Enter when the money was paid")),))
    if earlier(agreement.get("paid_on"), agreement.get("customer_signed_on")):
        way = N_("The money is paid after the agreement is signed; correct one of the days")
        found.append(Problem(way, "paid_on", "R-060"))
    return found


def filing_problems(agreement: Values) -> list[Problem]:
    """Find what filing lacks: the original at the archivist, a copy in the office (R-059)."""
    way = N_("Enter when the original went to the company's archivist")
    found = [
        Problem(one.text, one.field, "R-059") for one in _ask(agreement, (("original_to_archivist_on", way),))
    ]
    if not yes(agreement, "copy_in_office"):
        found.append(Problem(N_("File a copy in the office, then tick it"), "copy_in_office", "R-059"))
    if earlier(agreement.get("original_to_archivist_on"), agreement.get("customer_signed_on")):
        way = N_("The original is filed after the agreement is signed; correct one of the days")
        found.append(Problem(way, "original_to_archivist_on", "R-059"))
    return found


def _ask(values: Values, wanted: tuple[tuple[str, Text], ...], inside: str = "") -> list[Problem]:
    return [Problem(way, f"{inside}{name}", "R-060") for name, way in wanted if not filled(values, name)]
