"""Starts programs with a clean environment and a time limit, and leaves none of their children behind."""

import dataclasses
import os
import pathlib
import secrets
import shutil
import signal
import subprocess
import time

import terminal
from terminal import Typed

# Every process of a run carries this variable, so that those that left their group are found, too.
MARK = "SCOPEON_LIVE"


@dataclasses.dataclass
class Outcome:
    """How a command ended; `code` is None where the time was up."""

    code: int | None
    seconds: float
    trouble: str = ""

    @property
    def text(self):
        if self.trouble:
            return self.trouble
        if self.code == 0:
            return ""
        return f"stopped after {self.seconds:.0f} s" if self.code is None else f"exit code {self.code}"


def run(command, env, directory, output, limit, ledger):
    """Runs a command; what it prints is appended to the file `output`."""
    mark = secrets.token_hex(8)
    began = time.monotonic()
    if isinstance(command, Typed):
        return typed(command, {**env, MARK: mark}, directory, output, limit, ledger, mark)
    with open(output, "ab") as sink:
        sink.write(f"$ {' '.join(map(str, command))}\n".encode())
        sink.flush()
        child = subprocess.Popen(polite(command), env={**env, MARK: mark}, cwd=directory, stdin=subprocess.DEVNULL,
                                 stdout=sink, stderr=subprocess.STDOUT, start_new_session=True)
        try:
            code = child.wait(limit)
        except subprocess.TimeoutExpired:
            code = None
        finally:
            end(child, mark)
    return Outcome(code, time.monotonic() - began)


def typed(command, env, directory, output, limit, ledger, mark):
    """Runs a command with a screen, at the same limits."""
    began = time.monotonic()
    command = dataclasses.replace(command, command=polite(command.command))
    try:
        trouble = terminal.drive(f"{MARK.lower()}-{mark}", command, env, directory, ledger, output, limit)
    finally:
        signal_all(None, mark, signal.SIGTERM)
        time.sleep(0.5)
        signal_all(None, mark, signal.SIGKILL)
    return Outcome(0 if not trouble else 1, time.monotonic() - began, trouble)


def polite(command):
    """The command at a lower priority, where that can be had."""
    nice = shutil.which("nice")
    return [nice, "-n", "5", *map(str, command)] if nice else [str(word) for word in command]


def end(child, mark):
    """Ends the command's group and whatever else carries its mark: daemons and what their launchers left."""
    for signum in (signal.SIGTERM, signal.SIGKILL):
        left = signal_all(child, mark, signum)
        deadline = time.monotonic() + 3
        while left and time.monotonic() < deadline:
            time.sleep(0.1)
            child.poll()
            left = marked(mark)
        if not left:
            break
    child.wait()


def signal_all(child, mark, signum):
    if child and child.poll() is None:
        try:
            os.killpg(child.pid, signum)
        except ProcessLookupError:
            pass
    found = marked(mark)
    for pid in found:
        try:
            os.kill(pid, signum)
        except ProcessLookupError:
            pass
    return found


def marked(mark):
    """The processes whose environment has the mark (where /proc tells)."""
    wanted = f"{MARK}={mark}".encode()
    found = []
    for place in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if wanted in (place / "environ").read_bytes().split(b"\0"):
                found.append(int(place.name))
        except OSError:
            continue
    return found


def isolated(command):
    """The command in a network of its own with nothing but its loopback, or None where this cannot be had."""
    if not shutil.which("unshare") or not shutil.which("ip"):
        return None
    own = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--net", "--map-root-user"]
    up = ["sh", "-c", 'ip link set lo up && exec "$@"', "sh"]
    try:
        works = subprocess.run([*own, *up, "true"], capture_output=True, timeout=20).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return None
    return [*own, *up, *command] if works else None
