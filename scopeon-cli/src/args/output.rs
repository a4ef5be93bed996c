//! Options that say how an answer is written.

use clap::{Args, ValueEnum};
use scopeon_core::config::{DisplayCurrency, UnknownCurrencyError};
use scopeon_core::money::PicoUsd;

const HEADING: &str = "Output options";

/// How an answer is written.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = HEADING)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own on the command line")]
pub(crate) struct OutputArgs {
    /// Answer in JSON: one line into a pipe, indented on a terminal
    #[arg(long, global = true, conflicts_with_all = ["csv", "tsv", "markdown"])]
    pub(crate) json: bool,

    /// Write the answer's tables as CSV: whole numbers, shares from 0 to 1, seconds, bytes; no sums
    ///
    /// What is not known is an empty cell. Several tables stand below each other, each with its heading after `#`.
    #[arg(long, global = true, conflicts_with_all = ["tsv", "markdown"])]
    pub(crate) csv: bool,

    /// The same separated by tabs
    #[arg(long, global = true, conflicts_with = "markdown", hide_short_help = true)]
    pub(crate) tsv: bool,

    /// Write the answer's tables as Markdown
    #[arg(long, global = true, hide_short_help = true)]
    pub(crate) markdown: bool,

    /// Show exact numbers instead of 1.2M
    #[arg(long, global = true)]
    pub(crate) exact: bool,

    /// Show amounts in this currency, at --rate; JSON stays in dollars
    #[arg(long, global = true, value_name = "CODE", value_parser = currency, hide_short_help = true)]
    pub(crate) currency: Option<DisplayCurrency>,

    /// How much of the currency a dollar is, such as 0.92
    #[arg(long, global = true, value_name = "NUMBER", value_parser = rate, hide_short_help = true)]
    pub(crate) rate: Option<PicoUsd>,

    /// Whose separators numbers have: de-DE, en-IN, fr [default: the configuration's, then en]
    #[arg(long, global = true, value_name = "LOCALE", hide_short_help = true)]
    pub(crate) locale: Option<String>,

    /// When to colour: auto, always, never; NO_COLOR is respected
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        hide_possible_values = true,
        hide_default_value = true,
        hide_short_help = true
    )]
    pub(crate) color: Color,
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

fn currency(code: &str) -> Result<DisplayCurrency, UnknownCurrencyError> {
    code.parse()
}

fn rate(text: &str) -> Result<PicoUsd, &'static str> {
    // A decimal comma is what those write who need another currency.
    let rate = text.trim().replace(',', ".").parse::<PicoUsd>().ok();
    rate.filter(|rate| *rate > PicoUsd::ZERO).ok_or("give a number above 0, such as 0.92")
}
