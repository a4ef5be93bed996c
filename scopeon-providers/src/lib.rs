//! Reading: discovery, tailing, driving, and one module per agent.
#![doc = include_str!("../README.md")]
//! Start at [`scan`] and [`watch`]; [`builtin`] names the agents, and [`sample`] writes homes to try them on.
mod agents;
mod earlier;
mod engine;
pub mod kit;
pub mod sample;
#[cfg(feature = "testkit")]
pub mod testkit;

pub use agents::*;
#[cfg(feature = "claude-code")]
pub use earlier::{EarlierError, EarlierHistory, EarlierSession, read_earlier};
pub use engine::default_paths::{DefaultPaths, default_paths};
pub use engine::observer::{Mode, NoopObserver, Observer};
pub use engine::scan::{Checkpoints, Discovered, scan};
pub use engine::search_paths::SearchPaths;
pub use engine::settings::{Now, Settings};
pub use engine::summary::{Behind, ScanError, Summary, Tally};
pub use engine::survey::{RootState, Survey, SurveyedRoot, survey};
pub use engine::watch::watch;

/// The guide for whoever writes a provider, so that its code is compiled and run.
#[cfg(all(doctest, feature = "testkit"))]
#[doc = include_str!("../../docs/write-a-provider.md")]
struct Guide;
