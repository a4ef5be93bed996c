//! What each command does; one file a verb.

mod prices;
mod setup;

use crate::args::Command;
use crate::context::Context;
use crate::error::{CliError, Outcome};

/// Does what the command line asks for.
pub(crate) fn execute(command: Option<Command>, context: &mut Context) -> Result<Outcome, CliError> {
    match command {
        Some(Command::Prices(args)) => prices::run(&args, context),
        Some(Command::Completions(args)) => setup::completions(&args),
        Some(Command::Man) => setup::man(),
        _ => Ok(Outcome::Fine),
    }
}
