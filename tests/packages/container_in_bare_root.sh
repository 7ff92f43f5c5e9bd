#!/bin/sh
# tests/packages/container_in_bare_root.sh PROGRAM FOLDER: without a container engine, the last stage of the
# Dockerfile: its RUN lines in a bare Debian 12, PROGRAM for what the first stage builds, its user and
# command. Needs root and debootstrap. What the first stage installs is what tests/bare_root.sh holds.
set -eu
[ $# -eq 2 ] || { sed -n '2,4s/^# //p' "$0"; exit 64; }
program=$1
folder=$2
root=$folder/root
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$here/bare.sh"

# Continued lines as one; after the last FROM.
steps=$(sed -e ':a' -e '/\\$/N; s/\\\n//; ta' "$here/../../Dockerfile" | sed -n '/^FROM debian:12-slim$/,$p')
of() { printf '%s\n' "$steps" | sed -n "s/^$1 //p"; }

make_root "$folder"
printf '%s\n' "$steps" | while read -r word rest; do
  case $word in
  RUN)
    say "RUN $rest"
    inside sh -c "$rest" >"$folder/apt.log" 2>&1 || { cat "$folder/apt.log"; exit 1; }
    ;;
  COPY) install -D "$program" "$root/${rest##* /}" ;;
  esac
done
say "as $(of USER) in $(of WORKDIR)"
as_user() { chroot --userspec="$(of USER)" "$root" env -i PATH=/usr/local/bin:/usr/bin:/bin "$@"; }
as_user sh -c "cd $(of WORKDIR) && swapguard version && swapguard replay --json - </dev/null && touch history"
as_user sh -c "! touch /usr/local/bin/x 2>/dev/null" || fail "it may write where programs lie"
command=$(of CMD | tr -d '[],"')
[ "$command" = "swapguard run" ] || fail "CMD $command"
status=0
as_user $command 2>&1 || status=$?
[ $status -eq 78 ] || fail "without an app it ended with $status, not 78"
say "all is well"
