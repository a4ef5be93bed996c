//! A client: it speaks one era, and waits for what it asked.

use std::io::{BufRead, BufReader, PipeReader, PipeWriter, Write};
use std::sync::Arc;
use std::thread::JoinHandle;

use scopeon_app::{App, CancelToken};
use scopeon_mcp::{McpOptions, serve};
use serde_json::{Value, json};

/// An era.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Era {
    /// With a handshake, of that version.
    Handshake(&'static str),
    /// Without one: 2026-07-28.
    Stateless,
}

/// Every era that is spoken.
pub(crate) const ERAS: [Era; 3] =
    [Era::Handshake("2025-06-18"), Era::Handshake("2025-11-25"), Era::Stateless];

/// A client of a server that ends with it.
pub(crate) struct Client {
    input: Option<PipeWriter>,
    output: BufReader<PipeReader>,
    server: Option<JoinHandle<()>>,
    era: Era,
    last: i64,
    /// What was told unasked.
    pub(crate) told: Vec<Value>,
}

impl Client {
    /// Starts a server and begins to speak with it.
    pub(crate) fn start(app: &Arc<App>, options: McpOptions, era: Era) -> Self {
        let mut client = Self::silent(app, options, era);
        if let Era::Handshake(version) = era {
            let params = json!({
                "protocolVersion": version,
                "capabilities": {},
                "clientInfo": { "name": "claude-code", "version": "2.1.332" },
            });
            let began = client.ask("initialize", params);
            assert_eq!(began["result"]["protocolVersion"], version);
            client.tell(&json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }));
        }
        client
    }

    /// Starts a server and says nothing yet.
    pub(crate) fn silent(app: &Arc<App>, options: McpOptions, era: Era) -> Self {
        let (theirs, input) = std::io::pipe().expect("a pipe");
        let (output, ours) = std::io::pipe().expect("a pipe");
        let app = Arc::clone(app);
        let server = std::thread::spawn(move || {
            serve(app, options, &CancelToken::new(), (theirs, ours)).expect("a server");
        });
        let output = BufReader::new(output);
        Self { input: Some(input), output, server: Some(server), era, last: 0, told: Vec::new() }
    }

    /// Writes a line.
    pub(crate) fn line(&mut self, line: &[u8]) {
        let input = self.input.as_mut().expect("it is open");
        input.write_all(line).and_then(|()| input.write_all(b"\n")).expect("it is read");
    }

    /// Says something that is not answered.
    pub(crate) fn tell(&mut self, message: &Value) {
        self.line(message.to_string().as_bytes());
    }

    /// Reads a line; none at the end.
    pub(crate) fn read(&mut self) -> Option<Value> {
        let mut line = String::new();
        self.output.read_line(&mut line).expect("UTF-8");
        (!line.is_empty())
            .then(|| serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}")))
    }

    /// Reads the next answer, whatever it answers; what is told meanwhile is kept.
    pub(crate) fn answer(&mut self) -> Value {
        loop {
            let said = self.read().expect("an answer");
            if said.get("method").is_none() {
                return said;
            }
            self.told.push(said);
        }
    }

    /// Asks, and returns the number of the question.
    pub(crate) fn begin(&mut self, method: &str, mut params: Value) -> i64 {
        self.last += 1;
        if self.era == Era::Stateless {
            let meta = params["_meta"].take();
            params["_meta"] = if meta.is_object() { meta } else { json!({}) };
            let meta = params["_meta"].as_object_mut().expect("an object");
            meta.insert("io.modelcontextprotocol/protocolVersion".to_owned(), json!("2026-07-28"));
            meta.insert(
                "io.modelcontextprotocol/clientInfo".to_owned(),
                json!({ "name": "claude-code", "version": "2" }),
            );
            meta.insert("io.modelcontextprotocol/clientCapabilities".to_owned(), json!({}));
        }
        self.tell(&json!({ "jsonrpc": "2.0", "id": self.last, "method": method, "params": params }));
        self.last
    }

    /// Waits for an answer; what is told meanwhile is kept.
    pub(crate) fn wait(&mut self, id: i64) -> Value {
        loop {
            let said = self.read().expect("an answer");
            if said["id"] == id {
                return said;
            }
            self.told.push(said);
        }
    }

    /// Asks, and waits for the answer.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.begin(method, params);
        self.wait(id)
    }

    /// Calls a tool, and returns its result.
    #[expect(clippy::needless_pass_by_value, reason = "arguments are written where they are handed over")]
    pub(crate) fn call(&mut self, tool: &str, arguments: Value) -> Value {
        let answer = self.ask("tools/call", json!({ "name": tool, "arguments": arguments }));
        assert!(answer.get("result").is_some(), "{tool}: {answer}");
        answer["result"].clone()
    }

    /// Calls a tool that has to answer, and returns what it says.
    #[track_caller]
    pub(crate) fn body(&mut self, tool: &str, arguments: Value) -> Value {
        let result = self.call(tool, arguments);
        assert!(result.get("isError").is_none(), "{tool}: {result}");
        let text = result["content"][0]["text"].as_str().expect("a text");
        let body: Value = serde_json::from_str(text).expect("JSON");
        assert_eq!(body, result["structuredContent"], "{tool}");
        body
    }

    /// Returns `true` if a tool is of one session.
    pub(crate) fn takes_session(&mut self, tool: &str) -> bool {
        let asked = self.ask("tools/call", json!({ "name": tool, "arguments": { "session": 1 } }));
        asked["error"]["data"]["field"] == "session"
            && asked["error"]["message"].as_str().is_some_and(|text| text.contains("is a text"))
    }

    /// Closes its side without reading anything, and waits until the server has ended.
    pub(crate) fn leave(mut self) {
        self.input = None;
        self.server.take().expect("it runs").join().expect("it ends well");
    }

    /// Closes its side, and waits until the server has ended; returns what else it said.
    pub(crate) fn end(mut self) -> Vec<Value> {
        self.input = None;
        let mut rest = std::mem::take(&mut self.told);
        while let Some(said) = self.read() {
            rest.push(said);
        }
        self.server.take().expect("it runs").join().expect("it ends well");
        rest
    }
}
