//! Tells of names in a command's filter that nothing has, so that an empty answer is not a riddle.

use scopeon_store::{Filter, Reader};

use super::report::filter;
use crate::args::{Command, FilterArgs, TagAction};
use crate::context::Context;
use crate::error::CliError;

/// Says which names of a command's filter are unknown, and what is called nearly so. The command has answered; where
/// this cannot be found out nothing is said.
pub(super) fn note_unknown(command: &Command, context: &Context) {
    let Some(filter) = filter_of(command).and_then(|args| filter(args, context).ok()) else { return };
    if filter == Filter::default() {
        return;
    }
    let Ok(reader) = Reader::open(&context.db()) else { return };
    if reader.is_empty().unwrap_or(true) {
        return;
    }
    for unknown in reader.unknown_names(&filter).unwrap_or_default() {
        let unknown = CliError::from(unknown);
        let parts: Vec<&str> =
            std::iter::once(unknown.message()).chain(unknown.hints().iter().map(String::as_str)).collect();
        context.console.note(parts.join("; "));
    }
}

const fn filter_of(command: &Command) -> Option<&FilterArgs> {
    Some(match command {
        Command::Report(args) => &args.period.filter,
        Command::Daily(args) | Command::Weekly(args) | Command::Monthly(args) => &args.filter,
        Command::Sessions(args) => &args.filter,
        Command::Blocks(args) => &args.filter,
        Command::Cache(args) => &args.asked.filter,
        Command::Tools(args) => &args.asked.filter,
        Command::McpUsage(args) => &args.asked.filter,
        Command::Health(args) => &args.asked.filter,
        Command::Suggest(args) => &args.asked.filter,
        Command::Costs(args) => &args.asked.filter,
        Command::Agents(args) => &args.asked.filter,
        Command::Tasks(args) => &args.asked.filter,
        Command::Explore(args) => &args.asked.filter,
        Command::Compare(args) => &args.asked.filter,
        Command::Tag(args) => match &args.action {
            Some(TagAction::List(asked) | TagAction::Rules(asked)) => &asked.filter,
            _ => return None,
        },
        _ => return None,
    })
}
