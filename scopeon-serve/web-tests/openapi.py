#!/usr/bin/env python3
"""Holds a server on sample logs against its own description, by requests that schemathesis makes up, at tiers 3 and 1.

    openapi.py SCOPEON [SCHEMATHESIS] [EXAMPLES]

SCHEMATHESIS is its program, 4.32; EXAMPLES how many requests each route gets where they are made up. There are two runs a
tier: with any words, of which most mean nothing, and with words that mean something, of which none may be refused; see
`openapi_hooks.py`. All checks are on. Left out are two routes, for what they are: the stream of events goes on for ever,
and the socket is no HTTP once it is open. Both have tests of their own."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import urllib.request

from served import served

HERE = pathlib.Path(__file__).resolve().parent
SECRET = "0f1e2d3c4b5a69788796a5b4c3d2e1f0ffee"
ENDLESS = ["/sse/v1/status", "/ws/v1/metrics"]


def asked(url, token=None, body=None):
    headers = {"content-type": "application/json", **({"x-scopeon-token": token} if token else {})}
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(url, data=data, headers=headers), timeout=20) as answer:
        return json.load(answer)


def read(address, token):
    """Waits until the sample logs are read, for a minute at most."""
    for _ in range(240):
        if asked(f"{address}api/v1/status?fields=fresh", token)["fresh"]["state"] == "live":
            return
        time.sleep(0.25)


def keys(address, token, by):
    """The most expensive rows' names, pseudonyms where the tier has them."""
    rows = asked(f"{address}api/v1/usage?by={by}&sort=cost&limit=3&fields=rows", token)["rows"]
    return [row["key"] for row in rows if row["key"] not in ("(none)", "(others)")]


def known(address, token, tier):
    """Words that mean something on the sample logs, by parameter."""
    agents = keys(address, token, "provider")
    words = {
        "since": ["30d", "2026-11-01", "today", "last-month"], "until": ["today", "2026-11-20"],
        "agent": agents, "provider": agents, "of_agent": agents, "model": keys(address, token, "model"),
        "of_model": keys(address, token, "model"), "prices": ["openrouter"], "fields": ["schema", "now,zone", "schema,notices"],
        "a": ["7d", "2026-11-20"], "b": ["30d", "2026-10"], "what": ["today", "all", "7d"], "filter": [f"agent:{agents[0]}", f"agent:{agents[1]} agent:{agents[0]}"],
    }
    words |= {"project": keys(address, token, "project"), "branch": keys(address, token, "branch")}
    if tier > 1:
        rows = asked(f"{address}api/v1/sessions?limit=3&fields=rows", token)["rows"]
        ids = [row["id"] for row in rows]
        words |= {"id": ids, "session": [*ids, "latest"], "path": [[agents[0]]]}
    return words


def run(tool, address, token, examples, words):
    """Returns whether everything that was answered is as described."""
    checks = "all" if words else "all --exclude-checks positive_data_acceptance"
    print(f"-- with {'words that mean something' if words else 'any words'}", flush=True)
    command = [
        tool, "run", address + "api/v1/openapi.json", "--url", address.rstrip("/"), "--checks", *checks.split(),
        "--max-examples", str(examples), "--generation-deterministic", "--no-color", "--continue-on-failure",
        "--header", f"x-scopeon-token: {token}", "--request-timeout", "10", "--warnings", "off",
        *(["--mode", "positive", "--phases", "fuzzing"] if words else []),
    ]
    # What it takes stands in a body that is not described yet, so that no body that means something can be made up.
    for path in [*ENDLESS, *(["/api/v1/session"] if words else [])]:
        command += ["--exclude-path", path]
    environment = {**os.environ, "SCHEMATHESIS_HOOKS": "openapi_hooks", "PYTHONPATH": str(HERE), "PYTHONDONTWRITEBYTECODE": "1",
                   "SCOPEON_KNOWN": json.dumps(words)}
    with tempfile.TemporaryDirectory() as place:
        return subprocess.run(command, cwd=place, env=environment).returncode == 0


def main():
    program, tool, examples = (sys.argv[1:] + ["scopeon", "schemathesis", "20"][len(sys.argv) - 1:])[:3]
    fits = True
    for tier in (3, 1):
        with served(program, "--tier", str(tier), secret=SECRET) as (address, _):
            print(f"== tier {tier}", flush=True)
            token = asked(address + "api/v1/session", body={"secret": SECRET})["token"]
            read(address, token)
            for words in ({}, known(address, token, tier)):
                fits &= run(tool, address, token, int(examples), words)
    sys.exit(not fits)


if __name__ == "__main__":
    main()
