//! Reading: discovery, tailing, driving, and one module per agent.
#![doc = include_str!("../README.md")]
//! Start at [`scan`] and [`watch`]; [`builtin`] names the agents, and [`sample`] writes homes to try them on.
#![cfg_attr(
    not(any(
        feature = "aider",
        feature = "amp",
        feature = "antigravity",
        feature = "cline",
        feature = "codebuddy",
        feature = "codebuff",
        feature = "codex",
        feature = "continue",
        feature = "copilot-cli",
        feature = "copilot-vscode",
        feature = "crush",
        feature = "cursor",
        feature = "droid",
        feature = "gemini-cli",
        feature = "generic",
        feature = "goose",
        feature = "grok",
        feature = "hermes",
        feature = "kimi",
        feature = "kiro",
        feature = "llm",
        feature = "ollama",
        feature = "openclaw",
        feature = "opencode",
        feature = "openhands",
        feature = "pi",
        feature = "qwen-code",
        feature = "zed"
    )),
    expect(dead_code, reason = "what several agents share is left without any of them")
)]

mod agents;
mod engine;
mod kit;
pub mod sample;
#[cfg(feature = "testkit")]
pub mod testkit;

pub use agents::*;
pub use engine::default_paths::{Usual, usual};
pub use engine::observer::{Mode, Observer, Silent};
pub use engine::scan::{Known, Search, scan};
pub use engine::search_paths::{Now, Places, Settings};
pub use engine::summary::{Behind, ScanError, Summary, Tally};
pub use engine::survey::{RootState, Survey, SurveyedRoot, survey};
pub use engine::watch::watch;

/// The guide for whoever writes a provider, so that its code is compiled and run.
#[cfg(all(doctest, feature = "testkit"))]
#[doc = include_str!("../../docs/write-a-provider.md")]
struct Guide;
