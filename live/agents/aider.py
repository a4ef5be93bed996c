"""Aider, over OpenAI's chat completions."""

from install import Pip

from .base import KEY, MODEL, Agent


class Aider(Agent):
    id = "aider"
    name = "Aider"
    package = Pip("aider-chat", "aider")
    limits = {"*": "its log states prompts without what of them was cached, and of a streamed answer its own estimate"}
    lacks = {"fork": "it has no sessions", "tools": "its model calls no tools", "sub-agent": "it has none"}

    def environment(self, place):
        return {"OPENAI_API_KEY": KEY, "OPENAI_API_BASE": f"{place.url}/v1",
                "AIDER_ANALYTICS_LOG": str(place.home / ".aider/analytics.jsonl"), "LITELLM_LOCAL_MODEL_COST_MAP": "True"}

    def command(self, place, *words):
        return [place.program, "--model", f"openai/{MODEL}", "--no-check-update", "--no-show-release-notes", "--no-analytics",
                "--yes-always", "--no-git", "--no-show-model-warnings", "--no-pretty", *words]

    def run(self, place, prompt):
        return self.command(place, "--message", prompt)

    def resume(self, place, prompt):
        return self.command(place, "--restore-chat-history", "--message", prompt)

    def whole(self, place, prompt):
        return self.command(place, "--no-stream", "--message", prompt)
