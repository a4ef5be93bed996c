//! The quick ways through JSON against the strict one, on any bytes.

#![no_main]

use libfuzzer_sys::fuzz_target;
use scopeon_providers::testkit::fuzz::walkers;

fuzz_target!(|bytes: &[u8]| {
    if let Err(fault) = walkers(bytes) {
        panic!("{fault}");
    }
});
