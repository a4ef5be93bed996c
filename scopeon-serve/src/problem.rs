//! What is told instead of an answer: RFC 9457, with what a program or a person needs to do better.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::tier::Tier;

/// What is told instead of an answer.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub(crate) struct Problem(Box<Content>);

#[derive(Clone, Debug, Serialize)]
struct Content {
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'static str,
    #[serde(serialize_with = "as_number")]
    status: StatusCode,
    detail: String,
    /// The parameter or header that is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<String>,
    /// What it may be.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    allowed: Vec<String>,
    /// The allowed value that is spelled most alike.
    #[serde(skip_serializing_if = "Option::is_none")]
    nearest: Option<String>,
    /// The tier that is needed.
    #[serde(skip_serializing_if = "Option::is_none")]
    tier: Option<Tier>,
    /// The origin that was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<String>,
    /// What the server would have to be started with.
    #[serde(skip_serializing_if = "Option::is_none")]
    option: Option<String>,
    /// What to do about it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hints: Vec<String>,
    #[serde(skip)]
    headers: Vec<(HeaderName, HeaderValue)>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
fn as_number<S: serde::Serializer>(status: &StatusCode, out: S) -> Result<S::Ok, S::Error> {
    out.serialize_u16(status.as_u16())
}

impl Problem {
    /// Makes one; `kind` names it for programs.
    pub(crate) fn new(status: StatusCode, kind: &'static str, detail: impl Into<String>) -> Self {
        Self(Box::new(Content {
            kind,
            title: status.canonical_reason().unwrap_or("Problem"),
            status,
            detail: shown(&detail.into()),
            parameter: None,
            allowed: Vec::new(),
            nearest: None,
            tier: None,
            origin: None,
            option: None,
            hints: Vec::new(),
            headers: Vec::new(),
        }))
    }

    /// Says that a parameter is wrong.
    pub(crate) fn parameter(name: &str, detail: impl Into<String>) -> Self {
        let mut problem = Self::new(StatusCode::BAD_REQUEST, "urn:scopeon:problem:parameter", detail);
        problem.0.parameter = Some(name.to_owned());
        problem
    }

    /// Says which parameter it is about.
    pub(crate) fn of(mut self, name: &str) -> Self {
        self.0.parameter = Some(name.to_owned());
        self
    }

    /// Says that nothing can be answered now.
    pub(crate) fn unavailable(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "urn:scopeon:problem:unavailable", detail)
            .header(header::RETRY_AFTER, "1")
    }

    /// Returns the status.
    pub(crate) const fn status(&self) -> StatusCode {
        self.0.status
    }

    /// Says what is allowed, and which of it was meant, perhaps.
    pub(crate) fn allowed<'a>(mut self, text: &str, allowed: impl IntoIterator<Item = &'a str>) -> Self {
        self.0.allowed = allowed.into_iter().map(str::to_owned).collect();
        self.0.nearest = nearest(text, &self.0.allowed);
        self
    }

    /// Says what was meant, perhaps.
    pub(crate) fn nearest(mut self, name: Option<String>) -> Self {
        self.0.nearest = name;
        self
    }

    /// Says which tier is needed.
    pub(crate) fn tier(mut self, tier: Tier) -> Self {
        self.0.tier = Some(tier);
        self
    }

    /// Says which origin was refused.
    pub(crate) fn origin(mut self, origin: &str) -> Self {
        self.0.origin = Some(printable(origin));
        self
    }

    /// Says what the server would have to be started with.
    pub(crate) fn option(mut self, option: impl Into<String>) -> Self {
        self.0.option = Some(option.into());
        self
    }

    /// Says what to do about it.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.0.hints.push(shown(&hint.into()));
        self
    }

    /// Adds a header to the response.
    pub(crate) fn header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.0.headers.push((name, value));
        }
        self
    }

    /// Returns what the server would have to be started with, for the log.
    pub(crate) fn advised(&self) -> Option<&str> {
        self.0.option.as_deref()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = self.0.status;
        let kind = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        for (name, value) in self.0.headers {
            response.headers_mut().insert(name, value);
        }
        response
    }
}

/// Leaves out what would change something where it is shown.
fn shown(text: &str) -> String {
    text.chars().filter(|c| scopeon_core::label::is_printable(*c)).collect()
}

/// Returns the one that is spelled most alike, if one is alike at all.
pub(crate) fn nearest(text: &str, allowed: &[String]) -> Option<String> {
    let likeness = |name: &String| strsim::jaro_winkler(&text.to_lowercase(), name);
    let best = allowed.iter().map(|name| (likeness(name), name)).max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 > 0.65).then(|| best.1.clone())
}

/// What a caller wrote is told in characters that change nothing where it is shown, and not without end.
pub(crate) fn printable(text: &str) -> String {
    const MOST: usize = 100;
    shown(text).chars().take(MOST).collect()
}
