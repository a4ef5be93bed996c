"""Four servers and an ingest on one database, while logs grow: every answer is one, and the sums are right at the end.

python3 soak.py SCOPEON [SECONDS]
"""

import datetime
import json
import os
import pathlib
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
sessions = [f"{n}1111111-2222-4333-8444-555555555555" for n in range(1, 5)]
written, lock, failures = {session: 0 for session in sessions}, threading.Lock(), []


def respond(session):
    with lock:
        written[session] += 1
        number = written[session]
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


def converse(session, until):
    child = subprocess.Popen([SCOPEON, "mcp"], env=ENV | {"CLAUDE_CODE_SESSION_ID": session}, stdin=subprocess.PIPE,
                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    number, slowest, rss = 0, 0.0, 0
    while time.monotonic() < until:
        number += 1
        ask = {"jsonrpc": "2.0", "id": number, "method": "tools/call",
               "params": {"name": TOOLS[number % len(TOOLS)], "arguments": {}, "_meta": META}}
        began = time.monotonic()
        child.stdin.write(json.dumps(ask) + "\n")
        child.stdin.flush()
        answer = json.loads(child.stdout.readline())
        slowest = max(slowest, time.monotonic() - began) if number > 3 else 0
        if answer.get("id") != number or answer.get("result", {}).get("isError"):
            failures.append(answer)
        if number % 20 == 0:
            status = pathlib.Path(f"/proc/{child.pid}/status").read_text()
            rss = max(rss, int(status.split("VmRSS:")[1].split()[0]))
        time.sleep(0.4)
    child.stdin.close()
    began = time.monotonic()
    child.wait(5)
    print(f"{session[:1]}: {number} answers, slowest {slowest * 1000:.0f} ms, at most {rss} kB, "
          f"ended in {(time.monotonic() - began) * 1000:.0f} ms with {child.returncode}", flush=True)
    if child.returncode:
        failures.append(child.returncode)


def main():
    for session in sessions:
        respond(session)
    until = time.monotonic() + SECONDS
    ingest = subprocess.Popen([SCOPEON, "ingest", "--watch"], env=ENV, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    threads = [threading.Thread(target=converse, args=(session, until)) for session in sessions]
    for thread in threads:
        thread.start()
    while time.monotonic() < until - 5:
        for session in sessions:
            respond(session)
        time.sleep(0.5)
    for thread in threads:
        thread.join()
    ingest.terminate()
    ingest.wait()
    listed = json.loads(subprocess.run([SCOPEON, "sessions", "--json"], env=ENV, capture_output=True, text=True, check=True).stdout)
    counted = {row["id"]: row["calls"] for row in listed["rows"]}
    verified = subprocess.run([SCOPEON, "db", "verify"], env=ENV, capture_output=True, text=True, check=False).returncode
    good = counted == written and verified == 0 and not failures
    print("ok" if good else "FAILED", "calls", sum(counted.values()), "of", sum(written.values()), failures[:3])
    sys.exit(0 if good else 1)


main()
