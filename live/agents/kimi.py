"""Kimi Code, over OpenAI's chat completions."""

from install import Npm
from terminal import Typed

from .base import CONTEXT, KEY, MODEL, Agent

CONFIG = """\
default_model = "mock"
telemetry = false
[providers.mock]
type = "{type}"
base_url = "{url}"
api_key = "{key}"
[models.mock]
provider = "mock"
model = "{model}"
max_context_size = {context}
"""


class Kimi(Agent):
    id = "kimi"
    name = "Kimi Code"
    hints = {"arguments": {"subagent_type": "coder"}}
    can_speak_anthropic = True
    package = Npm("@moonshot-ai/kimi-code", "kimi")

    def configure(self, place):
        kind, url = ("anthropic", place.url) if place.anthropic else ("openai", f"{place.url}/v1")
        place.write(".kimi-code/config.toml", CONFIG.format(type=kind, url=url, key=KEY, model=MODEL, context=CONTEXT))

    def environment(self, _place):
        return {"KIMI_CODE_NO_AUTO_UPDATE": "1", "KIMI_CLI_NO_AUTO_UPDATE": "1"}

    def run(self, place, prompt):
        return [place.program, "-p", prompt]

    def resume(self, place, prompt):
        return [place.program, "--continue", "-p", prompt]

    def fork(self, place, prompt):
        # `kimi fork` only copies; the next prompt goes on with the copy, which is the newest.
        script = '"$0" fork && exec "$0" --continue -p "$1"'
        return ["sh", "-c", script, place.program, prompt]

    def interact(self, place, prompt):
        return Typed([place.program, "--auto"], prompt)
