//! What a comparison comes to, in a sentence.

use scopeon_core::metrics::compare::Significance;
use scopeon_core::report::CompareReport;

/// Returns how far what two sides differ by could be chance.
#[must_use]
pub fn conclusion(report: &CompareReport) -> &'static str {
    let is = |wanted: Significance| report.rows.iter().any(|row| row.significance == wanted);
    if report.a.units == 0 || report.b.units == 0 {
        "A side has no calls in this time, so there is nothing to compare."
    } else if is(Significance::Strong) || is(Significance::Likely) {
        "Where it says likely or strong, chance alone would hardly do as much."
    } else if is(Significance::TooFew) {
        "With fewer than 8 values on a side significance cannot be computed."
    } else {
        "All of it could be chance."
    }
}
