"""Claude Code, over Anthropic's messages."""

from install import Npm
from terminal import Typed

from .base import KEY, Agent


class ClaudeCode(Agent):
    id = "claude-code"
    name = "Claude Code"
    package = Npm("@anthropic-ai/claude-code", "claude")

    def configure(self, place):
        # What a first start would ask for.
        place.write(".claude.json", {
            "hasCompletedOnboarding": True, "theme": "dark", "customApiKeyResponses": {"approved": [KEY[-20:]], "rejected": []},
            "projects": {str(place.project): {"hasTrustDialogAccepted": True}},
        })

    def environment(self, place):
        return {"ANTHROPIC_API_KEY": KEY, "ANTHROPIC_BASE_URL": place.url, "DISABLE_AUTOUPDATER": "1",
                "DISABLE_TELEMETRY": "1", "DISABLE_ERROR_REPORTING": "1"}

    def command(self, place, *words):
        return [place.program, "-p", "--output-format", "json", "--model", "claude-sonnet-5", "--allowedTools",
                "Bash,Task,Agent", *words]

    def run(self, place, prompt):
        return self.command(place, "--", prompt)

    def resume(self, place, prompt):
        return self.command(place, "--continue", "--", prompt)

    def fork(self, place, prompt):
        return self.command(place, "--continue", "--fork-session", "--", prompt)

    def compact(self, place, _prompt):
        return self.resume(place, "/compact")

    def interact(self, place, prompt):
        command = [place.program, "--model", "claude-sonnet-5", "--allowedTools", "Bash"]
        return Typed(command, prompt)
