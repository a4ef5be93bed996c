//! What `limits record` is handed.

#![no_main]

use libfuzzer_sys::fuzz_target;
use scopeon_core::time::Timestamp;
use scopeon_providers::claude_code::parse_status_line;

fuzz_target!(|bytes: &[u8]| {
    for limit in parse_status_line(bytes, Timestamp::default()).unwrap_or_default() {
        assert!(limit.used_bp.is_none_or(|used| used <= 1_000_000), "no more than is plausible");
    }
});
