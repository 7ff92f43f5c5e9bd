#!/bin/sh
# tests/packages/buildpack_in_bare_root.sh TARBALL FOLDER [SUITE]: unpacks the archive in a bare root
# (SUITE, or Debian's bookworm), runs bin/detect, bin/compile and bin/release there as Heroku does, makes a
# slug of what they leave, boots it in a second bare root as Heroku boots a dyno, and asks web on $PORT.
# Needs root, debootstrap and curl.
set -eu
[ $# -ge 2 ] || { sed -n '2,4s/^# //p' "$0"; exit 64; }
tarball=$1
folder=$2
suite=${3-bookworm}
root=$folder/root
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$here/bare.sh"

say "a bare $suite, and in it an app that guards another"
make_root "$folder" "$suite"
{ inside apt-get update -qq &&
  inside apt-get install -y -qq --no-install-recommends ca-certificates tzdata; } \
  >"$folder/apt.log" 2>&1 || { cat "$folder/apt.log"; exit 1; }
mkdir -p "$root/buildpack" "$root/build/vendor" "$root/cache" "$root/env"
cp -r "$here/../../bin" "$root/buildpack/"
cp "$here/../../Procfile" "$root/build/"
cp "$tarball" "$root/build/vendor/"
printf 'acme-prod:web,worker' >"$root/env/SWAPGUARD_APPS"

say "build"
[ "$(inside /buildpack/bin/detect /build)" = swapguard ] || fail "detect"
inside /buildpack/bin/compile /build /cache /env
inside /buildpack/bin/release /build
tar -czf "$folder/slug.tar.gz" -C "$root/build" .
say "slug: $(du -h "$folder/slug.tar.gz" | cut -f1)"

say "boot"
mkdir "$root/app"
tar -xzf "$folder/slug.tar.gz" -C "$root/app"
rm -rf "$root/build" "$root/buildpack"
inside useradd --no-create-home --home-dir /app dyno
chown -R 1000:1000 "$root/app"
# The dyno's own shell: it reads .profile.d, then starts the line of the Procfile.
boot() {
  line=$(sed -n "s/^$1: //p" "$root/app/Procfile")
  exec env -i PATH=/usr/bin:/bin HOME=/app PORT=5999 SWAPGUARD_APPS=acme-prod SWAPGUARD_MODE=observe \
    SWAPGUARD_DRAIN_SECRET=0123456789abcdef SWAPGUARD_PASSWORD=0123456789abcdef HEROKU_API_KEY="$2" \
    HEROKU_HOST=http://127.0.0.1:9 "$(command -v chroot)" --userspec=dyno "$root" sh -c \
    "cd /app; for file in .profile.d/*.sh; do . ./\$file; done; exec $line"
}
(boot release x) || fail "the release phase"
(boot web HRKU-x) >"$folder/web.log" 2>&1 &
web=$!
began=$(date +%s)
until curl --fail --silent --noproxy '*' http://127.0.0.1:5999/healthz >/dev/null; do
  [ $(($(date +%s) - began)) -lt 60 ] || { cat "$folder/web.log"; fail "web is not on \$PORT within 60 s"; }
  sleep 0.2
done
say "web answers on \$PORT after $(($(date +%s) - began)) s"
status=$(curl --silent --noproxy '*' -o /dev/null -w '%{http_code}' http://127.0.0.1:5999/setup)
say "/setup without a password: $status"
kill "$web"
wait "$web" || fail "SIGTERM: $?"
say "all is well"
