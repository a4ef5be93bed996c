//! What each command does; one file a verb.

mod alerts;
mod blocks;
mod budget;
mod cache;
mod compare;
mod context;
mod costs;
mod database;
mod doctor;
mod explore;
mod health;
mod import;
mod ingest;
mod interactions;
mod limits;
mod mcp;
mod prices;
mod privacy;
mod providers;
mod report;
mod serve;
mod session;
mod sessions;
mod setup;
mod status;
mod subagents;
mod tag;
mod token;
mod tools;
mod tui;
mod whatif;
mod why;

use scopeon_core::report::GroupBy;

pub(crate) use limits::StatusLine;

use crate::args::Command;
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::program::Program;

/// Does what needs to know nothing of the world; none for every other command.
pub(crate) fn execute_alone(command: &Command, program: Program) -> Option<Result<Outcome, CliError>> {
    match command {
        Command::Completions(args) => Some(setup::completions(args, program)),
        Command::Man(args) => Some(setup::man(args, program)),
        _ => None,
    }
}

/// Does what the command line asks for.
pub(crate) fn execute(command: &Command, context: &Context) -> Result<Outcome, CliError> {
    match command {
        Command::Report(args) => report::run(args, context),
        Command::Daily(args) => report::by(vec![GroupBy::Daily], args, context),
        Command::Weekly(args) => report::by(vec![GroupBy::Weekly], args, context),
        Command::Monthly(args) => report::by(vec![GroupBy::Monthly], args, context),
        Command::Sessions(args) => sessions::run(args, context),
        Command::Session(args) => session::run(args, context),
        Command::Cache(args) => cache::run(args, context),
        Command::Tools(args) => tools::run(args, context),
        Command::McpUsage(args) => tools::run_mcp(args, context),
        Command::Health(args) => health::run(args, context),
        Command::Suggest(args) => health::suggest(args, context),
        Command::Context(args) => context::run(args, context),
        Command::Interactions(args) => interactions::run(args, context),
        Command::Costs(args) => costs::run(args, context),
        Command::Why(args) => why::run(args, context),
        Command::Whatif(args) => whatif::run(args, context),
        Command::SubAgents(args) => subagents::run(args, context),
        Command::Tasks(args) => subagents::tasks(args, context),
        Command::Explore(args) => explore::run(args, context),
        Command::Blocks(args) => blocks::run(args, context),
        Command::Limits(args) => limits::run(args, context),
        Command::Budget(args) => budget::run(args, context),
        Command::Compare(args) => compare::run(args, context),
        Command::Tag(args) => tag::run(args, context),
        Command::Status(args) => status::run(args, context),
        Command::Tui(args) => tui::run(args, context),
        Command::Serve(args) => serve::run(args, context),
        Command::Mcp(args) => mcp::run(args, context),
        Command::Alerts(args) => alerts::run(args, context),
        Command::Token(args) => token::run(args, context),
        Command::Ingest(args) => ingest::run(args, context),
        Command::Doctor => doctor::run(context),
        Command::Providers => providers::run(context),
        Command::Prices(args) => prices::run(args, context),
        Command::Privacy(args) => privacy::run(args, context),
        Command::Db(args) => database::run(args, context),
        Command::Import(args) => import::run(args, context),
        // Done before anything is looked up.
        Command::Completions(_) | Command::Man(_) => Ok(Outcome::Fine),
    }
}

/// Answers the bare name.
pub(crate) fn greet(context: &Context) -> Result<Outcome, CliError> {
    if context.console.is_interactive() {
        return tui::run(&crate::args::TuiArgs::default(), context);
    }
    status::greet(context)
}
