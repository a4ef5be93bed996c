#!/usr/bin/env bash
# Builds the release program and prints the memory of a watch over many small logs.
# Usage: benches/watch_memory.sh [LOGS]   SCOPEON_BENCH_DIR names where the logs are kept between runs.
set -euo pipefail
cd "$(dirname "$0")/.."
place="${SCOPEON_BENCH_DIR:-${TMPDIR:-/tmp}/scopeon-bench}"
cargo build --release --quiet -p scopeon-cli
target="${CARGO_TARGET_DIR:-target}"
exec python3 benches/watch_memory.py --scopeon "$target/release/scopeon" --place "$place" --logs "${1:-100000}"
