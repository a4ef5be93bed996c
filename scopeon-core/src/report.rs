//! The one wire format: what the command line's `--json`, HTTP and MCP answer. Field names and their order are
//! stable; a change that breaks a reader raises [`SCHEMA`].

mod agents;
mod alerts;
mod blocks;
mod budget;
mod cache;
mod compare;
mod context;
mod costs;
mod currency;
mod db;
mod doctor;
mod explore;
mod fresh;
mod health;
mod import;
mod ingest;
mod interactions;
mod limits;
mod prices;
mod privacy;
mod providers;
mod replay;
mod scope;
mod session;
mod session_now;
mod status;
mod suggest;
mod tags;
mod tasks;
mod tools;
mod turn;
mod usage;
mod whatif;
mod why;
mod witness;

pub use agents::{SubAgentTypeRow, SubAgentsReport};
pub use alerts::AlertsReport;
pub use blocks::{ActiveBlock, BlocksReport, WeekRow};
pub use budget::{BudgetReport, BudgetRow};
pub use cache::{CacheReport, CacheRow, ColdCount};
pub use compare::{CompareReport, CompareRow, CompareSide};
pub use context::ContextReport;
pub use costs::CostsReport;
pub use currency::Currency;
pub use db::{DbCompactReport, DbPathReport, DbSizeReport, DbVerifyReport, Forgotten};
pub use doctor::{
    AgentCheck, CapabilityCheck, ChosenBy, DatabaseCheck, DoctorReport, IssueGroup, IssuePlace, RootCheck,
    UnmeteredAgent, UnpricedModel,
};
pub use explore::{ExploreReport, ExploreStep};
pub use fresh::{Fresh, Freshness, Notice, NoticeCode};
pub use health::HealthReport;
pub use import::{ImportReport, ImportedConfig, ImportedHistory};
pub use ingest::IngestReport;
pub use interactions::{InteractionKind, InteractionRow, InteractionsReport};
pub use limits::LimitsReport;
pub use prices::{PricesImportReport, PricesReport};
pub use privacy::{PrivacyAgent, PrivacyCheckReport, PrivacyColumn, PrivacyFinding, PrivacyReport};
pub use providers::{IssueCount, ProviderRow, ProviderState, ProvidersReport};
pub use replay::Moment;
#[cfg(feature = "schema")]
pub(crate) use scope::describe;
pub use scope::{Report, Scope};
pub use session::{
    CallRow, CompactionRow, SessionDetail, SessionRow, SessionsReport, SubAgentRow, ToolRow, UnrecordedRow,
};
pub use session_now::SessionNow;
pub use status::{DayRow, LastUse, LiveSession, PeriodOutlook, StatusReport};
pub use suggest::SuggestReport;
pub use tags::{SessionTags, TagListReport, TagRuleRow, TagRulesReport, TagsReport};
pub use tasks::{TaskOutcome, TaskRow, TaskTypeRow, TasksReport};
pub use tools::{ServerRow, ToolsReport, UseSum};
pub use turn::{RecachedRow, TurnRow};
pub use usage::{Figures, GroupBy, MoreRows, SessionNote, Unrecorded, UsageReport, UsageRow};
pub use whatif::{WhatifReport, WhatifRow};
pub use why::WhyReport;
pub use witness::{Agreement, WitnessRow};

/// The version of the wire format, given in every answer.
pub const SCHEMA: u32 = 2;
