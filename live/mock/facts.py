"""What all protocols have in common: a request as it is understood, and an answer before it is written out."""

import dataclasses


@dataclasses.dataclass
class Message:
    """One entry of a conversation: `user`, `assistant` or `tool` (the result of a call)."""

    role: str
    text: str = ""


@dataclasses.dataclass
class Tool:
    """A tool that the agent offers, with the JSON schema of its arguments."""

    name: str
    schema: dict
    namespace: str | None = None


@dataclasses.dataclass
class Request:
    model: str
    stream: bool
    system: str
    messages: list
    tools: list
    # Set where the agent asks for a JSON document instead of text.
    json_schema: dict | None = None


@dataclasses.dataclass
class Bill:
    """Tokens of one request, in classes that do not overlap; `reasoning` is a part of `output`."""

    input: int
    cache_read: int
    cache_write: int
    output: int
    reasoning: int

    @property
    def prompt(self):
        """All that was sent, as protocols state it that include cached tokens."""
        return self.input + self.cache_read + self.cache_write


@dataclasses.dataclass
class Call:
    """A tool call that the model makes."""

    name: str
    arguments: dict
    namespace: str | None = None


@dataclasses.dataclass
class Answer:
    """What the model says to request `number` of a run."""

    number: int
    run: str
    model: str
    bill: Bill
    text: str = "ok"
    call: Call | None = None

    def id(self, prefix):
        return f"{prefix}_{self.run.replace('-', '_')}_{self.number}"

    def pieces(self):
        """The text in the pieces in which it is streamed."""
        size = 1500
        return [self.text[at : at + size] for at in range(0, len(self.text), size)] or [""]


def text_of(content):
    """The text of a message's content, whatever its nesting; results of tools are no text."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "\n".join(filter(None, map(text_of, content)))
    if isinstance(content, dict) and content.get("type") not in ("tool_result", "function_call_output"):
        return "\n".join(filter(None, (text_of(content.get(key)) for key in ("text", "content", "parts"))))
    return ""
