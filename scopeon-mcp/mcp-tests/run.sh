#!/usr/bin/env bash
# Holds the MCP server against others' programs. Needs cargo, npm, python3 with venv, and the package registries.
#
#   run.sh [PART ...]      conformance, inspector, sdks (these three where none is named), agents
#   run.sh --install [PART ...]   installs what these need, and nothing else
#
# SCOPEON names the program; without it, it is built. MCP_TOOLS is where others' programs are kept.
set -euo pipefail
cd "$(dirname "$0")/../.."
here=$PWD/scopeon-mcp/mcp-tests
tools=${MCP_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/scopeon-mcp-tests}
mkdir -p "$tools"

step() { printf '\n== %s (%s s)\n' "$1" "$SECONDS"; }

suite=(node@22 @modelcontextprotocol/conformance@0.2.0-alpha.12 @modelcontextprotocol/inspector@2.12.0
    @modelcontextprotocol/client@2.4.0 @modelcontextprotocol/sdk@1.32.2)
agents=(@anthropic-ai/claude-code@2.1.332 @openai/codex@0.171.0 @google/gemini-cli@0.61.0 @github/copilot@1.0.102
    opencode-ai@1.18.33)
python=('mcp==2.3.*')

# Installs packages in a directory, unless these are what was installed last.
packages() {
    local directory=$1
    shift
    mkdir -p "$directory"
    [ "$(cat "$directory/installed" 2> /dev/null)" != "$*" ] || return 0
    npm install --prefix "$directory" --no-audit --no-fund --silent "$@" || return 1
    echo "$*" > "$directory/installed"
}

install() {
    case " $* " in *' conformance '* | *' inspector '* | *' sdks '*) packages "$tools" "${suite[@]}" ;; esac
    case " $* " in *' agents '*) packages "$tools/agents" "${agents[@]}" ;; esac
    case " $* " in *' sdks '*) ;; *) return 0 ;; esac
    [ "$(cat "$tools/python/installed" 2> /dev/null)" != "${python[*]}" ] || return 0
    python3 -m venv --clear "$tools/python"
    "$tools/python/bin/pip" install --quiet --disable-pip-version-check "${python[@]}"
    echo "${python[*]}" > "$tools/python/installed"
}

# The server over HTTP, with what the suite wants to find; in the debug build, whose dependencies tests have made.
url=
door() {
    [ -z "$url" ] || return 0
    # All of the workspace is named, so that it is what its tests have made, or made of the same dependencies.
    cargo build --quiet --locked --workspace --example http
    "${CARGO_TARGET_DIR:-target}/debug/examples/http" 0 > "$work/url" &
    server=$!
    for _ in $(seq 100); do
        url=$(cat "$work/url")
        [ -z "$url" ] || return 0
        kill -0 "$server" 2> /dev/null || break
        sleep 0.1
    done
    echo 'the server over HTTP does not start'
    return 1
}

# One run of the suite: what is said last, and all of it where something fails.
run_suite() {
    if (cd "$work" && conformance server --url "$url" "$@") > "$work/suite.log" 2>&1; then
        printf '%-84s %s\n' "${*//$here\//}" "$(grep -E '^(Total|Passed): ' "$work/suite.log")"
    else
        cat "$work/suite.log"
        return 1
    fi
}

part_conformance() {
    door
    for revision in 2025-11-25 2026-07-28; do
        run_suite --requirements "$revision" --expected-failures "$here/expected-$revision.yaml"
    done
    # What the requirements of a revision do not count, and is there all the same.
    run_suite --spec-version 2025-11-25 --scenario json-schema-2020-12
    for scenario in json-schema-2020-12 http-header-validation http-custom-header-server-validation; do
        run_suite --spec-version 2026-07-28 --scenario "$scenario"
    done
}

# Asks by the inspector, and looks at what comes by an expression of Python over `said`.
inspect() {
    local expression=$1
    shift
    inspector --cli "$@" > "$work/said.json" 2> "$work/said.log" || { cat "$work/said.log" "$work/said.json"; return 1; }
    python3 -c 'import json, sys
said = json.load(open(sys.argv[2], encoding="utf-8"))
sys.exit(0 if eval(sys.argv[1]) else f"not so: {sys.argv[1]}: {str(said)[:600]}")' "$expression" "$work/said.json"
    printf '%s\n' "$*" | sed "s|$scopeon|scopeon|"
}

part_inspector() {
    local program=("$scopeon" mcp --demo)
    inspect 'len(said["tools"]) == 8' "${program[@]}" --strict --method tools/list
    inspect 'len(said["tools"]) == 25' "${program[@]}" --tools full --strict --method tools/list
    inspect 'len(said["resources"]) == 4' "${program[@]}" --method resources/list
    inspect 'len(said["resourceTemplates"]) == 2' "${program[@]}" --method resources/templates/list
    inspect 'len(said["prompts"]) == 3' "${program[@]}" --method prompts/list
    inspect 'said["structuredContent"]["rows"] and not said.get("isError")' \
        "${program[@]}" --method tools/call --tool-name get_limits
    inspect 'said["structuredContent"]["rows"]' "${program[@]}" --method tools/call --tool-name get_usage --tool-arg by=model
    inspect '"today" in said["contents"][0]["text"]' "${program[@]}" --method resources/read --uri scopeon://status
    inspect '"explain_cost" in said["messages"][0]["content"]["text"]' \
        "${program[@]}" --method prompts/get --prompt-name cost-review
    door
    inspect 'any(tool["name"] == "get_usage" for tool in said["tools"])' "$url" --method tools/list
}

part_sdks() {
    (cd "$tools" && node "$here/sdk.mjs" "$scopeon" client && node "$here/sdk.mjs" "$scopeon" sdk)
    "$tools/python/bin/python" "$here/sdk.py" "$scopeon"
}

part_agents() {
    local failed=0
    python3 "$here/agents.py" "$scopeon" "$tools/agents" || failed=1
    if command -v tmux > /dev/null; then
        python3 "$here/monitor.py" "$scopeon" "$tools/agents" || failed=1
    else
        echo 'monitor: left out, there is no tmux'
    fi
    HOME=$work "$tools/agents/node_modules/.bin/claude" plugin validate packaging/claude-plugin || failed=1
    return $failed
}

only_install=false
if [ "${1:-}" = --install ]; then
    only_install=true
    shift
fi
[ $# -gt 0 ] || set -- conformance inspector sdks
for part in "$@"; do
    case "$part" in
        conformance | inspector | sdks | agents) ;;
        *) echo "there is no part $part: conformance, inspector, sdks, agents"; exit 2 ;;
    esac
done

step 'install'
install "$@"
if $only_install; then exit 0; fi
export PATH="$tools/node_modules/.bin:$PATH"
work=$(mktemp -d)
server=
trap 'if [ -n "$server" ]; then kill "$server" 2> /dev/null; fi; rm -rf "$work"' EXIT
if [ -z "${SCOPEON:-}" ]; then
    step 'build'
    cargo build --quiet --locked -p scopeon-cli
    SCOPEON=${CARGO_TARGET_DIR:-target}/debug/scopeon
fi
scopeon=$(realpath "$SCOPEON")
for part in "$@"; do
    step "$part"
    "part_$part"
done
step 'done'
