//! `scopeon limits`.

use std::io::{IsTerminal, Read};
use std::time::Duration;

use scopeon_core::metrics::limits::LimitSeen;
use scopeon_core::time::Timestamp;
use scopeon_providers::status_line;
use scopeon_store::{HandedOver, Lease, Reader, Store, StoreError, hand_over_limits};

use super::asked::Question;
use super::report::filter;
use crate::args::{FilterArgs, LimitsAction, LimitsArgs};
use crate::command::open;
use crate::context::Context;
use crate::error::{CliError, Kind, Outcome};
use crate::ingest;
use crate::render;

/// The most that a status line hands over; what Claude Code does is some kilobytes.
const MOST_BYTES: u64 = 1 << 20;
/// How long a status line waits for what another process is writing.
const BRIEF: Duration = Duration::from_millis(150);
/// How long what was said need not be said again, in milliseconds.
const FRESH_MS: i64 = 60_000;

/// Shows limits, or keeps those that a status line was handed.
pub(super) fn run(args: &LimitsArgs, context: &Context) -> Result<Outcome, CliError> {
    match args.action {
        Some(LimitsAction::Record { print }) => record(print.then_some(Echo), context),
        None => show(args, context),
    }
}

fn show(args: &LimitsArgs, context: &Context) -> Result<Outcome, CliError> {
    let mut question = Question::of_everything(context)?;
    question.filter =
        filter(&FilterArgs { provider: args.provider.clone(), ..FilterArgs::default() }, context)?;
    ingest::refresh(context)?;
    let report = open(context)?.limits(&question.asked(context))?;
    context
        .console
        .answer(&report, || render::limits::draw(&report, context.zone, context.console.width()))?;
    Ok(Outcome::Fine)
}

/// Asks for a line to be shown.
#[derive(Clone, Copy)]
struct Echo;

fn record(echo: Option<Echo>, context: &Context) -> Result<Outcome, CliError> {
    let handed = read_bounded()?;
    let limits = status_line(&handed, context.now).map_err(|error| {
        CliError::usage(format_args!("standard input is {error}"))
            .hint("scopeon limits record --help shows how it is set up")
    })?;
    // First what is shown: keeping it may take a moment.
    if echo.is_some() {
        let line = render::limits::short(&limits, context.now, context.zone);
        context.console.print(&format!("{line}\n"))?;
    }
    keep(&limits, context)?;
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

/// Keeps readings, unless they are known: as the writer, or beside another process that is it.
fn keep(limits: &[LimitSeen], context: &Context) -> Result<(), StoreError> {
    let db = context.db();
    if limits.is_empty() || is_known(limits, context) {
        return Ok(());
    }
    let Some(_lease) = Lease::try_acquire(&db)? else {
        if hand_over_limits(&db, limits, BRIEF)? == HandedOver::LetGo {
            tracing::info!("another scopeon is writing; this reading is not kept");
        }
        return Ok(());
    };
    let mut store = Store::open(&db, context.open_options()?)?;
    store.record_limits(limits)?;
    store.close()
}

/// Tells whether the same was read a moment ago.
fn is_known(limits: &[LimitSeen], context: &Context) -> bool {
    let Ok(reader) = Reader::open(&context.db()) else { return false };
    let is_fresh = |at: Timestamp| context.now.millis() - at.millis() < FRESH_MS;
    let is_known = |limit: &LimitSeen| {
        let known = reader.last_limits(limit.provider.as_str(), context.now).unwrap_or_default();
        known.iter().any(|known| is_fresh(known.at) && LimitSeen { at: limit.at, ..known.clone() } == *limit)
    };
    limits.iter().all(is_known)
}
