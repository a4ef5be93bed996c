//! What the program is called: a tool that is built on this one goes by its own name.

use std::ffi::OsString;

use clap::builder::{Resettable, StyledStr};
use clap::{Arg, CommandFactory, FromArgMatches};

use crate::args::Cli;
use crate::help;

/// What the program is called, in its help, its version and its completions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Program {
    /// Another name and version than this crate's.
    other: Option<(&'static str, &'static str)>,
}

impl Program {
    /// Scopeon itself.
    pub(crate) const SCOPEON: Self = Self { other: None };

    /// A program of another name.
    pub(crate) const fn named(name: &'static str, version: &'static str) -> Self {
        Self { other: Some((name, version)) }
    }

    /// Returns the name that it is started by.
    pub(crate) const fn name(self) -> &'static str {
        match self.other {
            Some((name, _)) => name,
            None => "scopeon",
        }
    }

    /// Returns all that may stand on its command line.
    pub(crate) fn command(self) -> clap::Command {
        let command = help::arrange(Cli::command());
        let Some((name, version)) = self.other else { return command };
        renamed(command.name(name).bin_name(name).version(version), name)
    }

    /// Reads a command line, whose first word is not looked at.
    ///
    /// # Errors
    ///
    /// When something on it is not allowed, and when help or the version is asked for.
    pub(crate) fn parse(self, arguments: &[OsString]) -> Result<Cli, clap::Error> {
        let mut command = self.command();
        let mut matches = command.try_get_matches_from_mut(arguments)?;
        Cli::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut command))
    }
}

/// Has everything that a command and those below it say start the program by its name.
fn renamed(command: clap::Command, name: &'static str) -> clap::Command {
    let own = |text: Option<&StyledStr>| started_as(name, text);
    let (about, long_about) = (own(command.get_about()), own(command.get_long_about()));
    let (before, after) = (own(command.get_before_help()), own(command.get_after_help()));
    let long_after = own(command.get_after_long_help());
    let command = command.about(about).long_about(long_about).before_help(before);
    let command = command.after_help(after).after_long_help(long_after);
    let argument = |argument: Arg| {
        let (help, long_help) = (own(argument.get_help()), own(argument.get_long_help()));
        argument.help(help).long_help(long_help)
    };
    command.mut_args(argument).mut_subcommands(|command| renamed(command, name))
}

/// Returns a text with the program's name where it is started, or where a shell looks for what belongs to it; files and
/// variables keep theirs.
fn started_as(name: &str, text: Option<&StyledStr>) -> Resettable<StyledStr> {
    let text = text.map(ToString::to_string);
    let text = text
        .map(|text| text.replace("scopeon ", &format!("{name} ")).replace("/scopeon`", &format!("/{name}`")));
    text.map(StyledStr::from).into()
}
