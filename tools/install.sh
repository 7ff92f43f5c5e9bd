#!/bin/sh
# tools/install.sh LIST...: installs the Debian packages of tools/packages/LIST.txt that are missing, and says
# so. Does nothing, and needs no rights, when nothing is missing.
set -eu
lists=$(CDPATH='' cd -- "$(dirname -- "$0")/packages" && pwd)
say() { echo "swapguard: $*" >&2; }

# The packages of the lists that are neither installed nor stood in for by their command.
missing() {
  for list; do
    while read -r package command; do
      case $package in '' | '#'*) continue ;; esac
      if [ -n "$command" ] && command -v "$command" >/dev/null; then continue; fi
      status=$(dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null || true)
      case $status in ii*) ;; *) printf '%s ' "$package" ;; esac
    done <"$lists/$list.txt"
  done
}

if ! command -v apt-get >/dev/null; then
  say "no apt-get here: taking for granted that what $lists/*.txt names is installed"
  exit 0
fi
wanted=$(missing "$@")
[ -n "$wanted" ] || exit 0

as_root=
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    say "these packages are missing, and installing them needs root or sudo: $wanted"
    exit 77
  fi
  as_root=sudo
fi
# shellcheck disable=SC2086  # words on purpose
install() {
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    -o Dpkg::Use-Pty=0 $wanted </dev/null
}

say "installing with apt-get: $wanted"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! install >"$log" 2>&1; then
  say "the package lists are missing or old: apt-get update"
  if ! { $as_root apt-get update -qq </dev/null && install; } >"$log" 2>&1; then
    cat "$log" >&2
    say "apt-get could not install: $wanted"
    exit 69
  fi
fi
