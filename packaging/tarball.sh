#!/bin/sh
# packaging/tarball.sh [FOLDER]: builds the release and makes swapguard-VERSION-linux-ARCH.tar.gz in FOLDER
# (build/packages), with its SHA-256 beside it. The archive brings every library, the C library and its loader
# too, and runs on any Linux of that architecture. The same sources give the same file.
set -eu
cd -- "$(dirname -- "$0")/.."
out=$(mkdir -p "${1:-build/packages}" && cd "${1:-build/packages}" && pwd)
. packaging/epoch.sh
tools/install.sh build web
tools/build.sh --if-changed release swapguard
cmake --preset release --log-level=ERROR >/dev/null
umask 022

program=build/release/swapguard
version=$(sed -n 's/^project(swapguard VERSION \([0-9.]*\) .*/\1/p' CMakeLists.txt)
name=swapguard-$version-linux-$(uname -m)
tree=$out/work/$name
rm -rf "$out/work"
cmake --install build/release --component program --strip --prefix "$tree" >"$out/install.log" 2>&1 ||
  { cat "$out/install.log" >&2; exit 1; }
cp LICENSE "$tree/"

# The program lies with its libraries; bin/swapguard starts it through the loader that lies there as well.
home=$tree/lib/swapguard
mkdir -p "$home" "$tree/share/doc/swapguard/licences"
mv "$tree/bin/swapguard" "$home/swapguard"
loader=
for library in $(ldd "$program" | grep -o '/[^ ]*'); do
  cp -L "$library" "$home/"
  case ${library##*/} in ld-*) loader=${library##*/} ;; esac
  package=$({ dpkg -S "$library" || dpkg -S "$(readlink -f "$library")"; } 2>/dev/null | sed -n '1s/:.*//p')
  [ -z "$package" ] || cp -L "/usr/share/doc/$package/copyright" "$tree/share/doc/swapguard/licences/$package"
done
strip --strip-unneeded "$home"/*.so*
sed "s/@LOADER@/$loader/" packaging/starter.sh >"$tree/bin/swapguard"
chmod 755 "$home"/* "$tree/bin/swapguard"
"$tree/bin/swapguard" version >&2

cd "$out"
tar -C work --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner -cf - "$name" |
  gzip -9n >"$name.tar.gz"
rm -rf work
sha256sum "$name.tar.gz" | tee "$name.tar.gz.sha256"
