"""Real agents, offline, against a model of ours: each is made to call get_context_pressure twice, and what it hands to the model
in its next request has to name the session that it has, and what that cost; the second time, more than nothing.

python3 agents.py SCOPEON DIRECTORY [AGENT ...]     DIRECTORY/node_modules/.bin holds the agents, installed with npm:
    @anthropic-ai/claude-code @openai/codex @google/gemini-cli @github/copilot opencode-ai
"""

import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
SCOPEON = pathlib.Path(sys.argv[1]).resolve()
BIN = pathlib.Path(sys.argv[2]).resolve() / "node_modules/.bin"


def server(home):
    """The server, as a program that keeps what the agent says to it."""
    path = home / "server"
    path.write_text(f'#!/bin/sh\ntee -a "{home}/said" | "{SCOPEON}" mcp\n')
    path.chmod(0o755)
    return str(path)


def claude(home, port):
    config = home / "mcp.json"
    config.write_text(json.dumps({"mcpServers": {"scopeon": {"command": server(home), "args": []}}}))
    line = ["claude", "-p", "hi", "--mcp-config", str(config), "--strict-mcp-config", "--output-format", "json",
            "--allowedTools", "mcp__scopeon__get_context_pressure"]
    return line, {"ANTHROPIC_API_KEY": "sk-ant-dummy", "ANTHROPIC_BASE_URL": f"http://127.0.0.1:{port}",
                  "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1", "IS_SANDBOX": "1"}


def codex(home, port):
    (home / ".codex").mkdir()
    (home / ".codex/config.toml").write_text(
        'model = "gpt-5.4"\nmodel_provider = "stub"\n[model_providers.stub]\nname = "stub"\n'
        f'base_url = "http://127.0.0.1:{port}/v1"\nwire_api = "responses"\nenv_key = "STUB_KEY"\n[analytics]\nenabled = false\n'
        f'[mcp_servers.scopeon]\ncommand = "{server(home)}"\nargs = []\n'
        f'[mcp_servers.scopeon.env]\nHOME = "{home}"\nSCOPEON_HOME = "{home}/own"\n')
    return ["codex", "exec", "--skip-git-repo-check", "--dangerously-bypass-approvals-and-sandbox", "hi"], {"STUB_KEY": "x"}


def gemini(home, port):
    (home / ".gemini").mkdir()
    (home / ".gemini/settings.json").write_text(json.dumps({
        "security": {"auth": {"selectedType": "gemini-api-key"}, "folderTrust": {"enabled": False}},
        "privacy": {"usageStatisticsEnabled": False}, "telemetry": {"enabled": False},
        "mcpServers": {"scopeon": {"command": server(home), "args": [], "trust": True}}}))
    return ["gemini", "-m", "gemini-2.5-pro", "--yolo", "-p", "hi"], {
        "GEMINI_API_KEY": "x", "GOOGLE_GEMINI_BASE_URL": f"http://127.0.0.1:{port}"}


def copilot(home, port):
    (home / ".copilot").mkdir()
    (home / ".copilot/mcp-config.json").write_text(json.dumps({"mcpServers": {"scopeon": {
        "type": "local", "command": server(home), "args": [], "tools": ["*"]}}}))
    return ["copilot", "-p", "hi", "--allow-all-tools"], {
        "COPILOT_OFFLINE": "true", "COPILOT_PROVIDER_BASE_URL": f"http://127.0.0.1:{port}",
        "COPILOT_PROVIDER_TYPE": "anthropic", "COPILOT_PROVIDER_API_KEY": "x", "COPILOT_MODEL": "claude-sonnet-4.5"}


def opencode(home, port):
    config = home / ".config/opencode"
    config.mkdir(parents=True)
    (config / "opencode.json").write_text(json.dumps({
        "provider": {"anthropic": {"options": {"baseURL": f"http://127.0.0.1:{port}/v1", "apiKey": "x"}}},
        "model": "anthropic/claude-sonnet-4-5", "autoupdate": False,
        "mcp": {"scopeon": {"type": "local", "command": [server(home)], "enabled": True}}}))
    return ["opencode", "run", "hi"], {"ANTHROPIC_API_KEY": "x"}


AGENTS = {"claude-code": claude, "codex": codex, "gemini-cli": gemini, "copilot-cli": copilot, "opencode": opencode}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def bodies(text):
    """What looks like an answer of the tool in a result, however it is wrapped."""
    for _ in range(4):
        text = text.replace('\\"', '"').replace("\\\\", "\\")
        for hit in re.finditer(r'"session":\s*\{[^{}]*\}', text):
            yield hit.group(0)


def spoken(home):
    """Which revision of the protocol an agent speaks, and what it asks to be told of."""
    text = (home / "said").read_text() if (home / "said").exists() else ""
    said = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    called = next((one["params"] for one in said if one.get("method") == "tools/call"), {})
    shaken = next((one["params"] for one in said if one.get("method") == "initialize"), {})
    era = called.get("_meta", {}).get("io.modelcontextprotocol/protocolVersion") or shaken.get("protocolVersion")
    asked = [one["params"].get("notifications") for one in said if one.get("method") == "subscriptions/listen"]
    asked += [one["params"]["uri"] for one in said if one.get("method") == "resources/subscribe"]
    return f"speaks {era}, asks to be told of {json.dumps(asked)}"


def run(name):
    home = pathlib.Path(tempfile.mkdtemp(prefix=f"scopeon-{name}-"))
    project, noted, port = home / "project", home / "noted.jsonl", free_port()
    project.mkdir()
    line, more = AGENTS[name](home, port)
    env = {"PATH": f"{BIN}:{os.environ['PATH']}", "HOME": str(home), "SCOPEON_HOME": str(home / "own"), "TERM": "dumb",
           "LANG": "C.UTF-8"} | more
    model = subprocess.Popen([sys.executable, str(HERE / "stub.py"), str(port), str(noted)])
    try:
        time.sleep(0.5)
        ran = subprocess.run([str(BIN / line[0]), *line[1:]], cwd=project, env=env, stdin=subprocess.DEVNULL,
                             capture_output=True, text=True, timeout=150, check=False)
    finally:
        model.terminate()
        model.wait()
    lines = [json.loads(text) for text in noted.read_text().splitlines()] if noted.exists() else []
    results = [text for one in lines for text in [one.get("result")] if text]
    sessions = [json.loads("{" + body + "}")["session"] for text in results for body in bodies(text)]
    listed = subprocess.run([str(SCOPEON), "sessions", "--json"], env=env, cwd=project, capture_output=True, text=True, check=False)
    kept = {row["id"]: row["cost_usd"] for row in json.loads(listed.stdout or '{"rows":[]}')["rows"]}
    first, last = (sessions[0], sessions[-1]) if sessions else ({}, {})
    good = {first.get("id"), last.get("id")} == set(kept) and float(last.get("cost_usd") or 0) > 0
    told = [json.dumps(first), json.dumps(last)] if sessions else [json.dumps(results[:1] or lines[:2])]
    print(f"{name}: {'ok' if good else 'FAILED'}", spoken(home), *told, sep="\n  ", flush=True)
    if not good:
        print("  exit", ran.returncode, ran.stdout[-600:], ran.stderr[-600:], "kept", kept, "home", home)
    else:
        shutil.rmtree(home, ignore_errors=True)
    return good


def main():
    names = sys.argv[3:] or list(AGENTS)
    good = [run(name) for name in names]
    print(f"{sum(good)} passed, {len(good) - sum(good)} failed")
    sys.exit(0 if all(good) else 1)


main()
