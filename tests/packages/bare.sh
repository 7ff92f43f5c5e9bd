# Sourced by the tests of packages: a bare Debian 12 at $root that can reach the package archive, and
# nothing of the sources or of what builds them.
say() { echo "== $*"; }
fail() { echo "FAILED: $*" >&2; exit 1; }

# make_root FOLDER [SUITE]: FOLDER/root anew, from a root that debootstrap makes once.
make_root() {
  base=$1/base-${2-bookworm}
  [ -x "$base/usr/bin/apt-get" ] || debootstrap --variant=minbase "${2-bookworm}" "$base" >/dev/null
  rm -rf "$root"
  cp -a --reflink=auto "$base" "$root"
  cp /etc/resolv.conf "$root/etc/resolv.conf"
  mkdir -p "$root/usr/local/share/ca-certificates"
  cp -r /usr/local/share/ca-certificates/. "$root/usr/local/share/ca-certificates/"
  grep -rhi 'acquire::https\?::proxy' /etc/apt/apt.conf.d >"$root/etc/apt/apt.conf.d/proxy" || true
  mount -t proc proc "$root/proc"
  trap 'umount "$root/proc"' EXIT
}

# inside COMMAND...: in the root, with nothing of the caller's environment.
inside() {
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
    http_proxy="${http_proxy-}" https_proxy="${https_proxy-}" chroot "$root" "$@"
}

# wait_for FILE TEXT [SECONDS]
wait_for() {
  tries=${3-100}
  until grep -q -- "$2" "$1"; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || return 1
    sleep 1
  done
}
