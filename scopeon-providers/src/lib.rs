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

#[cfg(feature = "aider")]
mod aider;
#[cfg(feature = "amp")]
mod amp;
#[cfg(feature = "antigravity")]
mod antigravity;
mod builtin;
#[cfg(any(
    feature = "antigravity",
    feature = "copilot-cli",
    feature = "crush",
    feature = "cursor",
    feature = "goose",
    feature = "hermes",
    feature = "llm",
    feature = "opencode",
    feature = "openclaw",
    feature = "zed"
))]
mod cell;
mod claude_code;
#[cfg(feature = "cline")]
mod cline;
#[cfg(feature = "codebuddy")]
mod codebuddy;
#[cfg(feature = "codebuff")]
mod codebuff;
#[cfg(feature = "codex")]
mod codex;
#[cfg(feature = "continue")]
mod continue_dev;
#[cfg(feature = "copilot-cli")]
mod copilot_cli;
#[cfg(feature = "copilot-vscode")]
mod copilot_vscode;
#[cfg(feature = "crush")]
mod crush;
#[cfg(feature = "cursor")]
mod cursor;
mod database;
mod detected;
mod discover;
mod drive;
#[cfg(feature = "droid")]
mod droid;
#[cfg(any(feature = "copilot-vscode", feature = "cursor"))]
mod folder;
#[cfg(feature = "gemini-cli")]
mod gemini_cli;
#[cfg(feature = "generic")]
mod generic;
#[cfg(feature = "goose")]
mod goose;
#[cfg(feature = "grok")]
mod grok;
#[cfg(feature = "hermes")]
mod hermes;
mod homes;
mod json;
mod keys;
#[cfg(feature = "kimi")]
mod kimi;
#[cfg(feature = "kiro")]
mod kiro;
#[cfg(feature = "llm")]
mod llm;
mod observer;
#[cfg(feature = "ollama")]
mod ollama;
mod open;
#[cfg(feature = "openclaw")]
mod openclaw;
#[cfg(feature = "opencode")]
mod opencode;
#[cfg(feature = "openhands")]
mod openhands;
#[cfg(feature = "pi")]
mod pi;
mod places;
#[cfg(feature = "qwen-code")]
mod qwen_code;
mod reading;
mod records;
pub mod sample;
mod scan;
#[cfg(any(
    feature = "antigravity",
    feature = "copilot-cli",
    feature = "copilot-vscode",
    feature = "crush",
    feature = "cursor",
    feature = "goose",
    feature = "hermes",
    feature = "llm",
    feature = "opencode",
    feature = "openclaw",
    feature = "zed"
))]
mod schema;
mod sheet;
#[cfg(any(
    feature = "cline",
    feature = "codebuddy",
    feature = "codex",
    feature = "continue",
    feature = "gemini-cli",
    feature = "generic",
    feature = "grok"
))]
mod split;
mod summary;
mod survey;
mod tail;
#[cfg(feature = "testkit")]
pub mod testkit;
mod tree;
#[cfg(any(feature = "codex", feature = "openclaw"))]
mod unpacked;
#[cfg(any(
    feature = "amp",
    feature = "cline",
    feature = "codebuff",
    feature = "copilot-vscode",
    feature = "crush",
    feature = "cursor",
    feature = "goose",
    feature = "llm",
    feature = "opencode",
    feature = "zed"
))]
mod user_data;
mod usual;
mod uuid;
mod watch;
#[cfg(feature = "zed")]
mod zed;

#[cfg(feature = "aider")]
pub use aider::Aider;
#[cfg(feature = "amp")]
pub use amp::Amp;
#[cfg(feature = "antigravity")]
pub use antigravity::Antigravity;
pub use builtin::builtin;
pub use claude_code::{ClaudeCode, NotAStatusLine, status_line};
#[cfg(feature = "cline")]
pub use cline::Cline;
#[cfg(feature = "codebuddy")]
pub use codebuddy::CodeBuddy;
#[cfg(feature = "codebuff")]
pub use codebuff::Codebuff;
#[cfg(feature = "codex")]
pub use codex::{Codex, CodexRelative};
#[cfg(feature = "continue")]
pub use continue_dev::ContinueDev;
#[cfg(feature = "copilot-cli")]
pub use copilot_cli::CopilotCli;
#[cfg(feature = "copilot-vscode")]
pub use copilot_vscode::CopilotVsCode;
#[cfg(feature = "crush")]
pub use crush::Crush;
#[cfg(feature = "cursor")]
pub use cursor::Cursor;
pub use detected::{Detected, DetectedPlace, detected};
#[cfg(feature = "droid")]
pub use droid::Droid;
#[cfg(feature = "gemini-cli")]
pub use gemini_cli::GeminiCli;
#[cfg(feature = "generic")]
pub use generic::Generic;
#[cfg(feature = "goose")]
pub use goose::Goose;
#[cfg(feature = "grok")]
pub use grok::Grok;
#[cfg(feature = "hermes")]
pub use hermes::Hermes;
#[cfg(feature = "kimi")]
pub use kimi::Kimi;
#[cfg(feature = "kiro")]
pub use kiro::Kiro;
#[cfg(feature = "llm")]
pub use llm::Llm;
pub use observer::{Mode, Observer, Silent};
#[cfg(feature = "ollama")]
pub use ollama::Ollama;
#[cfg(feature = "openclaw")]
pub use openclaw::OpenClaw;
#[cfg(feature = "opencode")]
pub use opencode::OpenCode;
#[cfg(feature = "openhands")]
pub use openhands::OpenHands;
#[cfg(feature = "pi")]
pub use pi::Pi;
pub use places::{Now, Places, Settings};
#[cfg(feature = "qwen-code")]
pub use qwen_code::QwenCode;
pub use scan::{Known, Search, scan};
pub use summary::{Behind, ScanError, Summary, Tally};
pub use survey::{RootState, Survey, SurveyedRoot, survey};
pub use usual::{Usual, usual};
pub use watch::watch;
#[cfg(feature = "zed")]
pub use zed::Zed;

/// The guide for whoever writes a provider, so that its code is compiled and run.
#[cfg(all(doctest, feature = "testkit"))]
#[doc = include_str!("../../docs/write-a-provider.md")]
struct Guide;
