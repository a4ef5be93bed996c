//! What clients of the MCP server send.

#![no_main]

#[path = "../oracles/messages.rs"]
mod messages;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| messages::judge(bytes));
