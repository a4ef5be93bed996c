//! Answers from the application layer, while this process or another one reads what comes.

use std::sync::Arc;

use scopeon_app::{App, AppError, Ask, ErrorKind, Filter, Reading, words};
use scopeon_core::report::{Fresh, Report, SessionsReport};

use super::{Answer, Question, SessionsQuestion, Source, Trouble};

/// Answers from the application layer.
pub struct AppSource {
    app: Arc<App>,
    /// What goes on reading; none where an answer was read for beforehand.
    reading: Option<Arc<Reading>>,
}

impl AppSource {
    /// Answers while `reading` goes on.
    #[must_use]
    pub const fn new(app: Arc<App>, reading: Arc<Reading>) -> Self {
        Self { app, reading: Some(reading) }
    }

    /// Answers from what is kept, which was read for beforehand.
    #[must_use]
    pub fn alone(app: &Arc<App>) -> Self {
        Self { app: Arc::clone(app), reading: None }
    }

    fn ask<Q: Ask>(&self, question: &Q) -> Result<Arc<Q::Report>, Trouble> {
        let report = self.app.ask_kept(question).map_err(|error| trouble(&error))?;
        Ok(self.stamped(report))
    }

    /// Writes into an answer what it may lack.
    fn stamped<R: Report>(&self, mut report: R) -> Arc<R> {
        let Some(reading) = &self.reading else { return Arc::new(report) };
        let scope = report.scope_mut();
        let now = scope.now;
        scope.fresh =
            reading.doubt().map_or_else(|| Fresh::live(now), |doubt| Fresh::stale(None, doubt.to_string()));
        Arc::new(report)
    }

    fn sessions(&self, question: &SessionsQuestion) -> Result<Arc<SessionsReport>, Trouble> {
        let filter = Filter::parse(&question.filter).map_err(|error| refused(error.to_string()))?;
        let mut asked = question.ask.clone();
        asked.args = filter.with(asked.args).map_err(|error| trouble(&error))?;
        asked.choice = filter.choice;
        self.ask(&asked)
    }
}

impl Source for AppSource {
    fn answer(&mut self, question: &Question) -> Result<Answer, Trouble> {
        Ok(match question {
            Question::Status(asked) => Answer::Status(self.ask(asked)?),
            Question::Alerts(asked) => Answer::Alerts(self.ask(asked)?),
            Question::SessionNow(asked) => Answer::SessionNow(self.ask(asked)?),
            Question::Sessions(asked) => Answer::Sessions(self.sessions(asked)?),
            Question::Session(asked) => Answer::Session(self.ask(asked)?),
            Question::Context(asked) => Answer::Context(self.ask(asked)?),
            Question::Interactions(asked) => Answer::Interactions(self.ask(asked)?),
            Question::Limits(asked) => Answer::Limits(self.ask(asked)?),
            Question::Budgets(asked) => Answer::Budgets(self.ask(asked)?),
            Question::SubAgents(asked) => Answer::SubAgents(self.ask(asked)?),
            Question::Tools(asked) => Answer::Tools(self.ask(asked)?),
            Question::Usage(asked) => Answer::Usage(self.ask(asked)?),
            Question::Costs(asked) => Answer::Costs(self.ask(asked)?),
            Question::TagCosts(asked) => Answer::TagCosts(self.ask(asked)?),
            Question::Explore(asked) => Answer::Explore(self.ask(asked)?),
            Question::Compare(asked) => Answer::Compare(self.ask(asked)?),
            Question::Health(asked) => Answer::Health(self.ask(asked)?),
            Question::Suggest(asked) => Answer::Suggest(self.ask(asked)?),
            Question::TagRules(asked) => Answer::TagRules(self.ask(asked)?),
            Question::Providers(()) => {
                let report = self.app.list_providers_kept().map_err(|error| trouble(&error))?;
                Answer::Providers(self.stamped(report))
            }
            Question::Privacy(()) => Answer::Privacy(self.stamped(self.app.privacy())),
        })
    }
}

fn refused(text: String) -> Trouble {
    Trouble { text, hints: Vec::new(), is_total: false }
}

fn trouble(error: &AppError) -> Trouble {
    let advice = if let AppError::Store(error) = error { words::advice(error) } else { None };
    Trouble {
        text: error.to_string(),
        hints: error.hints().into_iter().chain(advice).collect(),
        is_total: error.kind() == ErrorKind::Data,
    }
}
