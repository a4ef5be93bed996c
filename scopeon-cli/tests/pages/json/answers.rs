//! Which command answers with which report.

/// What some commands answer with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Answer {
    /// The commands, without the program's name.
    pub(crate) commands: &'static [&'static str],
    /// The report, as the schema names it.
    pub(crate) report: &'static str,
}

const fn answer(commands: &'static [&'static str], report: &'static str) -> Answer {
    Answer { commands, report }
}

/// Every command that answers in JSON, in the order of the help.
pub(crate) const ANSWERS: &[Answer] = &[
    answer(&["report", "daily", "weekly", "monthly"], "UsageReport"),
    answer(&["report tag"], "TagsReport"),
    answer(&["sessions"], "SessionsReport"),
    answer(&["session"], "SessionDetail"),
    answer(&["interactions"], "InteractionsReport"),
    answer(&["cache"], "CacheReport"),
    answer(&["tools", "mcp-usage"], "ToolsReport"),
    answer(&["health"], "HealthReport"),
    answer(&["suggest"], "SuggestReport"),
    answer(&["context"], "ContextReport"),
    answer(&["costs"], "CostsReport"),
    answer(&["why"], "WhyReport"),
    answer(&["whatif"], "WhatifReport"),
    answer(&["subagents"], "SubAgentsReport"),
    answer(&["tasks"], "TasksReport"),
    answer(&["explore"], "ExploreReport"),
    answer(&["blocks"], "BlocksReport"),
    answer(&["limits"], "LimitsReport"),
    answer(&["budget"], "BudgetReport"),
    answer(&["compare"], "CompareReport"),
    answer(&["tag", "tag list", "tag set", "tag clear"], "TagListReport"),
    answer(&["tag rules"], "TagRulesReport"),
    answer(&["status"], "StatusReport"),
    answer(&["ingest"], "IngestReport"),
    answer(&["doctor"], "DoctorReport"),
    answer(&["providers"], "ProvidersReport"),
    answer(&["prices", "prices list", "prices show"], "PricesReport"),
    answer(&["prices import"], "PricesImportReport"),
    answer(&["import"], "ImportReport"),
    answer(&["privacy"], "PrivacyReport"),
    answer(&["privacy check"], "PrivacyCheckReport"),
    answer(&["db", "db path"], "DbPathReport"),
    answer(&["db verify"], "DbVerifyReport"),
    answer(&["db backup"], "DbSizeReport"),
    answer(&["db compact"], "DbCompactReport"),
];
