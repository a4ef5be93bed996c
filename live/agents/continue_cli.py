"""Continue CLI, over OpenAI's chat completions."""

from install import Npm

from .base import KEY, MODEL, Agent

CONFIG = """\
name: mock
version: 1.0.0
schema: v1
models:
  - name: mock
    provider: {provider}
    model: {model}
    apiBase: {url}/v1
    apiKey: {key}
    roles: [chat]
"""


class ContinueCli(Agent):
    id = "continue"
    name = "Continue CLI"
    lacks = {"sub-agent": "its sub-agents need its interactive screen"}
    can_speak_anthropic = True
    package = Npm("@continuedev/cli", "cn")

    def configure(self, place):
        place.write(".continue/config.yaml", CONFIG.format(
            provider="anthropic" if place.anthropic else "openai", url=place.url, key=KEY, model=MODEL))

    def environment(self, _place):
        return {"CONTINUE_TELEMETRY_ENABLED": "0", "CONTINUE_CLI_ENABLE_TELEMETRY": "0"}

    def command(self, place, *words):
        config = place.home / ".continue/config.yaml"
        return [place.program, "--config", config, "--auto", "-p", *words]

    def run(self, place, prompt):
        return self.command(place, prompt)

    def resume(self, place, prompt):
        return self.command(place, "--resume", prompt)

    def fork(self, place, prompt):
        sessions = [path for path in place.home.glob(".continue/sessions/*.json") if path.stem != "sessions"]
        newest = max(sessions, key=lambda path: path.stat().st_mtime_ns)
        return self.command(place, "--fork", newest.stem, prompt)
