//! What every front end of Scopeon shares.
#![doc = include_str!("../README.md")]
//! [`Scopeon`] is the front door for programs that embed it; answers are [`scopeon_core::report`]'s structs.
//!
//! Below it, [`App`] is what front ends are made of. The command line, the terminal dashboard, the HTTP server and the MCP
//! server differ in how they take questions and show answers, and in nothing else. Everything here blocks; a front end that
//! must not block runs it on a thread. Nothing here reads arguments, the environment, the home directory or the clock: a
//! front end states them in [`Inputs`].

mod agent_names;
mod agents;
mod app;
pub mod ask;
mod background_close;
mod cancel;
mod config;
mod demo;
mod error;
mod filter;
mod frontend;
mod inputs;
mod keeper;
mod meant;
mod own_files;
mod presence;
mod price_book;
mod pseudonym_key;
mod query;
mod reading;
mod refresh;
mod scopeon;
mod search_paths;
mod small_file;
pub mod words;
mod zone;

pub use agents::{AgentSet, Agents};
pub use app::App;
pub use ask::Ask;
pub use cancel::CancelToken;
pub use error::{AppError, ErrorKind};
pub use filter::{Choice, Filter, FilterError, ShownNames};
pub use frontend::{Frontend, Silent};
pub use inputs::{Clock, Inputs, Reads, Root, ZoneInputs};
pub use keeper::Keeper;
pub use own_files::{EarlierFiles, OwnFiles};
pub use query::{Query, QueryArgs};
pub use reading::{Doubt, Reading};
pub use refresh::{Ingested, Refreshed};
pub use scopeon::{Change, Follow, FollowedCall, Opening, Scopeon, UsageQuestion};
pub use search_paths::ChosenPaths;

pub use ask::{Backup, CompactError, Compaction};
pub use scopeon_core::money::PicoUsd;
pub use scopeon_core::report::GroupBy as By;
pub use scopeon_core::time::{Period, Zone};
pub use scopeon_providers::{Observer, Summary, default_paths};
pub use scopeon_store::{CacheBy, CallCursor, Limit, RecordedCall, StoreError};
