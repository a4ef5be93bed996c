//! `scopeon report` and its aliases, and the filters that other lists share.

use std::str::FromStr;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use scopeon_app::QueryArgs;
use scopeon_app::ask::{Order, OrderBy};
use scopeon_core::report::GroupBy;

/// Show tokens and cost by time, model, project, …
#[derive(Clone, Debug, Args)]
pub(crate) struct ReportArgs {
    /// What a row stands for
    ///
    /// By tag it covers the last 30 days unless --since says otherwise.
    #[arg(value_name = "BY", default_value = "daily", value_parser = report_by())]
    pub(crate) by: ReportBy,
    #[command(flatten)]
    pub(crate) period: PeriodArgs,
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

    /// Order rows: by name or date (ascending), or by an amount (the largest first)
    #[arg(long, value_name = "BY")]
    pub(crate) sort: Option<SortKey>,

    /// Turn the order around
    #[arg(long)]
    pub(crate) reverse: bool,

    /// Show only the first N rows; the total stays that of all
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<Limit>,
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
        let by = match self.sort.unwrap_or(SortKey::Key) {
            SortKey::Key => OrderBy::Key,
            SortKey::Cost => OrderBy::Cost,
            SortKey::Tokens => OrderBy::Tokens,
            SortKey::Calls => OrderBy::Calls,
        };
        Order { by, is_reversed: self.reverse }
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

fn report_by() -> impl TypedValueParser<Value = ReportBy> {
    let value = |name: &'static str| {
        let value = PossibleValue::new(name);
        if name == GroupBy::Provider.as_str() { value.alias("agent") } else { value }
    };
    let names = GroupBy::ALL.iter().map(|by| by.as_str()).chain([TAG]);
    PossibleValuesParser::new(names.map(value)).try_map(|name| {
        let name = if name == "agent" { GroupBy::Provider.as_str().to_owned() } else { name };
        if name == TAG {
            return Ok(ReportBy::Tag);
        }
        name.parse().map(ReportBy::Group).map_err(|()| "no such grouping")
    })
}
