#!/usr/bin/env bash
# Compiles for systems that this machine is not, as far as that goes without linking. Exits with 3 when one was left out
# because something is missing here.
set -euo pipefail
cd "$(dirname "$0")/.."
left_out=0

# check TARGET TOOL COMMAND…: SQLite is C, so each target needs a C compiler of its own.
check() {
    local target=$1 tool=$2
    shift 2
    if [ ! -d "$(rustc --print target-libdir --target "$target")" ]; then
        echo "left out: $target: needs \`rustup target add $target\`"
        left_out=3
    elif ! command -v "$tool" >/dev/null; then
        echo "left out: $target: needs $tool"
        left_out=3
    else
        echo "-- $target"
        "$@" --locked -p scopeon-cli --target "$target"
    fi
}

check x86_64-pc-windows-gnu x86_64-w64-mingw32-gcc ${CARGO:-cargo} check
# Zig's compiler knows the headers of macOS; the Python package calls it by the second name.
CARGO_ZIGBUILD_ZIG_PATH=$(command -v zig || command -v python-zig || true)
export CARGO_ZIGBUILD_ZIG_PATH
check aarch64-apple-darwin cargo-zigbuild cargo-zigbuild check
exit "$left_out"
