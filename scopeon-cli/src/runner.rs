//! Runs one command line with a set of providers.

use std::ffi::OsString;
use std::process::ExitCode;

use scopeon_app::AgentSet;
use scopeon_core::provider::Provider;

use crate::args::{Cli, Command};
use crate::command::{self, StatusLine};
use crate::console::Console;
use crate::context::Context;
use crate::error::{CliError, Kind, Outcome};
use crate::logging;
use crate::program::Program;
use crate::render::clean;
use crate::signals;

/// Runs one command line with a set of providers.
pub struct Runner {
    agents: AgentSet,
    program: Program,
}

impl Default for Runner {
    fn default() -> Self {
        Self::empty()
    }
}

impl Runner {
    /// Makes a runner that knows no agent.
    #[must_use]
    pub fn empty() -> Self {
        Self { agents: AgentSet::default(), program: Program::SCOPEON }
    }

    /// Makes a runner that knows the agents Scopeon comes with.
    #[must_use]
    pub fn builtin() -> Self {
        Self { agents: AgentSet::builtin(), ..Self::empty() }
    }

    /// Adds a provider; one of the same id is replaced.
    #[must_use]
    pub fn provider(mut self, provider: impl Provider + 'static) -> Self {
        self.agents = self.agents.with(provider);
        self
    }

    /// Goes by another name and version than Scopeon's: in the version, in usage lines, examples and the manual page, and in
    /// completions, which are for a program of that name.
    #[must_use]
    pub const fn named(mut self, name: &'static str, version: &'static str) -> Self {
        self.program = Program::named(name, version);
        self
    }

    /// Runs the command line of this process and returns its exit code.
    #[must_use]
    pub fn run(self) -> ExitCode {
        let arguments: Vec<OsString> = std::env::args_os().collect();
        #[cfg(unix)]
        if let Some(ended) = crate::memory::run_within(&arguments) {
            if StatusLine::asked_for(&arguments).is_some() {
                return ExitCode::SUCCESS;
            }
            return ended.unwrap_or_else(|error| {
                if let Ok(cli) = self.program.parse(&arguments) {
                    Console::new(&cli.global, None).error(&error);
                }
                error.exit_code()
            });
        }
        self.run_with(arguments)
    }

    /// Runs a command line, whose first word is the program's name, and returns its exit code.
    #[must_use]
    pub fn run_with(self, arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
        logging::silence_panics();
        signals::outlive_size_limit();
        let arguments: Vec<OsString> = arguments.into_iter().collect();
        if let Some(line) = StatusLine::asked_for(&arguments) {
            return line.run(|| self.record(&line, &arguments));
        }
        let mut cli = match self.program.parse(&arguments) {
            Ok(cli) => cli,
            Err(error) => return refuse(&error, &arguments),
        };
        // Nobody sits before a server: what it refuses and what breaks is in its log, which its answers point to.
        let is_server = matches!(cli.command, Some(Command::Serve(_) | Command::Mcp(_)));
        let verbose = cli.global.verbose.max(u8::from(is_server));
        logging::start(verbose, std::env::var_os("SCOPEON_LOG").as_deref());
        let console = Console::new(&cli.global, std::env::var("COLUMNS").ok().as_deref());
        let ended =
            cli.global.drop_unnamed(is_empty_variable).and_then(|()| self.execute(&cli, console.clone()));
        finish(ended, &console)
    }

    /// Keeps what a status line is handed.
    fn record(self, line: &StatusLine, arguments: &[OsString]) -> Result<(), CliError> {
        let mut cli = self.program.parse(arguments).map_err(|error| {
            let text = error.render().to_string();
            CliError::usage(text.lines().next().unwrap_or_default().trim_start_matches("error: "))
        })?;
        logging::start(cli.global.verbose, std::env::var_os("SCOPEON_LOG").as_deref());
        let console = Console::new(&cli.global, None);
        cli.global.drop_unnamed(is_empty_variable)?;
        let context = Context::new(&cli.global, console, self.agents, false)?;
        let recorded = line.record(&context);
        let closed = context.app.finish();
        recorded.and(closed.map_err(Into::into))
    }

    fn execute(self, cli: &Cli, console: Console) -> Result<Outcome, CliError> {
        if let Some(done) =
            cli.command.as_ref().and_then(|command| command::execute_alone(command, self.program))
        {
            return done;
        }
        let context =
            Context::new(&cli.global, console, self.agents, matches!(cli.command, Some(Command::Doctor)))?;
        let outcome = match &cli.command {
            Some(command) => command::execute(command, &context),
            None => command::greet(&context),
        };
        if let Err(error) = context.app.finish() {
            context.mark_incomplete();
            context.console.note(format_args!("the database could not be closed: {error}"));
        }
        let outcome = outcome?;
        let is_whole = outcome != Outcome::Fine || !context.is_incomplete();
        Ok(if is_whole { outcome } else { Outcome::Attention })
    }
}

fn is_empty_variable(name: &str) -> bool {
    std::env::var_os(name).is_some_and(|value| value.is_empty())
}

fn finish(ended: Result<Outcome, CliError>, console: &Console) -> ExitCode {
    ended.map_or_else(
        |error| {
            if error.kind() != Kind::Pipe {
                console.error(&error);
            }
            error.exit_code()
        },
        ExitCode::from,
    )
}

/// Says what is wrong with a command line, or what was asked for: help and version come this way, too.
fn refuse(error: &clap::Error, arguments: &[OsString]) -> ExitCode {
    let hostile = arguments.iter().any(|argument| argument.to_string_lossy().chars().any(char::is_control));
    let printed = if hostile {
        let lines = error.render().to_string().lines().map(clean).collect::<Vec<_>>().join("\n");
        std::io::Write::write_all(&mut std::io::stderr().lock(), format!("{lines}\n").as_bytes())
    } else {
        error.print()
    };
    match printed {
        Err(failure) if failure.kind() != std::io::ErrorKind::BrokenPipe => {
            CliError::from(failure).exit_code()
        }
        _ => ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2)),
    }
}
