//! Which path leads where: made of the table of routes.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{Extension, RawPathParams, Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use scopeon_core::report::SCHEMA;
use serde_json::json;

use crate::answer::answer;
use crate::assets;
use crate::auth::Traded;
use crate::connection::Ends;
use crate::docs::OPENAPI;
use crate::gate::{LONGEST_BODY, gate, too_long};
use crate::mcp;
use crate::mcp_door;
use crate::metrics;
use crate::packed;
use crate::problem::Problem;
use crate::room::Place;
use crate::routes::{QUESTIONS, SPECIAL};
use crate::state::{Caller, Server};
use crate::stream;

/// How long a body may take.
const BODY: Duration = Duration::from_secs(10);

type Shared = State<Arc<Server>>;
type Answered = Result<Response, Problem>;

/// Makes the router.
pub(super) fn router(server: &Arc<Server>) -> Router {
    let mut router = Router::new()
        .route("/health", get(health))
        .route("/api/v1/openapi.json", get(openapi))
        .route("/api/v1/session", post(session))
        .route("/api/v1/capabilities", get(capabilities))
        .route(mcp_door::PATH, post(agents))
        .route("/metrics", get(scrape))
        .route("/sse/v1/status", get(events))
        .route("/ws/v1/metrics", get(socket))
        .fallback(file);
    for route in &QUESTIONS {
        let handler = move |State(server): Shared,
                            Extension(caller): Extension<Caller>,
                            id: Result<RawPathParams, RawPathParamsRejection>,
                            request: Request| async move {
            let id = varying(id)?;
            answer(server, route, (caller, id), request).await
        };
        router = router.route(route.path, get(handler));
    }
    router.layer(from_fn_with_state(Arc::clone(server), gate)).with_state(Arc::clone(server))
}

/// The part of a path that may vary, where there is one.
fn varying(parts: Result<RawPathParams, RawPathParamsRejection>) -> Result<Option<String>, Problem> {
    match parts {
        Ok(parts) => Ok(parts.iter().next().map(|(_, id)| id.to_owned())),
        Err(RawPathParamsRejection::InvalidUtf8InPathParam(_)) => {
            Err(Problem::parameter("id", "what stands in the path for id is no text"))
        }
        Err(_) => Ok(None),
    }
}

fn told(body: impl Into<Body>, kind: &'static str) -> Response {
    let mut response = Response::new(body.into());
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

async fn health(State(server): Shared) -> Response {
    let body = json!({
        "status": "ok",
        "version": env!("CARGO_PKG_VERSION"),
        "uptime_secs": server.started.elapsed().as_secs(),
        "tier": server.auth.most(),
        "needs_token": server.auth.is_needed(),
    });
    told(body.to_string(), "application/json")
}

/// The description as it is, once for all who ask.
static UNPACKED: LazyLock<Bytes> = LazyLock::new(|| Bytes::from(packed::unpack(OPENAPI)));

async fn openapi(request: Request) -> Response {
    let is_packed = packed::is_taken(request.headers());
    let body = if is_packed { Body::from(OPENAPI) } else { Body::from(UNPACKED.clone()) };
    let mut response = told(body, "application/json");
    packed::mark(response.headers_mut(), is_packed);
    response
}

async fn capabilities(Extension(caller): Extension<Caller>) -> Response {
    let route = |path: &str, tier: crate::tier::Tier| json!({ "path": path, "tier": tier, "allowed": tier <= caller.tier });
    let questions = QUESTIONS.iter().map(|question| route(question.path, question.tier));
    let special = SPECIAL.iter().map(|special| route(special.path, special.tier));
    let body = json!({
        "schema": SCHEMA,
        "version": env!("CARGO_PKG_VERSION"),
        "tier": caller.tier,
        "routes": special.chain(questions).collect::<Vec<_>>(),
    });
    told(body.to_string(), "application/json")
}

/// Trades a code or the secret for a token that a page keeps.
async fn session(State(server): Shared, Extension(ends): Extension<Ends>, request: Request) -> Answered {
    let body = tokio::time::timeout(BODY, to_bytes(request.into_body(), LONGEST_BODY)).await;
    let body: Bytes = body
        .map_err(|_| Problem::parameter("body", "the body took too long"))?
        .map_err(|_| too_long(LONGEST_BODY))?;
    let traded: Traded = serde_json::from_slice(&body).map_err(|_| {
        let detail = "the body is JSON with either a code or the secret: {\"code\": \"…\"}";
        Problem::parameter("body", detail).allowed("", ["code", "secret"])
    })?;
    let token = server.auth.trade(&traded, ends.peer.ip(), server.app.now())?;
    let body = serde_json::to_vec(&token).map_err(|_| Problem::unavailable("the token cannot be written"))?;
    Ok(told(body, "application/json"))
}

async fn scrape(State(server): Shared, Extension(caller): Extension<Caller>, request: Request) -> Answered {
    metrics::metrics(server, caller.tier, request.headers()).await
}

async fn agents(State(server): Shared, Extension(caller): Extension<Caller>, request: Request) -> Answered {
    mcp::mcp(server, caller, request).await
}

async fn events(State(server): Shared, Extension(caller): Extension<Caller>, request: Request) -> Answered {
    stream::status(&server, &caller, (request.headers(), request.uri()))
}

async fn socket(
    State(server): Shared,
    Extension(caller): Extension<Caller>,
    upgrade: Result<WebSocketUpgrade, axum::extract::ws::rejection::WebSocketUpgradeRejection>,
    request: Request,
) -> Answered {
    let upgrade = upgrade.map_err(|_| {
        let detail = "it is a WebSocket: ask with Upgrade: websocket";
        Problem::parameter("upgrade", detail)
    })?;
    let place = request.extensions().get::<Arc<Place>>().cloned();
    stream::metrics(&server, &caller, (upgrade, request.uri(), place))
}

/// What is no route is a file of the dashboard: others do not pass the gate.
async fn file(State(server): Shared, request: Request) -> Response {
    match assets::find(request.uri().path()) {
        Some(asset) if asset.is_page() => server.page.response(request.headers()),
        Some(asset) => asset.response(request.headers()),
        None => Problem::unavailable("the file is gone").into_response(),
    }
}
