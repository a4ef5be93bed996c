// The TypeScript SDKs against the real program: list, call, read, and an alert within a second of the log line that causes it.
// node sdk.mjs SCOPEON client|sdk        from a directory whose node_modules holds @modelcontextprotocol/client and /sdk

import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, mkdtempSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [, , scopeon, which] = process.argv;
const require = createRequire(join(process.cwd(), "x.js"));
const load = (name) => import(pathToFileURL(require.resolve(name)).href);
const modern = which === "client";
const { Client } = await load(modern ? "@modelcontextprotocol/client" : "@modelcontextprotocol/sdk/client/index.js");
const { StdioClientTransport } = await load(
    modern ? "@modelcontextprotocol/client/stdio" : "@modelcontextprotocol/sdk/client/stdio.js");

const home = mkdtempSync(join(tmpdir(), "scopeon-sdk-"));
const logs = join(home, ".claude/projects/-work");
mkdirSync(logs, { recursive: true });
const session = "11111111-2222-4333-8444-555555555555";
let written = 0;
function respond(context) {
    written += 1;
    const usage = { input_tokens: 10, cache_read_input_tokens: context - 10, output_tokens: 20 };
    const model = "claude-sonnet-4-5-20250929";
    const message = { id: `msg_${written}`, type: "message", role: "assistant", model, content: [], usage };
    const about = { sessionId: session, cwd: "/work", version: "2.1.332", timestamp: new Date().toISOString() };
    const record = { type: "assistant", uuid: `a${written}`, requestId: `req_${written}`, ...about, message };
    appendFileSync(join(logs, `${session}.jsonl`), `${JSON.stringify(record)}\n`);
}
respond(20_000);

const env = { PATH: process.env.PATH, HOME: home, SCOPEON_HOME: join(home, "own"), CLAUDE_CODE_SESSION_ID: session };
const told = [];
const options = modern ? { versionNegotiation: { mode: "auto" } } : {};
const client = new Client({ name: "claude-code", version: "1" }, options);
client.fallbackNotificationHandler = async (notification) => { told.push(notification); };
await client.connect(new StdioClientTransport({ command: scopeon, args: ["mcp", "--tools", "full"], env, stderr: "inherit" }));

const { tools } = await client.listTools();
assert.equal(tools.length, 25);
const pressure = await client.callTool({ name: "get_context_pressure", arguments: {} });
assert.equal(pressure.structuredContent.session.id, session);
assert.equal(pressure.structuredContent.context_tokens, 20_000);
const { resources } = await client.listResources();
assert.ok(resources.some((one) => one.uri === "scopeon://alerts"));
const read = await client.readResource({ uri: "scopeon://status" });
JSON.parse(read.contents[0].text);
const { prompts } = await client.listPrompts();
assert.equal(prompts.length, 3);
await assert.rejects(client.readResource({ uri: "scopeon://nothing" }));

if (modern) {
    client.setNotificationHandler?.("notifications/resources/updated", async (update) => { told.push(update); });
    await client.listen({ resourceSubscriptions: ["scopeon://alerts"] });
}
await new Promise((done) => setTimeout(done, 600));
const began = Date.now();
respond(196_000);
const arrived = () => told.some((one) =>
    modern ? one.method === "notifications/resources/updated" || one.params?.uri === "scopeon://alerts"
           : one.method === "notifications/scopeon/alert" && one.params.type === "context_crisis");
while (!arrived() && Date.now() - began < 5_000) await new Promise((done) => setTimeout(done, 10));
assert.ok(arrived(), JSON.stringify(told));
const took = Date.now() - began;
assert.ok(took < 1_500, `it took ${took} ms`);
await client.close();
console.log(`${which}: ok, the alert took ${took} ms`);
process.exit(0);
