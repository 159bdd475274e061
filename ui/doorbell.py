"""A second start shows the first window: it rings, and the first one answers."""

from __future__ import annotations

import getpass
import hashlib
import os
import sys
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

ANSWER_MS = 1500


def name_of(store: Path) -> str:
    """Return the bell's name: one for each store and account of this computer, in plain letters whatever these are called.

    On Windows every account of the computer sees the same pipes, and a path may be written with small or capital letters.
    """
    known = f"{_account()}\0{os.path.normcase(store.resolve())}".encode(errors="surrogatepass")
    return "custdesk-" + hashlib.sha256(known).hexdigest()[:24]


def _account() -> str:
    """Return who is logged in; a computer that does not say has one bell for all."""
    domain = os.environ.get("USERDOMAIN", "")  # the same name may exist on the computer and in the company
    with suppress(Exception):  # what it raises depends on the system
        return f"{domain}\\{getpass.getuser()}"
    return domain


def ring(store: Path) -> bool:
    """Ring at the desk that has this store open; tell whether somebody answered."""
    socket = QLocalSocket()
    socket.connectToServer(name_of(store))
    if not socket.waitForConnected(ANSWER_MS):
        return False
    _let_come_forward()
    socket.write(b"show\n")
    socket.waitForBytesWritten(ANSWER_MS)
    socket.disconnectFromServer()
    return True


def _let_come_forward() -> None:
    """Windows lets no program put itself in front; the one just started may hand its right on."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(-1)  # whoever hears the bell


class Doorbell(QObject):
    """Hears a second start."""

    rung = Signal()

    def __init__(self, store: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.store = store
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_ring)
        if not self._server.listen(name_of(store)):
            QLocalServer.removeServer(
                name_of(store)
            )  # left by a desk that was killed: nobody answered the bell
            self._server.listen(name_of(store))

    def _on_ring(self) -> None:
        while (visitor := self._server.nextPendingConnection()) is not None:
            visitor.disconnected.connect(visitor.deleteLater)
            visitor.disconnectFromServer()
            self.rung.emit()

    def close(self) -> None:
        """Hear no more."""
        self._server.close()
