//! What Claude Code hands to a status line's command on its standard input (since 2.1.80): of all of it only the
//! limits, which no log holds.

use scopeon_core::label::Label;
use scopeon_core::metrics::limits::LimitSeen;
use scopeon_core::time::Timestamp;

use super::key::IDS;
use crate::kit::json::Raw;

/// The length of the windows whose names begin like this, in minutes. Others, such as that of a spending limit, do not
/// say how long they are.
const LENGTHS: [(&str, u32); 2] = [("five_hour", 5 * 60), ("seven_day", 7 * 24 * 60)];
/// A spending limit's periods that are always as long, in minutes (since 2.1.284).
const PERIODS: [(&str, u32); 2] = [("daily", 24 * 60), ("weekly", 7 * 24 * 60)];
/// So many windows are kept: what states more is no status line.
const MOST: usize = 16;

/// A text that is no status line's JSON. Nothing of it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the JSON object that Claude Code hands to a status line")]
pub struct NotAStatusLine;

/// Reads every limit that Claude Code hands to a status line, as of `at`: the five hours, the week and weeks of single
/// models, the spending limit (since 2.1.251), and whatever else states a share that is used. A window that is `null` is
/// none any more. There are none before a session's first response, and none for an account that is billed by use.
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
    let mut found: Vec<LimitSeen> = Vec::new();
    limits.each_member(|name, stated| {
        let name = std::str::from_utf8(name).unwrap_or_default();
        // Of duplicates the first counts, as everywhere.
        if found.len() < MOST && found.iter().all(|one| one.window.as_str() != name) {
            found.extend(reading(name, stated, at));
        }
    });
    Ok(found)
}

fn reading(name: &str, stated: Raw<'_>, at: Timestamp) -> Option<LimitSeen> {
    let [used, resets_at, used_usd, limit_usd, period] =
        stated.members(["used_percentage", "resets_at", "used_usd", "limit_usd", "period"]);
    let is_gone = stated.bytes() == b"null" && is_window(name);
    let used_bp = used.number().or_else(|| share(used_usd.number()?, limit_usd.number()?));
    let used_bp = used_bp.and_then(basis_points);
    if used_bp.is_none() && !is_gone {
        return None;
    }
    let begins = |(start, minutes): &(&str, u32)| name.starts_with(start).then_some(*minutes);
    let lasts = |(word, minutes): &(&str, u32)| period.says(word).then_some(*minutes);
    Some(LimitSeen {
        provider: Label::new(IDS.provider())?,
        window: Label::new(name)?,
        at,
        used_bp,
        minutes: LENGTHS.iter().find_map(begins).or_else(|| PERIODS.iter().find_map(lasts)),
        resets_at: resets_at.instant(),
    })
}

/// Whether a name is that of a window: others may be `null` for reasons of their own.
fn is_window(name: &str) -> bool {
    name == "spend_limit" || LENGTHS.iter().any(|(start, _)| name.starts_with(start))
}

/// What is used of an amount, in per cent.
fn share(used: f64, limit: f64) -> Option<f64> {
    (limit > 0.0).then(|| used / limit * 100.0)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
fn basis_points(percent: f64) -> Option<u32> {
    (0.0..=10_000.0).contains(&percent).then(|| (percent * 100.0).round() as u32)
}
