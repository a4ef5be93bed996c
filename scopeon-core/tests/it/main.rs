//! Scopeon's words, laws and prices, tried from outside.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test stops at the first surprise")]

mod alert;
mod calendar;
mod circles;
mod config;
mod filter;
mod fuzzed;
mod instants;
mod join;
mod metrics;
mod pricing;
mod public_api;
mod rests;
mod shape;
mod sink;
mod walls;
mod witness;
mod words;
