"""Small pictures of photos: turned, no larger than their place, decoded aside and only where they are seen."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from tests.ui.binder.photos import photo, view
from ui.binder.thumbnails import KEPT, Thumbnails, decoded

__all__ = ["view"]


def test_a_photo_is_turned_as_it_was_taken_and_no_larger_than_its_place(tmp_path):
    turned = decoded(photo(tmp_path / "a.jpg", turned=True), QSize(100, 100))
    assert (turned.width(), turned.height()) == (50, 100)
    plain = decoded(photo(tmp_path / "b.jpg"), QSize(100, 100))
    assert (plain.width(), plain.height()) == (100, 50)
    small = decoded(photo(tmp_path / "c.jpg", wide=40, high=20), QSize(100, 100))
    assert (small.width(), small.height()) == (40, 20)


def test_what_is_no_picture_is_shown_as_a_file(tmp_path):
    path = tmp_path / "x.jpg"
    path.write_bytes(b"no picture at all")
    assert decoded(path, QSize(100, 100)).isNull()
    assert decoded(tmp_path / "missing.jpg", QSize(100, 100)).isNull()


def test_pictures_are_decoded_by_a_worker_once_and_only_so_many_are_kept(tmp_path, qtbot, qapp, monkeypatch):
    import threading

    import ui.binder.thumbnails as module

    seen = []
    real = module.decoded
    monkeypatch.setattr(
        module,
        "decoded",
        lambda path, room: (seen.append((path.name, threading.get_ident())), real(path, room))[1],
    )
    small = Thumbnails(lambda digest: tmp_path / digest, QSize(40, 40))
    for place in range(KEPT + 5):
        photo(tmp_path / f"{place}.jpg", wide=40, high=20)
    assert small.get("0.jpg") is None
    assert small.get("0.jpg") is None
    qtbot.waitUntil(lambda: small.get("0.jpg") is not None)
    assert [name for name, _thread in seen] == ["0.jpg"]
    assert seen[0][1] != threading.get_ident()
    for place in range(1, KEPT + 5):
        small.get(f"{place}.jpg")
    qtbot.waitUntil(lambda: len(seen) == KEPT + 5 and small.get(f"{KEPT + 4}.jpg") is not None)
    assert len(small._kept) == KEPT
    small.wait()


def test_only_what_can_be_seen_is_decoded(view, office, tmp_path, qtbot):
    for place in range(12):
        office.store.attach(
            view.snapshot.id, photo(tmp_path / "p.jpg", wide=60 + place).read_bytes(), f"{place}.jpg", "photo",
            office.lin,
        )  # fmt: skip
    view.reload()
    assert len(view.files.cards) == 12
    QApplication.processEvents()
    view.files.thumbnails.wait()
    QApplication.processEvents()
    assert len(view.files.thumbnails._kept) < 12
    view._scroll.ensureWidgetVisible(view.files.cards[0])
    qtbot.waitUntil(lambda: view.files.cards[0].one["digest"] in view.files.thumbnails._kept)


def test_another_record_leaves_what_nobody_waits_for(view, office, tmp_path, monkeypatch):
    import threading

    import ui.binder.thumbnails as module

    go, begun = threading.Event(), []
    monkeypatch.setattr(module, "decoded", lambda path, room: (begun.append(path), go.wait(10), QImage())[2])
    small = view.files.thumbnails
    for place in range(5):
        small.get(office.store.files.put(photo(tmp_path / "p.jpg", wide=70 + place).read_bytes()))
    view.open_record(office.complaint())
    go.set()
    small.wait()
    QApplication.processEvents()
    assert len(begun) <= 1
    assert small._jobs == {}
