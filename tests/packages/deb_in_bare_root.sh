#!/bin/sh
# tests/packages/deb_in_bare_root.sh DEB FOLDER: installs, uses, removes and purges the package in a bare
# Debian 12 that debootstrap makes in FOLDER, and asks lintian, mandoc and systemd-analyze. Needs root and
# some minutes.
set -eu
[ $# -eq 2 ] || { sed -n '2,3s/^# //p' "$0"; exit 64; }
deb=$1
folder=$2
root=$folder/root
. "$(dirname -- "$0")/bare.sh"

say "lintian"
lintian --fail-on error,warning "$deb"

make_root "$folder"
cp "$deb" "$root/tmp/swapguard.deb"
say "install"
inside apt-get update -qq
inside apt-get install -y -qq --no-install-recommends /tmp/swapguard.deb systemd >"$folder/apt.log" 2>&1 ||
  { cat "$folder/apt.log"; exit 1; }
rm "$root/tmp/swapguard.deb"
inside dpkg -L swapguard | sort >"$folder/files"

say "what it brought"
inside swapguard version
inside getent passwd swapguard
[ "$(stat -c %a "$root/etc/swapguard")" = 750 ] || fail "others may look into /etc/swapguard"
inside swapguard check-config --config /etc/swapguard/swapguard.toml && fail "it passed without an app"
inside systemd-analyze verify /lib/systemd/system/swapguard.service
for page in "$root"/usr/share/man/man?/swapguard*.gz; do
  zcat "$page" | mandoc -Tlint -W warning || fail "$page"
done
for pair in bash:bash-completion/completions/swapguard zsh:zsh/vendor-completions/_swapguard \
  fish:fish/vendor_completions.d/swapguard.fish; do
  inside swapguard completion "${pair%%:*}" | cmp - "$root/usr/share/${pair#*:}"
done

say "demo"
inside sh -c 'echo $$ >/tmp/pid; exec swapguard demo --no-color' >"$folder/demo.log" 2>&1 &
wait_for "$folder/demo.log" ' restarted ' || fail "the demo restarted nothing"
grep -m2 -E ' (restart|restarted) ' "$folder/demo.log"
kill "$(cat "$root/tmp/pid")"
wait

say "remove"
wants=$root/etc/systemd/system/multi-user.target.wants
mkdir -p "$root/var/lib/swapguard" "$wants"
touch "$root/var/lib/swapguard/history.sqlite" "$root/etc/swapguard/heroku_api_key"
ln -sf /lib/systemd/system/swapguard.service "$wants/swapguard.service"
inside apt-get remove -y -qq swapguard >/dev/null 2>&1
left() {
  (cd "$root" && find etc lib usr var run opt srv \( -name '*swapguard*' -o -path '*swapguard/*' \) \
    ! -path 'var/lib/dpkg/*' ! -path 'var/cache/*' ! -path 'var/log/*' 2>/dev/null | sort | tr '\n' ' ')
}
data='etc/swapguard etc/swapguard/heroku_api_key etc/swapguard/swapguard.toml'
data="$data var/lib/swapguard var/lib/swapguard/history.sqlite "
[ "$(left)" = "$data" ] || fail "left after remove: $(left)"
say "purge"
inside apt-get purge -y -qq swapguard >/dev/null 2>&1
[ -z "$(left)" ] || fail "left after purge: $(left)"
say "all is well"
