//! The one wire format: what the command line's `--json`, HTTP and MCP answer. Field names and their order are
//! stable; a change that breaks a reader raises [`SCHEMA`].

mod db;
mod doctor;
mod ingest;
mod prices;
mod session;
mod status;
mod usage;

pub use db::{DbPathReport, DbSizeReport, DbVerifyReport};
pub use doctor::{
    AgentCheck, CapabilityCheck, ChosenBy, DatabaseCheck, DoctorReport, IssueGroup, IssuePlace, RootCheck,
    UnpricedModel,
};
pub use ingest::IngestReport;
pub use prices::{PricesImportReport, PricesReport};
pub use session::{
    CallRow, CompactionRow, SessionDetail, SessionRow, SessionsReport, SubAgentRow, ToolRow,
};
pub use status::{LiveSession, StatusReport};
pub use usage::{Currency, Figures, GroupBy, UsageReport, UsageRow};

/// The version of the wire format, given in every answer.
pub const SCHEMA: u32 = 1;
