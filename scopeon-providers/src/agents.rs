//! The agents this crate knows, one module each, each behind the feature that is called as the table here says.
//!
//! A module's file begins with its feature; beside the manifest, the table is the one place that lists all of them.

mod aider;
mod amp;
mod antigravity;
pub mod claude_code;
mod cline;
mod codebuddy;
mod codebuff;
mod codex;
mod continue_dev;
mod copilot_cli;
mod copilot_vscode;
mod crush;
mod cursor;
mod detected;
mod droid;
mod gemini_cli;
mod generic;
mod goose;
mod grok;
mod hermes;
mod kimi;
mod kiro;
mod llm;
mod ollama;
mod openclaw;
mod opencode;
mod openhands;
mod pi;
mod qwen_code;
mod zed;

use scopeon_core::provider::Provider;

pub use detected::{Detected, DetectedPlace, detected};

/// Takes each agent's feature, the readers its module names, and those that are built in, in the order they are shown in.
macro_rules! agents {
    ($($feature:literal, [$($module:ident::{$($name:ident),+})?], [$($reader:expr),+];)+) => {
        $($(
            #[cfg(feature = $feature)]
            pub use $module::{$($name),+};
        )?)+

        /// Makes a reader.
        type Make = fn() -> Box<dyn Provider>;

        /// Every agent's, Claude Code's first and the others by name.
        const READERS: &[Make] = &[$($(
            #[cfg(feature = $feature)]
            || Box::new($reader),
        )+)+];

        /// The agents' features.
        #[cfg(test)]
        const FEATURES: &[&str] = &[$($feature),+];
    };
}

agents! {
    "claude-code", [claude_code::{ClaudeCode}], [ClaudeCode];
    "aider", [aider::{Aider}], [Aider];
    "amp", [amp::{Amp}], [Amp];
    "antigravity", [antigravity::{Antigravity}], [Antigravity];
    "cline", [cline::{Cline}], [Cline::CLINE, Cline::IBM_BOB, Cline::KILO_CODE, Cline::ROO_CODE, Cline::ZOO_CODE];
    "codebuddy", [codebuddy::{CodeBuddy}], [CodeBuddy::CODEBUDDY];
    "codebuff", [codebuff::{Codebuff}], [Codebuff];
    "codex", [codex::{Codex, CodexRelative}], [Codex, CodexRelative::EVERY_CODE, CodexRelative::TRAEX];
    "continue", [continue_dev::{ContinueDev}], [ContinueDev];
    "copilot-cli", [copilot_cli::{CopilotCli}], [CopilotCli];
    "copilot-vscode", [copilot_vscode::{CopilotVsCode}], [CopilotVsCode];
    "crush", [crush::{Crush}], [Crush];
    "cursor", [cursor::{Cursor}], [Cursor];
    "droid", [droid::{Droid}], [Droid];
    "gemini-cli", [gemini_cli::{GeminiCli}], [GeminiCli];
    "generic", [generic::{Generic}], [Generic::default()];
    "goose", [goose::{Goose}], [Goose];
    "grok", [grok::{Grok}], [Grok];
    "hermes", [hermes::{Hermes}], [Hermes];
    "kimi", [kimi::{Kimi}], [Kimi];
    "kiro", [kiro::{Kiro}], [Kiro];
    "llm", [llm::{Llm}], [Llm];
    "ollama", [ollama::{Ollama}], [Ollama];
    "openclaw", [openclaw::{OpenClaw}], [OpenClaw];
    "opencode", [opencode::{OpenCode}], [OpenCode::ICODEMATE, OpenCode::KILO_CLI, OpenCode::MIMO_CODE, OpenCode::OPENCODE];
    "openhands", [openhands::{OpenHands}], [OpenHands];
    "pi", [pi::{Pi}], [Pi::OMP, Pi::PI];
    "qwen-code", [qwen_code::{QwenCode}], [QwenCode];
    "codebuddy", [], [CodeBuddy::WORKBUDDY];
    "zed", [zed::{Zed}], [Zed];
}

/// Returns a reader for every agent this crate knows.
#[must_use]
pub fn builtin() -> Vec<Box<dyn Provider>> {
    READERS.iter().map(|make| make()).collect()
}

/// Returns a reader of this agent's that finds when a record was in members of these names; `None` for every agent whose
/// own records say it, and for those that are not built in.
#[must_use]
pub fn dated_by(agent: &str, names: &[String]) -> Option<Box<dyn Provider>> {
    #[cfg(feature = "generic")]
    if agent == Generic::default().info().id {
        return Some(Box::new(Generic::dated_by(names)));
    }
    let _ = (agent, names);
    None
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::FEATURES;

    /// The names in a list of the manifest.
    fn listed<'a>(manifest: &'a str, from: &str, to: &str) -> BTreeSet<&'a str> {
        let (_, after) = manifest.split_once(from).expect("the list begins");
        let (list, _) = after.split_once(to).expect("the list ends");
        list.lines().filter_map(|line| line.split(['"', ' ', ',']).find(|word| !word.is_empty())).collect()
    }

    #[test]
    fn the_manifest_lists_the_same_agents() {
        let manifest = include_str!("../Cargo.toml");
        let agents: BTreeSet<&str> = FEATURES.iter().copied().collect();
        assert_eq!(listed(manifest, "\ndefault = [\n", "\n]"), agents, "the default features");
        assert_eq!(listed(manifest, "# One feature for each agent.\n", "\n#"), agents, "the features");
    }
}
