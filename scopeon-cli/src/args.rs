//! What may stand on the command line. What it means lives in `command`.
#![expect(clippy::doc_markdown, reason = "the comments on arguments are the text of --help")]

mod alerts;
mod asked;
mod cache;
mod compare;
mod context;
mod costs;
mod database;
mod explore;
mod global;
mod health;
mod import;
mod ingest;
mod interactions;
mod mcp;
mod output;
mod prices;
mod privacy;
mod report;
mod serve;
mod sessions;
mod setup;
mod spell;
mod status;
mod subagents;
mod tag;
mod token;
mod tools;
mod tui;
mod whatif;
mod why;
mod windows;

use clap::{Parser, Subcommand};

pub(crate) use alerts::{AlertsAction, AlertsArgs, AlertsWatchArgs};
pub(crate) use asked::AskedArgs;
pub(crate) use cache::{CacheArgs, CacheBy};
pub(crate) use compare::CompareArgs;
pub(crate) use context::ContextArgs;
pub(crate) use costs::CostsArgs;
pub(crate) use database::{CompactArgs, DbAction, DbArgs};
pub(crate) use explore::{ExploreArgs, ExploreBy};
pub(crate) use global::{GlobalArgs, RootArg};
pub(crate) use health::{HealthArgs, SuggestArgs};
pub(crate) use import::ImportArgs;
pub(crate) use ingest::IngestArgs;
pub(crate) use interactions::{InteractionsArgs, KindOf};
pub(crate) use mcp::McpArgs;
pub(crate) use output::{Color, OutputArgs};
pub(crate) use prices::{PricesAction, PricesArgs, PricesListArgs};
pub(crate) use privacy::{PrivacyAction, PrivacyArgs};
pub(crate) use report::{Breakdown, Limit, PeriodArgs, ReportArgs, ReportBy};
pub(crate) use serve::ServeArgs;
pub(crate) use sessions::{SessionArgs, SessionSort, SessionsArgs};
pub(crate) use setup::{CompletionsArgs, ManArgs};
pub(crate) use status::StatusArgs;
pub(crate) use subagents::{SubAgentsArgs, TasksArgs};
pub(crate) use tag::{TagAction, TagArgs};
pub(crate) use token::{TokenAction, TokenArgs};
pub(crate) use tools::{Kind, McpUsageArgs, ToolsArgs};
pub(crate) use tui::TuiArgs;
pub(crate) use whatif::WhatifArgs;
pub(crate) use why::WhyArgs;
pub(crate) use windows::{BlocksArgs, BudgetArgs, LimitsAction, LimitsArgs};

const EXAMPLES: &str = "\
Examples:
  scopeon                           where things stand now
  scopeon report --demo             a month on sample logs, on any machine
  scopeon report model --since 7d   the last seven days by model
  scopeon why today                 what made today expensive
  scopeon session latest            the session you are in
";

const MORE: &str = "\
Exit codes:
  0    it worked; also when the reader of a pipe has seen enough
  1    it worked, and found something that needs attention (doctor, db verify, privacy check, budget --check, limits
       --check); or what is new could not be read or kept, and the answer holds what was known before, as a note says;
       with --fresh there is no answer then
  2    the command line, the configuration or a name given is wrong
  3    the database cannot be used and holds no answer: damaged, another program's or a newer release's, no permission,
       disk full (doctor says so with 1)
  4    a file, a directory or the terminal cannot be read or written
  5    a budget is exceeded (budget --check), or a limit is used up (limits --check)
  130  stopped by Ctrl-C (SIGINT); 143 by SIGTERM; what was read until then is kept

Scopeon keeps numbers and names of what your agents log, never prompts, answers or code, and nothing
leaves this machine.";

/// Where your coding agents' tokens, money and context went.
///
/// Reads the logs that AI coding agents leave on the disk, keeps the figures in one local file and answers
/// from it. Without a command it shows where things stand now: on a terminal as a dashboard that goes on until q.
#[derive(Debug, Parser)]
#[command(
    name = "scopeon",
    version,
    before_help = EXAMPLES,
    after_long_help = MORE,
    after_help = "scopeon COMMAND -h shows a command's examples and options; --help every option and exit code.",
    max_term_width = 100,
    subcommand_value_name = "COMMAND",
    disable_help_subcommand = false
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: GlobalArgs,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// Returns every command with its options, for whoever writes pages about them.
#[must_use]
pub fn command() -> clap::Command {
    <Cli as clap::CommandFactory>::command()
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Report(ReportArgs),
    /// Show usage by day: `report daily`
    #[command(after_help = "\
Examples:
  scopeon daily --since 7d
  scopeon daily --breakdown model --since this-month
  scopeon daily --csv > days.csv")]
    Daily(PeriodArgs),
    /// Show usage by week: `report weekly`
    #[command(after_help = "\
Examples:
  scopeon weekly --since 3mo
  scopeon weekly --week-start sunday --markdown")]
    Weekly(PeriodArgs),
    /// Show usage by month: `report monthly`
    #[command(after_help = "\
Examples:
  scopeon monthly --breakdown model
  scopeon monthly --since this-year")]
    Monthly(PeriodArgs),
    Sessions(SessionsArgs),
    Session(SessionArgs),
    Context(ContextArgs),
    Interactions(InteractionsArgs),
    Cache(CacheArgs),
    Tools(ToolsArgs),
    McpUsage(McpUsageArgs),
    Health(HealthArgs),
    Suggest(SuggestArgs),
    Costs(CostsArgs),
    Why(WhyArgs),
    Whatif(WhatifArgs),
    #[command(name = "subagents", visible_alias = "agents")]
    SubAgents(SubAgentsArgs),
    Tasks(TasksArgs),
    Explore(ExploreArgs),
    Blocks(BlocksArgs),
    Limits(LimitsArgs),
    Budget(BudgetArgs),
    Compare(CompareArgs),
    Tag(TagArgs),
    Status(StatusArgs),
    #[command(visible_alias = "start")]
    Tui(TuiArgs),
    Ingest(IngestArgs),
    Serve(ServeArgs),
    Mcp(McpArgs),
    Alerts(AlertsArgs),
    Token(TokenArgs),
    /// Check where logs were looked for, what was found and what could not be read
    ///
    /// Exits with 1 when something needs attention: a file that cannot be read, a record that is not what its
    /// format says, a database that is damaged, cannot be written or is open to others. Record types this version does not know are shown, but are no
    /// reason for alarm.
    #[command(after_help = "\
Examples:
  scopeon doctor        what is wrong, and what was found
  scopeon doctor -v     every place and figure of every agent
  scopeon doctor --json | jq '.attention'")]
    Doctor,
    /// List every agent this version knows: found or not, how exact its figures are, what is kept of it
    ///
    /// Levels: A has exact tokens for each call, B exact totals for a session, C cost or partial numbers, D
    /// tells only that the agent is there. With -v also what each agent's logs can tell and where they were
    /// looked for.
    #[command(after_help = "\
Examples:
  scopeon providers     the agents on this machine
  scopeon providers -v  what each agent's logs can tell")]
    Providers,
    Prices(PricesArgs),
    Privacy(PrivacyArgs),
    Db(DbArgs),
    Import(ImportArgs),
    Completions(CompletionsArgs),
    Man(ManArgs),
}
