//! When a response was: the members that say so, by the usual names and by those that the user adds.

use scopeon_core::id::Identity;
use scopeon_core::time::Timestamp;

use crate::kit::json::Raw;

/// Names that well-known logs use: when a response was made or asked for before when it was written down or done.
const USUAL: [&str; 27] = [
    "created",
    "created_at",
    "timestamp",
    "createTime",
    "time",
    "startTime",
    "request_time",
    "ts",
    "createdAt",
    "create_time",
    "start_time",
    "started_at",
    "startedAt",
    "requested_at",
    "requestTime",
    "@timestamp",
    "datetime",
    "datetime_utc",
    "date",
    "logged_at",
    "log_time",
    "event_time",
    "end_time",
    "endTime",
    "finished_at",
    "completed_at",
    "completedAt",
];

/// The names that members with a time have.
#[derive(Clone, Debug, Default)]
pub(crate) struct Times(Vec<String>);

impl Times {
    /// Takes names that override the usual ones; a dot leads into an object.
    pub(super) fn named(names: &[String]) -> Self {
        Self(names.to_vec())
    }

    /// Returns a number that is another one for other names; 0 for none.
    pub(super) fn revision(&self) -> u32 {
        if self.0.is_empty() {
            return 0;
        }
        let names = self.0.iter().fold(Identity::builder("times"), |names, name| names.text(name));
        let [a, b, c, ..] = names.finish().to_bytes();
        u32::from_be_bytes([0, a, b, c]).saturating_add(1)
    }

    /// Finds when a record was that holds a response, which says so itself or in its envelope.
    pub(super) fn find(&self, response: Raw<'_>, record: Raw<'_>) -> Option<Timestamp> {
        let own = |name: &String| at_path(response, name).or_else(|| at_path(record, name));
        self.0.iter().find_map(own).or_else(|| usual(response)).or_else(|| usual(record))
    }
}

/// When a response was by the usual names alone: what tells calls apart whatever the configuration says.
pub(super) fn usual(raw: Raw<'_>) -> Option<Timestamp> {
    raw.members(USUAL).into_iter().find_map(Raw::instant)
}

/// When a response was made, by the names that services themselves use: each sighting of it says the same.
pub(super) fn own(response: Raw<'_>) -> Option<Timestamp> {
    response.members(["created", "created_at", "createTime"]).into_iter().find_map(Raw::instant)
}

/// A name that holds dots itself overrides a way through objects.
fn at_path(raw: Raw<'_>, name: &str) -> Option<Timestamp> {
    let way = || name.split('.').fold(raw, Raw::member);
    raw.member(name).instant().or_else(|| way().instant())
}
