//! Numbers for people: thousands separated, or rounded to three figures.

use std::cmp::Ordering;

/// The units of [`compact`], largest first.
const UNITS: [(u64, &str); 4] =
    [(1_000_000_000_000, "T"), (1_000_000_000, "B"), (1_000_000, "M"), (1_000, "K")];
/// The units of [`bytes`], largest first.
const SIZES: [(u64, &str); 4] = [(1 << 40, "TiB"), (1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];

/// Writes a count with separated thousands: `1,234,567`.
#[must_use]
pub fn count(number: u64) -> String {
    // Every cell of every table passes here.
    let mut text = String::with_capacity(26);
    let (mut rest, mut power) = (number, 1_u64);
    while number / power >= 1000 {
        power *= 1000;
    }
    text.push_str(&(rest / power).to_string());
    while power > 1 {
        rest %= power;
        power /= 1000;
        let group = rest / power;
        text.push(',');
        text.extend([group / 100, group / 10 % 10, group % 10].map(digit));
    }
    text
}

fn digit(number: u64) -> char {
    char::from(b'0' + u8::try_from(number % 10).unwrap_or_default())
}

/// Writes a count and what is counted: `1 call`, `2 calls`, `3 web searches`.
#[must_use]
pub fn counted(number: u64, noun: &str) -> String {
    let ending = match number {
        1 => "",
        _ if noun.ends_with("ch") => "es",
        _ => "s",
    };
    format!("{} {noun}{ending}", count(number))
}

/// Writes a count in at most five characters: `987`, `1.2K`, `45.6M`, `123B`.
#[must_use]
pub fn compact(number: u64) -> String {
    scaled(number, &UNITS, 1000)
        .map_or_else(|| number.to_string(), |(figure, unit)| format!("{figure}{unit}"))
}

/// Writes a size: `987 B`, `1.2 KiB`, `45.6 MiB`.
#[must_use]
pub fn bytes(size: u64) -> String {
    scaled(size, &SIZES, 1024)
        .map_or_else(|| format!("{size} B"), |(figure, unit)| format!("{figure} {unit}"))
}

/// Writes a share as per cent with one decimal, like [`tenths`]: `63.4 %`.
#[must_use]
pub fn percent(part: u64, whole: u64) -> String {
    let (part, whole) = (u128::from(part), u128::from(whole.max(1)));
    per_cent((part * 1000 + whole / 2) / whole, part > 0, part.cmp(&whole))
}

/// Writes basis points as per cent with one decimal, rounded: `5.5 %`, `1,234.5 %`. What is not nothing is never written
/// as nothing (`<0.1 %`), and what is not all never as all (`99.9 %`).
#[must_use]
pub fn tenths(bp: u64) -> String {
    per_cent((u128::from(bp) + 5) / 10, bp > 0, bp.cmp(&10_000))
}

/// Writes tenths of a per cent, of a share of which it is known whether it is anything, and how it compares to all.
fn per_cent(tenths: u128, is_some: bool, to_all: Ordering) -> String {
    let tenths = match (tenths, to_all) {
        (0, _) if is_some => return "<0.1 %".to_owned(),
        (0, _) => return "0 %".to_owned(),
        (_, Ordering::Equal) => return "100 %".to_owned(),
        (1000, Ordering::Less) => 999,
        (tenths, _) => tenths,
    };
    format!("{}.{} %", count(u64::try_from(tenths / 10).unwrap_or(u64::MAX)), tenths % 10)
}

/// Writes basis points in few characters: `63 %`, `<1 %`. What is not nothing is never nothing, and what is not all never
/// all.
#[must_use]
pub fn whole_percent(bp: u64) -> String {
    match bp {
        0 => "0 %".to_owned(),
        1..=99 => "<1 %".to_owned(),
        9_950..=9_999 => "99 %".to_owned(),
        bp => format!("{} %", count(bp.saturating_add(50) / 100)),
    }
}

/// Writes a length of time: `340 ms`, `4.2 s`, `3 min`, `5 h 10 min`, `2 d 3 h`.
#[must_use]
pub fn duration(millis: u64) -> String {
    let (seconds, minutes, hours) = (millis / 1000, millis / 60_000, millis / 3_600_000);
    match (hours, minutes, seconds) {
        (24.., _, _) => pair((hours / 24, "d"), (hours % 24, "h")),
        (1.., _, _) => pair((hours, "h"), (minutes % 60, "min")),
        (_, 1.., _) => pair((minutes, "min"), (seconds % 60, "s")),
        (_, _, 1..) => format!("{} s", with_tenth(u128::from(millis / 100))),
        _ => format!("{millis} ms"),
    }
}

fn pair(large: (u64, &str), small: (u64, &str)) -> String {
    if small.0 == 0 {
        return format!("{} {}", large.0, large.1);
    }
    format!("{} {} {} {}", large.0, large.1, small.0, small.1)
}

/// Chooses the unit, and rounds to one decimal below a hundred of it and to none above. What rounds up to
/// `step` of a unit is one of the next.
fn scaled(number: u64, units: &[(u64, &'static str)], step: u128) -> Option<(String, &'static str)> {
    let index = units.iter().position(|(scale, _)| number >= *scale)?;
    let (scale, unit) = units[index];
    let rounded = |parts: u128| (u128::from(number) * parts + u128::from(scale) / 2) / u128::from(scale);
    match index.checked_sub(1) {
        Some(larger) if rounded(1) >= step => Some((with_tenth(10), units[larger].1)),
        _ if rounded(10) < 1000 => Some((with_tenth(rounded(10)), unit)),
        _ => Some((rounded(1).to_string(), unit)),
    }
}

fn with_tenth(tenths: u128) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::{bytes, compact, count, duration, percent, tenths, whole_percent};

    #[test]
    fn numbers_at_their_edges() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(count), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(count(u64::MAX), "18,446,744,073,709,551,615");
        let rounded = [0, 999, 1_000, 1_049, 1_050, 99_949, 99_950, 999_499, 999_500, 1_000_000].map(compact);
        assert_eq!(rounded, ["0", "999", "1.0K", "1.0K", "1.1K", "99.9K", "100K", "999K", "1.0M", "1.0M"]);
        assert_eq!(compact(u64::MAX), "18446744T");
        let sizes = [0, 1023, 1024, (1 << 20) - 1, 1 << 20, 1 << 40].map(bytes);
        assert_eq!(sizes, ["0 B", "1023 B", "1.0 KiB", "1.0 MiB", "1.0 MiB", "1.0 TiB"]);
    }

    #[test]
    fn shares_and_times_at_their_edges() {
        assert_eq!(
            [(0, 0), (1, 3), (999, 1000), (9_999, 10_000), (1, 10_000), (1, 2_000), (5, 5), (3, 2)]
                .map(|(part, whole)| percent(part, whole)),
            ["0 %", "33.3 %", "99.9 %", "99.9 %", "<0.1 %", "0.1 %", "100 %", "150.0 %"]
        );
        assert_eq!(
            [0, 4, 5, 9, 545, 9_994, 9_999, 10_000, 10_004, 123_456].map(tenths),
            ["0 %", "<0.1 %", "0.1 %", "0.1 %", "5.5 %", "99.9 %", "99.9 %", "100 %", "100.0 %", "1,234.6 %"]
        );
        assert_eq!(
            [0, 1, 99, 100, 155, 9_949, 9_999, 10_000, 10_049, 123_456].map(whole_percent),
            ["0 %", "<1 %", "<1 %", "1 %", "2 %", "99 %", "99 %", "100 %", "100 %", "1,235 %"]
        );
        let times = [0, 999, 1_000, 59_999, 60_000, 3_600_000, 90_000_000].map(duration);
        assert_eq!(times, ["0 ms", "999 ms", "1.0 s", "59.9 s", "1 min", "1 h", "1 d 1 h"]);
    }
}
