#!/usr/bin/env bash
# Tests the dashboard: what needs no browser, what people do with it, pages that mean ill, and every view at three widths in
# both themes. Usage: web-tests/run.sh [--quick | --install | FILE…]   --quick takes one theme a width, --install only sees to
# playwright-core and axe-core. Needs node, npm and a Chromium (CHROMIUM names one); SCOPEON names the program that answers.
set -euo pipefail
cd "$(dirname "$0")"
export PLAYWRIGHT="${PLAYWRIGHT:-${XDG_CACHE_HOME:-$HOME/.cache}/scopeon-web}"
if [ ! -d "$PLAYWRIGHT/node_modules/axe-core" ]; then
    npm install --silent --no-fund --no-audit --prefix "$PLAYWRIGHT" playwright-core@1 axe-core@4
fi
[ "${1:-}" != --install ] || exit 0
export SCOPEON="${SCOPEON:-$PWD/../../target/debug/scopeon}"
export CHROMIUM="${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}"
[ -x "$SCOPEON" ] || { echo "$SCOPEON is not there: cargo build -p scopeon-cli makes it"; exit 1; }
[ -n "$CHROMIUM" ] || { echo 'no Chromium was found: apt-get install chromium, or CHROMIUM=/path'; exit 1; }
if [ "${1:-}" = --quick ]; then
    export QUICK=1
    shift
fi
[ $# -gt 0 ] || set -- pure.test.mjs behaviour.test.mjs hostile.test.mjs real.test.mjs views.test.mjs
exec node --test --test-force-exit --test-concurrency=1 "$@"
