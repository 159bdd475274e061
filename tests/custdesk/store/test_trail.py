"""The audit trail: append-only, chained, one act one cause, payloads apart."""

from __future__ import annotations

import datetime
import decimal
import json

import peewee
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlcipher3.dbapi2 import IntegrityError as DriverRefusal

from custdesk.binders import BY_KEY
from custdesk.store import rows, trail
from custdesk.store.bulk import Batch, NewRow
from custdesk.store.store import SYSTEM, Store
from tests.desks import Office, at

#: no half of a pair: no encoder writes one
texts = st.text(st.characters(exclude_categories=["Cs"])) | st.text(
    '漏水㛃𬭎é"\\\n\t\x00\x1f\x7f\u2028\ufeff\uffff😀'
)
words = st.none() | st.booleans() | st.integers() | st.floats() | texts
plain_values = st.recursive(
    words,
    lambda parts: st.lists(parts) | st.tuples(parts) | st.dictionaries(texts, parts) | st.dictionaries(st.integers(), parts),
)  # fmt: skip


@given(plain_values)
@example({"b": [1, {"z": "中", "a": None}], "a": 1e16, "中": 2**64, "": 1e-7, "B": float("nan")})
@example({"\uffff": 1, "😀": 2, "é": 3})
def test_the_canonical_json_stays_what_it_was(plain: object) -> None:
    """Digests stand for ever: whatever encoder serves, its bytes are those of the first one."""
    first = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert trail.canonical(plain) == first


@pytest.mark.parametrize(
    "strange",
    [datetime.datetime(2027, 4, 16), decimal.Decimal(1), b"x", {1}, object()],
    ids=lambda one: type(one).__name__,
)
def test_what_is_not_plain_has_no_canonical_json(strange: object) -> None:
    for value in (strange, [strange], {"a": strange}, {"a": [{"b": strange}]}):
        with pytest.raises(TypeError):
            trail.canonical(value)


def chain_breaks(store: Store) -> list[int]:
    """The lines whose own digest, link to the line before, or payload is not what it says."""
    found, previous = [], trail.GENESIS
    stored = dict(store.database.execute_sql("SELECT seq, digest FROM trail").fetchall())
    payloads = {
        seq: (salt, body)
        for seq, salt, body in store.database.execute_sql(
            "SELECT seq, salt, body FROM trail_payload"
        ).fetchall()
    }
    for line in trail.lines(store.database):
        sound = line.previous == previous and trail.line_digest(line) == stored[line.seq] == line.digest
        if line.seq in payloads:
            salt, body = payloads[line.seq]
            sound = sound and trail.digest_of(salt, json.loads(body)) == line.payload_digest
        if not sound:
            found.append(line.seq)
        previous = stored[line.seq]
    return found


def record_breaks(store: Store) -> list[int]:
    """The records that are not what their last line says."""
    last = {one.record_id: one for line in trail.lines(store.database) for one in line.touched}
    found = []
    for record_id, form in store.database.execute_sql("SELECT id, form FROM header").fetchall():
        values = rows.load(store.database, BY_KEY[form], record_id)
        assert values is not None
        digest = trail.digest_of(values["salt"], rows.digested(BY_KEY[form], values))
        if (last[record_id].revision, last[record_id].digest) != (values["revision"], digest):
            found.append(record_id)
    return found


def busy(office: Office) -> None:
    """Do a bit of everything."""
    entry = office.entry(kind="complaint")
    office.complaint("closed")
    office.change(entry, office.su, answer_given="已答复")
    office.store.attach(entry, b"photo", "现场.jpg", "photo", office.lin)
    office.store.reveal(office.resident("马先生"), "phone", office.lin)
    office.entry(office.su)
    office.store.undo(office.su)
    office.store.set_setting("complaint_general_days", 4, office.chen, "公司的要求")


def test_the_chain_holds_over_every_kind_of_act(office: Office):
    busy(office)
    assert chain_breaks(office.store) == []
    assert record_breaks(office.store) == []
    assert [line.seq for line in trail.lines(office.store.database)] == list(
        range(1, office.one("SELECT max(seq) FROM trail") + 1)
    )


def test_lines_can_be_read_from_a_line_on(office: Office):
    busy(office)
    whole = list(trail.lines(office.store.database))
    assert list(trail.lines(office.store.database, 5)) == whole[5:]


@pytest.mark.parametrize("table", ["trail", "trail_record"])
@pytest.mark.parametrize("change", ["UPDATE {} SET seq = seq + 1", "DELETE FROM {}"])
def test_lines_can_neither_be_changed_nor_deleted(office: Office, table: str, change: str):
    with pytest.raises((peewee.DatabaseError, DriverRefusal), match="append-only"):
        office.sql(change.format(table))


def test_a_payload_cannot_be_changed_but_removed_when_its_time_is_over(office: Office):
    with pytest.raises((peewee.DatabaseError, DriverRefusal), match="append-only"):
        office.sql("UPDATE trail_payload SET body = '{}' WHERE seq = 1")
    record = office.entry()
    office.sql("DELETE FROM trail_payload")
    assert chain_breaks(office.store) == []
    (line,) = office.read(office.lin).history(record)
    assert (line.what, dict(line.new)) == ("create", {})


@pytest.mark.parametrize(
    "damage",
    [
        "DROP TRIGGER trail_keeps_update; UPDATE trail SET user = 3 WHERE seq = 5",
        "DROP TRIGGER trail_keeps_update; UPDATE trail SET at = '2020-01-01T00:00:00' WHERE seq = 5",
        "DROP TRIGGER trail_record_keeps_update; UPDATE trail_record SET revision = 9 WHERE seq = 5",
        "DROP TRIGGER trail_record_keeps_delete; DELETE FROM trail_record WHERE seq = 5",
        "DROP TRIGGER trail_payload_keeps_update; UPDATE trail_payload SET body = '{}' WHERE seq = 5",
    ],
)
def test_a_changed_line_is_located(office: Office, damage: str):
    for statement in damage.split(";"):
        office.sql(statement)
    assert chain_breaks(office.store) == [5]


def test_a_record_changed_behind_the_writers_back_is_found(office: Office):
    record = office.complaint()
    office.sql("UPDATE complaint SET content = '没事' WHERE id = ?", record)
    assert record_breaks(office.store) == [record]


def test_a_save_leaves_exactly_one_line_that_carries_its_draft(office: Office):
    before = office.one("SELECT count(*) FROM trail")
    draft = office.new("duty_log", office.lin, caller_name="甲", content="乙")
    seq = office.store.save(draft, office.lin).seq
    assert office.one("SELECT count(*) FROM trail") == before + 1
    assert office.sql("SELECT seq, user, what, cause, draft FROM trail ORDER BY seq DESC LIMIT 1") == [
        (seq, office.lin.id, "create", seq, draft.id)
    ]


def test_an_act_of_several_lines_has_one_cause_and_one_draft(office: Office):
    entry = office.entry(kind="complaint")
    create = BY_KEY["duty_log"].form.creates[0]
    seen = office.see(entry, office.lin)
    draft = office.new("complaint", office.lin, **create.values(seen.values, entry))
    draft.link_back = (entry, create.link, create.step)
    seq = office.store.save(draft, office.lin).seq
    lines = office.sql("SELECT seq, what, cause, draft FROM trail WHERE cause = ? ORDER BY seq", seq)
    assert lines == [
        (seq, "create", seq, draft.id),
        (seq + 1, "link", seq, ""),
        (seq + 2, "step:follow_up", seq, ""),
    ]


def test_a_batch_is_one_line_with_a_digest_per_record(office: Office):
    before = office.one("SELECT count(*) FROM trail")
    batch = [NewRow(BY_KEY["unit"], {"building": "9", "room": str(number)}) for number in range(101, 121)]
    seq = office.store.bulk(Batch("import", batch, {"file": "户主.xlsx"}), SYSTEM).seq
    assert office.one("SELECT count(*) FROM trail") == before + 1
    assert office.one("SELECT count(*) FROM trail_record WHERE seq = ?", seq) == 20
    payload = json.loads(office.one("SELECT body FROM trail_payload WHERE seq = ?", seq))
    assert payload == {"batch": "import", "count": 20, "file": "户主.xlsx"}
    assert chain_breaks(office.store) == []
    assert record_breaks(office.store) == []


def test_order_is_by_sequence_not_by_the_clock(office: Office):
    first = office.entry(occurred_at=at("04-16 17:00"))
    office.clock.set("04-16 18:00")
    office.change(first, office.lin, answer_given="钟拨回去了")
    assert [line.what for line in office.read(office.lin).history(first)] == ["change", "create"]
    assert chain_breaks(office.store) == []


def test_a_reveal_is_logged_once_per_person_record_and_day(office: Office):
    ma = office.resident("马先生")
    for _time in range(3):
        assert office.store.reveal(ma, "phone", office.lin) == "13800050603"
    office.store.reveal(ma, "phone", office.su)
    count = "SELECT count(*) FROM trail WHERE what = 'reveal'"
    assert office.one(count) == 2
    office.clock.set("04-17 08:00")
    office.store.reveal(ma, "phone", office.lin)
    assert office.one(count) == 3


def test_two_records_of_the_same_words_have_different_digests(office: Office):
    office.entry(), office.entry()
    digests = office.sql("SELECT r.digest FROM trail_record r ORDER BY r.seq DESC LIMIT 2")
    assert len(set(digests)) == 2
