#!/usr/bin/env python3
"""What the terminal dashboard costs while nothing happens, and how soon it stands: time to the first frame and to the first
figures, CPU over half a minute, memory, and bytes written to the terminal.

    python3 scopeon-tui/tui-tests/idle.py target/release/scopeon [SECONDS] [OPTIONS OF scopeon ...]
"""

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time

TICKS = os.sysconf("SC_CLK_TCK")


def ticks(pid):
    """The ticks that a process and those below it took."""
    total = 0
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as file:
                fields = file.read().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(name) == pid or int(fields[1]) == pid:
            total += int(fields[11]) + int(fields[12])
    return total


def memory(pid):
    """The largest resident size of a process and those below it, in MiB."""
    largest = 0
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/status", encoding="utf-8", errors="replace") as file:
                fields = dict(line.split(":", 1) for line in file if ":" in line)
        except OSError:
            continue
        if int(name) == pid or int(fields["PPid"]) == pid:
            largest = max(largest, int(fields.get("VmHWM", "0 kB").split()[0]))
    return largest / 1024


def read_for(master, seconds, until=None):
    """Reads what is written within a time, or until a text is in it."""
    end, text = time.monotonic() + seconds, b""
    while time.monotonic() < end:
        ready, _, _ = select.select([master], [], [], max(0.0, end - time.monotonic()))
        if not ready:
            break
        try:
            text += os.read(master, 65536)
        except OSError:
            break
        if until is not None and until in text:
            break
    return text


def main():
    program = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "target/release/scopeon")
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 30.0
    options = sys.argv[3:] or ["--demo"]
    began = time.monotonic()
    pid, master = pty.fork()
    if pid == 0:
        os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", LANG="C.UTF-8")
        os.execv(program, [program, "tui", *options])
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    read_for(master, 20, b"scopeon")
    first = time.monotonic() - began
    read_for(master, 20, b"today")
    figures = time.monotonic() - began
    read_for(master, 3)
    before = ticks(pid)
    written = len(read_for(master, seconds, b"\0never\0"))
    used = (ticks(pid) - before) / TICKS / seconds
    print(f"first frame      {first * 1000:7.0f} ms")
    print(f"first figures    {figures * 1000:7.0f} ms")
    print(f"CPU while idle   {used * 100:7.2f} % of a core")
    print(f"bytes a minute   {written / seconds * 60:7.0f}")
    print(f"memory at most   {memory(pid):7.1f} MiB")
    os.write(master, b"q")
    read_for(master, 2)
    try:
        os.kill(pid, signal.SIGTERM)
    except ProcessLookupError:
        pass
    os.waitpid(pid, 0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
