//! One agent's reader, which `SCOPEON_FUZZ_AGENT` names: lines, documents, databases, rows and registries, each with the
//! place it lies at. What is held against it is in the testkit.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use scopeon_core::provider::Provider;
use scopeon_providers::builtin;
use scopeon_providers::testkit::fuzz::{Seed, judge};

static READER: LazyLock<Box<dyn Provider>> = LazyLock::new(|| {
    let wanted = std::env::var("SCOPEON_FUZZ_AGENT").unwrap_or_else(|_| "claude-code".to_owned());
    let named = builtin().into_iter().find(|provider| provider.about().id == wanted);
    named.unwrap_or_else(|| panic!("{wanted} is no agent"))
});

fuzz_target!(|bytes: &[u8]| {
    let Some(seed) = Seed::decode(bytes) else { return };
    if let Err(fault) = judge(READER.as_ref(), &seed) {
        panic!("{fault}");
    }
});
