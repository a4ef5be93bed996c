//! The store from outside: what is written is answered, once, whatever happens in between.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod build;
mod dump;
mod facts;
mod faults;
mod files;
mod order;
mod sessions;
mod usage;
mod zones;
