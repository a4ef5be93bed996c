//! Price lists of other projects from any text: an error or rows, never a panic.

#![no_main]

use libfuzzer_sys::fuzz_target;
use scopeon_core::pricing::import;

fuzz_target!(|text: &str| {
    let _ = import::parse(text);
});
