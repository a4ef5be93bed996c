//! What the sums are limited to.

use scopeon_core::metrics::why::WhySpan;

/// What the sums are limited to.
#[derive(Clone, Copy)]
pub(super) struct Target {
    pub(super) span: WhySpan,
    pub(super) root: Option<i64>,
}
