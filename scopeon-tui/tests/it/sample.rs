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
    Options::plain(Theme::new(name, Depth::True, false))
}

/// Makes a dashboard on a source, with everything answered that it asks.
pub(crate) fn begin(source: &mut dyn Source, size: (u16, u16)) -> Dashboard {
    let mut dashboard = Dashboard::new(&options(ThemeName::Dark), now(), size);
    dashboard.answer(source);
    dashboard
}

/// Every kind of source, by its name.
pub(crate) fn every() -> Vec<(&'static str, Box<dyn Source>)> {
    vec![
        ("sample", Box::new(sample())),
        ("nothing", Box::new(nothing())),
        ("hostile", Box::new(Hostile(sample()))),
        ("trouble", Box::new(Broken)),
        ("silent", Box::new(Quiet)),
    ]
}

/// The sample logs, read once.
pub(crate) fn sample() -> AppSource {
    static APP: OnceLock<Arc<App>> = OnceLock::new();
    let app = APP.get_or_init(|| {
        let inputs = Inputs { demo: true, ..inputs(std::env::temp_dir().as_path()) };
        let app = App::open(&inputs, AgentSet::builtin(), Arc::new(Silent)).expect("a demo");
        app.refresh(&CancelToken::new()).expect("read");
        Arc::new(app)
    });
    AppSource::alone(app)
}

/// A machine without any log.
pub(crate) fn nothing() -> AppSource {
    static APP: OnceLock<(tempfile::TempDir, Arc<App>)> = OnceLock::new();
    let (_, app) = APP.get_or_init(|| {
        let directory = tempfile::tempdir().expect("a directory");
        std::fs::create_dir(directory.path().join("user")).expect("a home");
        let app =
            App::open(&inputs(directory.path()), AgentSet::builtin(), Arc::new(Silent)).expect("opened");
        app.refresh(&CancelToken::new()).expect("read");
        (directory, Arc::new(app))
    });
    AppSource::alone(app)
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
        other => other,
    }
}
