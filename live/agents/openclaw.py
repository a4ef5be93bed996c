"""OpenClaw's agent without its gateway, over OpenAI's chat completions."""

from install import Npm

from .base import CONTEXT, KEY, MODEL, Agent
from .pi import api


class OpenClaw(Agent):
    id = "openclaw"
    name = "OpenClaw"
    package = Npm("openclaw", "openclaw", node=24)
    can_speak_anthropic = True
    lacks = {"fork": "it has no command that forks a session", "sub-agent": "its sub-agents need its gateway"}
    seconds = 180

    def configure(self, place):
        model = {"id": MODEL, "name": "m", "reasoning": False, "input": ["text"], "contextWindow": CONTEXT, "maxTokens": 4096,
                 "cost": {"input": 1, "output": 2, "cacheRead": 0.1, "cacheWrite": 0}}
        provider = {**api(place), "apiKey": KEY, "models": [model]}
        # The conversations here are short: with the usual value nothing would be left to summarize.
        defaults = {"model": {"primary": f"mock/{MODEL}"}, "workspace": str(place.project),
                    "compaction": {"keepRecentTokens": 10}}
        place.write(".openclaw/openclaw.json", {
            "agents": {"defaults": defaults},
            "models": {"mode": "merge", "providers": {"mock": provider}},
            "gateway": {"mode": "local"},
        })

    def run(self, place, prompt):
        return [place.program, "agent", "--local", "--agent", "main", "-m", prompt]

    def resume(self, place, prompt):
        return self.run(place, prompt)
