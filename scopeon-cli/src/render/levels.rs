//! How exact the agents are whose calls an answer holds: the line below every answer with figures of agents that are not
//! at the best level.

use std::collections::BTreeMap;

use scopeon_core::provider::Level;
use scopeon_core::report::{
    AgentsReport, BlocksReport, BudgetReport, CacheReport, CompareReport, ContextReport, CostsReport,
    DbCompactReport, DbPathReport, DbSizeReport, DbVerifyReport, DoctorReport, ExploreReport, GroupBy,
    HealthReport, IngestReport, LimitsReport, PricesImportReport, PricesReport, PrivacyCheckReport,
    PrivacyReport, ProvidersReport, SessionDetail, SessionsReport, StatusReport, SuggestReport,
    TagListReport, TagRulesReport, TagsReport, TasksReport, ToolsReport, UsageReport, WhatifReport,
};
use serde::Serialize;

use super::figure::note;

/// An answer, which can say whose figures it shows.
pub(crate) trait Answer: Serialize {
    /// The agents whose calls it sums, with their levels; none where it shows no figures, or the levels themselves.
    fn levels(&self) -> Option<&BTreeMap<String, Level>>;
}

macro_rules! levels {
    ($($answer:ty => |$this:pat_param| $levels:expr,)*) => {
        $(impl Answer for $answer {
            fn levels(&self) -> Option<&BTreeMap<String, Level>> {
                let $this = self;
                $levels
            }
        })*
    };
}

levels! {
    AgentsReport => |this| Some(&this.scope.levels),
    BlocksReport => |this| Some(&this.scope.levels),
    BudgetReport => |this| Some(&this.scope.levels),
    CacheReport => |this| Some(&this.scope.levels),
    CompareReport => |this| Some(&this.scope.levels),
    ContextReport => |this| Some(&this.scope.levels),
    CostsReport => |this| Some(&this.scope.levels),
    ExploreReport => |this| Some(&this.scope.levels),
    HealthReport => |this| Some(&this.scope.levels),
    LimitsReport => |this| Some(&this.scope.levels),
    StatusReport => |this| Some(&this.levels),
    SuggestReport => |this| Some(&this.scope.levels),
    TagsReport => |this| Some(&this.scope.levels),
    TasksReport => |this| Some(&this.scope.levels),
    ToolsReport => |this| Some(&this.scope.levels),
    WhatifReport => |this| Some(&this.scope.levels),
    // A row for each agent has a column for its level.
    UsageReport => |this| (this.by != GroupBy::Provider).then_some(&this.levels),
    // So has a list of sessions, and one session names its own.
    SessionsReport => |_| None,
    SessionDetail => |_| None,
    DbCompactReport => |_| None,
    DbPathReport => |_| None,
    DbSizeReport => |_| None,
    DbVerifyReport => |_| None,
    DoctorReport => |_| None,
    IngestReport => |_| None,
    PricesImportReport => |_| None,
    PricesReport => |_| None,
    PrivacyCheckReport => |_| None,
    PrivacyReport => |_| None,
    ProvidersReport => |_| None,
    TagListReport => |_| None,
    TagRulesReport => |_| None,
}

/// Names the agents whose logs do not hold exact tokens for each call, as lines of at most `width` characters.
pub(crate) fn footnote(answer: &impl Answer, width: usize) -> String {
    let all = answer.levels().into_iter().flatten();
    let mut names: BTreeMap<Level, Vec<&str>> = BTreeMap::new();
    for (agent, level) in all.filter(|(_, level)| **level > Level::A) {
        names.entry(*level).or_default().push(agent);
    }
    let of = |(level, agents): (&Level, &Vec<&str>)| {
        format!("level {}, {}: {}", level.as_str(), level.meaning(), agents.join(", "))
    };
    names.iter().map(|level| note(&of(level), width)).collect()
}
