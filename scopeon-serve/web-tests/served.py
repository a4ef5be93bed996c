"""A server on sample logs for as long as a block lasts."""

import contextlib
import os
import pathlib
import subprocess
import tempfile

DEMO = ["--demo", "--now", "2026-11-20T15:00:00Z"]


@contextlib.contextmanager
def served(program, *options, secret=None):
    """Yields where the server is, with a slash at the end, and a folder that goes with it."""
    with tempfile.TemporaryDirectory() as place:
        environment = {**os.environ, "HOME": place, **({"SCOPEON_SECRET": secret} if secret else {})}
        log = pathlib.Path(place, "server.log")
        with log.open("wb") as errors:
            command = [program, "serve", "--port", "0", *options, *DEMO]
            server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True)
        try:
            address = server.stdout.readline().strip()
            if not address:
                raise SystemExit(f"the server did not start: {log.read_text()}")
            yield address, place
            if server.poll() is not None:
                raise SystemExit(f"the server ended with {server.returncode}: {log.read_text()}")
        finally:
            server.terminate()
            server.wait()
