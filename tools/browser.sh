#!/bin/sh
# The browser that the journeys drive: Debian's Chromium, installed where it is not there and we may.
set -eu
for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
    exit 0
fi
echo "The tests need a browser. Install Debian's package: sudo apt-get install chromium" >&2
exit 1
