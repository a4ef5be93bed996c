//! The list of the agents this crate knows.

use scopeon_core::provider::Provider;

use crate::agents::ClaudeCode;

/// Makes a reader.
type Make = fn() -> Box<dyn Provider>;

/// Every agent's, Claude Code's first and the others by name.
const READERS: &[Make] = &[
    || Box::new(ClaudeCode),
    #[cfg(feature = "aider")]
    || Box::new(crate::agents::Aider),
    #[cfg(feature = "amp")]
    || Box::new(crate::agents::Amp),
    #[cfg(feature = "antigravity")]
    || Box::new(crate::agents::Antigravity),
    #[cfg(feature = "cline")]
    || Box::new(crate::agents::Cline::CLINE),
    #[cfg(feature = "cline")]
    || Box::new(crate::agents::Cline::IBM_BOB),
    #[cfg(feature = "cline")]
    || Box::new(crate::agents::Cline::KILO_CODE),
    #[cfg(feature = "cline")]
    || Box::new(crate::agents::Cline::ROO_CODE),
    #[cfg(feature = "cline")]
    || Box::new(crate::agents::Cline::ZOO_CODE),
    #[cfg(feature = "codebuddy")]
    || Box::new(crate::agents::CodeBuddy::CODEBUDDY),
    #[cfg(feature = "codebuff")]
    || Box::new(crate::agents::Codebuff),
    #[cfg(feature = "codex")]
    || Box::new(crate::agents::Codex),
    #[cfg(feature = "codex")]
    || Box::new(crate::agents::CodexRelative::EVERY_CODE),
    #[cfg(feature = "codex")]
    || Box::new(crate::agents::CodexRelative::TRAEX),
    #[cfg(feature = "continue")]
    || Box::new(crate::agents::ContinueDev),
    #[cfg(feature = "copilot-cli")]
    || Box::new(crate::agents::CopilotCli),
    #[cfg(feature = "copilot-vscode")]
    || Box::new(crate::agents::CopilotVsCode),
    #[cfg(feature = "crush")]
    || Box::new(crate::agents::Crush),
    #[cfg(feature = "cursor")]
    || Box::new(crate::agents::Cursor),
    #[cfg(feature = "droid")]
    || Box::new(crate::agents::Droid),
    #[cfg(feature = "gemini-cli")]
    || Box::new(crate::agents::GeminiCli),
    #[cfg(feature = "generic")]
    || Box::new(crate::agents::Generic::default()),
    #[cfg(feature = "goose")]
    || Box::new(crate::agents::Goose),
    #[cfg(feature = "grok")]
    || Box::new(crate::agents::Grok),
    #[cfg(feature = "hermes")]
    || Box::new(crate::agents::Hermes),
    #[cfg(feature = "kimi")]
    || Box::new(crate::agents::Kimi),
    #[cfg(feature = "kiro")]
    || Box::new(crate::agents::Kiro),
    #[cfg(feature = "llm")]
    || Box::new(crate::agents::Llm),
    #[cfg(feature = "ollama")]
    || Box::new(crate::agents::Ollama),
    #[cfg(feature = "openclaw")]
    || Box::new(crate::agents::OpenClaw),
    #[cfg(feature = "opencode")]
    || Box::new(crate::agents::OpenCode::ICODEMATE),
    #[cfg(feature = "opencode")]
    || Box::new(crate::agents::OpenCode::KILO_CLI),
    #[cfg(feature = "opencode")]
    || Box::new(crate::agents::OpenCode::MIMO_CODE),
    #[cfg(feature = "opencode")]
    || Box::new(crate::agents::OpenCode::OPENCODE),
    #[cfg(feature = "openhands")]
    || Box::new(crate::agents::OpenHands),
    #[cfg(feature = "pi")]
    || Box::new(crate::agents::Pi::OMP),
    #[cfg(feature = "pi")]
    || Box::new(crate::agents::Pi::PI),
    #[cfg(feature = "qwen-code")]
    || Box::new(crate::agents::QwenCode),
    #[cfg(feature = "codebuddy")]
    || Box::new(crate::agents::CodeBuddy::WORKBUDDY),
    #[cfg(feature = "zed")]
    || Box::new(crate::agents::Zed),
];

/// Returns a reader for every agent this crate knows.
#[must_use]
pub fn builtin() -> Vec<Box<dyn Provider>> {
    READERS.iter().map(|make| make()).collect()
}
