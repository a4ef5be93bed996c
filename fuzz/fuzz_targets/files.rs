//! Databases of one agent, which `SCOPEON_FUZZ_AGENT` names, as files: copied, opened and read as the engine does.

#![no_main]

use libfuzzer_sys::fuzz_target;
use scopeon_providers::testkit::fuzz::{Form, Seed};

#[path = "../oracles/reader.rs"]
mod reader;

fuzz_target!(|bytes: &[u8]| {
    if let Some(seed) = Seed::decode(bytes).filter(|seed| seed.form == Form::Database) {
        reader::judge(&seed);
    }
});
