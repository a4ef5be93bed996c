//! `scopeon serve` and `scopeon token` as people start them: figures are those of the command line.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use scopeon_store::WriterLock;
use serde_json::{Value, json};

use crate::machine::{DEMO, Machine};
use crate::process::{line, signal};

/// A server that runs as long as a test does.
struct Server {
    child: Child,
    port: u16,
}

impl Server {
    fn start(machine: &Machine, options: &str) -> Self {
        let line = format!("serve --port 0 {options}");
        let mut command = machine.command(line.split_whitespace());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a child");
        let mut told = String::new();
        let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
        out.read_line(&mut told).expect("a line");
        let port = told.trim().trim_end_matches('/').rsplit(':').next().and_then(|port| port.parse().ok());
        Self { child, port: port.unwrap_or_else(|| panic!("no address: {told}")) }
    }

    /// Asks, and returns the status and the body.
    fn ask(&self, path: &str, header: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a timeout");
        let port = self.port;
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nconnection: close\r\n{header}\r\n");
        stream.write_all(request.as_bytes()).expect("a request");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        (status.expect("a status"), body.to_owned())
    }

    /// Asks the MCP server for what a method answers.
    fn agent(&self, method: &str, params: &Value, header: &str) -> (u16, Value) {
        let mut params = params.clone();
        params["_meta"] = json!({
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientInfo": { "name": "a", "version": "1" },
            "io.modelcontextprotocol/clientCapabilities": {},
        });
        let name = params["name"].as_str().map(|name| format!("mcp-name: {name}\r\n")).unwrap_or_default();
        let body = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params }).to_string();
        let port = self.port;
        let request = format!(
            "POST /mcp HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nconnection: close\r\ncontent-type: application/json\r\n\
             accept: application/json, text/event-stream\r\nmcp-protocol-version: 2026-07-28\r\nmcp-method: {method}\r\n\
             {name}{header}content-length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a timeout");
        stream.write_all(request.as_bytes()).expect("a request");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        // What is not of one length comes in chunks; the JSON lies in between.
        let json = body.find('{').zip(body.rfind('}')).and_then(|(from, to)| body.get(from..=to));
        (status.expect("a status"), json.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default())
    }

    fn json(&self, path: &str) -> Value {
        let (status, body) = self.ask(path, "");
        assert_eq!(status, 200, "{path}: {body}");
        serde_json::from_str(&body).expect("JSON")
    }

    /// Waits until everything that was logged is read.
    fn settle(&self) {
        let began = Instant::now();
        let is_live = || {
            let (status, body) = self.ask("/api/v1/status", "");
            status == 200 && body.contains("\"state\":\"live\"")
        };
        while !is_live() {
            assert!(began.elapsed() < Duration::from_mins(1), "it is never read");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn end(mut self) -> Option<i32> {
        signal(&self.child, "INT");
        self.child.wait().expect("an end").code()
    }
}

/// A test that fails leaves no process behind.
impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Leaves out what says when and how an answer was given.
fn timeless(mut answer: Value) -> Value {
    for name in ["now", "fresh", "notices"] {
        answer.as_object_mut().expect("an object").remove(name);
    }
    // Sample logs lie in a directory of their own for each process.
    let text = answer.to_string();
    let mut parts = text.split("scopeon-demo-");
    let first = parts.next().unwrap_or_default().to_owned();
    let text = parts.fold(first, |text, part| text + "scopeon-demo" + part.get(6..).unwrap_or_default());
    serde_json::from_str(&text).expect("JSON")
}

/// Routes and the commands that answer the same.
const SAME: [(&str, &str); 31] = [
    ("status", "status"),
    ("usage", "report"),
    (
        "usage?by=monthly&by=model&sort=tokens&reverse=true",
        "report --by monthly,model --sort tokens --reverse",
    ),
    ("usage?by=project&since=7d&limit=3", "report project --since 7d --limit 3"),
    ("usage?by=model&agent=claude-code&agent=codex", "report model --agent claude-code --agent codex"),
    ("stats", "costs"),
    ("stats?since=7d&top=2", "costs --since 7d --top 2"),
    ("sessions?filter=cost%3E1&limit=50", "sessions --filter cost>1 --limit 50"),
    ("interactions?limit=1000", "interactions"),
    ("interactions?limit=1000&kind=hook&kind=mcp", "interactions --kind hook --kind mcp"),
    ("budget", "budget"),
    ("cache", "cache"),
    ("cache?by=model&all=true", "cache --by model --all"),
    ("cache?session=latest", "cache latest"),
    ("blocks", "blocks"),
    ("limits", "limits"),
    ("whatif?no_cache=true", "whatif --no-cache"),
    ("whatif?model=claude-haiku-4-5&all=true", "whatif --model claude-haiku-4-5 --all"),
    ("health", "health"),
    ("suggestions", "suggest"),
    ("sessions?limit=20", "sessions"),
    ("sessions?limit=5&sort=cost", "sessions --limit 5 --sort cost"),
    ("sessions/latest", "session latest"),
    ("context", "context"),
    ("agents", "subagents"),
    ("tools", "tools"),
    ("tools?kind=mcp&servers=true", "mcp-usage"),
    ("compare?a=this-week&b=last-week", "compare this-week last-week"),
    ("explore?path=claude-code", "explore claude-code"),
    ("why?what=this-month", "why this-month"),
    ("tasks?limit=10", "tasks"),
];

#[test]
fn every_route_has_the_figures_of_the_command_line() {
    let machine = Machine::empty();
    let server = Server::start(&machine, &format!("{DEMO} --tier 3"));
    server.settle();
    let compare = |(route, command): &(&str, &str)| {
        let told = timeless(server.json(&format!("/api/v1/{route}")));
        let said = timeless(machine.json(&format!("{command} {DEMO}")));
        assert!(told == said, "{route} is not {command}:\n{told}\n{said}");
    };
    // Each command reads its own sample logs, which takes its time.
    std::thread::scope(|threads| {
        for some in SAME.chunks(7) {
            threads.spawn(move || some.iter().for_each(compare));
        }
    });
    let session = machine.json(&format!("session latest {DEMO}"));
    let calls = server.json("/api/v1/calls?limit=1000");
    assert_eq!(calls["calls"], session["calls"]);
    let said = machine.json(&format!("providers {DEMO}"));
    for route in ["providers", "provider-capabilities"] {
        let told = server.json(&format!("/api/v1/{route}"));
        for (told, said) in
            told["rows"].as_array().expect("rows").iter().zip(said["rows"].as_array().expect("rows"))
        {
            for name in ["id", "state", "level", "calls", "capabilities", "issues"] {
                assert_eq!(told[name], said[name], "{route} {name}");
            }
        }
    }
    assert_eq!(server.end(), Some(0), "a signal is how it ends");
}

#[test]
fn what_is_logged_is_told_meanwhile() {
    let machine = Machine::with_claude();
    let server = Server::start(&machine, "--tier 3");
    server.settle();
    let calls = |server: &Server| server.json("/api/v1/usage")["total"]["calls"].as_u64().expect("a number");
    let before = calls(&server);
    assert_eq!(machine.json("report --no-ingest")["total"]["calls"], before);
    let mut file = fs::OpenOptions::new().append(true).open(machine.transcript()).expect("a log");
    file.write_all(line(901).as_bytes()).expect("it is written");
    let began = Instant::now();
    while calls(&server) == before {
        assert!(began.elapsed() < Duration::from_secs(10), "it is never told");
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(calls(&server), before + 1);
}

#[test]
fn what_another_process_holds_up_is_said() {
    let machine = Machine::with_claude();
    machine.run("ingest");
    let lock = WriterLock::try_acquire(&machine.db()).expect("a lock").expect("nobody has it");
    let server = Server::start(&machine, "");
    let began = Instant::now();
    let why = || server.json("/api/v1/status")["fresh"]["why"].as_str().unwrap_or_default().to_owned();
    while !why().contains("another scopeon") {
        assert!(began.elapsed() < Duration::from_secs(20), "it is never said");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(server.json("/api/v1/status")["fresh"]["state"], "stale");
    drop(lock);
    server.settle();
}

#[test]
fn a_taken_port_is_no_silent_other_one() {
    let machine = Machine::with_claude();
    let server = Server::start(&machine, "");
    let ran = machine.run(&format!("serve --port {}", server.port));
    assert_eq!(ran.code, Some(4), "{ran:?}");
    assert!(ran.err.contains(&format!("port {} is taken", server.port)), "{ran:?}");
    assert!(ran.out.is_empty());
}

#[test]
fn a_network_needs_a_secret() {
    let machine = Machine::empty();
    let ran = machine.run("serve --lan --tier 1 --port 0");
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.err.contains("needs a secret"), "{ran:?}");
    fs::create_dir_all(machine.own()).expect("a directory");
    let weak = machine.own().join("weak");
    fs::write(&weak, "hunter2").expect("a file");
    let ran = machine.run(&format!("serve --port 0 --secret-file {}", weak.display()));
    assert_eq!(ran.code, Some(2), "{ran:?}");
}

#[test]
fn tokens_are_made_listed_and_revoked() {
    let machine = Machine::with_claude();
    let ran = machine.run("token mint --tier 1 --ttl 30d --name grafana");
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let token = ran.out.trim().to_owned();
    assert_eq!(token.split('.').count(), 3, "{token}");
    assert!(machine.run("token list").out.contains("grafana"));
    assert_eq!(machine.run("token mint --name grafana").code, Some(2), "the name is taken");
    #[cfg(unix)]
    for name in ["scopeon.secret", "scopeon.tokens"] {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(machine.own().join(name)).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    let server = Server::start(&machine, "--tier 2");
    let header = format!("x-scopeon-token: {token}\r\n");
    let status = |path: &str, header: &str| server.ask(path, header).0;
    assert_eq!(status("/api/v1/status", ""), 401);
    assert_ne!(status("/api/v1/status", &header), 401);
    assert_eq!(status("/api/v1/sessions", &header), 403);
    assert_eq!(machine.run("token revoke grafana").code, Some(0));
    assert_eq!(status("/api/v1/status", &header), 401, "it holds no more at once");
    assert_eq!(machine.run("token revoke grafana").code, Some(2));
    assert_eq!(machine.run("token rotate").code, Some(0));
}

#[test]
fn agents_are_answered_over_http_as_much_as_their_tier_holds() {
    let machine = Machine::empty();
    let refused = machine.run("serve --mcp --port 0");
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert!(refused.err.contains("--tier 2"), "{refused:?}");
    let tools = |server: &Server| {
        let (status, listed) = server.agent("tools/list", &json!({}), "");
        assert_eq!(status, 200, "{listed}");
        let names = listed["result"]["tools"].as_array().expect("tools").iter();
        names.map(|tool| tool["name"].as_str().expect("a name").to_owned()).collect::<Vec<_>>()
    };
    let brief = Server::start(&machine, &format!("--mcp --tier 2 {DEMO}"));
    brief.settle();
    let listed = tools(&brief);
    assert!(listed.iter().any(|name| name == "list_sessions"), "{listed:?}");
    for hidden in ["get_interaction_history", "get_task_history", "set_session_tags"] {
        assert!(!listed.iter().any(|name| name == hidden), "{listed:?}");
        let (_, refused) = brief.agent(
            "tools/call",
            &json!({ "name": hidden, "arguments": { "session": "latest", "tags": [] } }),
            "",
        );
        assert!(
            refused.get("error").is_some() || refused["result"]["isError"] == true,
            "{hidden}: {refused}"
        );
    }
    // The figure is that of the command line, and no name of a project comes with it.
    let (_, usage) = brief.agent(
        "tools/call",
        &json!({ "name": "get_usage", "arguments": { "by": "project", "since": "30d" } }),
        "",
    );
    let usage = &usage["result"]["structuredContent"];
    let report = machine.json(&format!("report --since 30d {DEMO}"));
    assert_eq!(usage["calls"], report["total"]["calls"], "{usage}");
    let named = |usage: &Value| {
        usage["rows"].as_array().is_some_and(|rows| {
            rows.iter().any(|row| {
                row["key"].as_str().is_some_and(|key| !key.starts_with("path-") && !key.starts_with('('))
            })
        })
    };
    assert!(!named(usage), "{usage}");
    // Pages of others, and other methods, pass no more than elsewhere.
    assert_eq!(brief.agent("tools/list", &json!({}), "origin: https://evil.example\r\n").0, 403);
    assert_eq!(brief.ask("/mcp", "").0, 405);
    assert_eq!(brief.end(), Some(0));
    let whole = Server::start(&machine, &format!("--mcp --mcp-names all --tier 3 {DEMO}"));
    whole.settle();
    assert!(tools(&whole).iter().any(|name| name == "get_task_history"));
    let (_, usage) = whole.agent(
        "tools/call",
        &json!({ "name": "get_usage", "arguments": { "by": "project", "since": "30d" } }),
        "",
    );
    assert!(named(&usage["result"]["structuredContent"]), "{usage}");
    assert_eq!(whole.end(), Some(0));
    let plain = Server::start(&machine, &format!("--tier 3 {DEMO}"));
    assert_eq!(plain.agent("tools/list", &json!({}), "").0, 404);
}
