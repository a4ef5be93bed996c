//! Streams tell what changed, when it does.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use scopeon_app::{AgentSet, App, Inputs, Silent};
use scopeon_core::time::Timestamp;
use scopeon_serve::token::{TokenSpec, TokenStore};
use scopeon_serve::{Secret, ServeOptions, Tier};
use serde_json::Value;
use tempfile::TempDir;

use crate::running::Running;

/// A home with one log that grows.
struct Home {
    directory: TempDir,
}

impl Home {
    fn new() -> Self {
        let home = Self { directory: tempfile::tempdir().expect("a directory") };
        fs::create_dir_all(home.log().parent().expect("a directory")).expect("directories");
        home.call(1);
        home
    }

    fn log(&self) -> std::path::PathBuf {
        self.path().join(".claude/projects/-work/11111111-1111-4111-8111-111111111111.jsonl")
    }

    fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Logs one call more.
    fn call(&self, n: u32) {
        self.call_at(n, self.app().now());
    }

    fn app(&self) -> App {
        App::open(&self.inputs(), AgentSet::builtin(), Arc::new(Silent)).expect("an application")
    }

    /// Logs one call more, of some time.
    fn call_at(&self, n: u32, now: Timestamp) {
        let at = serde_json::to_value(now).expect("an instant");
        let line = serde_json::json!({
            "type": "assistant", "sessionId": "11111111-1111-4111-8111-111111111111", "cwd": "/work",
            "timestamp": at, "uuid": format!("u{n}"), "requestId": format!("req_{n}"), "version": "2.0.0",
            "message": {
                "id": format!("msg_{n}"), "type": "message", "role": "assistant", "model": "claude-opus-4-5",
                "content": [], "stop_reason": "end_turn",
                "usage": { "input_tokens": 1000, "output_tokens": 100, "cache_read_input_tokens": 3000, "cache_creation_input_tokens": 0 },
            },
        });
        let mut file = fs::OpenOptions::new().append(true).create(true).open(self.log()).expect("a log");
        file.write_all(format!("{line}\n").as_bytes()).expect("it is written");
    }

    fn inputs(&self) -> Inputs {
        Inputs {
            own_home: Some(self.path().join("own")),
            home: Some(self.path().to_owned()),
            temporary: self.path().to_owned(),
            ..Inputs::default()
        }
    }

    fn serve(&self, tier: Tier) -> Running {
        let app = App::open(&self.inputs(), AgentSet::builtin(), Arc::new(Silent)).expect("an application");
        let server = Running::start(&Arc::new(app), ServeOptions { tier, ..ServeOptions::default() });
        let began = Instant::now();
        while server.client().get("/api/v1/status").json()["fresh"]["state"] != "live" {
            assert!(began.elapsed() < Duration::from_secs(20), "it is never live");
            std::thread::sleep(Duration::from_millis(20));
        }
        server
    }
}

/// A stream of events.
struct Events(BufReader<TcpStream>);

impl Events {
    fn open(server: &Running, last: Option<u64>) -> Self {
        let resumes = last.map(|id| format!("last-event-id: {id}\r\n")).unwrap_or_default();
        let host = format!("localhost:{}", server.port());
        let (answer, stream) =
            server.client().open(&format!("GET /sse/v1/status HTTP/1.1\r\nhost: {host}\r\n{resumes}\r\n"));
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-type"), Some("text/event-stream"));
        Self(stream)
    }

    fn next(&mut self) -> Value {
        let mut line = String::new();
        loop {
            line.clear();
            assert!(self.0.read_line(&mut line).expect("a line") > 0, "the stream ended");
            if let Some(data) = line.strip_prefix("data: ") {
                return serde_json::from_str(data).expect("JSON");
            }
        }
    }

    /// Returns `true` if nothing comes for a while.
    fn is_silent(&mut self, while_: Duration) -> bool {
        self.0.get_ref().set_read_timeout(Some(while_)).expect("a timeout");
        let (mut is_silent, mut line) = (true, String::new());
        // What ends the event before is left.
        while self.0.read_line(&mut line).is_ok_and(|read| read > 0) {
            is_silent &= !line.starts_with("data: ");
            line.clear();
        }
        self.0.get_ref().set_read_timeout(Some(Duration::from_secs(30))).expect("a timeout");
        is_silent
    }
}

#[test]
fn a_line_that_is_logged_is_pushed_soon() {
    let home = Home::new();
    let server = home.serve(Tier::Sessions);
    let mut events = Events::open(&server, None);
    let first = events.next();
    assert_eq!(first["type"], "snapshot");
    assert!(first["data"]["fill_pct"].is_number(), "{first}");
    let cost = |message: &Value| message["data"]["daily_cost_usd"].as_f64().expect("a cost");
    assert!(events.is_silent(Duration::from_millis(600)), "nothing changed, so nothing is said");
    let began = Instant::now();
    home.call(2);
    let second = events.next();
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    assert_eq!(second["type"], "patch");
    assert!((cost(&second) - 2.0 * cost(&first)).abs() < 1e-9, "{first} {second}");
    let (seq, resumed) = (first["seq"].as_u64(), Events::open(&server, first["seq"].as_u64()).next());
    assert!(seq < second["seq"].as_u64());
    assert_eq!(
        (&resumed["type"], &resumed["data"]),
        (&second["type"], &second["data"]),
        "it goes on where it was"
    );
    assert_eq!(Events::open(&server, Some(7)).next()["type"], "snapshot", "that is not remembered");
}

/// Without them an answer over a long history takes seconds.
#[test]
fn what_questions_need_is_kept() {
    let home = Home::new();
    let earlier = Timestamp::from_millis(home.app().now().millis() - 2 * 86_400_000).expect("this century");
    fs::remove_file(home.log()).expect("a log");
    home.call_at(2, earlier);
    let server = home.serve(Tier::Aggregates);
    let mut client = server.client();
    let began = Instant::now();
    while client.get("/api/v1/cache").json()["fresh"]["state"] != "live" {
        assert!(began.elapsed() < Duration::from_secs(10), "it is never read");
    }
    let kept = || home.app().verify().expect("a database").digests;
    while kept() == 0 {
        assert!(began.elapsed() < Duration::from_secs(20), "nothing is kept");
        client.get("/api/v1/cache");
    }
    assert_eq!(
        client.get("/api/v1/cache").json()["total"],
        home.app()
            .ask_kept(&scopeon_app::ask::Cache::default())
            .map(|report| serde_json::to_value(report.total).expect("JSON"))
            .expect("an answer")
    );
}

/// Where the command line says that something is lacking, a server does.
#[cfg(unix)]
#[test]
fn logs_that_cannot_be_read_are_said() {
    let home = Home::new();
    let pipe = home.log().with_file_name("22222222-1111-4111-8111-111111111111.jsonl");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo is there");
    assert!(made.success());
    for tier in [Tier::Aggregates, Tier::Calls] {
        let server = Running::start(&Arc::new(home.app()), ServeOptions { tier, ..ServeOptions::default() });
        let mut client = server.client();
        let began = Instant::now();
        let why = |client: &mut crate::client::Client| {
            let fresh = client.get("/api/v1/usage").json()["fresh"].clone();
            (fresh["state"].clone(), fresh["why"].as_str().unwrap_or_default().to_owned())
        };
        while !why(&mut client).1.starts_with("1 log could not be read whole") {
            assert!(began.elapsed() < Duration::from_secs(15), "{:?}", why(&mut client));
            std::thread::sleep(Duration::from_millis(50));
        }
        assert_eq!(why(&mut client).0, "stale");
    }
    fs::remove_file(&pipe).expect("a pipe");
    let server = home.serve(Tier::Aggregates);
    let began = Instant::now();
    while server.client().get("/api/v1/usage").json()["fresh"]["state"] != "live" {
        assert!(began.elapsed() < Duration::from_secs(15), "what is gone is not lacking");
    }
}

/// Nothing that is logged is lost with a database, and nobody has to log more for that to be seen.
#[test]
fn a_database_that_is_gone_is_made_again() {
    let home = Home::new();
    let server = home.serve(Tier::Aggregates);
    let mut client = server.client();
    let mut counts = || client.get("/api/v1/usage").json()["total"]["calls"] == 1;
    let waits = |counts: &mut dyn FnMut() -> bool| {
        let began = Instant::now();
        while !counts() {
            assert!(began.elapsed() < Duration::from_secs(20), "it is never told");
            std::thread::sleep(Duration::from_millis(20));
        }
    };
    waits(&mut counts);
    std::thread::sleep(Duration::from_millis(500));
    let db = home.app().db();
    for ending in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{ending}", db.display()));
    }
    std::thread::sleep(Duration::from_millis(500));
    waits(&mut counts);
    assert!(db.exists());
}

#[test]
fn a_tag_changes_when_something_was_written() {
    let home = Home::new();
    let server = home.serve(Tier::Aggregates);
    let mut client = server.client();
    let began = Instant::now();
    while client.get("/api/v1/usage").json()["total"]["calls"] != 1 {
        assert!(began.elapsed() < Duration::from_secs(5), "it is never told");
    }
    std::thread::sleep(Duration::from_millis(300));
    let tag = client.get("/api/v1/usage").header("etag").expect("a tag").to_owned();
    assert_eq!(client.ask("GET", "/api/v1/usage", &[("if-none-match", &tag)]).status, 304);
    home.call(2);
    let began = Instant::now();
    while client.ask("GET", "/api/v1/usage", &[("if-none-match", &tag)]).status == 304 {
        assert!(began.elapsed() < Duration::from_secs(5), "it is never read");
        std::thread::sleep(Duration::from_millis(20));
    }
    let began = Instant::now();
    while client.get("/api/v1/usage").json()["total"]["calls"] != 2 {
        assert!(began.elapsed() < Duration::from_secs(5), "it is never told");
    }
}

#[test]
fn no_context_is_told_at_a_tier_that_holds_none() {
    let home = Home::new();
    let server = home.serve(Tier::Aggregates);
    let event = Events::open(&server, None).next();
    let names: Vec<&String> = event["data"].as_object().expect("data").keys().collect();
    assert_eq!(names, ["cache_hit_rate_pct", "daily_cost_usd", "fresh"]);
    let message = socket(&server, "").1;
    assert!(message["data"]["context_pressure"].is_null());
    assert!(!message.to_string().contains("11111111-1111"), "no session is named");
    assert!(message["data"]["token_usage"]["calls"].is_number() && message["data"]["history_30d"].is_array());
    let metrics = server.client().get("/metrics").text();
    assert!(!metrics.contains("context"), "{metrics}");
}

/// Opens a WebSocket and reads its first message.
fn socket(server: &Running, headers: &str) -> (BufReader<TcpStream>, Value) {
    let host = format!("localhost:{}", server.port());
    let request = format!(
        "GET /ws/v1/metrics HTTP/1.1\r\nhost: {host}\r\nupgrade: websocket\r\nconnection: upgrade\r\n\
sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n{headers}\r\n"
    );
    let (answer, mut stream) = server.client().open(&request);
    assert_eq!(answer.status, 101, "{answer:?}");
    let message = frame(&mut stream);
    (stream, message)
}

fn frame(stream: &mut BufReader<TcpStream>) -> Value {
    loop {
        let mut head = [0; 2];
        stream.read_exact(&mut head).expect("a frame");
        let mut length = u64::from(head[1] & 0x7f);
        if length == 126 {
            let mut more = [0; 2];
            stream.read_exact(&mut more).expect("a length");
            length = u64::from(u16::from_be_bytes(more));
        } else if length == 127 {
            let mut more = [0; 8];
            stream.read_exact(&mut more).expect("a length");
            length = u64::from_be_bytes(more);
        }
        let mut body = vec![0; usize::try_from(length).expect("a length")];
        stream.read_exact(&mut body).expect("a body");
        if head[0] & 0x0f == 1 {
            return serde_json::from_slice(&body).expect("JSON");
        }
    }
}

#[test]
fn a_socket_is_told_what_changed() {
    let home = Home::new();
    let server = home.serve(Tier::Calls);
    let (mut stream, first) = socket(&server, "sec-websocket-protocol: scopeon.v1\r\n");
    assert_eq!(first["type"], "snapshot");
    assert_eq!(first["data"]["context_pressure"]["model"], "claude-opus-4-5");
    home.call(2);
    // Time passes in forecasts, which may be told before.
    let mut second = frame(&mut stream);
    while second["data"]["token_usage"].is_null() {
        second = frame(&mut stream);
    }
    assert_eq!(second["type"], "patch");
    assert_eq!(second["data"]["token_usage"]["calls"], 2);
    for refused in ["origin: https://evil.example\r\n", "sec-fetch-site: cross-site\r\n"] {
        let host = format!("localhost:{}", server.port());
        let request = format!(
            "GET /ws/v1/metrics HTTP/1.1\r\nhost: {host}\r\nupgrade: websocket\r\nconnection: upgrade\r\n\
sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n{refused}\r\n"
        );
        assert_eq!(server.client().open(&request).0.status, 403, "{refused}");
    }
}

/// A socket that is open takes a place, as any connection does, and leaves it when it is closed.
#[test]
fn sockets_have_places_of_their_own() {
    let home = Home::new();
    let app = App::open(&home.inputs(), AgentSet::builtin(), Arc::new(Silent)).expect("an application");
    let options = ServeOptions { tier: Tier::Sessions, most_connections: 3, ..ServeOptions::default() };
    let server = Running::start(&Arc::new(app), options);
    let mut sockets: Vec<_> = (0..3).map(|_| socket(&server, "").0).collect();
    let host = format!("localhost:{}", server.port());
    let ask = || server.client().open(&format!("GET /health HTTP/1.1\r\nhost: {host}\r\n\r\n")).0.status;
    assert_eq!(ask(), 503, "there is no place left");
    sockets.pop();
    let began = Instant::now();
    while ask() != 200 {
        assert!(began.elapsed() < Duration::from_secs(10), "the place of a closed socket is not free");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Whoever is not to be told any more is not told by what they opened before, either.
#[test]
fn streams_end_with_their_token() {
    let home = Home::new();
    let secret = Secret::random().expect("random bytes");
    let app = App::open(&home.inputs(), AgentSet::builtin(), Arc::new(Silent)).expect("an application");
    let tokens = home.path().join("tokens");
    let store = TokenStore::new(tokens.clone());
    let spec = TokenSpec { name: "page".to_owned(), tier: Tier::Sessions, seconds: 600 };
    let token = store.mint(&spec, &secret, app.now()).expect("a token").token;
    let options = ServeOptions {
        tier: Tier::Calls,
        secret: Some(secret),
        tokens: Some(tokens),
        ..ServeOptions::default()
    };
    let server = Running::start(&Arc::new(app), options);
    let stated = format!("x-scopeon-token: {token}\r\n");
    let (mut socket, _) = socket(&server, &stated);
    let host = format!("localhost:{}", server.port());
    let request = format!("GET /sse/v1/status HTTP/1.1\r\nhost: {host}\r\n{stated}\r\n");
    let (answer, events) = server.client().open(&request);
    assert_eq!(answer.status, 200);
    let mut events = Events(events);
    assert_eq!(events.next()["type"], "snapshot");
    home.call(2);
    let before = events.next();
    assert_eq!(before["type"], "patch", "a token that holds is told");
    let revoked = Instant::now();
    store.revoke("page", Timestamp::default()).expect("a token");
    home.call(3);
    let (mut rest, began) = (String::new(), Instant::now());
    // The connection stays for other requests; an empty chunk ends the answer.
    while !rest.ends_with("\r\n0\r\n") && events.0.read_line(&mut rest).expect("a line") > 0 {
        assert!(began.elapsed() < Duration::from_secs(20), "the stream goes on: {rest}");
    }
    assert!(revoked.elapsed() < Duration::from_secs(5), "it ends soon: {:?}", revoked.elapsed());
    let costs = rest.lines().filter_map(|line| line.strip_prefix("data: ")).map(cost);
    let told = cost(&before.to_string());
    assert!(costs.fold(told, f64::max) < told * 1.2, "of the third call nothing is told: {rest}");
    let mut frames = Vec::new();
    socket.read_to_end(&mut frames).expect("the socket ends");
    assert!(!String::from_utf8_lossy(&frames).contains("\"calls\":3"), "of the third call nothing is told");
}

/// What a message says that the day cost; nothing where it says nothing of it.
fn cost(message: &str) -> f64 {
    let message: Value = serde_json::from_str(message).expect("JSON");
    message["data"]["daily_cost_usd"].as_f64().unwrap_or_default()
}

#[test]
fn metrics_are_of_the_form_that_is_accepted() {
    let home = Home::new();
    let server = home.serve(Tier::Sessions);
    let mut client = server.client();
    let text = client.get("/metrics");
    assert_eq!(text.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
    let series =
        "scopeon_tokens_total{provider=\"claude-code\",model=\"claude-opus-4-5\",type=\"input\"} 1000";
    assert!(text.text().contains(series), "{}", text.text());
    assert!(
        text.text().contains("scopeon_calls_total{provider=\"claude-code\",model=\"claude-opus-4-5\"} 1")
    );
    let open = client.ask("GET", "/metrics", &[("accept", "application/openmetrics-text; version=1.0.0")]);
    assert!(open.header("content-type").is_some_and(|kind| kind.starts_with("application/openmetrics-text")));
    assert!(open.text().ends_with("# EOF\n"));
    for name in [
        "cost_usd_total",
        "sessions_total",
        "build_info",
        "context_used_ratio",
        "last_ingest_timestamp_seconds",
    ] {
        assert!(open.text().contains(&format!("scopeon_{name}")), "{name}");
    }
}
