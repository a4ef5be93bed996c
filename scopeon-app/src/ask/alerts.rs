//! What has to be said without being asked: the rules are core's, and what they look at is put together here.

use scopeon_core::alert::{AlertInputs, BudgetSigns, LimitSigns, SessionSigns, alerts};
use scopeon_core::metrics::limits::LimitState;
use scopeon_core::report::{AlertsReport, BudgetRow, Scope, SessionNow};
use scopeon_core::time::{Range, Timestamp};
use scopeon_store::Reader;

use super::budgets::kept_budgets;
use super::question::Ask;
use super::session_ids::{check, explain};
use crate::app::App;
use crate::error::AppError;
use crate::query::Query;

/// A compaction is told of for so long, in milliseconds.
const NEWS_MS: i64 = 10 * 60 * 1000;

/// Alerts that hold now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alerts {
    /// The sessions that are looked at, by id; where none are stated, those that were active a short while ago.
    pub sessions: Option<Vec<String>>,
}

impl Ask for Alerts {
    type Report = AlertsReport;

    fn query(&self, app: &App) -> Result<Query, AppError> {
        self.sessions.iter().flatten().try_for_each(|id| check(id))?;
        Query::everything(app)
    }

    fn answer(&self, query: &Query, reader: &Reader, app: &App) -> Result<AlertsReport, AppError> {
        let asked = query.context();
        let mut sessions: Vec<SessionSigns> = Vec::new();
        for id in self.looked_at(query, reader)? {
            let now = reader.session_now(&id, &asked).map_err(|error| explain(error, &id))?;
            sessions.push(signs(&now));
        }
        let budgets = kept_budgets(app);
        let budgets = if budgets.is_empty() { Vec::new() } else { reader.budgets(&asked, &budgets)?.rows };
        // Who asks about sessions is not told of other agents' limits.
        let is_meant = |agent: &str| {
            self.sessions.as_ref().is_none_or(Vec::is_empty)
                || sessions.iter().any(|one| one.provider == agent)
        };
        let rows: Vec<LimitState> =
            reader.limits(&asked)?.rows.into_iter().filter(|row| is_meant(&row.provider)).collect();
        let limits = rows.into_iter().map(|row| LimitSigns {
            provider: row.provider,
            window: row.window,
            used_bp: row.used_bp,
            level: row.level,
            exhausted_at: row.pace.and_then(|pace| pace.exhausted_at),
        });
        let inputs = AlertInputs {
            sessions,
            budgets: budgets.into_iter().map(budget).collect(),
            limits: limits.collect(),
            since: Timestamp::from_millis(query.now.millis().saturating_sub(NEWS_MS)),
        };
        let scope = Scope::new(query.now, query.zone, Range::default());
        Ok(AlertsReport::new(scope, alerts(&inputs)))
    }

    /// It says itself what there is not.
    fn is_empty(&self, _report: &AlertsReport) -> bool {
        false
    }
}

impl Alerts {
    fn looked_at(&self, query: &Query, reader: &Reader) -> Result<Vec<String>, AppError> {
        if let Some(stated) = &self.sessions {
            return Ok(stated.clone());
        }
        let live = reader.status(&query.context(), &[])?.sessions;
        Ok(live.into_iter().map(|live| live.session.id).collect())
    }
}

fn signs(now: &SessionNow) -> SessionSigns {
    let session = &now.live.session;
    let mut signs = SessionSigns::new(session.id.clone(), session.provider.clone());
    signs.fill = now.outlook.fill_bp.value;
    signs.turns_left = now.outlook.turns_left.value;
    signs.compacted_at = now.last_compaction.as_ref().map(|one| one.at);
    signs.changes = now.steps.iter().map(|step| step.change).collect();
    signs
}

fn budget(row: BudgetRow) -> BudgetSigns {
    BudgetSigns {
        period: row.budget.period,
        project: row.budget.project,
        used_bp: row.used.used_bp,
        state: row.used.state,
        exhausted_at: row.used.exhausted_at,
    }
}
