//! Numbers in the format of the answer that is being drawn. What they look like for people is one definition in
//! [`scopeon_app::words`]; a program gets them whole.

use super::format;
use scopeon_app::words;

/// Writes a count: `1,234,567`.
pub(crate) fn count(number: u64) -> String {
    written(|| number.to_string(), || words::count(number))
}

/// Writes a count and what is counted: `1 call`, `2 calls`.
pub(crate) fn counted(number: u64, noun: &str) -> String {
    written(|| words::counted(number, noun), || words::counted(number, noun))
}

/// Writes a count in at most five characters, `45.6M`, or whole where exact numbers are asked for.
pub(crate) fn compact(number: u64) -> String {
    if format::of(|format| format.is_exact) {
        return count(number);
    }
    written(|| number.to_string(), || words::compact(number))
}

/// Writes a size: `45.6 MiB`; for a program, bytes.
pub(crate) fn bytes(size: u64) -> String {
    let people = || {
        if format::of(|format| format.is_exact) {
            format!("{} B", words::count(size))
        } else {
            words::bytes(size)
        }
    };
    written(|| size.to_string(), people)
}

/// Writes a share: `63.4 %`; for a program, a number from 0 to 1.
pub(crate) fn percent(part: u64, whole: u64) -> String {
    let bp = u128::from(part) * 10_000 / u128::from(whole.max(1));
    written(|| ratio(u64::try_from(bp).unwrap_or(u64::MAX)), || words::percent(part, whole))
}

/// Writes a share in basis points: `63.4 %`; for a program, a number from 0 to 1.
pub(crate) fn tenths(bp: u64) -> String {
    written(|| ratio(bp), || words::tenths(bp))
}

/// Writes a share in basis points in few characters: `63 %`, `<1 %`; for a program, a number from 0 to 1.
pub(crate) fn whole(bp: u64) -> String {
    written(|| ratio(bp), || words::whole_percent(bp))
}

/// Writes a length of time: `5 h 10 min`; for a program, seconds.
pub(crate) fn duration(millis: u64) -> String {
    written(|| format!("{}.{:03}", millis / 1000, millis % 1000), || words::duration(millis))
}

/// What stands before what is less; a program takes no other minus than its own.
pub(crate) fn minus() -> &'static str {
    if format::is_for_programs() { "-" } else { "−" }
}

/// What stands before what is more, for people.
pub(crate) fn plus() -> &'static str {
    if format::is_for_programs() { "" } else { "+" }
}

fn ratio(bp: u64) -> String {
    format!("{}.{:04}", bp / 10_000, bp % 10_000)
}

fn written(program: impl FnOnce() -> String, people: impl FnOnce() -> String) -> String {
    if format::is_for_programs() { program() } else { localized(people()) }
}

/// Writes the numbers of a text with the separators that were asked for.
pub(crate) fn localized(text: String) -> String {
    match format::of(|format| format.locale.clone()) {
        Some(locale) => locale.rewrite(&text),
        None => text,
    }
}
