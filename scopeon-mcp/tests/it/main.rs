//! The MCP server as clients meet it: whole conversations over pipes, on sample logs and on logs of a test's own.
#![expect(clippy::expect_used, reason = "a test that cannot be set up has failed")]

mod alerts;
mod bad_input;
mod client;
mod doubts;
mod eras;
mod fuzzed;
mod golden;
mod hostile;
mod http;
mod lines;
mod machine;
mod names;
mod page;
mod resources;
mod sessions;
mod tools;
