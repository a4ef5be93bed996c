//! Rate limits, as the backend last stated them: how much of each window is used and when it resets.

use scopeon_core::event::LimitReading;
use scopeon_core::id::{FactId, Identity, SessionId};
use scopeon_core::label::Label;
use scopeon_core::provider::ReadError;
use scopeon_core::time::Timestamp;

use super::key;
use super::thread::{Record, Rollout};
use super::window::after;
use crate::kit::json::Raw;
use crate::kit::record_reader::Emitter;

const WINDOWS: [&str; 2] = ["primary", "secondary"];

/// Where the state keeps what was last read of the windows of another limit, and of what may be spent.
const OTHER: usize = 2;
const SPEND: usize = 4;

/// A window that a record states, and where its last reading is remembered.
struct Window<'a> {
    place: usize,
    name: Label,
    stated: Raw<'a>,
}

/// Reads what a record states of limits. A reading that says what the one before said is none. A window of the plan that is
/// `null`, or left out beside another, is none any more: the backend states all there are, each in the next free of two
/// places. A model may have a limit of its own, which a record states instead; a seat of a company may have none but what it
/// may spend. Source of both: records in public reports.
pub(super) fn read(
    rollout: &mut Rollout,
    record: &Record<'_>,
    limits: Raw<'_>,
    out: &mut Emitter<'_>,
) -> Result<(), ReadError> {
    let members = ["limit_id", "limit_name", WINDOWS[0], WINDOWS[1], "individual_limit"];
    let [id, name, primary, secondary, spend] = limits.members(members);
    let other = id.text().filter(|id| *id != "codex").map(|id| name.text().unwrap_or(id));
    let any = primary.is_object() || secondary.is_object();
    let places = WINDOWS.iter().zip([primary, secondary]).enumerate();
    let mut windows: Vec<Window<'_>> = places
        .filter_map(|(place, (window, stated))| {
            let (place, name) = match &other {
                Some(other) => (place + OTHER, Label::new(&format!("{other}.{window}"))?),
                None => (place, Label::new(window)?),
            };
            Some(Window { place, name, stated })
        })
        .collect();
    windows.extend(Label::new("spend_limit").map(|name| Window { place: SPEND, name, stated: spend }));
    for window in windows {
        let is_gone = window.stated.bytes() == b"null" || (window.stated.is_missing() && any);
        // Of what was never there nobody asks whether it is gone.
        let is_new = window.place >= OTHER && rollout.state.limits[window.place].is_none();
        let read = match (is_gone, is_new) {
            (true, true) => continue,
            (true, false) => gone(rollout, record, window),
            (false, _) => reading(rollout, record, window),
        };
        if let Some(reading) = read {
            out.give(reading)?;
        }
    }
    Ok(())
}

fn reading(rollout: &mut Rollout, record: &Record<'_>, window: Window<'_>) -> Option<LimitReading> {
    let at = record.at?;
    let session = rollout.session()?;
    let members =
        ["used_percent", "remaining_percent", "window_minutes", "resets_at", "reset_at", "resets_in_seconds"];
    let [used, left, minutes, resets_at, spend_until, resets_in] = window.stated.members(members);
    let used = used.number().or_else(|| Some(100.0 - left.number()?))?;
    let used_bp = basis_points(used)?;
    let minutes = minutes.count().and_then(|minutes| minutes.try_into().ok());
    let stated = resets_at.count().or_else(|| spend_until.count());
    let stated = stated.and_then(|seconds| Timestamp::from_seconds(seconds.try_into().ok()?));
    let resets_at = stated.or_else(|| after(at, resets_in.count()?));
    let said = said(&window.name, used_bp, minutes, stated.map(Timestamp::millis));
    if rollout.state.limits[window.place].replace(said) == Some(said) {
        return None;
    }
    let id = id(&window.name, at, session);
    let mut reading = LimitReading::new(id, at, session, window.name, used_bp);
    reading.minutes = minutes;
    reading.resets_at = resets_at;
    Some(reading)
}

fn gone(rollout: &mut Rollout, record: &Record<'_>, window: Window<'_>) -> Option<LimitReading> {
    let at = record.at?;
    let session = rollout.session()?;
    let said = Identity::builder("reading").text("gone").finish().into();
    if rollout.state.limits[window.place].replace(said) == Some(said) {
        return None;
    }
    Some(LimitReading::gone(id(&window.name, at, session), at, session, window.name))
}

fn id(window: &Label, at: Timestamp, session: SessionId) -> FactId {
    let name = [window.as_str().as_bytes(), &at.millis().to_be_bytes()].concat();
    key::fact("limit", &name, session)
}

/// What a reading says, so that the next one can be distinguished from it.
fn said(window: &Label, used_bp: u32, minutes: Option<u32>, resets_at: Option<i64>) -> FactId {
    let number = |number: Option<i64>| number.unwrap_or(-1).to_be_bytes();
    let reading = Identity::builder("reading");
    // The plan's own windows are known by their places.
    let reading = if WINDOWS.contains(&window.as_str()) { reading } else { reading.text(window.as_str()) };
    reading
        .number(u64::from(used_bp))
        .bytes(&number(minutes.map(i64::from)))
        .bytes(&number(resets_at))
        .finish()
        .into()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
fn basis_points(percent: f64) -> Option<u32> {
    (0.0..=10_000.0).contains(&percent).then(|| (percent * 100.0).round() as u32)
}
