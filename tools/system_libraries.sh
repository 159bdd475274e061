#!/bin/sh
# Are the system libraries there that Qt needs? Installs them where it may (Debian, root), says how otherwise.
#   tools/system_libraries.sh          for drawing without a screen
#   tools/system_libraries.sh screen   for a window too
cd "$(dirname "$0")/.." || exit 1
PYTHON=${CUSTDESK_PYTHON:-.venv/bin/python}
OFFSCREEN="libegl1 libgl1 libdbus-1-3 libfontconfig1 libglib2.0-0 libxkbcommon0"
SCREEN="libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxkbcommon-x11-0"

draws() {
    QT_QPA_PLATFORM=offscreen "$PYTHON" -c 'from PySide6.QtWidgets import QApplication; QApplication([])' 2>/dev/null
}

shows() {
    [ "$(uname -s)" = Linux ] || return 0
    plugin=$("$PYTHON" -c 'import PySide6, pathlib; print(pathlib.Path(PySide6.__path__[0]) / "Qt/plugins/platforms/libqxcb.so")')
    ! ldd "$plugin" 2>/dev/null | grep -q 'not found'
}

complete() {
    draws && { [ "$1" != screen ] || shows; }
}

complete "$1" && exit 0

packages=$OFFSCREEN
[ "$1" = screen ] && packages="$packages $SCREEN"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Qt's system libraries: $packages"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq || echo "apt-get update failed; trying with the lists at hand"
    # shellcheck disable=SC2086
    apt-get install -y -qq --no-install-recommends --no-upgrade $packages
    complete "$1" && exit 0
    echo "Qt still does not load; this is what it says:"
    QT_QPA_PLATFORM=offscreen "$PYTHON" -c 'from PySide6.QtWidgets import QApplication; QApplication([])'
    exit 1
fi
echo "Qt's system libraries are missing. Install them once with this line, then try again:"
echo "  sudo apt-get install -y --no-install-recommends $packages"
exit 1
