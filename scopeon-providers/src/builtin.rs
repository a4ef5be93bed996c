//! The list of the agents this crate knows.

use scopeon_core::provider::Provider;

use crate::ClaudeCode;

/// Makes a reader.
type Make = fn() -> Box<dyn Provider>;

/// Every agent's, Claude Code's first and the others by name.
const READERS: &[Make] = &[
    || Box::new(ClaudeCode),
    #[cfg(feature = "aider")]
    || Box::new(crate::Aider),
    #[cfg(feature = "amp")]
    || Box::new(crate::Amp),
    #[cfg(feature = "antigravity")]
    || Box::new(crate::Antigravity),
    #[cfg(feature = "cline")]
    || Box::new(crate::Cline::CLINE),
    #[cfg(feature = "cline")]
    || Box::new(crate::Cline::IBM_BOB),
    #[cfg(feature = "cline")]
    || Box::new(crate::Cline::KILO_CODE),
    #[cfg(feature = "cline")]
    || Box::new(crate::Cline::ROO_CODE),
    #[cfg(feature = "cline")]
    || Box::new(crate::Cline::ZOO_CODE),
    #[cfg(feature = "codebuddy")]
    || Box::new(crate::CodeBuddy::CODEBUDDY),
    #[cfg(feature = "codebuff")]
    || Box::new(crate::Codebuff),
    #[cfg(feature = "codex")]
    || Box::new(crate::Codex),
    #[cfg(feature = "codex")]
    || Box::new(crate::CodexRelative::EVERY_CODE),
    #[cfg(feature = "codex")]
    || Box::new(crate::CodexRelative::TRAEX),
    #[cfg(feature = "continue")]
    || Box::new(crate::ContinueDev),
    #[cfg(feature = "copilot-cli")]
    || Box::new(crate::CopilotCli),
    #[cfg(feature = "copilot-vscode")]
    || Box::new(crate::CopilotVsCode),
    #[cfg(feature = "crush")]
    || Box::new(crate::Crush),
    #[cfg(feature = "cursor")]
    || Box::new(crate::Cursor),
    #[cfg(feature = "droid")]
    || Box::new(crate::Droid),
    #[cfg(feature = "gemini-cli")]
    || Box::new(crate::GeminiCli),
    #[cfg(feature = "generic")]
    || Box::new(crate::Generic::default()),
    #[cfg(feature = "goose")]
    || Box::new(crate::Goose),
    #[cfg(feature = "grok")]
    || Box::new(crate::Grok),
    #[cfg(feature = "hermes")]
    || Box::new(crate::Hermes),
    #[cfg(feature = "kimi")]
    || Box::new(crate::Kimi),
    #[cfg(feature = "kiro")]
    || Box::new(crate::Kiro),
    #[cfg(feature = "llm")]
    || Box::new(crate::Llm),
    #[cfg(feature = "ollama")]
    || Box::new(crate::Ollama),
    #[cfg(feature = "openclaw")]
    || Box::new(crate::OpenClaw),
    #[cfg(feature = "opencode")]
    || Box::new(crate::OpenCode::ICODEMATE),
    #[cfg(feature = "opencode")]
    || Box::new(crate::OpenCode::KILO_CLI),
    #[cfg(feature = "opencode")]
    || Box::new(crate::OpenCode::MIMO_CODE),
    #[cfg(feature = "opencode")]
    || Box::new(crate::OpenCode::OPENCODE),
    #[cfg(feature = "openhands")]
    || Box::new(crate::OpenHands),
    #[cfg(feature = "pi")]
    || Box::new(crate::Pi::OMP),
    #[cfg(feature = "pi")]
    || Box::new(crate::Pi::PI),
    #[cfg(feature = "qwen-code")]
    || Box::new(crate::QwenCode),
    #[cfg(feature = "codebuddy")]
    || Box::new(crate::CodeBuddy::WORKBUDDY),
    #[cfg(feature = "zed")]
    || Box::new(crate::Zed),
];

/// Returns a reader for every agent this crate knows.
#[must_use]
pub fn builtin() -> Vec<Box<dyn Provider>> {
    READERS.iter().map(|make| make()).collect()
}
