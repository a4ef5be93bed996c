//! `scopeon mcp` and `scopeon alerts watch` as agents start them.

use std::fs::OpenOptions;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::machine::{DEMO, Machine};
use crate::process::signal;

/// The session of the fixture that a test is of.
const SESSION: &str = "22222222-2222-4222-8222-222222222222";

/// A server as an agent starts it.
struct Server {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Server {
    fn start(machine: &Machine, line: &str) -> Self {
        let mut command = machine.command(line.split_whitespace());
        command.env("CLAUDE_CODE_SESSION_ID", SESSION).env("CLAUDE_PROJECT_DIR", "/home/dev/acme/shop");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("a child");
        let output = BufReader::new(child.stdout.take().expect("a pipe"));
        Self { input: child.stdin.take(), child, output }
    }

    fn ask(&mut self, id: u64, method: &str, mut params: Value) -> Value {
        params["_meta"] = json!({
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientCapabilities": {},
        });
        let message = json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params });
        writeln!(self.input.as_mut().expect("it is open"), "{message}").expect("it is read");
        let mut line = String::new();
        self.output.read_line(&mut line).expect("a line");
        let answer: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert_eq!(answer["id"], id);
        answer["result"].clone()
    }

    /// Closes its input, and returns how long it took to end, with what exit code, and what else it wrote.
    fn end(mut self) -> (Duration, Option<i32>, String) {
        self.input = None;
        let began = Instant::now();
        let mut rest = String::new();
        self.output.read_to_string(&mut rest).expect("UTF-8");
        let code = self.child.wait().expect("an end").code();
        (began.elapsed(), code, rest)
    }
}

/// A test that fails leaves no process behind.
impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn an_agent_is_told_of_its_own_session_and_the_server_ends_with_its_input() {
    let machine = Machine::with_claude();
    let mut server = Server::start(&machine, "mcp");
    let listed = server.ask(1, "tools/list", json!({}));
    assert_eq!(listed["tools"].as_array().map(Vec::len), Some(8));
    let told =
        server.ask(2, "tools/call", json!({ "name": "get_context_pressure" }))["structuredContent"].clone();
    assert_eq!((&told["session"]["id"], &told["session"]["by"]), (&json!(SESSION), &json!("environment")));
    let cost = machine.json(&format!("session {SESSION}"))["session"]["cost_usd"].clone();
    assert_eq!(told["session"]["cost_usd"], cost);
    let (took, code, rest) = server.end();
    assert_eq!((code, rest.as_str()), (Some(0), ""));
    assert!(took < Duration::from_secs(1), "{took:?}");
}

#[test]
fn what_was_asked_before_the_end_of_input_is_answered() {
    let machine = Machine::empty();
    machine.answer("ingest");
    let mut server = Server::start(&machine, "mcp");
    let mut input = server.input.take().expect("it is open");
    for id in 0..20 {
        let params = json!({
            "name": "get_limits",
            "_meta": { "io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {} },
        });
        writeln!(
            input,
            "{}",
            json!({ "jsonrpc": "2.0", "id": id, "method": "tools/call", "params": params })
        )
        .expect("it is read");
    }
    drop(input);
    let (_, code, rest) = server.end();
    assert_eq!((code, rest.lines().count()), (Some(0), 20), "{rest}");
}

#[test]
fn a_signal_or_a_closed_pipe_ends_it() {
    let machine = Machine::with_claude();
    for name in ["TERM", "INT"] {
        let mut server = Server::start(&machine, "mcp");
        let _ = server.ask(1, "tools/list", json!({}));
        let began = Instant::now();
        signal(&server.child, name);
        server.child.wait().expect("an end");
        assert!(began.elapsed() < Duration::from_secs(2), "{name}: {:?}", began.elapsed());
    }
    let mut command = machine.command(["mcp"]);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("a child");
    drop(child.stdout.take());
    let mut input = child.stdin.take().expect("a pipe");
    let began = Instant::now();
    // The first answer finds that nobody reads.
    let _ = writeln!(input, "nonsense");
    child.wait().expect("an end");
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}

#[test]
fn several_servers_share_one_database_and_a_reader_beside_them() {
    let machine = Machine::with_claude();
    let mut servers: Vec<Server> = (0..4).map(|_| Server::start(&machine, "mcp")).collect();
    let ingest = || machine.run("ingest");
    for round in 0..5_u64 {
        for server in &mut servers {
            let told = server.ask(round, "tools/call", json!({ "name": "get_token_usage" }));
            assert_eq!(told["structuredContent"]["session"]["id"], SESSION, "{told}");
        }
        let ran = ingest();
        assert_eq!(ran.code, Some(0), "{ran:?}");
    }
    for server in servers {
        assert_eq!(server.end().1, Some(0));
    }
    assert_eq!(machine.run("db verify").code, Some(0));
}

#[test]
fn options_that_are_none_are_refused() {
    let machine = Machine::empty();
    for line in ["mcp --tools get_usages", "mcp --names some", "alerts", "alerts watch --session"] {
        let ran = machine.run(line);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{line}: {ran:?}");
    }
    let ran = machine.run(&format!("alerts watch --session nobody {DEMO}"));
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{ran:?}");
    assert!(ran.err.contains("there is no such session") && ran.err.contains("did you mean"), "{ran:?}");
}

#[test]
fn a_monitor_writes_a_line_for_what_is_critical() {
    let machine = Machine::with_claude();
    machine.answer("ingest");
    let mut server = Server::start(&machine, "alerts watch --session current");
    std::thread::sleep(Duration::from_millis(1_500));
    let at = machine.answer("status --json");
    let now: Value = serde_json::from_str(&at).expect("JSON");
    let began = Instant::now();
    let record = json!({
        "type": "assistant", "sessionId": SESSION, "cwd": "/home/dev/acme/shop", "version": "2.1.332",
        "timestamp": now["now"], "uuid": "monitor", "requestId": "req_monitor",
        "message": {
            "id": "msg_monitor", "type": "message", "role": "assistant", "model": "claude-sonnet-4-5-20250929", "content": [],
            "usage": { "input_tokens": 10, "cache_read_input_tokens": 197_000, "output_tokens": 20 },
        },
    });
    let mut log = OpenOptions::new().append(true).open(machine.transcript()).expect("a transcript");
    writeln!(log, "{record}").expect("a record");
    let mut line = String::new();
    server.output.read_line(&mut line).expect("a line");
    assert_eq!(line, "scopeon: context 98 % full: compact now\n");
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    signal(&server.child, "TERM");
    server.child.wait().expect("an end");
}
