//! How long ago an agent was last used, in whole days.

use scopeon_core::time::{Period, Timestamp, Zone};

/// What is not live was that long ago at least, in milliseconds: before that it is of today.
const DAY_MS: i64 = 86_400_000;

/// Returns the local days between an instant and now; none where they are less than a day apart.
#[must_use]
pub fn days_ago(at: Timestamp, now: Timestamp, zone: Zone) -> Option<u64> {
    if now.millis().saturating_sub(at.millis()) < DAY_MS {
        return None;
    }
    let [then, today] = [at, now].map(|at| zone.floor(at, Period::Day).millis());
    // A day of a change of clocks is an hour longer or shorter.
    u64::try_from((today - then + DAY_MS / 2) / DAY_MS).ok()
}

#[cfg(test)]
mod tests {
    use scopeon_core::time::{Timestamp, Zone};

    use super::days_ago;

    #[test]
    fn days_are_those_of_the_calendar_from_a_whole_one_on() {
        let at = |text| Timestamp::parse(text).expect("an instant");
        let now = at("2026-11-27T14:00:00Z");
        for (then, days) in [
            ("2026-11-27T15:00:00Z", None),
            ("2026-11-26T14:00:01Z", None),
            ("2026-11-26T14:00:00Z", Some(1)),
            ("2026-11-25T23:59:00Z", Some(2)),
            ("2025-11-27T00:00:00Z", Some(365)),
        ] {
            assert_eq!(days_ago(at(then), now, Zone::UTC), days, "{then}");
        }
    }
}
