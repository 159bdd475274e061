"""What the window consists of: the workbench, which is there at once, and all that is made when it is first needed.

The window stands before its tabs (trap 17); in the moments after, what a key may ask for next is made ready.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, TypeVar, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMainWindow, QWidget

from custdesk.binders import ALL, SHELVES
from custdesk.draft import Draft
from custdesk.language import N_
from ui.late_tabs import LateTabs, LateViews
from ui.workbench import Workbench

if TYPE_CHECKING:
    from custdesk.desk import Desk
    from custdesk.record import AnyRecord
    from ui.binder.shelf import Shelf
    from ui.binder.view import BinderView
    from ui.bus import Bus
    from ui.calendar_view import CalendarView
    from ui.errands import Errands
    from ui.figures_view import FiguresView
    from ui.intake import IntakePanel
    from ui.jobs import Lanes
    from ui.scan_desk.view import ScanDesk
    from ui.search import SearchPopup

Panel = TypeVar("Panel", "IntakePanel", "SearchPopup")


class WindowParts(QMainWindow):
    """A window that knows how each of its parts is made."""

    desk: Desk
    bus: Bus
    lanes: Lanes
    errands: Errands

    def pieces(self) -> Sequence[Callable[[], object]]:
        """Return what the first keys ask for: made ready once the window stands, when no key waits."""
        return (partial(getattr, self, "intake"), partial(getattr, self, "search"))

    def watch_for_paper(self) -> None:
        """Look into the watched folder from now on."""
        self.paper.begin()

    def _lay_out_tabs(self) -> None:
        """Workbench, calendar, one tab for each shelf and for each form that lies on none, figures, paper."""
        say = self.desk.words
        self.tabs = tabs = LateTabs()
        tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.workbench = Workbench(self.desk, self.bus)
        self.workbench.phoning.connect(self.errands.phone_through)
        tabs.addTab(self.workbench, say(N_("Workbench")))
        tabs.add_late("calendar", self._make_calendar, say(N_("Calendar")))
        self.binders = LateViews({record.form.key: partial(self._make_binder, record) for record in ALL})
        forms: dict[str, list[str]] = {}
        for record in ALL:
            forms.setdefault(record.form.shelf, []).append(record.form.key)
        shelves = {key: label for key, label in SHELVES.items() if key in forms}
        self.shelves = LateViews({key: partial(self._shelf, key) for key in shelves})
        for key, label in shelves.items():
            tabs.add_late(key, partial(self._make_shelf, tuple(forms[key])), say(label))
        for record in ALL:
            if record.form.shelf not in shelves:
                key = record.form.key
                tabs.add_late(key, partial(self.binders.__getitem__, key), say(record.form.tab))
        tabs.add_late("figures", self._make_figures, say(N_("Figures", "tab")))
        tabs.add_late("paper", self._make_paper, say(N_("Paper", "tab")))

    # -- what is made when it is first needed ------------------------------------------------------------

    def _make_calendar(self) -> QWidget:
        from ui.calendar_view import CalendarView

        return CalendarView(self.desk, self.bus)

    def _make_binder(self, record: AnyRecord) -> BinderView:
        from ui.binder.view import BinderView

        view = BinderView(self.desk, self.bus, record, lanes=self.lanes)
        self.errands.serve(view)
        return view

    def _make_shelf(self, keys: Sequence[str]) -> Shelf:
        from ui.binder.shelf import Shelf

        return Shelf(self.desk, self.bus, [self.binders[key] for key in keys])

    def _shelf(self, key: str) -> Shelf:
        return cast("Shelf", self.tabs.page(key))

    def _make_figures(self) -> QWidget:
        from ui.figures_view import FiguresView

        return FiguresView(self.desk, self.bus)

    def _make_paper(self) -> QWidget:
        from ui.scan_desk.view import ScanDesk

        made = ScanDesk(self.desk, self.bus, self.lanes)
        self.errands.serve_paper(made)
        return made

    @property
    def calendar(self) -> CalendarView:
        """The month of what is due."""
        return cast("CalendarView", self.tabs.page("calendar"))

    @property
    def figures(self) -> FiguresView:
        """The figures of a month."""
        return cast("FiguresView", self.tabs.page("figures"))

    @property
    def paper(self) -> ScanDesk:
        """Where signed sheets come home."""
        return cast("ScanDesk", self.tabs.page("paper"))

    @cached_property
    def intake(self) -> IntakePanel:
        """The panel of F2."""
        from ui.intake import IntakePanel

        panel = IntakePanel(self.desk, self.bus, self)
        panel.put_away.connect(self.workbench.refresh)
        for action in self.actions():
            if action.shortcut() in (QKeySequence("Ctrl+K"), QKeySequence("F1")):
                panel.addAction(action)  # while somebody is on the phone, too
        return self._panel(panel)

    @cached_property
    def search(self) -> SearchPopup:
        """The popup of Ctrl+K."""
        from ui.search import SearchPopup

        popup = SearchPopup(self.desk, self.bus, self)
        popup.get_ready(self.lanes)
        return self._panel(popup)

    def _panel(self, panel: Panel) -> Panel:
        """Take the keyboard back, later: a window cannot take it from one that is still closing."""
        panel.put_away.connect(self.activateWindow, Qt.ConnectionType.QueuedConnection)
        return panel

    def turn_to(self, view: BinderView) -> None:
        """Show a form's list, on whatever tab it lies."""
        form = view.record.form
        if form.shelf in self.shelves:
            self.shelves[form.shelf].show_view(view)
        self.tabs.turn_to(form.shelf if form.shelf in self.shelves else form.key)

    @staticmethod
    def _fits_intake(draft: Draft) -> bool:
        from ui.intake import IntakePanel

        return IntakePanel.takes(draft)
