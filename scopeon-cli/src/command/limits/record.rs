//! `scopeon limits record`: what a status line is handed. A status line's command that fails is blanked, so whatever
//! happens here, the exit code is 0, and what can be shown is shown.

use std::cell::{Cell, OnceCell};
use std::ffi::OsString;
use std::io::{self, IsTerminal, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use scopeon_app::ask;
use scopeon_core::metrics::limits::current;
use scopeon_core::time::Timestamp;

use crate::context::Context;
use crate::error::CliError;
use crate::render;

/// The most that a status line hands over; what Claude Code does is some kilobytes.
const MOST_BYTES: u64 = 1 << 20;

/// A status line that wants its limits kept.
#[derive(Debug)]
pub(crate) struct StatusLine {
    prints: bool,
    is_verbose: bool,
    has_printed: Cell<bool>,
    handed: OnceCell<Vec<u8>>,
}

impl StatusLine {
    /// Finds it on a command line, which may be wrong otherwise; none where something else is asked for, or help.
    pub(crate) fn asked_for(arguments: &[OsString]) -> Option<Self> {
        let words: Vec<&str> = arguments.iter().filter_map(|word| word.to_str()).collect();
        let limits = words.iter().position(|word| *word == "limits")?;
        let is_record = words[limits..].contains(&"record");
        let is_help = ["-h", "--help", "-V", "--version", "help"].iter().any(|help| words.contains(help));
        (is_record && !is_help).then(|| Self {
            prints: words.contains(&"--print"),
            is_verbose: words.iter().any(|word| *word == "--verbose" || is_short(word, 'v')),
            has_printed: Cell::new(false),
            handed: OnceCell::new(),
        })
    }

    /// Does the work; however it ends, the line is shown and the exit code is 0.
    pub(crate) fn run(&self, work: impl FnOnce() -> Result<(), CliError>) -> ExitCode {
        let ended = catch_unwind(AssertUnwindSafe(work));
        if let Ok(Err(error)) = &ended
            && self.says()
        {
            let _ = writeln!(io::stderr(), "error: {}", error.message());
            error.hints().iter().for_each(|hint| drop(writeln!(io::stderr(), "hint: {hint}")));
        }
        if self.prints && !self.has_printed.get() {
            // Without the configuration nobody knows in whose time resets are to be shown.
            let limits = ask::limits_of_status_line(self.handed(), Timestamp::default());
            let limits = current(&limits.unwrap_or_default(), Timestamp::default());
            self.print(&render::limits::short(&limits, None));
        }
        ExitCode::SUCCESS
    }

    /// Shows what was handed over and keeps it.
    pub(crate) fn record(&self, context: &Context) -> Result<(), CliError> {
        let now = context.app.now();
        let handed = ask::limits_of_status_line(self.handed(), now);
        // First what is shown: keeping it may take a moment.
        if self.prints {
            let mut limits = current(handed.as_deref().unwrap_or_default(), now);
            if limits.is_empty() {
                limits = context.app.last_limits();
            }
            self.print(&render::limits::short(&limits, Some((now, context.zone()))));
        }
        let Some(handed) = handed else {
            return Err(CliError::usage(
                "standard input is not the JSON object that Claude Code hands to a status line",
            )
            .hint("scopeon limits record --help shows how it is set up"));
        };
        Ok(context.app.keep_limits(&handed)?)
    }

    /// What standard input holds, read once; nothing of a terminal, and nothing of what is too large.
    fn handed(&self) -> &[u8] {
        self.handed.get_or_init(|| {
            let input = io::stdin().lock();
            let mut bytes = Vec::new();
            if input.is_terminal() || input.take(MOST_BYTES + 1).read_to_end(&mut bytes).is_err() {
                return Vec::new();
            }
            if bytes.len() as u64 > MOST_BYTES { Vec::new() } else { bytes }
        })
    }

    fn print(&self, line: &str) {
        self.has_printed.set(true);
        let mut out = io::stdout().lock();
        // Whoever closed it does not want to know.
        let _ = writeln!(out, "{line}").and_then(|()| out.flush());
    }

    /// A person who tries it out wants to know; a status line does not.
    fn says(&self) -> bool {
        self.is_verbose || io::stdin().is_terminal()
    }
}

fn is_short(word: &str, letter: char) -> bool {
    word.starts_with('-') && !word.starts_with("--") && word.contains(letter)
}
