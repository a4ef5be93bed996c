//! What the agent writes in the model's place when a limit of the plan is reached: which window, and when it resets. Of the
//! sentence nothing is kept but these. Source: the sentences in public reports (`…limit reached|1762952400`, `…session limit ·
//! resets 12:50pm (Europe/Paris)`, `…limit · resets Jan 30, 11:30am (Asia/Calcutta)`).

use scopeon_core::event::LimitReading;
use scopeon_core::id::{FactId, SessionId};
use scopeon_core::label::Label;
use scopeon_core::time::{Date, Timestamp, Zone};

const ALL: u32 = 10_000;
const DAY_MS: i64 = 86_400_000;
const FIVE_HOURS: (&str, u32) = ("five_hour", 300);
const WEEK: (&str, u32) = ("seven_day", 10_080);
const OPUS_WEEK: (&str, u32) = ("seven_day_opus", 10_080);
/// So much of a line is looked through: the sentence is short, and so is what stands before it.
const MOST: usize = 4_096;
/// In so many characters before the time a limit is named.
const NAME: usize = 48;
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Reads the line of an error; none where it tells of no limit, or not when it resets.
pub(super) fn read(line: &[u8], at: Timestamp, session: SessionId, id: FactId) -> Option<LimitReading> {
    let text = String::from_utf8_lossy(&line[..line.len().min(MOST)]).to_ascii_lowercase();
    let (before, resets, is_dated) = by_epoch(&text).or_else(|| by_clock(&text, at))?;
    let is_far = resets.millis() - at.millis() > i64::from(FIVE_HOURS.1) * 60_000;
    if resets <= at || resets.millis() - at.millis() > 8 * DAY_MS {
        return None;
    }
    let is_weekly = before.contains("weekly") || is_far || is_dated;
    let (window, minutes) = match (is_weekly, before.contains("opus")) {
        (true, true) => OPUS_WEEK,
        (true, false) => WEEK,
        (false, _) => FIVE_HOURS,
    };
    let mut reading = LimitReading::new(id, at, session, Label::new(window)?, ALL);
    reading.minutes = Some(minutes);
    reading.resets_at = Some(resets);
    Some(reading)
}

/// What stands before it in the sentence, when the limit resets, and whether that is stated with a date.
type Found<'a> = (&'a str, Timestamp, bool);

/// `limit reached|1762952400`
fn by_epoch(text: &str) -> Option<Found<'_>> {
    let (before, after) = text.split_once("limit reached|")?;
    let digits = after.find(|c: char| !c.is_ascii_digit()).map_or(after, |end| &after[..end]);
    Some((end_of(before), Timestamp::from_seconds(digits.parse().ok()?)?, false))
}

/// The end of what stands before in the same string: as much as names a limit.
fn end_of(before: &str) -> &str {
    let before = before.rsplit_once('"').map_or(before, |(_, sentence)| sentence);
    before.char_indices().rev().nth(NAME).map_or(before, |(at, _)| &before[at..])
}

/// `resets 12:50pm (Europe/Paris)`, `resets Jan 30, 11:30am (Asia/Calcutta)`, `will reset at 3pm (America/Bogota)`
fn by_clock(text: &str, at: Timestamp) -> Option<Found<'_>> {
    let (before, after) = text.split_once(" resets ").or_else(|| text.split_once(" reset at "))?;
    let before = Some(end_of(before)).filter(|before| before.contains("limit"))?;
    let (when, rest) = after.split_once(" (")?;
    let zone = zone(rest.split_once(')')?.0)?;
    let (day, clock) = when.rsplit_once([',', ' ']).map_or((None, when), |(day, clock)| (Some(day), clock));
    let minutes = minutes(clock.trim())?;
    let today = zone.date(at);
    match day.map(|day| day.trim_end_matches(" at").trim_end_matches(',').trim()) {
        None => {
            // The next time that the clock shows it.
            let next = [today, zone.date(Timestamp::from_millis(at.millis() + DAY_MS)?)];
            let next =
                next.into_iter().filter_map(|date| zone.instant_at(date, minutes)).find(|then| *then > at);
            Some((before, next?, false))
        }
        Some(day) => {
            let (month, day) = day.split_once(' ')?;
            let month = MONTHS.iter().position(|name| month.starts_with(name))?;
            let month = u8::try_from(month + 1).ok()?;
            let of_year = |year| zone.instant_at(Date::new(year, month, day.parse().ok()?)?, minutes);
            let year = today.year();
            let then = of_year(year).filter(|then| *then > at).or_else(|| of_year(year + 1));
            Some((before, then?, true))
        }
    }
}

/// A zone of the database of zones; their names are written small here.
fn zone(name: &str) -> Option<Zone> {
    let is_name = name.contains('/') || name == "utc";
    is_name.then(|| name.parse().ok()).flatten()
}

/// `11:30am`, `8am`, in minutes.
fn minutes(clock: &str) -> Option<u16> {
    let (clock, is_late) = match (clock.strip_suffix("am"), clock.strip_suffix("pm")) {
        (Some(clock), _) => (clock, false),
        (_, Some(clock)) => (clock, true),
        _ => return None,
    };
    let (hour, minute) = clock.trim().split_once(':').unwrap_or((clock.trim(), "0"));
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    let is_clock = (1..=12).contains(&hour) && minute < 60;
    is_clock.then_some((hour % 12 + if is_late { 12 } else { 0 }) * 60 + minute)
}

#[cfg(test)]
mod tests {
    use scopeon_core::id::{Identity, SessionId};
    use scopeon_core::time::Timestamp;

    use super::read;

    fn told(sentence: &str) -> Option<(String, Option<u32>, String)> {
        let at = Timestamp::parse("2026-11-30T20:15:00Z").expect("a time");
        let line = format!(
            r#"{{"type":"assistant","error":"rate_limit","message":{{"content":[{{"text":"{sentence}"}}]}}}}"#
        );
        let id = || Identity::builder("test").finish();
        let reading = read(line.as_bytes(), at, SessionId(id()), id().into())?;
        Some((reading.window.as_str().to_owned(), reading.used_bp, reading.resets_at?.to_string()))
    }

    #[test]
    fn the_window_and_its_reset_are_read_out_of_the_sentence() {
        let five = |resets| Some(("five_hour", resets));
        let cases = [
            ("Claude AI usage limit reached|1796083200", five("2026-12-01T00:00:00.000Z")),
            (
                "You've hit your session limit · resets 11:40pm (Europe/Berlin)",
                five("2026-11-30T22:40:00.000Z"),
            ),
            ("Limit reached · resets 4am (Asia/Dhaka) · /upgrade", five("2026-11-30T22:00:00.000Z")),
            ("You've hit your limit · resets 12am (UTC)", five("2026-12-01T00:00:00.000Z")),
            (
                "You've hit your weekly limit · resets Dec 4, 10am (Asia/Calcutta)",
                Some(("seven_day", "2026-12-04T04:30:00.000Z")),
            ),
            (
                "Opus weekly limit reached ∙ resets Dec 4 at 10am (UTC)",
                Some(("seven_day_opus", "2026-12-04T10:00:00.000Z")),
            ),
            // No window of five hours ends so late.
            (
                "Claude usage limit reached. Your limit will reset at 3pm (America/Bogota).",
                Some(("seven_day", "2026-12-01T20:00:00.000Z")),
            ),
            // What nobody can place, or what is no limit.
            ("You've hit your limit · resets 3pm", None),
            ("You've hit your limit · resets 25pm (UTC)", None),
            ("You've hit your limit · resets 3pm (Mars/Base)", None),
            ("You've hit your limit · resets Dec 40, 3pm (UTC)", None),
            ("Claude AI usage limit reached|99999999999999999999", None),
            ("Claude AI usage limit reached|1", None),
            ("the counter resets 3pm (UTC)", None),
            ("API Error: 500", None),
        ];
        for (sentence, expected) in cases {
            let expected =
                expected.map(|(window, resets)| (window.to_owned(), Some(10_000), resets.to_owned()));
            assert_eq!(told(sentence), expected, "{sentence}");
        }
    }
}
