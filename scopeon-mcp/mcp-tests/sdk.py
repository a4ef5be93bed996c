"""The Python SDK against the real program: discover, list, call, listen, an alert within a second of the log line.

python3 sdk.py SCOPEON        with mcp 2.3 installed
"""

import datetime
import json
import os
import pathlib
import sys
import tempfile
import time

import anyio
from mcp import Client, StdioServerParameters
from mcp.types import Implementation

SESSION = "11111111-2222-4333-8444-555555555555"
HOME = pathlib.Path(tempfile.mkdtemp(prefix="scopeon-sdk-"))
LOG = HOME / f".claude/projects/-work/{SESSION}.jsonl"


def respond(number, context):
    LOG.parent.mkdir(parents=True, exist_ok=True)
    usage = {"input_tokens": 10, "cache_read_input_tokens": context - 10, "output_tokens": 20}
    message = {"id": f"msg_{number}", "type": "message", "role": "assistant", "model": "claude-sonnet-4-5-20250929",
               "content": [], "usage": usage}
    now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    record = {"type": "assistant", "uuid": f"a{number}", "requestId": f"req_{number}", "sessionId": SESSION, "cwd": "/work",
              "version": "2.1.332", "timestamp": now, "message": message}
    with LOG.open("a", encoding="utf-8") as file:
        file.write(json.dumps(record) + "\n")


async def main():
    respond(1, 20_000)
    env = {"PATH": os.environ["PATH"], "HOME": str(HOME), "SCOPEON_HOME": str(HOME / "own"), "CLAUDE_CODE_SESSION_ID": SESSION}
    server = StdioServerParameters(command=sys.argv[1], args=["mcp", "--tools", "full"], env=env)
    # The session of Claude Code is taken for no other client.
    async with Client(server, client_info=Implementation(name="claude-code", version="1")) as client:
        assert client.protocol_version == "2026-07-28", client.protocol_version
        assert len((await client.list_tools()).tools) == 25
        called = await client.call_tool("get_context_pressure", {})
        assert called.structured_content["session"]["id"] == SESSION, called
        json.loads((await client.read_resource("scopeon://status")).contents[0].text)
        assert len((await client.list_prompts()).prompts) == 3
        async with client.listen(resource_subscriptions=["scopeon://alerts"]) as listening:
            await anyio.sleep(0.6)
            began = time.monotonic()
            respond(2, 196_000)
            with anyio.fail_after(5):
                async for event in listening:
                    assert "scopeon://alerts" in str(event), event
                    break
            took = time.monotonic() - began
            assert took < 1.5, took
    print(f"python: ok, the alert took {took * 1000:.0f} ms")


anyio.run(main)
