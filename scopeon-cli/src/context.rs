//! What every command works with: the terminal, the application, and signals. Nothing else reads the environment, the home
//! directory or the clock.

use std::cell::Cell;
use std::sync::Arc;

use scopeon_app::{AgentSet, App, Ask, CancelToken, Clock, Inputs, Reads, Root, ZoneInputs};
use scopeon_core::report::{Notice, NoticeCode};
use scopeon_core::time::Zone;

use crate::args::{GlobalArgs, RootArg};
use crate::console::Console;
use crate::error::CliError;
use crate::host;
use crate::progress::Waiting;
use crate::render::{self, levels};
use crate::signals::Stop;

/// What every command works with.
pub(crate) struct Context {
    /// The terminal.
    pub(crate) console: Console,
    /// What answers.
    pub(crate) app: Arc<App>,
    /// How much is said on stderr.
    pub(crate) verbose: u8,
    /// Whether an answer may lack something.
    is_incomplete: Cell<bool>,
}

impl Context {
    /// Looks everything up. A check-up goes on without Scopeon's own files where those may not be used.
    ///
    /// # Errors
    ///
    /// When an option or the configuration names what does not exist, or a file of Scopeon's is another user's.
    pub(crate) fn new(
        args: &GlobalArgs,
        mut console: Console,
        agents: AgentSet,
        is_check_up: bool,
    ) -> Result<Self, CliError> {
        let frontend = Arc::new(Waiting::new(console.clone()));
        let app = App::open(&inputs(args, is_check_up), agents, frontend)?;
        console.set_display(args, &app.config().display)?;
        Ok(Self { console, app: Arc::new(app), verbose: args.verbose, is_incomplete: Cell::new(false) })
    }

    /// Answers a question.
    pub(crate) fn ask<Q: Ask>(&self, question: &Q) -> Result<Q::Report, CliError> {
        until_signal(|cancel| self.app.ask(question, cancel))
    }

    /// Shows an answer and its remarks.
    pub(crate) fn show<T: levels::Answer>(
        &self,
        report: &T,
        draw: impl FnOnce(&T) -> String,
    ) -> Result<(), CliError> {
        if report.scope().needs_attention() {
            self.mark_incomplete();
        }
        let notices = &report.scope().notices;
        let (said, noted): (Vec<&Notice>, Vec<&Notice>) =
            notices.iter().partition(|notice| self.console.is_page() && is_of_answer(notice.code));
        self.console.answer(report, || {
            let said: String = said.iter().map(|notice| render::notice(&notice.text, self.width())).collect();
            draw(report) + &said
        })?;
        self.note(noted);
        Ok(())
    }

    /// Writes remarks on stderr.
    pub(crate) fn note<'a>(&self, notices: impl IntoIterator<Item = &'a Notice>) {
        for notice in notices {
            self.console.note(&notice.text);
        }
    }

    /// Returns `true` if an answer may lack something.
    pub(crate) fn is_incomplete(&self) -> bool {
        self.is_incomplete.get()
    }

    /// Notes that an answer may lack something.
    pub(crate) fn mark_incomplete(&self) {
        self.is_incomplete.set(true);
    }

    /// Returns the zone that days begin in.
    pub(crate) fn zone(&self) -> Zone {
        self.app.zone()
    }

    /// Returns how many characters fit in a line.
    pub(crate) const fn width(&self) -> usize {
        self.console.width()
    }

    /// Returns the home directory as it is shown in paths.
    pub(crate) fn home(&self) -> Option<&str> {
        self.app.home()
    }
}

/// Returns `true` if a remark is a part of what was asked, and not of how it was answered: why there is nothing.
fn is_of_answer(code: NoticeCode) -> bool {
    matches!(code, NoticeCode::UnknownFilter | NoticeCode::EmptyRange | NoticeCode::NoData)
}

fn inputs(args: &GlobalArgs, is_check_up: bool) -> Inputs {
    let root = |root: &RootArg| Root { provider: root.provider.clone(), dir: root.dir.clone() };
    Inputs {
        user_home: std::env::home_dir(),
        own_home: std::env::var_os("SCOPEON_HOME").map(Into::into),
        db: args.db.clone(),
        config: args.config.clone(),
        home: args.home.clone(),
        roots: args.roots.iter().map(root).collect(),
        variable: Some(|name| std::env::var_os(name)),
        zone: ZoneInputs {
            asked: args.zone,
            week_start: args.week_start,
            tz: std::env::var("TZ").ok(),
            system: Some(host::zone),
        },
        clock: args.now.map_or(Clock::System, Clock::Held),
        host_name: host::name(),
        temporary: std::env::temp_dir(),
        demo: args.demo,
        reads: match (args.no_ingest, args.fresh) {
            (true, _) => Reads::Never,
            (false, true) => Reads::Always,
            (false, false) => Reads::IfPossible,
        },
        tolerates_refusal: is_check_up,
    }
}

/// Does what a signal can stop. What follows is an answer, which a signal ends at once.
pub(crate) fn until_signal<T, E: Into<CliError>>(
    work: impl FnOnce(&CancelToken) -> Result<T, E>,
) -> Result<T, CliError> {
    let stop = Stop::on_signals().map_err(|error| CliError::signals(&error))?;
    let done = work(stop.token());
    let signal = stop.signal();
    stop.stand_down();
    match (done, signal) {
        (_, Some(signal)) => Err(CliError::stopped(signal)),
        (done, None) => done.map_err(Into::into),
    }
}
