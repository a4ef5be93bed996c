//! Sources to draw from: the sample logs, nothing, one session, names that are hostile, a database that cannot be used.

use std::sync::{Arc, OnceLock};

use scopeon_app::{AgentSet, App, CancelToken, Clock, Inputs, Reads, Silent, ZoneInputs};
use scopeon_core::time::Timestamp;
use scopeon_tui::{
    Answer, AppSource, Dashboard, Depth, Options, Question, Source, Theme, ThemeName, Trouble,
};

/// The instant of every frame.
pub(crate) fn now() -> Timestamp {
    Timestamp::parse("2026-11-27T14:03:00Z").expect("an instant")
}

/// A theme on a terminal of every colour.
pub(crate) fn options(name: ThemeName) -> Options {
    let mut options = Options::plain(Theme::new(name, Depth::True, false));
    options.home = Some(HOME.to_owned());
    options
}

/// Makes a dashboard on a source, with everything answered that it asks.
pub(crate) fn begin(source: &mut dyn Source, size: (u16, u16)) -> Dashboard {
    let mut dashboard = Dashboard::new(&options(ThemeName::Dark), now(), size);
    dashboard.answer(source);
    dashboard
}

/// Presses keys by their names, with everything answered after each; returns what is on the screen then.
pub(crate) fn press(dashboard: &mut Dashboard, source: &mut dyn Source, keys: &str) -> String {
    for key in keys.split(' ') {
        dashboard.press(key.parse().expect(key));
        dashboard.answer(source);
    }
    dashboard.frame().text()
}

/// Every kind of source, by its name.
pub(crate) fn every() -> Vec<(&'static str, Box<dyn Source>)> {
    vec![
        ("sample", Box::new(Remembered::new(sample()))),
        ("nothing", Box::new(Remembered::new(nothing()))),
        ("one", Box::new(Remembered::new(One(sample())))),
        ("hostile", Box::new(Remembered::new(Hostile(sample())))),
        ("trouble", Box::new(Broken)),
        ("silent", Box::new(Quiet)),
    ]
}

/// Another source, asked once for each question: the clock is held, so that it says the same again.
pub(crate) struct Remembered<S> {
    source: S,
    known: Vec<(Question, Result<Answer, Trouble>)>,
}

impl<S> Remembered<S> {
    /// Remembers what another source says.
    pub(crate) fn new(source: S) -> Self {
        Self { source, known: Vec::new() }
    }
}

impl<S: Source> Source for Remembered<S> {
    fn answer(&mut self, question: &Question) -> Result<Answer, Trouble> {
        if let Some((_, answer)) = self.known.iter().find(|(known, _)| known == question) {
            return answer.clone();
        }
        let answer = self.source.answer(question);
        self.known.push((question.clone(), answer.clone()));
        answer
    }
}

/// Another source, of which one live session and one row of each list is left.
pub(crate) struct One<S>(pub(crate) S);

impl<S: Source> Source for One<S> {
    fn answer(&mut self, question: &Question) -> Result<Answer, Trouble> {
        Ok(match self.0.answer(question)? {
            Answer::Status(mut report) => {
                let status = Arc::make_mut(&mut report);
                status.sessions.truncate(1);
                status.limits.truncate(1);
                status.budgets.truncate(1);
                Answer::Status(report)
            }
            Answer::Sessions(mut report) => {
                Arc::make_mut(&mut report).rows.truncate(1);
                Answer::Sessions(report)
            }
            Answer::Alerts(mut report) => {
                Arc::make_mut(&mut report).rows.clear();
                Answer::Alerts(report)
            }
            other => other,
        })
    }
}

/// Another source, with a directory that is another one each time told as somebody's home.
pub(crate) struct AtHome<S> {
    source: S,
    directory: String,
}

/// What such a directory is told as.
pub(crate) const HOME: &str = "/home/me";

impl<S: Source> Source for AtHome<S> {
    fn answer(&mut self, question: &Question) -> Result<Answer, Trouble> {
        let told = |path: &mut String| *path = path.replace(&self.directory, HOME);
        Ok(match self.source.answer(question)? {
            Answer::Status(mut report) => {
                Arc::make_mut(&mut report).looked_in.iter_mut().for_each(told);
                Answer::Status(report)
            }
            Answer::Providers(mut report) => {
                let rows = Arc::make_mut(&mut report).rows.iter_mut();
                rows.flat_map(|row| &mut row.roots).for_each(|root| told(&mut root.path));
                Answer::Providers(report)
            }
            Answer::Privacy(mut report) => {
                told(&mut Arc::make_mut(&mut report).path);
                Answer::Privacy(report)
            }
            other => other,
        })
    }
}

/// The sample logs, read once.
pub(crate) fn sample() -> AtHome<AppSource> {
    static APP: OnceLock<Arc<App>> = OnceLock::new();
    let app = APP.get_or_init(|| {
        let inputs = Inputs { demo: true, ..inputs(std::env::temp_dir().as_path()) };
        let app = App::open(&inputs, AgentSet::builtin(), Arc::new(Silent)).expect("a demo");
        app.refresh(&CancelToken::new()).expect("read");
        Arc::new(app)
    });
    AtHome { source: AppSource::alone(app), directory: app.home().unwrap_or_default().to_owned() }
}

/// A machine without any log.
pub(crate) fn nothing() -> AtHome<AppSource> {
    static APP: OnceLock<(tempfile::TempDir, Arc<App>)> = OnceLock::new();
    let (directory, app) = APP.get_or_init(|| {
        let directory = tempfile::tempdir().expect("a directory");
        std::fs::create_dir(directory.path().join("user")).expect("a home");
        let app =
            App::open(&inputs(directory.path()), AgentSet::builtin(), Arc::new(Silent)).expect("opened");
        app.refresh(&CancelToken::new()).expect("read");
        (directory, Arc::new(app))
    });
    AtHome { source: AppSource::alone(app), directory: directory.path().display().to_string() }
}

fn inputs(home: &std::path::Path) -> Inputs {
    Inputs {
        user_home: Some(home.join("user")),
        own_home: Some(home.join("own")),
        db: None,
        config: None,
        home: Some(home.join("user")),
        roots: Vec::new(),
        variable: None,
        zone: ZoneInputs {
            asked: Some(scopeon_core::time::Zone::UTC),
            week_start: None,
            tz: None,
            system: None,
        },
        clock: Clock::Held(now()),
        host_name: None,
        temporary: std::env::temp_dir(),
        demo: false,
        reads: Reads::IfPossible,
        tolerates_refusal: false,
    }
}

/// A database that cannot be used.
pub(crate) struct Broken;

impl Source for Broken {
    fn answer(&mut self, _: &Question) -> Result<Answer, Trouble> {
        let hints = vec!["nothing was overwritten; keep the file and move it away".to_owned()];
        Err(Trouble {
            text: "the database is damaged: /home/me/.scopeon/scopeon.db".to_owned(),
            hints,
            is_total: true,
        })
    }
}

/// Nothing is answered but that it is not there, and nothing is known.
pub(crate) struct Quiet;

impl Source for Quiet {
    fn answer(&mut self, _: &Question) -> Result<Answer, Trouble> {
        Err(Trouble { text: "answering it broke off".to_owned(), hints: Vec::new(), is_total: false })
    }
}

/// Another source, with every name replaced by what could rewrite a screen, wide and marked characters.
pub(crate) struct Hostile<S>(pub(crate) S);

impl<S: Source> Source for Hostile<S> {
    fn answer(&mut self, question: &Question) -> Result<Answer, Trouble> {
        let answer = self.0.answer(question)?;
        Ok(hostile(answer))
    }
}

/// 256 characters, wide ones and such with marks, and everything that could rewrite a screen.
pub(crate) fn hostile_name() -> String {
    let start = "\u{1b}[31m\u{202e}\u{7}\r\n\u{9b}2J\u{200b}\u{feff}";
    let wide: String = "日本e\u{301}\u{1f600}".repeat(60).chars().take(256).collect();
    format!("{start}{wide}")
}

/// Replaces names where there are names of strangers.
fn hostile(answer: Answer) -> Answer {
    use scopeon_core::report::{LiveSession, SessionRow};
    let name = hostile_name();
    let row = |row: &mut SessionRow| {
        row.project = Some(name.clone());
        row.branch = Some(name.clone());
        row.version = Some(name.clone());
        row.entry_point = Some(name.clone());
        row.models.iter_mut().for_each(|model| model.clone_from(&name));
    };
    let live = |live: &mut LiveSession| {
        row(&mut live.session);
        live.model = Some(name.clone());
    };
    match answer {
        Answer::Status(mut report) => {
            let status = Arc::make_mut(&mut report);
            status.sessions.iter_mut().for_each(live);
            status.limits.iter_mut().for_each(|limit| limit.window.clone_from(&name));
            if let Some(last) = &mut status.last {
                last.project = Some(name.clone());
            }
            Answer::Status(report)
        }
        Answer::SessionNow(mut report) => {
            let now = Arc::make_mut(&mut report);
            live(&mut now.live);
            now.last_tools.iter_mut().chain(&mut now.running).for_each(|tool| tool.clone_from(&name));
            Answer::SessionNow(report)
        }
        Answer::Sessions(mut report) => {
            Arc::make_mut(&mut report).rows.iter_mut().for_each(row);
            Answer::Sessions(report)
        }
        Answer::Session(mut report) => {
            let detail = Arc::make_mut(&mut report);
            row(&mut detail.session);
            let tools = detail.tools.iter_mut().chain(&mut detail.mcp).chain(&mut detail.skills);
            tools.chain(&mut detail.hooks).for_each(|tool| tool.name.clone_from(&name));
            detail.sub_agents.iter_mut().for_each(|agent| agent.agent_type = Some(name.clone()));
            detail.compactions.iter_mut().for_each(|one| one.trigger.clone_from(&name));
            Answer::Session(report)
        }
        Answer::SubAgents(mut report) => {
            let rows = &mut Arc::make_mut(&mut report).rows;
            for node in rows {
                node.agent_type = Some(name.clone());
            }
            Answer::SubAgents(report)
        }
        Answer::Tools(mut report) => {
            let tools = Arc::make_mut(&mut report);
            tools.rows.iter_mut().for_each(|tool| tool.name.clone_from(&name));
            tools.servers.iter_mut().for_each(|row| row.server.clone_from(&name));
            Answer::Tools(report)
        }
        Answer::Providers(mut report) => {
            let rows = Arc::make_mut(&mut report).rows.iter_mut();
            rows.flat_map(|row| &mut row.roots).for_each(|root| root.path.clone_from(&name));
            Answer::Providers(report)
        }
        Answer::Usage(mut report) => {
            let usage = Arc::make_mut(&mut report);
            let is_time = usage.by.period().is_some();
            usage.rows.iter_mut().filter(|_| !is_time).for_each(|row| row.key.clone_from(&name));
            let parts = usage.rows.iter_mut().flat_map(|row| row.breakdown.iter_mut().flatten());
            parts.for_each(|part| part.key.clone_from(&name));
            Answer::Usage(report)
        }
        Answer::Explore(mut report) => {
            Arc::make_mut(&mut report).level.rows.iter_mut().for_each(|row| row.key.clone_from(&name));
            Answer::Explore(report)
        }
        Answer::Compare(mut report) => {
            let compared = Arc::make_mut(&mut report);
            for side in [&mut compared.a, &mut compared.b] {
                side.name.clone_from(&name);
            }
            Answer::Compare(report)
        }
        Answer::Suggest(mut report) => {
            for card in &mut Arc::make_mut(&mut report).rows {
                card.advice.clone_from(&name);
                card.sessions.iter_mut().for_each(|seen| seen.session.clone_from(&name));
            }
            Answer::Suggest(report)
        }
        other => other,
    }
}
