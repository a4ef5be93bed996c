"""Hermes Agent, over OpenAI's chat completions."""

from install import Pip

from .base import CONTEXT, KEY, MODEL, Agent

CONFIG = """\
model:
  default: {model}
  provider: custom
  base_url: {url}/v1
  api_key: {key}
  context_length: {context}
# The conversations here are short.
compression:
  protect_first_n: 0
  protect_last_n: 1
"""


class Hermes(Agent):
    id = "hermes"
    name = "Hermes Agent"
    package = Pip("hermes-agent", "hermes")
    seconds = 150

    def configure(self, place):
        place.write(".hermes/config.yaml", CONFIG.format(url=place.url, key=KEY, model=MODEL, context=CONTEXT))
        place.write(".hermes/.env", f"OPENAI_API_KEY={KEY}\nOPENAI_BASE_URL={place.url}/v1\n")

    def command(self, place, *words):
        return [place.program, "chat", "--quiet", "--yolo", *words]

    def run(self, place, prompt):
        return self.command(place, "-q", prompt)

    def resume(self, place, prompt):
        return self.command(place, "--continue", "-q", prompt)
