"""Times every tool of the MCP server on a history, as an agent asks: python3 benches/mcp_figures.py SCOPEON HISTORY [DAYS]

Prints how long the program takes until it answers at all, and per tool the first answer and the median and slowest of twenty
more, in milliseconds, with the bytes of the answer.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time

ROUNDS = 20


class Server:
    """A server over a copy of nothing: the history is read, and nothing is logged."""

    def __init__(self, scopeon, history, own, now):
        began = time.perf_counter()
        command = [scopeon, "mcp", "--tools", "full", "--names", "all", "--db", history, "--home", own, *now]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=own, env={"HOME": own, "PATH": "/usr/bin:/bin"}
        )
        self.last = 0
        params = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "bench", "version": "1"}}
        self.ask("initialize", params)
        self.ready_ms = (time.perf_counter() - began) * 1000
        self.say({"jsonrpc": "2.0", "method": "notifications/initialized"})

    def say(self, message):
        self.process.stdin.write(json.dumps(message).encode() + b"\n")
        self.process.stdin.flush()

    def ask(self, method, params):
        self.last += 1
        self.say({"jsonrpc": "2.0", "id": self.last, "method": method, "params": params})
        while True:
            said = json.loads(self.process.stdout.readline())
            if said.get("id") == self.last:
                return said

    def call(self, tool, arguments):
        began = time.perf_counter()
        said = self.ask("tools/call", {"name": tool, "arguments": arguments})
        took = (time.perf_counter() - began) * 1000
        return said.get("result"), took

    def rss_mib(self):
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            line = next(line for line in status if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024

    def end(self):
        began = time.perf_counter()
        self.process.stdin.close()
        self.process.wait(timeout=10)
        return (time.perf_counter() - began) * 1000


def arguments(tools, session, other):
    """What each tool is asked for: of one session where it takes one."""
    special = {
        "compare_sessions": {"session_id_a": session, "session_id_b": other},
        "preview_provider_preset": {"agent": "claude-code"},
        "what_if": {"no_cache": True},
    }
    for tool in tools:
        if tool["name"] == "set_session_tags":
            continue
        takes = tool["inputSchema"].get("properties", {})
        stated = special.get(tool["name"])
        yield tool["name"], stated if stated is not None else {"session": session} if "session" in takes else {}


def main():
    scopeon, history = sys.argv[1:3]
    now = ["--now", sys.argv[3]] if len(sys.argv) > 3 else []
    with tempfile.TemporaryDirectory() as own:
        server = Server(scopeon, history, own, now)
        tools = server.ask("tools/list", {})["result"]["tools"]
        rows = json.loads(server.call("list_sessions", {"since": "all", "limit": 2})[0]["content"][0]["text"])["rows"]
        session, other = rows[0]["id"], rows[1]["id"]
        print(f"ready {server.ready_ms:.0f} ms")
        print(f"{'tool':28} {'first':>8} {'median':>8} {'slowest':>8} {'bytes':>6}")
        for name, stated in arguments(tools, session, other):
            result, first = server.call(name, stated)
            times = [server.call(name, stated)[1] for _ in range(ROUNDS)]
            text = result["content"][0]["text"] if result else "error"
            mark = " failed" if not result or result.get("isError") else ""
            print(f"{name:28} {first:8.1f} {statistics.median(times):8.1f} {max(times):8.1f} {len(text):6}{mark}")
        peak = server.rss_mib()
        print(f"at most {peak:.0f} MiB; gone after {server.end():.0f} ms")


main()
