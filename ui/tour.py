"""The main job of the desk, once through, without a screen: what it leaves is proof and example."""

from __future__ import annotations

import datetime
import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from custdesk.errors import KnownError
from custdesk.language import N_, Text, Words
from ui import shots
from ui.shots import CALLER, ROOM

if TYPE_CHECKING:
    from custdesk.desk import Desk
    from custdesk.draft import Draft
    from custdesk.snapshot import Snapshot

SUMMARY = "summary.json"


class Step(Struct):
    """One thing the tour did, and what came of it."""

    name: Text
    result: str
    seconds: float
    facts: dict[str, Any] = field(default_factory=dict)


class Tour:
    """The main job of the desk, once through: import, call, complaint, paper, signature, close, find, back up, check."""

    def __init__(self, out: Path, language: str = "zh_Hans") -> None:
        from custdesk.clock import OfficeClock

        self.out, self.say = out, Words(language)
        self.now = OfficeClock()().replace(second=0, microsecond=0) - datetime.timedelta(days=2)
        self.now = self.now.replace(hour=10, minute=5)
        self.began = self.now.date()
        self.steps: list[Step] = []
        self.path = out / "store" / "office.sqlite"
        self.pdfs = out / "pdf"
        self.language = language

    def clock(self) -> datetime.datetime:
        """Return the tour's own time: two days pass while it runs."""
        return self.now

    def later(self, **delta: int) -> None:
        """Let time pass."""
        self.now += datetime.timedelta(**delta)

    def run(self) -> None:
        """Do it all. Raises KnownError, or whatever is missing, at the step that needs it."""
        from custdesk.desk import Desk
        from custdesk.sample_estate import make_sample
        from custdesk.store.store import SYSTEM

        self.pdfs.mkdir(parents=True)
        self.do(N_("Sample estate"), lambda: (str(make_sample(self.path, self.clock) or self.path.name), {}))
        desk = Desk.open(self.path, self.clock)
        self.desk = desk
        try:
            desk.store.set_setting("screen_language", self.language, SYSTEM)
            self.sit_down("林晓燕")
            self.do(N_("Roster imported"), self.import_roster)
            entry = self.do(N_("Call logged"), self.log_call)
            form = self.do(N_("Complaint made of it"), lambda: self.make_complaint(entry))
            self.do(N_("Complaint form printed"), lambda: self.print_form(form, "P-03"))
            self.do(N_("Handled"), lambda: self.handle(form))
            self.do(N_("Signature recorded and closed"), lambda: self.close(form))
            self.do(N_("Handed over to QC"), lambda: self.hand_over(form))
            self.do(N_("Lists and empty form printed"), self.print_lists)
            self.do(N_("Found again"), lambda: self.find(form))
            self.do(N_("Exported to Excel"), self.export)
            self.do(N_("Screenshots"), self.shoot)
            self.do(N_("Backup verified"), self.back_up)
        finally:
            desk.close()
        self.do(N_("Store checked"), self.check)
        (self.out / SUMMARY).write_text(
            json.dumps(self.summary(), ensure_ascii=False, indent=1), encoding="utf-8"
        )
        (self.out / "summary.md").write_text(self.markdown(), encoding="utf-8")

    def do(self, name: Text, work: Callable[[], tuple[str, dict[str, Any]]]) -> Any:
        """Do one step and note what came of it; return its record, if it made one."""
        started = time.perf_counter()
        result, facts = work()
        self.steps.append(Step(name, result, round(time.perf_counter() - started, 3), facts))
        return facts.get("record")

    # -- the steps ---------------------------------------------------------------------------------------

    def sit_down(self, name: str) -> None:
        """Let a person of the sample sit down."""
        self.desk.sit_down(next(person for person in self.desk.people() if person.name == name))

    def import_roster(self) -> tuple[str, dict[str, Any]]:
        """Import a list as offices have them; what nobody can repair is left out and named in the report."""
        from custdesk.cli import import_list
        from custdesk.exchange.deciding import ROSTER
        from custdesk.resources import resource

        folder = self.out / "roster"
        folder.mkdir()
        book = Path(shutil.copy(resource("samples/roster.xlsx"), folder))
        report = import_list(self.desk, ROSTER, book, take="everything", leave_out=self._spoilt(book))
        (folder / "report.md").write_text(report.markdown(self.say), encoding="utf-8")
        report.save(folder / "report.xlsx", self.say)
        counts = {self.say(label): count for label, count in report.counts}
        return "，".join(f"{name} {count}" for name, count in counts.items()), {"counts": counts}

    def _spoilt(self, book: Path) -> list[int]:
        """Return the lines nobody could repair: they are left out, and the report says so."""
        from custdesk.exchange.deciding import ROSTER
        from custdesk.exchange.workbook import read_workbook

        sheet = read_workbook(book)[0]
        found = ROSTER.examine(sheet, ROSTER.propose(sheet), {})
        return [row.line for row in found.rows if any(problem.grave for problem in row.problems)]

    def log_call(self) -> tuple[str, dict[str, Any]]:
        """Take a call down, as F2 does."""
        desk = self.desk
        shift = desk.shift()
        if shift is None or shift.values["person"] != desk.user.id:
            desk.take_over()
        draft = desk.new("duty_log")
        self.type(draft, "content", "卫生间顶棚有水迹，上个月修过一次又漏，要求尽快处理")
        unit = desk.choices(("unit",), ROOM)[0].id
        draft.put("unit", unit)
        draft.put("customer", next(one.id for one in desk.residents(unit) if one.values["name"] == CALLER))
        draft.put("caller_name", CALLER)
        draft.put("kind", "complaint")
        self.type(draft, "phone", "13812345678")
        entry = desk.save(draft).record_id
        return self.seen(entry).number, {"record": entry, "number": self.seen(entry).number}

    def make_complaint(self, entry: int) -> tuple[str, dict[str, Any]]:
        """Make the complaint of the entry with one key, and accept it."""
        desk, seen = self.desk, self.seen(entry)
        self.later(minutes=3)
        draft = desk.make(seen.record.form.creates[0], seen)
        told = {
            "nature": "general", "category": "civil_decoration_equipment", "handler_kind": "office_itself",
            "kept_in_office_reason": "漏点清楚，管理处工程班当天可以处理", "hotline_told": True, "told_at": self.now,
            "told_by": desk.user.id,
        }  # fmt: skip
        for name, value in told.items():
            draft.put(name, value)
        form = desk.save(draft).record_id
        desk.apply(form, "accept")
        desk.apply(form, "handle")
        made = self.seen(form)
        due = made.show("due_at", self.say)
        return f"{made.number}，{self.say(N_('Due'))} {due}", {
            "record": form,
            "number": made.number,
            "due": due,
        }

    def print_form(self, form: int, name: str) -> tuple[str, dict[str, Any]]:
        """Print the form as a PDF and remember it in the print log."""
        from custdesk.press import Press

        job = Press(self.desk.store, self.desk.user, self.desk.now()).sheet_job([form])
        copy = job.copy
        pages = self.put(job, f"{name}-{job.numbers[0]}-{copy}.pdf")
        return f"{job.numbers[0]}：{pages} × A4", {"pages": pages, "copy": copy}

    def put(self, job: Any, name: str) -> int:
        """Draw a job into the folder of PDFs; return its pages."""
        from custdesk.cli_paper import pages_of

        content = job.draw()
        (self.pdfs / name).write_bytes(content)
        pages = pages_of(content)
        job.log(pages)
        return pages

    def handle(self, form: int) -> tuple[str, dict[str, Any]]:
        """Write down what was found and done, with news to the customer in between."""
        self.later(hours=4)
        news = {
            "at": self.now,
            "by": self.desk.user.id,
            "way": "phone",
            "text": "工程已到楼上查看，明天上午重做防水",
        }
        self.change(form, investigation="与工程到楼上查看，防水层老化", progress=(news,))
        self.later(hours=20)
        self.change(
            form, handling="重做楼上卫生间防水，四十八小时闭水试验无渗漏", handled_at=self.now,
            rectification="修补顶棚并粉刷",
        )  # fmt: skip
        self.desk.apply(form, "finish")
        return self.state(form)

    def close(self, form: int) -> tuple[str, dict[str, Any]]:
        """Print again for the customer, record the signature that is on paper, close."""
        self.later(hours=1)
        self.print_form(form, "P-03")
        self.later(hours=2)
        self.change(
            form, cause_analysis="上次只补表面，没有做闭水试验", preventive_action="渗漏维修一律做闭水试验并记录",
            customer_contacted_at=self.now, contacted_by=self.desk.user.id, thanked=True,
            customer_opinion="这次修好了，满意", customer_satisfied="fairly_satisfied",
            signed_by_customer_name=CALLER, signed_at=self.now.date(),
        )  # fmt: skip
        self.desk.apply(form, "close")
        return self.state(form)

    def hand_over(self, form: int) -> tuple[str, dict[str, Any]]:
        """Hand the records over."""
        self.later(hours=2)
        self.desk.apply(form, "hand_over", values={"handed_over_at": self.now.date(), "handed_to": "孙丽"})
        return self.state(form)

    def print_lists(self) -> tuple[str, dict[str, Any]]:
        """Print the day of the duty log, the month's register, its public version, and an empty form."""
        from custdesk.press import Period, Press

        press = Press(self.desk.store, self.desk.user, self.desk.now())
        day, month = Period.of_day(self.began), Period.of_month(self.began)  # the day of the call has entries
        pages = {
            "P-01.pdf": press.list_job("duty_log", "P-01", day),
            "P-04.pdf": press.list_job("complaint", "P-04", month),
            "P-04-public.pdf": press.list_job("complaint", "P-04", month, public=True),
            "P-03-empty.pdf": press.blank_job("complaint"),
        }
        facts = {name: self.put(job, name) for name, job in pages.items()}
        return "，".join(facts), {"pages": facts}

    def find(self, form: int) -> tuple[str, dict[str, Any]]:
        """Find it again by number, by the room, by words."""
        number = self.seen(form).number
        missed = []
        for text in (number, "闭水试验", CALLER):
            exact, others = self.desk.find(text)
            if form not in {hit.id for hit in (*exact, *others)}:
                missed.append(text)
        if missed:
            raise KnownError(
                N_("{number} is not found by {texts}").having(number=number, texts="、".join(missed))
            )
        return number, {"found_by": 3}

    def export(self) -> tuple[str, dict[str, Any]]:
        """Write the complaints into an Excel file."""
        from custdesk.exchange.workbook import Column, write_table
        from custdesk.record import label_of
        from custdesk.store.reader import ListQuery

        reader = self.desk.read()
        seen = reader.records(reader.ids(ListQuery("complaint")), lines=False)
        columns = seen[0].record.form.columns
        heads = [Column(self.say(label_of(seen[0].record, one.name))) for one in columns]
        rows = [[one.show(column.name, self.say) for column in columns] for one in seen]
        count = write_table(self.out / "roster" / "complaints.xlsx", "投诉", heads, rows)
        self.desk.store.note_export("complaint", count, self.desk.user)
        return "complaints.xlsx", {"rows": count}

    def shoot(self) -> tuple[str, dict[str, Any]]:
        """Draw the window as it is now."""
        from ui.main_window import MainWindow

        camera = shots.Camera(self.out / "screenshots")
        window = MainWindow(self.desk)
        window.resize(*shots.SIZE)
        window.show()
        try:
            camera.shoot("workbench", window)
            shots.shoot_tabs(camera, window)
            shots.shoot_papers(camera, window)
        finally:
            window.close()
            self.desk.heard.clear()
            window.deleteLater()
        return "，".join(camera.made), {"pictures": camera.made}

    def back_up(self) -> tuple[str, dict[str, Any]]:
        """Make a verified backup."""
        from custdesk.safekeeping import back_up_office

        made = back_up_office(self.path, self.now)
        return made.path.name, {"records": made.records, "lines": made.lines, "head": made.head}

    def check(self) -> tuple[str, dict[str, Any]]:
        """Verify the store. Raises KnownError where anything is wrong."""
        from custdesk.store.checking import check_store

        report = check_store(self.path)
        if report.exit_code:
            raise KnownError(report.summary())
        return self.say(report.summary()), {"records": report.records, "lines": report.lines}

    # -- small things ------------------------------------------------------------------------------------

    def type(self, draft: Draft, name: str, text: str) -> None:
        """Type into a box."""
        draft.type(name, text, self.now, self.say)

    def seen(self, record_id: int) -> Snapshot:
        """Return a record as the person at the desk sees it."""
        found = self.desk.read().record(record_id)
        assert found is not None
        return found

    def state(self, form: int) -> tuple[str, dict[str, Any]]:
        """Return where a record stands."""
        seen = self.seen(form)
        return seen.show("state", self.say), {"state": seen.state}

    def change(self, form: int, **values: Any) -> None:
        """Fill in the open form and save it."""
        draft = self.desk.edit(self.seen(form))
        for name, value in values.items():
            draft.put(name, value)
        self.desk.save(draft)

    desk: Desk

    # -- what it leaves ----------------------------------------------------------------------------------

    def files(self) -> list[str]:
        """Return what lies in the folder."""
        return sorted(
            path.relative_to(self.out).as_posix() for path in self.out.rglob("*")
            if path.is_file() and path.suffix in {".pdf", ".png", ".md", ".xlsx", ".sqlite"} and path.name != "summary.md"
        )  # fmt: skip

    def summary(self) -> dict[str, Any]:
        """Return what a script reads."""
        steps = [
            {"name": step.name.msgid, "result": step.result, "seconds": step.seconds, **step.facts}
            for step in self.steps
        ]
        return {"ok": True, "store": str(self.path), "steps": steps, "files": self.files()}

    def markdown(self) -> str:
        """Return what a person reads."""
        lines = [f"# {self.say(N_('The whole way once'))}", ""]
        lines += [
            f"- **{self.say(step.name)}**：{step.result}（{step.seconds:.2f} s）" for step in self.steps
        ]
        lines += ["", *(f"- `{name}`" for name in self.files())]
        return "\n".join(lines) + "\n"
