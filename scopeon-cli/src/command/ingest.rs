//! `scopeon ingest`.

use std::time::{Duration, Instant};

use scopeon_app::{Ingested, Summary};
use scopeon_core::report::{Fresh, IngestReport, Scope};

use crate::args::IngestArgs;
use crate::console::Console;
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::progress::Progress;
use crate::render::{bytes, count, counted, duration};
use crate::signals::Stop;

/// Reads what is new, once or as it comes.
pub(super) fn run(args: &IngestArgs, context: &Context) -> Result<Outcome, CliError> {
    let stop = Stop::on_signals().map_err(|error| CliError::signals(&error))?;
    if args.watch { follow(context, &stop) } else { once(context, &stop) }
}

fn once(context: &Context, stop: &Stop) -> Result<Outcome, CliError> {
    let ingested = context.app.ingest(stop.token());
    let Ingested { summary, elapsed } = match (ingested, stop.signal()) {
        (Err(_), Some(signal)) => return Err(CliError::stopped(signal)),
        (ingested, _) => ingested?,
    };
    let mut scope = context.app.scope();
    if let Some(unread) = context.app.unread() {
        context.mark_incomplete();
        context.note(std::slice::from_ref(&unread));
        scope.fresh = Fresh::stale(None, &unread.text);
        scope.notices.push(unread);
    }
    let report = report(scope, &summary, elapsed);
    context.show(&report, |_| sentence(&report))?;
    Ok(stop.signal().map_or(Outcome::Fine, Outcome::Stopped))
}

fn report(scope: Scope, summary: &Summary, elapsed: Duration) -> IngestReport {
    let mut report = IngestReport::new(scope);
    report.sources = summary.sources;
    report.read = summary.read;
    report.bytes = summary.bytes;
    report.calls = summary.calls;
    report.issues = summary.issues;
    report.skipped = summary.skipped;
    report.vanished = summary.vanished;
    report.elapsed_ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
    report.stopped = summary.stopped;
    report
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
    let progress = Progress::new(context.console.shows_progress());
    let began = Instant::now();
    let mut is_first = true;
    context.app.watch(stop.token(), &progress, &mut |summary: &Summary| {
        progress.finish();
        let report =
            report(context.app.scope(), summary, if is_first { began.elapsed() } else { Duration::ZERO });
        if let Err(error) = tell(context, &report, is_first) {
            // Nobody reads on: there is no use in going on.
            failure.get_or_insert(error);
            stop.token().request();
        }
        is_first = false;
    })?;
    failure.map_or(Ok(Outcome::Fine), Err)
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
        context.zone().wall(context.app.now()),
        counted(report.calls, "call record"),
        bytes(report.bytes),
        counted(report.issues, "issue")
    );
    context.console.print(&line)
}
