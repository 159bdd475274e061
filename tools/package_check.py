"""Start the frozen program, let it test itself, and read what it says (qutebrowser's smoke test)."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SECONDS = 180
EXPECTED = re.compile(r"selftest: \S.*")
LAST = "selftest: ok"
# Lines that are not ours and harmless, each with its reason.
ALLOWED = (
    # The offscreen platform has no window manager to hand size hints to.
    re.compile(r"This plugin does not support propagateSizeHints\(\)"),
)


def main(program: Path) -> int:
    """Run `program --selftest` in an empty home without a screen; 0 when every line is an expected one."""
    if not program.exists():
        print(f"{program} is not there: run pyinstaller pyinstaller.spec first")
        return 1
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as home:
        try:
            done = subprocess.run(
                [program.resolve(), "--selftest"],
                cwd=home,
                env=_bare_environment(home),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=SECONDS,
                check=False,
                text=True,
                encoding="utf-8",
                errors="replace",
            )
        except subprocess.TimeoutExpired as late:
            print((late.stdout or b"").decode("utf-8", "replace"))
            print(f"package-check: no end after {SECONDS} s")
            return 1
    lines = [line for line in done.stdout.splitlines() if line.strip()]
    print("\n".join(lines))
    unexpected = [line for line in lines if not _expected(line)]
    for line in unexpected:
        print(f"package-check: unexpected line: {line}")
    if done.returncode:
        print(f"package-check: exit code {done.returncode}")
    if not lines or lines[-1] != LAST:
        print(f"package-check: the last line is not {LAST!r}")
        return 1
    print(f"package-check: {len(lines)} lines in {time.monotonic() - started:.1f} s")
    return 1 if unexpected or done.returncode else 0


def _expected(line: str) -> bool:
    return any(pattern.fullmatch(line) for pattern in (EXPECTED, *ALLOWED))


def _bare_environment(home: str) -> dict[str, str]:
    """Nothing of this machine's Python or Qt may help the frozen program, nor its user's folders be touched."""
    kept = {"PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "CI"}
    environment = {name: value for name, value in os.environ.items() if name.upper() in kept}
    return environment | {
        "HOME": home,
        "APPDATA": home,
        "LOCALAPPDATA": home,
        "USERPROFILE": home,
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONUTF8": "1",
    }


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "dist/custdesk/custdesk")))
