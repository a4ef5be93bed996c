"""What an agent's class says: its package, its configuration and its commands."""

import dataclasses
import json
import pathlib

CONTEXT = 128_000
MODEL = "mock-model"
KEY = "sk-dummy-0123456789abcdefghij"


@dataclasses.dataclass
class Place:
    """Where one run takes place: a fresh home, a project in it, the mock's address and the program."""

    home: pathlib.Path
    url: str
    program: pathlib.Path
    # Whether the agent is to speak Anthropic's messages, the protocol that states cache writes.
    anthropic: bool = False

    @property
    def project(self):
        return self.home / "project"

    def write(self, path, content):
        """Writes a file of the home; what is not text is written as JSON."""
        target = self.home / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content if isinstance(content, str) else json.dumps(content, indent=1))

    def newest(self, pattern):
        """The file of the home that matches and was changed last."""
        found = list(self.home.glob(pattern))
        if not found:
            raise FileNotFoundError(f"no {pattern} in the home")
        return max(found, key=lambda path: path.stat().st_mtime_ns)


class Agent:
    """One agent. A method of a turn returns its command, or None where nothing is to be run."""

    # The name by which Scopeon knows the agent.
    id = ""
    name = ""
    package = None
    # Scenarios that the agent cannot be made to run, each with the reason.
    lacks: dict = {}
    # What the agent's logs cannot tell, if figures are off for that: a sentence for a scenario, or for `*`, all.
    limits: dict = {}
    # Whether `configure` knows `place.anthropic`; without it the agent speaks one protocol only.
    can_speak_anthropic = False
    # What the mock must know to call the agent's tools: see `call_for` in mock/plan.py.
    hints: dict = {}
    # The longest that one command may take.
    seconds = 90

    def configure(self, place):
        """Writes the configuration into the home."""

    def environment(self, _place):
        """Variables beside the common ones."""
        return {}

    def run(self, place, prompt):
        raise NotImplementedError

    def resume(self, place, prompt):
        raise NotImplementedError

    def fork(self, place, prompt):
        raise NotImplementedError

    def whole(self, place, prompt):
        """An answer that is not streamed."""
        raise NotImplementedError

    def interact(self, place, prompt):
        """A session in the agent's screen, as a `Typed`."""
        raise NotImplementedError

    def compact(self, _place, _prompt):
        """Most agents compact on their own, at the prompt behind a large one."""
        return None

    def offers(self, scenario):
        """Whether each turn of a scenario has a method of the agent's, and the scenario its protocol."""
        if scenario.anthropic and not self.can_speak_anthropic:
            return False
        return all(getattr(type(self), turn.how) is not getattr(Agent, turn.how) or turn.how == "compact"
                   for turn in scenario.turns)
