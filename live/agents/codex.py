"""OpenAI Codex, over OpenAI's responses."""

import re

from install import Npm
from terminal import Typed

from .base import KEY, Agent

CONFIG = """\
model = "gpt-5.5"
model_provider = "mock"
approval_policy = "never"
sandbox_mode = "danger-full-access"
check_for_update_on_startup = false
model_auto_compact_token_limit = 100000
[model_providers.mock]
name = "mock"
base_url = "{url}/v1"
wire_api = "responses"
env_key = "MOCK_KEY"
[projects."{project}"]
trust_level = "trusted"
[analytics]
enabled = false
"""

# Tools for sub-agents are found by a search, not listed.
TOOLS = [
    ("spawn_agent", {"properties": {"message": {}}}, "multi_agent_v1"),
    ("wait_agent", {"properties": {"targets": {"type": "array"}}, "required": ["targets"]}, "multi_agent_v1"),
]


class Codex(Agent):
    id = "codex"
    name = "OpenAI Codex"
    package = Npm("@openai/codex", "codex")
    hints = {"tools": TOOLS, "arguments": {"targets": []}}

    def configure(self, place):
        place.write(".codex/config.toml", CONFIG.format(url=place.url, project=place.project))

    def environment(self, _place):
        return {"MOCK_KEY": KEY}

    def command(self, place, *words):
        return [place.program, "exec", *words]

    def run(self, place, prompt):
        return self.command(place, "--skip-git-repo-check", prompt)

    def resume(self, place, prompt):
        return self.command(place, "resume", "--skip-git-repo-check", "--last", prompt)

    def fork(self, place, prompt):
        newest = place.newest(".codex/sessions/**/rollout-*.jsonl").stem
        session = re.search(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", newest)[0]
        return self.command(place, "fork", "--skip-git-repo-check", session, prompt)

    def interact(self, place, prompt):
        # It may offer a newer model first.
        return Typed([place.program], prompt, before=("Down", "Enter"))
