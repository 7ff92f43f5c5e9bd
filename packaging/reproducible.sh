#!/bin/sh
# packaging/reproducible.sh FOLDER: builds HEAD in two folders of unequal names, without ccache, and says
# whether the tarball and the .deb are the same bytes. Two whole release builds: half an hour on two cores.
set -eu
cd -- "$(dirname -- "$0")/.."
[ $# -eq 1 ] || { sed -n '2,3s/^# //p' "$0"; exit 64; }
folder=$1
. packaging/epoch.sh
export CCACHE_DISABLE=1
commit=$(git rev-parse --short HEAD)
for place in one another-and-longer; do
  mkdir -p "$folder/$place"
  git archive HEAD | tar -x -C "$folder/$place"
  (
    cd "$folder/$place"
    cmake --preset release -DSWAPGUARD_COMMIT="$commit" --log-level=ERROR >/dev/null
    packaging/tarball.sh
    packaging/deb.sh
  ) >"$folder/$place.log" 2>&1 || { cat "$folder/$place.log" >&2; exit 1; }
done
cd "$folder"
status=0
for file in one/build/packages/swapguard*.tar.gz one/build/packages/swapguard*.deb; do
  name=${file##*/}
  cmp "$file" "another-and-longer/build/packages/$name" && sha256sum "$file" || status=1
done
exit $status
