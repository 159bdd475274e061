"""Looks at the frozen Windows program: what may not be in it, and whether Windows 10 1809 has all that its files import."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

LIST: Final = Path(__file__).parents[1] / "packaging" / "windows" / "windows_10_1809.txt"
LARGEST: Final = 130  # MB unpacked
OBJDUMP: Final = "x86_64-w64-mingw32-objdump"
#: parts of Windows, of Wine and of what tests put in their place: nothing of it may be handed out
FOREIGN: Final = re.compile(r"(icuuc|mscms|ucrtbase|api-ms-win-|kernel32|user32|ntdll).*\.dll", re.IGNORECASE)
EXPECTED: Final = (
    "_internal/resources/fonts/NotoSansSC-Regular.ttf", "_internal/resources/locale/zh_Hans/LC_MESSAGES/custdesk.mo",
    "_internal/resources/locale/zh_Hant/LC_MESSAGES/custdesk.mo", "_internal/resources/icons/custdesk.ico",
    "_internal/PySide6/plugins/platforms/qwindows.dll", "custdesk.exe", "custdesk-desk.exe",
)  # fmt: skip


def known_windows(text: str) -> tuple[set[str], set[str]]:
    """Return the libraries that Windows has and the functions that came later."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return {line.lower() for line in lines if line[0] != "!"}, {line[1:] for line in lines if line[0] == "!"}


def imports(said: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each library a file asks for with the functions it wants of it, from what objdump says."""
    library, wanted = "", []
    for line in said.splitlines():
        if found := re.match(r"\s*DLL Name: (\S+)", line):
            if library:
                yield library, wanted
            library, wanted = found[1].lower(), []
        elif library and (found := re.match(r"\s+[0-9a-f]+\s+(?:<none>\s+)?\d+\s+(\w+)$", line)):
            wanted.append(found[1])
    if library:
        yield library, wanted


def audit(folder: Path) -> list[str]:
    """Return what is wrong with a frozen program; empty when it may be handed out."""
    windows, later = known_windows(LIST.read_text(encoding="utf-8"))
    files = [path for path in folder.rglob("*") if path.is_file()]
    ours = {path.name.lower() for path in files}
    found = [f"{name} is missing" for name in EXPECTED if not (folder / name).exists()]
    for path in files:
        place = path.relative_to(folder)
        if FOREIGN.fullmatch(path.name):
            found.append(f"{place} belongs to Windows")
        if path.suffix.lower() not in {".dll", ".exe", ".pyd"}:
            continue
        if b"Wine builtin DLL" in path.read_bytes() or b"Wine placeholder DLL" in path.read_bytes():
            found.append(f"{place} is a part of Wine")
        said = subprocess.run(
            [OBJDUMP, "-p", path], capture_output=True, text=True, errors="replace", check=True
        )
        for library, wanted in imports(said.stdout):
            if library not in ours and library not in windows:
                found.append(f"{place} wants {library}, which Windows 10 1809 is not known to have")
            found.extend(
                f"{place} wants {name}, which came after Windows 10 1809" for name in wanted if name in later
            )
    size = sum(path.stat().st_size for path in files) / 1e6
    print(f"windows audit: {len(files)} files, {size:.1f} MB")
    if size > LARGEST:
        found.append(f"{size:.1f} MB unpacked, more than {LARGEST}")
    return found


def main(arguments: Sequence[str]) -> int:
    """Audit the folder named; 0 when nothing is wrong."""
    found = audit(Path(arguments[0]))
    for line in found:
        print(f"windows audit: {line}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
