//! Named facts, one a line.

use std::fmt::Write as _;

use super::style::{FAINT, paint};
use super::wrap::wrap_all;

/// Draws facts below each other, the names in a column of `room` characters, for a terminal of `width`.
pub(crate) fn definition_list(facts: &[(&str, String)], room: usize, width: usize) -> String {
    let mut text = String::new();
    for (name, value) in facts {
        let mut name = format!("{name:<room$}");
        for line in wrap_all(value, width.saturating_sub(room + 2)) {
            let _ = writeln!(text, "  {}{line}", paint(FAINT, &name));
            name = " ".repeat(room);
        }
    }
    text
}
