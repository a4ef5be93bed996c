//! `scopeon db`.

mod compact;
mod readable;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use scopeon_core::report::{DbPathReport, DbSizeReport, DbVerifyReport, SCHEMA};
use scopeon_store::{StoreError, backup, verify};

use crate::args::{DbAction, DbArgs};
use crate::context::Context;
use crate::error::{CliError, Kind, Outcome};
use crate::ingest;
use crate::render::style::{BAD, GOOD, paint};
use crate::render::{bytes, clean, counted};

/// What to do about a damaged database. A copy of it would be as damaged.
const SALVAGE: &str = "keep the file and move it away; then scopeon ingest reads the logs that still exist \
    again, and the history of deleted logs stays only in the moved file";

/// Looks after the database.
pub(super) fn run(args: &DbArgs, context: &Context) -> Result<Outcome, CliError> {
    // A demo begins without a database.
    if context.is_demo() {
        ingest::refresh(context)?;
    }
    match &args.action {
        None | Some(DbAction::Path) => path(context),
        Some(DbAction::Verify) => check(context),
        Some(DbAction::Backup { file }) => copy(file, context),
        Some(DbAction::Compact(args)) => compact::run(args, context),
    }
}

fn path(context: &Context) -> Result<Outcome, CliError> {
    let db = context.db();
    let report = DbPathReport { schema: SCHEMA, path: db.display().to_string(), exists: db.exists() };
    context.console.answer(&report, || format!("{}\n", clean(&report.path)))?;
    Ok(Outcome::Fine)
}

fn check(context: &Context) -> Result<Outcome, CliError> {
    let db = context.db();
    let found = verify(&db)?;
    let report = DbVerifyReport {
        schema: SCHEMA,
        path: db.display().to_string(),
        calls: found.calls,
        sums: found.sums,
        digests: found.digests,
        problems: found.problems,
    };
    context.console.answer(&report, || verdict(&report))?;
    Ok(if report.problems.is_empty() { Outcome::Fine } else { Outcome::Attention })
}

fn verdict(report: &DbVerifyReport) -> String {
    let path = clean(&report.path);
    if report.problems.is_empty() {
        let checked = format!(
            "{}, {} and {} computed anew",
            counted(report.calls, "call"),
            counted(report.sums, "sum"),
            counted(report.digests, "digest")
        );
        return format!("{} {path} is whole: {checked}, all equal\n", paint(GOOD, "✓"));
    }
    let mut text = format!("{} {path} is damaged:\n", paint(BAD, "✗"));
    for problem in &report.problems {
        let _ = writeln!(text, "  {}", clean(problem));
    }
    let _ = writeln!(text, "What to do: {SALVAGE}.");
    text
}

fn copy(file: &Path, context: &Context) -> Result<Outcome, CliError> {
    backup(&context.db(), file).map_err(|error| name_copy(error, file))?;
    check_copy(file, context)?;
    let report = size_report(file, size(&context.db()));
    context
        .console
        .answer(&report, || format!("{} written to {}\n", bytes(report.bytes), clean(&report.path)))?;
    Ok(Outcome::Fine)
}

/// A copy that cannot be written says nothing of the database.
fn name_copy(error: StoreError, file: &Path) -> CliError {
    let is_of_copy = matches!(
        &error,
        StoreError::Permission { path } | StoreError::ReadOnly { path } | StoreError::Full { path } if path == file
    );
    let error = CliError::from(error);
    if is_of_copy { error.of_kind(Kind::Io) } else { error }
}

/// SQLite copies damaged pages as they are, so only a copy that was looked through is one to rely on.
fn check_copy(file: &Path, context: &Context) -> Result<(), CliError> {
    match verify(file) {
        Ok(found) if found.problems.is_empty() => Ok(()),
        Ok(_) | Err(StoreError::Corrupt { .. }) => {
            let db = context.db();
            let message = format!(
                "{}: the database is damaged, and so is the copy; it is kept as {}",
                db.display(),
                file.display()
            );
            Err(CliError::new(Kind::Data, message).hint("scopeon db verify says what is wrong").hint(SALVAGE))
        }
        Err(error) => {
            // Nobody can use it; that it cannot be removed changes nothing about the failure.
            let _ = fs::remove_file(file);
            Err(name_copy(error, file))
        }
    }
}

pub(super) fn busy() -> CliError {
    CliError::new(Kind::Data, "another scopeon is writing to the database")
        .hint("try again when it has ended")
}

fn size_report(written: &Path, bytes_before: u64) -> DbSizeReport {
    DbSizeReport { schema: SCHEMA, path: written.display().to_string(), bytes_before, bytes: size(written) }
}

fn size(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |about| about.len())
}
