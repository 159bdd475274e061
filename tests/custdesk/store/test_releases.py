"""Every release's store opens, is brought to this version, is sound, and can be worked on (trap 5)."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

import pytest

from custdesk.desk import Desk
from custdesk.store.checking import check_store

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
