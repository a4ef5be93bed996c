//! How exact the agents are whose calls an answer holds: the line below every answer with figures of agents that are not
//! at the best level.

use std::collections::BTreeMap;

use scopeon_core::provider::Coverage;
use scopeon_core::report::{
    BlocksReport, BudgetReport, CacheReport, CompareReport, ContextReport, CostsReport, DbCompactReport,
    DbPathReport, DbSizeReport, DbVerifyReport, DoctorReport, ExploreReport, GroupBy, HealthReport,
    ImportReport, IngestReport, InteractionsReport, LimitsReport, PricesImportReport, PricesReport,
    PrivacyCheckReport, PrivacyReport, ProvidersReport, Report, SessionDetail, SessionsReport, StatusReport,
    SubAgentsReport, SuggestReport, TagListReport, TagRulesReport, TagsReport, TasksReport, ToolsReport,
    UsageReport, WhatifReport, WhyReport,
};

use super::figure::note;
use super::format;

/// An answer, and whether the agents whose calls it sums are named below it.
pub(crate) trait Answer: Report {
    /// Returns `true` unless it shows no figures of calls, or shows the levels itself.
    fn is_footed(&self) -> bool;
}

macro_rules! footed {
    ($($answer:ty => |$this:pat_param| $is_footed:expr,)*) => {
        $(impl Answer for $answer {
            fn is_footed(&self) -> bool {
                let $this = self;
                $is_footed
            }
        })*
    };
}

footed! {
    SubAgentsReport => |_| true,
    BlocksReport => |_| true,
    BudgetReport => |_| true,
    CacheReport => |_| true,
    CompareReport => |_| true,
    ContextReport => |_| true,
    CostsReport => |_| true,
    ExploreReport => |_| true,
    HealthReport => |_| true,
    LimitsReport => |_| true,
    StatusReport => |_| true,
    SuggestReport => |_| true,
    TagsReport => |_| true,
    TasksReport => |_| true,
    ToolsReport => |_| true,
    WhatifReport => |_| true,
    WhyReport => |_| true,
    // A row for each agent has a column for its level.
    UsageReport => |this| this.by != GroupBy::Provider,
    // So has a list of sessions, and one session names its own.
    SessionsReport => |_| false,
    SessionDetail => |_| false,
    InteractionsReport => |_| true,
    DbCompactReport => |_| false,
    DbPathReport => |_| false,
    DbSizeReport => |_| false,
    DbVerifyReport => |_| false,
    DoctorReport => |_| false,
    ImportReport => |_| false,
    IngestReport => |_| false,
    PricesImportReport => |_| false,
    PricesReport => |_| false,
    PrivacyCheckReport => |_| false,
    PrivacyReport => |_| false,
    ProvidersReport => |_| false,
    TagListReport => |_| false,
    TagRulesReport => |_| false,
}

/// Says how many of the agents log less than exact tokens for each call, as lines of at most `width` characters; with `-v`,
/// which.
pub(crate) fn footnote(answer: &impl Answer, width: usize) -> String {
    if !answer.is_footed() {
        return String::new();
    }
    let mut names: BTreeMap<Coverage, Vec<&str>> = BTreeMap::new();
    for (agent, level) in answer.scope().levels.iter().filter(|(_, level)| **level > Coverage::PerCall) {
        names.entry(*level).or_default().push(agent);
    }
    let is_verbose = format::of(|format| format.is_verbose);
    let lines = if is_verbose { names.iter().map(named).collect() } else { Vec::from_iter(in_short(&names)) };
    lines.iter().map(|line| note(line, width)).collect()
}

fn named((level, agents): (&Coverage, &Vec<&str>)) -> String {
    format!("level {}, {}: {}", level.as_str(), level.meaning(), agents.join(", "))
}

/// Names up to three agents with their levels, else how many there are of each.
fn in_short(names: &BTreeMap<Coverage, Vec<&str>>) -> Option<String> {
    const FEW: usize = 3;
    let all: usize = names.values().map(Vec::len).sum();
    let each = |(level, agents): (&Coverage, &Vec<&str>)| {
        if all <= FEW {
            format!("{} (level {})", agents.join(", "), level.as_str())
        } else {
            format!("{} of level {}", agents.len(), level.as_str())
        }
    };
    let parts = names.iter().map(each).collect::<Vec<_>>().join(", ");
    let log = if all == 1 { "logs" } else { "log" };
    let who = if all <= FEW { parts } else { format!("{all} agents ({parts})") };
    (all > 0).then(|| format!("{who} {log} less than each call's exact tokens; see scopeon providers"))
}
