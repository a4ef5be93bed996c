//! A client that sends what it is told to, byte for byte.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

/// A client with one connection, which is opened again when it was closed.
pub(crate) struct Client {
    address: SocketAddr,
    stream: Option<BufReader<TcpStream>>,
}

/// What was answered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Client {
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self { address, stream: None }
    }

    /// Asks by the server's own name.
    pub(crate) fn get(&mut self, path: &str) -> Answer {
        self.ask("GET", path, &[])
    }

    /// Asks by the server's own name, with headers.
    pub(crate) fn ask(&mut self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let host = format!("localhost:{}", self.address.port());
        let mut all = vec![("host", host.as_str())];
        all.extend(headers);
        self.send(method, path, &all, "")
    }

    /// Sends a request; only what is given is in it.
    pub(crate) fn send(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut text = format!("{method} {path} HTTP/1.1\r\n");
        for (name, value) in headers {
            let _ = write!(text, "{name}: {value}\r\n");
        }
        if !body.is_empty() {
            let _ = write!(text, "content-length: {}\r\n", body.len());
        }
        self.raw(&format!("{text}\r\n{body}"), method)
    }

    /// Sends bytes. What was closed meanwhile is opened again once.
    pub(crate) fn raw(&mut self, text: &str, method: &str) -> Answer {
        for _ in 0..2 {
            let stream = self.stream();
            if stream.get_mut().write_all(text.as_bytes()).is_ok()
                && let Some(answer) = self.read(method)
            {
                return answer;
            }
            self.stream = None;
        }
        panic!("there is no answer to {text}");
    }

    fn stream(&mut self) -> &mut BufReader<TcpStream> {
        let address = self.address;
        self.stream.get_or_insert_with(|| {
            let stream = TcpStream::connect(address).expect("a connection");
            stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a timeout");
            stream.set_nodelay(true).expect("no delay");
            BufReader::new(stream)
        })
    }

    fn read(&mut self, method: &str) -> Option<Answer> {
        let mut answer = self.head()?;
        let length = answer.header("content-length").and_then(|length| length.parse::<usize>().ok());
        let is_open = length.is_none() && answer.status == 200 && method != "HEAD";
        let closes = answer.header("connection") == Some("close");
        if method != "HEAD" && answer.status != 304 {
            answer.body = vec![0; length.unwrap_or_default()];
            self.stream().read_exact(&mut answer.body).ok()?;
        }
        if is_open || closes || answer.status == 101 {
            self.stream = None;
        }
        Some(answer)
    }

    fn head(&mut self) -> Option<Answer> {
        let mut answer = Answer::default();
        let mut line = String::new();
        while self.stream().read_line(&mut line).ok()? > 0 {
            let text = line.trim_end();
            if text.is_empty() {
                return Some(answer);
            }
            match text.split_once(": ") {
                None => answer.status = text.split(' ').nth(1)?.parse().ok()?,
                Some((name, value)) => answer.headers.push((name.to_owned(), value.to_owned())),
            }
            line.clear();
        }
        None
    }

    /// Begins to read a stream: sends a request and leaves its body to the caller.
    pub(crate) fn open(mut self, text: &str) -> (Answer, BufReader<TcpStream>) {
        self.stream().get_mut().write_all(text.as_bytes()).expect("a request");
        let answer = self.head().expect("a head");
        (answer, self.stream.expect("a stream"))
    }
}
