//! How single values stand in columns: codes for the small enums, identities as bytes, counts as SQLite's
//! signed numbers.

use rusqlite::types::Type;
use rusqlite::{Error, Result, Row};
use scopeon_core::event::{Attribution, Covers, Finish, Origin, SessionKind, Trigger};
use scopeon_core::id::Identity;
use scopeon_core::label::{Label, is_printable};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

const ORIGINS: [Origin; 4] = [Origin::Direct, Origin::Fork, Origin::Replay, Origin::Export];
const FINISHES: [Finish; 4] = [Finish::Unfinished, Finish::Final, Finish::Unknown, Finish::Residual];
const COVERS: [Covers; 3] = [Covers::Run, Covers::Session, Covers::Agent];
const KINDS: [SessionKind; 2] = [SessionKind::Main, SessionKind::SubAgent];
const TRIGGERS: [(Trigger, &str); 4] = [
    (Trigger::Manual, "manual"),
    (Trigger::Automatic, "automatic"),
    (Trigger::Micro, "micro"),
    (Trigger::Unknown, "unknown"),
];

pub(crate) fn origin_code(origin: Origin) -> i64 {
    code(&ORIGINS, origin)
}

pub(crate) fn finish_code(finish: Finish) -> i64 {
    code(&FINISHES, finish)
}

pub(crate) fn kind_code(kind: SessionKind) -> i64 {
    code(&KINDS, kind)
}

pub(crate) fn covers_code(covers: Covers) -> i64 {
    code(&COVERS, covers)
}

pub(crate) fn trigger_name(trigger: Trigger) -> &'static str {
    TRIGGERS.iter().find(|(known, _)| *known == trigger).map_or("unknown", |(_, name)| name)
}

/// The lists above name every variant core has; a further one would count as the last.
fn code<T: PartialEq + Copy>(all: &[T], value: T) -> i64 {
    let place = all.iter().position(|known| *known == value).unwrap_or(all.len() - 1);
    i64::try_from(place).unwrap_or(0)
}

pub(crate) fn origin(row: &Row<'_>, column: usize) -> Result<Origin> {
    decoded(&ORIGINS, row, column)
}

pub(crate) fn finish(row: &Row<'_>, column: usize) -> Result<Finish> {
    decoded(&FINISHES, row, column)
}

pub(crate) fn kind(row: &Row<'_>, column: usize) -> Result<SessionKind> {
    decoded(&KINDS, row, column)
}

pub(crate) fn covers(row: &Row<'_>, column: usize) -> Result<Covers> {
    decoded(&COVERS, row, column)
}

pub(crate) fn trigger(row: &Row<'_>, column: usize) -> Result<Trigger> {
    let name: String = row.get(column)?;
    TRIGGERS
        .iter()
        .find(|(_, known)| *known == name)
        .map(|(trigger, _)| *trigger)
        .ok_or_else(|| misread(column))
}

fn decoded<T: Copy>(all: &[T], row: &Row<'_>, column: usize) -> Result<T> {
    let code: i64 = row.get(column)?;
    usize::try_from(code).ok().and_then(|code| all.get(code)).copied().ok_or_else(|| misread(column))
}

/// The error for a column that holds what this program never writes.
pub(crate) fn misread(column: usize) -> Error {
    Error::InvalidColumnType(column, String::new(), Type::Null)
}

/// A count as SQLite keeps it. Every count was bounded to its range before it was joined.
pub(crate) fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Returns the usage as it is read back: no number is greater than SQLite's greatest.
pub(crate) fn bounded(usage: &Usage) -> Usage {
    let bound = |count: u64| count.min(i64::MAX.unsigned_abs());
    Usage {
        input: bound(usage.input),
        output: bound(usage.output),
        reasoning: bound(usage.reasoning),
        cache_read: bound(usage.cache_read),
        cache_write_5m: bound(usage.cache_write_5m),
        cache_write_1h: bound(usage.cache_write_1h),
        web_searches: bound(usage.web_searches),
    }
}

pub(crate) fn count(row: &Row<'_>, column: usize) -> Result<u64> {
    Ok(row.get::<_, i64>(column)?.try_into().unwrap_or(0))
}

pub(crate) fn maybe_count(row: &Row<'_>, column: usize) -> Result<Option<u64>> {
    Ok(row.get::<_, Option<i64>>(column)?.map(|count| count.try_into().unwrap_or(0)))
}

pub(crate) fn label(row: &Row<'_>, column: usize) -> Result<Label> {
    maybe_label(row, column)?.ok_or_else(|| misread(column))
}

pub(crate) fn maybe_label(row: &Row<'_>, column: usize) -> Result<Option<Label>> {
    Ok(row.get_ref(column)?.as_str_or_null()?.and_then(Label::new))
}

/// A text as it may be shown. What is written was cleaned; a file that was changed by hand may hold what rewrites a
/// terminal.
pub(crate) fn text(row: &Row<'_>, column: usize) -> Result<String> {
    Ok(shown(row.get(column)?))
}

/// As [`text`], where there may be none.
pub(crate) fn maybe_text(row: &Row<'_>, column: usize) -> Result<Option<String>> {
    Ok(row.get::<_, Option<String>>(column)?.map(shown))
}

fn shown(text: String) -> String {
    let is_plain = text.bytes().all(|byte| matches!(byte, 0x20..=0x7e));
    if is_plain || text.chars().all(is_printable) {
        text
    } else {
        text.chars().filter(|c| is_printable(*c)).collect()
    }
}

pub(crate) fn instant(row: &Row<'_>, column: usize) -> Result<Timestamp> {
    maybe_instant(row, column)?.ok_or_else(|| misread(column))
}

pub(crate) fn maybe_instant(row: &Row<'_>, column: usize) -> Result<Option<Timestamp>> {
    Ok(row.get::<_, Option<i64>>(column)?.and_then(Timestamp::from_millis))
}

pub(crate) fn identity<T: From<Identity>>(row: &Row<'_>, column: usize) -> Result<T> {
    maybe_identity(row, column)?.ok_or_else(|| misread(column))
}

pub(crate) fn maybe_identity<T: From<Identity>>(row: &Row<'_>, column: usize) -> Result<Option<T>> {
    let bytes: Option<[u8; 16]> = row.get(column)?;
    Ok(bytes.map(|bytes| T::from(Identity::from_bytes(bytes))))
}

/// Reads tokens from seven columns: input, output, reasoning, cache read, written for 5 minutes and for an hour,
/// searches.
pub(crate) fn usage(row: &Row<'_>, first: usize) -> Result<Usage> {
    Ok(Usage {
        input: count(row, first)?,
        output: count(row, first + 1)?,
        reasoning: count(row, first + 2)?,
        cache_read: count(row, first + 3)?,
        cache_write_5m: count(row, first + 4)?,
        cache_write_1h: count(row, first + 5)?,
        web_searches: count(row, first + 6)?,
    })
}

/// Reads session, turn, project, branch, origin and birth from six columns.
pub(crate) fn owner(row: &Row<'_>, first: usize) -> Result<Attribution> {
    let mut owner = Attribution::new(identity(row, first)?);
    owner.turn = maybe_identity(row, first + 1)?;
    owner.project = maybe_label(row, first + 2)?;
    owner.branch = maybe_label(row, first + 3)?;
    owner.origin = origin(row, first + 4)?;
    owner.birth = maybe_instant(row, first + 5)?;
    Ok(owner)
}
