//! What every request passes before anything is answered: limits, the guard, the path, the method, and what the caller may
//! be told, in this order.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use hyper::body::Body as _;

use crate::assets;
use crate::auth::presented;
use crate::connection::Ends;
use crate::guard::Passed;
use crate::headers;
use crate::mcp_door;
use crate::problem::{Problem, nearest, printable};
use crate::question::forbidden;
use crate::routes::{QUESTIONS, SPECIAL};
use crate::state::{Caller, Server};
use crate::strangers::Strangers;
use crate::tier::Tier;

/// A path with its query may have as many bytes.
const LONGEST_TARGET: usize = 8 * 1024;
/// There may be as many headers.
const MOST_HEADERS: usize = 64;
/// They may have as many bytes.
const LONGEST_HEADERS: usize = 16 * 1024;
/// A body may have as many bytes.
pub(crate) const LONGEST_BODY: usize = 4 * 1024;

/// Lets a request pass, or says why not.
pub(crate) async fn gate(State(server): State<Arc<Server>>, mut request: Request, next: Next) -> Response {
    let (caller, passed) = match enter(&server, &request) {
        Ok((caller, passed)) => (caller, passed),
        Err((problem, passed)) => return finish(refuse(problem, &request, &server.strangers), &passed),
    };
    if request.method() == Method::OPTIONS {
        let mut response = StatusCode::NO_CONTENT.into_response();
        headers::allow(response.headers_mut());
        return finish(response, &passed);
    }
    request.extensions_mut().insert(caller);
    finish(next.run(request).await, &passed)
}

type Refused = (Problem, Passed);

fn enter(server: &Server, request: &Request) -> Result<(Caller, Passed), Refused> {
    let stranger = |problem| (problem, Passed::default());
    let ends = request.extensions().get::<Ends>().copied();
    let ends = ends.ok_or_else(|| stranger(Problem::unavailable("the connection is not known")))?;
    let (headers, uri) = (request.headers(), request.uri());
    limits(headers, uri).map_err(stranger)?;
    let is_page = assets::find(uri.path()).is_some();
    let passed = server.guard.check((headers, uri), ends, is_page).map_err(stranger)?;
    let known = |problem| (problem, passed.clone());
    let place = Place::find(uri.path()).map_err(known)?;
    if request.method() == Method::OPTIONS && passed.cors.is_some() {
        return Ok((Caller { tier: Tier::Health, stated: None }, passed));
    }
    place.allows(request.method()).map_err(known)?;
    let tier = place.admit(server, headers, ends).map_err(known)?;
    let stated = presented(headers).and_then(Result::ok).map(Arc::from);
    Ok((Caller { tier, stated }, passed))
}

fn limits(headers: &HeaderMap, uri: &Uri) -> Result<(), Problem> {
    let target = uri.path_and_query().map_or(0, |target| target.as_str().len());
    if target > LONGEST_TARGET {
        let detail = format!("a path with its query may have {LONGEST_TARGET} bytes");
        return Err(Problem::new(StatusCode::URI_TOO_LONG, "urn:scopeon:problem:long", detail));
    }
    let bytes: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    if headers.len() > MOST_HEADERS || bytes > LONGEST_HEADERS {
        let detail = format!("there may be {MOST_HEADERS} headers of {LONGEST_HEADERS} bytes together");
        let status = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE;
        return Err(Problem::new(status, "urn:scopeon:problem:headers", detail));
    }
    let length =
        headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    let longest = if uri.path() == mcp_door::PATH { mcp_door::LONGEST_BODY } else { LONGEST_BODY };
    if length.is_some_and(|length| length > longest as u64) {
        return Err(too_long(longest));
    }
    Ok(())
}

/// Says that a body is too long.
pub(crate) fn too_long(longest: usize) -> Problem {
    let detail = format!("a body may have {longest} bytes");
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "urn:scopeon:problem:body", detail)
}

/// What stands at a path.
#[derive(Clone, Copy, Debug)]
struct Place {
    path: &'static str,
    method: &'static str,
    tier: Tier,
}

impl Place {
    fn find(path: &str) -> Result<Self, Problem> {
        if assets::find(path).is_some() {
            return Ok(Self { path: "/", method: "GET", tier: Tier::Health });
        }
        Self::all().find(|place| is_at(path, place.path)).ok_or_else(|| {
            let paths: Vec<String> = Self::all().map(|place| place.path.to_owned()).collect();
            let detail = format!("nothing is there: {}", printable(path));
            let problem = Problem::new(StatusCode::NOT_FOUND, "urn:scopeon:problem:path", detail);
            problem.nearest(nearest(path, &paths)).hint("/api/v1/openapi.json lists every route")
        })
    }

    fn all() -> impl Iterator<Item = Self> {
        let question =
            QUESTIONS.iter().map(|route| Self { path: route.path, method: "GET", tier: route.tier });
        let special =
            SPECIAL.iter().map(|route| Self { path: route.path, method: route.method, tier: route.tier });
        question.chain(special)
    }

    fn allows(self, method: &Method) -> Result<(), Problem> {
        let is_head = method == Method::HEAD && self.method == "GET";
        if method.as_str() == self.method || is_head {
            return Ok(());
        }
        let allowed = if self.method == "GET" { "GET, HEAD" } else { self.method };
        let detail = format!("{} takes {allowed}", self.path);
        let problem = Problem::new(StatusCode::METHOD_NOT_ALLOWED, "urn:scopeon:problem:method", detail);
        Err(problem.allowed("", allowed.split(", ")).header(header::ALLOW, allowed))
    }

    /// Returns what the caller may be told.
    fn admit(self, server: &Server, headers: &HeaderMap, ends: Ends) -> Result<Tier, Problem> {
        if self.tier == Tier::Health {
            return Ok(Tier::Health);
        }
        let tier = server.auth.tier(headers, ends.peer.ip(), server.app.now())?;
        if tier < self.tier { Err(forbidden(self.tier, self.path)) } else { Ok(tier) }
    }
}

/// Whether a path is that of a route, of which a part may vary.
fn is_at(path: &str, route: &str) -> bool {
    match route.split_once('{') {
        None => path == route,
        Some((before, _)) => {
            path.strip_prefix(before).is_some_and(|part| !part.is_empty() && !part.contains('/'))
        }
    }
}

fn refuse(problem: Problem, request: &Request, strangers: &Strangers) -> Response {
    let (status, option) = (problem.status().as_u16(), problem.advised().unwrap_or_default());
    if status == 403 && strangers.is_first() {
        tracing::warn!(status, path = printable(request.uri().path()), option, "a request was refused");
    } else {
        tracing::debug!(status, path = printable(request.uri().path()), "a request was refused");
    }
    let mut response = problem.into_response();
    if request.method() == Method::HEAD {
        let length = response.body().size_hint().exact().unwrap_or_default();
        *response.body_mut() = Body::empty();
        response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    }
    response
}

fn finish(mut response: Response, passed: &Passed) -> Response {
    headers::add(response.headers_mut(), passed);
    response
}
