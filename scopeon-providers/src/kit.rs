//! What the readers of agents share: ways through JSON, lines and rows, and makers of identities, sessions and usages.
//! Nothing here knows an agent, and nothing here opens a file.

#[cfg(any(feature = "copilot-vscode", feature = "cursor"))]
pub(crate) mod folder;
pub(crate) mod id_factory;
pub(crate) mod json;
pub(crate) mod paths;
pub(crate) mod record_reader;
pub(crate) mod records;
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
pub(crate) mod row_view;
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
pub(crate) mod schema;
pub(crate) mod session_builder;
#[cfg(any(
    feature = "cline",
    feature = "codebuddy",
    feature = "codex",
    feature = "continue",
    feature = "gemini-cli",
    feature = "generic",
    feature = "grok"
))]
pub(crate) mod token_split;
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
pub(crate) mod user_data;
pub(crate) mod uuid;
#[cfg(any(feature = "codex", feature = "openclaw"))]
pub(crate) mod zstd_lines;
