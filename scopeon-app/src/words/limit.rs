//! Windows of vendors' limits, as people call them.

use scopeon_core::metrics::limits::LimitState;

use super::number::duration;

/// Names a window by its length, and by what else its own name says: `5 h`, `week`, `week opus`.
#[must_use]
pub fn limit_name(limit: &LimitState) -> String {
    let name = limit.window.as_str();
    if let Some(rest) = name.strip_prefix("seven_day").filter(|rest| !rest.is_empty()) {
        return format!("week{}", rest.replace('_', " "));
    }
    // A limit of its own, such as a model's, has a name before its place.
    let own = name.strip_suffix(".primary").or_else(|| name.strip_suffix(".secondary"));
    if let (Some(own), Some(minutes)) = (own, limit.minutes) {
        return format!("{} {own}", length(minutes));
    }
    match (name, limit.minutes) {
        ("five_hour" | "primary" | "secondary", Some(minutes)) => length(minutes),
        ("seven_day", _) => "week".to_owned(),
        _ => name.replace('_', " "),
    }
}

/// Some windows are stated a minute short of their length.
fn length(minutes: u32) -> String {
    let hours = minutes.div_ceil(60);
    let minutes = if hours * 60 == minutes + 1 { minutes + 1 } else { minutes };
    match minutes {
        10_080 => "week".to_owned(),
        43_200 | 43_800 | 44_640 => "month".to_owned(),
        _ => duration(u64::from(minutes) * 60_000),
    }
}
