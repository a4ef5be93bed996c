"""pi, over OpenAI's chat completions."""

from install import Npm
from terminal import Typed

from .base import CONTEXT, KEY, MODEL, Agent


def api(place):
    """Which protocol is spoken, and where."""
    if place.anthropic:
        return {"baseUrl": place.url, "api": "anthropic-messages"}
    return {"baseUrl": f"{place.url}/v1", "api": "openai-completions"}


class Pi(Agent):
    id = "pi"
    name = "pi"
    package = Npm("@earendil-works/pi-coding-agent", "pi")
    can_speak_anthropic = True
    lacks = {"sub-agent": "it has no tool for sub-agents of its own"}

    def configure(self, place):
        model = {"id": MODEL, "name": "m", "reasoning": False, "input": ["text"], "contextWindow": CONTEXT, "maxTokens": 4096,
                 "cost": {"input": 1, "output": 2, "cacheRead": 0.1, "cacheWrite": 0}}
        provider = {**api(place), "apiKey": KEY, "models": [model]}
        place.write(".pi/agent/models.json", {"providers": {"mock": provider}})
        place.write(".pi/agent/auth.json", {})
        # The conversations here are short: with the usual value nothing would be left to summarize.
        place.write(".pi/agent/settings.json", {"compaction": {"enabled": True, "keepRecentTokens": 10}})

    def environment(self, _place):
        return {"PI_OFFLINE": "1", "PI_SKIP_VERSION_CHECK": "1"}

    def command(self, place, *words):
        return [place.program, "--offline", "--provider", "mock", "--model", MODEL, *words]

    def run(self, place, prompt):
        return self.command(place, "-p", prompt)

    def resume(self, place, prompt):
        return self.command(place, "-p", "--continue", prompt)

    def fork(self, place, prompt):
        return self.command(place, "-p", "--fork", place.newest(".pi/agent/sessions/**/*.jsonl"), prompt)

    def interact(self, place, prompt):
        return Typed(self.command(place), prompt)
