//! The public behaviour of the reading engine and its providers: real files, and a toy agent for the engine.

mod claude_code;
#[cfg(feature = "codex")]
mod codex;
mod database;
mod expect;
#[cfg(feature = "gemini-cli")]
mod gemini_cli;
mod lawful;
mod sample;
mod scan;
mod tail;
mod toy;
mod watch;
