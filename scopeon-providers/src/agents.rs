//! The agents this crate knows, one module each.

#[cfg(feature = "aider")]
mod aider;
#[cfg(feature = "amp")]
mod amp;
#[cfg(feature = "antigravity")]
mod antigravity;
mod builtin;
pub(crate) mod claude_code;
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
mod detected;
#[cfg(feature = "droid")]
mod droid;
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
#[cfg(feature = "kimi")]
mod kimi;
#[cfg(feature = "kiro")]
mod kiro;
#[cfg(feature = "llm")]
mod llm;
#[cfg(feature = "ollama")]
mod ollama;
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
#[cfg(feature = "qwen-code")]
pub use qwen_code::QwenCode;
#[cfg(feature = "zed")]
pub use zed::Zed;
