//! `scopeon db`.

mod compact;

use std::fmt::Write as _;
use std::path::Path;

use scopeon_app::Backup;
use scopeon_app::words::SALVAGE;
use scopeon_core::report::DbVerifyReport;

use crate::args::{DbAction, DbArgs};
use crate::context::{Context, until_signal};
use crate::error::{CliError, Kind, Outcome};
use crate::render::style::{BAD, GOOD, paint};
use crate::render::{bytes, clean, counted};

/// Looks after the database.
pub(super) fn run(args: &DbArgs, context: &Context) -> Result<Outcome, CliError> {
    // A demo begins without a database.
    if context.app.is_demo() {
        until_signal(|cancel| context.app.refresh(cancel))?;
    }
    match &args.action {
        None | Some(DbAction::Path) => path(context),
        Some(DbAction::Verify) => check(context),
        Some(DbAction::Backup { file }) => copy(file, context),
        Some(DbAction::Compact(args)) => compact::run(args, context),
    }
}

fn path(context: &Context) -> Result<Outcome, CliError> {
    let report = context.app.db_path();
    context.show(&report, |_| format!("{}\n", clean(&report.path)))?;
    Ok(Outcome::Fine)
}

fn check(context: &Context) -> Result<Outcome, CliError> {
    let report = context.app.verify()?;
    context.show(&report, |_| verdict(&report))?;
    Ok(if report.problems.is_empty() { Outcome::Fine } else { Outcome::Attention })
}

fn verdict(report: &DbVerifyReport) -> String {
    let path = clean(&report.path);
    if report.problems.is_empty() {
        let checked = format!(
            "{}, {} and {} computed again",
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
    let report = context.app.backup(file)?;
    context.show(&report, |_| format!("{} written to {}\n", bytes(report.bytes), clean(&report.path)))?;
    Ok(Outcome::Fine)
}

impl From<Backup> for CliError {
    fn from(error: Backup) -> Self {
        match error {
            Backup::Database(error) => error.into(),
            Backup::Copy(error) => Self::from(error).of_kind(Kind::Io),
            damaged => {
                Self::new(Kind::Data, damaged).hint("scopeon db verify says what is wrong").hint(SALVAGE)
            }
        }
    }
}
