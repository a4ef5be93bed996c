"""OpenAI's responses: `POST …/responses`."""

import json
import time

from .chat import failure
from .facts import Message, Request, Tool, text_of

CACHE_WRITES = False
ANSWERS = ("function_call", "custom_tool_call", "local_shell_call", "reasoning")

__all__ = ["CACHE_WRITES", "failure", "matches", "read", "stream", "whole"]


def matches(path):
    return path.endswith("/responses")


def read(_path, body):
    given = body.get("input") or []
    entries = [{"role": "user", "content": given}] if isinstance(given, str) else given
    messages = [message_of(entry) for entry in entries]
    system = "\n".join([text_of(body.get("instructions")), *(m.text for m in messages if m.role == "system")])
    schema = ((body.get("text") or {}).get("format") or {}).get("schema")
    talk = [message for message in messages if message.role != "system"]
    # Tools stand beside the conversation, or in an entry of it.
    later = [tool for entry in entries if entry.get("type") == "additional_tools" for tool in entry.get("tools") or []]
    tools = list(tools_of([*(body.get("tools") or []), *later]))
    return Request(body.get("model", ""), bool(body.get("stream")), system, talk, tools, schema)


def message_of(entry):
    kind = entry.get("type", "message")
    if kind == "additional_tools":
        return Message("system")
    if kind == "message":
        role = entry.get("role")
        return Message("system" if role in ("system", "developer") else role, text_of(entry.get("content")))
    return Message("assistant" if kind in ANSWERS else "tool")


def tools_of(tools, namespace=None):
    for tool in tools or []:
        if tool.get("type") == "namespace":
            yield from tools_of(tool.get("tools"), tool.get("name"))
        else:
            yield Tool(tool.get("name") or tool.get("type", ""), tool.get("parameters") or {}, namespace)


def usage(bill):
    return {"input_tokens": bill.prompt, "input_tokens_details": {"cached_tokens": bill.cache_read},
            "output_tokens": bill.output, "output_tokens_details": {"reasoning_tokens": bill.reasoning},
            "total_tokens": bill.prompt + bill.output}


def items(answer):
    content = [{"type": "output_text", "text": answer.text, "annotations": []}]
    yield {"type": "message", "id": answer.id("msg"), "status": "completed", "role": "assistant", "content": content}
    if answer.call:
        place = {"namespace": answer.call.namespace} if answer.call.namespace else {}
        yield {"type": "function_call", "id": answer.id("fc"), "call_id": answer.id("call"), "status": "completed",
               "name": answer.call.name, "arguments": json.dumps(answer.call.arguments), **place}


def whole(answer):
    return {"id": answer.id("resp"), "object": "response", "created_at": int(time.time()), "status": "completed",
            "model": answer.model, "output": list(items(answer)), "usage": usage(answer.bill), "error": None,
            "incomplete_details": None, "instructions": None, "metadata": {}, "parallel_tool_calls": True,
            "temperature": 1, "tool_choice": "auto", "tools": [], "top_p": 1}


def stream(answer):
    full = whole(answer)
    begun = {**full, "status": "in_progress", "output": [], "usage": None}
    events = [("response.created", {"response": begun})]
    for index, item in enumerate(full["output"]):
        events += item_events(index, item, answer)
    events.append(("response.completed", {"response": full}))
    for number, (kind, members) in enumerate(events):
        yield f"event: {kind}\ndata: {json.dumps({'type': kind, 'sequence_number': number, **members})}\n\n"


def item_events(index, item, answer):
    place = {"output_index": index}
    if item["type"] != "message":
        yield "response.output_item.added", {**place, "item": {**item, "arguments": "", "status": "in_progress"}}
        yield "response.function_call_arguments.done", {**place, "item_id": item["id"], "arguments": item["arguments"]}
        yield "response.output_item.done", {**place, "item": item}
        return
    part = {**place, "item_id": item["id"], "content_index": 0}
    yield "response.output_item.added", {**place, "item": {**item, "content": [], "status": "in_progress"}}
    yield "response.content_part.added", {**part, "part": {"type": "output_text", "text": "", "annotations": []}}
    for piece in answer.pieces():
        yield "response.output_text.delta", {**part, "delta": piece}
    yield "response.output_text.done", {**part, "text": answer.text}
    yield "response.content_part.done", {**part, "part": item["content"][0]}
    yield "response.output_item.done", {**place, "item": item}
