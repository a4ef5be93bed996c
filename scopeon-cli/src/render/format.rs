//! How the answer that is being drawn is written: rounded or exact, in whose money and by whose separators, as a page for
//! people or as tables for other programs.
//!
//! It holds while one answer is drawn ([`within`]), so that a cell deep in a table need not be handed it by everything
//! above it, and two answers drawn one after the other can be written in two ways.

use std::cell::RefCell;
use std::rc::Rc;

use super::locale::Locale;
use scopeon_core::money::PicoUsd;

/// What an answer is written as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Form {
    /// A page for people.
    #[default]
    Page,
    /// Its tables, separated by commas.
    Csv,
    /// Its tables, separated by tabs.
    Tsv,
    /// Its tables, as Markdown.
    Markdown,
}

impl Form {
    /// Returns `true` if the values are for a program: whole, without marks, separators and units.
    pub(crate) const fn is_for_programs(self) -> bool {
        matches!(self, Self::Csv | Self::Tsv)
    }
}

/// Another currency than the dollar, by a rate that its user states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Exchange {
    /// The code, such as `EUR`.
    pub(crate) code: String,
    /// How many decimals its smallest unit has.
    pub(crate) decimals: u32,
    /// What stands before or after an amount: a sign such as `€`, or the code.
    pub(crate) sign: String,
    /// How much of it a dollar is, in millionths of a millionth.
    pub(crate) rate: PicoUsd,
}

/// How an answer is written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Format {
    /// What it is written as.
    pub(crate) form: Form,
    /// Whether numbers in tables are exact instead of rounded to three figures.
    pub(crate) is_exact: bool,
    /// Whether it says why a figure is estimated, and the like.
    pub(crate) is_verbose: bool,
    /// Another currency than the dollar.
    pub(crate) exchange: Option<Exchange>,
    /// Other separators than `1,234.5`.
    pub(crate) locale: Option<Rc<Locale>>,
}

thread_local! {
    static CURRENT: RefCell<Format> = RefCell::default();
}

/// Draws an answer in a format.
pub(crate) fn within(format: &Format, draw: impl FnOnce() -> String) -> String {
    let before = CURRENT.replace(format.clone());
    let text = draw();
    CURRENT.set(before);
    text
}

/// Looks something up in the format of the answer that is being drawn.
pub(crate) fn of<T>(look: impl FnOnce(&Format) -> T) -> T {
    CURRENT.with_borrow(look)
}

/// Returns the title of a column that has none on a page, where what stands beside it is seen.
pub(crate) fn program_title(title: &'static str) -> &'static str {
    if is_for_programs() { title } else { "" }
}

/// Returns `true` if values are for a program.
pub(crate) fn is_for_programs() -> bool {
    of(|format| format.form.is_for_programs())
}
