//! How answers look: text for people. The one format for programs is `scopeon_core::report`.

pub(crate) mod agents;
mod anomaly;
mod bar;
pub(crate) mod blocks;
pub(crate) mod budget;
pub(crate) mod cache;
mod clean;
pub(crate) mod compare;
pub(crate) mod context;
pub(crate) mod costs;
pub(crate) mod doctor;
pub(crate) mod explore;
mod facts;
mod figure;
pub(crate) mod health;
mod key;
pub(crate) mod limits;
mod money;
mod number;
mod period;
pub(crate) mod prices;
pub(crate) mod providers;
pub(crate) mod session;
pub(crate) mod sessions;
pub(crate) mod status;
pub(crate) mod style;
pub(crate) mod suggest;
mod table;
pub(crate) mod tag;
pub(crate) mod tasks;
pub(crate) mod tools;
pub(crate) mod usage;
pub(crate) mod whatif;
mod wrap;

pub(crate) use clean::clean;
pub(crate) use number::{bytes, count, counted, duration};
