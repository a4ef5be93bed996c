#!/usr/bin/env python3
"""Measures the memory of a watch over many small logs. Run it through benches/watch_memory.sh; it needs Linux.

Each figure is the largest resident set so far (VmHWM), in MiB: after the first read, after looks at everything, after lines
that were appended, and after new logs; then those of a watch that finds everything read, and of two runs without a watch."""

import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

LIMIT = 64.0
A_DIRECTORY = 100


def line(log, number):
    """One response as Claude Code logs it, of a session of its own."""
    usage = {"input_tokens": 100 + number, "cache_creation_input_tokens": 10, "cache_read_input_tokens": 1000,
             "output_tokens": 20}
    message = {"id": f"msg_{log:08x}{number}", "type": "message", "role": "assistant", "model": "claude-opus-4-5-20251101",
               "content": [{"type": "text", "text": "made up"}], "stop_reason": "end_turn", "usage": usage}
    record = {"parentUuid": None, "isSidechain": False, "userType": "external",
              "cwd": f"/home/me/code/project-{log // A_DIRECTORY:04}", "sessionId": session(log), "version": "2.1.100",
              "gitBranch": "main", "type": "assistant", "message": message, "requestId": f"req_{log:08x}{number}",
              "uuid": f"{log:08x}-0000-4abc-8def-{number:012x}",
              "timestamp": f"2026-{1 + log % 9:02}-{1 + log % 28:02}T10:{log % 60:02}:{number % 60:02}.000Z"}
    return json.dumps(record, separators=(",", ":")) + "\n"


def session(log):
    return f"{log:08x}-1234-4abc-8def-{log:012x}"


def path(home, log):
    return home / ".claude" / "projects" / f"-home-me-code-project-{log // A_DIRECTORY:04}" / f"{session(log)}.jsonl"


def write_home(home, logs):
    if (home / "whole").exists():
        return
    shutil.rmtree(home, ignore_errors=True)
    for log in range(logs):
        path(home, log).parent.mkdir(parents=True, exist_ok=True)
        path(home, log).write_text(line(log, 0) + line(log, 1))
    (home / "whole").touch()


class Watch:
    def __init__(self, command, env):
        self.output = tempfile.TemporaryFile(mode="w+")
        self.child = subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stdout=self.output,
                                      stderr=subprocess.STDOUT)

    def wait_for(self, text, count=1):
        for _ in range(3000):
            if os.pread(self.output.fileno(), 1 << 20, 0).decode().count(text) >= count:
                return
            time.sleep(0.1)
        sys.exit(f"the watch did not say {text!r}")

    def most(self):
        status = pathlib.Path(f"/proc/{self.child.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024

    def end(self):
        self.child.terminate()
        self.child.wait()


def show(name, most):
    print(f"{name:<44}  {most:6.1f} MiB  {'ok' if most <= LIMIT else 'OVER'} (≤ {LIMIT:.0f})")


def watch(command, env, home, logs):
    watched = Watch(command, env)
    watched.wait_for("watching")
    show("watch, after the first read", watched.most())
    added = []
    for number in range(3):
        # A log that is new makes everything looked at.
        new = path(home, logs + number)
        new.parent.mkdir(parents=True, exist_ok=True)
        new.write_text(line(logs + number, 0))
        added.append(new)
        watched.wait_for("1 call record", number + 1)
        time.sleep(3)
    show("watch, after looks at everything", watched.most())
    for number in range(5):
        with added[0].open("a") as file:
            file.write(line(logs, 1 + number))
        watched.wait_for("1 call record", len(added) + number + 1)
    show("watch, after lines that were appended", watched.most())
    watched.end()
    watched = Watch(command, env)
    watched.wait_for("watching")
    show("watch, everything read before", watched.most())
    watched.end()
    for new in added:
        new.unlink()


def once(name, command, env):
    child = subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        sys.exit(f"{name} failed")
    print(f"{name:<44}  {usage.ru_maxrss / 1024:6.1f} MiB")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("scopeon", "place"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--logs", type=int, default=100_000)
    options = parser.parse_args()
    home = pathlib.Path(options.place) / f"home-of-{options.logs}-logs"
    data = pathlib.Path(options.place) / "watched"
    write_home(home, options.logs)
    env = {"PATH": os.environ["PATH"], "HOME": str(home)}
    ingest = [options.scopeon, "--home", home, "--db", data / "scopeon.db", "ingest"]
    shutil.rmtree(data, ignore_errors=True)
    watch([*ingest, "--watch"], env, home, options.logs)
    shutil.rmtree(data)
    once("ingest, everything new", ingest, env)
    once("ingest, nothing new", ingest, env)
    shutil.rmtree(data)


main()
