"""The server: one port, every protocol, `/RUN/…` for the run that a request belongs to."""

import gzip
import http.server
import json
import threading

from . import anthropic, chat, gemini, plan, responses
from .facts import Answer
from .ledger import Ledger, bill

PROTOCOLS = (anthropic, chat, responses, gemini)
MODELS = ("claude-sonnet-5", "claude-haiku-4-5", "gpt-5.5", "gemini-2.5-pro", "mock-model")


class Mock:
    """A running server; a context manager that stops it."""

    def __init__(self):
        self.ledgers = {}
        self.lock = threading.Lock()
        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.http.mock = self
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.http.shutdown()
        self.http.server_close()

    def url(self, run=None):
        """Where a run's requests go; without one, the server as a proxy that refuses all."""
        base = f"http://127.0.0.1:{self.http.server_address[1]}"
        return f"{base}/{run}" if run else base

    def ledger(self, run):
        with self.lock:
            return self.ledgers.setdefault(run, Ledger())


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        """Keeps quiet: the ledger says what came."""

    def do_GET(self):
        models = [{"id": name, "object": "model", "created": 1, "owned_by": "mock"} for name in MODELS]
        self.send_json(200, {"object": "list", "data": models, "models": []})

    def do_CONNECT(self):
        """What an agent wants of another host is refused; agents are told to use this server as their proxy."""
        self.server.mock.ledger("elsewhere").add({"host": self.path})
        self.send_error(403)

    def do_POST(self):
        body = self.read_body()
        if self.path.startswith("http"):
            self.server.mock.ledger("elsewhere").add({"host": self.path})
            self.send_error(403)
            return
        path = self.path.split("?")[0]
        run = path.split("/")[1]
        protocol = next((protocol for protocol in PROTOCOLS if protocol.matches(path)), None)
        if protocol is None:
            self.send_json(200, {"input_tokens": 10, "totalTokens": 10})
            return
        ledger = self.server.mock.ledger(run)
        number = ledger.number()
        ledger.keep(number, body)
        self.answer(protocol, run, number, protocol.read(path, body))

    def answer(self, protocol, run, number, request):
        ledger = self.server.mock.ledger(run)
        step = plan.step_of(request)
        purpose = plan.purpose_of(request, step, ledger.offers_tools)
        ledger.offers_tools |= bool(request.tools)
        entry = {"number": number, "protocol": protocol.__name__.split(".")[-1], "model": request.model,
                 "stream": request.stream, "purpose": purpose, "plan": step.plan, "step": step.name,
                 "index": step.index, "tools": len(request.tools), "billed": None}
        planned = purpose in ("main", "sub-agent")
        if planned and step.failure and ledger.first_time(("failure", step.plan, step.index)):
            ledger.add({**entry, "failure": step.failure})
            self.send_json(step.failure, protocol.failure(step.failure))
            return
        big = planned and step.big and ledger.first_time(("big", step.plan))
        tokens = bill(number, protocol.CACHE_WRITES, big)
        call = plan.call_for(step, request, ledger.hints) if planned else None
        if planned and step.name in ("shell", "agent") and call is None:
            entry["missing_tool"] = sorted(tool.name for tool in request.tools)
        text = plan.text_for(step if planned else plan.Step(), purpose, request)
        ledger.add({**entry, "call": call and call.name, "billed": vars(tokens)})
        self.send(protocol, request, Answer(number, run, request.model, tokens, text, call))

    def send(self, protocol, request, answer):
        if not request.stream:
            self.send_json(200, protocol.whole(answer))
            return
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()
        self.close_connection = True
        try:
            for event in protocol.stream(answer):
                self.wfile.write(event.encode())
        except OSError:
            # The agent went away; what it was sent is billed all the same.
            pass

    def send_json(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        if status >= 400:
            self.send_header("retry-after", "1")
        self.end_headers()
        self.wfile.write(body)

    def read_body(self):
        raw = self.read_chunks() if self.headers.get("transfer-encoding") == "chunked" else self.read_length()
        if self.headers.get("content-encoding") == "gzip":
            raw = gzip.decompress(raw)
        try:
            value = json.loads(raw)
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}

    def read_length(self):
        return self.rfile.read(int(self.headers.get("content-length") or 0))

    def read_chunks(self):
        parts = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)
