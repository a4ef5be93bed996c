//! Numbers for people: thousands separated, or rounded to three figures.

/// The units of [`compact`], largest first.
const UNITS: [(u64, &str); 4] =
    [(1_000_000_000_000, "T"), (1_000_000_000, "B"), (1_000_000, "M"), (1_000, "K")];
/// The units of [`bytes`], largest first.
const SIZES: [(u64, &str); 4] = [(1 << 40, "TiB"), (1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];

/// Writes a count with separated thousands: `1,234,567`.
pub(crate) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Writes a count and what is counted: `1 call`, `2 calls`, `3 web searches`.
pub(crate) fn counted(number: u64, noun: &str) -> String {
    let ending = match number {
        1 => "",
        _ if noun.ends_with("ch") => "es",
        _ => "s",
    };
    format!("{} {noun}{ending}", count(number))
}

/// Writes a count in at most five characters: `987`, `1.2K`, `45.6M`, `123B`.
pub(crate) fn compact(number: u64) -> String {
    scaled(number, &UNITS).unwrap_or_else(|| number.to_string())
}

/// Writes a size: `987 B`, `1.2 KiB`, `45.6 MiB`.
pub(crate) fn bytes(size: u64) -> String {
    let unit = |unit: &(u64, &'static str)| (unit.0, unit.1);
    for (index, (scale, name)) in SIZES.iter().map(unit).enumerate() {
        if size >= scale {
            let tenths = tenths(size, scale);
            // 1,023.96 KiB would round to 1,024 KiB.
            let (tenths, name) = match index.checked_sub(1).and_then(|larger| SIZES.get(larger)) {
                Some(larger) if tenths >= 10_240 => (10, larger.1),
                _ => (tenths, name),
            };
            return format!("{} {name}", with_tenths(tenths));
        }
    }
    format!("{size} B")
}

/// Writes a share in whole per cent, rounded down, so that only all of it is 100 %.
pub(crate) fn percent(part: u64, whole: u64) -> String {
    format!("{} %", u128::from(part) * 100 / u128::from(whole.max(1)))
}

/// Writes a length of time: `340 ms`, `4.2 s`, `3 min`, `5 h 10 min`, `2 d 3 h`.
pub(crate) fn duration(millis: u64) -> String {
    let (seconds, minutes, hours) = (millis / 1000, millis / 60_000, millis / 3_600_000);
    match (hours, minutes, seconds) {
        (24.., _, _) => pair((hours / 24, "d"), (hours % 24, "h")),
        (1.., _, _) => pair((hours, "h"), (minutes % 60, "min")),
        (_, 1.., _) => pair((minutes, "min"), (seconds % 60, "s")),
        (_, _, 1..) => format!("{} s", with_tenths(u128::from(millis / 100))),
        _ => format!("{millis} ms"),
    }
}

fn pair(large: (u64, &str), small: (u64, &str)) -> String {
    if small.0 == 0 {
        return format!("{} {}", large.0, large.1);
    }
    format!("{} {} {} {}", large.0, large.1, small.0, small.1)
}

fn scaled(number: u64, units: &[(u64, &str)]) -> Option<String> {
    let index = units.iter().position(|(scale, _)| number >= *scale)?;
    let tenths = tenths(number, units[index].0);
    // 999,950 would round to 1000K.
    match index.checked_sub(1) {
        Some(larger) if tenths >= 9_995 => Some(format!("{}{}", with_tenths(10), units[larger].1)),
        _ => Some(format!("{}{}", with_tenths(tenths), units[index].1)),
    }
}

fn tenths(number: u64, scale: u64) -> u128 {
    (u128::from(number) * 10 + u128::from(scale) / 2) / u128::from(scale)
}

/// One decimal below a hundred, none above.
fn with_tenths(tenths: u128) -> String {
    if tenths < 1000 { format!("{}.{}", tenths / 10, tenths % 10) } else { ((tenths + 5) / 10).to_string() }
}
