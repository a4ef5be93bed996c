"""Runs an agent's interactive screen: types a prompt, waits until the answers have come, and leaves. Needs tmux."""

import dataclasses
import shutil
import subprocess
import time

# How long nothing may happen until it is taken for the end, in seconds.
QUIET = 4
ANSWERED = 9
STARTING = 30
LEAVING = 10


@dataclasses.dataclass
class Typed:
    """A command with a screen, what is typed into it, and the keys that end it."""

    command: list
    prompt: str
    leave: tuple = ("C-c", "C-c", "C-d")
    # Keys that answer what stands before the prompt.
    before: tuple = ()


def available():
    return shutil.which("tmux") is not None


class Screen:
    """A terminal of tmux's own server, which takes over the environment it is started with."""

    def __init__(self, name, typed, env, directory):
        self.base = ["tmux", "-L", name]
        self.env = {**env, "TERM": "xterm-256color"}
        command = [str(word) for word in typed.command]
        self.call("-f", "/dev/null", "new-session", "-d", "-x", "140", "-y", "50", "-c", str(directory), *command)

    def call(self, *words):
        done = subprocess.run([*self.base, *words], env=self.env, capture_output=True, text=True, timeout=10)
        return done.stdout if done.returncode == 0 else None

    def text(self):
        """What is shown; None once the program has ended."""
        return self.call("capture-pane", "-p")

    def keys(self, *keys):
        for key in keys:
            self.call("send-keys", key)
            time.sleep(0.5)

    def line(self, text):
        """Types a line; again where it did not arrive, as while a program still starts."""
        for _ in range(4):
            self.call("send-keys", "-l", text)
            time.sleep(1.5)
            if "".join(text.split()) in "".join((self.text() or "").split()):
                break
            self.keys("C-u")
        self.keys("Enter")

    def close(self):
        self.call("kill-server")


def settle(look, limit, begun=lambda _: True, quiet=QUIET):
    """Waits until what `look` returns has begun and then not changed for a while; says whether it came to rest."""
    deadline, last, since = time.monotonic() + limit, look(), time.monotonic()
    while time.monotonic() < deadline:
        time.sleep(0.5)
        now = look()
        if now != last or not begun(now):
            last, since = now, time.monotonic()
        elif time.monotonic() - since >= quiet:
            return True
    return False


def drive(name, typed, env, directory, ledger, output, limit):
    """Types the prompt and waits for the ledger to rest; returns what went wrong, or an empty text."""
    screen = Screen(name, typed, env, directory)
    try:
        # Large programs show nothing for some seconds.
        settle(screen.text, STARTING, lambda text: text is None or text.strip())
        if typed.before:
            screen.keys(*typed.before)
            settle(screen.text, STARTING)
        before = len(ledger.entries)
        screen.line(typed.prompt)
        settle(lambda: len(ledger.entries), limit, quiet=ANSWERED)
        shown = screen.text()
        output.write_text(shown or "")
        if len(ledger.entries) == before:
            return "no request came of what was typed"
        screen.keys(*typed.leave)
        settle(screen.text, LEAVING)
        return ""
    finally:
        screen.close()
