//! Resources: what tools answer, by an address.

use serde_json::{Map, Value, json};

use crate::failure::Failure;
use crate::server::{Asking, Server};
use crate::tool::Tool;
use crate::tools::{self, ALERTS, STATUS};

/// What every address begins with.
const SCHEME: &str = "scopeon://";
/// What is listed.
const LISTED: [(&str, &str, &str); 4] = [
    ("scopeon://status", "status", "Where things stand now: today, this week, this month, live sessions"),
    ("scopeon://alerts", "alerts", "What has to be said now; changes when alerts do"),
    ("scopeon://report/daily", "report-daily", "What each of the last days cost"),
    ("scopeon://report/model", "report-model", "What each model cost this month"),
];
/// What has a part that varies.
const TEMPLATES: [(&str, &str, &str); 2] = [
    ("scopeon://session/{id}", "session", "One session; current is the caller's own"),
    (
        "scopeon://report/{by}",
        "report",
        "This month's usage by daily, model, agent, project, branch or session",
    ),
];
/// What a report may be made by.
pub(crate) const REPORTS: [&str; 7] = ["daily", "monthly", "model", "agent", "project", "branch", "session"];
/// What a resource is written in.
const MIME: &str = "application/json";

/// An address that is understood.
pub(crate) struct Resource {
    tool: &'static Tool,
    stated: Map<String, Value>,
}

impl Resource {
    /// Reads an address.
    pub(crate) fn parse(uri: &str) -> Option<Self> {
        let stated = |values: &[(&str, &str)]| {
            values.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect()
        };
        let (tool, stated) = match uri.strip_prefix(SCHEME)?.split_once('/') {
            None => match uri.strip_prefix(SCHEME)? {
                "status" => (&STATUS, Map::new()),
                "alerts" => (&ALERTS, Map::new()),
                _ => return None,
            },
            Some(("session", id)) if !id.is_empty() && !id.contains('/') => {
                (tools::named("get_session_summary")?, stated(&[("session", id)]))
            }
            Some(("report", "daily")) => (tools::named("get_history")?, Map::new()),
            Some(("report", by)) if REPORTS.contains(&by) => {
                let by = if by == "monthly" { "month" } else { by };
                let since = if by == "month" { "all" } else { "this-month" };
                (tools::named("get_usage")?, stated(&[("by", by), ("since", since)]))
            }
            Some(_) => return None,
        };
        Some(Self { tool, stated })
    }
}

/// Lists resources.
pub(crate) fn listed() -> Value {
    let one = |(uri, name, about): &(&str, &str, &str)| json!({ "uri": uri, "name": name, "description": about, "mimeType": MIME });
    LISTED.iter().map(one).collect()
}

/// Lists templates.
pub(crate) fn templates() -> Value {
    let one = |(uri, name, about): &(&str, &str, &str)| json!({ "uriTemplate": uri, "name": name, "description": about, "mimeType": MIME });
    TEMPLATES.iter().map(one).collect()
}

/// Returns every address, and what it tells.
pub(crate) fn documented() -> impl Iterator<Item = (&'static str, &'static str)> {
    LISTED.iter().chain(&TEMPLATES).map(|(uri, _, about)| (*uri, *about))
}

/// Returns `true` if an address, or one with a part that varies, is told of.
pub(crate) fn is_documented(uri: &str) -> bool {
    documented().any(|(known, _)| known == uri)
}

/// Returns `true` if something has an address.
pub(crate) fn is_known(uri: &str) -> bool {
    Resource::parse(uri).is_some()
}

impl Server {
    /// Reads a resource; none where nothing has the address.
    pub(crate) fn read(&self, uri: &str, asking: Asking<'_>) -> Option<Result<Value, Failure>> {
        let resource = Resource::parse(uri)?;
        let read = self
            .answer(resource.tool, resource.stated, asking, false)
            .map(|body| json!([{ "uri": uri, "mimeType": MIME, "text": Value::Object(body).to_string() }]));
        match read {
            // A session that is not there is an address that nothing has.
            Err(Failure::Tool { nearest, .. })
                if uri.starts_with("scopeon://session/") && !nearest.is_empty() =>
            {
                None
            }
            read => Some(read),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{LISTED, Resource};

    #[test]
    fn what_is_listed_can_be_read() {
        assert!(LISTED.iter().all(|(uri, ..)| Resource::parse(uri).is_some()));
    }

    #[test]
    fn what_is_no_address_is_not_understood() {
        for uri in [
            "",
            "scopeon://",
            "scopeon:/status",
            "http://status",
            "scopeon://nothing",
            "scopeon://status/",
            "scopeon://session/",
            "scopeon://session/a/b",
            "scopeon://report/weakly",
            "file:///etc/passwd",
        ] {
            assert!(Resource::parse(uri).is_none(), "{uri}");
        }
    }
}
