//! `scopeon db compact`.

use std::fmt::Write as _;

use scopeon_app::Compaction;
use scopeon_core::report::{DbCompactReport, Forgotten};

use crate::args::CompactArgs;
use crate::context::{Context, until_signal};
use crate::error::{CliError, Outcome};
use crate::render::{bytes, clean, compact as render};

/// Gives unused space back, and forgets what is old where that is asked for and agreed to.
pub(super) fn run(args: &CompactArgs, context: &Context) -> Result<Outcome, CliError> {
    let look = |when| until_signal(|cancel| context.app.forgettable(when, cancel));
    let forgotten = args.delete_before.as_deref().map(look).transpose()?;
    if let Some(forgotten) = forgotten.as_ref().filter(|forgotten| !forgotten.is_nothing())
        && !is_agreed(forgotten, args, context)?
    {
        context.console.note("nothing was forgotten");
        return Ok(Outcome::Fine);
    }
    let compaction = Compaction { forgotten, no_backup: args.no_backup };
    let report = until_signal(|cancel| context.app.compact(compaction, cancel))?;
    context.show(&report, |_| sentence(&report))?;
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

/// Says what will go, and asks unless that was answered before.
fn is_agreed(forgotten: &Forgotten, args: &CompactArgs, context: &Context) -> Result<bool, CliError> {
    let told = render::forgotten(forgotten, context.zone());
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
