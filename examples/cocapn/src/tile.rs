//! One line of `tiles.jsonl`: how often a tile was used and how often that succeeded.

use std::borrow::Cow;

use scopeon_core::event::{Attribution, Event, ToolCall};
use scopeon_core::id::{Identity, ToolId};
use scopeon_core::label::Label;
use scopeon_core::time::Timestamp;
use serde::Deserialize;

use crate::{ABOUT, Problem, session, session_of};

/// More uses than this are not counted one by one; no tile of an honest file has them.
const MAX_USES: u64 = 10_000;

/// Only what may be kept is named; everything else in the line is passed over by the parser.
#[derive(Deserialize)]
struct Tile<'a> {
    #[serde(borrow)]
    id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    domain: Option<Cow<'a, str>>,
    #[serde(borrow)]
    timestamp: Option<When<'a>>,
    #[serde(default)]
    usage_count: u64,
    #[serde(default)]
    success_count: u64,
}

/// An instant: seconds since 1970, or RFC 3339.
#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum When<'a> {
    Seconds(f64),
    #[serde(borrow)]
    Text(Cow<'a, str>),
}

impl When<'_> {
    #[expect(clippy::cast_possible_truncation, reason = "a cast saturates, and the result is checked")]
    pub(crate) fn timestamp(&self) -> Option<Timestamp> {
        match self {
            Self::Seconds(seconds) => Timestamp::from_millis((seconds * 1000.0).round() as i64),
            Self::Text(text) => Timestamp::parse(text),
        }
    }
}

pub(crate) fn read(line: &[u8]) -> Result<Vec<Event>, Problem> {
    let tile: Tile<'_> = serde_json::from_slice(line).map_err(|_| Problem::Malformed)?;
    let id = tile.id.filter(|id| !id.is_empty()).ok_or(Problem::Missing("id"))?;
    let domain = tile.domain.as_deref().and_then(Label::new).ok_or(Problem::Missing("domain"))?;
    let at = tile.timestamp.and_then(|when| when.timestamp()).ok_or(Problem::Missing("timestamp"))?;
    if tile.usage_count > MAX_USES || tile.success_count > tile.usage_count {
        return Err(Problem::Malformed);
    }
    let failures = tile.usage_count - tile.success_count;
    let outcomes = [("success", tile.success_count, true), ("failure", failures, false)];
    let numbered = outcomes.into_iter().flat_map(|(kind, count, ok)| (0..count).map(move |n| (kind, n, ok)));
    let mut events = vec![session(&domain, at)];
    events.extend(numbered.map(|(kind, n, ok)| used(&domain, at, key(&id, kind, n), ok)));
    Ok(events)
}

/// A tile is written again when it was used again. Its successes and its failures are numbered, each from the
/// first, so that a later line adds only what is new, in whatever order lines are read.
fn key(id: &str, kind: &str, n: u64) -> ToolId {
    Identity::builder("tool").text(ABOUT.id).text(id).text(kind).number(n).finish().into()
}

/// When a tile was used is not written down, only when the line was: the time is an estimate.
fn used(domain: &Label, at: Timestamp, id: ToolId, ok: bool) -> Event {
    let mut tool = ToolCall::new(id, Attribution::new(session_of(domain)));
    tool.name = Some(domain.clone());
    tool.started = Some(at);
    tool.ok = Some(ok);
    tool.into()
}
