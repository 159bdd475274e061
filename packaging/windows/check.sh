#!/usr/bin/env bash
# Builds the Windows package and tries it under Wine: tests in the Windows Python, the frozen program on the `windows` platform,
# install, tour, upgrade of a kept store, refusals, uninstall. Pictures stay in out/windows/artefacts.
. packaging/windows/build.sh

SHOTS=$WORK/artefacts
USERS="$WINEPREFIX/drive_c/users/$(id -un)"
LOCAL="$USERS/AppData/Local"
PROGRAM="$LOCAL/Programs/custdesk"
STORES="$LOCAL/custdesk"
EXE='C:\users\'$(id -un)'\AppData\Local\Programs\custdesk\custdesk.exe'
DESK='C:\users\'$(id -un)'\AppData\Local\Programs\custdesk\custdesk-desk.exe'
OLDER=0.0.9
TESTS=${CUSTDESK_WINDOWS_TESTS:-tests/custdesk tests/ui}

tests() { # the very tests, under the Windows Python, in cp936, without a screen
    # what takes seconds and many seeds are run on Linux; in a variable, for cmd would part the words;
    # a short folder, for Windows takes no path of more than 259 characters and a month's folder asks for its share
    PYTEST_ADDOPTS='-m "not slow and not trial"' LIMIT=2700 wq QT_QPA_PLATFORM=offscreen PYTHONDONTWRITEBYTECODE=1 -- "$(win "$PYTHON_HOME/python.exe")" -m pytest -q \
        -p no:cacheprovider --basetemp 'C:\t' -n 2 $TESTS >"$WORK/tests.log" ||
        { grep -a '^FAILED\|^ERROR' "$WORK/tests.log" | head -40; tail -5 "$WORK/tests.log"; fail "tests failed under Windows: $WORK/tests.log"; }
    say "under the Windows Python: $(tail -1 "$WORK/tests.log" | tr -d '\r')"
}

older() { # the same sources under a lower version: what an upgrade comes from
    rm -rf "$WORK/older"
    mkdir -p "$WORK/older"
    git ls-files -z --cached --others --exclude-standard | xargs -0 tar cf - | tar xf - -C "$WORK/older"
    sed -i "s/^__version__ = .*/__version__ = \"$OLDER\"/" "$WORK/older/custdesk/__init__.py"
    (cd "$WORK/older" && freeze_here "$WORK/dist-older")
    makensis -V1 -WX -INPUTCHARSET UTF8 -DQUICK "-DVERSION=$OLDER" "-DSOURCE=$WORK/dist-older/custdesk" "-DOUT=$WORK/older.exe" "$HERE/custdesk.nsi"
}

lines() { # what a program of ours says, without what Wine says, out of Windows' own code page
    iconv -c -f gbk -t utf-8 | { grep -av '^wine: \|^[0-9a-f]*:\(err\|fixme\)' || true; } | tr -d '\r'
}

picture() { # picture NAME: the screen as it is
    .venv/bin/python -c 'import sys; from PIL import ImageGrab; ImageGrab.grab(xdisplay=sys.argv[1]).save(sys.argv[2])' "$DISPLAY" "$SHOTS/$1.png"
}

selftest() { # the frozen program with real windows on a screen
    : >"$WORK/selftest.log"
    while ! grep -aq 'tabs opened' "$WORK/selftest.log"; do sleep 0.2; done && picture selftest &
    local watcher=$! code=0
    wq QT_QPA_PLATFORM=windows -- "$EXE" --selftest >"$WORK/selftest.log" || code=$?
    kill $watcher 2>/dev/null || true
    [ $code = 0 ] || { lines <"$WORK/selftest.log"; fail "the self-test stopped"; }
    lines <"$WORK/selftest.log" | grep -q '^selftest: platform windows$' || fail "the self-test had no real windows"
    [ "$(lines <"$WORK/selftest.log" | tail -1)" = "selftest: ok" ] || { cat "$WORK/selftest.log"; fail "the self-test did not end with ok"; }
    say "self-test on the windows platform: $(lines <"$WORK/selftest.log" | grep -c '^selftest: ') lines, ok"
}

main_check() {
    main
    rm -rf "$SHOTS" "$STORES" "$PROGRAM"
    mkdir -p "$SHOTS"
    tests
    older
    LIMIT=600 w "$(win "$WORK/older.exe")" /S
    test -x "$PROGRAM/custdesk.exe" || fail "the older version was not installed"
    touch "$PROGRAM/_internal/stale.txt"
    w "$EXE" --version | lines | grep -q "$OLDER" || fail "the older version does not say so"
    say "version $OLDER installed"
    mkdir -p "$STORES"
    cp -r tests/data/0.1.0/. "$STORES/"
    local before
    before=$(find "$STORES" -type f -exec sha256sum {} + | sort)

    LIMIT=600 w "$(win "$DIST/Custdesk-$VERSION.exe")" /S
    w "$EXE" --version | lines | grep -q "$VERSION" || fail "the upgrade did not take"
    test ! -e "$PROGRAM/_internal/stale.txt" || fail "a file of the older version stayed"
    [ "$before" = "$(find "$STORES" -type f -exec sha256sum {} + | sort)" ] || fail "the upgrade touched the store"
    say "upgraded to $VERSION: stale files gone, store untouched"

    CUSTDESK_PASSWORD=custdesk w "$EXE" print TS-2027-0001 --user 林晓燕 --out 'C:\打印 出来' | lines
    test -s "$WINEPREFIX/drive_c/打印 出来/TS-2027-0001.pdf" || fail "the old store's complaint was not printed"
    ls "$STORES"/office-backups/*.sqlite >/dev/null || fail "no backup before the store was brought to this version"
    w "$EXE" check | lines
    say "a store of 0.1.0 was backed up, brought to this version, printed from and found sound"

    selftest
    LIMIT=900 wq QT_QPA_PLATFORM=offscreen -- "$EXE" tour --out "C:\\tour" >"$WORK/tour.log" || { tail -20 "$WORK/tour.log"; fail "the tour stopped"; }
    cp -r "$WINEPREFIX/drive_c/tour/screenshots" "$SHOTS/tour" 2>/dev/null || true
    say "the tour went through"
    running
    uninstalled
    refused
    say "the Windows package holds"
}

running() { # while the desk is open neither the installer nor the uninstaller touches anything
    wine "$DESK" --practice </dev/null >/dev/null 2>&1 &
    local code=0
    sleep 20
    picture desk
    LIMIT=120 w "$(win "$DIST/Custdesk-$VERSION.exe")" /S || code=$?
    [ $code = 4 ] || fail "an installer beside the running desk ended with $code, not 4"
    w taskkill /f /im custdesk-desk.exe >/dev/null || true
    sleep 2
    say "refused while the desk was open"
}

uninstalled() {
    local before try
    before=$(find "$STORES" -type f | sort)
    w 'C:\users\'"$(id -un)"'\AppData\Local\Programs\custdesk\uninstall.exe' /S
    for try in $(seq 20); do [ -e "$PROGRAM" ] || break; sleep 1; done
    test ! -e "$PROGRAM" || fail "the uninstaller left $(ls "$PROGRAM")"
    [ "$before" = "$(find "$STORES" -type f | sort)" ] || fail "the uninstaller touched the records"
    test -z "$(find "$USERS" -name '*.lnk' -path '*客服前台*')" || fail "a shortcut stayed"
    say "uninstalled; every record is still there"
}

refused() { # an older Windows
    local code=0
    w winecfg -v win81 >/dev/null
    LIMIT=120 w "$(win "$DIST/Custdesk-$VERSION.exe")" /S || code=$?
    w winecfg -v win10 >/dev/null
    [ $code = 3 ] || fail "on Windows 8.1 the installer ended with $code, not 3"
    test ! -e "$PROGRAM" || fail "something was installed on Windows 8.1"
    say "Windows 8.1 refused"
}

[ "${BASH_SOURCE[0]}" = "$0" ] && main_check
true
