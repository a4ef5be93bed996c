//! `scopeon completions` and `scopeon man`.

use clap::CommandFactory;

use crate::args::{Cli, CompletionsArgs};
use crate::console::Console;
use crate::error::{CliError, Outcome};

/// Prints completions for a shell.
pub(super) fn completions(args: &CompletionsArgs) -> Result<Outcome, CliError> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "scopeon", &mut script);
    Console::write_raw(&script)?;
    Ok(Outcome::Fine)
}

/// Prints the manual page.
pub(super) fn man() -> Result<Outcome, CliError> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Cli::command()).render(&mut page)?;
    Console::write_raw(&page)?;
    Ok(Outcome::Fine)
}
