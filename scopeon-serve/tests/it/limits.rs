//! What is too much is refused, and whoever is slow holds nobody up.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use scopeon_serve::{ServeOptions, Tier};

use crate::running::{Running, sample};

fn server() -> Running {
    Running::start(&sample().app(), ServeOptions { tier: Tier::Calls, ..ServeOptions::default() })
}

#[test]
fn what_is_too_much_is_refused() {
    let server = server();
    let mut client = server.client();
    let long = format!("/api/v1/usage?since={}", "7".repeat(9000));
    assert_eq!(client.get(&long).status, 414);
    let many: Vec<(String, &str)> = (0..70).map(|n| (format!("x-{n}"), "y")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    let refused = client.ask("GET", "/api/v1/status", &many);
    assert_eq!(refused.status, 431);
    assert_eq!(refused.header("content-type"), Some("application/problem+json"));
    let large = "z".repeat(20_000);
    assert_eq!(client.ask("GET", "/api/v1/status", &[("x-large", &large)]).status, 431);
    let host = format!("localhost:{}", server.port());
    let body = "b".repeat(5000);
    assert_eq!(client.send("POST", "/api/v1/session", &[("host", &host)], &body).status, 413);
    let many = format!("/api/v1/usage?{}", "model=a&".repeat(70));
    assert_eq!(client.get(&many).status, 400);
    assert_eq!(client.get("/api/v1/sessions?limit=1001").status, 400);
    assert_eq!(client.get("/api/v1/sessions?limit=1000").status, 200);
}

#[test]
fn what_is_no_request_is_never_a_failure_of_the_server() {
    let server = server();
    for text in [
        "\r\n\r\n",
        "GET\r\n\r\n",
        "GET /health HTTP/9.9\r\nhost: localhost\r\n\r\n",
        "GET /health HTTP/1.1\r\nhost localhost\r\n\r\n",
        "GET /health HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\nabc",
        "POST /api/v1/session HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n",
        "\0\0\0\0\r\n\r\n",
    ] {
        let mut stream = TcpStream::connect(server.address()).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a timeout");
        stream.write_all(text.as_bytes()).expect("it is sent");
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let mut answer = String::new();
        let _ = stream.read_to_string(&mut answer);
        let status: Option<u16> = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
        assert!(status.is_none_or(|status| (400..500).contains(&status)), "{text:?}: {answer}");
    }
}

#[test]
fn half_a_request_is_let_go_and_holds_nobody_up() {
    let server = server();
    let mut halves: Vec<TcpStream> = (0..200)
        .map(|_| {
            let mut stream = TcpStream::connect(server.address()).expect("a connection");
            stream.write_all(b"GET /health HTTP/1.1\r\nhost: lo").expect("it is sent");
            stream
        })
        .collect();
    let began = Instant::now();
    let mut client = server.client();
    for _ in 0..20 {
        assert_eq!(client.get("/health").status, 200);
    }
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
    let last = halves.last_mut().expect("a connection");
    last.set_read_timeout(Some(Duration::from_secs(9))).expect("a timeout");
    let ended = last.read(&mut [0; 512]);
    assert!(ended.is_ok(), "it was let go: {ended:?}");
    assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
}

#[test]
fn between_two_requests_there_is_time() {
    let server = server();
    let mut client = server.client();
    let ask = |stream: &mut TcpStream| {
        let text = format!("GET /health HTTP/1.1\r\nhost: localhost:{}\r\n\r\n", server.port());
        stream.write_all(text.as_bytes()).expect("it is sent");
        let mut bytes = [0; 4096];
        let read = stream.read(&mut bytes).expect("an answer");
        String::from_utf8_lossy(&bytes[..read]).starts_with("HTTP/1.1 200")
    };
    let mut stream = TcpStream::connect(server.address()).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a timeout");
    assert!(ask(&mut stream));
    std::thread::sleep(Duration::from_millis(6500));
    assert!(ask(&mut stream), "the same connection is open after more than a head may take");
    assert_eq!(client.get("/health").status, 200);
}

#[test]
fn what_a_caller_has_is_not_sent_again() {
    let server = server();
    let mut client = server.client();
    for path in ["/api/v1/status", "/api/v1/usage?by=model", "/api/v1/sessions/latest", "/"] {
        let answer = client.get(path);
        let tag = answer.header("etag").expect("a tag").to_owned();
        let again = client.ask("GET", path, &[("if-none-match", &tag)]);
        assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
        assert_eq!(client.ask("GET", path, &[("if-none-match", "\"other\"")]).status, 200, "{path}");
    }
    let [one, other] = ["/api/v1/usage?by=model", "/api/v1/usage?by=provider"]
        .map(|path| client.get(path).header("etag").map(str::to_owned));
    assert_ne!(one, other);
}

#[test]
fn pages_hold_every_row_once() {
    let server = server();
    let mut client = server.client();
    let all = client.get("/api/v1/sessions?limit=1000").json();
    let all = all["rows"].as_array().expect("rows").clone();
    assert!(all.len() > 30, "{}", all.len());
    let (mut rows, mut path) = (Vec::new(), "/api/v1/sessions?limit=7".to_owned());
    loop {
        let page = client.get(&path);
        assert_eq!(page.status, 200, "{}", page.text());
        rows.extend(page.json()["rows"].as_array().expect("rows").clone());
        let Some(link) = page.header("link") else { break };
        path = link.trim_start_matches('<').split('>').next().expect("an address").to_owned();
        assert!(path.contains(page.header("x-next-cursor").expect("a cursor")));
    }
    assert_eq!(rows, all);
    assert_eq!(client.get("/api/v1/sessions?cursor=AAAA").status, 400);
    let page = client.get("/api/v1/sessions?limit=7");
    let cursor = page.header("x-next-cursor").expect("a cursor");
    assert_eq!(client.get(&format!("/api/v1/tasks?cursor={cursor}")).status, 400, "it is of another list");
}

#[test]
fn fields_are_chosen() {
    let server = server();
    let mut client = server.client();
    let chosen = client.get("/api/v1/status?fields=today,zone").json();
    assert_eq!(
        chosen.as_object().map(|fields| fields.keys().cloned().collect::<Vec<_>>()),
        Some(vec!["today".to_owned(), "zone".to_owned()])
    );
    let refused = client.get("/api/v1/status?fields=todey").json();
    assert_eq!((&refused["parameter"], &refused["nearest"]), (&"fields".into(), &"today".into()));
}
