"""A second start shows the first window: it rings, and the first one answers."""

from __future__ import annotations

import getpass
import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

ANSWER_MS = 1500


def name_of(store: Path) -> str:
    """Return the bell's name: one for each store and user of this computer."""
    known = f"{getpass.getuser()}\0{store.resolve()}".encode()
    return "custdesk-" + hashlib.sha256(known).hexdigest()[:24]


def ring(store: Path) -> bool:
    """Ring at the desk that has this store open; tell whether somebody answered."""
    socket = QLocalSocket()
    socket.connectToServer(name_of(store))
    if not socket.waitForConnected(ANSWER_MS):
        return False
    socket.write(b"show\n")
    socket.waitForBytesWritten(ANSWER_MS)
    socket.disconnectFromServer()
    return True


class Doorbell(QObject):
    """Hears a second start."""

    rung = Signal()

    def __init__(self, store: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
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
