//! `scopeon completions` and `scopeon man`.

use crate::args::CompletionsArgs;
use crate::console::Console;
use crate::error::{CliError, Outcome};
use crate::program::Program;

/// Prints completions for a shell.
pub(super) fn completions(args: &CompletionsArgs, program: Program) -> Result<Outcome, CliError> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut program.command(), program.name(), &mut script);
    Console::write_raw(&script)?;
    Ok(Outcome::Fine)
}

/// Prints the manual page.
pub(super) fn man(program: Program) -> Result<Outcome, CliError> {
    let mut page = Vec::new();
    clap_mangen::Man::new(program.command()).render(&mut page)?;
    Console::write_raw(&page)?;
    Ok(Outcome::Fine)
}
