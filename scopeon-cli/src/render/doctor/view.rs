//! How the state is shown, and the lines it is made of.

use std::fmt::Write as _;

use scopeon_core::time::Zone;

use crate::render::style::{FAINT, HEADING, paint};
use crate::render::wrap::wrap;

/// How the state is shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a> {
    /// The zone of times.
    pub(crate) zone: Zone,
    /// The home directory, shown as `~`.
    pub(crate) home: Option<&'a str>,
    /// How many places of each kind of issue are listed.
    pub(crate) places: usize,
    /// Whether places without logs are named although there are others.
    pub(crate) names_all: bool,
    /// How many characters fit in a line.
    pub(crate) width: usize,
}

/// Names of agents below a title, where there are any.
pub(in crate::render) fn section(text: &mut String, title: &str, names: &str, view: View<'_>) {
    if names.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{}", paint(HEADING, title));
    for part in wrap(names, view.width.saturating_sub(2).max(20)) {
        let _ = writeln!(text, "  {}", paint(FAINT, &part));
    }
}

/// A name and a value that goes on below itself where it is long.
pub(in crate::render) fn line(text: &mut String, name: &str, value: &str, view: View<'_>) {
    const INDENT: usize = 14;
    let room = view.width.saturating_sub(INDENT).max(20);
    let mut name = format!("{name:<12}");
    for part in wrap(value, room) {
        let _ = writeln!(text, "  {}{part}", paint(FAINT, &name));
        name = " ".repeat(12);
    }
}

/// Draws a sentence that says what helps.
pub(in crate::render) fn hint(text: &mut String, sentence: &str, view: View<'_>) {
    for part in wrap(sentence, view.width.saturating_sub(2).max(20)) {
        let _ = writeln!(text, "  {}", paint(FAINT, &part));
    }
}
