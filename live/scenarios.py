"""What each agent is made to do, and by which request a ledger shows that it was done."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Turn:
    """One command: how the agent is called (a method of its class) and what the model then does."""

    how: str
    steps: str = "text"


@dataclasses.dataclass(frozen=True)
class Scenario:
    name: str
    turns: tuple
    # Whether the ledger shows what the scenario is about.
    seen: object = lambda entries: True
    # Left out, without a word, for agents that have no command for it.
    optional: bool = False
    # Whether it goes over Anthropic's messages, for agents that speak something else otherwise.
    anthropic: bool = False


def calls(*kinds):
    return lambda entries: any(entry.get("call") and entry["step"] in kinds for entry in entries)


def purpose(name):
    return lambda entries: any(entry["purpose"] == name for entry in entries)


def failures(count):
    return lambda entries: sum(1 for entry in entries if entry.get("failure")) >= count


SCENARIOS = (
    Scenario("run", (Turn("run"),)),
    Scenario("resume", (Turn("run"), Turn("resume"), Turn("resume"))),
    Scenario("fork", (Turn("run", "shell, text"), Turn("fork"), Turn("fork"))),
    Scenario("long", (Turn("run", "long"), Turn("resume", "long"))),
    Scenario("tools", (Turn("run", "shell, shell, text"),), calls("shell")),
    Scenario("sub-agent", (Turn("run", "agent, wait, text"), Turn("resume")), purpose("sub-agent")),
    # Some agents look at the context's size between two tool calls, others behind the answer or before the next prompt.
    Scenario("compaction", (Turn("run", "shell, big shell, text"), Turn("compact"), Turn("resume", "big text"), Turn("resume")),
             purpose("compaction")),
    Scenario("failure", (Turn("run", "429 text"), Turn("resume", "500 shell, text")), failures(2)),
    Scenario("cache writes", (Turn("run", "shell, text"), Turn("resume", "shell, text")), optional=True, anthropic=True),
    Scenario("interactive", (Turn("interact", "shell, text"), Turn("interact", "text")), optional=True),
    Scenario("whole", (Turn("whole"), Turn("whole", "shell, text")), optional=True),
)
