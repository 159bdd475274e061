"""A duty of the calendar that the manager waived for one period, with the reason (section 5, domain 1.5)."""

from __future__ import annotations

from custdesk.fields import NOW, USER, Day, Link, Moment, Note, ShortText
from custdesk.language import N_
from custdesk.office.rights import may
from custdesk.problem import Problem
from custdesk.record import Check, Form, Record
from custdesk.sheet import Column
from custdesk.workflow import Facts, Flow, Values, void_step


def key_of(duty: object, period_first: object) -> str:
    """Return the key of a duty's period, which is waived once."""
    return f"{duty} {period_first}"


def _key(values: Values, before: Values, facts: Facts) -> str:  # noqa: ARG001
    return key_of(values.get("duty"), values.get("period_first"))


def _by_the_manager(values: Values, before: Values, facts: Facts) -> list[Problem]:
    """Let only the manager waive, and nobody change a waiver afterwards (1.5)."""
    if not before:
        return may("waive_obligation")(values, facts)
    changed = [name for name in ("duty", "period_first") if values.get(name) != before.get(name)]
    way = N_("A waiver is not changed; void it and waive the other one")
    return [Problem(way, name, "1.5") for name in changed]


class Waiver(Record):
    """One waived duty of one period."""

    duty = ShortText(N_("Duty", "waiver"), required=True)
    period_first = Day(N_("First day of the period"), required=True)
    duty_name = ShortText(N_("Waived duty"))
    reason = Note(N_("Reason", "waiver"), lines=2, required=True)
    waived_by = Link(N_("Waived by"), "staff", default=USER)
    waived_at = Moment(N_("Waived at"), required=True, default=NOW, future=False)
    waived_key = ShortText(N_("Waived for"), by=_key, inputs=("duty", "period_first"), index=True)

    class Meta:
        """The waivers."""

        table_name = "waiver"

    form = Form(
        number="", key="waiver", title=N_("Waiver of a duty"), tab=N_("Waived duties"), shelf="more",
        happened="waived_at", responsible=("waived_by",), summary=("duty_name", "reason"), register=True, unique="waived_key",
        columns=(
            Column("duty_name", 3), Column("period_first", 2), Column("reason", 4), Column("waived_by", 2), Column("waived_at", 2),
            Column("state"),
        ),
        checks=(Check(_by_the_manager, "1.5"),),
        flow=Flow(
            "active",
            {"active": N_("In force", "waiver"), "voided": N_("Voided")},
            (void_step("active", who=may("waive_obligation")),),
            ends=frozenset({"voided"}),
        ),
    )  # fmt: skip
