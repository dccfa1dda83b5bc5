#!/bin/sh
# Finds nginx and Caddy for the test of the example settings in site/serving.md, or unpacks Debian's into .venv/servers:
# nothing is installed, and no service is started. Never fails.
into=.venv/servers
missing=
for name in nginx caddy; do
    command -v "$name" >/dev/null 2>&1 || [ -x /usr/sbin/$name ] || [ -n "$(find $into -name $name -type f -perm -u+x 2>/dev/null)" ] || missing="$missing $name"
done
[ -z "$missing" ] && exit 0
if command -v apt-get >/dev/null 2>&1 && command -v dpkg >/dev/null 2>&1; then
    echo "The tests of serving need$missing: unpacking Debian's packages into $into."
    [ "$(id -u)" = 0 ] && apt-get update -qq
    mkdir -p $into/packages
    for name in $missing; do
        packages=$name
        [ $name = nginx ] && packages="nginx nginx-common"
        (cd $into/packages && apt-get download -qq $packages >/dev/null 2>&1) || continue
    done
    for package in $into/packages/*.deb; do
        [ -f "$package" ] && dpkg -x "$package" $into
    done
    rm -rf $into/packages
    [ -n "$(find $into -name nginx -type f -perm -u+x)" ] && [ -n "$(find $into -name caddy -type f -perm -u+x)" ] && exit 0
fi
echo "No nginx or Caddy here: the tests of serving behind a login are skipped where they are missing, all others run."
