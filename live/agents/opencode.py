"""OpenCode, over OpenAI's chat completions; Kilo CLI is of its family."""

from install import Npm
from terminal import Typed

from .base import CONTEXT, KEY, MODEL, Agent


def family_config(place):
    """The configuration that OpenCode and what is made of it share."""
    model = {"name": "Mock", "limit": {"context": CONTEXT, "output": 4096},
             "cost": {"input": 1, "output": 2, "cache_read": 0.1}}
    options = {"baseURL": f"{place.url}/v1", "apiKey": KEY}
    sdk = "@ai-sdk/anthropic" if place.anthropic else "@ai-sdk/openai-compatible"
    provider = {"npm": sdk, "name": "Mock", "options": options, "models": {MODEL: model}}
    return {"autoupdate": False, "share": "disabled", "model": f"mock/{MODEL}", "small_model": f"mock/{MODEL}",
            "provider": {"mock": provider}, "permission": {"bash": "allow", "task": "allow"}}


class OpenCode(Agent):
    id = "opencode"
    name = "OpenCode"
    package = Npm("opencode-ai", "opencode")
    can_speak_anthropic = True
    hints = {"arguments": {"subagent_type": "general"}}

    def configure(self, place):
        place.write(".config/opencode/opencode.json", family_config(place))

    def environment(self, _place):
        return {"OPENCODE_DISABLE_AUTOUPDATE": "1", "OPENCODE_DISABLE_MODELS_FETCH": "1",
                "OPENCODE_DISABLE_LSP_DOWNLOAD": "1"}

    def run(self, place, prompt):
        return [place.program, "run", prompt]

    def resume(self, place, prompt):
        return [place.program, "run", "--continue", prompt]

    def fork(self, place, prompt):
        return [place.program, "run", "--continue", "--fork", prompt]

    def interact(self, place, prompt):
        return Typed([place.program], prompt)
