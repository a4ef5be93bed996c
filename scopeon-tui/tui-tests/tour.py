#!/usr/bin/env python3
"""A tour of the terminal dashboard in a real tmux: every screen, a replay, a filter with an error, another size, Ctrl-Z and
back, and every way out, after each of which the terminal has to be as it was.

    python3 scopeon-tui/tui-tests/tour.py target/debug/scopeon
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time

SOCKET = f"scopeon-tour-{os.getpid()}"
PATIENCE = 20.0


class Failed(Exception):
    """Something is not as it should be."""


def tmux(*words):
    done = subprocess.run(["tmux", "-L", SOCKET, *words], capture_output=True, text=True, check=True)
    return done.stdout


def screen():
    return tmux("capture-pane", "-p", "-t", "tour")


def keys(*names):
    for name in names:
        tmux("send-keys", "-t", "tour", name)
        time.sleep(0.05)


def typed(text):
    tmux("send-keys", "-t", "tour", "-l", text)


def line(text):
    typed(text)
    keys("Enter")


def wait_for(what, holds):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if holds():
            return
        time.sleep(0.05)
    raise Failed(f"{what}; the screen is\n{screen()}")


def see(*texts):
    wait_for(f"waited for {texts}", lambda: all(text in screen() for text in texts))


def flag(name):
    return tmux("display-message", "-p", "-t", "tour", "#{" + name + "}").strip()


def settings(directory, name):
    path = os.path.join(directory, name)
    line(f"stty -a > {path}; echo set-{name}-$((40 + 2))")
    see(f"set-{name}-42")
    with open(path, encoding="utf-8") as file:
        return file.read()


class Tour:
    """One shell in a terminal, and the dashboard in it."""

    def __init__(self, program, directory):
        self.program = program
        self.directory = directory
        self.number = 0

    def begin(self, variables=""):
        line("clear; echo before-$((40 + 2))")
        see("before-42")
        self.number += 1
        self.before = settings(self.directory, f"before{self.number}")
        line(f"{variables} {self.program} tui --demo")
        see("scopeon", "1 Now", "today")

    def check_left(self, how):
        wait_for(f"{how}: still the alternate screen", lambda: flag("alternate_on") == "0")
        wait_for(f"{how}: it does not end", lambda: flag("pane_current_command") == "bash")
        wait_for(f"{how}: the screen is not as it was", lambda: "before-42" in screen())
        after = settings(self.directory, f"after{self.number}")
        if after != self.before:
            raise Failed(f"{how}: the terminal is set otherwise\n{self.before}\n{after}")
        for name, value in [("cursor_flag", "1"), ("mouse_any_flag", "0")]:
            if flag(name) != value:
                raise Failed(f"{how}: {name} is {flag(name)}")
        print(f"ok  {how}")

    def pid(self):
        pane = flag("pane_pid")
        children = subprocess.run(["ps", "--ppid", pane, "-o", "pid=,args="], capture_output=True, text=True, check=False)
        for child in children.stdout.splitlines():
            pid, _, args = child.strip().partition(" ")
            if "tui --demo" in args:
                below = subprocess.run(["ps", "--ppid", pid, "-o", "pid="], capture_output=True, text=True, check=False)
                return int((below.stdout.split() or [pid])[0])
        raise Failed("the dashboard does not run")

    def walk(self):
        """Every screen, a replay, a filter, a size, a stop: and out by q."""
        self.begin()
        see("Limits")
        keys("2")
        see("sessions", "Last")
        keys("Enter")
        see("Calls", "Context", "replay")
        keys("Left", "Left")
        see("as of call")
        keys("Escape")
        see("Last")
        keys("/")
        typed("colour:red")
        see("colour")
        keys("Enter")
        see("filter")
        keys("Escape")
        for digit, text in [("3", None), ("4", None), ("5", None), ("6", "Sub-agents"), ("7", "Privacy")]:
            keys(digit)
            if text:
                see(text)
        keys("?")
        see("Keys on")
        keys("Escape")
        keys("C-p")
        see("Find")
        keys("Escape")
        tmux("resize-window", "-t", "tour", "-x", "58", "-y", "12")
        see("needs 60x15")
        tmux("resize-window", "-t", "tour", "-x", "20", "-y", "5")
        time.sleep(0.3)
        tmux("resize-window", "-t", "tour", "-x", "120", "-y", "40")
        keys("1")
        see("today", "Limits")
        keys("z")
        wait_for("zen is one line", lambda: len(screen().strip().splitlines()) == 1)
        keys("z")
        keys("C-z")
        wait_for("Ctrl-Z leads to the shell", lambda: flag("alternate_on") == "0")
        stopped = settings(self.directory, "stopped")
        if stopped != self.before:
            raise Failed("stopped: the terminal is set otherwise")
        line("fg")
        see("today", "Limits")
        keys("q")
        self.check_left("every screen, another size, Ctrl-Z and fg, and out by q")

    def by(self, how, act, variables=""):
        self.begin(variables)
        act()
        self.check_left(how)


def main():
    program = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "target/debug/scopeon")
    if shutil.which("tmux") is None:
        print("there is no tmux: nothing was tried")
        return 0
    with tempfile.TemporaryDirectory() as directory:
        tmux("-f", "/dev/null", "new-session", "-d", "-s", "tour", "-x", "120", "-y", "40", "bash --norc --noprofile")
        try:
            line("PS1='$ '; export COLORTERM=truecolor LANG=C.UTF-8")
            tour = Tour(program, directory)
            tour.walk()
            tour.by("out by Ctrl-C", lambda: keys("C-c"))
            tour.by("out by SIGTERM", lambda: os.kill(tour.pid(), 15))
            tour.by("out by SIGHUP", lambda: os.kill(tour.pid(), 1))
            tour.by("out by a fault", lambda: keys("F12"), "SCOPEON_TUI_FAULT=1")
        except Failed as problem:
            print(f"failed: {problem}", file=sys.stderr)
            return 1
        finally:
            subprocess.run(["tmux", "-L", SOCKET, "kill-server"], check=False, capture_output=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
