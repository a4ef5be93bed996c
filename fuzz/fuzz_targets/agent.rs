//! One agent's reader, which `SCOPEON_FUZZ_AGENT` names: lines, documents, rows and registries, each with the place it lies
//! at. What is held against it is in the testkit. Databases as files take a hundred times as long: `files` is for them.

#![no_main]

use libfuzzer_sys::fuzz_target;
use scopeon_providers::testkit::fuzz::{Form, Seed};

#[path = "../oracles/reader.rs"]
mod reader;

fuzz_target!(|bytes: &[u8]| {
    if let Some(seed) = Seed::decode(bytes).filter(|seed| seed.form != Form::Database) {
        reader::judge(&seed);
    }
});
