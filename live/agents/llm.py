"""llm, over OpenAI's chat completions."""

from install import Pip

from .base import KEY, MODEL, Agent

# A tool for its shell, as a person would hand it one.
FUNCTION = """
import subprocess

def bash(command: str) -> str:
    "Runs a command"
    return subprocess.run(command, shell=True, capture_output=True, text=True).stdout
"""


class Llm(Agent):
    id = "llm"
    name = "llm"
    package = Pip("llm", "llm")
    lacks = {"sub-agent": "it has none", "compaction": "it has none", "fork": "it has no such command"}

    def configure(self, place):
        model = f"- model_id: {MODEL}\n  model_name: {MODEL}\n  api_base: {place.url}/v1\n  api_key_name: mock\n"
        tools = "  supports_tools: true\n"
        place.write(".config/io.datasette.llm/extra-openai-models.yaml", model + tools)
        place.write(".config/io.datasette.llm/keys.json", {"mock": KEY})

    def command(self, place, *words):
        return [place.program, "prompt", "-m", MODEL, "--functions", FUNCTION, *words]

    def run(self, place, prompt):
        return self.command(place, prompt)

    def resume(self, place, prompt):
        return self.command(place, "--continue", prompt)

    def whole(self, place, prompt):
        return self.command(place, "--no-stream", prompt)
