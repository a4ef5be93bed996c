//! The program as people and scripts meet it: whole commands, run on homes of their own.
#![expect(clippy::expect_used, reason = "a test that cannot be set up has failed")]
#![expect(clippy::needless_raw_string_hashes, reason = "snapshots are written by their own tool")]

mod cache;
mod clock;
mod configuration;
mod context;
mod contract;
mod costs;
mod doctor;
mod embed;
mod examples;
mod exported;
mod forgetting;
mod health;
mod help;
mod import;
mod json;
mod limits;
mod machine;
mod mcp;
mod names;
mod places;
mod priced;
mod prices;
mod privacy;
mod process;
mod projects;
mod providers;
mod refused;
mod schema;
mod serving;
mod sessions;
mod tables;
mod tags;
mod tools;
mod trees;
mod trouble;
mod ulimits;
mod watching;
mod why;
mod windows;
mod witness;
