//! Sections of an answer: a heading and what stands below it.

use super::export;
use super::style::{HEADING, paint};

/// Draws a heading and what stands below it; nothing where that is nothing. Tables for other programs know it by the
/// heading.
pub(crate) fn section(heading: &str, draw: impl FnOnce() -> String) -> String {
    export::heading(heading);
    let body = draw();
    if body.is_empty() { body } else { format!("{}\n{body}", paint(HEADING, heading)) }
}
