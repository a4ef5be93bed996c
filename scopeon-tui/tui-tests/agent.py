#!/usr/bin/env python3
"""The terminal dashboard beside a real Claude Code, offline: both in panes of one tmux. The session has to stand in a lane soon
after its last log line, and with the cost that the agent itself states.

    python3 scopeon-tui/tui-tests/agent.py SCOPEON DIRECTORY    DIRECTORY/node_modules/.bin holds Claude Code; needs tmux
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

STUB = pathlib.Path(__file__).resolve().parents[2] / "scopeon-mcp/mcp-tests/stub.py"
# How long a line may take from the log to the screen; looking takes a while itself.
PROMISED, LOOK = 0.7, 0.05


class Panes:
    """Two panes of a tmux of their own."""

    def __init__(self, home):
        self.tmux = ["tmux", "-L", f"scopeon-beside-{os.getpid()}"]
        self.home = home

    def start(self, command, env, where):
        words = " ".join(f"{name}='{value}'" for name, value in env.items())
        begin = ["new-session", "-d", "-x", "200", "-y", "40"] if where == 0 else ["split-window", "-h", "-l", "80"]
        subprocess.run([*self.tmux, *begin, "-c", str(self.home), f"env -i {words} {command}"], check=True)

    def screen(self, where):
        shown = subprocess.run(
            [*self.tmux, "capture-pane", "-p", "-t", f"0.{where}"], capture_output=True, text=True, check=False
        )
        return shown.stdout

    def end(self):
        subprocess.run([*self.tmux, "kill-server"], check=False, capture_output=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(look, patience):
    """Looks until something is there; returns it and when that was."""
    end = time.time() + patience
    while time.time() < end:
        found = look()
        if found:
            return found, time.time()
        time.sleep(LOOK)
    return None, time.time()


def main():
    scopeon, bin_ = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve() / "node_modules/.bin"
    home = pathlib.Path(tempfile.mkdtemp(prefix="scopeon-beside-"))
    port, told = free_port(), home / "told.json"
    env = {"PATH": f"{bin_}:{os.environ['PATH']}", "HOME": str(home), "SCOPEON_HOME": str(home / "own"),
           "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    more = {"ANTHROPIC_API_KEY": "sk-ant-dummy", "ANTHROPIC_BASE_URL": f"http://127.0.0.1:{port}",
            "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1", "IS_SANDBOX": "1"}
    model = subprocess.Popen([sys.executable, str(STUB), str(port), str(home / "noted.jsonl")])
    panes = Panes(home)
    try:
        panes.start(f"{scopeon} tui", env, 0)
        until(lambda: "Set-up" in panes.screen(0), 20)
        panes.start(f"sh -c \"claude -p hi --output-format json > {told}; sleep 60\"", env | more, 1)
        said, _ = until(lambda: told.exists() and told.read_text().strip().endswith("}") and told.read_text(), 120)
        cost = json.loads(said or "{}").get("total_cost_usd")
        logs = [path for path in (home / ".claude/projects").glob("*/*.jsonl")] if cost is not None else []
        logged = max((path.stat().st_mtime for path in logs), default=0)
        # The lane holds the cost as the dashboard writes it: cents, or four decimals where it is small.
        amounts = [f"${cost:.4f}", f"${cost:.2f}"] if cost is not None else ["-"]
        lane = re.compile("|".join(re.escape(amount) for amount in amounts))
        shown, at = until(lambda: lane.search(panes.screen(0)) and panes.screen(0), 20)
    finally:
        screen = panes.screen(0)
        panes.end()
        model.terminate()
        model.wait()
    if not shown:
        print(f"beside Claude Code: FAILED, its cost {cost} is not on the screen", screen, sep="\n")
        sys.exit(1)
    # What was on the screen before the last line was written took no time at all.
    print(f"beside Claude Code: ok, {lane.search(shown).group(0)} as the agent states; at most {max(at - logged, 0):.2f} s after its last log line")
    shutil.rmtree(home, ignore_errors=True)


main()
