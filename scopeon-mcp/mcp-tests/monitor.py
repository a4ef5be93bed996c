"""The plugin's monitor in a real Claude Code, offline: a line of it has to stand in a request to the model.

python3 monitor.py SCOPEON DIRECTORY      DIRECTORY/node_modules/.bin holds Claude Code; needs tmux
"""

import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
KEY = "sk-ant-dummy-key-0123456789abcdefghij"


def main():
    scopeon, bin_ = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve() / "node_modules/.bin"
    home = pathlib.Path(tempfile.mkdtemp(prefix="scopeon-monitor-"))
    project, noted, name = home / "project", home / "noted.jsonl", f"scopeon-monitor-{os.getpid()}"
    project.mkdir()
    (home / "bin").mkdir()
    (home / "bin/scopeon").symlink_to(scopeon)
    plugin = home / "plugin"
    shutil.copytree(HERE.parent.parent / "packaging/claude-plugin", plugin)
    (plugin / "optional").rename(plugin / "monitors")
    (home / ".claude.json").write_text(json.dumps({
        "hasCompletedOnboarding": True, "customApiKeyResponses": {"approved": [KEY[-20:]], "rejected": []},
        "projects": {str(project): {"hasTrustDialogAccepted": True}}}))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {"PATH": f"{home}/bin:{bin_}:{os.environ['PATH']}", "HOME": str(home), "TERM": "xterm-256color", "LANG": "C.UTF-8",
           "SCOPEON_HOME": str(home / "own"), "ANTHROPIC_API_KEY": KEY, "ANTHROPIC_BASE_URL": f"http://127.0.0.1:{port}",
           "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1"}
    # Each answer states a context that is nearly full.
    model = subprocess.Popen([sys.executable, str(HERE / "stub.py"), str(port), str(noted), "196000"])
    tmux = ["tmux", "-L", name]
    words = " ".join(f"{key}='{value}'" for key, value in env.items())
    subprocess.run([*tmux, "new-session", "-d", "-x", "150", "-y", "45", "-c", str(project),
                    f"env -i {words} claude --plugin-dir {plugin}; sleep 60"], check=True)
    try:
        time.sleep(10)
        subprocess.run([*tmux, "send-keys", "hi"], check=True)
        time.sleep(1)
        subprocess.run([*tmux, "send-keys", "Enter"], check=True)
        until = time.monotonic() + 30
        while time.monotonic() < until and '"monitor"' not in (noted.read_text() if noted.exists() else ""):
            time.sleep(0.2)
        screen = subprocess.run([*tmux, "capture-pane", "-p"], capture_output=True, text=True, check=True).stdout
    finally:
        subprocess.run([*tmux, "kill-server"], check=False)
        model.terminate()
        model.wait()
    if '"monitor"' not in (noted.read_text() if noted.exists() else ""):
        print("monitor: FAILED", screen, sep="\n")
        sys.exit(1)
    shutil.rmtree(home, ignore_errors=True)
    print("monitor: ok")


main()
