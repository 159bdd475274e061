"""The start page: read without custdesk, script or net; gaps on top, links to everything, Chinese, nothing typed is markup."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from custdesk.language import Words
from custdesk.month_folder.start_page import start_page
from tests.desk_month import April, files_of, index_of

VOID = {"meta", "br", "img", "link", "input", "hr"}


class Page(HTMLParser):
    """Reads a page: its links, its ids, its text; fails where tags are not closed in order."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.tags: list[str] = []
        self.text: list[str] = []
        self.heads: list[int] = []  # where in the text the words of an h2 stand
        self._open: list[str] = []
        self.feed(content)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        known = dict(attrs)
        if known.get("href"):
            self.links.append(str(known["href"]))
        if known.get("id"):
            self.ids.append(str(known["id"]))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == "h2":
            self.heads.append(len(self.text))
        self.text.append(data)


@pytest.fixture(params=["internal", "public"])
def folder(request: pytest.FixtureRequest, folders: Mapping[str, Path]) -> Path:
    return folders[request.param]


def page_of(folder: Path) -> Page:
    return Page((folder / "开始.html").read_text(encoding="utf-8"))


def test_it_needs_no_script_and_no_net(folder: Path):
    content = (folder / "开始.html").read_text(encoding="utf-8")
    assert content.startswith("<!DOCTYPE html>")
    assert "default-src 'none'" in content
    page = Page(content)
    assert not {"script", "link", "img", "iframe", "form", "object", "embed"} & set(page.tags)
    assert not re.search(r"https?:|url\(|@import|\bon[a-z]+=", content)
    assert all(not link.startswith(("http", "//", "/", "file")) for link in page.links)


def test_every_link_leads_somewhere_and_everything_is_linked(folder: Path):
    page, there = page_of(folder), set(files_of(folder))
    inside = {unquote(link) for link in page.links if not link.startswith("#")}
    assert inside <= there
    assert there - inside == {"开始.html"}
    assert {unquote(link[1:]) for link in page.links if link.startswith("#")} <= set(page.ids)
    assert len(set(page.ids)) == len(page.ids)


def test_what_is_missing_stands_on_top(folder: Path):
    page = page_of(folder)
    text = "".join(page.text)
    gaps = index_of(folder)["gaps"]
    assert f"缺漏 {len(gaps)} 项" in text
    for one in gaps:
        assert one["heading"] in text
        assert one["text"] in text
    heads = [page.text[place] for place in page.heads]
    assert heads[0].startswith("缺漏")
    assert heads[1:5] == ["内容", "本月指标", "台账", "怎样核对这个文件夹"]


def test_head_counts_and_the_way_to_check_are_on_it(folder: Path):
    text, index = "".join(page_of(folder).text), index_of(folder)
    assert index["trail"]["anchor"] in text
    for name in ("records", "files", "lines"):
        assert str(index["counts"][name]) in text
    for one in index["figures"]:
        assert one["shown"] in text
    assert "sha256sum -c manifest.sha256" in text
    assert "Get-FileHash" in text
    assert ("内部版" in text) is not index["public"]
    assert ("陈国栋" in text) is not index["public"]


def test_what_people_typed_is_no_markup(april: April, tmp_path: Path):
    april.office.clock.set("2027-04-28 09:00")
    twice = april.office.complaint(content="又一件")
    april.office.step(twice, "void", april.office.chen, '<script>alert("x")</script> & "quoted"')
    page = page_of(april.write(tmp_path).path)
    assert "script" not in page.tags
    assert any('<script>alert("x")</script> & "quoted"' in text for text in page.text)


def test_a_month_without_gaps_says_so_and_the_numbers_of_a_run_stand_together(folder: Path):
    index = index_of(folder)
    words = Words("zh_Hans")
    assert "本月没有缺漏。" in "".join(Page(start_page({**index, "gaps": []}, words).decode()).text)
    run = [{"kind": "not_printed", "heading": "没有打印", "number": f"ZB-2027-{one:04d}", "title": "值班记录", "text": ""}
           for one in (1, 2, 3, 4, 9, 11, 12)]  # fmt: skip
    odd = [{**run[0], "number": number} for number in ("#12", "WX-2027-0004-Z")]
    text = "".join(Page(start_page({**index, "gaps": run + odd}, words).decode()).text)
    assert (
        "ZB-2027-0001 – ZB-2027-0004, ZB-2027-0009, ZB-2027-0011, ZB-2027-0012, #12, WX-2027-0004-Z" in text
    )


def test_the_language_is_the_papers(folder: Path):
    assert 'lang="zh-CN"' in (folder / "开始.html").read_text(encoding="utf-8")
    assert b'lang="zh-TW"' in start_page(index_of(folder), Words("zh_Hant"))
