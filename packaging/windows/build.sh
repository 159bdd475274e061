#!/usr/bin/env bash
# Makes the Windows program, its installer and the portable zip, on Linux: dist/windows/. See docs/windows.md.
. packaging/windows/common.sh

freeze_here() { # freeze_here FOLDER: the sources of the working folder
    local built=$1
    rm -rf "$built" "$WORK/build"
    mkdir -p "$built"
    LIMIT=1200 w "$PYTHON_HOME/python.exe" -m PyInstaller --noconfirm --log-level WARN \
        --distpath "$(win "$built")" --workpath "$(win "$WORK/build")" "$(win "$PWD/pyinstaller.spec")" >"$WORK/pyinstaller.log" ||
        { tail -40 "$WORK/pyinstaller.log"; fail "PyInstaller stopped"; }
    say "frozen: $(du -sm "$built/custdesk" | cut -f1) MB, $(find "$built/custdesk" -type f | wc -l) files"
}

sign() { # needs CUSTDESK_SIGN_PKCS12 and CUSTDESK_SIGN_PASSWORD; without a certificate nothing is signed
    [ -n "${CUSTDESK_SIGN_PKCS12:-}" ] || return 0
    osslsigncode sign -pkcs12 "$CUSTDESK_SIGN_PKCS12" -readpass "${CUSTDESK_SIGN_PASSWORD_FILE:?}" -h sha256 \
        -n custdesk -in "$1" -out "$1.signed"
    mv "$1.signed" "$1"
}

installer() { # installer VERSION FOLDER OUT
    makensis -V1 -WX -INPUTCHARSET UTF8 "-DVERSION=$1" "-DSOURCE=$2/custdesk" "-DOUT=$3" "$HERE/custdesk.nsi"
    sign "$3"
}

portable() { # portable FOLDER OUT: the mark beside the program keeps everything in the folder
    rm -rf "$WORK/portable"
    mkdir -p "$WORK/portable"
    cp -r "$1/custdesk" "$WORK/portable/custdesk"
    cp "$HERE/custdesk-portable.txt" "$WORK/portable/custdesk/"
    rm -f "$2"
    (cd "$WORK/portable" && "$WORK/tools/bin/python" -m zipfile -c "$2" custdesk)
    rm -rf "$WORK/portable"
}

main() {
    tools
    windows_python
    wheels
    screen
    prefix
    freeze_here "$WORK/dist"
    for one in "$WORK"/dist/custdesk/*.exe; do sign "$one"; done
    "${PYTHON:-python3}" tools/windows_audit.py "$WORK/dist/custdesk"
    rm -rf "$DIST"
    mkdir -p "$DIST"
    installer "$VERSION" "$WORK/dist" "$DIST/Custdesk-$VERSION.exe"
    portable "$WORK/dist" "$DIST/Custdesk-$VERSION-portable.zip"
    (cd "$DIST" && sha256sum -- *.exe *.zip >SHA256SUMS)
    say "made:"
    (cd "$DIST" && ls -l && cat SHA256SUMS)
}

[ "${BASH_SOURCE[0]}" = "$0" ] && main
true
