//! The store from outside: what is written is answered, once, whatever happens in between.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
#![expect(clippy::print_stdout, reason = "a test that cannot run here says so")]

mod build;
mod bulk;
mod context;
mod costs;
mod digests;
mod dump;
mod facts;
mod faults;
mod feed;
mod figures;
mod files;
mod filling;
mod fuzzed;
mod health;
mod labels;
mod order;
mod outdated;
mod privacy;
mod residuals;
mod sessions;
mod tags;
mod trees;
mod usage;
mod windows;
mod witness;
mod zones;
