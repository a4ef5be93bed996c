//! Where calls went: tools, MCP tools, skills, hooks and sub-agent types, with shares, failures and repeats.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Doubt, Figure, Provenance, Reason, Share};
use crate::input_fingerprint::InputFingerprint;

/// How many bytes of a logged size are taken for a token.
pub const BYTES_PER_TOKEN: u64 = 4;

/// What is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ToolKind {
    /// A tool of the agent.
    Tool,
    /// A tool of an MCP server.
    Mcp,
    /// A skill.
    Skill,
    /// A hook.
    Hook,
    /// A type of sub-agent.
    SubAgent,
}

/// Uses of one thing, as counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolCounts {
    /// What it is.
    pub kind: ToolKind,
    /// The MCP server; none for anything else.
    pub server: Option<String>,
    /// Its name.
    pub name: String,
    /// How often it was used.
    pub uses: u64,
    /// Uses whose outcome is known.
    pub ended: u64,
    /// How often it failed.
    pub failures: u64,
    /// The sizes of its inputs, summed, in bytes.
    pub input_bytes: u64,
    /// The sizes of its results, summed, in bytes.
    pub output_bytes: u64,
    /// How long it ran, summed, in milliseconds.
    pub duration_ms: u64,
    /// Uses whose input has a [`InputFingerprint`].
    pub marked: u64,
    /// How many different marks those have, counted per session and summed.
    pub distinct_marks: u64,
    /// The [`pairs`] of different marks, counted per session and summed: marks of two sessions cannot collide.
    pub fingerprint_pairs: u64,
}

/// Uses of one thing and what they mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ToolFigures {
    /// What it is.
    pub kind: ToolKind,
    /// The MCP server; none for anything else.
    pub server: Option<String>,
    /// Its name.
    pub name: String,
    /// How often it was used.
    pub uses: u64,
    /// `uses ÷ all uses` of its kind.
    #[serde(rename = "uses_ratio")]
    pub uses_bp: Share,
    /// How often it failed.
    pub failures: u64,
    /// `failures ÷ uses whose outcome is known`.
    #[serde(rename = "failures_ratio")]
    pub failures_bp: Share,
    /// The sizes of its inputs, in bytes.
    pub input_bytes: u64,
    /// The sizes of its results, in bytes.
    pub output_bytes: u64,
    /// `(input + output bytes) ÷ those of all` of its kind.
    #[serde(rename = "bytes_ratio")]
    pub bytes_bp: Share,
    /// `(input + output bytes) ÷ 4`, rounded up.
    pub tokens: Figure<u64>,
    /// How long it ran, in milliseconds, waits for permission included.
    pub duration_ms: u64,
    /// `duration ÷ uses`.
    pub mean_ms: u64,
    /// Uses that asked what the same session had asked before.
    pub repeats: Figure<u64>,
    /// `repeats ÷ uses with a mark`.
    #[serde(rename = "repeats_ratio")]
    pub repeats_bp: Figure<Share>,
}

/// Returns what counts mean, most used first, then by name; the order they come in does not matter.
#[must_use]
pub fn figures(counts: &[ToolCounts]) -> Vec<ToolFigures> {
    let mut sums: BTreeMap<ToolKind, (u64, u64)> = BTreeMap::new();
    for one in counts {
        let (uses, size) = sums.entry(one.kind).or_default();
        (*uses, *size) = (uses.saturating_add(one.uses), size.saturating_add(bytes(one)));
    }
    let figure = |one: &ToolCounts| {
        let repeats = repeats(one.marked, one.distinct_marks, one.fingerprint_pairs);
        let (uses, size) = sums.get(&one.kind).copied().unwrap_or_default();
        ToolFigures {
            kind: one.kind,
            server: one.server.clone(),
            name: one.name.clone(),
            uses: one.uses,
            uses_bp: Share::of(one.uses, uses),
            failures: one.failures,
            failures_bp: Share::of(one.failures, one.ended),
            input_bytes: one.input_bytes,
            output_bytes: one.output_bytes,
            bytes_bp: Share::of(bytes(one), size),
            tokens: tokens(bytes(one)),
            duration_ms: one.duration_ms,
            mean_ms: one.duration_ms.checked_div(one.uses).unwrap_or_default(),
            repeats,
            repeats_bp: Figure {
                value: repeats.value.map(|repeats| Share::of(repeats, one.marked)),
                provenance: repeats.provenance,
            },
        }
    };
    let mut figures: Vec<ToolFigures> = counts.iter().map(figure).collect();
    figures.sort_by(|a, b| (b.uses, a.kind, &a.server, &a.name).cmp(&(a.uses, b.kind, &b.server, &b.name)));
    figures
}

fn bytes(one: &ToolCounts) -> u64 {
    one.input_bytes.saturating_add(one.output_bytes)
}

/// Returns how many tokens so many bytes are taken for.
#[must_use]
pub const fn tokens(bytes: u64) -> Figure<u64> {
    Figure::estimated(bytes.div_ceil(BYTES_PER_TOKEN), Reason::BytesAsTokens)
}

/// Returns how many pairs so many different marks of one session make: `d(d − 1) ÷ 2`; it saturates.
#[must_use]
pub fn pairs(distinct_marks: u64) -> u64 {
    let pairs = u128::from(distinct_marks) * u128::from(distinct_marks.saturating_sub(1)) / 2;
    u64::try_from(pairs).unwrap_or(u64::MAX)
}

/// Returns how many of `marked` uses repeated another: `marked − distinct marks`, less the
/// `pairs ÷ 65,536` collisions that as many different inputs are expected to have, rounded down. Without a
/// marked use it is unsupported.
#[must_use]
pub fn repeats(marked: u64, distinct_marks: u64, pairs: u64) -> Figure<u64> {
    if marked == 0 {
        return Figure::unsupported();
    }
    let same = marked - distinct_marks.clamp(1, marked);
    let provenance = Provenance::EXACT.doubted(Reason::Collisions, Doubt::when_any(same));
    Figure::new(same.saturating_sub(pairs / InputFingerprint::COUNT), provenance)
}

/// How often a tool was used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct UsedTool {
    /// Its name; `server/tool` for MCP.
    pub name: String,
    /// How often.
    pub uses: u64,
}

impl UsedTool {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub const fn new(name: String, uses: u64) -> Self {
        Self { name, uses }
    }
}
