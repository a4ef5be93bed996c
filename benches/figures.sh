#!/usr/bin/env bash
# Builds the release program, writes histories of a million calls and more, and prints what each command of figures takes.
# Usage: benches/figures.sh [MOST_CALLS]   SCOPEON_BENCH_DIR names where histories are kept between runs.
set -euo pipefail
cd "$(dirname "$0")/.."
place="${SCOPEON_BENCH_DIR:-${TMPDIR:-/tmp}/scopeon-bench}"
cargo build --release --quiet -p scopeon-cli
cargo build --release --quiet -p scopeon-store --example bench_digest
target="${CARGO_TARGET_DIR:-target}"
exec python3 benches/figures.py --scopeon "$target/release/scopeon" --filler "$target/release/examples/bench_digest" \
    --place "$place" --most "${1:-10000000}"
