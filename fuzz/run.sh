#!/usr/bin/env bash
# Fuzzes with what a stable toolchain has: the compiler's own coverage passes by plain flags, and libFuzzer. Where cargo-fuzz
# is installed it does the same.
#
#   fuzz/run.sh build                     builds every target
#   fuzz/run.sh seeds                     makes the corpus from the tests' fixtures
#   fuzz/run.sh one TARGET SECONDS [AGENT] runs one target; the targets `agent` and `files` need an agent's id
#   fuzz/run.sh all SECONDS               runs each target, these two for each agent; shows a table
#
# Findings lie in fuzz/artifacts, one directory for each target and agent. A finding is seen again with
#   SCOPEON_FUZZ_AGENT=AGENT "$(fuzz/run.sh where TARGET)" FILE
set -euo pipefail
cd "$(dirname "$0")"

TARGETS=(agent files walkers words settings handed messages packed store)
HOST=$(rustc -vV | sed -n 's/^host: //p')
TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target}
# No input needs more memory, in MiB, or more time, in seconds.
MEMORY=${SCOPEON_FUZZ_MEMORY:-1024}
TIMEOUT=${SCOPEON_FUZZ_TIMEOUT:-20}

where() { printf '%s/%s/release/%s' "$TARGET_DIR" "$HOST" "$1"; }

build() {
    # Counters at every edge, what comparisons compare, and the checks of a debug build; one unit, so that libFuzzer finds
    # all counters in one place.
    local flags=(--cfg fuzzing -C codegen-units=1 -C debug-assertions -C overflow-checks
        -C passes=sancov-module -C llvm-args=-sanitizer-coverage-level=4
        -C llvm-args=-sanitizer-coverage-inline-8bit-counters -C llvm-args=-sanitizer-coverage-pc-table
        -C llvm-args=-sanitizer-coverage-trace-compares)
    RUSTFLAGS="${flags[*]}" cargo build --release --quiet --target "$HOST" "$@"
}

seeds() {
    local to="$PWD/corpus"
    (cd .. && SCOPEON_SEEDS="$to" cargo test --quiet -p scopeon-providers -p scopeon-core -p scopeon-store -p scopeon-mcp --test it -- \
        fuzzed::inputs_are_written >/dev/null)
    echo "$(find "$to" -name 'seed-*' | wc -l) inputs to begin with in fuzz/corpus"
}

# Every agent that has inputs to begin with.
agents() { find "corpus/$1" -mindepth 1 -maxdepth 1 -type d -printf '%f\n' | sort; }

# Runs one target for some seconds and shows a row of the table.
row() {
    local target=$1 seconds=$2 agent=${3:-} name=$1${3:+/$3} log findings longest=16384 words=()
    mkdir -p "corpus/$name" "found/$name" "artifacts/$name"
    log=$(mktemp)
    # Databases are as long as they are.
    case $target in files | store) longest=1048576 ;; esac
    [ -s "corpus/agent/$agent.words" ] && words=(-dict="corpus/agent/$agent.words")
    SCOPEON_FUZZ_AGENT=$agent "$(where "$target")" "found/$name" "corpus/$name" -max_total_time="$seconds" \
        -artifact_prefix="artifacts/$name/" -rss_limit_mb="$MEMORY" -timeout="$TIMEOUT" -max_len="$longest" \
        "${words[@]}" -print_final_stats=1 >"$log" 2>&1 || true
    stat() { sed -n "s/^stat::$1: *//p" "$log"; }
    local runs rate peak
    runs=$(stat number_of_executed_units) rate=$(stat average_exec_per_sec) peak=$(stat peak_rss_mb)
    findings=$(grep -c 'Test unit written' "$log" || true)
    printf '%-10s %-16s %12s %8s %6s MiB %3s\n' "$target" "${agent:--}" "${runs:--}" "${rate:--}" "${peak:--}" "$findings"
    if [ "$findings" -gt 0 ]; then
        cp "$log" "artifacts/$name/last.log"
    fi
    rm -f "$log"
}

all() {
    local seconds=$1 target agent
    printf '%-10s %-16s %12s %8s %10s %3s\n' target agent executions exec/s peak findings
    for target in "${TARGETS[@]}"; do
        case $target in
            agent | files) for agent in $(agents "$target"); do row "$target" "$seconds" "$agent"; done ;;
            *) row "$target" "$seconds" ;;
        esac
    done
}

case ${1:-} in
    build) build ;;
    seeds) seeds ;;
    where) where "$2" ;;
    one) build --bin "$2" && { [ -d corpus ] || seeds; } && row "$2" "$3" "${4:-}" ;;
    all) build && seeds && all "$2" ;;
    *) sed -n '2,/^set/s/^# \{0,1\}//p' "$0" | sed '$d'; exit 2 ;;
esac
