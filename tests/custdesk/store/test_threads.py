"""Trap 3: a connection belongs to its thread. Reading beside a bulk write, and nothing left open behind a worker."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest

from custdesk.binders import BY_KEY
from custdesk.errors import KnownError
from custdesk.exchange.importing import own_connection
from custdesk.store.bulk import Batch, NewRow
from custdesk.store.reader import ListQuery
from tests.desks import Office

ROOMS = [NewRow(BY_KEY["unit"], {"building": "9", "room": f"{place}"}) for place in range(1, 2001)]


def worker(work: Callable[[], Any]) -> tuple[threading.Thread, list[Any]]:
    """Start work in a thread; its answer or its trouble is the one thing in the list."""
    answer: list[Any] = []

    def run() -> None:
        try:
            answer.append(work())
        except Exception as trouble:  # noqa: BLE001 - handed to the test
            answer.append(trouble)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, answer


def open_files(office: Office) -> int:
    """How many handles this process holds on the store."""
    folder = f"/proc/{os.getpid()}/fd"
    names = [os.path.realpath(f"{folder}/{name}") for name in os.listdir(folder)]  # noqa: PTH208 - vanishing entries
    return sum(name.startswith(str(office.store.path)) for name in names)


def test_the_reader_sees_one_moment_while_a_worker_writes(office: Office):
    """WAL: a list is whole before or whole after an import, never half of it, and does not wait for it."""
    inside, go_on = threading.Event(), threading.Event()

    def tell(done: int, total: int) -> bool:
        if done and threading.current_thread() is not threading.main_thread():
            inside.set()
            assert go_on.wait(20)
        return True

    def write() -> Any:
        with own_connection(office.store):
            staged = Batch("import", ROOMS)
            return office.store.bulk(
                staged, office.chen, lambda done, total: done < 1000 or tell(done, total)
            )

    before = office.read(office.lin).count(ListQuery("unit"))
    thread, answer = worker(write)
    assert inside.wait(20)
    reader = office.read(office.lin)
    assert reader.count(ListQuery("unit")) == before
    assert len(reader.unit_keys()) == before
    go_on.set()
    thread.join(20)
    assert len(answer[0].records) == len(ROOMS)
    assert office.read(office.lin).count(ListQuery("unit")) == before + len(ROOMS)


def test_a_save_meanwhile_waits_its_turn_or_says_so(office: Office):
    """The desk's own save never fails with a driver's words, and nothing of it is lost (trap 2)."""
    held, let_go = threading.Event(), threading.Event()

    def hold() -> None:
        with own_connection(office.store), office.store.database.atomic("IMMEDIATE"):
            held.set()
            assert let_go.wait(20)

    thread, _answer = worker(hold)
    assert held.wait(20)
    office.store.database.execute_sql("PRAGMA busy_timeout = 50")
    draft = office.new("duty_log", office.lin, caller_name="马先生", content="问停车证")
    with pytest.raises(KnownError) as trouble:
        office.store.save(draft, office.lin)
    assert "Another program" in str(trouble.value.text.msgid)
    let_go.set()
    thread.join(20)
    assert office.store.save(draft, office.lin).record_id


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="counts handles through /proc")
def test_a_worker_leaves_no_connection_open(office: Office):
    """Left open it would hold the file on Windows: no restore, no second start, and a ResourceWarning."""

    def read() -> int:
        with own_connection(office.store):
            return office.read(office.lin).count(ListQuery("unit"))

    counts = []
    for _round in range(4):
        thread, answer = worker(read)
        thread.join(20)
        assert answer[0] > 0
        counts.append(open_files(office))
    assert (
        len(set(counts)) == 1
    )  # SQLite keeps one handle aside while another connection holds a lock, and reuses it
    office.store.close()
    assert open_files(office) == 0


def test_the_desks_own_connection_stays_open(office: Office):
    with own_connection(office.store):
        pass
    assert not office.store.database.is_closed()
