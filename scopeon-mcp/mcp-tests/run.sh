#!/usr/bin/env bash
# Holds the MCP server against others' programs: the conformance suite, the inspector, three SDKs, and with AGENTS=1 the real
# agents. Needs cargo, npm, python3 with venv, and the package registries.
set -euo pipefail
cd "$(dirname "$0")/../.."
here=scopeon-mcp/mcp-tests
tools=${MCP_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/scopeon-mcp-tests}
mkdir -p "$tools"

step() { printf '\n== %s (%s s)\n' "$1" "$SECONDS"; }

step 'install'
npm install --prefix "$tools" --no-audit --no-fund --silent node@22 @modelcontextprotocol/conformance@0.2.0-alpha.12 \
    @modelcontextprotocol/inspector@2.12.0 @modelcontextprotocol/client@2.4.0 @modelcontextprotocol/sdk@1.32.2
[ -x "$tools/python/bin/python" ] || python3 -m venv "$tools/python"
"$tools/python/bin/pip" install --quiet 'mcp==2.3.*' 'jsonschema==4.*'
export PATH="$tools/node_modules/.bin:$PATH"

step 'build'
cargo build --quiet -p scopeon-cli -p scopeon-mcp --bins --examples
target=${CARGO_TARGET_DIR:-target}/debug
scopeon=$(realpath "$target/scopeon")

step 'conformance'
"$target/examples/http" 8931 >/dev/null &
server=$!
trap 'kill $server 2>/dev/null || true' EXIT
sleep 3
for revision in 2025-11-25 2026-07-28; do
    conformance server --url http://127.0.0.1:8931/mcp --requirements "$revision" \
        --expected-failures "$here/expected-$revision.yaml" | sed -n '/=== SUMMARY/,$p'
done
kill $server

step 'inspector'
for what in 'tools/list' 'resources/list' 'resources/templates/list' 'prompts/list' 'tools/call --tool-name get_limits'; do
    # shellcheck disable=SC2086 # the words are options
    inspector --cli "$scopeon" mcp --demo --method $what | python3 -c 'import json, sys; json.load(sys.stdin)'
done
echo ok

step 'SDKs'
(cd "$tools" && node "$OLDPWD/$here/sdk.mjs" "$scopeon" client && node "$OLDPWD/$here/sdk.mjs" "$scopeon" sdk)
"$tools/python/bin/python" "$here/sdk.py" "$scopeon"

if [ "${AGENTS:-0}" = 1 ]; then
    step 'agents'
    npm install --prefix "$tools/agents" --no-audit --no-fund --silent @anthropic-ai/claude-code@2.1.332 @openai/codex@0.171.0 \
        @google/gemini-cli@0.61.0 @github/copilot@1.0.102 opencode-ai@1.18.33
    python3 "$here/agents.py" "$scopeon" "$tools/agents"
    if command -v tmux >/dev/null; then python3 "$here/monitor.py" "$scopeon" "$tools/agents"; fi
    HOME=$(mktemp -d) "$tools/agents/node_modules/.bin/claude" plugin validate packaging/claude-plugin
fi
step 'done'
