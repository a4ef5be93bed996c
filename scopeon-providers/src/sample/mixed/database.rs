//! The writing of databases as agents keep them: rows, and the file around them. What the tables hold is each
//! agent's own matter.

pub(super) mod antigravity;
pub(super) mod copilot_vscode;
pub(super) mod crush;
pub(super) mod cursor;
pub(super) mod format;
pub(super) mod goose;
pub(super) mod hermes;
pub(super) mod llm;
pub(super) mod opencode;
#[cfg(feature = "zed")]
pub(super) mod zed;
