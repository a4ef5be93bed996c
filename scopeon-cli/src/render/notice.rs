//! Remarks that belong to an answer: why it holds nothing.

use super::clean;
use super::style::{NOTE, paint};
use super::wrap::wrap;

/// Draws a remark below an answer, as lines of at most `width` characters.
pub(crate) fn notice(text: &str, width: usize) -> String {
    const LABEL: &str = "note: ";
    let lines = wrap(&clean(text), width.saturating_sub(LABEL.len()).max(20));
    let lines = lines.join(&format!("\n{}", " ".repeat(LABEL.len())));
    format!("{} {lines}\n", paint(NOTE, LABEL.trim_end()))
}
