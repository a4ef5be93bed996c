"""Qwen Code, over OpenAI's chat completions."""

from install import Npm
from terminal import Typed

from .base import KEY, MODEL, Agent


class QwenCode(Agent):
    id = "qwen-code"
    name = "Qwen Code"
    limits = {"cache writes": "its logs hold cache writes within the prompt and do not name them"}
    can_speak_anthropic = True
    package = Npm("@qwen-code/qwen-code", "qwen")

    def configure(self, place):
        place.write(".qwen/settings.json", {
            "security": {"auth": {"selectedType": "anthropic" if place.anthropic else "openai"}},
            "privacy": {"usageStatisticsEnabled": False},
            "telemetry": {"enabled": False},
            "general": {"disableAutoUpdate": True, "disableUpdateNag": True},
            "$version": 4,
        })

    def environment(self, place):
        if place.anthropic:
            return {"ANTHROPIC_API_KEY": KEY, "ANTHROPIC_BASE_URL": place.url, "ANTHROPIC_MODEL": "claude-sonnet-5"}
        return {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": f"{place.url}/v1", "OPENAI_MODEL": MODEL}

    def run(self, place, prompt):
        return [place.program, "--yolo", "-p", prompt]

    def resume(self, place, prompt):
        return [place.program, "--continue", "--yolo", "-p", prompt]

    def fork(self, place, prompt):
        return [place.program, "--continue", "--fork-session", "--yolo", "-p", prompt]

    def compact(self, place, _prompt):
        return self.resume(place, "/compress")

    def interact(self, place, prompt):
        return Typed([place.program, "--yolo"], prompt)
