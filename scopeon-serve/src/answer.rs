//! Answering a request to a route: from what the caller has, from what was answered a moment ago, or by asking.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::Response;
use serde_json::Value;

use crate::answers::uncover;
use crate::csv;
use crate::cursor;
use crate::etag;
use crate::kept::Answer;
use crate::problem::Problem;
use crate::question::{Asked, Params, Told, filter};
use crate::route::Route;
use crate::state::{Caller, Server};
use crate::tier::Tier;

/// An answer that takes longer is given up.
const PATIENCE: Duration = Duration::from_secs(30);
const JSON: &str = "application/json";
const CSV: &str = "text/csv; charset=utf-8; header=present";
const NEXT: HeaderName = HeaderName::from_static("x-next-cursor");

/// Answers a request to a route.
pub(crate) async fn answer(
    server: Arc<Server>,
    route: &'static Route,
    (caller, id): (Caller, Option<String>),
    request: Request,
) -> Result<Response, Problem> {
    let (headers, uri) = (request.headers(), request.uri().clone());
    let target = uri.path_and_query().map_or("", axum::http::uri::PathAndQuery::as_str).to_owned();
    let number = server.live.number();
    let is_csv = csv::is_wanted(headers);
    // Two forms of an answer are two answers.
    let target = if is_csv { format!("csv {target}") } else { target };
    let tag = etag::of(&target, caller.tier, number, server.app.now());
    if etag::has(headers, &tag) {
        return Ok(unchanged(&tag));
    }
    let has_any = etag::has_any(headers);
    let work = {
        let server = Arc::clone(&server);
        move || {
            let answer = look_up(&server, route, caller.tier, (&uri, id))?;
            if is_csv { tabled(&answer, route, caller.tier) } else { Ok(answer) }
        }
    };
    let key = (target, caller.tier);
    let answered = tokio::time::timeout(PATIENCE, server.kept.answer(key, number, work)).await;
    let answer = answered.map_err(|_| Problem::unavailable("the answer takes too long"))??;
    Ok(if has_any { unchanged(&tag) } else { response(&answer, &tag, if is_csv { CSV } else { JSON }) })
}

fn unchanged(tag: &str) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    etag::add(response.headers_mut(), tag);
    response
}

/// The table of an answer.
fn tabled(answer: &Answer, route: &Route, tier: Tier) -> Result<Answer, Problem> {
    let whole = serde_json::from_slice(&answer.body);
    let whole: Value = whole.map_err(|_| Problem::unavailable("the answer cannot be read"))?;
    let body = Bytes::from(csv::write(&whole, route, tier)?);
    Ok(Answer { body, next: answer.next.clone() })
}

fn response(made: &Answer, tag: &str, kind: &'static str) -> Response {
    let mut response = Response::new(Body::from(made.body.clone()));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    etag::add(headers, tag);
    if let Some((cursor, link)) = &made.next {
        add(headers, NEXT, cursor);
        add(headers, header::LINK, link);
    }
    response
}

fn add(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// Asks, which takes a thread.
fn look_up(
    server: &Server,
    route: &'static Route,
    tier: Tier,
    (uri, id): (&Uri, Option<String>),
) -> Result<Answer, Problem> {
    let query = uri.query().unwrap_or_default();
    let mut params = Params::parse(query, route.params)?;
    let filter = filter(&mut params, route)?;
    let question = question(uri);
    let cursor = params.text("cursor").map(|text| cursor::read(&server.cursors, &question, text));
    let offset = cursor.transpose()?.unwrap_or_default();
    if let Some(id) = id {
        params.set("session", vec![id]);
    }
    let fields: Vec<String> = params
        .text("fields")
        .into_iter()
        .flat_map(|text| text.split(','))
        .map(|name| name.trim().to_owned())
        .collect();
    uncover(&mut params, &server.app, tier)?;
    let asked = Asked {
        app: &server.app,
        live: &server.live,
        parts: route.parts,
        tier,
        params: &params,
        filter: &filter,
        offset,
        fields: &fields,
    };
    let Told { body, next } = (route.answer)(&asked)?;
    let next = next.map(|offset| {
        let cursor = cursor::write(&server.cursors, &question, offset);
        let link = format!("<{}>; rel=\"next\"", with_cursor(uri, &cursor));
        (cursor, link)
    });
    Ok(Answer { body: Bytes::from(body), next })
}

/// The question of a list without the place in it.
fn question(uri: &Uri) -> String {
    format!("{}?{}", uri.path(), stated(uri, &["cursor", "limit"]).finish())
}

fn with_cursor(uri: &Uri, cursor: &str) -> String {
    format!("{}?{}", uri.path(), stated(uri, &["cursor"]).append_pair("cursor", cursor).finish())
}

fn stated(uri: &Uri, without: &[&str]) -> form_urlencoded::Serializer<'static, String> {
    let mut written = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        if !without.contains(&name.as_ref()) {
            written.append_pair(&name, &value);
        }
    }
    written
}
