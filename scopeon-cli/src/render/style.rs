//! The few colours in use. They are stripped where a terminal does not take them.

use anstyle::{AnsiColor, Style};

/// Column titles.
pub(crate) const TITLE: Style = Style::new().bold();
/// Sums.
pub(crate) const TOTAL: Style = Style::new().bold();
/// Rules, footnotes and what is less important.
pub(crate) const FAINT: Style = Style::new().dimmed();
/// Headings of sections.
pub(crate) const HEADING: Style = AnsiColor::Cyan.on_default().bold();
/// Good news.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
/// Something to look at.
pub(crate) const WARN: Style = AnsiColor::Yellow.on_default();
/// Something wrong.
pub(crate) const BAD: Style = AnsiColor::Red.on_default();
/// The word before a remark.
pub(crate) const NOTE: Style = AnsiColor::Cyan.on_default().bold();
/// The word before a failure.
pub(crate) const ERROR: Style = AnsiColor::Red.on_default().bold();
/// The word before advice.
pub(crate) const HINT: Style = AnsiColor::Green.on_default().bold();

/// Returns the text in a style.
pub(crate) fn paint(style: Style, text: &str) -> String {
    if style.is_plain() { text.to_owned() } else { format!("{style}{text}{style:#}") }
}
