//! Figures for Prometheus, under names that follow its conventions: base units, ratios from 0 to 1, counters that never fall.

mod compat;
mod scrape;

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use prometheus_client::encoding::{prometheus_text, text};

use crate::inquiry::Inquiry;
use crate::kept::Answer;
use crate::problem::Problem;
use crate::state::Server;
use crate::tier::Tier;

const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Answers a scrape.
///
/// # Errors
///
/// When nothing can be told yet.
pub(crate) async fn metrics(server: Arc<Server>, tier: Tier, asked: &HeaderMap) -> Result<Response, Problem> {
    let accepted = asked.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_open = accepted.contains("application/openmetrics-text");
    let kind = if is_open { OPEN_METRICS } else { prometheus_text::CONTENT_TYPE };
    let number = server.live.number();
    let make = {
        let server = Arc::clone(&server);
        move || write(&server, tier, is_open)
    };
    let answer = server.kept.answer((format!("metrics {kind}"), tier), number, make).await?;
    let mut response = Response::new(Body::from(answer.body));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    Ok(response)
}

fn write(server: &Server, tier: Tier, is_open: bool) -> Result<Answer, Problem> {
    // Whoever may know names is told pseudonyms here, too: series are kept elsewhere, and for long.
    let inquiry = Inquiry { app: &server.app, live: &server.live, tier: tier.min(Tier::Sessions) };
    let mut registry = scrape::registry(&inquiry, &server.risen)?;
    if server.metrics_compat {
        compat::add(&mut registry, &inquiry)?;
    }
    let mut written = String::new();
    let done = if is_open {
        text::encode(&mut written, &registry)
    } else {
        prometheus_text::encode(&mut written, &registry)
    };
    done.map_err(|_| Problem::unavailable("the figures cannot be written"))?;
    Ok(Answer { body: Bytes::from(written), next: None })
}
