"""What the model does, as the prompt says it: `(plan ID: step, step, …)`.

The n-th answer after the prompt that holds a plan is its n-th step; behind the last one there is only text. So the mock
needs no state of its own to know where a conversation stands, and a sub-agent follows the plan in its own prompt.

Steps: `text`, `long` (several kilobytes), `shell` (a command), `agent` (a sub-agent), `wait` (for a sub-agent, where the
agent has a tool for it). `big` before a step states a prompt so large that an agent compacts; a number (`429 text`) is
a failure that the same request meets first.
"""

import dataclasses
import json
import re

from .facts import Call, Message, Tool

PLAN = re.compile(r"\(plan ([\w-]+): ([^)]*)\)")
SUMMARY = re.compile(r"\bsummar|handoff|<state_snapshot>", re.IGNORECASE)
TITLE = re.compile(r"\btitle\b|session name|primary intent", re.IGNORECASE)
SUGGESTION = re.compile(r"only the suggestion", re.IGNORECASE)
MEMORY = re.compile(r"memory flush|memory (files|index)", re.IGNORECASE)
# Some agents stop an answer that repeats itself.
LONG = " ".join(f"Line {number} of a long answer says {number * number % 977}." for number in range(1, 200))

# Names that agents give to their shell and to their sub-agents, the usual first.
SHELL = ("bash", "shell", "exec_command", "shell_command", "run_shell_command", "run_commands", "run_command",
         "execute_command", "exec", "terminal", "local_shell")
AGENT = ("task", "agent", "spawn_agent", "spawn_agents", "invoke_agent", "generalist", "delegate_task", "subagent",
         "sessions_spawn", "use_subagents")
WAIT = ("wait_agent", "wait")


@dataclasses.dataclass
class Step:
    """Where a conversation stands."""

    plan: str | None = None
    index: int = 0
    name: str = "text"
    failure: int | None = None
    big: bool = False


def prompt(plan, steps):
    """The text of a prompt that holds a plan."""
    return f"Please do as planned (plan {plan}: {steps})"


def step_of(request):
    """The step that a request asks for; text where no plan is found or nothing could be called."""
    answers, before = 0, None
    for message in reversed(request.messages):
        found = PLAN.findall(message.text) if message.role == "user" else []
        if found:
            return parse(*found[-1], answers)
        # Some protocols split one answer into many entries.
        if message.role == "assistant" and before != "assistant":
            answers += 1
        before = message.role
    return Step()


def parse(plan, steps, index):
    names = [name.strip() for name in steps.split(",")]
    name = names[index] if index < len(names) else "text"
    before, _, rest = name.partition(" ")
    if before == "big":
        return Step(plan, index, rest, big=True)
    return Step(plan, index, rest, int(before)) if before.isdigit() else Step(plan, index, name)


def purpose_of(request, step, offers_tools=False):
    """What the request is for: main or sub-agent, else title, memory, suggestion, compaction or side.

    It is a guess, and serves to explain differences.

    `offers_tools` says whether the agent sent tools in an earlier request: then one without any is no part of the talk.
    """
    last = request.messages[-1] if request.messages else Message("user")
    # What is asked beside the talk stands before what it quotes of the talk.
    asked = last.text[:300] if PLAN.search(last.text) else last.text
    places = [asked] if last.role == "user" else []
    if not request.tools:
        places.append(request.system[:2000])
    for purpose, pattern in (("suggestion", SUGGESTION), ("title", TITLE), ("memory", MEMORY), ("compaction", SUMMARY)):
        if any(pattern.search(place) for place in places):
            return purpose
    if step.plan is None or (offers_tools and not request.tools):
        return "side"
    return "sub-agent" if step.plan.endswith("-sub") else "main"


def text_for(step, purpose, request):
    if request.json_schema is not None:
        return json.dumps(fill(request.json_schema, {}))
    if purpose == "compaction":
        facts = "Nothing else was said. " * 40
        return f"<analysis>{facts}</analysis>\n<summary>\n1. Primary request: {facts}</summary>"
    if purpose == "title":
        return '{"title": "A planned task"}'
    return LONG if step.name == "long" else "ok"


def call_for(step, request, hints):
    """The tool call of a step, made of what the agent offers and of hints; none where there is no such tool.

    Hints have arguments that an agent needs by their names, and, below `tools`, tools that it does not list."""
    names = {"shell": SHELL, "agent": AGENT, "wait": WAIT}.get(step.name)
    if names is None:
        return None
    hidden = [Tool(*tool) for tool in hints.get("tools", ())]
    known = {tool.name.lower(): tool for tool in [*hidden, *request.tools]}
    tool = next((known[name] for name in names if name in known), None)
    if tool is None:
        return None
    arguments = fill(tool.schema, {**wishes(step, tool), **hints.get("arguments", {})})
    return Call(tool.name, arguments, tool.namespace)


def wishes(step, tool):
    """Arguments by name, for those that the tool knows."""
    task = prompt(f"{step.plan}-sub", "shell, text")
    command = ["echo", "hi"] if kind(tool.schema.get("properties", {}).get("command", {})) == "array" else "echo hi"
    return {
        "command": command, "cmd": "echo hi", "commands": ["echo hi"], "description": "say hi", "requires_approval": False,
        "prompt": task, "message": task, "objective": task, "task": task, "goal": task, "request": task,
        "prompts": [task], "subagent_type": "general-purpose", "agent_name": "generalist", "agent_type": "default",
        "task_name": "planned_task", "name": "planned", "background": False, "run_in_background": False, "mode": "sync",
        "fork_context": False,
    }


def kind(schema):
    value = schema.get("type", "string")
    return (value[0] if isinstance(value, list) else str(value)).lower()


def fill(schema, wanted):
    """An object with every required member and every wanted one that the schema knows."""
    known = schema.get("properties") or {}
    result = {name: sample(name, known.get(name) or {}, wanted) for name in schema.get("required") or []}
    for name, value in wanted.items():
        if name in known:
            allowed = known[name].get("enum")
            result[name] = value if not allowed or value in allowed else allowed[0]
    return result


def sample(name, schema, wanted):
    if schema.get("enum"):
        return schema["enum"][0]
    if kind(schema) == "array":
        item = schema.get("items") or {}
        return [fill(item, wanted)] if kind(item) == "object" else [wanted.get(name, "echo hi")]
    if kind(schema) == "object":
        return fill(schema, wanted)
    return {"integer": 1, "number": 1, "boolean": False}.get(kind(schema), "say hi")
