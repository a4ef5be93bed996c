//! The words that a filter knows.

/// Words with a colon.
pub(super) const KEYS: [&str; 7] = ["agent", "provider", "model", "project", "branch", "since", "until"];
/// What may be compared.
pub(super) const FIGURES: [&str; 5] = ["cost", "calls", "turns", "tokens", "subagents"];
