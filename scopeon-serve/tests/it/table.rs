//! Every route, as everybody might ask: each cell of the table is what an oracle says. The oracle knows the routes, and
//! nothing of how the server decides.

use http_body_util::{BodyExt as _, Full};
use scopeon_serve::token::{TokenSpec, TokenStore};
use scopeon_serve::{Documented, McpAnswer, McpDoor, McpRequest, Secret, ServeOptions, Tier, documented};

use crate::client::{Answer, Client};
use crate::running::{Running, sample};

/// What a caller presents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Presents {
    Nothing,
    Wrong,
    Expired,
    Revoked,
    /// A token of tier 1.
    Lower,
    /// The secret.
    Right,
    /// The secret where it does not count.
    InQuery,
    InCookie,
}

const PRESENTS: [Presents; 8] = [
    Presents::Nothing,
    Presents::Wrong,
    Presents::Expired,
    Presents::Revoked,
    Presents::Lower,
    Presents::Right,
    Presents::InQuery,
    Presents::InCookie,
];

/// What is sent as `Host`, with what it should come to; the port is put in place of `P`.
const HOSTS: [(&[&str], Option<u16>); 14] = [
    (&["localhost:P"], None),
    (&["127.0.0.1:P"], None),
    (&["[::1]:P"], None),
    (&["scopeon.example"], None),
    (&[], Some(400)),
    (&["localhost:P", "localhost:P"], Some(400)),
    (&["localhost"], Some(403)),
    (&["localhost:1"], Some(403)),
    (&["127.attacker.example:P"], Some(403)),
    (&["evil.example"], Some(403)),
    (&["evil.example:P"], Some(403)),
    (&["localhost.evil.example:P"], Some(403)),
    (&["192.0.2.1:P"], Some(403)),
    (&["scopeon.example:P"], Some(403)),
];

type Headers = &'static [(&'static str, &'static str)];

/// What a browser says of where a page is, with what it should come to where the host is `localhost`.
const PAGES: [(Headers, Option<u16>); 11] = [
    (&[], None),
    (&[("origin", "http://localhost:P"), ("sec-fetch-site", "same-origin")], None),
    (&[("origin", "https://scopeon.example")], None),
    (&[("origin", "https://friend.example"), ("sec-fetch-site", "cross-site")], None),
    (&[("origin", "https://evil.example")], Some(403)),
    (&[("origin", "http://localhost:1")], Some(403)),
    (&[("origin", "http://localhost")], Some(403)),
    (&[("origin", "https://localhost:P")], Some(403)),
    (&[("origin", "null")], Some(403)),
    (&[("sec-fetch-site", "cross-site")], Some(403)),
    (&[("sec-fetch-site", "same-site"), ("sec-fetch-mode", "cors")], Some(403)),
];

/// What stands in for an MCP server: whatever is handed on is answered.
#[derive(Debug)]
struct Agreeing;

impl McpDoor for Agreeing {
    fn answer(&self, tier: Tier, request: McpRequest) -> McpAnswer {
        assert!(tier >= Tier::Sessions, "{request:?} passed");
        Box::pin(async { axum::http::Response::new(Full::from("{}").boxed()) })
    }
}

struct Table {
    server: Running,
    most: Tier,
    /// Whether callers have to know something.
    is_closed: bool,
    tokens: [String; 4],
}

impl Table {
    fn new(most: Tier, is_closed: bool) -> Self {
        let directory = tempfile::tempdir().expect("a directory").keep();
        let secret = Secret::random().expect("random bytes");
        secret.write(&directory.join("secret")).expect("a file");
        let text = std::fs::read_to_string(directory.join("secret")).expect("a secret").trim().to_owned();
        let app = sample().app();
        let store = TokenStore::new(directory.join("tokens"));
        let mint = |name: &str, tier, seconds, ago: i64| {
            let at = scopeon_core::time::Timestamp::from_millis(app.now().millis() - ago * 1000)
                .expect("an instant");
            let spec = TokenSpec { name: name.to_owned(), tier, seconds };
            store.mint(&spec, &secret, at).expect("a token").token
        };
        let expired = mint("expired", Tier::Calls, 60, 120);
        let revoked = mint("revoked", Tier::Calls, 600, 0);
        let lower = mint("lower", Tier::Aggregates, 600, 0);
        store.revoke("revoked", app.now()).expect("it was there");
        let options = ServeOptions {
            tier: most,
            secret: is_closed.then_some(secret),
            tokens: Some(directory.join("tokens")),
            public: Some("https://scopeon.example".parse().expect("an origin")),
            mcp: Some(std::sync::Arc::new(Agreeing)),
            cors: vec!["https://friend.example".parse().expect("an origin")],
            ..ServeOptions::default()
        };
        Self {
            server: Running::start(&app, options),
            most,
            is_closed,
            tokens: [expired, revoked, lower, text],
        }
    }

    fn token(&self, presents: Presents) -> Option<&str> {
        let [expired, revoked, lower, secret] = &self.tokens;
        match presents {
            Presents::Nothing | Presents::InQuery | Presents::InCookie => None,
            Presents::Wrong => Some("wrong"),
            Presents::Expired => Some(expired),
            Presents::Revoked => Some(revoked),
            Presents::Lower => Some(lower),
            Presents::Right => Some(secret),
        }
    }

    /// What a caller who passed the guard comes to.
    fn oracle(&self, route: &Documented, presents: Presents, method: &str) -> u16 {
        let is_asked = method == route.method || (method == "HEAD" && route.method == "GET");
        if !is_asked {
            return 405;
        }
        if route.tier == Tier::Health {
            // Nothing is traded for no body.
            return if route.method == "POST" { 400 } else { 200 };
        }
        let tier = match presents {
            _ if !self.is_closed => self.most,
            Presents::Right => self.most,
            Presents::Lower => self.most.min(Tier::Aggregates),
            _ => return 401,
        };
        if tier < route.tier {
            return 403;
        }
        // A query that is none of the route's is refused by whoever may ask it.
        let is_odd = presents == Presents::InQuery && route.command.is_some();
        let is_stream = presents == Presents::InQuery && route.path.starts_with("/sse");
        if is_odd || is_stream || route.path.starts_with("/ws") { 400 } else { 200 }
    }

    fn ask(&self, client: &mut Client, route: &Documented, presents: Presents, method: &str) -> Answer {
        let cookie = format!("x-scopeon-token={}", self.tokens[3]);
        let mut headers = Vec::new();
        if let Some(token) = self.token(presents) {
            headers.push(("x-scopeon-token", token));
        }
        if presents == Presents::InCookie {
            headers.push(("cookie", cookie.as_str()));
        }
        let path = target(route);
        let join = if path.contains('?') { '&' } else { '?' };
        let path = match presents {
            Presents::InQuery => format!("{path}{join}token={}", self.tokens[3]),
            _ => path,
        };
        client.ask(method, &path, &headers)
    }
}

/// Returns a path that is answered, with what has to be stated.
fn target(route: &Documented) -> String {
    let path = route.path.replace("{id}", "latest");
    match route.path {
        "/api/v1/compare" => format!("{path}?a=this-week&b=last-week"),
        "/api/v1/whatif" => format!("{path}?no_cache=true"),
        _ => path,
    }
}

/// Whatever is refused is told in one way, and in no other words than those that are meant for everybody.
fn check_answer(answer: &Answer, method: &str, cell: &str) {
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("cache-control", "no-store"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
    ] {
        assert_eq!(answer.header(name), Some(value), "{cell}: {name}");
    }
    assert!(answer.header("set-cookie").is_none(), "{cell}: there are no cookies");
    let policy = answer.header("content-security-policy").expect("a policy");
    assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{cell}: {policy}");
    if answer.status >= 400 && method != "HEAD" {
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{cell}");
        let problem = answer.json();
        assert_eq!(problem["status"], answer.status, "{cell}");
        assert!(problem["detail"].as_str().is_some_and(|text| !text.is_empty()), "{cell}");
    }
}

#[test]
fn every_route_answers_those_who_may_ask() {
    let mut cells = 0;
    for (most, is_closed) in Tier::ALL.into_iter().flat_map(|tier| [(tier, false), (tier, true)]) {
        let table = Table::new(most, is_closed);
        let mut client = table.server.client();
        for route in documented() {
            for method in ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE"] {
                for presents in PRESENTS {
                    let answer = table.ask(&mut client, &route, presents, method);
                    let cell = format!("{method} {} tier {most} closed {is_closed} {presents:?}", route.path);
                    let expected = table.oracle(&route, presents, method);
                    assert_eq!(answer.status, expected, "{cell}: {}", answer.text());
                    check_answer(&answer, method, &cell);
                    cells += 1;
                }
            }
        }
    }
    assert!(cells > 10_000, "{cells} cells");
}

#[test]
fn only_its_own_names_and_pages_reach_a_route() {
    let table = Table::new(Tier::Calls, false);
    let port = table.server.port().to_string();
    let mut client = table.server.client();
    for route in documented() {
        let expected = table.oracle(&route, Presents::Nothing, route.method);
        for (hosts, refused) in HOSTS {
            let hosts: Vec<String> = hosts.iter().map(|host| host.replace('P', &port)).collect();
            for (page, page_refused) in PAGES {
                // A page of `localhost` is none of `127.0.0.1`.
                let is_other = page
                    .iter()
                    .any(|(name, value)| *name == "origin" && value.starts_with("http://localhost:P"));
                let is_same = hosts.first().is_some_and(|host| *host == format!("localhost:{port}"));
                let page_refused = page_refused.or((is_other && !is_same).then_some(403));
                let page: Vec<(&str, String)> =
                    page.iter().map(|(name, value)| (*name, value.replace('P', &port))).collect();
                let mut headers: Vec<(&str, &str)> =
                    hosts.iter().map(|host| ("host", host.as_str())).collect();
                headers.extend(page.iter().map(|(name, value)| (*name, value.as_str())));
                let answer = client.send(route.method, &target(&route), &headers, "");
                let cell = format!("{} {headers:?}", route.path);
                let expected = refused.or(page_refused).unwrap_or(expected);
                assert_eq!(answer.status, expected, "{cell}: {}", answer.text());
                check_answer(&answer, route.method, &cell);
                let is_friend = page.iter().any(|(_, value)| value == "https://friend.example");
                let opened = answer.header("access-control-allow-origin");
                let allowed = (is_friend && refused.is_none()).then_some("https://friend.example");
                assert_eq!(opened, allowed, "{cell}");
            }
        }
    }
}

#[test]
fn whoever_is_refused_is_told_what_it_takes() {
    let table = Table::new(Tier::Aggregates, false);
    let mut client = table.server.client();
    let port = table.server.port();
    let problem = client.send("GET", "/api/v1/status", &[("host", "box.example:8080")], "").json();
    assert_eq!(problem["option"], "--public-url http://box.example:8080");
    let behind = [("host", "box.example"), ("x-forwarded-proto", "https")];
    let problem = client.send("GET", "/", &behind, "").json();
    assert_eq!(problem["option"], "--public-url https://box.example", "what stands in front encrypts");
    assert_eq!(client.send("GET", "/health", &[("host", &format!("localhost:0{port}"))], "").status, 403);
    let (head, get) = (client.ask("HEAD", "/favicon.ico", &[]), client.get("/favicon.ico"));
    assert_eq!((head.status, get.status), (404, 404));
    assert_eq!(head.header("content-length"), get.header("content-length"));
    let problem = client.ask("GET", "/api/v1/status", &[("origin", "https://evil.example")]).json();
    assert_eq!(problem["origin"], "https://evil.example");
    assert_eq!(problem["option"], "--public-url https://evil.example");
    let problem = client.get("/api/v1/calls").json();
    assert_eq!((&problem["tier"], &problem["option"]), (&3.into(), &"--tier 3".into()));
    let problem = client.get("/api/v1/usge").json();
    assert_eq!(problem["nearest"], "/api/v1/usage");
    let problem = client.get("/api/v1/usage?bye=daily").json();
    assert_eq!((&problem["parameter"], &problem["nearest"]), (&"bye".into(), &"by".into()));
    let problem = client.get("/api/v1/usage?by=dayly").json();
    assert_eq!((&problem["parameter"], &problem["nearest"]), (&"by".into(), &"daily".into()));
    let problem = client.get("/api/v1/usage?since=whenever").json();
    assert_eq!((&problem["status"], &problem["parameter"]), (&400.into(), &"since".into()));
    let problem = client.get("/api/v1/usage?by=session").json();
    assert_eq!((&problem["status"], &problem["tier"]), (&403.into(), &2.into()));
    let absolute = format!("GET http://evil.example/health HTTP/1.1\r\nhost: localhost:{port}\r\n\r\n");
    assert_eq!(client.raw(&absolute, "GET").status, 403, "the name in the first line counts");
    let page =
        [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")];
    assert_eq!(client.ask("GET", "/", &page).status, 200, "a link may lead to the dashboard");
    let frame =
        [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe")];
    assert_eq!(client.ask("GET", "/", &frame).status, 403);
}

#[test]
fn a_listed_origin_may_ask_beforehand() {
    let table = Table::new(Tier::Aggregates, true);
    let mut client = table.server.client();
    let asks = [("origin", "https://friend.example"), ("access-control-request-method", "GET")];
    let answer = client.ask("OPTIONS", "/api/v1/status", &asks);
    assert_eq!(answer.status, 204);
    assert!(
        answer.header("access-control-allow-headers").is_some_and(|names| names.contains("authorization"))
    );
    assert!(answer.header("access-control-allow-credentials").is_none());
}
