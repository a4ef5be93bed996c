//! How answers look: text for people. The one format for programs is `scopeon_core::report`.

mod bar;
mod clean;
pub(crate) mod context;
pub(crate) mod costs;
pub(crate) mod doctor;
mod figure;
mod key;
mod money;
mod number;
mod period;
pub(crate) mod prices;
pub(crate) mod providers;
pub(crate) mod session;
pub(crate) mod sessions;
pub(crate) mod status;
pub(crate) mod style;
mod table;
pub(crate) mod usage;
mod wrap;

pub(crate) use clean::clean;
pub(crate) use number::{bytes, count, counted, duration};
