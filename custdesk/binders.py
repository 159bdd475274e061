"""ALL: every record type, in tab order, imported explicitly (a frozen program has no folder to look into).

To add a form: write its file in `records/`, name it here, add its migration, translate its words.
"""

from __future__ import annotations

from typing import Final

from custdesk.office.registers import CustomerProfile, Staff, Unit
from custdesk.record import AnyRecord
from custdesk.records.complaint import Complaint
from custdesk.records.duty_log import DutyLogEntry
from custdesk.records.duty_shift import DutyShift

ALL: Final[tuple[AnyRecord, ...]] = (DutyLogEntry, Complaint, CustomerProfile, Unit, DutyShift, Staff)
BY_KEY: Final[dict[str, AnyRecord]] = {record.form.key: record for record in ALL}
