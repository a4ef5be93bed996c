//! The front door from outside: one value that reads, answers and follows.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod door;
mod examples;
mod following;
mod house;
