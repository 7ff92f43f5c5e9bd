#!/bin/sh
# tools/build.sh [--if-changed] PRESET TARGET...: configures and builds. Progress on a terminal; otherwise
# quiet unless it fails. With --if-changed nothing happens while no source is newer than the last build. One
# build at a time: a second one waits.
set -eu
cd -- "$(dirname -- "$0")/.."
if_changed=
if [ "$1" = --if-changed ]; then
  if_changed=1
  shift
fi
preset=$1
shift
out=build/$preset
mkdir -p "$out"
exec 9>"$out/.lock"
flock 9

built=$out/.built
if [ -n "$if_changed" ] && [ -f "$built" ] &&
  [ -z "$(find src web cmake CMakeLists.txt CMakePresets.json -newer "$built" -print -quit)" ]; then
  exit 0
fi
rm -f "$built"
touch "$built.next"

# ccache, where present, then finds in one checkout what another compiled.
export CCACHE_BASEDIR="$PWD" CCACHE_NOHASHDIR=1

quietly() {
  if [ -t 2 ]; then
    "$@" </dev/null >&2 9>&-
  elif ! "$@" </dev/null >"$out/build.log" 2>&1 9>&-; then
    cat "$out/build.log" >&2
    return 1
  fi
}

if [ -z "$(find "$out/.configured" -newer CMakePresets.json 2>/dev/null)" ]; then
  quietly cmake --preset "$preset" --log-level=WARNING
  touch "$out/.configured"
fi
echo "swapguard: building ($preset)" >&2
status=--quiet
[ -t 2 ] && status=
quietly cmake --build --preset "$preset" --target "$@" -- ${status:+"$status"}
mv "$built.next" "$built"
