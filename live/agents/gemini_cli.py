"""Gemini CLI, over Gemini's generateContent."""

from install import Npm
from terminal import Typed

from .base import KEY, Agent


class GeminiCli(Agent):
    id = "gemini-cli"
    name = "Gemini CLI"
    package = Npm("@google/gemini-cli", "gemini")

    def configure(self, place):
        place.write(".gemini/settings.json", {
            "security": {"auth": {"selectedType": "gemini-api-key"}, "folderTrust": {"enabled": False}},
            "privacy": {"usageStatisticsEnabled": False},
            "telemetry": {"enabled": False},
            "general": {"enableAutoUpdate": False},
            # The limit is a share of the model's million tokens.
            "model": {"compressionThreshold": 0.1},
        })

    def environment(self, place):
        return {"GEMINI_API_KEY": KEY, "GOOGLE_GEMINI_BASE_URL": place.url}

    def run(self, place, prompt):
        return [place.program, "-m", "gemini-2.5-pro", "--yolo", "-p", prompt]

    def resume(self, place, prompt):
        return [*self.run(place, prompt), "--resume", "latest"]

    def compact(self, place, _prompt):
        return self.resume(place, "/compress")

    def interact(self, place, prompt):
        return Typed([place.program, "-m", "gemini-2.5-pro", "--yolo"], prompt)
