"""What is loaded while the password is typed: the window, the forms of its tabs, the printer's part (trap 17)."""

from __future__ import annotations

from collections.abc import Callable


def load_window() -> None:
    """Load the window and what its tabs need when they are first opened; in the main thread."""
    import ui.binder.form
    import ui.binder.table
    import ui.main_window  # noqa: F401


def load_press(_tell: Callable[[int, int], bool]) -> None:
    """Load what draws paper, and what folds the words of a search; in a worker."""
    import custdesk.press  # noqa: F401
    from custdesk.office.folding import fold

    fold("投")  # its table is made when it is first asked
