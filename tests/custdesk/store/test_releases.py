"""Every release's store opens, is brought to this version, is sound, and can be worked on (trap 5)."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

import pytest

from custdesk.desk import Desk
from custdesk.store.checking import check_store
from custdesk.store.restore import restore
from custdesk.store.store import SYSTEM, Store

RELEASES = sorted(path for path in (Path(__file__).parents[2] / "data").iterdir() if path.is_dir())


@pytest.fixture(params=RELEASES, ids=lambda path: path.name)
def released(request, tmp_path):
    folder = tmp_path / "office"
    shutil.copytree(request.param, folder)
    return folder / "office.sqlite"


def test_a_release_has_left_its_store():
    assert RELEASES


def test_a_released_store_opens_and_is_sound(released):
    backed_up = []
    desk = Desk.open(released, lambda: datetime.datetime(2027, 3, 9, 9, 0), before_migration=backed_up.append)
    desk.close()
    report = check_store(released)
    assert report.findings == []
    assert report.files == 1


def test_what_was_kept_is_found_and_work_goes_on(released):
    desk = Desk.open(released, lambda: datetime.datetime(2027, 3, 9, 9, 0))
    try:
        desk.log_in("林晓燕", "custdesk")
        (complaint,) = [hit for hit in desk.read().find("顶板漏水") if hit.form == "complaint"]
        seen = desk.read().record(complaint.id)
        assert (seen.number, seen.state, seen.values["complainant"]) == ("TS-2027-0001", "closed", "王秀兰")
        assert desk.read().edition_of(complaint.id, 1) is not None
        desk.apply(
            complaint.id, "hand_over", values={"handed_over_at": desk.now().date(), "handed_to": "孙丽"}
        )
        entry = desk.new("duty_log", caller_name="马先生", content="问停车证")
        assert desk.read().record(desk.save(entry).record_id).number == "ZB-2027-0003"
    finally:
        desk.close()
    assert check_store(released).findings == []


@pytest.mark.rule("R-008")
def test_numbers_set_aside_since_are_not_given_again_after_the_older_store_came_back(released, tmp_path):
    """The backup knows nothing of such numbers; the store it replaces does."""
    now = datetime.datetime(2027, 3, 9, 9, 0)
    backup = Path(shutil.copy(released, tmp_path / "older.sqlite"))
    shutil.copytree(released.parent / "office-files", tmp_path / "files")
    store = Store.open(released, lambda: now)
    numbers = store.reserve("complaint", "P-03", 3, SYSTEM)
    store.log_blanks(numbers, SYSTEM)
    store.close()
    report = restore(backup, released, now, SYSTEM)
    assert [(one.name, one.last) for one in report.series if one.name == "TS-2027"] == [("TS-2027", 4)]
    store = Store.open(released, lambda: now)
    assert store.reserve("complaint", "P-03", 1, SYSTEM) == ("TS-2027-0005",)
    store.close()
    assert check_store(released).findings == []
