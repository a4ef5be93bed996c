//! `scopeon ingest`.

use std::time::{Duration, Instant};

use scopeon_core::report::{IngestReport, SCHEMA};
use scopeon_providers::{Summary, watch};

use crate::args::IngestArgs;
use crate::console::Console;
use crate::context::Context;
use crate::error::{CliError, Kind, Outcome};
use crate::ingest::{self, Told, Turns, tell_sum};
use crate::progress::Progress;
use crate::render::{bytes, count, counted, duration};
use crate::signals::Stop;

/// Reads what is new, once or as it comes.
pub(super) fn run(args: &IngestArgs, context: &Context) -> Result<Outcome, CliError> {
    let stop = ingest::on_signals()?;
    if args.watch { follow(context, &stop) } else { once(context, &stop) }
}

fn once(context: &Context, stop: &Stop) -> Result<Outcome, CliError> {
    let Some(ingested) = ingest::read(context, stop)? else {
        return Err(stop.signal().map_or_else(busy, ingest::stopped));
    };
    ingest::note_unread(context);
    let report = report(&ingested.summary, ingested.elapsed);
    context.console.answer(&report, || sentence(&report))?;
    Ok(stop.signal().map_or(Outcome::Fine, Outcome::Stopped))
}

fn busy() -> CliError {
    CliError::new(Kind::Data, "another scopeon is reading the logs")
        .hint("it does the same work; try again when it has ended")
}

fn report(summary: &Summary, elapsed: Duration) -> IngestReport {
    IngestReport {
        schema: SCHEMA,
        sources: summary.sources,
        read: summary.read,
        bytes: summary.bytes,
        calls: summary.calls,
        issues: summary.issues,
        skipped: summary.skipped,
        vanished: summary.vanished,
        elapsed_ms: u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX),
        stopped: summary.stopped,
    }
}

fn sentence(report: &IngestReport) -> String {
    let mut text = format!(
        "{}, {} with something new: {}, {}, {} in {}\n",
        counted(report.sources, "log"),
        count(report.read),
        bytes(report.bytes),
        counted(report.calls, "call record"),
        counted(report.issues, "issue"),
        duration(report.elapsed_ms)
    );
    if report.stopped {
        text.push_str("Stopped before the end; the next reading goes on from there.\n");
    }
    if report.sources == 0 {
        text.push_str("No logs were found; scopeon doctor says where they were looked for.\n");
    } else if report.issues > 0 {
        text.push_str("scopeon doctor says what could not be read and where.\n");
    }
    text
}

fn follow(context: &Context, stop: &Stop) -> Result<Outcome, CliError> {
    let mut failure = None;
    let mut turns = Turns::new(context, stop);
    watch_with(&mut turns, context, stop, &mut failure)?;
    turns.close()?;
    failure.map_or(Ok(Outcome::Fine), Err)
}

fn watch_with(
    turns: &mut Turns<'_>,
    context: &Context,
    stop: &Stop,
    failure: &mut Option<CliError>,
) -> Result<(), CliError> {
    let providers = context.providers();
    let progress = Progress::new(context.console.shows_progress());
    let began = Instant::now();
    let mut is_first = true;
    let mut told = Told::new(turns, context.redactor()?);
    let watched = watch(
        &providers,
        &context.places.places,
        &context.settings(),
        &mut told,
        &progress,
        stop.flag(),
        &mut |summary: &Summary| {
            progress.finish();
            tell_sum(summary);
            let report = report(summary, if is_first { began.elapsed() } else { Duration::ZERO });
            if let Err(error) = tell(context, &report, is_first) {
                // Nobody reads on: there is no use in going on.
                failure.get_or_insert(error);
                stop.wish();
            }
            is_first = false;
        },
    );
    watched.map_err(|error| ingest::store_error(error, context).into())
}

fn tell(context: &Context, report: &IngestReport, is_first: bool) -> Result<(), CliError> {
    if context.console.is_json() {
        return Console::print_line_json(report);
    }
    if is_first {
        context.console.print(&sentence(report))?;
        context.console.note("watching; Ctrl-C ends it");
        return Ok(());
    }
    let line = format!(
        "{}  {}, {}, {}\n",
        context.zone.wall(context.clock()),
        counted(report.calls, "call record"),
        bytes(report.bytes),
        counted(report.issues, "issue")
    );
    context.console.print(&line)
}
