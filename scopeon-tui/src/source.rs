//! Where reports come from: questions in, report structs out, and nothing else. The store, the clock and reading stay behind
//! it, so that every screen is tested without a database.

mod app;

use std::sync::Arc;

use scopeon_app::ask;
use scopeon_core::report::{
    AlertsReport, BudgetReport, CompareReport, ContextReport, CostsReport, ExploreReport, HealthReport,
    InteractionsReport, LimitsReport, PrivacyReport, ProvidersReport, Report, Scope, SessionDetail,
    SessionNow, SessionsReport, StatusReport, SubAgentsReport, SuggestReport, TagRulesReport, TagsReport,
    ToolsReport, UsageReport,
};

pub use app::AppSource;

/// What answers questions.
pub trait Source: Send {
    /// Answers a question from what is known now.
    ///
    /// # Errors
    ///
    /// When there is no answer, with what to do about it.
    fn answer(&mut self, question: &Question) -> Result<Answer, Trouble>;
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// What happened, as a sentence without its end.
    pub text: String,
    /// What to do about it.
    pub hints: Vec<String>,
    /// Whether nothing at all can be answered: the database cannot be used.
    pub is_total: bool,
}

/// Sessions, as the list of them is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SessionsQuestion {
    /// The filter as it is typed.
    pub filter: String,
    /// Which calls count, their order and how many sessions.
    pub ask: ask::Sessions,
}

macro_rules! questions {
    ($($(#[$doc:meta])* $name:ident($question:ty) -> $report:ty, $get:ident;)*) => {
        /// A question.
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum Question {
            $($(#[$doc])* $name($question),)*
        }

        /// The answer to the question of the same name.
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum Answer {
            $($(#[$doc])* $name(Arc<$report>),)*
        }

        impl Answer {
            $(
                $(#[$doc])*
                #[must_use]
                pub fn $get(&self) -> Option<&$report> {
                    match self {
                        Self::$name(report) => Some(report),
                        _ => None,
                    }
                }
            )*

            /// Returns what it covers, and how fresh it is.
            #[must_use]
            pub fn scope(&self) -> &Scope {
                match self {
                    $(Self::$name(report) => report.scope(),)*
                }
            }
        }
    };
}

questions! {
    /// Where things stand.
    Status(ask::Status) -> StatusReport, status;
    /// What has to be said.
    Alerts(ask::Alerts) -> AlertsReport, alerts;
    /// Where one session stands.
    SessionNow(ask::SessionNow) -> SessionNow, session_now;
    /// A list of sessions.
    Sessions(Box<SessionsQuestion>) -> SessionsReport, sessions;
    /// One session in whole.
    Session(ask::Session) -> SessionDetail, session;
    /// The context of one session.
    Context(ask::Context) -> ContextReport, context;
    /// What one session did beside its calls.
    Interactions(ask::Interactions) -> InteractionsReport, interactions;
    /// The vendors' limits.
    Limits(ask::Limits) -> LimitsReport, limits;
    /// The budgets.
    Budgets(ask::Budgets) -> BudgetReport, budgets;
    /// Sub-agents.
    SubAgents(ask::SubAgents) -> SubAgentsReport, sub_agents;
    /// Tools.
    Tools(ask::Tools) -> ToolsReport, tools;
    /// What was used, by time and names.
    Usage(ask::Usage) -> UsageReport, usage;
    /// What was spent and what it comes to.
    Costs(ask::Costs) -> CostsReport, costs;
    /// What tags cost.
    TagCosts(ask::TagCosts) -> TagsReport, tag_costs;
    /// One level of what consumed tokens.
    Explore(ask::Explore) -> ExploreReport, explore;
    /// Two sides beside each other.
    Compare(ask::Compare) -> CompareReport, compare;
    /// How well it went.
    Health(ask::Health) -> HealthReport, health;
    /// What would help.
    Suggest(ask::Suggest) -> SuggestReport, suggest;
    /// The rules of tags.
    TagRules(ask::TagRules) -> TagRulesReport, tag_rules;
    /// Every agent that is known.
    Providers(()) -> ProvidersReport, providers;
    /// What is kept.
    Privacy(()) -> PrivacyReport, privacy;
}
