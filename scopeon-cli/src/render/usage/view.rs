//! How a report is shown, and what its columns need to know of all of it.

use scopeon_core::metrics::cost::CostMode;
use scopeon_core::money::PicoUsd;
use scopeon_core::report::{GroupBy, UsageReport};
use scopeon_core::time::Zone;

/// How a report is shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a> {
    /// The zone of days.
    pub(crate) zone: Zone,
    /// How many characters fit in a line.
    pub(crate) width: usize,
    /// The home directory, shown as `~`.
    pub(crate) home: Option<&'a str>,
    /// Which amount is the cost.
    pub(crate) mode: CostMode,
    /// Whether the cost is divided by what was billed.
    pub(crate) is_split: bool,
}

/// The keys of a report, from the first on.
pub(super) fn keys(report: &UsageReport) -> &[GroupBy] {
    if report.keys.is_empty() { std::slice::from_ref(&report.by) } else { &report.keys }
}

/// The largest amount of a row.
pub(super) fn largest(report: &UsageReport, mode: CostMode) -> PicoUsd {
    report.rows.iter().filter_map(|row| row.figures.amount(mode)).max().unwrap_or_default()
}
