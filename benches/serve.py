#!/usr/bin/env python3
"""Loads a server with everything that may stand on it at once, and prints a table of what was measured beside what is promised.

Usage: serve.py SCOPEON [SOCKETS]   Needs Linux; `wrk` measures requests a second where it is there. Everything stays on loopback."""

import contextlib
import json
import os
import pathlib
import resource
import select
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

HOST = "127.0.0.1"
LINE = (
    '{{"type":"assistant","uuid":"u{n}","sessionId":"load","timestamp":"{at}","cwd":"/load","version":"2.1.263","requestId":"r{n}",'
    '"message":{{"id":"msg_{n}","type":"message","role":"assistant","model":"claude-opus-5","content":[],'
    '"usage":{{"input_tokens":1000,"output_tokens":100}}}}}}\n'
)
ROWS = []


def row(what, measured, promised, holds):
    ROWS.append((what, measured, promised, {True: "ok", False: "FAIL", None: ""}[holds]))
    print(f"{what:58} {measured:>24} {promised:>20}  {ROWS[-1][3]}", flush=True)


class Server:
    """A server on a home with one log, which grows when it is told to."""

    def __init__(self, program, place):
        self.home = pathlib.Path(place)
        self.log = self.home / ".claude/projects/-load/load.jsonl"
        self.log.parent.mkdir(parents=True)
        self.calls = 0
        self.append(200)
        environment = {**os.environ, "HOME": place}
        environment.pop("XDG_DATA_HOME", None)
        self.child = subprocess.Popen([program, "serve", "--port", "0", "--tier", "3"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.port = int(self.child.stdout.readline().strip().rstrip("/").rsplit(":", 1)[1])
        while json.loads(self.ask("/api/v1/status")[1]).get("fresh", {}).get("state") != "live":
            time.sleep(0.05)

    def append(self, calls):
        with self.log.open("a") as log:
            for _ in range(calls):
                self.calls += 1
                at = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())
                log.write(LINE.format(n=self.calls, at=at))

    def connect(self):
        return socket.create_connection((HOST, self.port))

    def request(self, path, more=""):
        return f"GET {path} HTTP/1.1\r\nhost: {HOST}:{self.port}\r\n{more}\r\n".encode()

    def ask(self, path, stream=None, more=""):
        own = stream or self.connect()
        own.sendall(self.request(path, more))
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += own.recv(65536) or sys.exit("the server closed a connection")
        head, body = answer.split(b"\r\n\r\n", 1)
        length = next((int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0)
        while len(body) < length:
            body += own.recv(65536)
        if stream is None:
            own.close()
        return int(head.split(b" ")[1]), body, head

    def memory(self):
        """Resident memory, in KiB."""
        for line in pathlib.Path(f"/proc/{self.child.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1])
        return 0

    def processor(self):
        """Seconds of processor time."""
        fields = pathlib.Path(f"/proc/{self.child.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def socket(self):
        stream = self.connect()
        stream.sendall(self.request("/ws/v1/metrics", "connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: c2NvcGVvbi1sb2FkLWtleQ==\r\n"))
        return stream

    def end(self):
        self.child.terminate()
        self.child.wait()


def latency(server, path="/api/v1/status", count=1500, more=""):
    """Milliseconds of questions one after the other: median and 99th percentile."""
    stream, times = server.connect(), []
    for _ in range(count):
        begun = time.perf_counter()
        server.ask(path, stream, more)
        times.append((time.perf_counter() - begun) * 1000)
    stream.close()
    times.sort()
    return statistics.median(times), times[int(len(times) * 0.99)]


def throughput(server):
    if not shutil.which("wrk"):
        row("requests a second for status", "left out: wrk is not there", "5,000", None)
        return
    url = f"http://{HOST}:{server.port}/api/v1/status"
    out = subprocess.run(["wrk", "-t1", "-c32", "-d5s", url], capture_output=True, text=True, check=True).stdout
    rate = float(next(line.split(":")[1] for line in out.splitlines() if line.startswith("Requests/sec")))
    row("requests a second for status, 32 connections", f"{rate:,.0f}", ">= 5,000", rate >= 5000)


def unchanged(server):
    _, _, head = server.ask("/api/v1/usage")
    tag = next(line.split(b":", 1)[1].strip().decode() for line in head.split(b"\r\n") if line.lower().startswith(b"etag"))
    median, p99 = latency(server, "/api/v1/usage", more=f"if-none-match: {tag}\r\n")
    row("an answer that the caller has (304): median, p99", f"{median:.2f} ms, {p99:.2f} ms", "1 ms", median <= 1)


def is_told(stream):
    ready = select.poll()
    ready.register(stream, select.POLLIN)
    return bool(ready.poll(20_000))


def idle_sockets(server, count):
    before = server.memory()
    sockets = [server.socket() for _ in range(count)]
    told = sum(is_told(one) for one in sockets)
    time.sleep(2)
    each = (server.memory() - before) / count
    row(f"{count:,} WebSockets that listen: memory of each", f"{each:.1f} KiB", "<= 32 KiB", each <= 32 and told == count)
    median, p99 = latency(server)
    row("status meanwhile: median, p99", f"{median:.2f} ms, {p99:.2f} ms", "p99 <= 5 ms", p99 <= 5)
    used, begun = server.processor(), time.monotonic()
    time.sleep(5)
    share = (server.processor() - used) / (time.monotonic() - begun)
    row("processor time while nothing changes", f"{share:.1%}", "about none", share < 0.05)
    for one in sockets:
        one.close()
    time.sleep(2)


def slow_readers(server, count):
    before = server.memory()
    sockets = []
    for _ in range(count):
        stream = server.connect()
        stream.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        stream.sendall(server.request("/sse/v1/status", "accept: text/event-stream\r\n"))
        sockets.append(stream)
    peak, stop = before, threading.Event()

    def grow():
        while not stop.is_set():
            server.append(5)
            stop.wait(0.25)

    thread = threading.Thread(target=grow)
    thread.start()
    times = []
    until = time.monotonic() + 15
    while time.monotonic() < until:
        times.append(latency(server, count=50)[1])
        peak = max(peak, server.memory())
    stop.set()
    thread.join()
    each = (peak - before) / count
    row(f"{count:,} readers that take nothing, a log that grows: memory of each", f"{each:.1f} KiB", "<= 32 KiB", each <= 32)
    row("status meanwhile: p99 of 50, median of all", f"{statistics.median(times):.2f} ms", "p99 <= 5 ms", statistics.median(times) <= 5)
    for one in sockets:
        one.close()
    time.sleep(1)


def half_open(server, count):
    sockets = [server.connect() for _ in range(count)]
    for one in sockets:
        one.sendall(b"GET /api/v1/status HTTP/1.1\r\nhost: ")
    median, p99 = latency(server)
    row(f"{count:,} requests that never end: status meanwhile", f"{median:.2f} ms, {p99:.2f} ms", "p99 <= 5 ms", p99 <= 5)
    time.sleep(7)
    closed = 0
    for one in sockets:
        one.setblocking(False)
        with contextlib.suppress(BlockingIOError, ConnectionError):
            while data := one.recv(4096):
                del data
            closed += 1
        one.close()
    row("of them let go after five seconds", f"{closed:,}", f"{count:,}", closed == count)


def pushed(server):
    """How long a line of a log takes to a reader of events."""
    stream = server.connect()
    stream.sendall(server.request("/sse/v1/status", "accept: text/event-stream\r\n"))
    time.sleep(1)
    stream.settimeout(5)
    times = []
    for _ in range(8):
        with contextlib.suppress(BlockingIOError):
            stream.setblocking(False)
            while stream.recv(65536):
                pass
        stream.setblocking(True)
        stream.settimeout(5)
        begun = time.perf_counter()
        server.append(1)
        stream.recv(65536)
        times.append((time.perf_counter() - begun) * 1000)
        time.sleep(0.6)
    stream.close()
    row("a line of a log until its event: median, longest", f"{statistics.median(times):.0f} ms, {max(times):.0f} ms", "<= 1 s", max(times) <= 1000)


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else "target/release/scopeon"
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 20_000), hard))
    count = min(count, min(hard, 20_000) - 500)
    print(f"{'what':58} {'measured':>24} {'promised':>20}")
    with tempfile.TemporaryDirectory() as place:
        server = Server(program, place)
        try:
            throughput(server)
            unchanged(server)
            pushed(server)
            half_open(server, 1000)
            slow_readers(server, 1000)
            idle_sockets(server, count)
        finally:
            server.end()
    sys.exit(any(row[3] == "FAIL" for row in ROWS))


if __name__ == "__main__":
    main()
