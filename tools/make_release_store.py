"""Write the store that stands for this release in tests/data: `python -m tools.make_release_store`.

Run once when a release is made; the file never changes afterwards, and every later version must open it (trap 5).
"""

from __future__ import annotations

import datetime
import shutil
import sys
import tempfile
from pathlib import Path

from custdesk import __version__
from custdesk.desk import Desk
from custdesk.office import passwords
from custdesk.store.bulk import Batch, NewRow, Ref
from custdesk.store.store import SYSTEM, Store
from custdesk.workflow import User

HERE = Path(__file__).resolve().parent.parent / "tests" / "data"


class Clock:
    """A clock that moves a minute whenever somebody looks."""

    now = datetime.datetime(2027, 3, 8, 8, 0)

    def __call__(self) -> datetime.datetime:
        """Return the next minute."""
        self.now += datetime.timedelta(minutes=1)
        return self.now


def fill(store: Store) -> None:
    """Write a little of everything the release can keep."""
    forms = store.forms
    people = (
        ("陈国栋", "office_manager"),
        ("周敏", "customer_service_supervisor"),
        ("林晓燕", "receptionist"),
    )
    rows = [NewRow(forms["staff"], {"name": name, "role": role}, key=name) for name, role in people]
    rows += [NewRow(forms["unit"], {"building": "3", "room": f"{n}02"}, key=f"3-{n}02") for n in range(9, 13)]
    rows += [NewRow(forms["customer"], {"name": "王秀兰", "unit": Ref("3-1202"), "phone": "13812345678"})]
    store.bulk(Batch("import", rows), SYSTEM)
    desk = Desk(store)
    staff = {person.name: person for person in desk.people()}
    for person in staff.values():
        store.set_password(person.id or 0, passwords.hash_password("custdesk"), person)
    store.set_setting("office_name", "翠湖花园管理处", SYSTEM)
    work(desk, staff["林晓燕"])


def work(desk: Desk, person: User) -> None:
    """Log a call, make a complaint of it, close it, correct nothing, undo one thing."""
    desk.sit_down(person)
    desk.take_over()
    room = desk.choices(("unit",), "3-1202")[0].id
    entry = desk.new(
        "duty_log", unit=room, caller_name="王秀兰", kind="complaint", content="卫生间顶板漏水，夜里也滴"
    )
    made = desk.read().record(desk.save(entry).record_id)
    assert made is not None
    draft = desk.make(made.record.form.creates[0], made)
    for name, value in {
        "nature": "general", "category": "other", "handler_kind": "office_itself", "hotline_told": True,
        "told_at": desk.now(), "told_by": person.id,
    }.items():  # fmt: skip
        draft.put(name, value)
    complaint = desk.save(draft).records[0][0]
    desk.apply(complaint, "accept")
    desk.apply(complaint, "handle")
    desk.apply(complaint, "finish", values={"handling": "已补做防水", "handled_at": desk.now()})
    desk.store.attach(complaint, b"a signed sheet", "TS.pdf", "scan", person)
    now = desk.now()
    desk.apply(complaint, "close", values={
        "cause_analysis": "接缝未封闭", "preventive_action": "湿区检查表", "rectification": "复查同户型",
        "customer_contacted_at": now, "contacted_by": person.id, "customer_opinion": "满意", "thanked": True,
        "customer_satisfied": "fairly_satisfied", "signed_by_customer_name": "王秀兰", "signed_at": now.date(),
    })  # fmt: skip
    seen = desk.read().record(complaint)
    assert seen is not None
    desk.store.log_print(seen, "P-03", {"content": "卫生间顶板漏水"}, 2, "zh_Hans", person)
    desk.save(desk.new("duty_log", caller_name="无名", content="问路"))
    desk.undo()


def main() -> None:
    """Make the folder of this release. Refuses to overwrite one."""
    folder = HERE / __version__
    if folder.exists():
        sys.exit(f"{folder} is there already; a release's store never changes")
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "office.sqlite"
        store = Store.open(path, Clock(), create=True)
        fill(store)
        store.database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        store.close()
        folder.mkdir(parents=True)
        shutil.copy(path, folder)
        shutil.copytree(Path(name) / "office-files", folder / "office-files")


if __name__ == "__main__":
    main()
