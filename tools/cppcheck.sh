#!/bin/sh
# tools/cppcheck.sh [FOLDER...]: cppcheck over all of ours; what it says wrongly is in tools/cppcheck.txt.
# Silent and 0 when it finds nothing. The second run looks only at what has changed.
set -eu
cd -- "$(dirname -- "$0")/.."
[ $# -gt 0 ] || set -- src bench tests/sim tests/support tests/fuzz tests/property tests/instances
mkdir -p build/cppcheck
exec cppcheck --std=c++20 --language=c++ --enable=warning,performance,portability --inline-suppr --quiet \
  --suppressions-list=tools/cppcheck.txt --cppcheck-build-dir=build/cppcheck --error-exitcode=1 \
  -j "${CPPCHECK_JOBS:-1}" -I src -I tests "$@"
