//! The words, laws and prices of Scopeon.
#![doc = include_str!("../README.md")]
//! Start at [`event::Event`] for what is kept of a log, at [`provider::Provider`] to write a reader for an
//! agent, and at [`report`] for the one serialised format every surface shows.

pub mod budget;
pub mod config;
pub mod event;
pub mod id;
pub mod input_fingerprint;
pub mod label;
pub mod metrics;
pub mod money;
pub mod pricing;
pub mod privacy;
pub mod project;
pub mod provider;
mod ratio;
pub mod report;
#[cfg(feature = "schema")]
pub mod schema;
pub mod shape;
pub mod tags;
pub mod time;
pub mod usage;
