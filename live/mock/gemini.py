"""Gemini's `models/NAME:generateContent` and `:streamGenerateContent`."""

import json
import re

from .facts import Message, Request, Tool, text_of

CACHE_WRITES = False


def matches(path):
    return path.endswith((":generateContent", ":streamGenerateContent"))


def read(path, body):
    found = re.search(r"models/([^:/]+):", path)
    messages = [message_of(entry) for entry in body.get("contents") or []]
    settings = body.get("generationConfig") or {}
    schema = settings.get("responseJsonSchema") or settings.get("responseSchema")
    if settings.get("responseMimeType") == "application/json":
        schema = schema or {}
    return Request(found[1] if found else "", "stream" in path, text_of(body.get("systemInstruction")), messages,
                   list(tools_of(body)), schema)


def message_of(entry):
    parts = entry.get("parts") or []
    if entry.get("role") == "model":
        return Message("assistant", text_of(parts))
    result = any("functionResponse" in part for part in parts)
    return Message("tool" if result else "user", text_of(parts))


def tools_of(body):
    for group in body.get("tools") or []:
        for function in group.get("functionDeclarations") or []:
            schema = function.get("parametersJsonSchema") or function.get("parameters") or {}
            yield Tool(function.get("name", ""), schema)


def usage(bill):
    """Thoughts stand beside the candidates' tokens here, not among them."""
    return {"promptTokenCount": bill.prompt, "cachedContentTokenCount": bill.cache_read,
            "candidatesTokenCount": bill.output - bill.reasoning, "thoughtsTokenCount": bill.reasoning,
            "totalTokenCount": bill.prompt + bill.output}


def frame(answer, parts, counts, reason=None):
    candidate = {"content": {"role": "model", "parts": parts}, "index": 0}
    if reason:
        candidate["finishReason"] = reason
    return {"candidates": [candidate], "usageMetadata": counts, "modelVersion": answer.model,
            "responseId": answer.id("g")}


def calls(answer):
    if not answer.call:
        return []
    return [{"functionCall": {"id": answer.id("fc"), "name": answer.call.name, "args": answer.call.arguments}}]


def whole(answer):
    return frame(answer, [{"text": answer.text}, *calls(answer)], usage(answer.bill), "STOP")


def stream(answer):
    *pieces, last = answer.pieces()
    # Counts grow from frame to frame: only the last one's are the bill.
    partial = {**usage(answer.bill), "candidatesTokenCount": 1, "thoughtsTokenCount": 0}
    for piece in pieces:
        yield data(frame(answer, [{"text": piece}], partial))
    yield data(frame(answer, [{"text": last}, *calls(answer)], usage(answer.bill), "STOP"))


def data(value):
    return f"data: {json.dumps(value)}\r\n\r\n"


def failure(status):
    kind = "RESOURCE_EXHAUSTED" if status == 429 else "INTERNAL"
    return {"error": {"code": status, "message": "planned failure", "status": kind}}
