//! Sessions: a list of them, and one in whole.

use scopeon_core::metrics::cost::CostMode;
use scopeon_core::metrics::witness::Verdict;
use scopeon_core::provider::Coverage;
use scopeon_core::report::{SessionDetail, SessionsReport};
use scopeon_store::{Direction, Reader, SessionsQuery, SessionsSort, SortKey};

use super::health::with_learnt;
use super::question::{Ask, Preparation};
use super::session_ids::{check, explain};
use super::tags::rules;
use crate::app::App;
use crate::error::AppError;
use crate::filter::{Choice, Chooser};
use crate::meant::meant;
use crate::query::{Query, QueryArgs};

/// Sessions, the last active first unless another order is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sessions {
    /// Which calls.
    pub args: QueryArgs,
    /// Which of them, by what is known of them.
    pub choice: Choice,
    /// What they are ordered by.
    pub order: SessionOrder,
    /// Whether the order is turned around.
    pub is_reversed: bool,
    /// How many of them; none for all.
    pub limit: Option<usize>,
    /// Which amount is meant where they are ordered by cost.
    pub mode: CostMode,
}

/// What sessions are ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SessionOrder {
    /// When they were last active.
    #[default]
    Last,
    /// Dollars.
    Cost,
    /// All tokens.
    Tokens,
    /// Model responses.
    Calls,
}

impl Sessions {
    const fn sort(&self) -> SessionsSort {
        let direction = if self.is_reversed { Direction::Ascending } else { Direction::Descending };
        match self.order {
            SessionOrder::Last => SessionsSort::Activity,
            SessionOrder::Cost => SessionsSort::By(SortKey::Cost(self.mode), direction),
            SessionOrder::Tokens => SessionsSort::By(SortKey::Tokens, direction),
            SessionOrder::Calls => SessionsSort::By(SortKey::Calls, direction),
        }
    }
}

impl Ask for Sessions {
    type Report = SessionsReport;

    fn query(&self, app: &App) -> Result<Query, AppError> {
        Query::of(&self.args, app)
    }

    fn preparation(&self, query: &Query) -> Preparation {
        if self.choice.needs_health() {
            Preparation::Aggregates(with_learnt(query))
        } else {
            Preparation::Refresh
        }
    }

    /// Where none of those that are there is chosen, that is the answer.
    fn is_empty(&self, report: &SessionsReport) -> bool {
        report.scope.providers.is_empty() && !self.choice.chooses()
    }

    fn answer(&self, query: &Query, reader: &Reader, app: &App) -> Result<SessionsReport, AppError> {
        let mut sessions = SessionsQuery::new(query.zone);
        sessions.now = Some(query.now);
        sessions.range = query.range;
        sessions.filter = query.filter.clone();
        sessions.sort = self.sort();
        // The first active first is the one order that has to be turned around here, before it is cut.
        let is_turned = self.is_reversed && self.order == SessionOrder::Last;
        sessions.limit = self.limit.filter(|_| !is_turned && !self.choice.chooses());
        let mut report = reader.sessions(&sessions, &query.book)?;
        let with = Chooser {
            query,
            reader,
            agents: app.agents(),
            rules: &rules(app),
            meant: &|field, name| meant(field, name, app),
        };
        self.choice.choose(&mut report, &with)?;
        if is_turned {
            report.rows.reverse();
        }
        report.rows.truncate(self.limit.unwrap_or(usize::MAX));
        Ok(report)
    }
}

/// One session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its id, the start of it, or `latest`.
    pub id: String,
}

impl Ask for Session {
    type Report = SessionDetail;

    fn query(&self, app: &App) -> Result<Query, AppError> {
        check(&self.id)?;
        Query::everything(app)
    }

    fn answer(&self, query: &Query, reader: &Reader, _app: &App) -> Result<SessionDetail, AppError> {
        let detail = reader.session(&self.id, query.now, (query.zone, &query.book));
        detail.map_err(|error| explain(error, &self.id))
    }
}

impl App {
    /// Returns how much of the truth the log of a session holds: at best its totals, where it states calls in sums; a part,
    /// where it does not say what some of its requests took, or where the agent itself says otherwise.
    #[must_use]
    pub fn session_level(&self, detail: &SessionDetail) -> Option<Coverage> {
        let level = self.agents().level(&detail.session.provider)?;
        let figures = &detail.session.figures;
        let differs = detail.witnesses.iter().any(|row| row.verdict == Verdict::Differs);
        let is_part = figures.unknown_calls > 0 || figures.unfinished_calls > 0 || differs;
        let known = if is_part { Coverage::Partial } else { Coverage::PerCall };
        Some(if detail.partial_calls > 0 { level.max(Coverage::PerSession) } else { level }.max(known))
    }
}
