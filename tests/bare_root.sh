#!/bin/sh
# tests/bare_root.sh FOLDER [COMMAND...]: proves that ./run and ./test need nothing but a bare Debian 12.
# Makes such a root in FOLDER with debootstrap unless it is there, lays HEAD into it and runs the commands in
# it, or `./run version` and `./test`. Needs root, debootstrap and git; takes some minutes.
set -eu
cd -- "$(dirname -- "$0")/.."
[ $# -gt 0 ] || { sed -n '2,4s/^# //p' "$0"; exit 64; }
bare=$1
shift
[ $# -gt 0 ] || set -- './run version' './test'

if [ ! -x "$bare/usr/bin/apt-get" ]; then
  debootstrap --variant=minbase bookworm "$bare"
fi

# What lets this machine reach the package registries, and nothing else.
cp /etc/resolv.conf "$bare/etc/resolv.conf"
mkdir -p "$bare/usr/local/share/ca-certificates"
cp -r /usr/local/share/ca-certificates/. "$bare/usr/local/share/ca-certificates/"
grep -rhi 'acquire::https\?::proxy' /etc/apt/apt.conf.d >"$bare/etc/apt/apt.conf.d/proxy" || true

mkdir -p "$bare/swapguard"
git archive HEAD | tar -x -C "$bare/swapguard"
mount -t proc proc "$bare/proc"
trap 'umount "$bare/proc"' EXIT
for command; do
  echo "== $command"
  began=$(date +%s)
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
    NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt \
    http_proxy="${http_proxy-}" https_proxy="${https_proxy-}" \
    chroot "$bare" sh -c "cd /swapguard && $command"
  echo "== $command: $(($(date +%s) - began)) s"
done
