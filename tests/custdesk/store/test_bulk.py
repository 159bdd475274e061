"""The writer's door for many rows equals so many single saves, and is all or nothing."""

from __future__ import annotations

import gc
import json
from hashlib import sha256
from typing import Any

import pytest

from custdesk.binders import BY_KEY
from custdesk.draft import Draft
from custdesk.errors import KnownError
from custdesk.fields import Masked
from custdesk.language import Words
from custdesk.store import rows, trail
from custdesk.store.bulk import Batch, Hung, NewRow, Ref
from custdesk.store.checking import check_store
from custdesk.store.store import SYSTEM, Refused
from tests.desks import Office, at, on

HEADER = [name for name in rows.HEADER_COLUMNS if name not in ("number", "serial", "salt")]


def some_rows(office: Office) -> list[tuple[str, dict[str, Any]]]:
    """Values of every form, some with all that is derived: links, lines, free names, header fields, due dates."""
    ma, home = office.resident("马先生"), office.unit("5-603")
    extension = {
        "new_due": at("04-25 00:00"), "reason": "等配件", "told_at": at("04-16 18:00"), "told_by": office.lin.id,
        "customer_agreed": True,
    }  # fmt: skip
    complaint = {
        "received_at": at("04-16 10:00"), "received_by": office.lin.id, "channel": "phone", "complainant": ma,
        "unit": home, "phone": "13812345678", "content": "电梯异响三天", "validity": "valid", "nature": "general",
        "category": "other", "handler": office.su.id, "anonymous": False, "is_letter": False, "is_joint": False,
        "involves_compensation": False, "against_director": False, "is_building_or_design_dispute": False,
        "cooperating_departments": ("QC", "finance"), "extensions": (extension,), "note": "另附一页",
        "paper_location": "A柜",
    }  # fmt: skip
    entry = {
        "occurred_at": at("04-16 11:00"), "shift": office.shift, "recorded_by": office.lin.id, "channel": "phone",
        "unit": home, "caller_name": "马先生", "kind": "opinion", "content": "希望加装扶手",
    }  # fmt: skip
    return [
        ("unit", {"building": "8", "room": "101"}),
        (
            "customer",
            {
                "name": "欧阳春晓",
                "unit": home,
                "kind": "tenant",
                "phone": "13900000000",
                "special_care": True,
            },
        ),
        ("staff", {"name": "新同事", "role": "receptionist"}),
        ("complaint", complaint),
        ("complaint", {**complaint, "against_director": True, "complainant": "路过的人", "unit": None}),
        ("duty_log", entry),
        ("duty_log", {**entry, "kind": "inquiry", "due_at": at("04-18 00:00"), "responsible": office.su.id}),
    ]


def everything(office: Office, record_id: int) -> dict[str, Any]:
    """All that is stored about a record, besides what must differ."""
    form = office.one("SELECT form FROM header WHERE id = ?", record_id)
    values = {
        n: v for n, v in office.values(record_id).items() if n not in ("id", "number", "serial", "salt")
    }
    return {
        "header": office.sql(f"SELECT {', '.join(HEADER)} FROM header WHERE id = ?", record_id),
        "own": office.sql(f'SELECT * FROM "{form}" WHERE id = ?', record_id)[0][1:],
        "values": values,
        "links": office.sql("SELECT field, target FROM reference WHERE record = ? ORDER BY 1, 2", record_id),
        "words": office.one("SELECT body FROM search_text WHERE id = ?", record_id).replace(
            (office.values(record_id)["number"] or "-").lower(), ""
        ),
    }


def test_each_row_is_what_a_single_save_makes_of_it(office: Office):
    for form, given in some_rows(office):
        with office.store.database.atomic() as first:
            alone = everything(
                office, office.store.save(Draft(BY_KEY[form], dict(given), {}), office.chen).record_id
            )
            first.rollback()
        with office.store.database.atomic() as second:
            batch = Batch("import", [NewRow(BY_KEY[form], given)])
            assert everything(office, office.store.bulk(batch, office.chen).record_id) == alone, form
            second.rollback()


def test_the_digest_is_that_of_the_stored_record(office: Office):
    changes = office.store.bulk(
        Batch("import", [NewRow(BY_KEY[form], given) for form, given in some_rows(office)]), office.chen
    )
    kept = dict(office.sql("SELECT record, digest FROM trail_record WHERE seq = ?", changes.seq))
    for record, form in changes.records:
        values = office.values(record)
        assert kept[record] == trail.digest_of(values["salt"], rows.digested(BY_KEY[form], values)), form


def test_rows_link_to_rows_of_the_same_batch(office: Office):
    batch = [
        NewRow(BY_KEY["unit"], {"building": "8", "room": "101"}, key="room"),
        NewRow(BY_KEY["customer"], {"name": "欧阳春晓", "unit": Ref("room")}, key="person"),
        NewRow(BY_KEY["complaint"], {
            "received_at": at("03-01 09:00"), "received_by": "前台", "channel": "phone", "complainant": Ref("person"),
            "unit": Ref("room"), "content": "旧投诉一件",
        }, state="closed", old_number="投2027-18"),
    ]  # fmt: skip
    room, person, complaint = (
        record for record, _form in office.store.bulk(Batch("import", batch), SYSTEM).records
    )
    values = office.values(complaint)
    assert (values["unit"], values["complainant"], values["old_number"]) == (room, person, "投2027-18")
    reader = office.read(office.lin)
    assert [hit.id for hit in reader.of_unit(room)] == [complaint]
    assert {hit.id for hit in reader.referring(person)} == {complaint}
    assert [hit.id for hit in reader.find("欧阳春晓 投2027-18 8-101")] == [complaint]


def test_a_row_may_link_to_one_of_a_later_chunk(office: Office, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("custdesk.store.bulk.CHUNK", 1)
    first = NewRow(
        BY_KEY["complaint"],
        {
            "received_at": at("04-01 09:00"), "received_by": "前台", "channel": "phone", "complainant": "住户",
            "content": "后一行才是它的主投诉", "leading_complaint": Ref("lead"),
        },
        key="first", state="verified",
    )  # fmt: skip
    lead = NewRow(
        BY_KEY["complaint"], {**first.values, "leading_complaint": None}, key="lead", state="verified"
    )
    office.store.bulk(Batch("import", [first, lead]), SYSTEM)
    (link,) = office.sql("SELECT leading_complaint FROM complaint WHERE leading_complaint IS NOT NULL")[0]
    assert office.values(link)["leading_complaint"] is None


def test_a_closed_record_from_elsewhere_is_frozen_with_its_edition(office: Office):
    given = dict(some_rows(office)[3][1], closed_at=on("04-16"))
    record = office.store.bulk(
        Batch("import", [NewRow(BY_KEY["complaint"], given, state="closed")]), SYSTEM
    ).record_id
    assert office.values(record)["frozen_at"] == office.clock.now
    kept = office.read(office.zhou).edition_of(record, 1)
    assert kept is not None
    assert kept.names[office.resident("马先生")] == "马先生"


def test_all_or_nothing_and_every_bad_row_is_named(office: Office):
    before = office.one("SELECT count(*) FROM header"), office.one("SELECT count(*) FROM trail")
    batch = [
        NewRow(BY_KEY["unit"], {"building": "8", "room": "101"}),
        NewRow(BY_KEY["unit"], {"building": "8", "room": " "}),
        NewRow(BY_KEY["customer"], {"name": None, "unit": office.unit("5-603")}),
    ]
    with pytest.raises(Refused) as trouble:
        office.store.bulk(Batch("import", batch), SYSTEM)
    assert {Words("en")(problem.text)[:6] for problem in trouble.value.problems} >= {"Row 3:"}
    assert before == (office.one("SELECT count(*) FROM header"), office.one("SELECT count(*) FROM trail"))


def test_what_an_older_book_says_wrong_is_named_row_by_row(office: Office):
    sound = dict(some_rows(office))["complaint"]
    wrong: list[dict[str, Any]] = [
        {"channel": "pigeon", "received_at": at("05-30 10:00")},
        {"leading_complaint": "none"},
        {"cooperating_departments": ("QC", "moon")},
    ]
    batch = [
        NewRow(BY_KEY["complaint"], {**sound, **one}, as_kept=True) for bad in wrong for one in ({}, bad)
    ]
    with pytest.raises(Refused) as trouble:
        office.store.bulk(Batch("import", batch), SYSTEM)
    said = [(Words("en")(problem.text)[:6], problem.field) for problem in trouble.value.problems]
    assert said == [
        ("Row 2:", "received_at"), ("Row 2:", "channel"), ("Row 4:", "leading_complaint"),
        ("Row 6:", "cooperating_departments"),
    ]  # fmt: skip
    office.store.bulk(Batch("import", batch[::2]), SYSTEM)


@pytest.mark.parametrize("room", [["603"], ["101", "101"]], ids=["in the store", "in the batch"])
def test_what_exists_already_is_refused(office: Office, room: list[str]):
    building = "5" if room == ["603"] else "8"
    batch = [NewRow(BY_KEY["unit"], {"building": building, "room": one}) for one in room]
    with pytest.raises(Refused) as trouble:
        office.store.bulk(Batch("import", batch), SYSTEM)
    assert [problem.field for problem in trouble.value.problems] == ["key"]
    assert office.sql("SELECT id FROM unit WHERE building = '8'") == []


def test_an_empty_batch_says_so(office: Office):
    with pytest.raises(Refused):
        office.store.bulk(Batch("import", []), SYSTEM)


def test_it_tells_how_far_it_is_and_can_be_stopped(office: Office):
    heard: list[tuple[int, int]] = []
    batch = [NewRow(BY_KEY["unit"], {"building": "8", "room": str(number)}) for number in range(101, 801)]

    def tell(done: int, total: int) -> bool:
        heard.append((done, total))
        return done < 400

    with pytest.raises(KnownError):
        office.store.bulk(Batch("import", batch), SYSTEM, tell)
    assert heard == [(0, 700), (200, 700), (400, 700)]
    assert office.sql("SELECT id FROM unit WHERE building = '8'") == []


def test_files_hang_on_a_new_record_from_the_beginning(office: Office):
    digest = office.store.files.put(b"a picture of the site")
    given = some_rows(office)[3][1]
    hung = Hung(digest, "现场.jpg", "photo", 21, "顶板渗水处")
    rows_given = [
        NewRow(BY_KEY["complaint"], given, files=(hung,)),
        NewRow(BY_KEY["complaint"], given),
        NewRow(BY_KEY["complaint"], given, files=(hung, hung)),
    ]
    changes = office.store.bulk(Batch("import", rows_given), office.chen)
    first, bare, both = (office.values(record)["attachments"] for record, _form in changes.records)
    assert [one["name"] for one in first] == ["现场.jpg"]
    assert (len(bare), len(both), first[0]["note"]) == (0, 2, "顶板渗水处")
    assert [hit.id for hit in office.read(office.lin).find("顶板渗水处")] == [
        changes.records[2][0],
        changes.records[0][0],
    ]
    report = check_store(office.store.path)
    assert (report.findings, report.files) == ([], 3)


def test_a_masked_value_is_refused(office: Office):
    given = {**some_rows(office)[3][1], "phone": Masked("138****5678")}
    with pytest.raises(TypeError, match="masked"):
        office.store.bulk(Batch("import", [NewRow(BY_KEY["complaint"], given, as_kept=True)]), office.chen)


ODD = 'quote " and \\ and \n and \t and \x01 and \x7f, 㛃𬭎，é\u2028'


def test_its_json_is_the_canonical_one(office: Office):
    """The bulk door writes JSON in a way of its own: every kind of value, every sign that has to be escaped."""
    given = [(form, {**values, "note": ODD, "paper_location": ODD}) for form, values in some_rows(office)]
    batch = [
        NewRow(BY_KEY[form], values, state=state, old_number=ODD, as_kept=kept)
        for form, values in given
        for state in ("", *(["closed"] if form == "complaint" else []))
        for kept in ((False,) if BY_KEY[form].form.unique else (False, True))
    ]
    changes = office.store.bulk(Batch("import", batch), office.chen)
    digests = dict(office.sql("SELECT record, digest FROM trail_record WHERE seq = ?", changes.seq))
    for record, form in changes.records:
        values = office.values(record)
        said = as_ever(rows.digested(BY_KEY[form], values)).encode()
        assert digests[record] == sha256(values["salt"].encode() + b"\n" + said).hexdigest(), form
    editions = [json.loads(body) for (body,) in office.sql("SELECT snapshot FROM frozen ORDER BY record")]
    assert [as_ever(body) for body in editions] == [
        body for (body,) in office.sql("SELECT snapshot FROM frozen ORDER BY record")
    ]
    assert {body["values"]["note"] for body in editions} == {ODD}
    assert office.sql("SELECT DISTINCT typeof(snapshot) FROM frozen") == [("text",)]


def as_ever(plain: Any) -> str:
    """The canonical JSON as the format says, by the encoder that wrote the first stores."""
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def test_nothing_is_collected_while_an_act_is_written_and_all_is_afterwards(office: Office):
    row = NewRow(BY_KEY["unit"], {"building": "8", "room": "101"})
    seen: list[bool] = []
    office.store.bulk(Batch("import", [row]), SYSTEM, lambda _done, _total: not seen.append(gc.isenabled()))
    with pytest.raises(Refused):
        office.store.bulk(Batch("import", [row]), SYSTEM)
    assert (set(seen), gc.isenabled()) == ({False}, True)
