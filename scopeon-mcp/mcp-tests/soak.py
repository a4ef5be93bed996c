"""Four servers and an ingest on one database, while logs grow: every answer is one, and the sums are right at the end.

python3 soak.py SCOPEON [SECONDS]       Linux: processor time and memory are read from /proc
"""

import datetime
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

SCOPEON, SECONDS = sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 600
HOME = pathlib.Path(tempfile.mkdtemp(prefix="scopeon-soak-"))
ENV = {"PATH": os.environ["PATH"], "HOME": str(HOME), "SCOPEON_HOME": str(HOME / "own"), "TZ": "UTC"}
META = {"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}}
TOOLS = ["get_context_pressure", "get_usage", "get_limits", "list_sessions", "explain_cost", "get_token_usage"]
SESSIONS = [f"{n}1111111-2222-4333-8444-555555555555" for n in range(1, 5)]
# The first answers wait for what was logged before.
WARM = 3
# How often each server is asked, and each session's log grows, in seconds.
ASKED, LOGGED = 0.4, 0.5
TICK = os.sysconf("SC_CLK_TCK")


def respond(session, number):
    """Appends one response of a model to a session's log."""
    now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    usage = {"input_tokens": 10, "cache_read_input_tokens": 20_000 + number, "output_tokens": 20}
    message = {"id": f"msg_{session}_{number}", "type": "message", "role": "assistant",
               "model": "claude-sonnet-4-5-20250929", "content": [], "usage": usage}
    record = {"type": "assistant", "uuid": f"{session}-{number}", "requestId": f"req_{session}_{number}", "sessionId": session,
              "cwd": "/work", "version": "2.1.332", "timestamp": now, "message": message}
    path = HOME / f".claude/projects/-work/{session}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(record) + "\n")


class Process:
    """A process of ours, and what it takes."""

    def __init__(self, name, line, session=None, **pipes):
        more = {"CLAUDE_CODE_SESSION_ID": session} if session else {}
        self.name, self.memory, self.processor, self.times, self.failures = name, [], 0.0, [], []
        self.child = subprocess.Popen(line, env=ENV | more, stderr=subprocess.DEVNULL, text=True, **pipes)
        self.ended = None

    def measure(self):
        """Reads its memory in MiB and its processor time in seconds."""
        at = pathlib.Path(f"/proc/{self.child.pid}")
        try:
            self.memory.append(int((at / "status").read_text().split("VmRSS:")[1].split()[0]) / 1024)
            words = (at / "stat").read_text().rsplit(")", 1)[1].split()
            self.processor = (int(words[11]) + int(words[12])) / TICK
        except (OSError, IndexError):
            self.failures.append("it is gone")

    def ask(self, number):
        ask = {"jsonrpc": "2.0", "id": number, "method": "tools/call",
               "params": {"name": TOOLS[number % len(TOOLS)], "arguments": {}, "_meta": META}}
        began = time.monotonic()
        self.child.stdin.write(json.dumps(ask) + "\n")
        self.child.stdin.flush()
        answer = json.loads(self.child.stdout.readline())
        self.times.append((time.monotonic() - began) * 1000)
        if answer.get("id") != number or "result" not in answer or answer["result"].get("isError"):
            self.failures.append(answer)

    def converse(self, until):
        try:
            number = 0
            while time.monotonic() < until:
                number += 1
                self.ask(number)
                if number % 20 == 0:
                    self.measure()
                time.sleep(ASKED)
            self.measure()
            self.child.stdin.close()
            began = time.monotonic()
            if self.child.wait(5):
                self.failures.append(self.child.returncode)
            self.ended = (time.monotonic() - began) * 1000
        except (OSError, ValueError, subprocess.TimeoutExpired) as error:
            self.failures.append(repr(error))

    def row(self):
        times = sorted(self.times[WARM:])
        asked = ["-"] * 4
        if times:
            shown = statistics.median(times), times[len(times) * 99 // 100], times[-1]
            asked = [len(self.times), *(f"{one:.1f}" for one in shown)]
        memory = f"{self.memory[0]:.1f}", f"{max(self.memory):.1f}", f"{self.memory[-1]:.1f}"
        ended = "-" if self.ended is None else f"{self.ended:.0f}"
        return [self.name, *asked, len(self.failures), f"{self.processor:.1f}",
                f"{100 * self.processor / SECONDS:.1f}", *memory, ended]


def table(rows):
    head = ["", "answers", "median ms", "99 % ms", "slowest ms", "errors", "CPU s", "CPU %", "first MiB", "most MiB", "last MiB",
            "end ms"]
    rows = [head] + [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    for row in rows:
        print(" ".join(cell.ljust(width) if column == 0 else cell.rjust(width)
                       for column, (cell, width) in enumerate(zip(row, widths))), flush=True)


def grow(ingest, until):
    """Lets logs grow, and returns how many responses each holds."""
    rounds = 1
    while time.monotonic() < until - 5:
        rounds += 1
        for session in SESSIONS:
            respond(session, rounds)
        if rounds % 20 == 0:
            ingest.measure()
        time.sleep(LOGGED)
    return {session: rounds for session in SESSIONS}


def main():
    for session in SESSIONS:
        respond(session, 1)
    until = time.monotonic() + SECONDS
    ingest = Process("ingest", [SCOPEON, "ingest", "--watch"], stdout=subprocess.DEVNULL)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    servers = [Process(f"server {session[0]}", [SCOPEON, "mcp"], session, **pipes) for session in SESSIONS]
    threads = [threading.Thread(target=server.converse, args=(until,)) for server in servers]
    for thread in threads:
        thread.start()
    written = grow(ingest, until)
    for thread in threads:
        thread.join()
    ingest.measure()
    ingest.child.terminate()
    ingest.child.wait()
    for server in servers:
        if server.child.poll() is None:
            server.child.kill()
    listed = subprocess.run([SCOPEON, "sessions", "--json"], env=ENV, capture_output=True, text=True, check=True).stdout
    counted = {row["id"]: row["calls"] for row in json.loads(listed)["rows"]}
    verified = subprocess.run([SCOPEON, "db", "verify"], env=ENV, capture_output=True, text=True, check=False).returncode == 0
    table([one.row() for one in [*servers, ingest]])
    failures = [failure for one in [*servers, ingest] for failure in one.failures]
    good = counted == written and verified and not failures and all(len(server.times) > WARM for server in servers)
    print(f"{'ok' if good else 'FAILED'}: {sum(counted.values())} of {sum(written.values())} calls counted, the database is "
          f"{'whole' if verified else 'NOT whole'}", *failures[:3], sep="\n  " if failures else "")
    if good:
        shutil.rmtree(HOME, ignore_errors=True)
    sys.exit(0 if good else 1)


main()
