//! The reader of the agent that `SCOPEON_FUZZ_AGENT` names.

use std::sync::LazyLock;

use scopeon_core::provider::Provider;
use scopeon_providers::builtin;
use scopeon_providers::testkit::fuzz::{self, Seed};

static READER: LazyLock<Box<dyn Provider>> = LazyLock::new(|| {
    let wanted = std::env::var("SCOPEON_FUZZ_AGENT").unwrap_or_else(|_| "claude-code".to_owned());
    let named = builtin().into_iter().find(|provider| provider.info().id == wanted);
    named.unwrap_or_else(|| panic!("{wanted} is no agent"))
});

/// Judges it on an input.
pub(crate) fn judge(seed: &Seed) {
    if let Err(fault) = fuzz::judge(READER.as_ref(), seed) {
        panic!("{fault}");
    }
}
