"""The catalogue tool, on temporary folders with a program of two files."""

from __future__ import annotations

import gettext
from typing import TYPE_CHECKING

import pytest

from tools import catalogue

if TYPE_CHECKING:
    from pathlib import Path

DESK = """
SAVE = N_("Save")
CONTENT = N_("Complaint", "content")
KIND = N_("Complaint", "kind")
DUE = N_("due {due}").having(due=1)
LONG = N_(
    "Two lines "
    "of one message",
)
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "custdesk").mkdir()
    (tmp_path / "ui").mkdir()
    (tmp_path / "custdesk" / "desk.py").write_text(DESK, encoding="utf-8")
    (tmp_path / "ui" / "window.py").write_text('OPEN = N_("Open")\n', encoding="utf-8")
    return tmp_path


def run(root: Path, *actions: str) -> int:
    return max(catalogue.main([action, "--root", str(root)]) for action in actions)


def po(root: Path, locale: str = "zh_Hans") -> Path:
    return root / "resources" / "locale" / locale / "LC_MESSAGES" / "custdesk.po"


def translate(path: Path, msgid: str, msgstr: str, context: str | None = None, was: str = "") -> None:
    text = path.read_text(encoding="utf-8")
    context_line = f'msgctxt "{context}"\n' if context else ""
    before = f'{context_line}msgid "{msgid}"\nmsgstr "{was}"\n'
    assert before in text
    path.write_text(
        text.replace(before, f'{context_line}msgid "{msgid}"\nmsgstr "{msgstr}"\n'), encoding="utf-8"
    )


WORDS = {
    "Save": "保存",
    "due {due}": "{due}到期",
    "Two lines of one message": "一句话",
    "Open": "打开",
}


@pytest.fixture
def translated(root: Path) -> Path:
    run(root, "extract", "update")
    for msgid, msgstr in WORDS.items():
        translate(po(root), msgid, msgstr)
    translate(po(root), "Complaint", "投诉内容", "content")
    translate(po(root), "Complaint", "投诉类别", "kind")
    run(root, "update", "compile")
    return root


def test_extract_finds_contexts_and_both_packages(root: Path):
    run(root, "extract")
    text = (root / "resources/locale/custdesk.pot").read_text(encoding="utf-8")
    assert text.count('msgid "Complaint"') == 2
    assert 'msgctxt "content"' in text
    assert 'msgid "Two lines of one message"' in text
    assert "#: ui/window.py\n" in text
    assert "Date" not in text


def test_extract_does_not_churn_when_lines_move(root: Path):
    run(root, "extract")
    template = root / "resources/locale/custdesk.pot"
    before = template.read_bytes()
    source = root / "custdesk/desk.py"
    source.write_text("\n\n\n" + DESK, encoding="utf-8")
    run(root, "extract")
    assert template.read_bytes() == before


def test_a_finished_catalogue_passes_and_speaks(translated: Path, capsys: pytest.CaptureFixture[str]):
    capsys.readouterr()
    assert run(translated, "check") == 0
    assert capsys.readouterr().out == ""
    with po(translated).with_suffix(".mo").open("rb") as file:
        simplified = gettext.GNUTranslations(file)
    assert simplified.gettext("Save") == "保存"
    assert simplified.pgettext("kind", "Complaint") == "投诉类别"
    with po(translated, "zh_Hant").with_suffix(".mo").open("rb") as file:
        traditional = gettext.GNUTranslations(file)
    assert traditional.pgettext("content", "Complaint") == "投訴內容"
    assert traditional.gettext("Open") == "打開"


def test_compile_and_update_give_equal_bytes_each_time(translated: Path):
    files = [path for path in (translated / "resources").rglob("*") if path.is_file()]
    before = {path: path.read_bytes() for path in files}
    run(translated, "extract", "update", "compile")
    assert {path: path.read_bytes() for path in files} == before


def test_check_names_what_is_missing(translated: Path, capsys: pytest.CaptureFixture[str]):
    (translated / "ui/window.py").write_text('OPEN = N_("Open")\nSHUT = N_("Shut")\n', encoding="utf-8")
    assert run(translated, "check") == 1
    said = capsys.readouterr().out
    assert "custdesk.pot: not what the sources say now" in said
    assert "zh_Hans: missing: 'Shut'" in said
    assert "zh_Hant: missing: 'Shut'" in said


def test_check_names_what_is_stale_and_update_keeps_it_aside(
    translated: Path, capsys: pytest.CaptureFixture[str]
):
    window = translated / "ui/window.py"
    window.write_text("", encoding="utf-8")
    assert run(translated, "extract", "check") == 1
    assert "zh_Hans: stale: 'Open'" in capsys.readouterr().out
    run(translated, "update", "compile")
    assert run(translated, "check") == 0
    assert '#~ msgstr "打开"' in po(translated).read_text(encoding="utf-8")
    window.write_text('OPEN = N_("Open")\n', encoding="utf-8")
    run(translated, "extract", "update", "compile")
    assert run(translated, "check") == 0
    assert 'msgstr "打开"' in po(translated).read_text(encoding="utf-8")


def test_check_names_fuzzy_and_uncompiled(translated: Path, capsys: pytest.CaptureFixture[str]):
    path = po(translated)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('msgid "Save"', '#, fuzzy\nmsgid "Save"'), encoding="utf-8")
    assert run(translated, "check") == 1
    said = capsys.readouterr().out
    assert "zh_Hans: fuzzy: 'Save'" in said
    assert "zh_Hans: uncompiled" in said


def test_check_names_differing_placeholders(translated: Path, capsys: pytest.CaptureFixture[str]):
    translate(po(translated), "due {due}", "{date}到期", was="{due}到期")
    run(translated, "compile")
    assert run(translated, "check") == 1
    assert "zh_Hans: placeholders differ ({date}到期): 'due {due}'" in capsys.readouterr().out


def test_traditional_follows_simplified_until_a_person_corrects_it(
    translated: Path, capsys: pytest.CaptureFixture[str]
):
    translate(po(translated), "Open", "开启", was="打开")
    run(translated, "update")
    assert 'msgstr "開啓"' in po(translated, "zh_Hant").read_text(encoding="utf-8")

    translate(po(translated, "zh_Hant"), "Open", "開啟", was="開啓")
    run(translated, "update", "compile")
    assert run(translated, "check") == 0
    assert 'msgstr "開啟"' in po(translated, "zh_Hant").read_text(encoding="utf-8")

    translate(po(translated), "Open", "打开", was="开启")
    run(translated, "update", "compile")
    assert 'msgstr "開啟"' in po(translated, "zh_Hant").read_text(encoding="utf-8")
    capsys.readouterr()
    assert run(translated, "check") == 1
    assert "zh_Hant: zh_Hans has changed since (开启 -> 打开): 'Open'" in capsys.readouterr().out
