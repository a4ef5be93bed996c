//! The public behaviour of the reading engine and its providers: real files, and a toy agent for the engine.

#![expect(clippy::expect_used, reason = "a test that cannot be set up has failed")]
#![expect(
    clippy::format_collect,
    clippy::needless_pass_by_value,
    reason = "a test is to be read, not to be fast"
)]

mod aider;
mod amp;
mod antigravity;
mod claude_code;
mod cline;
mod codebuddy;
mod codebuff;
mod codex;
mod continue_dev;
mod copilot_cli;
mod copilot_vscode;
mod crush;
mod cursor;
mod database;
mod detected;
mod droid;
mod every;
mod expect;
mod fuzzed;
mod gemini_cli;
mod generic;
mod goose;
mod grok;
mod hermes;
mod identities;
mod kimi;
mod kiro;
mod lawful;
mod lines;
mod llm;
mod mixed;
mod ollama;
mod open;
mod openclaw;
mod opencode;
mod openhands;
mod pi;
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
mod zed;
