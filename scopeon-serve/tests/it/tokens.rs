//! Who knows what: codes, secrets and tokens, and what a server needs before it listens on a network.

use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use scopeon_app::CancelToken;
use scopeon_serve::{Secret, ServeError, ServeOptions, Tier, TlsFiles, serve};

use crate::running::{Running, sample};

#[test]
fn a_page_trades_its_code_once() {
    let secret = Secret::random().expect("random bytes");
    let options = ServeOptions {
        secret: Some(secret),
        one_time_code: true,
        tier: Tier::Sessions,
        ..ServeOptions::default()
    };
    let server = Running::start(&sample().app(), options);
    let mut client = server.client();
    let host = format!("localhost:{}", server.port());
    let mut trade = |body: &str| client.send("POST", "/api/v1/session", &[("host", &host)], body);
    let code = server.listening.code.clone().expect("a code");
    assert_eq!(trade(r#"{"code":"wrong"}"#).status, 401);
    assert_eq!(trade(r#"{"token":"wrong"}"#).status, 400);
    let token = trade(&format!(r#"{{"code":"{code}"}}"#)).json();
    assert_eq!(token["tier"], 2);
    assert_eq!(trade(&format!(r#"{{"code":"{code}"}}"#)).status, 401, "it holds once");
    let token = format!("Bearer {}", token["token"].as_str().expect("a token"));
    assert_eq!(client.ask("GET", "/api/v1/sessions", &[("authorization", &token)]).status, 200);
    assert_eq!(client.get("/api/v1/sessions").status, 401);
    let asked = client.get("/api/v1/status");
    assert_eq!(asked.header("www-authenticate"), Some("Bearer realm=\"scopeon\""));
    let health = client.get("/health").json();
    assert_eq!((&health["tier"], &health["needs_token"]), (&2.into(), &true.into()));
}

#[test]
fn this_machine_may_be_wrong_often() {
    let secret = Secret::random().expect("random bytes");
    let options = ServeOptions { secret: Some(secret), ..ServeOptions::default() };
    let server = Running::start(&sample().app(), options);
    let mut client = server.client();
    for _ in 0..30 {
        assert_eq!(client.ask("GET", "/api/v1/status", &[("x-scopeon-token", "wrong")]).status, 401);
    }
}

#[test]
fn a_network_is_told_nothing_without_a_secret() {
    let app = sample().app();
    let lan = |tier, secret: bool, plain: bool| {
        let options = ServeOptions {
            bind: Some(IpAddr::V4(Ipv4Addr::UNSPECIFIED)),
            tier,
            secret: secret.then(|| Secret::random().expect("random bytes")),
            allow_plain_http: plain,
            ..ServeOptions::default()
        };
        options.check()
    };
    assert!(lan(Tier::Health, false, false).is_ok());
    for tier in [Tier::Aggregates, Tier::Sessions, Tier::Calls] {
        assert!(matches!(lan(tier, false, true), Err(ServeError::Options { .. })));
        assert!(matches!(lan(tier, true, false), Err(ServeError::Options { .. })));
        assert!(lan(tier, true, true).is_ok());
    }
    let tls = TlsFiles { certificate: "/nowhere/cert.pem".into(), key: "/nowhere/key.pem".into() };
    let options = ServeOptions { port: 0, tls: Some(tls), ..ServeOptions::default() };
    let failed = serve(Arc::clone(&app), &options, &CancelToken::new(), |_| {});
    assert!(matches!(failed, Err(ServeError::Tls { .. })), "{failed:?}");
}

#[test]
fn a_taken_port_is_said_by_whom() {
    let app = sample().app();
    let server = Running::start(&app, ServeOptions::default());
    let options = ServeOptions { port: server.port(), ..ServeOptions::default() };
    let failed = serve(app, &options, &CancelToken::new(), |_| {}).expect_err("it is taken");
    let text = failed.to_string();
    assert!(text.contains(&server.port().to_string()), "{text}");
    #[cfg(target_os = "linux")]
    assert!(text.contains(&std::process::id().to_string()), "{text}");
}

/// Who rotates a secret does so because somebody else may know it.
#[test]
fn a_secret_that_is_replaced_holds_no_more_and_nor_does_what_it_signed() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("secret");
    let (old, new) = (written(&file), Secret::random().expect("random bytes"));
    let options = ServeOptions {
        secret: Some(Secret::read(&file).expect("a secret")),
        secret_file: Some(file.clone()),
        ..ServeOptions::default()
    };
    let server = Running::start(&sample().app(), options);
    let mut client = server.client();
    let host = format!("localhost:{}", server.port());
    let body = format!(r#"{{"secret":"{old}"}}"#);
    let page = client.send("POST", "/api/v1/session", &[("host", &host)], &body).json();
    let page = page["token"].as_str().expect("a token").to_owned();
    let mut asked = |stated: &str| client.ask("GET", "/api/v1/status", &[("x-scopeon-token", stated)]).status;
    std::thread::sleep(Duration::from_millis(1500));
    assert_eq!((asked(&old), asked(&page)), (200, 200), "nothing was replaced");
    new.write(&file).expect("a file");
    let begun = Instant::now();
    while asked(&old) == 200 && begun.elapsed() < Duration::from_secs(10) {
        std::thread::sleep(Duration::from_millis(50));
    }
    let new = std::fs::read_to_string(&file).expect("a file");
    assert_eq!((asked(&old), asked(&page), asked(new.trim())), (401, 401, 200));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // Others could read it, and then nobody else can: both are changes.
        let next = directory.path().join("next");
        let third = written(&next);
        std::fs::set_permissions(&next, std::fs::Permissions::from_mode(0o644)).expect("a mode");
        std::fs::rename(&next, &file).expect("a file");
        std::thread::sleep(Duration::from_millis(1500));
        assert_eq!((asked(new.trim()), asked(&third)), (200, 401));
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).expect("a mode");
        std::thread::sleep(Duration::from_millis(1500));
        assert_eq!((asked(new.trim()), asked(&third)), (401, 200));
        std::fs::write(&file, &new).expect("a file");
        std::thread::sleep(Duration::from_millis(1500));
        assert_eq!((asked(new.trim()), asked(&third)), (200, 401), "written in place");
    }
    std::fs::write(&file, "weak").expect("a file");
    std::thread::sleep(Duration::from_millis(1500));
    assert_eq!((asked(new.trim()), asked("weak")), (200, 401), "what is no secret changes nothing");
}

fn written(file: &Path) -> String {
    Secret::random().expect("random bytes").write(file).expect("a file");
    std::fs::read_to_string(file).expect("a file").trim().to_owned()
}
