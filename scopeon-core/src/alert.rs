//! Alerts: what has to be said without being asked. The rules are one table of pure functions for every way that an alert
//! goes; [`AlertLog`] says which of them is news. How an alert is brought to anybody is not known here.
//!
//! ```
//! use scopeon_core::alert::{AlertInputs, AlertKind, SessionSigns, alerts};
//! use scopeon_core::metrics::Share;
//! let mut session = SessionSigns::new("a1".to_owned(), "claude-code".to_owned());
//! session.fill = Some(Share::from_bp(9_600));
//! let found = alerts(&AlertInputs { sessions: vec![session], ..AlertInputs::default() });
//! assert_eq!(found[0].kind, AlertKind::ContextCrisis);
//! ```

mod log;
mod rules;

use serde::{Deserialize, Serialize};

use crate::budget::{BudgetPeriod, BudgetState};
use crate::metrics::Share;
use crate::metrics::limits::LimitLevel;
use crate::time::Timestamp;

pub use log::{AlertLog, COOLDOWN_MS};
pub use rules::{ADVISORY, BUDGET, CRISIS, FEW_TURNS, WARNING, alerts, is_accelerating};

/// What an alert is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AlertKind {
    /// The context is at least 95 % full.
    ContextCrisis,
    /// At the present growth the context lasts five more turns at most.
    LowTurnsLeft,
    /// The context is 80 to 94 % full.
    ContextWarning,
    /// More than 90 % of a budget is used.
    BudgetWarning,
    /// A window of the plan is nearly or wholly used, or will be before it resets.
    LimitWarning,
    /// The context was compacted.
    CompactionDetected,
    /// The context is 55 to 79 % full and grows faster and faster.
    CompactionAdvisory,
}

impl AlertKind {
    /// Every kind, the most urgent first.
    pub const ALL: [Self; 7] = [
        Self::ContextCrisis,
        Self::LowTurnsLeft,
        Self::ContextWarning,
        Self::BudgetWarning,
        Self::LimitWarning,
        Self::CompactionDetected,
        Self::CompactionAdvisory,
    ];

    /// Returns its name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ContextCrisis => "context_crisis",
            Self::LowTurnsLeft => "low_turns_left",
            Self::ContextWarning => "context_warning",
            Self::BudgetWarning => "budget_warning",
            Self::LimitWarning => "limit_warning",
            Self::CompactionDetected => "compaction_detected",
            Self::CompactionAdvisory => "compaction_advisory",
        }
    }
}

/// How much an alert matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum AlertSeverity {
    /// Work stops, or money is gone, unless something is done now.
    Critical,
    /// Something should be done soon.
    Warning,
    /// It is good to know.
    Info,
}

/// An alert.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Alert {
    /// What it is about.
    pub kind: AlertKind,
    /// How much it matters.
    pub severity: AlertSeverity,
    /// The session, by its id; none where it is of no one session.
    pub session: Option<String>,
    /// The agent; none where it is of no one agent.
    pub provider: Option<String>,
    /// The window of a limit, or the period of a budget.
    pub subject: Option<String>,
    /// The project of a budget, as it is kept; none where it holds for everything.
    pub project: Option<String>,
    /// How much is used: of the context, the window or the budget; it may be more than all.
    #[serde(rename = "used_ratio", with = "crate::ratio::bp_option")]
    pub used_bp: Option<i64>,
    /// How many more turns fit.
    pub turns_left: Option<u64>,
    /// When it happened, or will: a compaction, the end of a limit; none where that is no one instant.
    pub at: Option<Timestamp>,
}

impl Alert {
    /// Makes one of what it cannot be without.
    #[must_use]
    pub const fn new(kind: AlertKind, severity: AlertSeverity) -> Self {
        Self {
            kind,
            severity,
            session: None,
            provider: None,
            subject: None,
            project: None,
            used_bp: None,
            turns_left: None,
            at: None,
        }
    }
}

/// What alerts are made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AlertInputs {
    /// The sessions that are looked at.
    pub sessions: Vec<SessionSigns>,
    /// The budgets.
    pub budgets: Vec<BudgetSigns>,
    /// The windows of the plan that run.
    pub limits: Vec<LimitSigns>,
    /// Compactions before this instant are no news; all are where it is none.
    pub since: Option<Timestamp>,
}

/// What alerts are made of, of one session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionSigns {
    /// Its id.
    pub id: String,
    /// Its agent.
    pub provider: String,
    /// How full its context is; none where that is not known.
    pub fill: Option<Share>,
    /// How many more turns fit; none while it does not grow.
    pub turns_left: Option<u64>,
    /// When it was last compacted.
    pub compacted_at: Option<Timestamp>,
    /// By how much each of its last calls changed the context, in tokens and in order.
    pub changes: Vec<i64>,
}

impl SessionSigns {
    /// Makes one of which nothing is known.
    #[must_use]
    pub const fn new(id: String, provider: String) -> Self {
        Self { id, provider, fill: None, turns_left: None, compacted_at: None, changes: Vec::new() }
    }
}

/// What alerts are made of, of one budget.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BudgetSigns {
    /// Its period.
    pub period: BudgetPeriod,
    /// Its project; none where it holds for everything.
    pub project: Option<String>,
    /// How much of it is used, in basis points.
    pub used_bp: i64,
    /// How it stands.
    pub state: BudgetState,
    /// When it is used up.
    pub exhausted_at: Option<Timestamp>,
}

/// What alerts are made of, of one window of the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitSigns {
    /// The agent.
    pub provider: String,
    /// The window's name.
    pub window: String,
    /// How much of it is used, in basis points.
    pub used_bp: u32,
    /// How near it is.
    pub level: LimitLevel,
    /// When all of it is used.
    pub exhausted_at: Option<Timestamp>,
}

/// How full a context is, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Pressure {
    /// Less than 55 %.
    Low,
    /// 55 to 79 %.
    Moderate,
    /// 80 to 94 %.
    High,
    /// 95 % and more.
    Critical,
}

impl Pressure {
    /// Returns the word for a share.
    #[must_use]
    pub fn of(fill: Share) -> Self {
        if fill >= CRISIS {
            Self::Critical
        } else if fill >= WARNING {
            Self::High
        } else if fill >= ADVISORY {
            Self::Moderate
        } else {
            Self::Low
        }
    }

    /// Returns the word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Moderate => "moderate",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}
