"""A model that asks one thing, twice: get_context_pressure. It speaks the protocols of Anthropic, OpenAI (responses) and Gemini.

python3 stub.py PORT FILE [CONTEXT]    FILE gets a JSON line for each result of the tool that an agent hands back, for each
    request the name of the tool as it is offered, and for each line of a monitor; CONTEXT is what each answer of Anthropic's
    protocol states as read from the cache, in tokens.
"""

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOOL = "get_context_pressure"
PORT, FILE = int(sys.argv[1]), sys.argv[2]
CONTEXT = int(sys.argv[3]) if len(sys.argv) > 3 else 5000
LOCK = threading.Lock()
COUNT = [0]
# The second answer is of a session whose first step is logged.
TIMES = 2


def note(kind, value):
    with LOCK, open(FILE, "a", encoding="utf-8") as file:
        file.write(json.dumps({kind: value}) + "\n")


def found(value, namespace=None):
    """The tool as this agent calls it, and the namespace that it is in."""
    if isinstance(value, dict):
        name = value.get("name")
        if isinstance(name, str) and TOOL in name:
            return name, namespace
        inner = name if value.get("type") == "namespace" else namespace
        for part in value.values():
            hit = found(part, inner)
            if hit:
                return hit
    elif isinstance(value, list):
        for part in value:
            hit = found(part, namespace)
            if hit:
                return hit
    return None


def results(value):
    """Texts that an agent hands back of a tool."""
    if isinstance(value, dict):
        if value.get("type") in ("tool_result", "function_call_output") or "functionResponse" in value:
            yield json.dumps(value)
            return
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from results(part)


class Model(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.send(b'{"data":[],"models":[]}', "application/json")

    def send(self, body, kind):
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        try:
            asked = json.loads(body)
        except ValueError:
            asked = {}
        with LOCK:
            COUNT[0] += 1
            number = COUNT[0]
        tool = found(asked.get("tools"))
        handed = [text for text in results([asked.get("messages"), asked.get("input"), asked.get("contents")])]
        note("offers", tool)
        if b"scopeon: context" in body:
            note("monitor", body[body.index(b"scopeon: context"):][:80].decode(errors="replace"))
        for text in handed:
            note("result", text)
        wants = tool if len(handed) < TIMES else None
        if "count_tokens" in self.path or "countTokens" in self.path:
            return self.send(b'{"input_tokens":10,"totalTokens":10}', "application/json")
        if "/messages" in self.path:
            if not wants and len(handed) < TIMES and asked.get("tools"):
                # Its tools are looked up as they are needed.
                wants = (f"mcp__scopeon__{TOOL}", None)
            return self.anthropic(asked, number, wants)
        if "/responses" in self.path:
            return self.openai(number, wants)
        if "generateContent" in self.path.lower() or "generatecontent" in self.path.lower():
            return self.gemini(number, wants)
        return self.send(b"{}", "application/json")

    def anthropic(self, asked, number, wants):
        usage = {"input_tokens": 100, "cache_creation_input_tokens": 2000, "cache_read_input_tokens": CONTEXT, "output_tokens": 42}
        block = {"type": "text", "text": "done"}
        if wants:
            block = {"type": "tool_use", "id": f"toolu_{number}", "name": wants[0], "input": {}}
        stop = "tool_use" if wants else "end_turn"
        message = {"id": f"msg_{PORT}_{number}", "type": "message", "role": "assistant", "model": asked.get("model"), "usage": usage}
        if not asked.get("stream"):
            return self.send(json.dumps(message | {"content": [block], "stop_reason": stop}).encode(), "application/json")
        start = dict(block, input={}) if wants else dict(block, text="")
        delta = {"type": "input_json_delta", "partial_json": "{}"} if wants else {"type": "text_delta", "text": "done"}
        events = [
            ("message_start", {"message": message | {"content": [], "stop_reason": None}}),
            ("content_block_start", {"index": 0, "content_block": start}),
            ("content_block_delta", {"index": 0, "delta": delta}),
            ("content_block_stop", {"index": 0}),
            ("message_delta", {"delta": {"stop_reason": stop}, "usage": {"output_tokens": 42}}),
            ("message_stop", {}),
        ]
        return self.events(events)

    def openai(self, number, wants):
        item = {"type": "message", "id": f"m_{number}", "role": "assistant", "content": [{"type": "output_text", "text": "done", "annotations": []}]}
        if wants:
            item = {"type": "function_call", "id": f"fc_{number}", "call_id": f"call_{number}", "name": wants[0], "arguments": "{}"}
            if wants[1]:
                item["namespace"] = wants[1]
        usage = {"input_tokens": 7000, "input_tokens_details": {"cached_tokens": 5000}, "output_tokens": 60, "output_tokens_details": {"reasoning_tokens": 20}, "total_tokens": 7060}
        response = {"id": f"resp_{number}", "object": "response", "status": "completed", "usage": usage}
        return self.events([
            ("response.created", {"response": {"id": response["id"], "object": "response", "status": "in_progress"}}),
            ("response.output_item.done", {"output_index": 0, "item": item}),
            ("response.completed", {"response": response}),
        ])

    def gemini(self, number, wants):
        part = {"functionCall": {"name": wants[0], "args": {}}} if wants else {"text": "done"}
        usage = {"promptTokenCount": 7000, "cachedContentTokenCount": 5000, "candidatesTokenCount": 40, "thoughtsTokenCount": 20, "totalTokenCount": 7060}
        answer = {"candidates": [{"content": {"role": "model", "parts": [part]}, "finishReason": "STOP", "index": 0}], "usageMetadata": usage, "modelVersion": "gemini-2.5-pro", "responseId": f"g{number}"}
        if "stream" in self.path:
            return self.send(f"data: {json.dumps(answer)}\n\n".encode(), "text/event-stream")
        return self.send(json.dumps(answer).encode(), "application/json")

    def events(self, events):
        text = "".join(f"event: {kind}\ndata: {json.dumps({'type': kind} | data)}\n\n" for kind, data in events)
        return self.send(text.encode(), "text/event-stream")


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", PORT), Model).serve_forever()
