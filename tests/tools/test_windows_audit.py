"""What may not be handed out is found: parts of Windows and Wine, wants that Windows 10 1809 cannot meet, a missing part."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tools import windows_audit
from tools.windows_audit import audit, imports, known_windows

SAID = """
The Import Tables (interpreted .rdata section contents)
 vma:            Hint    Time      Forward  DLL       First
                 Table   Stamp     Chain    Name      Thunk
 00005028\t000050a0 00000000 00000000 00005a3c 00005210

\tDLL Name: KERNEL32.dll
\tvma:  Hint/Ord Member-Name Bound-To
\t5388\t  743  GetLastError
\t5398\t  241  NewInNovember

 0000503c\t000050b0 00000000 00000000 00005a50 00005220

\tDLL Name: ours.dll
\tvma:  Hint/Ord Member-Name Bound-To
\t53a8\t    1  be_kind
"""


@pytest.fixture
def frozen(tmp_path: Path) -> Path:
    """A folder in which nothing is missing."""
    for name in windows_audit.EXPECTED:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "_internal" / "ours.dll").write_bytes(b"")
    return tmp_path


@pytest.fixture
def says(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory):
    """Let what looks into a file say something."""

    def says(text: str) -> None:
        program = tmp_path_factory.mktemp("tool") / "objdump"
        program.write_text(f"#!{sys.executable}\nprint({text!r})\n", encoding="utf-8")
        program.chmod(0o755)
        monkeypatch.setattr(windows_audit, "OBJDUMP", str(program))

    says("")
    return says


pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the package is audited where it is built")


def test_each_library_is_told_with_what_is_wanted_of_it():
    assert list(imports(SAID)) == [
        ("kernel32.dll", ["GetLastError", "NewInNovember"]),
        ("ours.dll", ["be_kind"]),
    ]


def test_the_list_knows_libraries_and_what_came_later():
    assert known_windows("# said\nKernel32.dll\n\n!NewInNovember\n") == ({"kernel32.dll"}, {"NewInNovember"})
    windows, later = known_windows(windows_audit.LIST.read_text(encoding="utf-8"))
    assert {"kernel32.dll", "user32.dll", "icuuc.dll"} <= windows
    assert later


def test_nothing_is_wrong_with_a_whole_folder(frozen: Path, says):
    assert audit(frozen) == []


def test_what_is_missing_or_not_ours_to_hand_out_is_named(frozen: Path, says):
    (frozen / "custdesk-desk.exe").unlink()
    (frozen / "_internal" / "ICUUC.dll").write_bytes(b"")
    (frozen / "_internal" / "other.dll").write_bytes(b"MZ..Wine builtin DLL..")
    assert sorted(audit(frozen)) == [
        "_internal/ICUUC.dll belongs to Windows",
        "_internal/other.dll is a part of Wine",
        "custdesk-desk.exe is missing",
    ]


def test_what_windows_does_not_have_is_named(
    frozen: Path, says, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    known = tmp_path / "known.txt"
    known.write_text("kernel32.dll\n!NewInNovember\n", encoding="utf-8")
    monkeypatch.setattr(windows_audit, "LIST", known)
    says(SAID)
    assert any(
        line.endswith("wants NewInNovember, which came after Windows 10 1809") for line in audit(frozen)
    )
    says(SAID.replace("ours.dll", "theirs.dll"))
    assert any(
        "wants theirs.dll, which Windows 10 1809 is not known to have" in line for line in audit(frozen)
    )


def test_too_large_a_folder_is_said(frozen: Path, says, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(windows_audit, "LARGEST", 1)
    (frozen / "_internal" / "large.bin").write_bytes(bytes(1_100_000))
    assert audit(frozen) == ["1.1 MB unpacked, more than 1"]
