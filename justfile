# Recipes are what CI runs; `.ci/run` calls the ones marked (ci).

# Lists the recipes.
default:
    @just --list

# (ci) The README's own test command.
test:
    cargo test --workspace

# (ci) Format, lints and docs, warnings denied.
lint:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets --all-features -- -D warnings
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --all-features

# (ci) The core alone, with none of its features and with each.
features:
    for feature in '' chrono config figures pricing privacy schema zones; do cargo clippy -p scopeon-core --lib --no-default-features --features "$feature" -- -D warnings || exit 1; done

# (ci) The provider outside of the workspace: its lints and tests, in the workspace's target directory.
example:
    cargo fmt --manifest-path examples/cocapn/Cargo.toml --check
    CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$PWD/target}" cargo clippy --locked --manifest-path examples/cocapn/Cargo.toml --all-targets -- -D warnings
    CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$PWD/target}" cargo check --locked --manifest-path examples/cocapn/Cargo.toml --lib --no-default-features
    CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$PWD/target}" cargo test --locked --manifest-path examples/cocapn/Cargo.toml

# (ci) Licences, sources, walls and advisories; DB names a folder that holds an advisory database.
deny:
    bash .ci/dependencies

# A real Prometheus that scrapes a server, its sums beside the command line's (needs prometheus).
prometheus:
    cargo build -p scopeon-cli
    python3 scopeon-serve/web-tests/prometheus.py target/debug/scopeon

# The dashboard in a real browser: every view, width and theme, and what people do with it (node, npm, Chromium; minutes).
web *FILES:
    cargo build -p scopeon-cli
    bash scopeon-serve/web-tests/run.sh {{ FILES }}

# The terminal dashboard in a real tmux: every screen, every way out, the terminal as it was (tmux, python3; a minute).
tui:
    cargo build -p scopeon-cli
    python3 scopeon-tui/tui-tests/tour.py target/debug/scopeon

# The terminal dashboard beside a real Claude Code, offline: its session in a lane in time, at the cost that it states itself
# (npm, tmux, python3; a minute).
live-tui TOOLS="target/live-tui":
    cargo build -p scopeon-cli
    npm install --prefix {{ TOOLS }} --no-audit --no-fund --silent @anthropic-ai/claude-code@2.1.332
    python3 scopeon-tui/tui-tests/agent.py target/debug/scopeon {{ TOOLS }}

# What the terminal dashboard costs while nothing happens, and how soon it stands (Linux; a minute).
tui-idle *OPTIONS:
    cargo build --release --quiet -p scopeon-cli
    python3 scopeon-tui/tui-tests/idle.py "${CARGO_TARGET_DIR:-target}/release/scopeon" 30 {{ OPTIONS }}

# The long run of random keys, clicks, sizes and times on the terminal dashboard.
tui-random STEPS="1000000":
    SCOPEON_TUI_STEPS={{ STEPS }} cargo test --release -p scopeon-tui --test it whatever_is_pressed -- --nocapture

# A server against its own description, by requests that are made up (TOOL is schemathesis 4.32; a minute).
openapi TOOL="schemathesis" EXAMPLES="20":
    cargo build -p scopeon-cli
    python3 scopeon-serve/web-tests/openapi.py target/debug/scopeon {{ TOOL }} {{ EXAMPLES }}

# (ci) The servers beside a real browser, Prometheus, schemathesis, and the MCP conformance suite, inspector and SDKs, which are
# installed where that can be done (minutes).
real-parts *PARTS:
    cargo build -p scopeon-cli
    bash .ci/real-parts {{ PARTS }}

# How soon each view of a running server stands, and which tasks of the page take long (URL is where it serves).
web-speed URL="http://127.0.0.1:7771" *ARGS:
    bash scopeon-serve/web-tests/run.sh --install
    PLAYWRIGHT="${PLAYWRIGHT:-${XDG_CACHE_HOME:-$HOME/.cache}/scopeon-web}" node scopeon-serve/web-tests/speed.mjs {{ URL }} {{ ARGS }}

# The MCP server against others' programs: the conformance suite, the inspector and three SDKs (npm, python3; a minute).
mcp *PARTS:
    bash scopeon-mcp/mcp-tests/run.sh {{ PARTS }}

# The MCP server in the real agents from npm, offline against a model of ours (npm, tmux; a minute).
live-mcp:
    bash scopeon-mcp/mcp-tests/run.sh agents

# Four MCP servers and an ingest on one database while logs grow, with a table of answers, times, memory and sums (Linux).
soak-mcp SECONDS="600":
    cargo build --release --quiet -p scopeon-cli
    python3 scopeon-mcp/mcp-tests/soak.py "${CARGO_TARGET_DIR:-target}/release/scopeon" {{ SECONDS }}

# The editors' modules against a stub and a real server (Neovim 0.9 or newer, node, tmux, jq; seconds).
editors NVIM="nvim":
    cargo build -p scopeon-cli
    NVIM={{ NVIM }} SCOPEON="$PWD/target/debug/scopeon" editors/nvim/tests/run
    SCOPEON="$PWD/target/debug/scopeon" npm test --prefix editors/vscode
    SCOPEON="$PWD/target/debug/scopeon" editors/snippets/test

# Speed: first read, second read, one appended line, ten times the data, beside `cat` and ccusage; then every figure on
# a history of a million calls.
bench SCALE="1.0":
    bash benches/run.sh {{ SCALE }}
    bash benches/figures.sh 1000000

# Speed: every figure on histories of a million and of ten million calls (minutes, 3 GB).
bench-figures:
    bash benches/figures.sh

# Speed: first read of as many logs of five agents, one of them a database.
bench-mixed SCALE="1.0":
    bash benches/run.sh --mixed {{ SCALE }}

# The server under load: requests a second, ten thousand sockets, readers that take nothing, requests that never end, each
# beside what is promised (Linux, a minute; wrk measures requests a second).
bench-serve SOCKETS="10000":
    cargo build --release --quiet -p scopeon-cli
    python3 benches/serve.py "${CARGO_TARGET_DIR:-target}/release/scopeon" {{ SOCKETS }}

# Memory of a watch over many small logs (Linux; a minute, 400 MB).
bench-watch LOGS="100000":
    bash benches/watch_memory.sh {{ LOGS }}

# Faults at every write-side system call, and a thousand kills (needs strace; minutes).
faults:
    SCOPEON_FAULTS=all cargo test --release -p scopeon-cli --test faults -- --nocapture --test-threads=1

# Kills while other programs' databases are copied, with a table of what was left by agent (minutes).
kills COUNT="200":
    SCOPEON_KILLS={{ COUNT }} cargo test --release -p scopeon-cli --test faults -- stores --nocapture

# The long runs of the laws: more cases of every property.
laws:
    PROPTEST_CASES=50000 cargo test --release --workspace

# Trees of Codex threads against their truth, by era, ids, form of copies and stamps.
forest CASES="100000":
    SCOPEON_FOREST={{ CASES }} cargo test --release -p scopeon-providers --all-features --test it a_forest_is_counted -- --nocapture

# The long run of identities: logs whose truth is known, with a table of what was drawn.
identities COUNT="100000":
    SCOPEON_IDENTITIES={{ COUNT }} cargo test --release -p scopeon-providers --test it identities -- --nocapture

# Fuzz one target for some seconds; the target `agent` takes an agent's id. Needs no more than the toolchain.
fuzz TARGET="agent" SECONDS="60" AGENT="claude-code":
    bash fuzz/run.sh one {{ TARGET }} {{ SECONDS }} {{ if TARGET == "agent" { AGENT } else { "" } }}

# Fuzz every target, and every agent, for some seconds each, beginning with the tests' fixtures; a table of what was found.
fuzz-all SECONDS="60":
    bash fuzz/run.sh all {{ SECONDS }}

# Real agents from their registries, offline against a ledger: is what is counted what was billed? (minutes to an hour;
# needs npm and network for installing; names of agents choose some)
live *ARGS:
    cargo build --release --quiet -p scopeon-cli
    python3 live/run.py --scopeon "${CARGO_TARGET_DIR:-target}/release/scopeon" {{ ARGS }}

# Writes the generated pages anew.
docs:
    SCOPEON_UPDATE_DOCS=1 cargo test -p scopeon-cli docs

# What people install: archives, deb, npm, wheels, bills of materials and checksums, to target/dist/ (see docs/install.md).
dist *ARGS:
    python3 packaging/dist {{ ARGS }}

# Installs each package of target/dist/ in a clean place, offline, runs it and prints a table.
dist-try *ARGS:
    bash packaging/try.sh {{ ARGS }}

# (ci) The crates can be packaged for publishing; `just package --verify` compiles each of its package, too (minutes).
package VERIFY="--no-verify":
    cargo package --workspace --locked --quiet --allow-dirty {{ if VERIFY == "--verify" { "" } else { "--no-verify" } }}

# Does it compile for Windows and macOS? Needs their targets, mingw-w64's gcc, and cargo-zigbuild with zig.
check-targets:
    bash packaging/check-targets.sh

# A second opinion: days, weeks, months and sessions of a home beside ccusage's (CCUSAGE is its program), with a table of
# what is equal and what is not.
beside HOME CCUSAGE="ccusage":
    cargo build --release --quiet -p scopeon-cli
    python3 benches/beside.py --scopeon "${CARGO_TARGET_DIR:-target}/release/scopeon" --ccusage {{ CCUSAGE }} --home {{ HOME }}
