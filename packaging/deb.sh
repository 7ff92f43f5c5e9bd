#!/bin/sh
# packaging/deb.sh [FOLDER]: builds the release and makes swapguard_VERSION-1_ARCH.deb in FOLDER
# (build/packages). The same sources give the same file: its times are those of the last commit.
set -eu
cd -- "$(dirname -- "$0")/.."
out=$(mkdir -p "${1:-build/packages}" && cd "${1:-build/packages}" && pwd)
. packaging/epoch.sh
tools/install.sh build web package
tools/build.sh --if-changed release swapguard
cmake --preset release --log-level=ERROR >/dev/null
umask 022
cpack --config build/release/CPackConfig.cmake -B "$out/work" >"$out/cpack.log" ||
  { cat "$out/cpack.log" >&2; exit 1; }
mv "$out"/work/*.deb "$out/"
rm -rf "$out/work"
ls "$out"/*.deb
