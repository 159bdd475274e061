"""The public version: no name, phone, unit, scan, free word or internal list of the store in any of its files (R-011)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from custdesk.month_folder.checking import check_folder
from custdesk.month_folder.month import month_named
from custdesk.month_folder.writing import write_month
from tests.desk_month import SECRET, WORDS, April, files_of, gaps_of, index_of, text_of, texts_of
from tests.desk_summary import take
from tests.desks import Office

pytestmark = pytest.mark.rule("R-011")
Folders = Mapping[str, Path]


def personal(office: Office) -> Iterator[str]:
    """Every name, phone and unit the store knows, and every free word of its matters."""
    for table, column in (("staff", "name"), ("customer", "name"), ("customer", "phone")):
        yield from (row[0] for row in office.sql(f'SELECT "{column}" FROM "{table}"') if row[0])
    yield from (row[0] for row in office.sql('SELECT "key" FROM "unit"'))
    for table, columns in (
        ("complaint", ("complainant", "phone", "content", "handling", "cause_analysis", "rectification", "customer_opinion",
                       "signed_by_customer_name", "preventive_action")),
        ("duty_log", ("caller_name", "phone", "content")),
        ("repair_order", ("content", "requested_by", "phone", "worker")),
    ):  # fmt: skip
        for column in columns:
            found = office.sql(f'SELECT "{column}" FROM "{table}"')
            yield from (row[0] for row in found if isinstance(row[0], str) and row[0])
    yield from (
        row[0] for row in office.sql('SELECT "void_reason" FROM "header" WHERE "void_reason" IS NOT NULL')
    )


def leaks(folder: Path, words: set[str]) -> list[tuple[str, str]]:
    """Return what of these words stands where; a room's number counts where it stands by itself."""
    found = []
    for name, text in texts_of(folder):
        flat = "".join(text.split())
        for word in words:
            bare = "".join(word.split())
            if re.fullmatch(r"[\d-]+", bare):
                hit = re.search(rf"(?<![\d-]){re.escape(bare)}(?![\d-])", text)
            else:
                hit = bare in flat
            if hit:
                found.append((name, word))
    return found


@pytest.fixture
def words(april: April) -> set[str]:
    found = set(personal(april.office))
    assert {"马先生", "13800050603", "5-603", "林晓燕", WORDS, SECRET, "与上一件重复"} <= found
    return found


def test_no_file_holds_a_name_a_phone_a_unit_or_a_free_word(folders: Folders, words: set[str]):
    assert leaks(folders["public"], words) == []


def test_the_search_for_leaks_finds_them_in_the_internal_version(folders: Folders, words: set[str]):
    """Were it blind, the test above would prove nothing: PDF, workbook, index, trail and start page are all read."""
    found = leaks(folders["internal"], words)
    for ending, word in (
        (".pdf", "5-603"),
        (".jsonl", "13800050603"),
        (".html", "林晓燕"),
        (".xml", "马先生"),
    ):
        assert any(name.endswith(ending) and word == hit for name, hit in found), (ending, word)
    assert any(name.endswith(".pdf") and hit == WORDS for name, hit in found)
    assert any(name == "index.json" and hit == "与上一件重复" for name, hit in found)


def test_there_are_only_public_lists_and_registers_and_no_scan(folders: Folders):
    names = set(files_of(folders["public"]))
    assert names == {
        "index.json", "manifest.sha256", "trail.jsonl", "开始.html", "台账/投诉 2027-04.xlsx",
        "清单/P-04/P-04 2027-04-01 M2027-04.pdf",
    }  # fmt: skip
    register = text_of(folders["public"], "台账/投诉 2027-04.xlsx")
    assert "TS-2027-0002" in register
    for column in ("投诉人", "内容", "经办"):
        assert column not in register


def test_the_trail_gives_digests_only_and_still_holds(folders: Folders):
    said = index_of(folders["public"])["trail"]
    assert said["contents"] == 0
    assert '"payload":' not in (folders["public"] / "trail.jsonl").read_text()
    assert '"salt":' not in (folders["public"] / "trail.jsonl").read_text()
    assert check_folder(folders["public"], store=folders["store"]).faults == []


@pytest.mark.rule("R-064")
def test_whoever_writes_it_the_public_sees_nothing_confidential(folders: Folders):
    """It was written by the supervisor, who may see the complaint against the manager; everybody may not."""
    for name, text in texts_of(folders["public"]):
        assert "TS-2027-0005" not in text, name
    assert index_of(folders["public"])["trail"]["sealed"] >= 1
    assert [text for _number, text in gaps_of(folders["public"], "kept_back")] == [
        "有1份须保密的记录没有列入"
    ]


def test_gaps_are_named_by_number_without_what_somebody_wrote(folders: Folders):
    internal, public = gaps_of(folders["internal"], "void"), gaps_of(folders["public"], "void")
    assert internal == [("TS-2027-0004", "与上一件重复")]
    assert public == [("TS-2027-0004", "")]


def test_figures_are_those_of_the_public_summary(folders: Folders):
    codes = {one["code"] for one in index_of(folders["public"])["figures"]}
    assert "F-03" not in codes  # for the office only (6.2)
    assert "F-08" not in codes
    assert {"F-01.received", "F-05"} <= codes


def test_the_public_summary_is_there_once_it_is_approved(april: April, tmp_path: Path):
    office = april.office
    made = write_month(office.store, office.zhou, month_named("2027-03"), tmp_path, public=True)
    (summary,) = index_of(made.path)["records"]
    (sheet,) = summary["sheets"]
    assert sheet["sheet"] == "P-05 public"
    said = text_of(made.path, sheet["file"])
    assert "TS-2027-0001" in said
    assert "公布版" in said
    published = {
        "当班保安重新培训"
    }  # the measures, as the manager approved them for the notice board
    assert leaks(made.path, set(personal(office)) - published) == []
    office.step(april.ids["summary"], "withdraw", office.chen, "重算")
    again = write_month(office.store, office.zhou, month_named("2027-03"), tmp_path, public=True)
    assert index_of(again.path)["records"] == []  # a draft is nothing to publish


@pytest.mark.rule("R-064")
def test_a_case_that_became_confidential_is_veiled_on_the_public_summary(office: Office, tmp_path: Path):
    plain = take(office, "2027-03-08 09:00", "closed", "2027-03-09 10:00", content="去年的旧事")
    late = take(office, "2027-03-10 09:00", "handling", content="收费态度")
    office.clock.set("2027-04-02 09:00")
    summary = office.save("complaint_summary", office.su)
    office.step(summary, "submit", office.su)
    office.step(summary, "approve", office.chen)
    made = write_month(office.store, office.zhou, month_named("2027-03"), tmp_path, public=True)
    before = text_of(made.path, index_of(made.path)["records"][0]["sheets"][0]["file"])
    office.sql('UPDATE "header" SET "visibility" = ? WHERE "id" = ?', f",staff:{office.lin.id},", late)
    again = write_month(office.store, office.zhou, month_named("2027-03"), tmp_path, public=True)
    after = text_of(again.path, index_of(again.path)["records"][0]["sheets"][0]["file"])
    number = office.values(late)["number"]
    shown = "3月10日" if "3月10日" in before else "03-10"
    assert shown in before
    assert shown not in after
    assert number in after  # its number stays, as it does for whoever may not see it
    assert office.values(plain)["number"] in after
