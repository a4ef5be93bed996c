//! The HTTP door on a port of this machine, over sample logs, with what the protocol's conformance suite wants to find beside.
//! `cargo run -p scopeon-mcp --example http -- 8931`
#![expect(clippy::print_stdout, reason = "it says where it listens")]

mod fixtures;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;

use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use scopeon_app::{AgentSet, App, CancelToken, Inputs, Silent};
use scopeon_mcp::{HttpDoor, McpOptions, ToolSet};

type Answer = Response<BoxBody<Bytes, Infallible>>;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let port: u16 = std::env::args().nth(1).map_or(Ok(8931), |port| port.parse())?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(serve(port))
}

async fn serve(port: u16) -> Result<(), Box<dyn std::error::Error>> {
    let own = std::env::temp_dir().join("scopeon-http-example");
    let inputs =
        Inputs { demo: true, own_home: Some(own), temporary: std::env::temp_dir(), ..Inputs::default() };
    let app = Arc::new(App::open(&inputs, AgentSet::builtin(), Arc::new(Silent))?);
    let options = McpOptions {
        tools: ToolSet::Full,
        is_read_only: true,
        fixtures: Some(fixtures::FIXTURES),
        ..McpOptions::default()
    };
    let door = HttpDoor::open(app, options, &CancelToken::new());
    let listener = tokio::net::TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], port))).await?;
    println!("http://{}/mcp", listener.local_addr()?);
    loop {
        let (stream, _) = listener.accept().await?;
        let door = door.clone();
        tokio::spawn(async move {
            let service = service_fn(|request| answer(door.clone(), request));
            // A connection that breaks is the client's matter.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

/// As a server that mounts the door: hosts and origins of this machine alone.
async fn answer(door: HttpDoor, request: Request<Incoming>) -> Result<Answer, Infallible> {
    let of =
        |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let is_local = |text: String| {
        let host = text
            .trim_start_matches("http://")
            .rsplit_once(':')
            .map_or(text.clone(), |(host, _)| host.to_owned());
        ["127.0.0.1", "localhost", "[::1]"].contains(&host.trim_start_matches("http://"))
    };
    if !of("host").is_some_and(is_local) || of("origin").is_some_and(|origin| !is_local(origin)) {
        return Ok(refused(StatusCode::FORBIDDEN));
    }
    let (parts, body) = request.into_parts();
    let Ok(body) = body.collect().await else { return Ok(refused(StatusCode::BAD_REQUEST)) };
    Ok(door.answer(Request::from_parts(parts, body.to_bytes())).await)
}

fn refused(status: StatusCode) -> Answer {
    let mut refused = Response::new(Full::default().boxed());
    *refused.status_mut() = status;
    refused
}
