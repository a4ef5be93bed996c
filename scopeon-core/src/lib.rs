//! The words, laws and prices of Scopeon.
#![doc = include_str!("../README.md")]
//! Start at [`event::Event`] for what is kept of a log, at [`provider::Provider`] to write a reader for an
//! agent, and at [`report`] for the one serialised format every surface shows.

#[cfg(feature = "figures")]
pub mod alert;
#[cfg(feature = "figures")]
pub mod budget;
#[cfg(feature = "config")]
pub mod config;
#[cfg(feature = "config")]
pub mod earlier;
pub mod event;
#[cfg(feature = "figures")]
pub mod filter;
pub mod glob;
pub mod id;
pub mod input_fingerprint;
pub mod label;
#[cfg(feature = "figures")]
pub mod metrics;
pub mod money;
pub mod pricing;
#[cfg(feature = "privacy")]
pub mod privacy;
pub mod project;
pub mod provider;
#[cfg(feature = "figures")]
mod ratio;
#[cfg(feature = "figures")]
pub mod report;
#[cfg(feature = "schema")]
pub mod schema;
pub mod shape;
#[cfg(feature = "figures")]
pub mod tags;
pub mod time;
pub mod usage;
