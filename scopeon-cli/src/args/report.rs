//! `scopeon report` and its aliases, and the filters that other lists share.

use std::str::FromStr;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use scopeon_app::QueryArgs;
use scopeon_app::ask::{Order, OrderBy};
use scopeon_core::metrics::cost::CostMode;
use scopeon_core::report::GroupBy;

/// Show tokens and cost by time, model, project, …
#[derive(Clone, Debug, Args)]
pub(crate) struct ReportArgs {
    /// What a row stands for [default: daily]
    ///
    /// By tag it covers the last 30 days unless --since says otherwise.
    #[arg(value_name = "BY", value_parser = report_by())]
    pub(crate) by: Option<ReportBy>,

    /// The same by two or three keys, each within the one before: project,model or month,agent,model
    #[arg(long = "by", value_name = "KEYS", conflicts_with_all = ["by", "breakdown"], value_delimiter = ',', value_parser = report_by())]
    pub(crate) keys: Vec<ReportBy>,

    #[command(flatten)]
    pub(crate) period: PeriodArgs,
}

impl ReportArgs {
    /// Returns what rows stand for, and what those within each do.
    pub(crate) fn keys(&self) -> Vec<ReportBy> {
        let first = self.by.unwrap_or(ReportBy::Group(GroupBy::Daily));
        if self.keys.is_empty() { vec![first] } else { self.keys.clone() }
    }
}

/// What a row of a report stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReportBy {
    Group(GroupBy),
    Tag,
}

/// What a report by time takes.
#[derive(Clone, Debug, Args)]
pub(crate) struct PeriodArgs {
    #[command(flatten)]
    pub(crate) filter: FilterArgs,

    /// Split each row
    #[arg(long, value_name = "BY")]
    pub(crate) breakdown: Option<Breakdown>,

    /// Divide the cost of each row by what was billed: uncached input, cache writes and reads, output, searches
    #[arg(long, conflicts_with = "mode")]
    pub(crate) split: bool,

    #[command(flatten)]
    pub(crate) cost: CostArgs,

    /// Order rows by name or date (ascending), or by an amount (the largest first) [default: dates ascending, names by
    /// cost]
    #[arg(long, value_name = "BY")]
    pub(crate) sort: Option<SortKey>,

    /// Turn the order around
    #[arg(long)]
    pub(crate) reverse: bool,

    /// Show only the first N rows; the others are summed, and the total stays that of all
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<Limit>,
}

/// Which amount a cost is.
#[derive(Clone, Copy, Debug, Default, Args)]
pub(crate) struct CostArgs {
    /// Which amount is shown and ordered by: at list prices, as agents report it, or that where they do, else at list
    /// prices; JSON always has all of them
    #[arg(long, value_name = "MODE", default_value = "computed", hide_default_value = false, value_parser = cost_mode())]
    pub(crate) mode: CostMode,
}

fn cost_mode() -> impl TypedValueParser<Value = CostMode> {
    let value = |mode: CostMode| PossibleValue::new(mode.as_str()).alias(mode.alias());
    PossibleValuesParser::new(CostMode::ALL.map(value)).try_map(|name| name.parse::<CostMode>())
}

/// Which calls count.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct FilterArgs {
    /// From when on: 2026-03-01, 2026-03, today, yesterday, this-week, last-month, 7d, 4w, 24h, …
    #[arg(long, value_name = "WHEN")]
    pub(crate) since: Option<String>,

    /// Until when, the day itself included; as for --since
    #[arg(long, value_name = "WHEN")]
    pub(crate) until: Option<String>,

    /// Only this coding agent; may be given many times
    #[arg(long = "agent", visible_alias = "provider", value_name = "ID")]
    pub(crate) provider: Vec<String>,

    /// Only this model; may be given many times
    #[arg(long, value_name = "NAME")]
    pub(crate) model: Vec<String>,

    /// Only this project: its directory, one above it, its last component, or a name of [projects.alias]; may be given
    /// many times
    #[arg(long, value_name = "DIR")]
    pub(crate) project: Vec<String>,

    /// Only this branch; may be given many times
    #[arg(long, value_name = "NAME")]
    pub(crate) branch: Vec<String>,
}

impl FilterArgs {
    /// Returns them as every front end states them.
    pub(crate) fn query(&self) -> QueryArgs {
        QueryArgs {
            since: self.since.clone(),
            until: self.until.clone(),
            all: false,
            provider: self.provider.clone(),
            model: self.model.clone(),
            project: self.project.clone(),
            branch: self.branch.clone(),
        }
    }
}

/// How rows are split.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Breakdown {
    /// By model.
    Model,
}

/// What rows are ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SortKey {
    /// The row's name or date.
    Key,
    /// Dollars.
    Cost,
    /// All tokens.
    Tokens,
    /// Model responses.
    Calls,
}

impl PeriodArgs {
    /// Returns the order of rows.
    pub(crate) fn order(&self) -> Order {
        let by = match self.sort {
            None => OrderBy::Usual,
            Some(SortKey::Key) => OrderBy::Key,
            Some(SortKey::Cost) => OrderBy::Cost,
            Some(SortKey::Tokens) => OrderBy::Tokens,
            Some(SortKey::Calls) => OrderBy::Calls,
        };
        Order { by, is_reversed: self.reverse, mode: self.cost.mode }
    }
}

/// How many rows to show at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Limit {
    All,
    First(usize),
}

impl Limit {
    /// Returns the number of rows, if there is one.
    pub(crate) const fn count(self) -> Option<usize> {
        match self {
            Self::All => None,
            Self::First(count) => Some(count),
        }
    }
}

impl FromStr for Limit {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "all" {
            return Ok(Self::All);
        }
        match text.parse() {
            Ok(count) if count > 0 => Ok(Self::First(count)),
            _ => Err("give a number of rows from 1 on, or all"),
        }
    }
}

const TAG: &str = "tag";
/// Other names of groupings.
const ALIASES: [(GroupBy, &[&str]); 5] = [
    (GroupBy::Hourly, &["hour"]),
    (GroupBy::Daily, &["day", "date"]),
    (GroupBy::Weekly, &["week"]),
    (GroupBy::Monthly, &["month"]),
    (GroupBy::Provider, &["agent"]),
];

fn report_by() -> impl TypedValueParser<Value = ReportBy> {
    let value = |name: &'static str| {
        let aliases = ALIASES.iter().find(|(by, _)| by.as_str() == name).map_or(&[][..], |(_, names)| *names);
        PossibleValue::new(name).aliases(aliases)
    };
    let names = GroupBy::ALL.iter().map(|by| by.as_str()).chain([TAG]);
    PossibleValuesParser::new(names.map(value)).try_map(|name| {
        let alias = ALIASES.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(by, _)| *by);
        match alias.map_or_else(|| name.parse(), Ok) {
            _ if name == TAG => Ok(ReportBy::Tag),
            Ok(by) => Ok(ReportBy::Group(by)),
            Err(()) => Err("no such grouping"),
        }
    })
}
