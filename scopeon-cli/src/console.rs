//! The terminal: where answers and notes go, how wide it is and whether it takes colour.

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::rc::Rc;

use anstream::{AutoStream, ColorChoice};
use serde::Serialize;

use scopeon_core::config::{Display, DisplayCurrency};
use scopeon_tui::Depth;

use crate::args::{Color, GlobalArgs, OutputArgs};
use crate::error::CliError;
use crate::json;
use crate::render::export;
use crate::render::format::{self, Exchange, Form, Format};
use crate::render::levels::{self, footnote};
use crate::render::locale::Locale;
use crate::render::{clean, style};

/// How wide an answer is drawn when nobody says.
const DEFAULT_WIDTH: usize = 120;
/// Narrower than this no table makes sense.
const LEAST_WIDTH: usize = 40;

/// How wide tables for other programs may be: what a page would leave out for want of room is in them.
const OTHER_WIDTH: usize = 400;

/// Where answers and notes go.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about a terminal or an option")]
pub(crate) struct Console {
    color: ColorChoice,
    quiet: bool,
    json: bool,
    form: Form,
    is_exact: bool,
    is_verbose: bool,
    exchange: Option<Exchange>,
    /// The options that say whose calls are meant, as they are typed.
    place: Vec<String>,
    locale: Option<String>,
    width: usize,
    out_is_terminal: bool,
    err_is_terminal: bool,
}

impl Console {
    /// Makes a console; `columns` is the variable COLUMNS.
    pub(crate) fn new(args: &GlobalArgs, columns: Option<&str>) -> Self {
        let out_is_terminal = io::stdout().is_terminal();
        let form = form(&args.output);
        Self {
            color: color_choice(args.output.color),
            quiet: args.quiet,
            json: args.output.json,
            form,
            is_exact: args.output.exact,
            is_verbose: args.verbose > 0,
            exchange: None,
            place: Vec::new(),
            locale: None,
            width: if form == Form::Page { width(out_is_terminal, columns) } else { OTHER_WIDTH },
            out_is_terminal,
            err_is_terminal: io::stderr().is_terminal(),
        }
    }

    /// Shows amounts and numbers as the options or the configuration say.
    ///
    /// # Errors
    ///
    /// When a currency has no rate, or there is no such language and region.
    pub(crate) fn set_display(&mut self, args: &GlobalArgs, config: &Display) -> Result<(), CliError> {
        self.place = args.place();
        let args = &args.output;
        self.exchange = exchange(args, config)?;
        self.locale = args.locale.clone().or_else(|| config.locale.clone());
        self.format()?;
        Ok(())
    }

    /// Returns how an answer is written.
    fn format(&self) -> Result<Format, CliError> {
        let read = |tag: &String| {
            let unknown =
                |problem| CliError::usage(format_args!("the locale {tag} is not known")).hint(problem);
            tag.parse::<Locale>().map_err(unknown)
        };
        Ok(Format {
            form: self.form,
            is_exact: self.is_exact,
            is_verbose: self.is_verbose,
            exchange: self.exchange.clone(),
            locale: self.locale.as_ref().map(read).transpose()?.map(Rc::new),
            place: self.place.clone(),
        })
    }

    /// Returns the options that say whose calls are meant, as they are typed.
    pub(crate) fn place(&self) -> &[String] {
        &self.place
    }

    /// Returns how many characters fit in a line.
    pub(crate) const fn width(&self) -> usize {
        self.width
    }

    /// Returns `true` if answers go to a terminal, which can be drawn on.
    pub(crate) const fn is_terminal(&self) -> bool {
        self.out_is_terminal
    }

    /// Returns `true` if somebody sits before a terminal that can be drawn on, and answers are pages for people.
    pub(crate) fn is_interactive(&self) -> bool {
        let is_dumb = std::env::var_os("TERM").is_none_or(|term| term.is_empty() || term == "dumb");
        self.is_page() && self.out_is_terminal && io::stdin().is_terminal() && (cfg!(windows) || !is_dumb)
    }

    /// Returns the terminal's columns and rows; none where answers go elsewhere.
    pub(crate) fn size(&self) -> Option<(u16, u16)> {
        let size = self.out_is_terminal.then(terminal_size::terminal_size).flatten();
        size.map(|(columns, rows)| (columns.0, rows.0))
    }

    /// Returns how many colours may be drawn with.
    pub(crate) fn depth(&self, variable: &dyn Fn(&str) -> Option<OsString>) -> Depth {
        let is_set = |name| variable(name).is_some_and(|value| !value.is_empty());
        let holds =
            |name, part: &str| variable(name).is_some_and(|value| value.to_string_lossy().contains(part));
        match self.color {
            ColorChoice::Never => Depth::None,
            ColorChoice::Auto if is_set("NO_COLOR") => Depth::None,
            _ if holds("COLORTERM", "truecolor") || holds("COLORTERM", "24bit") => Depth::True,
            _ if holds("TERM", "256color") || holds("TERM", "kitty") => Depth::Indexed,
            _ if cfg!(windows) => Depth::True,
            _ => Depth::Sixteen,
        }
    }

    /// Returns `true` if answers are to be JSON.
    pub(crate) const fn is_json(&self) -> bool {
        self.json
    }

    /// Returns `true` if answers are pages for people.
    pub(crate) fn is_page(&self) -> bool {
        !self.json && self.form == Form::Page
    }

    /// Returns `true` if progress can be shown.
    pub(crate) const fn shows_progress(&self) -> bool {
        self.err_is_terminal && !self.quiet
    }

    /// Writes an answer: for programs where that is asked for, else as it is drawn for people, with how exact the agents
    /// are whose figures it shows.
    pub(crate) fn answer(
        &self,
        report: &impl levels::Answer,
        draw: impl FnOnce() -> String,
    ) -> Result<(), CliError> {
        if self.json {
            return self.print_json(report);
        }
        let format = self.format()?;
        let page = || draw() + &footnote(report, self.width());
        let (text, tables) = export::gather(|| format::within(&format, page));
        if self.form == Form::Page {
            return self.print(&text);
        }
        if tables.is_empty() {
            self.note("there is nothing to list");
        }
        let remarks = tables.remarks().to_vec();
        self.print(&tables.write(self.form).map_err(io::Error::other)?)?;
        // A table has no foot: what the figures do not hold is said all the same.
        for remark in &remarks {
            self.note(remark);
        }
        Ok(())
    }

    /// Refuses to write tables of an answer that is made of sentences.
    ///
    /// # Errors
    ///
    /// When tables are asked for.
    pub(crate) fn expect_no_tables(&self) -> Result<(), CliError> {
        if self.json || self.form == Form::Page {
            return Ok(());
        }
        Err(CliError::usage("this answer has no table").hint("--json holds all of it"))
    }

    /// Writes an answer for people.
    pub(crate) fn print(&self, text: &str) -> Result<(), CliError> {
        let mut out = AutoStream::new(io::stdout().lock(), self.color);
        out.write_all(text.as_bytes())?;
        Ok(out.flush()?)
    }

    /// Writes bytes that are no text for people: a script, a manual page.
    pub(crate) fn write_raw(bytes: &[u8]) -> Result<(), CliError> {
        let mut out = io::stdout().lock();
        out.write_all(bytes)?;
        Ok(out.flush()?)
    }

    /// Writes an answer for programs: one line into a pipe, indented on a terminal.
    pub(crate) fn print_json(&self, answer: &impl Serialize) -> Result<(), CliError> {
        let mut out = io::BufWriter::new(io::stdout().lock());
        json::write(&mut out, answer, self.out_is_terminal).map_err(io::Error::from)?;
        out.write_all(b"\n")?;
        Ok(out.flush()?)
    }

    /// Writes one of many answers for programs, as a line of its own wherever it goes.
    pub(crate) fn print_line_json(answer: &impl Serialize) -> Result<(), CliError> {
        let mut line = Vec::new();
        json::write(&mut line, answer, false).map_err(io::Error::from)?;
        line.push(b'\n');
        Self::write_raw(&line)
    }

    /// Writes a remark on stderr, unless silence was asked for. A stderr that is gone is no failure.
    pub(crate) fn note(&self, text: impl std::fmt::Display) {
        if !self.quiet {
            self.say(style::NOTE, "note", &clean(&text.to_string()));
        }
    }

    /// Asks a question where somebody can answer it, and returns what was answered; none where nobody can.
    pub(crate) fn ask(&self, question: &str) -> Result<Option<String>, CliError> {
        let input = io::stdin();
        if !(self.err_is_terminal && input.is_terminal()) {
            return Ok(None);
        }
        let mut err = AutoStream::new(io::stderr().lock(), self.color);
        write!(err, "{question}")?;
        err.flush()?;
        let mut answer = String::new();
        input.read_line(&mut answer)?;
        Ok(Some(answer.trim().to_owned()))
    }

    /// Writes a failure on stderr.
    pub(crate) fn error(&self, error: &CliError) {
        self.say(style::ERROR, "error", error.message());
        for hint in error.hints() {
            self.say(style::HINT, "hint", hint);
        }
    }

    fn say(&self, look: anstyle::Style, label: &str, text: &str) {
        let mut err = AutoStream::new(io::stderr().lock(), self.color);
        let _ = writeln!(err, "{look}{label}:{look:#} {text}");
    }
}

fn form(args: &OutputArgs) -> Form {
    match (args.csv, args.tsv, args.markdown) {
        (true, _, _) => Form::Csv,
        (_, true, _) => Form::Tsv,
        (_, _, true) => Form::Markdown,
        _ => Form::Page,
    }
}

/// The currency that is asked for, else the configuration's, with the rate of the same.
fn exchange(args: &OutputArgs, config: &Display) -> Result<Option<Exchange>, CliError> {
    let configured = args.currency.is_none() || args.currency == config.currency;
    let rate = args.rate.or(config.rate.filter(|_| configured));
    let currency = args.currency.or(config.currency).filter(|currency| *currency != DisplayCurrency::USD);
    match (currency, rate) {
        (Some(currency), Some(rate)) => Ok(Some(Exchange {
            code: currency.code().to_owned(),
            decimals: currency.decimals(),
            sign: currency.sign().to_owned(),
            rate,
        })),
        (Some(currency), None) => {
            Err(CliError::usage(format_args!("--currency {} needs a rate", currency.code()))
                .hint("--rate 0.92 says how much of it a dollar is; no rate is looked up"))
        }
        (None, _) if args.rate.is_some() && args.currency.is_none() => {
            Err(CliError::usage("--rate needs a currency").hint("such as --currency EUR --rate 0.92"))
        }
        (None, _) => Ok(None),
    }
}

fn color_choice(asked: Color) -> ColorChoice {
    match asked {
        Color::Auto => ColorChoice::Auto,
        Color::Always => ColorChoice::Always,
        Color::Never => ColorChoice::Never,
    }
}

fn width(is_terminal: bool, columns: Option<&str>) -> usize {
    let stated = columns.and_then(|columns| columns.trim().parse::<usize>().ok()).filter(|width| *width > 0);
    let measured =
        || is_terminal.then(terminal_size::terminal_size).flatten().map(|(width, _)| width.0.into());
    stated.or_else(measured).unwrap_or(DEFAULT_WIDTH).max(LEAST_WIDTH)
}
