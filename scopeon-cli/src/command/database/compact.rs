//! `scopeon db compact`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use scopeon_core::report::{DbCompactReport, Forgotten, SCHEMA};
use scopeon_core::time::{Range, Timestamp};
use scopeon_store::{Reader, Retention, Store, backup};

use super::{busy, check_copy, name_copy, readable, size};
use crate::args::CompactArgs;
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::ingest;
use crate::paths::beside;
use crate::render::{bytes, clean, compact as render};
use crate::signals::Stop;

/// Gives unused space back, and forgets what is old where that is asked for and agreed to.
pub(super) fn run(args: &CompactArgs, context: &Context) -> Result<Outcome, CliError> {
    let before = args.delete_before.as_deref().map(|when| first_kept(when, context)).transpose()?;
    let db = context.db();
    let stop = ingest::on_signals()?;
    let forgotten = before.map(|before| look(before, context, &stop)).transpose()?;
    if let Some(forgotten) = forgotten.as_ref().filter(|forgotten| !forgotten.is_nothing())
        && !is_agreed(forgotten, args, context)?
    {
        context.console.note("nothing was forgotten");
        return Ok(Outcome::Fine);
    }
    let bytes_before = size(&db);
    let Some(_lease) = ingest::lease(context, &stop)? else {
        return Err(stop.signal().map_or_else(busy, ingest::stopped));
    };
    let copy = forgotten.as_ref().filter(|gone| !gone.is_nothing() && !args.no_backup);
    let copy = copy.map(|gone| copy_before(gone.before, context)).transpose()?;
    let mut store = Store::open(&db, context.open_options()?)?;
    store.compact(before.map_or(Retention::KeepAll, Retention::DeleteBefore))?;
    store.close()?;
    let report = DbCompactReport {
        schema: SCHEMA,
        path: db.display().to_string(),
        bytes_before,
        bytes: size(&db),
        forgotten,
        backup: copy.map(|copy| copy.display().to_string()),
    };
    context.console.answer(&report, || sentence(&report))?;
    Ok(Outcome::Fine)
}

fn sentence(report: &DbCompactReport) -> String {
    let (before, after) = (bytes(report.bytes_before), bytes(report.bytes));
    let mut text = format!("{}: {before} before, {after} now\n", clean(&report.path));
    if let Some(copy) = &report.backup {
        let _ = writeln!(text, "{} holds what was forgotten; delete it when nobody needs it", clean(copy));
    }
    text
}

/// Reads what is to be forgotten: nothing that is yet to come. Sums are kept by quarters of an hour, so one begins there.
fn first_kept(when: &str, context: &Context) -> Result<Timestamp, CliError> {
    let range = Range::parse(Some(when), None, context.zone, context.now).map_err(|error| {
        CliError::usage(format_args!("--delete-before is not understood: {when}")).hint(error)
    })?;
    let before = range.since.unwrap_or_default();
    if before > context.now {
        return Err(CliError::usage(format_args!("--delete-before is yet to come: {when}"))
            .hint("only what is past is forgotten; nothing was changed"));
    }
    Ok(before.quarter().start())
}

fn look(before: Timestamp, context: &Context, stop: &Stop) -> Result<Forgotten, CliError> {
    let (reader, book) = (Reader::open(&context.db())?, context.book()?);
    let in_logs = readable::calls(context, stop)?;
    Ok(reader.forgettable(before, context.zone, &book, |call| in_logs.contains(&call))?)
}

/// Says what will go, and asks unless that was answered before.
fn is_agreed(forgotten: &Forgotten, args: &CompactArgs, context: &Context) -> Result<bool, CliError> {
    let told = render::forgotten(forgotten, context.zone);
    let copied = if args.no_backup { "no copy is made" } else { "the database is copied first" };
    let told = format!("{told}; {copied}");
    if args.yes {
        context.console.note(told);
        return Ok(true);
    }
    if let Some(answer) = context.console.ask(&format!("{told}\nForget it? [y/N] "))? {
        return Ok(["y", "yes"].contains(&answer.to_ascii_lowercase().as_str()));
    }
    context.console.note(told);
    Err(CliError::usage("nobody can be asked whether to forget this, and --yes is not given")
        .hint("nothing was changed; --yes forgets without asking"))
}

/// Copies the database beside itself, under a name that tells what for.
fn copy_before(before: Timestamp, context: &Context) -> Result<PathBuf, CliError> {
    let (db, day) = (context.db(), context.zone.date(before).to_string());
    let name = |attempt: u32| match attempt {
        0 => beside(&db, &format!(".before-{day}.bak")),
        _ => beside(&db, &format!(".before-{day}-{attempt}.bak")),
    };
    let is_free = |name: &PathBuf| !is_there(name);
    let copy = (0..u32::MAX).map(name).find(is_free).unwrap_or_else(|| name(u32::MAX));
    backup(&db, &copy).map_err(|error| name_copy(error, &copy))?;
    check_copy(&copy, context)?;
    Ok(copy)
}

fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}
