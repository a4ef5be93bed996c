"""Cline CLI, over OpenAI's chat completions."""

from install import Npm
from terminal import Typed

from .base import KEY, MODEL, Agent


def provider_of(place):
    return "anthropic" if place.anthropic else "openai-compatible"


class Cline(Agent):
    id = "cline"
    name = "Cline CLI"
    can_speak_anthropic = True
    package = Npm("cline", "cline")
    lacks = {"fork": "a session is forked in its interactive screen only"}

    def configure(self, place):
        name = provider_of(place)
        model = "claude-sonnet-4-5-20250929" if place.anthropic else MODEL
        settings = {"provider": name, "apiKey": KEY, "model": model, "baseUrl": f"{place.url}/v1"}
        provider = {"settings": settings, "updatedAt": "2026-01-01T00:00:00.000Z", "tokenSource": "manual"}
        place.write(".cline/data/settings/providers.json", {
            "version": 1, "lastUsedProvider": name, "modes": {},
            "providers": {name: provider},
        })

    def environment(self, _place):
        return {"CLINE_TELEMETRY_DISABLED": "1", "CLINE_NO_AUTO_UPDATE": "1"}

    def command(self, place, *words):
        return [place.program, "--provider", provider_of(place), *words]

    def run(self, place, prompt):
        return self.command(place, prompt)

    def resume(self, place, prompt):
        session = place.newest(".cline/data/sessions/*/*.json").parent.name
        # With an id there is only the screen.
        return Typed(self.command(place, "--id", session), prompt, before=("Escape",))

    def interact(self, place, prompt):
        # An advertisement stands before the prompt.
        return Typed(self.command(place), prompt, before=("Escape",))
