//! The public behaviour of the reading engine and its providers: real files, and a toy agent for the engine.

#![expect(clippy::expect_used, reason = "a test that cannot be set up has failed")]
#![expect(
    clippy::format_collect,
    clippy::needless_pass_by_value,
    reason = "a test is to be read, not to be fast"
)]

#[cfg(feature = "aider")]
mod aider;
#[cfg(feature = "amp")]
mod amp;
#[cfg(feature = "antigravity")]
mod antigravity;
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
#[cfg(feature = "droid")]
mod droid;
mod every;
mod expect;
mod fuzzed;
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
mod identities;
#[cfg(feature = "kimi")]
mod kimi;
#[cfg(feature = "kiro")]
mod kiro;
mod lawful;
mod lines;
#[cfg(feature = "llm")]
mod llm;
mod mixed;
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
#[cfg(feature = "qwen-code")]
mod qwen_code;
mod sample;
mod scan;
mod sqlite;
mod stated;
mod tail;
mod testkit;
mod times;
mod toy;
mod unread;
mod usual;
mod watch;
#[cfg(feature = "zed")]
mod zed;
