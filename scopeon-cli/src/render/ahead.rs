//! What a wrong clock dated, as a foot of reports.

use crate::render::number::counted;

use super::figure::note;

/// Says how many calls are dated after tomorrow, as lines of at most `width` characters; nothing where none is.
pub(crate) fn ahead(calls: u64, width: usize) -> String {
    if calls == 0 {
        return String::new();
    }
    let are = if calls == 1 { "is" } else { "are" };
    let calls = counted(calls, "call");
    let left_out = "which a clock that was wrong did: a period up to now leaves them out";
    note(&format!("{calls} {are} dated after tomorrow, {left_out}"), width)
}
