"""Cline CLI, over OpenAI's chat completions."""

from install import Npm

from .base import KEY, MODEL, Agent


class Cline(Agent):
    id = "cline"
    name = "Cline CLI"
    package = Npm("cline", "cline")
    lacks = {"fork": "a session is forked in its interactive screen only"}

    def configure(self, place):
        settings = {"provider": "openai-compatible", "apiKey": KEY, "model": MODEL, "baseUrl": f"{place.url}/v1"}
        provider = {"settings": settings, "updatedAt": "2026-01-01T00:00:00.000Z", "tokenSource": "manual"}
        place.write(".cline/data/settings/providers.json", {
            "version": 1, "lastUsedProvider": "openai-compatible", "modes": {},
            "providers": {"openai-compatible": provider},
        })

    def environment(self, _place):
        return {"CLINE_TELEMETRY_DISABLED": "1", "CLINE_NO_AUTO_UPDATE": "1"}

    def command(self, place, *words):
        return [place.program, "--provider", "openai-compatible", *words]

    def run(self, place, prompt):
        return self.command(place, prompt)

    def resume(self, place, prompt):
        session = place.newest(".cline/data/sessions/*/*.json").parent.name
        return self.command(place, "--id", session, prompt)
