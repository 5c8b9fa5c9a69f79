#!/bin/sh
# The browser that the journeys drive: Debian's Chromium, installed where it is not there and we may. Where there is a
# Chromium without a window of its own, which is the same one at half the work, it comes along.
set -eu
has() {
    for name in "$@"; do
        command -v "$name" >/dev/null 2>&1 && return 0
    done
    return 1
}
may() {
    command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]
}
install() {
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}
if ! has chromium chromium-browser google-chrome; then
    if ! may; then
        echo "The tests need a browser. Install Debian's package: sudo apt-get install chromium" >&2
        exit 1
    fi
    apt-get update -qq
    install chromium
fi
if may && ! has chromium-headless-shell; then
    install chromium-headless-shell 2>/dev/null || true # the tests run without it as well, at more work
fi
