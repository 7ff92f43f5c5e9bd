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
as_user sh -c "cd $(of WORKDIR) && swapguard version && swapguard replay --json - </dev/null"
as_user sh -c "touch $(of WORKDIR)/history" || fail "it may not write its history"
as_user sh -c "! touch /usr/local/bin/x 2>/dev/null" || fail "it may write where programs lie"
command=$(of CMD | tr -d '[],"')
[ "$command" = "swapguard run" ] || fail "CMD $command"
status=0
as_user $command 2>&1 || status=$?
[ $status -eq 78 ] || fail "without an app it ended with $status, not 78"
say "as a user whom nobody knows, as on Heroku"
anybody() {
  chroot --userspec=12345:12345 "$root" env -i PATH=/usr/local/bin:/usr/bin:/bin "$(of ENV)" \
    SWAPGUARD_APPS=acme-prod HEROKU_API_KEY=x HEROKU_HOST=http://127.0.0.1:9 sh -c "cd $(of WORKDIR) && $1"
}
anybody "swapguard run &
  for i in 1 2 3 4 5 6 7 8 9 10; do
    sleep 1
    [ ! -S swapguard.sock ] || break
  done
  swapguard events --json; ended=\$?; kill \$!; wait; exit \$ended" ||
  fail "the running one was not to be asked"
[ -f "$root$(of WORKDIR)/swapguard.sqlite" ] || fail "no history"
say "all is well"
