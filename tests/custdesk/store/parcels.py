"""Two small forms to test the foundation with: a parcel at the desk, and the slips that hang on it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

import peewee

from custdesk.binders import BY_KEY
from custdesk.fields import Day, Link, Moment, Number, Phone, ShortText, Sight
from custdesk.language import N_
from custdesk.record import Form, Line, Lines, Record, Through, lines_of
from custdesk.sheet import Column
from custdesk.store.store import Store
from custdesk.workflow import Apply, Effect, Facts, Flow, Save, Step, Values, void_step

STATES = {"here": N_("Here"), "gone": N_("Gone"), "voided": N_("Voided")}


class Count(Line):
    """How many parcels came on a day."""

    on = Day(N_("On"))
    parcels = Number(N_("Parcels"))

    class Meta:
        table_name = "parcel_count"


def _counts(values: Values, before: Values, facts: Facts) -> tuple[dict[str, Any], ...]:
    day = values["arrived_on"]
    others = facts.dated("parcel", "arrived_on", day, day + datetime.timedelta(days=1))
    return ({"on": day, "parcels": len(others)},)


def _slips(values: Values, before: Values, facts: Facts) -> list[Effect]:
    """Write a slip for each new parcel, and one more in the hour it turns out to be broken."""
    if not before:
        return [Save("slip", {"subject": values["id"], "text": "新到"})]
    if values.get("broken") and not before.get("broken"):
        return [Save("slip", {"subject": values["id"], "text": "破损"})]
    return []


def _end_slips(values: Values, facts: Facts) -> list[Effect]:
    return [Apply(seen.id, "end") for seen in facts.referring(values["id"], "slip") if seen.open]


class Parcel(Record):
    """A parcel left at the desk."""

    arrived_on = Day(N_("Arrived on"), required=True, index=True)
    sender = ShortText(N_("Sender"))
    phone = Phone(N_("Phone"), sight=Sight.MASKED)
    broken = ShortText(N_("Broken"))
    kept_until = Moment(N_("Kept until"))
    instead_of = Link(N_("Instead of"), "parcel")
    counts = Lines(Count, N_("Counts"), by=_counts, inputs=("arrived_on",))

    class Meta:
        table_name = "parcel"

    form = Form(
        number="", key="parcel", prefix="BB", title=N_("Parcel"), tab=N_("Parcels"), happened="arrived_on",
        summary=("sender",), columns=(Column("number"),), then=_slips, chain=("instead_of",),
        hidden_from=lambda values: ",role:office_manager," if values.get("sender") == "密" else "",
        frozen=lambda state, values: state == "gone",
        flow=Flow(
            "here", STATES,
            (
                Step("fetch", N_("Fetch"), ("here",), "gone", then=_end_slips, sets=lambda v, f: {"counts": ({"on": v["arrived_on"], "parcels": 99},)}),
                Step("send_back", N_("Send back"), ("here",), "gone", at=lambda values: values.get("kept_until")),
                void_step("here", who=lambda v, f: []),
            ),
            ends=frozenset({"gone", "voided"}),
        ),
    )  # fmt: skip


def _number(values: Values, facts: Facts) -> str:
    seen = facts.linked(values["subject"])
    return f"{seen.number}-Z" if seen and values.get("text") == "新到" else ""


class Slip(Record):
    """A slip that hangs on a parcel."""

    subject = Link(N_("Parcel"), "parcel", "complaint", required=True)
    text = ShortText(N_("Text"))
    sender = Through("subject", Parcel.sender)
    parcel_phone = Through("subject", Parcel.phone, N_("Their phone"))

    class Meta:
        table_name = "slip"

    form = Form(
        number="", key="slip", title=N_("Slip"), tab=N_("Slips"), happened="", summary=("text",),
        columns=(Column("text"),), chain=("subject",),
        number_by=_number,
        frozen=lambda state, values: state == "gone",
        flow=Flow(
            "here", STATES, (Step("end", N_("End"), ("here",), "gone", auto=True), void_step("here", who=lambda v, f: [])),
            ends=frozenset({"gone", "voided"}),
        ),
    )  # fmt: skip


def with_parcels(store: Store) -> Store:
    """Let a store know the two forms."""
    store.forms = {**BY_KEY, "parcel": Parcel, "slip": Slip}
    models: Sequence[type[peewee.Model]] = [Parcel, Slip, *(one.line for one in lines_of(Parcel).values())]
    plain = peewee.SqliteDatabase(None)
    for model in models:
        with plain.bind_ctx([model]):
            store.database.execute_sql(model._schema._create_table(safe=False).query()[0])
            for index in model._schema._create_indexes(safe=False):
                store.database.execute_sql(index.query()[0])
    return store
