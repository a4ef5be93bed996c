#!/usr/bin/env bash
# Builds the release program, writes a sample home at a scale (1.0 is about 1 GB), and prints what reading it costs.
# Usage: benches/run.sh [--mixed] [SCALE]   --mixed measures logs of five agents instead of Claude Code's.
# SCOPEON_BENCH_DIR names where samples are kept between runs.
set -euo pipefail
cd "$(dirname "$0")/.."
mixed=()
if [[ "${1:-}" == --mixed ]]; then
    mixed=(--mixed)
    shift
fi
scale="${1:-1.0}"
place="${SCOPEON_BENCH_DIR:-${TMPDIR:-/tmp}/scopeon-bench}"
cargo build --release --quiet -p scopeon-cli
cargo build --release --quiet -p scopeon-providers --example write_sample
target="${CARGO_TARGET_DIR:-target}"
exec python3 benches/measure.py --scopeon "$target/release/scopeon" --writer "$target/release/examples/write_sample" \
    --place "$place" --scale "$scale" "${mixed[@]}"
