"""A blank PySide6 window, from the start of the process to its first paint."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QMainWindow

from tests.bench.first_paint import FirstPaint

app = QApplication([])
eye = FirstPaint(app)
window = QMainWindow()
window.resize(1366, 768)
window.show()
while not eye.done:
    app.processEvents()
