"""OpenAI's chat completions: `POST …/chat/completions`."""

import json
import time

from .facts import Message, Request, Tool, text_of

CACHE_WRITES = False
ROLES = {"assistant": "assistant", "tool": "tool", "function": "tool", "system": "system", "developer": "system"}


def matches(path):
    return path.endswith("/chat/completions")


def read(_path, body):
    messages = [Message(ROLES.get(entry.get("role"), "user"), text_of(entry.get("content")))
                for entry in body.get("messages") or []]
    system = "\n".join(message.text for message in messages if message.role == "system")
    functions = [tool.get("function") or {} for tool in body.get("tools") or []]
    tools = [Tool(function.get("name", ""), function.get("parameters") or {}) for function in functions]
    schema = ((body.get("response_format") or {}).get("json_schema") or {}).get("schema")
    talk = [message for message in messages if message.role != "system"]
    return Request(body.get("model", ""), bool(body.get("stream")), system, talk, tools, schema)


def usage(bill):
    return {"prompt_tokens": bill.prompt, "completion_tokens": bill.output, "total_tokens": bill.prompt + bill.output,
            "prompt_tokens_details": {"cached_tokens": bill.cache_read},
            "completion_tokens_details": {"reasoning_tokens": bill.reasoning}}


def calls(answer):
    if not answer.call:
        return None
    function = {"name": answer.call.name, "arguments": json.dumps(answer.call.arguments)}
    return [{"index": 0, "id": answer.id("call"), "type": "function", "function": function}]


def frame(answer, kind, choices, **members):
    return {"id": answer.id("chatcmpl"), "object": kind, "created": int(time.time()), "model": answer.model,
            "choices": choices, **members}


def finish(answer):
    return "tool_calls" if answer.call else "stop"


def whole(answer):
    message = {"role": "assistant", "content": answer.text}
    if answer.call:
        message["tool_calls"] = calls(answer)
    choice = {"index": 0, "message": message, "finish_reason": finish(answer)}
    return frame(answer, "chat.completion", [choice], usage=usage(answer.bill))


def stream(answer):
    yield chunk(answer, {"role": "assistant", "content": ""})
    for piece in answer.pieces():
        yield chunk(answer, {"content": piece})
    if answer.call:
        yield chunk(answer, {"tool_calls": calls(answer)})
    yield chunk(answer, {}, finish(answer))
    # Usage comes behind the last choice, in a frame without any.
    yield data(frame(answer, "chat.completion.chunk", [], usage=usage(answer.bill)))
    yield "data: [DONE]\n\n"


def chunk(answer, delta, reason=None):
    choice = {"index": 0, "delta": delta, "finish_reason": reason}
    return data(frame(answer, "chat.completion.chunk", [choice]))


def data(value):
    return f"data: {json.dumps(value)}\n\n"


def failure(status):
    kind = "rate_limit_exceeded" if status == 429 else "server_error"
    return {"error": {"message": "planned failure", "type": kind, "code": kind}}
