//! What Claude Code hands to a status line's command on its standard input (since 2.1.80): of all of it only the
//! limits, which no log holds.

use scopeon_core::label::Label;
use scopeon_core::metrics::limits::LimitSeen;
use scopeon_core::time::Timestamp;

use super::key::IDS;
use crate::kit::json::Raw;

/// The windows that are stated, each with its length in minutes.
const WINDOWS: [(&str, u32); 2] = [("five_hour", 5 * 60), ("seven_day", 7 * 24 * 60)];

/// A text that is no status line's JSON. Nothing of it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the JSON object that Claude Code hands to a status line")]
pub struct NotAStatusLine;

/// Reads the limits that Claude Code hands to a status line, as of `at`; a window that is `null` is none any more. There are none before a session's first
/// response, and none for an account that is billed by use.
///
/// # Errors
///
/// [`NotAStatusLine`] when it is not one JSON object.
///
/// ```
/// use scopeon_core::time::Timestamp;
/// let handed = br#"{"rate_limits": {"five_hour": {"used_percentage": 23.5, "resets_at": 1738425600}}}"#;
/// let limits = scopeon_providers::claude_code::parse_status_line(handed, Timestamp::default()).unwrap();
/// assert_eq!((limits[0].window.as_str(), limits[0].used_bp), ("five_hour", Some(2_350)));
/// ```
pub fn parse_status_line(bytes: &[u8], at: Timestamp) -> Result<Vec<LimitSeen>, NotAStatusLine> {
    let limits = Raw::whole(bytes).ok_or(NotAStatusLine)?.member("rate_limits");
    let windows = limits.members(WINDOWS.map(|(name, _)| name));
    Ok(WINDOWS.iter().zip(windows).filter_map(|(window, stated)| reading(*window, stated, at)).collect())
}

fn reading((name, minutes): (&str, u32), stated: Raw<'_>, at: Timestamp) -> Option<LimitSeen> {
    let [used, resets_at] = stated.members(["used_percentage", "resets_at"]);
    let is_gone = stated.bytes() == b"null";
    let used_bp = used.number().and_then(basis_points);
    if used_bp.is_none() && !is_gone {
        return None;
    }
    Some(LimitSeen {
        provider: Label::new(IDS.provider())?,
        window: Label::new(name)?,
        at,
        used_bp,
        minutes: Some(minutes),
        resets_at: resets_at.instant(),
    })
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
fn basis_points(percent: f64) -> Option<u32> {
    (0.0..=10_000.0).contains(&percent).then(|| (percent * 100.0).round() as u32)
}
