"""GitHub Copilot CLI with a provider of one's own, over Anthropic's messages."""

from install import Npm
from terminal import Typed

from .base import KEY, Agent


class CopilotCli(Agent):
    id = "copilot-cli"
    name = "GitHub Copilot CLI"
    package = Npm("@github/copilot", "copilot")
    lacks = {"fork": "a session is forked in its interactive screen only"}
    hints = {"arguments": {"agent_type": "task"}}

    def configure(self, place):
        place.write(".copilot/settings.json", {"banner": "never", "trustedFolders": [str(place.project)]})

    def environment(self, place):
        return {"COPILOT_OFFLINE": "true", "COPILOT_PROVIDER_BASE_URL": place.url, "COPILOT_PROVIDER_TYPE": "anthropic",
                "COPILOT_PROVIDER_API_KEY": KEY, "COPILOT_MODEL": "claude-sonnet-4.5", "COPILOT_AUTO_UPDATE": "false"}

    def run(self, place, prompt):
        return [place.program, "--allow-all-tools", "-p", prompt]

    def resume(self, place, prompt):
        return [place.program, "--continue", "--allow-all-tools", "-p", prompt]

    def compact(self, place, _prompt):
        return self.resume(place, "/compact")

    def interact(self, place, prompt):
        # It asks whether the project is trusted.
        return Typed([place.program, "--allow-all-tools"], prompt, before=("Enter",))
