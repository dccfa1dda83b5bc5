#!/bin/sh
# Finds a Chromium for the browser tests, installs Debian's where it may, or says what is skipped. Never fails.
for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
if command -v apt-get >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ]; then as_root=; else as_root="sudo -n"; fi
    echo "The browser tests need a Chromium: installing the system's package."
    if $as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null; then
        exit 0
    fi
fi
echo "No Chromium here, and none could be installed: the browser tests are skipped, all others run."
echo "To run them too: sudo apt-get install chromium"
