"""Trap 13: every dialog of the window, closed with the garbage collector off, is gone."""

from __future__ import annotations

import gc
import importlib
import pkgutil
import weakref
from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from PySide6.QtWidgets import QDialog

import ui
from custdesk.binders import BY_KEY
from custdesk.desk import Desk
from custdesk.store.answers import Conflict
from tests.desks import Office
from ui.accounts import AccountsDialog, CodeDialog
from ui.anchor import AnchorDialog
from ui.binder.asking import ConflictDialog, ReasonDialog
from ui.binder.history import HistoryDialog
from ui.bus import Bus
from ui.diagnosing import DiagnosisDialog
from ui.jobs import Lanes
from ui.key_overview import KeyOverview
from ui.month_folder import MonthFolderDialog
from ui.office_settings import OfficeSettings
from ui.paper.asking import ListDialog, PrinterDialog, TurnDialog
from ui.paper.blanks import BlankDialog
from ui.paper.numbers import NumbersDialog
from ui.paper.printers import Printers
from ui.scan_desk.comparing import ComparingDialog
from ui.scan_desk.pages_dialog import PagesDialog
from ui.scan_desk.scan_pages import ScannedPages

#: tested beside their module, since they need more than a desk; the last two live as long as the window
ELSEWHERE = {"PreviewDialog", "ImportDialog", "IntakePanel", "SearchPopup", "Phoning"}
MAKERS: dict[str, Callable[[Desk, int, QSettings], QDialog]] = {
    "AccountsDialog": lambda desk, record, kept: AccountsDialog(desk),
    "CodeDialog": lambda desk, record, kept: CodeDialog(desk, "ABCD-EFGH-JKLM-NPQR"),
    "OfficeSettings": lambda desk, record, kept: OfficeSettings(desk),
    "KeyOverview": lambda desk, record, kept: KeyOverview(desk, [("键", [("F2", "来电")])]),
    "MonthFolderDialog": lambda desk, record, kept: MonthFolderDialog(desk, Lanes()),
    "DiagnosisDialog": lambda desk, record, kept: DiagnosisDialog(
        desk.words, Lanes(), desk.store.path, desk.store.path.parent
    ),
    "AnchorDialog": lambda desk, record, kept: AnchorDialog(desk, Lanes()),
    "ListDialog": lambda desk, record, kept: ListDialog(desk, BY_KEY["duty_log"]),
    "BlankDialog": lambda desk, record, kept: BlankDialog(desk),
    "NumbersDialog": lambda desk, record, kept: NumbersDialog(desk),
    "PrinterDialog": lambda desk, record, kept: PrinterDialog(desk.words, Printers(kept)),
    "TurnDialog": lambda desk, record, kept: TurnDialog(desk.words),
    "ReasonDialog": lambda desk, record, kept: ReasonDialog(desk, BY_KEY["complaint"].form.title),
    "HistoryDialog": lambda desk, record, kept: HistoryDialog(desk, desk.read().record(record)),
    "ComparingDialog": lambda desk, record, kept: ComparingDialog(desk, Bus(), record),
    "PagesDialog": lambda desk, record, kept: PagesDialog(desk.words, Lanes(), "扫描件", ScannedPages(desk, [])),
    "ConflictDialog": lambda desk, record, kept: _conflict(desk, record),
}  # fmt: skip


def _conflict(desk: Desk, record: int) -> QDialog:
    seen = desk.read().record(record)
    assert seen is not None
    return ConflictDialog(desk, desk.edit(seen), seen, Conflict(record, 1, {"content"}, {"nature"}, "周敏"))


def test_every_dialog_is_looked_at():
    """A new dialog is added above or tested beside its module."""
    found: set[str] = set()
    for module in pkgutil.walk_packages(ui.__path__, "ui."):
        names = vars(importlib.import_module(module.name))
        found |= {
            name
            for name, thing in names.items()
            if isinstance(thing, type) and issubclass(thing, QDialog) and thing.__module__ == module.name
        }
    assert found == {*MAKERS, *ELSEWHERE}


@pytest.mark.parametrize("name", MAKERS)
def test_trap_13_a_closed_dialog_is_gone(desk: Desk, office: Office, name: str, tmp_path):
    desk.sit_down(office.chen)
    kept = QSettings(str(tmp_path / "printers.ini"), QSettings.Format.IniFormat)
    record = office.complaint()
    gc.collect()
    gc.disable()
    try:
        dialog = MAKERS[name](desk, record, kept)
        gone = weakref.ref(dialog)
        dialog.show()
        dialog.close()
        del dialog
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert gone() is None
    finally:
        gc.enable()
