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

/// Reads both windows. A reading that says what the one before said is none. A window that is `null`, or left out beside
/// another, is none any more: the backend states all there are, each in the next free of two places.
pub(super) fn read(
    rollout: &mut Rollout,
    record: &Record<'_>,
    limits: Raw<'_>,
    out: &mut Emitter<'_>,
) -> Result<(), ReadError> {
    let [id, primary, secondary] = limits.members(["limit_id", WINDOWS[0], WINDOWS[1]]);
    // Other limits are other models' or other products'.
    if id.text().is_some_and(|id| id != "codex") {
        return Ok(());
    }
    let windows = [primary, secondary];
    let any = windows.iter().any(|window| window.is_object());
    for (place, window) in windows.into_iter().enumerate() {
        let is_gone = window.bytes() == b"null" || (window.is_missing() && any);
        let read = if is_gone { gone } else { reading };
        if let Some(reading) = read(rollout, record, (place, window)) {
            out.give(reading)?;
        }
    }
    Ok(())
}

fn reading(
    rollout: &mut Rollout,
    record: &Record<'_>,
    (place, window): (usize, Raw<'_>),
) -> Option<LimitReading> {
    let at = record.at?;
    let session = rollout.session()?;
    let [used, minutes, resets_at, resets_in] =
        window.members(["used_percent", "window_minutes", "resets_at", "resets_in_seconds"]);
    let used_bp = basis_points(used.number()?)?;
    let minutes = minutes.count().and_then(|minutes| minutes.try_into().ok());
    let stated = resets_at.count().and_then(|seconds| Timestamp::from_seconds(seconds.try_into().ok()?));
    let resets_at = stated.or_else(|| after(at, resets_in.count()?));
    let said = said(used_bp, minutes, stated.map(Timestamp::millis));
    if rollout.state.limits[place].replace(said) == Some(said) {
        return None;
    }
    let mut reading =
        LimitReading::new(id(place, at, session), at, session, Label::new(WINDOWS[place])?, used_bp);
    reading.minutes = minutes;
    reading.resets_at = resets_at;
    Some(reading)
}

fn gone(rollout: &mut Rollout, record: &Record<'_>, (place, _): (usize, Raw<'_>)) -> Option<LimitReading> {
    let at = record.at?;
    let session = rollout.session()?;
    let said = Identity::builder("reading").text("gone").finish().into();
    if rollout.state.limits[place].replace(said) == Some(said) {
        return None;
    }
    Some(LimitReading::gone(id(place, at, session), at, session, Label::new(WINDOWS[place])?))
}

fn id(place: usize, at: Timestamp, session: SessionId) -> FactId {
    let name = [WINDOWS[place].as_bytes(), &at.millis().to_be_bytes()].concat();
    key::fact("limit", &name, session)
}

/// What a reading says, so that the next one can be distinguished from it.
fn said(used_bp: u32, minutes: Option<u32>, resets_at: Option<i64>) -> FactId {
    let number = |number: Option<i64>| number.unwrap_or(-1).to_be_bytes();
    Identity::builder("reading")
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
