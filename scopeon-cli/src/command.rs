//! What each command does; one file a verb.

mod database;
mod doctor;
mod ingest;
mod prices;
mod report;
mod session;
mod sessions;
mod setup;
mod status;

use scopeon_core::report::GroupBy;
use scopeon_store::Reader;

use crate::args::Command;
use crate::context::Context;
use crate::error::{CliError, Outcome};

/// Does what the command line asks for.
pub(crate) fn execute(command: Option<Command>, context: &Context) -> Result<Outcome, CliError> {
    match command {
        Some(Command::Report(args)) => report::run(args.by, &args.period, context),
        Some(Command::Daily(args)) => report::run(GroupBy::Daily, &args, context),
        Some(Command::Weekly(args)) => report::run(GroupBy::Weekly, &args, context),
        Some(Command::Monthly(args)) => report::run(GroupBy::Monthly, &args, context),
        Some(Command::Ingest(args)) => ingest::run(&args, context),
        Some(Command::Prices(args)) => prices::run(&args, context),
        Some(Command::Completions(args)) => setup::completions(&args),
        Some(Command::Man) => setup::man(),
        Some(Command::Sessions(args)) => sessions::run(&args, context),
        Some(Command::Session(args)) => session::run(&args, context),
        Some(Command::Status) => status::run(context),
        Some(Command::Doctor) => doctor::run(context),
        Some(Command::Db(args)) => database::run(&args, context),
        None => status::greet(context),
    }
}

/// Opens the database to answer from it.
fn open(context: &Context) -> Result<Reader, CliError> {
    let path = context.db();
    Ok(Reader::open(&path)?)
}
