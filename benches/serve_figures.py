#!/usr/bin/env python3
"""Prints how long each route takes on a history of `figures.sh`: the first time, and again once an answer is too old to be kept.

Usage: serve_figures.py SCOPEON HISTORY DAYS"""

import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

DAY_MS = 86_400_000
# Where the histories begin, as the example that writes them says.
START_MS = 1_700_000_000_000
# An answer is kept for a second.
HOLDS = 1.05
QUESTIONS = {"/api/v1/compare": ["?a=last-week&b=this-week"], "/api/v1/whatif": ["?no_cache=true"], "/api/v1/usage": ["?since=30d", "?by=daily&by=model", "?by=project", "?by=session&since=7d"], "/api/v1/sessions": ["?limit=50", "?filter=cost%3E1&limit=50"]}
RUNS = 5


def main():
    program, history, days = sys.argv[1], sys.argv[2], int(sys.argv[3])
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime((START_MS + DAY_MS * days + 7_200_000) / 1000))
    with tempfile.TemporaryDirectory() as home:
        command = [program, "serve", "--port", "0", "--tier", "3", "--db", history, "--now", now, "--zone", "UTC", "--home", home]
        server = subprocess.Popen(command, env={**os.environ, "HOME": home}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            port = int(server.stdout.readline().strip().rstrip("/").rsplit(":", 1)[1])
            connection = http.client.HTTPConnection("127.0.0.1", port)
            paths = [path for path, about in json.loads(ask(connection, "/api/v1/openapi.json")[0])["paths"].items() if "get" in about and path.startswith("/api/v1/") and path != "/api/v1/openapi.json"]
            for path in paths + ["/metrics"]:
                for query in QUESTIONS.get(path, [""]):
                    measure(connection, path.replace("{id}", "latest") + query)
        finally:
            server.terminate()
            server.wait()


def ask(connection, path):
    begun = time.perf_counter()
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        sys.exit(f"{path}: {answer.status} {body[:300]}")
    return body, (time.perf_counter() - begun) * 1000


def measure(connection, path):
    body, first = ask(connection, path)
    times = []
    for _ in range(RUNS):
        time.sleep(HOLDS)
        times.append(ask(connection, path)[1])
    print(f"  {path:45} first {first:8.1f} ms   then {statistics.median(times):8.1f} ms   {len(body) / 1024:8.1f} KiB", flush=True)


main()
