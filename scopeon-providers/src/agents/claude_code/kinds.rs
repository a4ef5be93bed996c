//! The types of records that are known (Claude Code 2.1.332) and hold nothing that is kept.

/// Returns `true` if a record of this type is known to say nothing about use.
pub(super) fn says_nothing(kind: &[u8]) -> bool {
    let Ok(kind) = std::str::from_utf8(kind) else { return false };
    METADATA.binary_search(&kind).is_ok() || FAMILIES.iter().any(|family| kind.starts_with(family))
}

/// In alphabetical order.
const METADATA: &[&str] = &[
    "agent-color",
    "agent-name",
    "agent-setting",
    "ai-title",
    "atis-latch",
    "attribution-snapshot",
    "bridge-session",
    "content-replacement",
    "continued-in",
    "custom-title",
    "ended-by-model",
    "file-history-delta",
    "file-history-snapshot",
    "fork-context-ref",
    "frame-link",
    "history-suppression",
    "isolation-latch",
    "last-prompt",
    "memory-mode",
    "mode",
    "permission-mode",
    "pr-link",
    "queue-operation",
    "relocated",
    "result",
    "summary",
    "tag",
    "telemetry-latch",
    "tools-used",
    "worktree-state",
];

const FAMILIES: &[&str] = &["artifact-", "marble-origami-", "api-request"];
