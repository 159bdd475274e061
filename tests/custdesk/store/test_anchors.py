"""The head of the trail on paper: printed on the shift's sheet, typed again, and asked of the store."""

from __future__ import annotations

import datetime
import random
import unicodedata
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as some

from custdesk.errors import KnownError
from custdesk.language import Words
from custdesk.paper.render import page_count
from custdesk.press import Press
from custdesk.print_job import Period
from custdesk.store import trail
from custdesk.store.anchors import LEAST, LETTERS, Anchor, Standing, anchor_of, ask_store, read_anchor
from custdesk.store.checking import check_anchor, check_store
from custdesk.store.trail import Touched, TrailLine, line_digest
from tests.custdesk.store.vaults import Vault, plainly
from tests.desks import Office

HANS = Words("zh_Hans")
HEX = "3f9a77c20b1de4a89c31"
FREE = ("DROP TRIGGER trail_keeps_update", "DROP TRIGGER trail_keeps_delete", "DROP TRIGGER trail_record_keeps_delete",
        "DROP TRIGGER trail_record_keeps_update", "PRAGMA foreign_keys = 0")  # fmt: skip


# -- typing it -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "留痕 1234 · 3f9a 77c2 0b1d e4a8 9c31",
        "1234 3f9a77c20b1de4a89c31",
        "  1234-3F9A-77C2-0B1D-E4A8-9C31 ",
        "１２３４　３ｆ９ａ　７７Ｃ２　０ｂ１ｄ　ｅ４ａ８　９ｃ３１",
        "1234·3f9a·77c2·0b1d·e4a8·9c31",
        "留痕:1234：3f9a77c2 — 0b1de4a8 – 9c31。",
        "01234 3f9a77c20b1de4a89c31",
        "1234 3f9a 77c2 Ob1d e4a8 9c3l",  # nobody tells them apart on paper
        "1234\n3f9a 77c2\t0b1d e4a8 9c31",
    ],
)
def test_it_is_read_however_it_is_typed(typed: str):
    assert read_anchor(typed) == Anchor(1234, HEX)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "no head"),
        ("留痕", "no head"),
        ("12343f9a77c20b1de4a89c31", "Leave a blank"),
        ("1234 3f9a 77c2 0b1d e4", "too few"),
        (f"1234 {'a' * 65}", "too many"),
        ("1234", "too few"),
        ("1234 3f9a 77c2 0b1g e4a8 9c3z", "does not occur"),
        ("1234 三九九九", "does not occur"),
    ],
)
def test_what_is_no_head_is_a_sentence_with_a_way_out(typed: str, said: str):
    with pytest.raises(KnownError) as trouble:
        read_anchor(typed)
    assert said in Words("en")(trouble.value.text)
    assert trouble.value.way_out is not None


@given(some.integers(0, 10**9), some.text("0123456789abcdef", min_size=LEAST, max_size=64), some.randoms())
def test_what_is_printed_is_read_back(seq: int, letters: str, rng: random.Random):
    anchor = Anchor(seq, letters)
    assert read_anchor(HANS(anchor.text)) == anchor
    assert read_anchor(anchor.plain) == anchor
    wide = "".join(
        chr(ord(sign) + 0xFEE0) if sign != " " and rng.random() < 0.5 else sign for sign in anchor.plain
    )
    assert read_anchor(wide.upper()) == anchor
    assert unicodedata.normalize("NFKC", wide) == anchor.plain


@given(some.text(max_size=80))
def test_whatever_is_typed_is_read_or_refused(typed: str):
    try:
        anchor = read_anchor(typed)
    except KnownError:
        return
    assert anchor.seq >= 0
    assert len(anchor.letters) >= LEAST


# -- printing it ---------------------------------------------------------------------------------------------


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def test_the_shifts_sheet_bears_the_head_and_what_stands_there_is_found(office: Office):
    office.entry()
    shift = office.read(office.lin).record(office.shift)
    assert shift is not None
    anchor = anchor_of(office.store.database)
    for period in (Period.of_shift(shift), Period.of_day(office.clock.now.date())):
        pdf = Press(office.store, office.lin).list_job("duty_log", "P-01", period).draw()
        assert HANS(anchor.text) in text_of(pdf)
        assert page_count(pdf) == 1
    line = next(one for one in text_of(pdf).splitlines() if one.startswith("留痕"))
    assert line == f"留痕 {anchor.seq} · " + " ".join(
        anchor.letters[at : at + 4] for at in range(0, LETTERS, 4)
    )
    assert ask_store(office.store.path, read_anchor(line)).standing is Standing.HELD


def test_other_lists_and_forms_bear_none(office: Office):
    complaint = office.complaint("accepted")
    press = Press(office.store, office.zhou)
    month = Period.of_month(office.clock.now.date())
    assert "留痕" not in text_of(press.list_job("complaint", "P-04", month).draw())
    assert "留痕" not in text_of(press.sheet_job([complaint]).draw())


def test_the_head_says_nothing_of_what_is_hidden(office: Office):
    """Whoever may not see a record reads a number and letters that follow from a salted digest."""
    anchor = anchor_of(office.store.database)
    seq, digest, _at = trail.head(office.store.database)
    assert (anchor.seq, anchor.letters) == (seq, digest[:LETTERS])


# -- asking the store ----------------------------------------------------------------------------------------


def asked(vault: Vault, anchor: Anchor) -> Standing:
    return ask_store(vault.path, anchor).standing


def test_a_store_that_went_on_still_holds_it(vault: Vault):
    anchor = anchor_of(vault.store.database)
    for _time in range(3):
        vault.entry()
    answer = ask_store(vault.path, anchor)
    assert answer.standing is Standing.HELD
    assert answer.exit_code == 0
    for seq, digest in vault.store.database.execute_sql("SELECT seq, digest FROM trail").fetchall():
        assert asked(vault, Anchor(seq, digest[:16])) is Standing.HELD
    assert asked(vault, Anchor(0, "0" * 20)) is Standing.HELD


def test_an_older_state_says_so(vault: Vault, furnished: Path):
    vault.entry()
    anchor = anchor_of(vault.store.database)
    answer = ask_store(furnished / "office.sqlite", anchor)
    assert answer.standing is Standing.OLDER
    assert answer.exit_code == 1
    assert str(anchor.seq - 1) in HANS(answer.text)


def test_another_line_at_its_place_is_told(vault: Vault):
    anchor = anchor_of(vault.store.database)
    assert asked(vault, Anchor(anchor.seq, "f" * 20)) is Standing.REWRITTEN
    assert asked(vault, Anchor(anchor.seq - 1, anchor.letters)) is Standing.REWRITTEN


def test_a_head_that_stands_after_a_break_is_told(vault: Vault):
    anchor = anchor_of(vault.store.database)
    plainly(vault.path, *FREE[:1], "UPDATE trail SET at = '2027-01-01T00:00:00' WHERE seq = 3")
    answer = ask_store(vault.path, anchor)
    assert (answer.standing, answer.broken) == (Standing.BROKEN, 3)
    assert asked(vault, Anchor(2, digest_at(vault, 2)[:16])) is Standing.HELD
    assert not check_anchor(vault.path, anchor.seq, digest_at(vault, anchor.seq))


def digest_at(vault: Vault, seq: int) -> str:
    return str(vault.value("SELECT digest FROM trail WHERE seq = ?", seq))


def test_an_encrypted_store_needs_its_key_and_a_missing_one_is_a_sentence(tmp_path: Path):
    vault = Vault.__new__(Vault)
    vault.path, vault.now = tmp_path / "office.sqlite", datetime.datetime(2027, 4, 16)
    vault.open(create=True, key="secret").close()
    assert ask_store(vault.path, Anchor(0, "0" * 16), "secret").standing is Standing.HELD
    for path in (vault.path, tmp_path / "none.sqlite"):
        with pytest.raises(KnownError):
            ask_store(path, Anchor(0, "0" * 16))


def test_asking_can_be_stopped(vault: Vault):
    database = vault.store.database
    for place in range(1001):
        with database.atomic():
            trail.append(database, vault.now, None, "export", {"what": str(place)})
    with pytest.raises(KnownError):
        ask_store(vault.path, anchor_of(database), tell=lambda done, total: False)


# -- changed trails ------------------------------------------------------------------------------------------


def rewritten(path: Path, seq: int, at: str = "2027-04-01T00:00:00") -> None:
    """Change a line and make all digests after it anew: a chain without a fault."""
    rows = plainly(
        path, "SELECT seq, at, user, what, cause, draft, previous, payload_digest FROM trail ORDER BY seq"
    )
    touched = plainly(path, "SELECT seq, record, revision, digest FROM trail_record ORDER BY rowid")
    before, statements = "", []
    for found in rows:
        row = (found[0], at, *found[2:]) if found[0] == seq else found
        if row[0] > seq:
            row = (*row[:6], before, row[7])
        mine = tuple(Touched(*one[1:]) for one in touched if one[0] == row[0])
        before = line_digest(TrailLine(*row, "", mine))  # type: ignore[arg-type]
        if row[0] >= seq:
            said = f"at = '{row[1]}', previous = '{row[6]}', digest = '{before}'"
            statements.append(f"UPDATE trail SET {said} WHERE seq = {row[0]}")
    plainly(path, *FREE[:1], *statements)


def test_a_trail_rewritten_whole_is_sound_by_itself_and_found_by_a_printed_head(vault: Vault):
    for place in range(4):
        vault.entry(f"第{place}件")
    anchor = anchor_of(vault.store.database)
    rewritten(vault.path, 3)
    assert check_store(vault.path).findings == []  # a complete rewrite is found only by a head kept elsewhere
    assert asked(vault, anchor) is Standing.REWRITTEN
    assert asked(vault, anchor_of(vault.store.database)) is Standing.HELD


TEXTS = ("at", "what", "draft", "previous", "payload_digest", "digest")


def mutated(path: Path, rng: random.Random, last: int) -> str:
    """Change a store's trail somewhere up to a line, by one of many ways; return which."""
    seq = rng.randrange(1, last + 1)
    way = rng.choice(["text", "number", "removed", "order", "touched", "own digest", "rewritten", "moved"])
    if way == "text":
        name = rng.choice(TEXTS)
        ((old,),) = plainly(path, f"SELECT {name} FROM trail WHERE seq = {seq}")
        at = rng.randrange(len(old)) if old else 0
        new = (
            old[:at]
            + rng.choice([one for one in "0123456789abcdef" if one != old[at : at + 1]])
            + old[at + 1 :]
        )
        plainly(path, *FREE[:1], f"UPDATE trail SET {name} = '{new}' WHERE seq = {seq}")
    elif way == "number":
        name = rng.choice(["user", "cause"])
        plainly(
            path,
            *FREE[:1],
            f"UPDATE trail SET {name} = coalesce({name}, 0) + {rng.randrange(1, 9)} WHERE seq = {seq}",
        )
    elif way == "removed":
        tables = ("trail_payload", "trail_record", "trail")
        plainly(path, *FREE[1:3], *FREE[4:], *(f"DELETE FROM {table} WHERE seq = {seq}" for table in tables))
    elif way == "order":
        other = rng.choice([one for one in range(1, last + 1) if one != seq])
        plainly(path, *FREE[:1], *FREE[4:], f"UPDATE trail SET seq = -1 WHERE seq = {seq}",
                f"UPDATE trail SET seq = {seq} WHERE seq = {other}", f"UPDATE trail SET seq = {other} WHERE seq = -1")  # fmt: skip
    elif way == "touched":
        plainly(
            path,
            *FREE[3:],
            f"INSERT INTO trail_record (seq, record, revision, digest) VALUES ({seq}, 1, 9, '00')",
        )
    elif way == "own digest":
        row = plainly(
            path,
            f"SELECT seq, at, user, 'nothing', cause, draft, previous, payload_digest FROM trail WHERE seq = {seq}",
        )[0]
        touched = plainly(
            path, f"SELECT record, revision, digest FROM trail_record WHERE seq = {seq} ORDER BY rowid"
        )
        made = line_digest(TrailLine(*row, "", tuple(Touched(*one) for one in touched)))
        plainly(path, *FREE[:1], f"UPDATE trail SET what = 'nothing', digest = '{made}' WHERE seq = {seq}")
    elif way == "rewritten":
        rewritten(path, seq)
    else:
        plainly(path, *FREE[:1], *FREE[4:], f"UPDATE trail SET seq = seq + 1000 WHERE seq >= {seq}")
    return f"{way} {seq}"


def test_every_changed_trail_is_found_by_a_head_on_paper(vault: Vault, trial_seed: int):
    rng = random.Random(trial_seed)
    for place in range(4):
        vault.entry(f"第{place}件")
    anchor = anchor_of(vault.store.database)
    vault.entry("之后的一件")
    vault.close()
    kept = vault.path.read_bytes()
    for _time in range(8):
        vault.path.write_bytes(kept)
        done = mutated(vault.path, rng, anchor.seq)
        assert asked(vault, anchor) is not Standing.HELD, (trial_seed, done)
        for left in vault.path.parent.glob("office.sqlite-*"):
            left.unlink()
    vault.path.write_bytes(kept)
    assert asked(vault, anchor) is Standing.HELD
    vault.open()
