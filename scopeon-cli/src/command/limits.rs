//! `scopeon limits`.

use std::io::{IsTerminal, Read};

use scopeon_app::ask;

use crate::args::{LimitsAction, LimitsArgs};
use crate::context::Context;
use crate::error::{CliError, Kind, Outcome};
use crate::render;

/// The most that a status line hands over; what Claude Code does is some kilobytes.
const MOST_BYTES: u64 = 1 << 20;

/// Shows limits, or keeps those that a status line was handed.
pub(super) fn run(args: &LimitsArgs, context: &Context) -> Result<Outcome, CliError> {
    match args.action {
        Some(LimitsAction::Record { print }) => record(print.then_some(Echo), context),
        None => show(args, context),
    }
}

fn show(args: &LimitsArgs, context: &Context) -> Result<Outcome, CliError> {
    let answer = context.ask(&ask::Limits { provider: args.provider.clone() })?;
    context.show(&answer, |report| render::limits::draw(report, context.zone(), context.width()))?;
    Ok(Outcome::Fine)
}

/// Asks for a line to be shown.
#[derive(Clone, Copy)]
struct Echo;

fn record(echo: Option<Echo>, context: &Context) -> Result<Outcome, CliError> {
    let limits = context.app.limits_of_status_line(&read_bounded()?)?;
    // First what is shown: keeping it may take a moment.
    if echo.is_some() {
        let line = render::limits::short(&limits, context.app.now(), context.zone());
        context.console.print(&format!("{line}\n"))?;
    }
    context.app.keep_limits(&limits)?;
    Ok(Outcome::Fine)
}

fn read_bounded() -> Result<Vec<u8>, CliError> {
    let input = std::io::stdin().lock();
    if input.is_terminal() {
        return Err(CliError::usage(
            "standard input is a terminal, not what Claude Code hands to a status line",
        )
        .hint("scopeon limits record --help shows how it is set up"));
    }
    let mut bytes = Vec::new();
    let read = input.take(MOST_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(|error| {
        CliError::new(Kind::Io, format_args!("standard input cannot be read: {}", error.kind()))
    })?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(CliError::usage("standard input is larger than 1 MiB; no status line is"));
    }
    Ok(bytes)
}
