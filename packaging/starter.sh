#!/bin/sh
# Starts swapguard with the libraries that came with it, whatever the system has.
home=$(dirname -- "$(readlink -f -- "$0")")/../lib/swapguard
exec "$home/@LOADER@" --library-path "$home" "$home/swapguard" "$@"
