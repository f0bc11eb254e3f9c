#!/bin/sh
# Builds the one-folder app into dist/soundbrowser, lets it test itself, and states its size.
set -eu
cd "$(dirname "$0")/.."
extras=freeze
. packaging/prepare.sh
"$PYTHON" -m pip install --quiet --disable-pip-version-check --no-cache-dir --force-reinstall --no-deps --no-binary annoy annoy==1.17.3
"$PYTHON" -m PyInstaller --noconfirm --log-level WARN --distpath dist --workpath build/freeze packaging/soundbrowser.spec
QT_QPA_PLATFORM="${QT_QPA_PLATFORM:-offscreen}" dist/soundbrowser/soundbrowser --self-test
du -sh dist/soundbrowser
