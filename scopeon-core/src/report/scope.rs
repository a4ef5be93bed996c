//! What an answer covers, and how fresh it is: the first fields of every answer.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::currency::Currency;
use super::fresh::{Fresh, Notice};
use super::{
    AlertsReport, BlocksReport, BudgetReport, CacheReport, CompareReport, ContextReport, CostsReport,
    DbCompactReport, DbPathReport, DbSizeReport, DbVerifyReport, DoctorReport, ExploreReport, HealthReport,
    ImportReport, IngestReport, InteractionsReport, LimitsReport, PricesImportReport, PricesReport,
    PrivacyCheckReport, PrivacyReport, ProvidersReport, SCHEMA, SessionDetail, SessionNow, SessionsReport,
    StatusReport, SubAgentsReport, SuggestReport, TagListReport, TagRulesReport, TagsReport, TasksReport,
    ToolsReport, UsageReport, WhatifReport, WhyReport,
};
use crate::provider::Coverage;
use crate::time::{Range, Timestamp, Zone};

/// What an answer covers, and how fresh it is: the first fields of every answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Scope {
    /// The version of the wire format.
    pub schema: u32,
    /// When it was answered.
    pub now: Timestamp,
    /// The first instant it covers; null for all there is.
    pub since: Option<Timestamp>,
    /// The first instant after what it covers; null for up to now.
    pub until: Option<Timestamp>,
    /// The time zone of days and of times shown to people, by its IANA name; times on the wire are UTC.
    pub zone: String,
    /// How fresh it is.
    #[serde(default)]
    pub fresh: Fresh,
    /// What is to be said beside it.
    #[serde(default)]
    pub notices: Vec<Notice>,
    /// The currency of all amounts.
    pub currency: Currency,
    /// The agents whose calls are in it, by id; none of them: there is nothing, and all sums are zero.
    pub providers: Vec<String>,
    /// How much of the truth the logs of each of them hold.
    #[serde(default)]
    pub levels: BTreeMap<String, Coverage>,
}

impl Scope {
    /// Makes the scope of an answer over a range, of no agent yet.
    #[must_use]
    pub fn new(now: Timestamp, zone: Zone, range: Range) -> Self {
        Self {
            schema: SCHEMA,
            now,
            since: range.since,
            // Up to now is up to the end of tomorrow: clocks differ.
            until: range.until.filter(|until| *until != zone.after_tomorrow(now)),
            zone: zone.name().to_owned(),
            fresh: Fresh::default(),
            notices: Vec::new(),
            currency: Currency::Usd,
            providers: Vec::new(),
            levels: BTreeMap::new(),
        }
    }

    /// Returns the scope with the agents whose calls are in the answer, and their levels.
    #[must_use]
    pub fn of(self, providers: Vec<String>, levels: BTreeMap<String, Coverage>) -> Self {
        Self { providers, levels, ..self }
    }

    /// Returns `true` if the answer may lack something that should be looked after.
    #[must_use]
    pub fn needs_attention(&self) -> bool {
        self.notices.iter().any(|notice| notice.code.needs_attention())
    }
}

/// An answer.
pub trait Report: Serialize {
    /// Returns what it covers, and how fresh it is.
    fn scope(&self) -> &Scope;

    /// Returns the same to be changed.
    fn scope_mut(&mut self) -> &mut Scope;
}

macro_rules! scoped {
    ($($report:ty),* $(,)?) => {
        $(impl Report for $report {
            fn scope(&self) -> &Scope {
                &self.scope
            }

            fn scope_mut(&mut self) -> &mut Scope {
                &mut self.scope
            }
        })*
    };
}

// Answers between parts of the program: no command writes them.
scoped!(AlertsReport, SessionNow);

macro_rules! reports {
    ($($report:ty),* $(,)?) => {
        scoped!($($report),*);

        /// Describes every answer, and returns where each description is.
        #[cfg(feature = "schema")]
        pub(crate) fn describe(generator: &mut schemars::SchemaGenerator) -> Vec<schemars::Schema> {
            vec![$(generator.subschema_for::<$report>()),*]
        }
    };
}

reports!(
    SubAgentsReport,
    BlocksReport,
    BudgetReport,
    CacheReport,
    CompareReport,
    ContextReport,
    CostsReport,
    DbCompactReport,
    DbPathReport,
    DbSizeReport,
    DbVerifyReport,
    DoctorReport,
    ExploreReport,
    HealthReport,
    ImportReport,
    IngestReport,
    InteractionsReport,
    LimitsReport,
    PricesImportReport,
    PricesReport,
    PrivacyCheckReport,
    PrivacyReport,
    ProvidersReport,
    SessionDetail,
    SessionsReport,
    StatusReport,
    SuggestReport,
    TagListReport,
    TagRulesReport,
    TagsReport,
    TasksReport,
    ToolsReport,
    UsageReport,
    WhatifReport,
    WhyReport,
);
