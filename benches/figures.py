#!/usr/bin/env python3
"""Prints how long each command of figures takes on histories of a million and of ten million calls.

Every run is a process of its own, from its start to its end, that answers from what is kept. Digests are kept by a first
run of each command, which does not count.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time

DAY_MS = 86_400_000
# Where the histories begin, as the example that writes them says.
START_MS = 1_700_000_000_000
# Calls, days, and the limits of a figure and of the status in milliseconds.
HISTORIES = [(1_000_000, 365, 15.0, 8.0), (10_000_000, 1095, 40.0, 8.0)]
SESSION = "latest"
COMMANDS = [
    ["status"],
    ["report", "daily", "--since", "30d"],
    ["report", "tag", "--since", "30d"],
    ["context"],
    ["cache"],
    ["cache", SESSION],
    ["costs"],
    ["whatif", "--no-cache"],
    ["whatif", "--model", "claude-haiku-4-5"],
    ["blocks"],
    ["limits"],
    ["budget"],
    ["tools"],
    ["mcp-usage"],
    ["agents"],
    ["tasks"],
    ["explore"],
    ["health"],
    ["suggest"],
    ["compare", "last-week", "this-week"],
    ["compare", "last-month", "this-month"],
    ["tag", "list"],
    ["session", SESSION],
    ["sessions"],
]


def timed(command, quiet):
    """Runs a command once: seconds, its peak memory in MiB and its exit code."""
    began = time.perf_counter()
    actions = [(os.POSIX_SPAWN_DUP2, quiet, 1), (os.POSIX_SPAWN_DUP2, quiet, 2)]
    pid = os.posix_spawn(command[0], command, os.environ, file_actions=actions)
    _, status, usage = os.wait4(pid, 0)
    return time.perf_counter() - began, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)


def measure(command, runs, quiet, first=None):
    timed(first or command, quiet)
    results = [timed(command, quiet) for _ in range(runs)]
    code = results[0][2]
    if code not in (0, 1):
        sys.exit(f"{' '.join(command)}: exit code {code}")
    return statistics.median(r[0] for r in results) * 1000, max(r[1] for r in results)


def history(arguments, calls, days):
    path = os.path.join(arguments.place, f"history-{calls}.db")
    if not os.path.exists(path):
        subprocess.run([arguments.filler, str(calls), str(days), path], check=True, stdout=sys.stderr)
    return path


def bench(arguments, calls, days, limits, quiet):
    path = history(arguments, calls, days)
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime((START_MS + DAY_MS * days + 7_200_000) / 1000))
    print(f"\n{calls:,} calls in {days} days, {os.path.getsize(path) >> 20} MiB")
    home = os.path.join(arguments.place, "home-without-logs")
    os.makedirs(home, exist_ok=True)
    misses = 0
    for words in COMMANDS:
        first = [arguments.scopeon, *words, "--json", "--home", home, "--db", path, "--now", now, "--zone", "UTC"]
        wall, memory = measure([*first, "--no-ingest"], arguments.runs, quiet, first)
        limit = limits[1] if words == ["status"] else limits[0]
        misses += wall > limit
        verdict = "yes" if wall <= limit else "NO"
        print(f"  {' '.join(words):38} {wall:7.1f} ms  {memory:6.1f} MiB  limit {limit:4.0f}  {verdict}")
    return misses


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scopeon", required=True)
    parser.add_argument("--filler", required=True)
    parser.add_argument("--place", required=True)
    parser.add_argument("--runs", type=int, default=11)
    parser.add_argument("--most", type=int, default=10_000_000, help="leave out histories of more calls")
    arguments = parser.parse_args()
    os.makedirs(arguments.place, exist_ok=True)
    quiet = os.open(os.devnull, os.O_WRONLY)
    # The program itself, for comparison: a process that answers nothing.
    print(f"start and end of a process: {measure([arguments.scopeon, '--version'], arguments.runs, quiet)[0]:.1f} ms")
    misses = 0
    for calls, days, *limits in HISTORIES:
        if calls <= arguments.most:
            misses += bench(arguments, calls, days, limits, quiet)
    print(f"\n{misses} over their limit" if misses else "\nall within their limits")


main()
