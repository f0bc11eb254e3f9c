# Sets up everything that running and testing need: system libraries, a virtual environment and the package.
# Sourced by ../run, ../test and freeze.sh with the extra to install in $extras; leaves the interpreter in $PYTHON.
set -eu

root=$(cd "$(dirname "$0")" && pwd)
[ -e "$root/pyproject.toml" ] || root=$(dirname "$root")
venv="$root/.venv"
case "$(uname -s)" in
    MINGW* | MSYS* | CYGWIN*) PYTHON="$venv/Scripts/python.exe" ;;
    *) PYTHON="$venv/bin/python" ;;
esac

find_python() {
    for name in "${SOUNDBROWSER_PYTHON:-python3.11}" python3.12 python3.13 python3 python; do
        if "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    echo "soundbrowser needs Python 3.11, 3.12 or 3.13; install one and try again." >&2
    return 1
}

# Debian packages: the compiler that annoy is built with, PortAudio, and what Qt loads to show a window.
debian_packages="g++ python3-dev python3-venv libportaudio2 libegl1 libgl1 libopengl0 libxkbcommon0 libxkbcommon-x11-0
    libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0
    libxcb-sync1 libxcb-xfixes0 libxcb-xkb1 libxcb-xinerama0 libdbus-1-3 libfontconfig1 libglib2.0-0 fonts-dejavu-core"

missing_packages() {
    for package in $debian_packages; do
        case "$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null)" in
            *"ok installed") ;;
            *) printf '%s ' "$package" ;;
        esac
    done
}

install_system_libraries() {
    command -v apt-get >/dev/null 2>&1 || return 0
    missing=$(missing_packages)
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" = 0 ]; then
        as_root=""
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        as_root="sudo"
    else
        echo "System packages are missing; ask an administrator to run: apt-get install -y $missing" >&2
        return 0
    fi
    echo "Installing system packages: $missing" >&2
    $as_root apt-get update -qq
    # shellcheck disable=SC2086 -- a list of words
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >&2
}

# Not tuned to this processor: the environment may be moved or frozen. (Windows builds with its own flags.)
case "$PYTHON" in
    *.exe) ;;
    *) export ANNOY_COMPILER_ARGS="-fpermissive,-O3,-ffast-math,-fno-associative-math,-DANNOYLIB_MULTITHREADED_BUILD,-std=c++14" ;;
esac

install_package() {
    stamp="$venv/.ready${extras:+-$extras}"
    if [ -e "$stamp" ] && [ "$stamp" -nt "$root/pyproject.toml" ] && [ "$stamp" -nt "$root/packaging/constraints.txt" ]; then
        return 0
    fi
    echo "Setting up $venv (a few minutes the first time)" >&2
    [ -x "$PYTHON" ] || "$(find_python)" -m venv "$venv"
    "$PYTHON" -m pip install --quiet --disable-pip-version-check --use-pep517 --constraint "$root/packaging/constraints.txt" \
        --editable "$root${extras:+[$extras]}"
    touch "$stamp"
}

install_system_libraries
install_package "$extras"
