"""Anthropic's messages: `POST …/v1/messages`."""

import json

from .facts import Message, Request, Tool, text_of

CACHE_WRITES = True


def matches(path):
    return path.endswith("/messages")


def read(_path, body):
    messages = []
    for message in body.get("messages") or []:
        content = message.get("content")
        result = isinstance(content, list) and any(part.get("type") == "tool_result" for part in content)
        text = text_of(content)
        role = "tool" if result and not text else message.get("role")
        # Reminders by the agent stand between the messages as the system's.
        if role != "system":
            messages.append(Message(role, text))
    tools = [Tool(tool.get("name", ""), tool.get("input_schema") or {}) for tool in body.get("tools") or []]
    schema = ((body.get("output_config") or {}).get("format") or body.get("output_format") or {}).get("schema")
    return Request(body.get("model", ""), bool(body.get("stream")), text_of(body.get("system")), messages, tools, schema)


def blocks(answer):
    yield {"type": "text", "text": answer.text}
    if answer.call:
        yield {"type": "tool_use", "id": answer.id("toolu"), "name": answer.call.name, "input": answer.call.arguments}


def usage(bill):
    """Cache writes are stated twice, as a sum and by how long they live."""
    half = bill.cache_write // 2
    lives = {"ephemeral_5m_input_tokens": bill.cache_write - half, "ephemeral_1h_input_tokens": half}
    return {"input_tokens": bill.input, "cache_read_input_tokens": bill.cache_read,
            "cache_creation_input_tokens": bill.cache_write, "cache_creation": lives,
            "output_tokens": bill.output, "service_tier": "standard"}


def message(answer):
    return {"id": answer.id("msg"), "type": "message", "role": "assistant", "model": answer.model,
            "content": list(blocks(answer)), "stop_reason": "tool_use" if answer.call else "end_turn",
            "stop_sequence": None, "usage": usage(answer.bill)}


def whole(answer):
    return message(answer)


def stream(answer):
    full = message(answer)
    # The first event states output as a placeholder, as the real one does; the last one is right.
    first = {**full, "content": [], "stop_reason": None, "usage": {**full["usage"], "output_tokens": 1}}
    yield event("message_start", message=first)
    for index, block in enumerate(full["content"]):
        yield from block_events(index, block, answer)
    delta = {"stop_reason": full["stop_reason"], "stop_sequence": None}
    yield event("message_delta", delta=delta, usage={"output_tokens": answer.bill.output})
    yield event("message_stop")


def block_events(index, block, answer):
    if block["type"] == "text":
        yield event("content_block_start", index=index, content_block={"type": "text", "text": ""})
        for piece in answer.pieces():
            yield event("content_block_delta", index=index, delta={"type": "text_delta", "text": piece})
    else:
        yield event("content_block_start", index=index, content_block={**block, "input": {}})
        delta = {"type": "input_json_delta", "partial_json": json.dumps(block["input"])}
        yield event("content_block_delta", index=index, delta=delta)
    yield event("content_block_stop", index=index)


def event(kind, **members):
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **members})}\n\n"


def failure(status):
    kind = {429: "rate_limit_error", 529: "overloaded_error"}.get(status, "api_error")
    return {"type": "error", "error": {"type": kind, "message": "planned failure"}}
