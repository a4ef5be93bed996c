"""Claude Code, over Anthropic's messages."""

from install import Npm

from .base import KEY, Agent


class ClaudeCode(Agent):
    id = "claude-code"
    name = "Claude Code"
    package = Npm("@anthropic-ai/claude-code", "claude")

    def environment(self, place):
        return {"ANTHROPIC_API_KEY": KEY, "ANTHROPIC_BASE_URL": place.url, "DISABLE_AUTOUPDATER": "1",
                "DISABLE_TELEMETRY": "1", "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1"}

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
